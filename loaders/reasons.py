"""Why a row is refused: a code, the words for the clerk, and what to do. Codes are stable; words are not."""

from __future__ import annotations

from dataclasses import dataclass

from graph_service.loaders.warned import WARNINGS


@dataclass(frozen=True, slots=True)
class Reason:
    """What is wrong (``text``, and ``text_en`` for the English switch) and how to put it right (``fix``)."""

    text: str
    fix: str
    text_en: str


REASONS: dict[str, Reason] = {
    # the record as it stands in the file
    "surplus-fields": Reason("字段数多于表头", "检查未加引号的逗号，删去多余字段", "more fields than titles"),
    "short-row": Reason("字段数少于表头", "补齐缺少的字段（可为空）", "fewer fields than titles"),
    "unbalanced-quote": Reason("引号不成对，无法确定字段边界", "补上或删去多余的引号；按行核对各列", "quotes do not come out"),
    "undecodable-bytes": Reason("含无法解码的字节", "用原系统重新导出，或重新录入乱码部分", "bytes that cannot be decoded"),
    "control-character": Reason("含控制字符", "重新录入该单元格", "control character"),
    "private-use-character": Reason("含自造字（私用区字符）", "改用国标字符或拼音录入", "private-use character"),
    "json-invalid": Reason("不是完整的 JSON 对象", "每行一个对象，按所示位置更正", "not a JSON object"),
    "json-key-twice": Reason("同一字段在一个对象中出现两次", "只保留正确的一个", "a key twice in one object"),
    "json-nested": Reason("字段的值为对象或数组", "改为每个字段一个值", "a value that is itself an object or a list"),
    "excel-number": Reason(
        "证件号码或代码以数字格式存储（Excel、JSON、Parquet），末位可能已丢失",
        "将该列设为文本格式，按原始资料重新录入",
        "an id stored as a number, which may have lost digits",
    ),
    "excel-scientific": Reason(
        "代码被 Excel 转成科学计数法", "将该列设为文本格式，按原始资料重新录入", "an id in scientific notation"
    ),
    "excel-error": Reason(
        "单元格为 Excel 错误值（如 #N/A、#REF!）", "修正公式，或按原始资料重新录入", "an error value of Excel"
    ),
    # single cells
    "required": Reason("必填项为空", "填写该项", "a required cell is empty"),
    "required-for-person": Reason("自然人必填项为空", "填写该项", "required for a natural person"),
    "too-long": Reason("内容过长", "缩短内容或核对是否串列", "too long"),
    "not-a-name": Reason("不是名称", "填写完整名称，核对是否串列", "not a name"),
    "totals-row": Reason("合计行不是记录", "删去合计行", "the line of totals is no record"),
    "masked-name": Reason("姓名已脱敏", "填写完整姓名", "a masked name"),
    "uscc-invalid": Reason("统一社会信用代码格式不正确", "按营业执照核对18位代码", "not a unified code"),
    "uscc-check-digit": Reason(
        "统一社会信用代码校验位不符", "按营业执照核对18位代码", "check character of the unified code is wrong"
    ),
    "organization-code-invalid": Reason("组织机构代码不正确", "按代码证核对", "not an organisation code"),
    "registration-number-invalid": Reason("注册号不正确", "按营业执照核对15位注册号", "not a registration number"),
    "number-of-other-kind": Reason(
        "组织机构代码与工商注册号填反",
        "核对版本：2016版 代码_2 为组织机构代码、代码_3 为工商登记码，2018年以后相反；将号码移到对应栏",
        "an organisation code for a registration number, or the reverse",
    ),
    "id-invalid": Reason("证件号码格式不正确", "按证件核对号码与证件类型", "not a document number of that kind"),
    "id-check-digit": Reason("证件号码校验位不符", "按证件核对号码", "check digit of the document number is wrong"),
    "id-birth-date": Reason("证件号码中的出生日期不存在", "按证件核对号码", "birth day in the number does not exist"),
    "masked-id": Reason("证件号码已脱敏，不能确定身份", "填写完整证件号码", "a masked document number identifies nobody"),
    "id-without-type": Reason("有证件号码而无证件类型", "填写证件类型", "a document number without its type"),
    "document-type-unknown": Reason(
        "证件类型无法识别", "使用：居民身份证、护照、港澳居民来往内地通行证等", "unknown type of document"
    ),
    "date-format": Reason("日期格式无法识别", "写成 2024-03-05", "not a day"),
    "date-invalid": Reason("日期不存在", "核对年月日", "no such day"),
    "date-ambiguous": Reason("日期的日、月次序不明", "写成 2024-03-05", "day and month cannot be told apart"),
    "date-range": Reason("日期早于1900年", "核对年份", "a year before 1900"),
    "date-future": Reason("日期晚于收录之日", "核对日期", "a day after the load"),
    "money-format": Reason("金额不是数字", "以万元为单位填写数字", "not an amount"),
    "money-unit": Reason("金额单位不是万元", "换算成万元填写", "another unit than ten thousand yuan"),
    "money-negative": Reason("金额为负", "核对金额", "a negative amount"),
    "money-precision": Reason("金额精度超过分", "核对小数位（单位为万元）", "finer than one fen"),
    "share-format": Reason("比例不是数字", "写成 44.71%", "not a percentage"),
    "share-ambiguous": Reason("比例含义不明（小数或百分数）", "带百分号填写，如 44.71%", "fraction or percentage?"),
    "share-range": Reason("比例不在 0–100% 之间", "核对比例", "outside 0 to 100 %"),
    "document-number": Reason("文号中没有编号", "填写完整文号", "a document number without digits"),
    "not-yes-or-no": Reason("应填“是”或“否”", "填写“是”或“否”", "neither yes nor no"),
    "party-type-unknown": Reason(
        "行政相对人类别无法识别", "使用：法人及非法人组织、自然人、个体工商户", "unknown type of party"
    ),
    "party-type-unclear": Reason(
        "不能确定行政相对人是单位还是自然人",
        "填写单位的统一社会信用代码、组织机构代码或工商注册号；是自然人的，只填证件号码，不填法定代表人",
        "an organisation or a natural person?",
    ),
    "status-unknown": Reason(
        "当前状态无法识别", "用文字写明，如 有效、变更、撤销、注销（2016版可写 0、1）", "unknown current status"
    ),
    "annulled-without-day": Reason(
        "当前状态为撤销而无数据更新时间戳",
        "填写数据更新时间戳（撤销之日或其后最近一日）",
        "annulled, and no day by which it was so",
    ),
    "position-unknown": Reason("职务无法识别", "使用登记职务名称，如 法定代表人、董事、监事、经理", "unknown position"),
    "liability-unknown": Reason(
        "责任类型无法识别", "使用：直接负责的主管人员、其他直接责任人员、直接责任、个人责任、实际控制人", "unknown liability"
    ),
    "operation-unknown": Reason("操作无法识别", "使用：新增、修改、删除（ADD、MOD、DEL）", "unknown operation"),
    "state-unknown": Reason("登记状态无法识别", "使用：存续、在业、吊销、注销、迁出等", "unknown registration state"),
    "holder-type-unknown": Reason("股东类型无法识别", "使用：自然人股东、法人股东 等", "unknown type of shareholder"),
    "list-unknown": Reason("名单名称无法识别", "写明名单全称，如 安全生产严重失信主体名单", "a list that nobody has described"),
    "term-format": Reason("期限无法识别", "写成 5年 或 终身", "neither whole years nor for life"),
    "document-kind-unknown": Reason(
        "文书类别无法识别", "使用：行政处罚决定、处分决定、市场禁入决定、免职决定、刑事判决", "unknown kind of document"
    ),
    "unit-required": Reason(
        "对单位责任人员的决定未写明单位", "填写单位名称与统一社会信用代码", "the unit in whose case this was decided is missing"
    ),
    "conclusion-unknown": Reason(
        "认定结论无法识别",
        "使用：直接负责的主管人员、其他直接责任人员、直接责任、个人责任、实际控制人、不负直接责任、无法认定",
        "unknown conclusion of an answer",
    ),
    "result-unknown": Reason("异议处理结果无法识别", "使用：撤销、更正、维持", "unknown result of an objection"),
    "profession-unknown": Reason(
        "职业类别无法识别",
        "使用：律师、教师、医师、执业药师、评估师、税务师、注册消防工程师、会计审计人员、房地产中介从业人员、认证人员、金融从业人员、导游、注册建造师、注册建筑师、"
        "注册结构工程师、监理工程师",
        "a profession that nobody has described",
    ),
    "practice-state-unknown": Reason(
        "执业状态无法识别", "使用：正常、暂停、吊销、撤销、注销、失效", "unknown state of a registration"
    ),
    "publisher-unknown": Reason(
        "发布机构类别无法识别",
        "使用：行政机关、人民法院，或 行业协会、银行、评级机构、征信机构",
        "unknown kind of publisher",
    ),
    "government-subject-unknown": Reason(
        "政务失信主体类别无法识别", "使用：行政机关、事业单位、公务员", "neither authority nor civil servant"
    ),
    "list-reference-only": Reason(
        "协会、银行、评级机构等的名单仅供参考，不是惩戒依据",
        "改按“参考信息”表导入",
        "a list for reference only, no ground for punishment",
    ),
    "list-official": Reason(
        "行政机关、法院的名单不是参考信息",
        "改按“严重失信主体名单”或“失信被执行人”表导入",
        "a list of an authority or a court, which is not for reference only",
    ),
    "naming-unknown": Reason(
        "列名方式无法识别", "使用：决定列名、法院裁判确定的实际责任人", "unknown quality of a person named"
    ),
    "value-unmapped": Reason(
        "映射文件的对照表中没有该值", "在映射文件的 values 中补充该值，或更正该单元格", "a value that the mapping lacks"
    ),
    # several cells, several rows, several files
    "end-before-start": Reason("截止日期早于起始日期", "核对两个日期", "ends before it starts"),
    "decision-before-violation": Reason(
        "决定早于违法行为起始日", "核对决定日期与违法行为起始日期", "decided before the violation began"
    ),
    "decision-after-validity": Reason("处罚决定日期晚于处罚有效期", "核对两个日期", "decided after its validity ended"),
    "decision-after-publication": Reason("处罚决定日期晚于公示截止期", "核对两个日期", "decided after publication ended"),
    "paid-above-subscribed": Reason("实缴出资额大于认缴出资额", "核对两项金额", "paid more than subscribed"),
    "shares-above-hundred": Reason(
        "同一企业同一时间持股比例合计超过100%", "核对各股东比例与起止日期", "shares of one firm exceed 100 %"
    ),
    "name-list-unclear": Reason(
        "名单无法确定地拆分（如“等3人”、姓名间空格）",
        "用分号逐一列出全部姓名或名称，职务写在姓名后的括号内",
        "a list of names that cannot be taken apart with certainty",
    ),
    "change-item-unknown": Reason(
        "变更事项无法识别",
        "使用：法定代表人变更、董事备案、监事备案、高级管理人员备案、投资人变更、名称变更 等",
        "a matter of change that nobody has described",
    ),
    "office-not-stated": Reason(
        "未写明各人员的职务", "在姓名后的括号内写明职务，如 赵甲（董事）", "the offices of the persons are not stated"
    ),
    "operator-of-other-firm": Reason(
        "经营者、投资人只见于个体工商户和个人独资企业",
        "核对企业类型；公司的股东列入股东及出资",
        "only individual businesses and sole proprietorships have an operator",
    ),
    "own-parent": Reason("隶属企业是其自身", "核对隶属企业统一社会信用代码", "a firm cannot be its own branch"),
    "own-shareholder": Reason("股东是企业自身", "核对股东", "a firm cannot hold itself"),
    "second-legal-representative": Reason(
        "同一企业有两名在任法定代表人", "填写离任者的任职截止日期", "a second legal representative without an end day"
    ),
    "conflicting-duplicate": Reason(
        "同一事项在文件中重复且内容不一致", "核对后只保留正确的一行", "the same fact twice with other content"
    ),
    "same-id-other-name": Reason("同一证件号码对应不同姓名", "核对姓名与证件号码", "one document number, two names"),
    "organization-unknown": Reason(
        "企业无代码且无法按名称确定",
        "填写统一社会信用代码或注册号，或与企业基本信息一并导入",
        "firm cannot be identified by its name",
    ),
    "organization-ambiguous": Reason("同名企业不止一家", "填写统一社会信用代码", "several firms of that name"),
    "removed-before-listed": Reason("移出、撤销或解除日期早于列入日期", "核对两个日期", "taken off before it was put on"),
    "removed-without-day": Reason("有移出原因而无移出日期", "填写移出日期", "a reason for taking it off, and no day"),
    "person-not-in-the-end": Reason(
        "同一列入另有移出记录，而该记录未写此列名人员",
        "在本行补填移出日期与移出原因",
        "the row that ends the entry does not name this person",
    ),
    "practice-over-without-day": Reason(
        "执业已注销、吊销或失效而无截止日期", "填写执业截止日期", "a registration that is over, and no day since when"
    ),
    "correction-mismatch": Reason(
        "处理结果与更正后各栏不符",
        "处理结果为“更正”时填写更正后的日期，其他结果时留空",
        "the result does not fit what is to be corrected",
    ),
    "not-for-repair": Reason(
        "法院列入的名单和限制消费令不适用行政机关的信用修复",
        "由执行法院移出或解除，按“失信被执行人”或“限制消费令”表导入",
        "what a court listed or ordered the court itself ends",
    ),
    "not-on-record": Reason(
        "要删除的事项不在库中",
        "核对本行各项是否与入库时一致，或该事项是否已删除",
        "nothing on record that this row could delete",
    ),
    "delete-of-part": Reason(
        "本行只补充其他决定的内容，不能单独删除",
        "需取消时，先在原决定所在的表中删除该决定，再重新导入该决定",
        "the row adds to a decision of another source and cannot be deleted by itself",
    ),
    # foreign standards
    "lei-invalid": Reason("LEI 格式或校验位不正确", "按 GLEIF 核对20位编码", "not an LEI"),
    "party-kind-unknown": Reason("主体类别无法识别", "使用：person、organization", "unknown kind of party"),
    "party-unknown": Reason(
        "文件中没有该主体的记录或其名称", "补充该主体的记录后重新导入", "a party without a record or a name in the file"
    ),
    "party-unspecified": Reason(
        "声明未列明主体，只写明原因", "无可收录的关系；查明主体后更正", "no party is named, only why not"
    ),
    "party-not-a-firm": Reason("被持有或任职的一方是自然人", "核对关系双方", "a natural person cannot be owned or led"),
    "interest-format": Reason("权益不是 JSON 对象的列表", "按 BODS 的 interests 填写", "not a list of interests"),
    "interest-not-kept": Reason(
        "没有可收录的权益（只收录直接持股与可识别的职务）",
        "无须更正；如有直接持股或职务，请补充",
        "no interest that a table keeps",
    ),
    "interest-twice": Reason("同一持股或职务同日起始写了两次", "合并为一项", "the same holding or office twice from one day"),
    "closed-without-day": Reason("已关闭的记录没有声明日期", "填写声明日期或权益截止日期", "closed, and no day says when"),
    "record-not-kept": Reason("本服务不收录此类记录", "无须更正；原文存档备查", "a kind of record that is not kept"),
    "event-not-on-record": Reason(
        "未找到对应的决定或列入记录", "先导入该决定，核对文号、机关、名单与当事人后重新导入", "no such decision on record"
    ),
}


def words_of(code: str, *, english: bool = False) -> str:
    """Return the words of a reason or a warning, Chinese unless asked otherwise."""
    if code in WARNINGS:
        return WARNINGS[code][int(english)]
    reason = REASONS[code]
    return reason.text_en if english else reason.text
