"""Reads every current fact, a page at a time: nodes in the order of their keys, each with the facts that hang on it.

Duplicates of a merged person's facts hang on one event or one organisation, hence lie on one page; only the person itself may not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from graph_service.errors import StoreConflictError
from graph_service.model.facts import Row
from graph_service.store.graph.client import BoltClient, Transaction
from graph_service.store.graph.facts_reader import subject_row
from graph_service.store.graph.folding import PERSON_COLUMNS, folded
from graph_service.store.graph.identities import Merged, merged_among
from graph_service.store.graph.keys import pages_of_keys
from graph_service.store.graph.rows import ANCHORS, LINK_TABLES, row_of

PAGE = 500
_OF_EVENTS = tuple(table for table in LINK_TABLES if ANCHORS[table] == "event")
_OF_SUBJECTS = tuple(table for table in LINK_TABLES if ANCHORS[table] != "event")

_Part = tuple[str, Sequence[Row]]
_Facts = Callable[[Transaction, list[str]], Iterator[_Part]]


def all_facts(client: BoltClient, version: int) -> Iterator[_Part]:
    """Give the facts of every table, events first, while the graph stays at ``version``.

    Raises:
        StoreConflictError: a writer changed the graph.
    """
    yield from _pages(client, version, "read/event_keys", _of_events)
    yield from _pages(client, version, "read/subject_keys", _of_subjects)
    client.read(partial(_refuse_another, version=version))  # an empty graph has no page that would ask


def _pages(client: BoltClient, version: int, query: str, facts: _Facts) -> Iterator[_Part]:
    for keys in pages_of_keys(client, query, PAGE):
        page = client.read(partial(_page, version=version, keys=keys, facts=facts))
        yield from ((table, rows) for table, rows in page if rows)


def _page(transaction: Transaction, version: int, keys: list[str], facts: _Facts) -> list[_Part]:
    page = list(facts(transaction, keys))
    _refuse_another(transaction, version)
    return page


def _refuse_another(transaction: Transaction, version: int) -> None:
    if transaction.run("read/graph_version")[0]["version"] != version:
        raise StoreConflictError("The graph was changed while it was read.", hint="Wait for the load to end, then try again.")


def _of_events(transaction: Transaction, keys: list[str]) -> Iterator[_Part]:
    stored = [record["stored"] for record in transaction.run("state/events", ids=keys)]
    events: list[Row] = [row_of("events", event) for event in stored if event.get("fact_id") is not None]
    stated = {"events": events} | _links(transaction, keys, _OF_EVENTS)
    merged = merged_among(transaction, {*keys, *_persons_in(stated)})
    yield from ((table, folded(table, rows, merged)) for table, rows in stated.items())


def _of_subjects(transaction: Transaction, keys: list[str]) -> Iterator[_Part]:
    links = _links(transaction, keys, _OF_SUBJECTS)
    merged = merged_among(transaction, {*keys, *_persons_in(links)})
    stated = [subject_row(record) for record in transaction.run("read/subjects", ids=keys)]
    yield "organizations", [row for named, row in stated if named == "organizations"]
    persons = [row for named, row in stated if named == "persons"]
    yield "persons", _persons(transaction, persons, merged)
    yield from ((table, folded(table, rows, merged)) for table, rows in links.items())


def _persons(transaction: Transaction, rows: Sequence[Row], merged: Merged) -> list[Row]:
    """Give a merged person with the least of the keys that are on record, from all of them, whatever page they lie on."""
    here = {str(row["id"]) for row in rows}
    if not here & merged.canonical.keys():
        return list(rows)
    stated = transaction.run("read/subjects", ids=sorted(merged.widened(here & merged.canonical.keys())))
    groups: dict[str, list[Row]] = defaultdict(list)
    for _, row in map(subject_row, stated):
        groups[merged.of(str(row["id"]))].append(row)
    alone = [row for row in rows if str(row["id"]) not in merged.canonical]
    mine = [row for found in groups.values() if min(str(one["id"]) for one in found) in here for row in found]
    return folded("persons", [*alone, *mine], merged)


def _links(transaction: Transaction, keys: list[str], tables: Sequence[str]) -> dict[str, list[Row]]:
    return {
        table: [
            row_of(table, record["fact"])
            for record in transaction.run(f"state/{table}", anchors=keys)
            if record["fact"].get("recorded_to") is None
        ]
        for table in tables
    }


def _persons_in(stated: Mapping[str, Sequence[Row]]) -> set[str]:
    named = ((row, PERSON_COLUMNS[table]) for table in stated.keys() & PERSON_COLUMNS.keys() for row in stated[table])
    return {str(row[column]) for row, column in named if row[column] is not None}
