"""A first load held against a bare ``UNWIND … MERGE`` loop of the same facts on the same server, in turn within one run."""

from __future__ import annotations

from dataclasses import replace
from statistics import median
from time import perf_counter

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from graph_service.loaders.run import load_paths
from tests.benchmarks.bare_loop import Overheard, write_bare
from tests.benchmarks.serving import opened
from tests.benchmarks.tables_in_bulk import write
from tests.servers import GraphServer

ROWS = 10_000
ROUNDS = 3


@pytest.mark.parametrize("kind", ["penalty", "person"])
def test_first_load_and_a_bare_loop(
    benchmark: BenchmarkFixture, graph_server: GraphServer, kind: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("rows")
    write(folder, kind, ROWS)
    bare: list[float] = []

    def load() -> None:
        with opened(graph_server, tmp_path_factory.mktemp("load")) as services:
            overheard = Overheard(services.graph)
            start = perf_counter()
            report = load_paths(replace(services, graph=overheard), [folder])  # type: ignore[arg-type]  # hands on every other call
            ours.append(perf_counter() - start)
        assert (report.read, report.loaded) == (ROWS, ROWS)
        graph_server.empty()
        start = perf_counter()
        write_bare(graph_server, overheard.facts)
        bare.append(perf_counter() - start)

    ours: list[float] = []
    benchmark.pedantic(load, rounds=ROUNDS)

    told = {"rows": ROWS, "rows/s": round(ROWS / median(ours)), "bare rows/s": round(ROWS / median(bare))}
    benchmark.extra_info.update(told | {"speed against the bare loop": round(median(bare) / median(ours), 2)})
