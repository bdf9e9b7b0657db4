"""Who subjects are, for screening: persons under all their keys, organisations by theirs, in one read transaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from graph_service.model.facts import EVENT_DAYS
from graph_service.model.identities import is_person
from graph_service.store.graph.client import BoltClient, Record, Transaction
from graph_service.store.graph.identities import Merged, merged_among
from graph_service.store.graph.rows import native
from graph_service.store.screening_ports import Adverse, Praise, Screened

_CHUNK = 1_000


def screened(client: BoltClient, ids: Sequence[str]) -> tuple[int, dict[str, Screened]]:
    """Return the version of the graph and those of the subjects that it knows, by the id asked for.

    A graph that changes meanwhile gives the lowest version read: what is then held against it is too old, never too new.
    """
    return client.read(lambda transaction: _read(transaction, ids))


def _read(transaction: Transaction, ids: Sequence[str]) -> tuple[int, dict[str, Screened]]:
    persons = [key for key in ids if is_person(key)]
    merged = merged_among(transaction, persons) if persons else Merged()
    wanted = sorted(merged.widened(ids))
    chunks = (wanted[first : first + _CHUNK] for first in range(0, len(wanted), _CHUNK))
    rows = {str(row["id"]): row for chunk in chunks for row in transaction.run("read/screened", ids=chunk)}
    versions = [int(row["version"]) for row in rows.values()]
    version = min(versions) if versions else int(transaction.run("read/graph_version")[0]["version"])
    found = ((key, _screened(key, merged, rows)) for key in ids)
    return version, {key: one for key, one in found if one}


def _screened(key: str, merged: Merged, rows: Mapping[str, Record]) -> Screened | None:
    known = merged.of(key)
    keys = (known, *merged.others(known)) if merged else (key,)
    stored = [rows[one] for one in keys if one in rows]
    if not stored:
        return None
    names = dict.fromkeys(str(name) for row in stored for name in (row["name"], *row["former"]) if name)
    founded = native(stored[0]["founded"])
    return Screened(
        keys,
        tuple(names),
        any(row["registered"] for row in stored),
        founded if isinstance(founded, date) else None,
        tuple(praise for row in stored for praise in _honours(row)),
        tuple(adverse for row in stored for adverse in _adverse(row)),
    )


def _honours(row: Record) -> Iterator[Praise]:
    for one in row["honours"]:
        yield Praise(str(one["title"]), _day(one["start"]), _day(one["end"]), str(one["fact"]))


def _adverse(row: Record) -> Iterator[Adverse]:
    for stored in row["adverse"]:
        days = {name: day for name in EVENT_DAYS if (day := _day(stored.get(name)))}
        yield Adverse(str(stored["id"]), str(stored["kind"]), days)


def _day(value: object) -> date | None:
    found = native(value)
    return found if isinstance(found, date) else None
