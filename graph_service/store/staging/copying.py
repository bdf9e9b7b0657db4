"""A staged graph into a server that has no import tool: large transactions that only create, for nothing is there to be compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from graph_service.model.facts import ENTRY_TABLES
from graph_service.store.graph.client import BoltClient
from graph_service.store.graph.ends import apart, ends_of_link, filled
from graph_service.store.graph.rows import LINK_TABLES, NODE_TABLES, Properties
from graph_service.store.staging.database import StagedDatabase
from graph_service.store.staging.tables import FOLLOWING, TAKEN_OVER

#: Rows of one transaction.
AT_ONCE = 5_000
_QUERIES = {"parent": "branches_link", "subject": "events_link_subject", "client": "events_link_client"}


def copy_into(client: BoltClient, database: StagedDatabase) -> None:
    """Write a staged graph into an empty one that has its schema, nodes before what hangs on them."""
    for query, rows, shared in _batches(database):
        client.write(lambda transaction, q=query, r=rows, s=shared: transaction.run(q, rows=r, **s))  # type: ignore[misc]  # bound now
    for source in database.all_of("sources"):
        client.write(lambda transaction, s=source: transaction.run("write/source", source=s))  # type: ignore[misc]  # bound now


def _batches(database: StagedDatabase) -> Iterator[tuple[str, Sequence[Properties], dict[str, Any]]]:
    for table in NODE_TABLES:
        for rows in _chunks(database.all_of(table)):
            yield f"write/{table}_create", list(map(filled, rows)), {}
    for rows in _chunks(database.all_of("versions")):
        yield "write/versions_create", list(map(filled, rows)), {}
    for table in (*LINK_TABLES, *ENTRY_TABLES):
        for rows in _chunks(database.all_of(table)):
            own, shared = apart(rows)
            ends = (ends_of_link(table, row) for row in rows)
            yield (
                f"write/{table}_create",
                [end | {"properties": row} for end, row in zip(ends, own, strict=True)],
                {"shared": shared},
            )
    for table, column, _ in FOLLOWING:
        for rows in _chunks(database.all_of(table, f"{column} IS NOT NULL")):
            links = [
                {"start": row["id"], "end": row[column], "properties": {name: row[name] for name in TAKEN_OVER}} for row in rows
            ]
            yield f"write/{_QUERIES[column]}", links, {"shared": {}}


def _chunks(rows: Iterable[Properties]) -> Iterator[list[Properties]]:
    left = iter(rows)
    while chunk := list(islice(left, AT_ONCE)):
        yield chunk
