"""The tables as the field writes them: their titles, and of what kind each column is, which says what can be wrong in it.

This is written from the layouts themselves, apart from what the loaders say of them, so that the two can be held against each other.
To add a source: its ``Table`` here, its rows in ``lines``, and faults of its own, if any, under ``faults``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

#: Kinds of columns whose cells name a firm: by its unified code, by its registration number (also in a column of codes), by its name.
CODE, REGISTRATION, REGISTRATION_AS_CODE, FIRM_NAME = (
    "unified code", "registration number", "registration number for a code", "firm name",
)  # fmt: skip
#: Kinds that a column of another kind is of in some rows.
BY_ROW = (CODE, REGISTRATION_AS_CODE, FIRM_NAME, "person name", "stated text", "free text")


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        name: how a load report names it.
        kind: what its cells are: ``faults`` goes by it.
        filled: every row must fill it.
        title: its title in files, where that is another than its name.
    """

    name: str
    kind: str = "free text"
    filled: bool = False
    title: str = ""


@dataclass(frozen=True)
class Table:
    """One kind of table.

    Attributes:
        file: stem of its file's name.
        source: its kind in a load report.
        columns: in their order.
        firm: the columns that name the firm and give its unified code.
        people: the pairs of columns that name a person and give the number of a document; no second one where none is given.
    """

    file: str
    source: str
    columns: tuple[Column, ...]
    firm: tuple[str, str] = ("企业名称", "企业统一社会信用代码")
    people: tuple[tuple[str, str], ...] = ()

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Return the names of the columns in order."""
        return tuple(column.name for column in self.columns)

    @cached_property
    def titles(self) -> tuple[str, ...]:
        """Return the header of a file."""
        return tuple(column.title or column.name for column in self.columns)

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """Return the kinds of the columns in order."""
        return tuple(column.kind for column in self.columns)

    @cached_property
    def at(self) -> dict[str, int]:
        """Return where each column stands."""
        return {name: at for at, name in enumerate(self.names)}

    def kinds_with(self, **others: str) -> tuple[str, ...]:
        """Return the kinds of columns of a row in which some columns are of other kinds."""
        return tuple(others.get(column.name, column.kind) for column in self.columns)


ENTERPRISES = Table(
    "企业基本信息",
    "registry.enterprises",
    (
        Column("企业名称", "stated firm name", filled=True),
        Column("统一社会信用代码", CODE),
        Column("注册号", REGISTRATION),
        Column("企业类型", "stated text", filled=True),
        Column("法定代表人", "person name"),
        Column("成立日期", "past day"),
        Column("登记状态", "state", filled=True),
        Column("注册资本（万元）", "money"),
        Column("登记机关", "stated firm name", filled=True),
        Column("行业", "stated text"),
        Column("住所", "stated text"),
        Column("隶属企业统一社会信用代码", CODE),
        Column("是否上市", "yes or no"),
        Column("是否国有", "yes or no"),
    ),
    firm=("企业名称", "统一社会信用代码"),
)
PERSONS = Table(
    "主要人员",
    "registry.persons",
    (
        Column("企业名称", FIRM_NAME, filled=True),
        Column("企业统一社会信用代码", CODE),
        Column("姓名", "person name", filled=True),
        Column("证件类型", "document type"),
        Column("证件号码", "document number"),
        Column("职务", "position", filled=True),
        Column("任职起始日期", "day"),
        Column("任职截止日期", "last day"),
        Column("登记日期", "day"),
        Column("执业证书", "stated text"),
    ),
    people=(("姓名", "证件号码"),),
)
HOLDINGS = Table(
    "股东及出资",
    "registry.shareholders",
    (
        Column("企业名称", FIRM_NAME, filled=True),
        Column("企业统一社会信用代码", CODE),
        Column("股东名称", "person name", filled=True),
        Column("股东类型", "holder type", filled=True),
        Column("股东证照类型", "holder's document type"),
        Column("股东证照号码", "document number"),
        Column("认缴出资额（万元）", "money"),
        Column("实缴出资额（万元）", "money"),
        Column("持股比例", "share"),
        Column("持股起始日期", "day"),
        Column("持股截止日期", "last day"),
    ),
    people=(("股东名称", "股东证照号码"),),
)
CHANGES = Table(
    "变更记录",
    "registry.changes",
    (
        Column("企业名称", FIRM_NAME, filled=True),
        Column("企业统一社会信用代码", CODE),
        Column("变更事项", "matter", filled=True),
        Column("变更前内容", "list of names"),
        Column("变更后内容", "list of names"),
        Column("变更日期", "past day", filled=True),
    ),
    people=(("变更前内容", ""), ("变更后内容", "")),
)
FORMER_NAMES = Table(
    "曾用名",
    "registry.former_names",
    (
        Column("企业名称", FIRM_NAME, filled=True),
        Column("企业统一社会信用代码", CODE),
        Column("曾用名称", "stated firm name", filled=True),
        Column("使用起始日期", "day"),
        Column("使用截止日期", "last day"),
    ),
)
BRANCHES = Table(
    "分支机构",
    "registry.branches",
    (
        Column("企业名称", FIRM_NAME, filled=True),
        Column("企业统一社会信用代码", CODE, filled=True),
        Column("分支机构名称", "stated firm name", filled=True),
        Column("分支机构统一社会信用代码", CODE),
        Column("登记机关", "stated firm name", filled=True),
    ),
)
FINDINGS = Table(
    "责任认定",
    "findings",
    (
        Column("决定文号", "文号", filled=True, title="行政处罚决定书文号"),
        Column("决定机关", FIRM_NAME, filled=True, title="处罚机关"),
        Column("当事人名称", FIRM_NAME, filled=True),
        Column("当事人统一社会信用代码", CODE),
        Column("姓名", "person name", filled=True),
        Column("证件类型", "document type"),
        Column("证件号码", "deciding document number"),
        Column("责任类型", "liability", filled=True),
        Column("是否认定", "yes or no", filled=True),
        Column("认定文书文号", "stated text", filled=True),
        Column("认定日期", "past day", filled=True),
    ),
    firm=("当事人名称", "当事人统一社会信用代码"),
    people=(("姓名", "证件号码"),),
)
