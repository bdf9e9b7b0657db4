"""When one legal representative ends because the next begins. Pure.

A register often states only who *became* the legal representative. A firm has one at a time, so an open-ended statement ends on
the first day of the next open-ended one. The ends are a function of the whole set of statements: the order in which they arrive
makes no difference.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar, cast

from graph_service.model.facts import Row
from graph_service.store.graph.plan import Plan, ended
from graph_service.store.graph.rows import Properties, content_of, epoch_ms, fact_id, from_epoch_ms
from graph_service.store.graph.telling import rank_of
from graph_service.store.ports import Load

LEGAL_REPRESENTATIVE = "legal_representative"
_R = TypeVar("_R", bound=Row)


@dataclass(frozen=True, slots=True)
class OpenOffice:
    """An office of legal representative that a source states without an end.

    Attributes:
        key: the fact key.
        start: first day; ``None`` when the source does not say.
        known_since: the day on which it was recorded; stands in for an unknown start of a successor.
        rank: settles equal starts: what speaks for a later day comes later.
        name: of the holder, in one spelling.
        entered: it stands in a record of changes, where holders are known by their name alone.
    """

    key: str
    start: date | None
    known_since: date
    rank: str
    name: str | None = None
    entered: bool = False


def ends_of(offices: Sequence[OpenOffice]) -> dict[str, date | None]:
    """Return the end (exclusive) of each office by its key; the last of the line has none.

    Whoever may be the same person under another key does not end the office: who is who only a number or an officer says.
    """
    line = sorted(offices, key=lambda office: (office.start or date.min, office.rank, office.key))
    successors = (next((one for one in line[at + 1 :] if not _may_be_one(one, office)), None) for at, office in enumerate(line))
    return {
        office.key: (successor.start or successor.known_since) if successor else None
        for office, successor in zip(line, successors, strict=True)
    }


def _may_be_one(one: OpenOffice, other: OpenOffice) -> bool:
    return (one.entered or other.entered) and one.name is not None and one.name == other.name


def one_spelling(name: str) -> str:
    """Return what the spellings of a person's name have in common: width, blanks, dots and case do not count."""
    return "".join(char for char in unicodedata.normalize("NFKC", name) if char.isalnum()).casefold()


def settle_succession(load: Load, plan: Plan, stored: Iterable[Row], names: Mapping[str, str]) -> Plan:
    """Give every open-ended legal representative of the organisations in the plan the end that the next one sets.

    Args:
        load: the load that is put.
        plan: what it creates and closes.
        stored: the offices around the same organisations that stand.
        names: of holders, in one spelling, where a record of changes is among the offices.
    """
    closing = {str(row["key"]) for row in plan.close}
    touched = {row["anchor"] for row in plan.create if row["role"] == LEGAL_REPRESENTATIVE}
    touched |= {row["anchor"] for row in stored if row["fact_key"] in closing and row["role"] == LEGAL_REPRESENTATIVE}
    kept = [row for row in stored if row["fact_key"] not in closing]
    retold = {str(row["key"]): row["properties"] for row in plan.mark}
    fresh_at, old_at = _open_at(plan.create), _open_at(kept)
    for anchor in touched:
        fresh, old = fresh_at.get(anchor, []), old_at.get(anchor, [])
        ends = ends_of([_office(row, names) for row in [*fresh, *old]])
        for new in fresh:
            _end(new, ends[str(new["fact_key"])])
        for row in old:
            end = ends[str(row["fact_key"])]
            if content_of("roles", row)["end"] != end:
                plan.close.append(ended(row, epoch_ms(load.recorded_at)))
                again = cast(Properties, retold.get(str(row["fact_key"]), {}))
                plan.create.append(_ended(load, {**row, **again}, end))
    return plan


def _open_at(rows: Iterable[_R]) -> dict[object, list[_R]]:
    """Return the open offices of each organisation; looking through all of them for each takes the square of a batch."""
    found: dict[object, list[_R]] = defaultdict(list)
    for row in rows:
        if _is_open(row):
            found[row["anchor"]].append(row)
    return found


def _is_open(row: Row) -> bool:
    """Say whether the source states no end; an end that came from a successor does not count, nor what is held back."""
    is_read = row["role"] == LEGAL_REPRESENTATIVE and row.get("recorded_to") is None
    return is_read and (row.get("end") is None or row.get("end_derived") is True)


def _office(row: Row, names: Mapping[str, str]) -> OpenOffice:
    start = content_of("roles", row)["start"]
    since = from_epoch_ms(cast(int, row.get("stated_from") or row["recorded_from"])).date()
    key, name = str(row["fact_key"]), names.get(str(row["person"]))
    return OpenOffice(key, start, since, rank_of(row), name, entered=bool(row.get("change")))  # type: ignore[arg-type]  # a day by TABLES


def _end(row: Properties, end: object) -> None:
    if end is None and row["end"] is None and not row.get("end_derived"):
        return
    row["end"] = end
    row["end_derived"] = True if end is not None else None
    row["fact_id"] = fact_id("roles", str(row["anchor"]), str(row["fact_key"]), content_of("roles", row))


def _ended(load: Load, row: Row, end: object) -> Properties:
    again: Properties = {**row, **content_of("roles", row)}
    again["stated_from"] = row.get("stated_from") or row["recorded_from"]
    again["recorded_from"] = max(epoch_ms(load.recorded_at), cast(int, row["recorded_from"]))
    _end(again, end)
    return again
