"""Reads every current fact, a page at a time: nodes in the order of their keys, each with the facts that hang on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from graph_service.errors import StoreConflictError
from graph_service.model.facts import Row
from graph_service.store.graph.client import BoltClient, Transaction
from graph_service.store.graph.facts_reader import subject_row
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
    yield from _pages(client, version, "read/event_keys_after", _of_events)
    yield from _pages(client, version, "read/subject_keys_after", _of_subjects)


def _pages(client: BoltClient, version: int, keys: str, facts: _Facts) -> Iterator[_Part]:
    last = ""
    while True:
        work = partial(_page, version=version, place=(keys, last), facts=facts)
        found, page = client.read(work)
        yield from ((table, rows) for table, rows in page if rows)
        if len(found) < PAGE:
            return
        last = found[-1]


def _page(transaction: Transaction, version: int, place: tuple[str, str], facts: _Facts) -> tuple[list[str], list[_Part]]:
    keys, after = place
    found = [str(record["id"]) for record in transaction.run(keys, id=after, most=PAGE)]
    page = list(facts(transaction, found))
    if transaction.run("read/graph_version")[0]["version"] != version:
        raise StoreConflictError("The graph was changed while it was read.", hint="Wait for the load to end, then try again.")
    return found, page


def _of_events(transaction: Transaction, keys: list[str]) -> Iterator[_Part]:
    stored = [record["stored"] for record in transaction.run("state/events", ids=keys)]
    yield "events", [row_of("events", event) for event in stored if event.get("fact_id") is not None]
    yield from _links(transaction, keys, _OF_EVENTS)


def _of_subjects(transaction: Transaction, keys: list[str]) -> Iterator[_Part]:
    stated = [subject_row(record) for record in transaction.run("read/subjects", ids=keys)]
    for table in ("organizations", "persons"):
        yield table, [row for named, row in stated if named == table]
    yield from _links(transaction, keys, _OF_SUBJECTS)


def _links(transaction: Transaction, keys: list[str], tables: Sequence[str]) -> Iterator[_Part]:
    for table in tables:
        yield table, [row_of(table, record["fact"]) for record in transaction.run(f"state/{table}", anchors=keys)]
