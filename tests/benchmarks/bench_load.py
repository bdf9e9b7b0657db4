"""Rows loaded a second on each server: a generated registry with some dirt, into an empty graph and ledger, then the same files again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from graph_service.generate.run import TABLES, Generated, Plan, generate
from graph_service.loaders.run import load_paths
from graph_service.workflow.services import Services
from tests.benchmarks.serving import opened
from tests.servers import GraphServer

#: About 8,000 rows.
PLAN = Plan(enterprises=1_350, seed=20170331, dirty=0.02)
ROUNDS = 3


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Generated]:
    folder = tmp_path_factory.mktemp("rows") / "registry"
    generated = generate(PLAN, folder)
    return folder / TABLES, generated


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def tell(benchmark: BenchmarkFixture, rows: int) -> None:
    benchmark.extra_info.update({"rows": rows, "rows/s": round(rows / benchmark.stats.stats.median)})


def sums(generated: Generated) -> tuple[int, int, int]:
    """Rows to load, repeated, and to reject."""
    files = generated.files
    return sum(file.loaded for file in files), sum(file.unchanged for file in files), sum(file.rejected for file in files)


def test_first_load(
    benchmark: BenchmarkFixture,
    graph_server: GraphServer,
    registry: tuple[Path, Generated],
    stack: ExitStack,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder, generated = registry

    def fresh() -> tuple[tuple[Services], dict[str, object]]:
        stack.close()
        return (stack.enter_context(opened(graph_server, tmp_path_factory.mktemp("load"))),), {}

    def load(services: Services) -> None:
        report = load_paths(services, [folder])
        assert (report.loaded, report.unchanged, report.rejected) == sums(generated)

    benchmark.pedantic(load, setup=fresh, rounds=ROUNDS)

    tell(benchmark, generated.rows)


def test_second_load_of_unchanged_files(
    benchmark: BenchmarkFixture, graph_server: GraphServer, registry: tuple[Path, Generated], tmp_path: Path
) -> None:
    folder, generated = registry
    loaded, repeated, rejected = sums(generated)

    def load(services: Services) -> None:
        report = load_paths(services, [folder])
        assert (report.loaded, report.unchanged, report.rejected) == (0, loaded + repeated, rejected)

    with opened(graph_server, tmp_path) as services:
        load_paths(services, [folder])
        benchmark.pedantic(load, args=(services,), rounds=ROUNDS)

    tell(benchmark, generated.rows)
