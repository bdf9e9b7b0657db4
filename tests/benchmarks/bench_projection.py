"""Measures written to each graph server: 10,000 of 1,000 events, first, for another day, and again when nothing changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from graph_service.store.ports import Load, Run
from graph_service.store.projection_ports import ProjectionCounts
from graph_service.workflow.projection import project_everything
from graph_service.workflow.services import Services
from tests.benchmarks.serving import opened
from tests.graph.facts import numbers, register
from tests.ledger.samples import outcome
from tests.servers import GraphServer

FIRMS, RULES = 1_000, 10
MEASURES = FIRMS * RULES
NOW = datetime(2026, 11, 24, tzinfo=UTC)
DAYS = (date(2026, 11, 24) + timedelta(days=number) for number in count())
ROUNDS = 3


@pytest.fixture
def services(graph_server: GraphServer, tmp_path: Path) -> Iterator[Services]:
    """A register in the graph, and a ledger with a run for every event."""
    rows = register(FIRMS)
    with opened(graph_server, tmp_path) as services:
        services.graph.put(Load("load", "registry", "register.csv", "0" * 64, NOW), rows, numbers(rows))
        store_a_run(services)
        yield services


def store_a_run(services: Services) -> None:
    on, events = next(DAYS), services.graph.event_ids()
    said = [outcome(event, f"R{rule}", event.removeprefix("ev-"), first_day=on) for event in events for rule in range(RULES)]
    services.ledger.store_run(Run(f"run-{on}", on, "rules", 1, f"inputs-{on}", tuple(events), NOW), said)


def measure(benchmark: BenchmarkFixture, services: Services, before: Callable[[], object], done: ProjectionCounts) -> None:
    def show() -> None:
        assert project_everything(services).counts == done

    benchmark.pedantic(show, setup=before, rounds=ROUNDS)
    benchmark.extra_info.update({"measures": MEASURES, "measures/s": round(MEASURES / benchmark.stats.stats.median)})


def test_measures_first_shown(benchmark: BenchmarkFixture, services: Services) -> None:
    events = services.graph.event_ids()

    def take_away() -> None:
        for first in range(0, FIRMS, 100):
            services.graph.show_measures(events[first : first + 100], dict)

    measure(benchmark, services, take_away, ProjectionCounts(created=MEASURES))


def test_measures_shown_for_another_day(benchmark: BenchmarkFixture, services: Services) -> None:
    project_everything(services)

    measure(benchmark, services, lambda: store_a_run(services), ProjectionCounts(changed=MEASURES))


def test_measures_shown_again_unchanged(benchmark: BenchmarkFixture, services: Services) -> None:
    project_everything(services)

    measure(benchmark, services, lambda: None, ProjectionCounts(unchanged=MEASURES))
