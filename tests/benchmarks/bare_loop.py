"""What a load is held against: the same facts in a bare ``UNWIND … MERGE`` loop on the same server, and nothing else.

No check, no identities, no provenance, no history, no archive: only the columns that the rows state, in batches of the same size. Subjects
get one label: merging on two makes the embedded engine search without its index, and the loop ten times as slow.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from graph_service.model.facts import FactRows, Row
from graph_service.store.load_ports import Days
from graph_service.store.ports import Load, PutCounts
from graph_service.workflow.services import GraphStore
from tests.servers import GraphServer

BATCH = 2_000
_NODES = {
    "organizations": "UNWIND $rows AS row MERGE (n:Subject {id: row.id}) SET n += row.said",
    "persons": "UNWIND $rows AS row MERGE (n:Subject {id: row.id}) SET n += row.said",
    "events": "UNWIND $rows AS row MERGE (n:Event {id: row.id}) SET n += row.said"
    " WITH n, row MATCH (s:Subject {id: row.subject}) MERGE (n)-[:AGAINST]->(s)",
}
_LINKS = {
    "roles": "UNWIND $rows AS row MATCH (a:Subject {id: row.person}) MATCH (b:Subject {id: row.organization})"
    " MERGE (a)-[r:HOLDS_ROLE {role: row.role}]->(b) SET r += row.said",
    "holdings": "UNWIND $rows AS row MATCH (a:Subject {id: row.holder}) MATCH (b:Subject {id: row.organization})"
    " MERGE (a)-[r:OWNS]->(b) SET r += row.said",
}


class Overheard:
    """Stands before a graph store and remembers the facts that a load puts, by table."""

    def __init__(self, graph: GraphStore) -> None:
        self._graph = graph
        self.facts: dict[str, list[Row]] = {}

    def __getattr__(self, name: str) -> object:
        return getattr(self._graph, name)

    def put(self, load: Load, rows: FactRows, row_numbers: Mapping[str, Sequence[int]], days: Days | None = None) -> PutCounts:
        for table, some in rows.items():
            self.facts.setdefault(table, []).extend(some)
        return self._graph.put(load, rows, row_numbers, days)


def write_bare(server: GraphServer, facts: FactRows) -> None:
    """Write the facts, nodes before links."""
    with server.driver() as driver, driver.session(database=server.connection.database) as session:
        for table, query in (_NODES | _LINKS).items():
            for rows in _batches(facts.get(table, ())):
                session.execute_write(lambda transaction, text, some: transaction.run(text, rows=some).consume(), query, rows)


def _batches(rows: Sequence[Row]) -> Iterator[list[dict[str, object]]]:
    for first in range(0, len(rows), BATCH):
        yield [
            {**row, "said": {name: value for name, value in row.items() if value is not None}}
            for row in rows[first : first + BATCH]
        ]
