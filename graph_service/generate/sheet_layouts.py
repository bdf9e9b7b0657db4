"""The tables beside register and penalties, as the field writes them: people, what is taken back, bids, reference, authorities."""

from __future__ import annotations

from graph_service.generate.layouts import CODE, FIRM_NAME, Column, Table

_DECISION = (
    Column("决定文号", "文号", filled=True, title="行政处罚决定书文号"),
    Column("决定机关", FIRM_NAME, filled=True, title="处罚机关"),
    Column("当事人名称", FIRM_NAME, filled=True),
    Column("当事人统一社会信用代码", CODE),
)
_PARTY = ("当事人名称", "当事人统一社会信用代码")
_SUBJECT = ("主体名称", "统一社会信用代码")
PRACTITIONERS = Table(
    "执业人员",
    "practitioners",
    (
        Column("姓名", "person name", filled=True),
        Column("证件类型", "document type"),
        Column("证件号码", "document number"),
        Column("职业类别", "profession", filled=True),
        Column("执业证书编号", "stated text", filled=True),
        Column("发证机关", "stated firm name"),
        Column("执业机构", "stated firm name", filled=True),
        Column("执业机构统一社会信用代码", CODE),
        Column("执业起始日期", "past day"),
        Column("执业截止日期", "last day"),
        Column("状态", "practice state", filled=True),
    ),
    firm=("执业机构", "执业机构统一社会信用代码"),
    people=(("姓名", "证件号码"),),
)
ANSWERS = Table(
    "责任认定征询函回函",
    "findings.answers",
    (
        *_DECISION,
        Column("姓名", "person name", filled=True),
        Column("证件类型", "document type"),
        Column("证件号码", "deciding document number"),
        Column("认定结论", "conclusion", filled=True),
        Column("回函单位", "stated firm name", filled=True),
        Column("认定文书文号", "stated text", filled=True, title="回函文号"),
        Column("认定日期", "past day", filled=True, title="回函日期"),
    ),
    firm=_PARTY,
    people=(("姓名", "证件号码"),),
)
OBJECTIONS = Table(
    "异议处理结果",
    "objections",
    (
        *_DECISION,
        Column("处理结果", "result", filled=True),
        Column("处理机关", "stated firm name", filled=True),
        Column("处理文号", "stated text"),
        Column("处理日期", "past day", filled=True),
        Column("更正后违法行为起始日期", "past day"),
        Column("更正后违法行为截止日期", "past day"),
    ),
    firm=_PARTY,
)
REPAIRS = Table(
    "信用修复决定",
    "repairs",
    (
        *_DECISION,
        Column("修复决定文号", "stated text", filled=True),
        Column("修复机关", "stated firm name", filled=True),
        Column("修复日期", "past day", filled=True),
    ),
    firm=_PARTY,
)
BIDS = Table(
    "招标投标",
    "bids",
    (
        Column("项目编号", "文号", filled=True),
        Column("项目名称", "stated text"),
        Column("标段编号", "stated text", filled=True),
        Column("招标人", "stated firm name", filled=True),
        Column("投标人名称", FIRM_NAME, filled=True),
        Column("投标人统一社会信用代码", CODE),
        Column("单位负责人", "person name"),
        Column("单位负责人证件类型", "document type"),
        Column("单位负责人证件号码", "document number"),
        Column("开标日期", "past day", filled=True),
        Column("投标结果", "stated text"),
    ),
    firm=("投标人名称", "投标人统一社会信用代码"),
    people=(("单位负责人", "单位负责人证件号码"),),
)
REFERENCES = Table(
    "参考信息",
    "references",
    (
        Column("主体名称", "stated firm name", filled=True),
        Column("统一社会信用代码", CODE),
        Column("名单名称", "stated text", filled=True),
        Column("发布机构", "stated firm name", filled=True),
        Column("发布机构类别", "publisher", filled=True),
        Column("等级", "stated text"),
        Column("内容"),
        Column("发布日期", "past day", filled=True),
        Column("有效期至", "last day"),
    ),
    firm=_SUBJECT,
)
GOVERNMENT = Table(
    "政务失信记录",
    "government",
    (
        Column("主体名称", "stated firm name", filled=True),
        Column("主体类别", "government subject", filled=True),
        Column("统一社会信用代码", CODE),
        Column("失信类别", "stated text", filled=True),
        Column("失信事实"),
        Column("认定机关", "stated firm name", filled=True),
        Column("认定文号", "stated text"),
        Column("认定日期", "past day", filled=True),
    ),
    firm=_SUBJECT,
)
