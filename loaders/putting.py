"""The fourth step of every source, ``put``: accepted rows become facts in the graph; rows that delete take theirs back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import NamedTuple

from graph_service.loaders.checking import ROW, CleanRow
from graph_service.loaders.layout import DELETE, OPERATION, UPDATED
from graph_service.loaders.source import Keys, Shaped, Source, Table
from graph_service.store.load_ports import MENTIONED
from graph_service.store.ports import Load, PutCounts
from graph_service.workflow.services import Services

NOTHING = PutCounts(0, 0, 0)


class _Part(NamedTuple):
    """Facts of rows that stand together, and the days of those that speak for a day of their own; ``deletes``: they are taken back."""

    deletes: bool
    shaped: Shaped
    days: Mapping[int, date]


@dataclass(frozen=True, slots=True)
class Putting:
    """Puts the rows of one table as one load."""

    services: Services
    source: Source
    load: Load

    def put(self, batches: Iterable[Sequence[CleanRow]]) -> Iterator[PutCounts]:
        """Carry batches out in their order, and give what each has come to once it is committed.

        While the graph works on one, the next is prepared: its persons get their keys, its rows become facts. Whatever asks the graph
        or changes it waits until the batch before is committed, so order and outcome are those of one after the other.
        """
        with ThreadPoolExecutor(1) as graph:
            ahead: Future[PutCounts] | None = None
            for rows in batches:
                prepared = self._prepared(rows)
                if ahead:
                    yield ahead.result()
                ahead = graph.submit(self._carry_out, prepared)
            if ahead:
                yield ahead.result()

    def _prepared(self, rows: Sequence[CleanRow]) -> list[_Part]:
        parts = ((deletes, list(some)) for deletes, some in groupby(rows, _deletes))
        return [_Part(deletes, self._shaped(some), _days(some)) for deletes, some in parts]

    def _carry_out(self, parts: Sequence[_Part]) -> PutCounts:
        return sum((self._withdraw(part) if part.deletes else self._put(part) for part in parts), NOTHING)

    def rehearse(self, rows: Sequence[CleanRow]) -> PutCounts:
        """Say what would be created, unchanged and closed; each row that takes something back counts as one that is closed."""
        standing, keys = self._known([row for row in rows if states(row)])
        facts, numbers = _rows(self.source.shape(standing, keys).facts)
        deleted = PutCounts(0, 0, sum(map(_deletes, rows)))
        return deleted + self.services.graph.rehearse(self.load, facts, numbers, _days(standing)) if facts else deleted

    def delete_nothing(self, rows: Sequence[CleanRow]) -> list[int]:
        """Return the numbers of those rows that take back what is not on record (and was not taken back by this very load)."""
        deleting = [row for row in rows if _deletes(row)]
        known, keys = self._known(deleting)
        facts, numbers = _rows(self.source.shape(known, keys).facts)
        found = self.services.graph.rows_on_record(self.load, facts, numbers) if facts else frozenset()
        return [row[ROW] for row in deleting if row[ROW] not in found]

    def _known(self, rows: Sequence[CleanRow]) -> tuple[list[CleanRow], Keys]:
        """Return those rows of which everybody is known already, and the keys; nobody is made known by it."""
        identities = self.source.identities(rows)
        found = self.services.ledger.known_person_keys(identities) if identities else ()
        keys = {identity: key for identity, key in zip(identities, found, strict=True) if key is not None}
        return [row for row in rows if all(one in keys for one in self.source.identities([row]))], keys

    def _shaped(self, rows: Sequence[CleanRow]) -> Shaped:
        identities = self.source.identities(rows)
        keys = self.services.ledger.person_keys(identities) if identities else ()
        return self.source.shape(rows, dict(zip(identities, keys, strict=True)))

    def _put(self, part: _Part) -> PutCounts:
        """Put mentioned subjects that are not on record, then the stated facts; return the counts of the latter."""
        named = [str(row["id"]) for table in part.shaped.mentions.values() for row in table.rows]
        known = self.services.graph.known(named) if named else frozenset()
        unknown = {name: _without(table, name, known) for name, table in part.shaped.mentions.items()}
        mentions, numbers = _rows({name: table for name, table in unknown.items() if table.rows})
        if mentions:
            self.services.graph.put(replace(self.load, as_of=MENTIONED, full=False, newest_full=None), mentions, numbers)
        facts, numbers = _rows(part.shaped.facts)
        return self.services.graph.put(self.load, facts, numbers, part.days) if facts else NOTHING

    def _withdraw(self, part: _Part) -> PutCounts:
        facts, numbers = _rows(part.shaped.facts)
        return self.services.graph.withdraw(self.load, facts, numbers, part.days) if facts else NOTHING


def _deletes(row: CleanRow) -> bool:
    return bool(row[OPERATION] == DELETE)


def states(row: CleanRow) -> bool:
    """Say whether a row states something; one that deletes does not."""
    return not _deletes(row)


def _days(rows: Sequence[CleanRow]) -> dict[int, date]:
    return {row[ROW]: row[UPDATED] for row in rows if isinstance(row[UPDATED], date)}


def _rows(tables: Mapping[str, Table]) -> tuple[dict[str, Sequence[Mapping[str, object]]], dict[str, Sequence[int]]]:
    return {name: table.rows for name, table in tables.items()}, {name: table.numbers for name, table in tables.items()}


def _without(table: Table, name: str, known: frozenset[str]) -> Table:
    left = Table()
    for row, number in zip(table.rows, table.numbers, strict=True):
        if row["id"] not in known:
            left.add(name, number, row)
    return left
