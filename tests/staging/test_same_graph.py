"""A graph put together aside is the one that the same load makes on a server, in every property and with its whole history."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph_service.errors import ContradictionError
from graph_service.generate.run import TABLES, Plan, generate
from graph_service.loaders import rebuild as rebuilding
from graph_service.loaders.first_load import load_first
from graph_service.loaders.run import load_paths
from graph_service.policy.loader import load_rulebook
from graph_service.security.keyring import KeyRing
from graph_service.store.graph.store import BoltGraphStore
from graph_service.store.ledger import open_ledger
from graph_service.store.staging.graph import StagedGraph
from graph_service.workflow.services import Services
from tests.e2e.test_rebuild import Clock, live_through
from tests.loaders.conftest import NOW
from tests.loaders.tables import write_csv
from tests.servers import GraphServer


@pytest.fixture
def services(graph_store: BoltGraphStore, tmp_path: Path) -> Iterator[Services]:
    ledger = open_ledger(f"sqlite:///{tmp_path}/ledger.sqlite3", KeyRing(tmp_path / "keys"), lambda: NOW)
    yield Services(graph_store, ledger, None, tmp_path, lambda: NOW)  # type: ignore[arg-type]  # loading asks for no rules
    ledger.close()


@pytest.fixture
def staged(tmp_path: Path) -> Iterator[StagedGraph]:
    with StagedGraph(tmp_path) as graph:
        yield graph


def test_the_dirty_registry_of_the_generator(services: Services, staged: StagedGraph, tmp_path: Path) -> None:
    generate(Plan(enterprises=60, seed=20170331, dirty=0.1), tmp_path / "registry")
    folder = [tmp_path / "registry" / TABLES]

    first = load_first(services, staged, folder)
    untouched = (services.graph.holds_facts(), [report for _, report in services.ledger.loads() if report])
    first.finish()
    journal = services.ledger.loads()
    ordinary = load_paths(services, folder)

    assert untouched == (False, [])
    assert staged.exact_digest() == services.graph.exact_digest()
    assert (first.report.read, first.report.rejected) == (ordinary.read, ordinary.rejected)
    assert services.ledger.loads() == journal


class Target(StagedGraph):
    """A staged graph that takes whole histories, load after load."""

    def begin_rebuild(self) -> None:
        """Nothing is there."""

    def end_rebuild(self) -> None:
        """Nobody can see it yet."""


def test_a_history_of_repeated_late_deleted_and_full_files(
    graph_server: GraphServer, graph_store: BoltGraphStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    ledger = open_ledger(f"sqlite:///{tmp_path}/ledger.sqlite3", KeyRing(tmp_path / "keys"), clock)
    services = Services(graph_store, ledger, load_rulebook(), tmp_path, clock)
    live_through(services, tmp_path)
    with graph_server.driver() as driver:  # judgements are the ledger's, not of any load
        driver.execute_query("MATCH (n:Identity) DETACH DELETE n", database_=graph_server.connection.database)
    for projection in ("bring_up", "project_everything"):
        monkeypatch.setattr(rebuilding, projection, lambda services: None)

    with Target(tmp_path) as target:
        built = rebuilding.rebuild(services, target)
        counts = {table: len(list(target.database.all_of(table))) for table in ("versions", "roles", "holdings")}

    ledger.close()
    assert built.digest == graph_store.exact_digest()
    assert min(counts.values()) > 0


def test_a_graph_that_holds_facts_is_refused(services: Services, staged: StagedGraph, tmp_path: Path) -> None:
    load_paths(services, [write_csv(tmp_path, "enterprise", {})])
    before = services.graph.exact_digest()

    with pytest.raises(ContradictionError, match="not empty"):
        load_first(services, staged, [write_csv(tmp_path, "person", {})])

    assert services.graph.exact_digest() == before


def test_loads_that_the_empty_graph_lacks_are_asked_for_first(
    graph_server: GraphServer, services: Services, staged: StagedGraph, tmp_path: Path
) -> None:
    register, people = write_csv(tmp_path, "enterprise", {}), write_csv(tmp_path, "person", {})
    load_paths(services, [register])
    graph_server.empty()

    with pytest.raises(ContradictionError, match="1 other loads"):
        load_first(services, staged, [people])

    assert load_first(services, staged, [register, people]).report.loaded == 2
