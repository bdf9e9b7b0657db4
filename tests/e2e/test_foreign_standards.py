"""A register, LEIs and foreign files into a real graph; out again as BODS and FollowTheMoney; into an empty graph: the same facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest

from graph_service.bootstrap import now
from graph_service.bulk import bods, ftm
from graph_service.bulk.statements import Standard, export_statements
from graph_service.loaders.run import load_paths
from graph_service.security.keyring import KeyRing
from graph_service.store.graph.store import BoltGraphStore
from graph_service.store.ledger import open_ledger
from graph_service.workflow.services import Services
from tests.loaders.foreign_files import LEIS, thing, write_lines
from tests.loaders.tables import FIRMS, write_csv
from tests.loaders.test_gleif import entities, relations
from tests.servers import GraphServer

DAY = date(2024, 6, 1)
Facts = Mapping[str, set[tuple[object, ...]]]
_COLUMNS: Mapping[str, Sequence[str]] = {
    "organizations": ("name", "type", "uscc"),
    "persons": ("name",),
    "holdings": ("holder", "organization", "share", "share_min", "share_max", "start", "end"),
    "roles": ("person", "organization", "role", "start", "end"),
}


@pytest.fixture
def services(graph_server: GraphServer, tmp_path: Path) -> Iterator[Services]:
    graph_server.empty()
    ledger = open_ledger(f"sqlite:///{tmp_path}/ledger.sqlite3", KeyRing(tmp_path / "keys"), now)
    with BoltGraphStore(graph_server.connection) as graph:
        yield Services(graph, ledger, None, tmp_path, now)  # type: ignore[arg-type]  # loading asks for no rules
    ledger.close()


def load(services: Services, *paths: Path) -> None:
    report = load_paths(services, paths)
    assert report.rejected == 0, [file.refused for file in report.files]


def facts(services: Services) -> Facts:
    """What is on record, with names in the place of keys."""
    rows: dict[str, list[Mapping[str, object]]] = {table: [] for table in _COLUMNS}
    for table, page in services.graph.all_facts(services.graph.graph_version()):
        if table in rows:
            rows[table] += page
    names = {row["id"]: row["name"] for row in (*rows["organizations"], *rows["persons"])}
    return {
        table: {
            tuple(row[name] if name == "uscc" else names.get(row[name], row[name]) for name in columns) for row in rows[table]
        }
        for table, columns in _COLUMNS.items()
    }


def test_facts_leave_in_foreign_standards_and_come_back_the_same(
    services: Services, graph_server: GraphServer, tmp_path: Path
) -> None:
    load(services, write_csv(tmp_path, "enterprise", {}), write_csv(tmp_path, "person", {}), write_csv(tmp_path, "holding", {}))
    load(services, entities(tmp_path, {}), relations(tmp_path, {}))
    alpha = thing("Company", "a1", name="Alpha Holdings Ltd")
    owned = thing("Company", "c1", name="Jiayi Foods", leiCode=LEIS[0])
    held = thing("Ownership", "o1", owner="a1", asset="c1", percentage="25%-50%", startDate="2020-01-01")
    load(services, write_lines(tmp_path, alpha, owned, held))
    before = facts(services)
    standards: Mapping[str, Standard] = {"bods.jsonl": bods.statement, "ftm.jsonl": ftm.statement}
    for name, standard in standards.items():
        export_statements(services.graph, standard, tmp_path / "out" / name, on=DAY, only_held=False)
    consolidated = services.graph.entries_of([FIRMS[0]], limit=9)

    assert before["organizations"] == {("北京甲一食品有限公司", "company", FIRMS[0]), ("Alpha Holdings Ltd", "company", None)}
    assert ("Alpha Holdings Ltd", "北京甲一食品有限公司", None, 0.25, 0.5, date(2020, 1, 1), None) in before["holdings"]
    assert {(entry.table, entry.content["document"]) for entry in consolidated} >= {
        ("references", LEIS[0]),
        ("references", LEIS[1]),
    }
    for name in standards:
        graph_server.empty()
        load(services, tmp_path / "out" / name)
        assert facts(services) == before
