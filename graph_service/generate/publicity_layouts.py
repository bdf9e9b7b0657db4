"""双公示 as the field writes it: 行政处罚 and 行政许可 in the layouts of 2016, 2018 (法人, 自然人) and 2019."""

from __future__ import annotations

from graph_service.generate.layouts import CODE, FIRM_NAME, REGISTRATION, Column, Table

#: Kinds of the document number of a natural person: behind a mask a penalty has candidates, and a licence nobody.
OF_PUNISHED, OF_HOLDER = "punished document number", "deciding document number"
_FIRM = ("行政相对人名称", "统一社会信用代码")
_PARTY = ("行政相对人名称", "证件号码")


def _numbered(place: int, name: str, kind: str = "free text", meaning: str = "") -> Column:
    return Column(name, kind, title=f"行政相对人代码_{place}({meaning or name})")


_CODE = _numbered(1, "统一社会信用代码", CODE)
_TAX = _numbered(4, "税务登记号")


def _party_2016(kind: str) -> tuple[Column, ...]:
    return (
        Column("行政相对人名称", FIRM_NAME, filled=True),
        _CODE,
        _numbered(2, "组织机构代码", "organisation code"),
        _numbered(3, "工商注册号", REGISTRATION, "工商登记码"),
        _TAX,
        _numbered(5, "证件号码", kind, "居民身份证号"),
        Column("法定代表人", "person name", title="法定代表人姓名"),
    )


_NUMBERS_SINCE_2018 = (
    _CODE,
    _numbered(2, "工商注册号", REGISTRATION),
    _numbered(3, "组织机构代码", "organisation code"),
    _TAX,
    _numbered(5, "事业单位证书号"),
    _numbered(6, "社会组织登记证号"),
    Column("法定代表人", "person name"),
)
_PARTY_2018 = (
    Column("行政相对人名称", FIRM_NAME, filled=True),
    *_NUMBERS_SINCE_2018,
    Column("法定代表人证件号码", "document number", title="法定代表人身份证号"),
)


def _person_2018(kind: str) -> tuple[Column, ...]:
    return (
        Column("行政相对人名称", "person name", filled=True),
        Column("证件类型", "document type"),
        Column("证件号码", kind, filled=True),
    )


def _party_2019(kind: str) -> tuple[Column, ...]:
    return (
        Column("行政相对人名称", FIRM_NAME, filled=True),
        Column("行政相对人类别", "party type", filled=True),
        *_NUMBERS_SINCE_2018,
        Column("法定代表人证件类型", "document type"),
        Column("法定代表人证件号码", "document number"),
        Column("证件类型", "document type"),
        Column("证件号码", kind),
    )


_PENALTY_SINCE_2018 = (
    Column("行政处罚决定书文号", "stated 文号", filled=True),
    Column("违法行为类型", "stated text", filled=True),
    Column("违法事实", filled=True),
    Column("处罚依据", filled=True),
    Column("处罚类别", "stated text", filled=True),
    Column("处罚内容", "stated text", filled=True),
    Column("罚款金额（万元）", "money"),
    Column("没收违法所得、没收非法财物的金额（万元）", "money"),
    Column("暂扣或吊销证照名称及编号", "stated text"),
    Column("处罚决定日期", "past day", filled=True),
    Column("处罚有效期", "last day", filled=True),
    Column("公示截止期", "last day"),
    Column("处罚机关", "stated firm name", filled=True),
    Column("处罚机关统一社会信用代码", "code of no subject"),
    Column("数据来源单位"),
    Column("数据来源单位统一社会信用代码", "code of no subject"),
    Column("备注"),
)
_LICENCE_SINCE_2018 = (
    Column("行政许可决定文书名称"),
    Column("行政许可决定文书号", "stated 文号"),
    Column("许可类别", "stated text"),
    Column("许可证书名称", "stated text"),
    Column("许可编号", "stated text"),
    Column("许可内容", "stated text"),
    Column("许可决定日期", "past day", filled=True),
    Column("有效期自", "day"),
    Column("有效期至", "last day"),
    Column("许可机关", "stated firm name", filled=True),
    Column("许可机关统一社会信用代码", "code of no subject"),
    Column("当前状态", "status"),
    Column("数据来源单位"),
    Column("数据来源单位统一社会信用代码", "code of no subject"),
    Column("备注"),
)
_REPRESENTATIVE = ("法定代表人", "法定代表人证件号码")
PENALTIES_2016 = Table(
    "行政处罚_2016版",
    "penalty_2016",
    (
        Column("行政处罚决定书文号", "stated 文号", filled=True),
        Column("处罚名称"),
        Column("处罚类别1", "stated text", filled=True),
        Column("处罚类别2", "stated text"),
        Column("处罚事由", "stated text", filled=True),
        Column("处罚依据", filled=True),
        *_party_2016(OF_PUNISHED),
        Column("处罚结果", "stated text", filled=True),
        Column("处罚决定日期", "past day", filled=True),
        Column("处罚截止期", "last day"),
        Column("公示期限"),
        Column("处罚机关", "stated firm name", filled=True),
        Column("当前状态", "status of 2016"),
        Column("地方编码"),
        Column("数据更新时间戳", "day of change"),
        Column("备注"),
    ),
    firm=_FIRM,
    people=(_PARTY, ("法定代表人", "")),
)
PENALTIES_2018 = Table(
    "行政处罚_2018版_法人", "penalty_2018.organizations", (*_PARTY_2018, *_PENALTY_SINCE_2018), _FIRM, (_REPRESENTATIVE,)
)
PENALTIES_2018_PERSONS = Table(
    "行政处罚_2018版_自然人", "penalty_2018.persons", (*_person_2018(OF_PUNISHED), *_PENALTY_SINCE_2018), _FIRM, (_PARTY,)
)
PENALTIES_2019 = Table(
    "行政处罚_2019版", "penalty_2019", (*_party_2019(OF_PUNISHED), *_PENALTY_SINCE_2018), _FIRM, (_PARTY, _REPRESENTATIVE)
)
LICENCES_2016 = Table(
    "行政许可_2016版",
    "licence_2016",
    (
        Column("行政许可决定文书号", "stated 文号", title="行政许可决定书文号"),
        Column("项目名称", "stated text"),
        Column("审批类别", "stated text"),
        Column("许可内容", "stated text"),
        *_party_2016(OF_HOLDER),
        Column("许可决定日期", "past day", filled=True),
        Column("有效期至", "last day", title="许可截止期"),
        Column("许可机关", "stated firm name", filled=True),
        Column("当前状态", "status of 2016"),
        Column("地方编码"),
        Column("数据更新时间戳"),
        Column("备注"),
    ),
    firm=_FIRM,
    people=(_PARTY, ("法定代表人", "")),
)
LICENCES_2018 = Table(
    "行政许可_2018版_法人", "licence_2018.organizations", (*_PARTY_2018, *_LICENCE_SINCE_2018), _FIRM, (_REPRESENTATIVE,)
)
LICENCES_2018_PERSONS = Table(
    "行政许可_2018版_自然人", "licence_2018.persons", (*_person_2018(OF_HOLDER), *_LICENCE_SINCE_2018), _FIRM, (_PARTY,)
)
LICENCES_2019 = Table(
    "行政许可_2019版", "licence_2019", (*_party_2019(OF_HOLDER), *_LICENCE_SINCE_2018), _FIRM, (_PARTY, _REPRESENTATIVE)
)
#: In the order in which they are loaded.
PENALTIES = (PENALTIES_2016, PENALTIES_2018, PENALTIES_2018_PERSONS, PENALTIES_2019)
LICENCES = (LICENCES_2016, LICENCES_2018, LICENCES_2018_PERSONS, LICENCES_2019)
