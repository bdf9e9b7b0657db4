"""Which decision on record a row speaks of: a penalty by its number, an entry of a list by list and day, one of a court by its 案号.

It is found under the key that the loader of such decisions gives it, never by likeness. A decision that is not on record, and not in
a table loaded before this one, is refused under the number that the row gives.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import count, takewhile

from graph_service.loaders import cleaning, codes
from graph_service.loaders.checking import ROW, CleanRow, Sieve
from graph_service.loaders.cleaning import UncleanError, name_key
from graph_service.loaders.firms import FoundFirms
from graph_service.loaders.layout import Column
from graph_service.loaders.organizations import court_key, event_key, is_credit_code, listing_key, nameless_key, numbered_event
from graph_service.loaders.parties import event_row
from graph_service.loaders.source import Shaped, Surroundings
from graph_service.policy.list_words import list_category
from graph_service.store.register_ports import KnownEvent

#: Columns that say which decision is meant. 列入事由 tells two entries of one day on 经营异常名录 apart.
DECISION = (
    Column("决定文号", cleaning.document_number, needed=True, aliases=("行政处罚决定书文号", "列入决定文号", "案号")),
    Column("决定机关", cleaning.organization_name, needed=True, filled=True, aliases=("处罚机关", "列入机关", "执行法院")),
    Column("当事人名称", cleaning.organization_name, needed=True, filled=True, aliases=("主体名称",)),
    Column("当事人统一社会信用代码", codes.credit_code_or_registration, needed=True, is_id=True, aliases=("统一社会信用代码",)),
    Column("名单名称", cleaning.display),
    Column("列入日期", cleaning.day),
    Column("列入事由", cleaning.display),
)


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision on record: its party as its key names it, and its events; one penalty may set off several."""

    party: str
    events: Mapping[str, KnownEvent]


def settle_decisions(sieve: Sieve, known: Surroundings) -> None:
    """Add ``decision`` to a chunk whose layout has the columns of ``DECISION``."""
    sieve.derive("list", _list, ("名单名称", "列入事由"))
    sieve.derive("number", _number, ("决定文号", "名单名称", "list"))
    sieve.derive("listed_on", _listed_on, ("列入日期", "名单名称", "list"))
    parties = ("当事人名称", "当事人统一社会信用代码")
    said = ("决定文号", "决定机关", *parties, "名单名称", "列入日期", "列入事由", "list", "number", "listed_on")
    sieve.derive("candidates", partial(_candidates, _found_firms(sieve, known)), said)
    asked = {key for candidates in sieve.frame["candidates"].dropna() for _, key in candidates}
    sieve.derive("decision", partial(_decision, _on_record(known, asked)), ("决定文号", "candidates"))


def _list(row: CleanRow) -> str | None:
    if row["名单名称"] is None:
        return None
    if found := list_category(row["名单名称"], row["列入事由"]):
        return found
    raise UncleanError("list-unknown")


def _is_courts(category: str | None) -> bool:
    return category is not None and category.startswith("court.")


def _number(row: CleanRow) -> object:
    """A list is known by its day; whatever else is decided has a number."""
    if row["决定文号"] is None and (row["名单名称"] is None or _is_courts(row["list"])):
        raise UncleanError("required")
    return row["决定文号"]


def _listed_on(row: CleanRow) -> object:
    if row["list"] is not None and not _is_courts(row["list"]) and row["列入日期"] is None:
        raise UncleanError("required")
    return row["列入日期"]


def _found_firms(sieve: Sieve, known: Surroundings) -> FoundFirms:
    numbers = sieve.frame["当事人统一社会信用代码"]
    return known.firms.find(
        sieve.frame["当事人名称"][numbers.isna()], (code for code in numbers.dropna() if not is_credit_code(code))
    )


def _candidates(found: FoundFirms, row: CleanRow) -> tuple[tuple[str, str], ...]:
    """Name the parties under which the decision may stand, each with the key that it then has."""
    return tuple((party, _key(row, party)) for party in _parties(found, row))


def _parties(found: FoundFirms, row: CleanRow) -> Iterator[str]:
    """Name who the party may be: by number; without one by name, as firm or as natural person."""
    code, name = row["当事人统一社会信用代码"], row["当事人名称"]
    if code:
        yield found.resolve(code, name)
        return
    if named := found.by_name(name):
        yield named
    yield nameless_key(name, row["决定机关"])
    yield f"person:{name_key(name)}"
    yield f"masked:{name_key(name)}"


def _key(row: CleanRow, party: str) -> str:
    authority, category = row["决定机关"], row["list"]
    if category is None:
        return event_key(authority, row["number"], party)
    if _is_courts(category):
        return court_key(category, authority, row["number"], party)
    return listing_key(category, row["列入事由"], authority, row["listed_on"], party)


def _on_record(known: Surroundings, decisions: set[str]) -> Mapping[str, KnownEvent]:
    """Return the events of these decisions: one for each kind of penalty that sets off rules of its own."""
    found: dict[str, KnownEvent] = {}
    for at in count():
        here = known.events(numbered_event(key, at) for key in decisions)
        found |= here
        decisions = {key for key in decisions if numbered_event(key, at) in here}
        if not decisions:
            return found
    raise AssertionError  # counting does not end


def _decision(on_record: Mapping[str, KnownEvent], row: CleanRow) -> Decision | None:
    """Return the decision.

    Raises:
        UncleanError: none of the parties under which it may be on record has it.
    """
    if row["candidates"] is None:
        return None
    for party, key in row["candidates"]:
        if key in on_record:
            numbered = (numbered_event(key, at) for at in count())
            events = takewhile(on_record.__contains__, numbered)
            return Decision(party, {event: on_record[event] for event in events})
    raise UncleanError("event-not-on-record")


def state_changes(shaped: Shaped, row: CleanRow, said: Mapping[str, object]) -> None:
    """State of every event of the row's decision what ``said`` gives; what it leaves empty stays as it is on record."""
    for event, known in row["decision"].events.items():
        shaped.state("events", row[ROW], event_row(event, known.kind, known.category, None, said))
