"""The words of every clause, Chinese and English: what it says when it holds, and what to tell a person when it fails.

Keys are the clause names of ``propagation.clauses``, and the reasons that are no clause (``reached``, ``employer``).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """A clause's label and the sentence for its failure, in both languages."""

    label: str
    label_en: str
    failure: str
    failure_en: str


REACHED = Words("适用", "reached", "各项条件均满足", "every clause holds")
EMPLOYER = Words(
    "任职单位",
    "employer",
    "惩戒不向其任职的其他单位传导；该单位只负变更或解除职务的义务",
    "a measure does not pass to other organisations in which the person holds an office; they only have to end that office",
)

CLAUSE_WORDS = {
    "stands": Words("决定有效", "decision stands", "决定已被撤销，由其派生的一切措施自始无效", "the decision was annulled; everything derived from it falls from the start"),
    "decided": Words("决定已作出", "already decided", "至评定日尚未作出决定", "not yet decided on the day of evaluation"),
    "rule_in_force": Words("规则当时有效", "rule in force", "适用日该规则未生效或已废止", "the rule was not in force on the day whose law applies"),
    "type_covered": Words("主体类型在规则范围内", "subject type covered", "当事人的主体类型不在规则适用范围内", "the rule does not cover this type of subject"),
    "role_listed": Words("属于条文所列角色", "role listed by the rule", "所任角色不在条文所列责任人员范围内，亦无使其成为责任人员的认定", "the role is not among those that the article lists, and no finding makes the person one of them"),
    "held": Words("在相关日任职", "in office on a relevant day", "在规则要求的日期及相关日期均未任职", "held the office on none of the days that matter"),
    "not_denied": Words("未被认定无责任", "not found free of liability", "已明确认定不负责任", "expressly found not liable"),
    "liability_found": Words("责任已认定", "liability found", "未认定直接责任（或决定、名单未点名）；可发责任认定征询函", "direct liability is not stated (or the decision does not name the person); an inquiry letter may ask for it"),
    "not_excepted": Words("无法定例外", "no exception applies", "已有法院裁判确定的其他实际责任人，且无证据证明本人涉案：依规则例外不及于本人", "a court found another person actually responsible and nothing ties this person to the case: the rule's exception applies"),
    "fact_not_denied": Words("规则所需事实成立", "required fact holds", "规则所需事实不成立", "a fact that the rule requires does not hold"),
    "basis_on_record": Words("有上位依据", "underlying legal basis on record", "无法律、法规或者党中央、国务院政策文件依据，不得实施", "no law, regulation or central policy document is on record as a basis; the measure must not be applied"),
    "begun": Words("期限已开始", "term has begun", "期限尚未开始", "the term has not begun"),
    "not_ended": Words("未提前终止", "not ended early", "已履行、已移出名单或已解除", "performed, removed from the list, or lifted"),
    "within_term": Words("期限未届满", "within the term", "期限已届满", "the term has ended"),
    "type_settled": Words("主体类型明确", "subject type settled", "规则是否及于此类主体（分支机构、事业单位、社会组织等）须人工判断", "whether the rule covers this type of subject (branch, institution, ...) is for a person to decide"),
    "role_settled": Words("角色对应明确", "role settled", "该职务是否等同于条文所列角色须人工判断（如分公司负责人、登记的实际控制人）", "whether this office is the role that the article lists is for a person to decide"),
    "exact_identity": Words("身份完全吻合", "identity exact", "仅姓名相同且脱敏证件号可见位相符，是候选人，须核实身份", "only the name and the visible digits agree; a candidate whose identity must be verified"),
    "day_known": Words("时点明确", "day known", "判断任职所需的日期未载明", "the day on which the office counts is not on record"),
    "held_on_the_day": Words("在规则所定日任职", "in office on the rule's day", "在违法期间等相关日任职，但不在规则所定之日任职：是否适用须人工判断", "in office on a relevant day (such as during the violation) but not on the rule's day; a person must decide"),
    "not_newcomer": Words("违法期间亦任职", "in office during the violation too", "规则所定之日任职，但违法期间未任职：不得自动惩戒新任者，须人工判断", "in office on the rule's day but not during the violation; a newcomer is not reached without a person's decision"),
    "registration_settled": Words("任职登记无滞后", "no late registration of the office", "按任职起止日期在规则所定之日任职，但登记在该日之后：当时是否实际任职须人工核实", "in office on the rule's day by the dates on record, but registered only after it; whether the office was really held then must be verified"),
    "findings_agree": Words("认定一致", "findings agree", "责任认定相互矛盾，须核实", "findings contradict each other and must be verified"),
    "fault_stated": Words("个人责任已载明", "personal fault stated", "是否负有个人责任未载明，须由作出决定的机关认定", "whether the person was personally at fault is not stated; the deciding authority must say"),
    "fact_stated": Words("规则所需事实已载明", "required fact stated", "规则所需事实未载明，须核实", "a fact that the rule requires is not stated"),
    "exception_settled": Words("例外与否已明确", "exception settled", "已有法院裁判确定的其他实际责任人，是否有证据证明本人涉案未载明，须核实", "a court found another person actually responsible; whether evidence ties this person to the case is not stated and must be verified"),
    "start_reached": Words("起算日已到", "start reached", "起算日（如刑罚执行完毕之日）未载明或尚未到来；期间开始前亦受限制，须核实", "the day from which the term counts (such as the end of a sentence) is not on record or still to come; the person is bound before it too: verify"),
    "term_lawful": Words("期限合法", "term within the lawful range", "决定的期限超出法定幅度，或与法定期限不一致，须核实", "the decided term lies outside the range that the law allows, or is not the one that the law gives; verify it"),
    "lifting_known": Words("解除状态明确", "lifting known", "已移出失信名单，但限制令是否解除未载明", "removed from the list, but whether the order was lifted is not on record"),
    "identity_confirmed": Words("身份已确认", "identity confirmed", "身份未经证件号码或经办人确认，须核实", "the identity rests on neither an id number nor an officer's confirmation"),
    "order_on_record": Words("有法院限制令", "court order on record", "未见限制令，须由法院作出", "no order is on record; the court must still make it"),
    "authority_decided": Words("主管机关已决定", "authority has decided", "由有关主管部门（授予机关、实施部门、处罚机关）依法决定；对本人的决定未见记录", "the competent authority (awarding body, implementing or punishing authority) must still decide; no decision about this subject is on record"),
}  # fmt: skip
