"""Relationships of BODS, ownerships and directorships of FollowTheMoney: holdings and offices, with ranges of shares where ranges are given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from graph_service.loaders.checking import KEYS, ROW, CleanRow, Sieve
from graph_service.loaders.cleaning import UncleanError
from graph_service.loaders.codes import Doubtful
from graph_service.loaders.foreign import (
    FIRM,
    HOLDER,
    LAYOUTS,
    LINKS,
    leave_to_the_newest,
    mention_party,
    nameless,
    settle_party,
)
from graph_service.loaders.interests import Interest, read_interests
from graph_service.loaders.organizations import hashed
from graph_service.loaders.source import Keys, Shaped, Source, Surroundings, persons_of
from graph_service.loaders.whole import Keeps, Whole
from graph_service.store.ports import PersonIdentity


def check(sieve: Sieve, known: Surroundings) -> None:
    """Settle both parties and the interests of each record."""
    _refuse_unspecified(sieve)
    settle_party(sieve, known, "firm", FIRM)
    settle_party(sieve, known, "holder", HOLDER)
    sieve.refuse_where([isinstance(firm, PersonIdentity) for firm in sieve.frame["firm"]], "party-not-a-firm", FIRM.name)
    sieve.derive("interests", _interests, ("权益", "holder", "firm", "声明日期", "记录状态"))
    sieve.combine("record", _record, ("数据格式", "发布者", "记录编号"))
    sieve.combine(KEYS, _keys, ("record", "firm", "holder", "interests"))
    own = sieve.frame["holder"].notna() & (sieve.frame["holder"] == sieve.frame["firm"])
    sieve.refuse_where(own, "own-shareholder", HOLDER.name)
    sieve.refuse_after("声明日期", known.received, "date-future")


def _refuse_unspecified(sieve: Sieve) -> None:
    """Refuse what names nobody: for a stated reason, or because the file has no record of the party, or one without a name."""
    frame = sieve.frame
    stated = frame["未列明原因"].notna()
    sieve.refuse_where(stated, "party-unspecified", "未列明原因")
    for titles in (FIRM, HOLDER):
        sieve.refuse_where(~stated & nameless(sieve, titles), "party-unknown", titles.record)


def _interests(row: CleanRow) -> tuple[Interest, ...] | Doubtful | None:
    if row["holder"] is None or row["firm"] is None:
        return None
    if row["权益"] is None:
        raise UncleanError("interest-not-kept")
    found, left = read_interests(row["权益"], holder_is_person=isinstance(row["holder"], PersonIdentity))
    if row["记录状态"] == "closed":
        found = tuple(_closed(interest, row) for interest in found)
    if len({(interest.role, interest.start) for interest in found}) < len(found):
        raise UncleanError("interest-twice")
    if left:
        return Doubtful(found, "interest-left-out")
    indirect = any(interest.may_be_indirect for interest in found)
    return Doubtful(found, "holding-may-be-indirect") if indirect else found


def _closed(interest: Interest, row: CleanRow) -> Interest:
    """End an interest of a closed record on the day of the statement where it has no end of its own."""
    if interest.end is not None:
        return interest
    if row["声明日期"] is None:
        raise UncleanError("closed-without-day")
    return replace(interest, end=row["声明日期"])


def _record(standard: str | None, publisher: str | None, record: str | None) -> str:
    return hashed("rel-", standard or "", publisher or "", record or "")


def _keys(record: str, firm: object, holder: object, interests: tuple[Interest, ...] | None) -> tuple[object, ...]:
    """Say what the row is about: its record, and each holding or office that it states."""
    stated = ((firm, holder, interest.role or "holding", interest.start) for interest in interests or ())
    return ((record,), *stated)


def across(whole: Whole, _known: Surroundings) -> None:
    """Let each record stand once, as its newest statement says it; let no two records state one holding or office differently."""
    leave_to_the_newest(whole)
    whole.single_out()
    whole.one_name_an_identity("holder", HOLDER.number)


def identities(rows: Sequence[CleanRow]) -> list[PersonIdentity]:
    """Name the natural persons among the holders."""
    return persons_of(rows, ("holder",))


def shape(rows: Sequence[CleanRow], keys: Keys) -> Shaped:
    """Make the holdings and offices of each row, and name both its sides."""
    shaped = Shaped()
    for row in rows:
        number = row[ROW]
        firm = mention_party(shaped, number, row, keys, ("firm", FIRM))
        holder = mention_party(shaped, number, row, keys, ("holder", HOLDER))
        for interest in row["interests"]:
            days = {"start": interest.start, "end": interest.end}
            if interest.role is None:
                shares = {"share": interest.share, "share_min": interest.share_min, "share_max": interest.share_max}
                amounts = {"subscribed_fen": None, "paid_fen": None}
                shaped.state("holdings", number, {"holder": holder, "organization": firm, **shares, **amounts, **days})
            else:
                said = {"role": interest.role, "registered_on": None, "title": interest.title, "licence": None}
                shaped.state("roles", number, {"person": holder, "organization": firm, **said, **days})
    return shaped


SOURCE = Source(
    kind="foreign.links",
    layout=LAYOUTS[LINKS],
    check=check,
    keeps=Keeps(("record", "声明日期"), persons=("holder",)),
    across=across,
    identities=identities,
    shape=shape,
    retires="Nothing by absence: a file may be partial. An interest ends by its last day or by a statement that closes its record.",
)
