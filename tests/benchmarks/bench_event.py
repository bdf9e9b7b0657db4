"""One event from the graph to the stored outcomes, on the sample, through the services that a command opens.

Every round propagates another event, or the same one for another day: nothing is taken from an earlier run. As in a service that
runs, connections are open and the query plan of a day is kept after its first event. Between the rounds, outside the time measured, what
was stored is shown in the graph, as a command does afterwards; its cost stands beside.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path
from statistics import median
from time import perf_counter

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from graph_service.loaders.run import load_paths
from graph_service.workflow.projection import bring_up_to_date
from graph_service.workflow.propagate import propagate_events
from graph_service.workflow.services import Services
from tests.benchmarks.serving import clocked, opened
from tests.servers import GraphServer

SAMPLE = Path(str(files("graph_service"))) / "data" / "sample"
FIRST_DAY = date(2026, 11, 24)
ROUNDS = 150


@pytest.fixture(scope="module")
def services(graph_server: GraphServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    with opened(graph_server, tmp_path_factory.mktemp("event")) as services:
        load_paths(services, [SAMPLE])
        yield services


def test_one_event_to_stored_outcomes(benchmark: BenchmarkFixture, services: Services) -> None:
    events = sorted(services.graph.event_ids())
    tasks = iter((event, FIRST_DAY + timedelta(days=days)) for days in range(9) for event in events)
    watched, graph, ledger = clocked(services)
    parts: dict[str, list[float]] = {"graph read": [], "evaluation": [], "ledger write": []}
    stored: list[str] = []
    showing: list[float] = []

    def one_event() -> None:
        event, on = next(tasks)
        stored.append(event)
        start = perf_counter()
        report = propagate_events(watched, [event], on)
        whole = perf_counter() - start
        assert report.runs_stored == 1
        read, written = graph.taken(), ledger.taken()
        for name, seconds in zip(parts, (read, whole - read - written, written), strict=True):
            parts[name].append(seconds)

    def show_it() -> None:
        start = perf_counter()
        shown = bring_up_to_date(services, [stored[-1]])
        showing.append(perf_counter() - start)
        assert shown.error is None

    benchmark.pedantic(one_event, teardown=show_it, rounds=ROUNDS)

    for name, seconds in (parts | {"then shown in the graph": showing}).items():
        benchmark.extra_info[f"{name}"] = f"{median(seconds) * 1000:.1f} ms"
