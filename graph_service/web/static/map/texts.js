// Words of the map, Chinese first. Words for roles, states and clauses come from the server with the data.

const TEXTS = {
  zh: {
    loading: "正在读取图谱…", failed: "图谱未能读取", retry: "请刷新页面重试。",
    overview: "责任人员范围", considered: "本图涉及 {n} 个主体、{m} 条关系",
    truncated: "图中只显示最相关的 {n} 个主体，其余以“+N”标示。", incomplete: "相关决定过多，仅判断了其中一部分。",
    punished: "惩戒生效", reached: "责任人员（因任职或认定）", pending: "待主管机关决定", review: "待核查",
    conflict: "任职资格冲突", on_record: "有在案决定", decisions: "在案决定", authority: "作出机关", not_affected: "已判断，不受影响", none: "未涉及",
    why: "为什么", whyNot: "为什么不", outcomes: "逐条判断", noOutcome: "没有决定涉及该主体。",
    relations: "关系", entries: "曾用名、许可、荣誉与参考信息", clause: "条件", verdict: "结论", holds: "满足", fails: "不满足", unknown: "不适用或未载明",
    held: "其余 {n} 项条件均满足", heldAll: "{n} 项条件均满足", untested: "{n} 项条件不适用",
    from: "自", to: "至", lifetime: "终身", open: "无固定期限", term: "期限", remark: "说明", early: "可申请提前移出",
    basis: "依据", quote: "条文", source: "来源", row: "第 {n} 行", sourceOf: "查看来源",
    decision: "决定", decisionDate: "决定日", listingDate: "列入日", role: "身份", measure: "措施", version: "规则版本",
    former: "曾", interval: "{a} 至 {b}",
    hidden: "另有 {n} 个关联主体未显示", expand: "展开 20 个", centreHere: "以此为中心",
    code: "统一社会信用代码", maskedId: "证件号码", unconfirmed: "身份未核实", key: "主体编号",
    conflictText: "{who}在{org}任{post}，为生效中的措施所禁止", backToAll: "返回全图", selected: "已选择 {name}",
    person: "自然人", organization: "企业", practitioner: "注册执业人员", nothingExtra: "没有更多可显示的关联主体。",
    leads: "线索（未经认定）", leadsShown: "另绘 {n} 条线索（未经认定），不计入关系", leadsHidden: "不再显示线索", leadsTruncated: "线索过多，仅读取最新的一部分。",
  },
  en: {
    loading: "Reading the map…", failed: "The map could not be read", retry: "Reload the page to try again.",
    overview: "Who is reached", considered: "{n} subjects and {m} relationships in this map",
    truncated: "Only the {n} most telling subjects are drawn; “+N” counts the others.", incomplete: "Too many decisions: only some were judged.",
    punished: "Punished", reached: "Reached through an office or a finding", pending: "Pending an authority's decision", review: "In review",
    conflict: "Post conflict", on_record: "Decision on record", decisions: "Decisions on record", authority: "Authority", not_affected: "Considered, not affected", none: "No outcome",
    why: "Why", whyNot: "Why not", outcomes: "Judged rule by rule", noOutcome: "No decision concerns this subject.",
    relations: "Relationships", entries: "Former names, licences, honours, for reference", clause: "Clause", verdict: "Verdict", holds: "holds", fails: "does not hold", unknown: "does not apply or is not stated",
    held: "The other {n} clauses hold", heldAll: "All {n} clauses hold", untested: "{n} clauses do not apply",
    from: "from", to: "to", lifetime: "for life", open: "no fixed end", term: "Term", remark: "Note", early: "Early removal may be asked from",
    basis: "Legal basis", quote: "Text", source: "Source", row: "row {n}", sourceOf: "show source",
    decision: "Decision", decisionDate: "decided", listingDate: "listed", role: "As", measure: "Measure", version: "Rule version",
    former: "former ", interval: "{a} to {b}",
    hidden: "{n} more connected subjects are not shown", expand: "Show 20", centreHere: "Centre here",
    code: "Unified code", maskedId: "Id number", unconfirmed: "identity not confirmed", key: "Subject key",
    conflictText: "{who} is {post} of {org}, which a measure in force forbids", backToAll: "Back to the whole map", selected: "{name} selected",
    person: "person", organization: "organisation", practitioner: "registered practitioner", nothingExtra: "There are no further subjects to show.",
    leads: "Leads (nobody has confirmed them)", leadsShown: "{n} leads are drawn too; nobody has confirmed them, and they are no relationships", leadsHidden: "Leads are shown no longer", leadsTruncated: "Too many leads: only the newest were read.",
  },
};

export const language = () => (document.documentElement.lang.startsWith("en") ? "en" : "zh");

export function text(key, values = {}) {
  return TEXTS[language()][key].replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

/** Picks the page's language from words that the server gave in both. */
export const said = (words) => (words ? words[language()] : "");
