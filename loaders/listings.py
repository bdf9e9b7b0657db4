"""严重失信主体名单 of any authority with the persons that the decision names; 严重违法失信名单 and 经营异常名录 as the public register gives them.

One row a listing, or one row for each person named by it. Taken off by 移出日期: in the same row, or in a later one about the same listing
(authority, first day, subject, list), whose key is the same: a document number is often missing in one of the two. The name of the list
decides which rules look at it. 经营异常名录 tells its entries apart by their cause too: a firm is often entered twice on one day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from graph_service.loaders import cleaning, codes
from graph_service.loaders.checking import KEYS, ROW, CleanRow, Sieve
from graph_service.loaders.cleaning import UncleanError, name_key
from graph_service.loaders.codes import Doubtful
from graph_service.loaders.endings import ended_days, leave_to_the_end, one_content_an_event, say, settle_endings, tell_named
from graph_service.loaders.layout import Column, Layout
from graph_service.loaders.organizations import listing_key
from graph_service.loaders.parties import (
    PARTY,
    event_row,
    settle_parties,
    state_party,
    subject_words,
)
from graph_service.loaders.publishers import official
from graph_service.loaders.source import Keys, Shaped, Source, Surroundings, identified, person_row, persons_of, read_document
from graph_service.loaders.whole import Keeps, Whole
from graph_service.policy.list_words import list_category
from graph_service.store.ports import PersonIdentity

_text = cleaning.display
_DAY = timedelta(days=1)
#: In which quality an entry names a person.
_NAMED_AS = {
    "决定列名": "named",
    "列名人员": "named",
    "法院裁判确定的实际责任人": "court_found",
    "经法院裁判确定的实际责任人": "court_found",
}
#: What tells a listing, and what a row for each person named must repeat.
_SAID = ("category", "cause", "列入决定文号", "列入日期", "公布日期", "违法行为起始日期", "违法行为截止日期", "惩戒措施依据", "法定代表人涉案", "改正日期",
         "移出日期", "移出原因", "撤销日期")  # fmt: skip


def _named_as(text: str) -> str:
    try:
        return _NAMED_AS[name_key(text)]
    except KeyError:
        raise UncleanError("naming-unknown") from None


def _entered(cause: Column, list_name: tuple[Column, ...] = ()) -> tuple[Column, ...]:
    """Return the columns of an entry: which list and why, when and by whom, and how it ended."""
    return (
        *PARTY,
        *list_name,
        cause,
        Column("列入日期", cleaning.day, "abntime", needed=True, filled=True),
        Column("列入机关", cleaning.organization_name, "decOrg_CN", needed=True, filled=True,
               aliases=("作出决定机关(列入)", "列入决定机关", "作出列入决定机关", "公布机关", "认定机关")),
        Column("列入决定文号", _text, aliases=("列入决定书文号", "文书号")),
        Column("移出日期", cleaning.day, "remDate", needed=True),
        Column("移出原因", _text, "remExcpRes_CN", aliases=("移出事由", "移出经营异常名录原因", "移出严重违法失信名单原因")),
        Column("移出机关", _text, "reDecOrg_CN", aliases=("作出决定机关(移出)", "移出决定机关")),
        Column("撤销日期", cleaning.day, aliases=("列入决定撤销日期",)),
        Column("公布日期", cleaning.day, aliases=("首次公布日期",)),
        Column("违法行为起始日期", cleaning.day),
        Column("违法行为截止日期", cleaning.day),
        Column("惩戒措施依据", _text),
        Column("改正日期", cleaning.day),
        Column("法定代表人涉案", cleaning.yes_no),
        Column("列名人员姓名", cleaning.person_name, aliases=("列名责任人姓名",)),
        Column("列名人员证件类型", codes.document_kind),
        Column("列名人员证件号码", _text, is_id=True),
        Column("列名方式", _named_as, aliases=("列名人员身份",)),
    )  # fmt: skip


#: The title of the cause tells the two lists of the public register apart: no other title may stand for it.
_SERIOUS_CAUSE, _ABNORMAL_CAUSE = "列入严重违法失信名单原因", "列入经营异常名录原因"
LISTS = Layout(
    "严重失信主体名单",
    _entered(
        Column("列入事由", _text, needed=True, aliases=("列入原因", "失信行为", "事由")),
        (
            Column("名单名称", _text, needed=True, filled=True, aliases=("严重失信主体名单名称",)),
            Column("发布机构类别", official, aliases=("名单性质",)),
        ),
    ),
)
SERIOUS = Layout(
    "严重违法失信名单（公示系统）",
    _entered(
        Column(
            _SERIOUS_CAUSE,
            _text,
            "serILLRea_CN",
            needed=True,
            filled=True,
            aliases=("列入严重违法失信企业名单原因", "列入严重违法失信企业名单(黑名单)原因"),
        )
    ),
)
ABNORMAL = Layout("经营异常名录（公示系统）", _entered(Column(_ABNORMAL_CAUSE, _text, "speCause_CN", needed=True, filled=True)))


@dataclass(frozen=True, slots=True)
class _Kind:
    """One of the layouts: the column of the cause, and the name of the list where no column gives it."""

    name: str
    layout: Layout
    cause: str
    list_name: str | None


def check(kind: _Kind, sieve: Sieve, known: Surroundings) -> None:
    """Settle who is listed on which list, whom the entry names, and hold its days against each other."""
    settle_parties(sieve, known, "列入机关")
    sieve.derive("cause", lambda row: row[kind.cause], (kind.cause,))
    sieve.derive("category", partial(_category, kind.list_name), (*(() if kind.list_name else ("名单名称",)), "cause"))
    sieve.derive(
        "named", _named, ("列名人员证件号码", "列名人员证件类型", "列名人员姓名", "列入机关", "主体名称", "organization")
    )
    subject = ("organization", "person", "namesakes", "主体名称")
    sieve.derive("listing", _listing, ("列入日期", "列入机关", "cause", "category", *subject))
    sieve.derive(KEYS, lambda row: ((row["listing"], row["named"]),) if row["listing"] else (), ("listing", "named"))
    tell_named(sieve, "named")
    say(sieve, _SAID)
    settle_endings(sieve, "列入日期", ("移出日期", "撤销日期"))
    sieve.refuse_earlier("违法行为截止日期", "违法行为起始日期", "end-before-start")
    for day in ("列入日期", "公布日期", "违法行为起始日期"):
        sieve.refuse_after(day, known.received, "date-future")


def _category(list_name: str | None, row: CleanRow) -> str | None:
    name = list_name or row["名单名称"]
    if name is None:
        return None
    found = list_category(name, row["cause"])
    if found is None:
        raise UncleanError("list-unknown")
    return found


def _named(row: CleanRow) -> PersonIdentity | Doubtful | None:
    """Say whom the entry names: by document, else by name within the firm listed, which an officer must confirm."""
    if row["列名人员姓名"] is None:
        return None
    document = read_document(row["列名人员证件类型"], row["列名人员证件号码"], masked_is_nothing=True)
    if row["organization"] is None and (document is None or (isinstance(document, Doubtful) and document.value is None)):
        raise UncleanError("required-for-person")
    return identified(row["列名人员姓名"], document, row["organization"])


def _listing(row: CleanRow) -> str | None:
    if row["category"] is None or (row["organization"] is None and row["person"] is None and row["namesakes"] is None):
        return None
    return listing_key(row["category"], row["cause"], row["列入机关"], row["列入日期"], subject_words(row))


def across(whole: Whole, _known: Surroundings) -> None:
    """Let a row with the end of a listing win over the one that begins it; rows on one listing must agree."""
    leave_to_the_end(whole, "listing", "列入日期")
    whole.single_out()
    whole.one_name_an_identity("named", "列名人员证件号码")
    whole.one_name_an_identity("person", "证件号码")
    one_content_an_event(whole, "listing")


def identities(rows: Sequence[CleanRow]) -> list[PersonIdentity]:
    """Name the persons listed and those named."""
    return persons_of(rows, ("person", "named"))


def shape(rows: Sequence[CleanRow], keys: Keys) -> Shaped:
    """Make the listing, its subject, and the naming of each person."""
    shaped = Shaped()
    for row in rows:
        number, event, named = row[ROW], row["listing"], row["named"]
        subject = state_party(shaped, row, keys, event)
        shaped.state("events", number, _event(row, subject))
        if named is not None:
            shaped.mention("persons", number, person_row(named, keys[named]))
            how = row["列名方式"] or "named"
            shaped.state("namings", number, {"event": event, "person": keys[named], "how": how})
    return shaped


def _event(row: CleanRow, subject: str | None) -> dict[str, object]:
    end = row["违法行为截止日期"]
    said = {
        "listing_date": row["列入日期"],
        "publication_date": row["公布日期"],
        "violation_start": row["违法行为起始日期"],
        "violation_end": end + _DAY if end else None,
        "correction_date": row["改正日期"],
        "underlying_basis": row["惩戒措施依据"],
        "evidence_against_lr": row["法定代表人涉案"],
        "reason": row["cause"],
        "office": row["列入机关"],
        "document": row["列入决定文号"],
        **ended_days(row),
    }
    return event_row(row["listing"], "listing", row["category"], subject, said)


def _source(kind: _Kind) -> Source:
    return Source(
        kind=kind.name,
        layout=kind.layout,
        check=partial(check, kind),
        keeps=Keeps(("listing", "ended", "named_key", "said", "列入日期"), persons=("person", "named")),
        across=across,
        identities=identities,
        shape=shape,
        retires="Nothing by absence: an entry ends by a row that gives 移出日期 or 撤销日期, and by its term.",
    )


SERIOUS_SOURCE = _source(_Kind("lists.serious", LISTS, "列入事由", None))
SAMR_SOURCE = _source(_Kind("lists.samr", SERIOUS, _SERIOUS_CAUSE, "严重违法失信名单"))
ABNORMAL_SOURCE = _source(_Kind("lists.abnormal", ABNORMAL, _ABNORMAL_CAUSE, "经营异常名录"))
