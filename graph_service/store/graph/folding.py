"""Facts as they are read: what is stated under merged keys is said of one person, and said once. Pure.

The stored facts stay as their sources stated them. What one row says twice of the same person is one row; what two sources say
differently stays two rows, for propagation tells contradictions itself.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from graph_service.model.facts import Row
from graph_service.store.graph.identities import Merged

#: The column of each table that names a person. ``events`` and ``candidates`` have rules of their own below.
PERSON_COLUMNS = {
    "roles": "person",
    "holdings": "holder",
    "findings": "person",
    "sanctions": "person",
    "namings": "person",
    "candidates": "person",
    "events": "subject",
}


def folded(table: str, rows: Sequence[Row], merged: Merged) -> list[Row]:
    """Return the rows of one table as they are read, in their order."""
    if not merged:
        return list(rows)
    if table == "persons":
        return _one_row_a_person(rows, merged)
    if table not in PERSON_COLUMNS:
        return list(rows)
    read, column = _READ.get(table, _renamed), PERSON_COLUMNS[table]
    return _each_once((found for row in rows if (found := read(row, column, merged)) is not None), column, merged)


def _renamed(row: Row, column: str, merged: Merged) -> Row | None:
    stated = row[column]
    known = merged.of(str(stated))
    return row if stated is None or known == stated else {**row, column: known}


def _event(row: Row, column: str, merged: Merged) -> Row | None:
    """A masked subject that an officer has recognised is the event's subject."""
    recognised = merged.of(str(row["id"]))
    if row[column] is None and recognised != row["id"]:
        return {**row, column: recognised}
    return _renamed(row, column, merged)


def _candidate(row: Row, column: str, merged: Merged) -> Row | None:
    """Whoever is recognised is no candidate any longer, and nobody else is one; whom an officer ruled out is none."""
    event = str(row["event"])
    known = merged.of(str(row[column]))
    recognised = merged.of(event)
    if recognised == known:
        return None
    ruled_out = {merged.of(key) for key in merged.ruled_out.get(event, ())}
    open_still = recognised == event and known not in ruled_out
    return {**row, column: known, "compatible": bool(row["compatible"]) and open_still}


_READ: Mapping[str, Callable[[Row, str, Merged], Row | None]] = {"events": _event, "candidates": _candidate}


def _each_once(rows: Iterable[Row], column: str, merged: Merged) -> list[Row]:
    """Keep of a merged person's rows with the same content the one with the least fact id; the choice depends on these rows alone."""
    known = frozenset(merged.canonical.values())
    kept: dict[str, Row] = {}
    for row in rows:
        key = _content(row) if row[column] in known else str(row["source"])
        before = kept.get(key)
        if before is None or str(row["source"]) < str(before["source"]):
            kept[key] = row
    return list(kept.values())


def _content(row: Row) -> str:
    said = {name: value for name, value in row.items() if name != "source"}
    return json.dumps(said, sort_keys=True, default=date.isoformat)


def _one_row_a_person(rows: Sequence[Row], merged: Merged) -> list[Row]:
    """Make one row of each group, of what is stated under its own key, else under the least; an officer confirmed who it is."""
    alone = [row for row in rows if str(row["id"]) not in merged.canonical]
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if str(row["id"]) in merged.canonical:
            groups[merged.of(str(row["id"]))].append(row)
    return [*alone, *(_person(canonical, groups[canonical]) for canonical in sorted(groups))]


def _person(canonical: str, rows: Sequence[Row]) -> Row:
    ordered = sorted(rows, key=lambda row: (row["source"] is None, row["id"] != canonical, row["id"]))
    honours = [row["honoured"] for row in ordered if row["honoured"] is not None]
    honoured = any(honours) if honours else None
    return {**ordered[0], "id": canonical, "confirmed": True, "honoured": honoured}
