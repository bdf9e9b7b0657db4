"""A first load by ``load --bulk`` held against the bare import tool: the same graph from files that are ready, in turn within one run."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from graph_service.generate.run import TABLES, Plan, generate
from graph_service.loaders.first_load import load_first
from graph_service.security.keyring import KeyRing
from graph_service.store.graph.engine import stop
from graph_service.store.graph.engine_files import EnginePaths
from graph_service.store.graph.engine_homes import EngineHomes
from graph_service.store.graph.neo4j_process import Neo4j
from graph_service.store.ledger import open_ledger
from graph_service.store.staging.graph import StagedGraph
from graph_service.store.staging.handover import Handover, ImportTool
from graph_service.store.staging.parts import import_options, write_parts
from graph_service.store.staging.tables import STAGED
from graph_service.workflow.services import Services
from scripts import neo4j_server
from tests.loaders.conftest import NOW

#: About 18,000 rows.
PLAN = Plan(enterprises=2_500, seed=20170331, dirty=0.02)


@pytest.fixture(scope="module")
def neo4j() -> Neo4j:
    try:
        neo4j_server.java()
        return Neo4j(neo4j_server.resolve().parent, "768m")
    except neo4j_server.UnavailableError as error:
        pytest.skip(f"no Neo4j: {error}")


class Steps:
    """A clock that says how long each step took; a step begins when it is named."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._begun, self._step = 0.0, ""

    def __call__(self, step: str) -> None:
        now = perf_counter()
        if self._step:
            self.seconds[self._step] = now - self._begun
        self._begun, self._step = now, step


@contextmanager
def services_in(home: Path, graph: StagedGraph) -> Iterator[Services]:
    ledger = open_ledger(f"sqlite:///{home}/ledger.sqlite3", KeyRing(home / "keys"), lambda: NOW)
    yield Services(graph, ledger, None, home, lambda: NOW)  # type: ignore[arg-type]  # loading asks for no rules
    ledger.close()


def test_first_load_in_bulk_and_the_bare_import_tool(benchmark: BenchmarkFixture, neo4j: Neo4j, tmp_path: Path) -> None:
    generated = generate(PLAN, tmp_path / "registry")
    steps = Steps()
    for name in ("aside", "empty"):
        (tmp_path / name).mkdir()

    with (
        StagedGraph(tmp_path / "aside") as staged,
        StagedGraph(tmp_path / "empty") as empty,
        services_in(tmp_path, empty) as services,
    ):
        handover = Handover(EngineHomes(tmp_path, "neo4j"), neo4j, ImportTool(neo4j, tmp_path / "aside"))

        def load() -> None:
            steps("load")
            loaded = load_first(services, staged, [tmp_path / "registry" / TABLES])
            handover.hand_over(staged, loaded.finish, steps)
            steps("end")

        benchmark.pedantic(load, rounds=1)  # a graph is filled once
        stop(handover.homes.in_use, neo4j)
        bare = import_ready_files(neo4j, staged, tmp_path / "bare")
        staged_rows = sum(1 for name in STAGED for _ in staged.database.all_of(name))

    whole = sum(steps.seconds.values())
    told = {name: f"{seconds:.1f} s" for name, seconds in steps.seconds.items()} | {"bare import": f"{bare:.1f} s"}
    rates = {"rows": generated.rows, "rows/s": round(generated.rows / whole), "nodes and links": staged_rows}
    benchmark.extra_info.update(told | rates | {"speed against the bare import": round(bare / whole, 2)})


def import_ready_files(neo4j: Neo4j, staged: StagedGraph, folder: Path) -> float:
    """Return the seconds of the import tool on files that lie there already."""
    folder.mkdir()
    paths = EnginePaths(folder / "neo4j")
    paths.create()
    command = neo4j.admin(
        "database", "import", "full", *import_options(write_parts(staged.database, folder / "parts")), "neo4j"
    )
    start = perf_counter()
    subprocess.run(command, env=neo4j.environment(paths), cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, check=True)
    return perf_counter() - start
