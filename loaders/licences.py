"""双公示 行政许可, the layouts of 2016, 2018 (法人, 自然人) and 2019: licences of firms and persons, to look at. No rule reads them.

A licence is known by holder, authority, certificate and 许可编号, by the 文号 of its decision where it has no number. Decisions that
change, withdraw or cancel it are further rows about the same licence: in one table the newest decision counts, of several files the one
loaded last.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from graph_service.loaders import cleaning, codes
from graph_service.loaders.checking import KEYS, ROW, CleanRow, Sieve
from graph_service.loaders.cleaning import UncleanError, name_key
from graph_service.loaders.codes import Doubtful
from graph_service.loaders.layout import Column, Layout
from graph_service.loaders.organizations import hashed
from graph_service.loaders.parties import state_party, subject_words
from graph_service.loaders.publicity import mention_representative, party_columns, person_columns, settle_party
from graph_service.loaders.registry import exclusive
from graph_service.loaders.source import Keys, Shaped, Source, Surroundings, persons_of
from graph_service.loaders.whole import Keeps, Whole
from graph_service.store.ports import PersonIdentity

_text = cleaning.display
_NUMBER, _DOCUMENT = "许可编号", "行政许可决定文书号"
_STATES = {
    **dict.fromkeys(("有效", "正常", "新办", "准予", "变更", "延续", "换发", "换证", "补发", "补办"), "valid"),
    **dict.fromkeys(("暂扣", "中止", "暂停"), "suspended"),
    **dict.fromkeys(("注销", "撤回"), "cancelled"),
    **dict.fromkeys(("过期", "到期", "期满", "失效"), "expired"),
    "吊销": "revoked", "撤销": "annulled", "无效": "invalid",
}  # fmt: skip
_UNSETTLED = ("异议", "其他")
#: Digits of 2016, as one published program reads them; sources disagree which of 2 and 3 is 异议. What digits mean later is not known.
_DIGITS = {"0": "正常", "1": "撤销", "2": "异议", "3": "其他"}


def state_of(text: str) -> str | Doubtful:
    """Read a 当前状态 in words: one of ``model.facts.LICENCE_STATES``. A licence that was changed or renewed is valid.

    Raises:
        UncleanError: another word, or a digit, whose meaning differs between layouts.
    """
    word = name_key(text).removeprefix("已").removeprefix("依法")
    if word in _UNSETTLED:
        return Doubtful("valid", "status-unsettled")
    if word not in _STATES:
        raise UncleanError("status-unknown")
    return _STATES[word]


def state_in_2016(text: str) -> str | Doubtful:
    """Read a 当前状态 of 2016, in words or as a digit.

    Raises:
        UncleanError: as ``state_of``.
    """
    return state_of(_DIGITS.get(name_key(text), text))


_CONTENT = Column("许可内容", codes.text_without_ids, "XK_NR")
_DECIDED = Column("许可决定日期", cleaning.day, "XK_JDRQ", needed=True, filled=True)
_NOTE = Column("备注", _text, "BZ")
_SINCE_2018 = (
    Column("行政许可决定文书名称", _text, "XK_XKWS"),
    Column(_DOCUMENT, cleaning.document_reference, "XK_WSH", needed=True, aliases=("行政许可决定书文号",)),
    Column("许可类别", _text, "XK_XKLB", needed=True),
    Column("许可证书名称", _text, "XK_XKZS"),
    Column(_NUMBER, codes.certificate_number, "XK_XKBH", is_id=True),
    _CONTENT,
    _DECIDED,
    Column("有效期自", cleaning.day, "XK_YXQZ"),
    Column("有效期至", cleaning.last_day_or_never, "XK_YXQZI", needed=True),
    Column("许可机关", cleaning.organization_name, "XK_XKJG", needed=True, filled=True),
    Column("许可机关统一社会信用代码", codes.doubtful_code, "XK_XKJGDM", is_id=True),
    Column("当前状态", state_of, "XK_ZT"),
    Column("数据来源单位", _text, "XK_LYDW"),
    Column("数据来源单位统一社会信用代码", codes.doubtful_code, "XK_LYDWDM", is_id=True),
    _NOTE,
)
LAYOUT_2016 = Layout(
    "双公示 行政许可（2016版）",
    (
        Column(_DOCUMENT, cleaning.document_reference, "XK_WSH", needed=True, aliases=("行政许可决定书文号",)),
        Column("项目名称", _text, "XK_XMMC", needed=True),
        Column("审批类别", _text, "XK_SPLB", needed=True),
        _CONTENT,
        *party_columns("XK", generation=2016),
        _DECIDED,
        Column("有效期至", cleaning.last_day_or_never, "XK_JZQ", needed=True, aliases=("许可截止期",)),
        Column("许可机关", cleaning.organization_name, "XK_XZJG", needed=True, filled=True),
        Column("当前状态", state_in_2016, "XK_ZT"),
        Column("地方编码", _text, "DFBM"),
        Column("数据更新时间戳", _text, "SJC"),
        _NOTE,
    ),
)
LAYOUT_2018 = Layout("双公示 行政许可（2018版 法人）", (*party_columns("XK", generation=2018), *_SINCE_2018))
LAYOUT_2018_PERSONS = Layout("双公示 行政许可（2018版 自然人）", (*person_columns("XK"), *_SINCE_2018))
LAYOUT_2019 = Layout("双公示 行政许可（2019版）", (*party_columns("XK", generation=2019), *_SINCE_2018))
#: What the layout of 2016 lacks beside the party.
_LATER = ("许可证书名称", "行政许可决定文书名称", _NUMBER, "有效期自", "许可类别")


def check(sieve: Sieve, known: Surroundings) -> None:
    """Settle who holds which licence from when. Behind a masked number nobody does: a licence is no matter for candidates."""
    for name in (*_LATER, "项目名称", "审批类别"):
        if name not in sieve.frame:
            sieve.frame[name] = None
    settle_party(sieve, known, "许可机关", "许可决定日期")
    sieve.refuse_where(sieve.frame["namesakes"].notna(), "masked-id", "证件号码")
    said = (_DOCUMENT, _NUMBER, "许可证书名称", "许可机关", "主体名称", "organization", "person", "namesakes")
    sieve.derive("licence", _licence, said)
    sieve.derive(KEYS, lambda row: (row["licence"],) if row["licence"] else (), ("licence",))
    sieve.combine("start", _start, ("有效期自", "许可决定日期", "有效期至"))
    sieve.refuse_earlier("有效期至", "有效期自", "end-before-start")
    sieve.refuse_after("许可决定日期", known.received, "date-future")


def _licence(row: CleanRow) -> str | None:
    if row["许可机关"] is None or (row["organization"] is None and row["person"] is None):
        return None
    if row[_NUMBER] is None and row[_DOCUMENT] is None:
        raise UncleanError("required")
    by_number = (name_key(row["许可证书名称"] or ""), name_key(row[_NUMBER])) if row[_NUMBER] else None
    which = by_number or ("文号", row[_DOCUMENT][1])
    return hashed("li-", name_key(row["许可机关"]), *which, subject_words(row))


def _start(first: date | None, decided: date | None, last: date | None) -> date | None:
    """Begin with the decision where no first day is stated, unless it was made behind the last day, as that of a cancellation may be."""
    return first or (decided if decided and (last is None or decided <= last) else None)


def across(whole: Whole, _known: Surroundings) -> None:
    """Let the newest decision on a licence count, and each row stand once; give each person one name."""
    rows = list(whole.rows("licence", "许可决定日期"))
    newest: dict[object, date] = {}
    for _, (licence, decided) in rows:
        newest[licence] = max(newest.get(licence, decided), decided)
    whole.give_way(row for row, (licence, decided) in rows if decided < newest[licence])
    whole.single_out()
    whole.one_name_an_identity("person", "证件号码")


def identities(rows: Sequence[CleanRow]) -> list[PersonIdentity]:
    """Name the natural persons who hold licences, and the representatives named."""
    return persons_of(rows, ("person", "representative"))


def shape(rows: Sequence[CleanRow], keys: Keys) -> Shaped:
    """Make the licence of each row and its holder."""
    shaped = Shaped()
    for row in rows:
        mention_representative(shaped, row, keys)
        licence = {
            "id": row["licence"],
            "holder": state_party(shaped, row, keys, row["licence"]),
            "name": row["许可证书名称"] or row["项目名称"] or row["行政许可决定文书名称"],
            "number": row[_NUMBER],
            "category": row["许可类别"] or row["审批类别"],
            "content": row["许可内容"],
            "authority": row["许可机关"],
            "start": row["start"],
            "end": exclusive(row["有效期至"]),
            "state": row["当前状态"],
        }
        shaped.state("licences", row[ROW], licence)
    return shaped


def _source(kind: str, layout: Layout) -> Source:
    return Source(
        kind=kind,
        layout=layout,
        check=check,
        keeps=Keeps(("licence", "许可决定日期"), persons=("person",)),
        across=across,
        identities=identities,
        shape=shape,
        retires="Nothing by absence: a licence ends by 有效期至 or by a row whose 当前状态 says so.",
    )


#: In the order in which they are loaded: what a later layout says of the same licence says more.
SOURCES = (
    _source("licence_2016", LAYOUT_2016),
    _source("licence_2018.organizations", LAYOUT_2018),
    _source("licence_2018.persons", LAYOUT_2018_PERSONS),
    _source("licence_2019", LAYOUT_2019),
)
