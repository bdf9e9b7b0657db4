"""Fifty clients for a minute against the service as ``serve`` starts it: no error, and how quick the answers are."""

from __future__ import annotations

from pathlib import Path

from pytest_benchmark.fixture import BenchmarkFixture

from graph_service.generate.run import TABLES, Plan, generate
from graph_service.loaders.run import load_paths
from graph_service.store.reading_ports import NamePart
from graph_service.workflow.propagate import propagate_events
from graph_service.workflow.services import today
from tests.benchmarks.clients import ask_at_once, served, usual_requests
from tests.benchmarks.serving import opened
from tests.servers import GraphServer

CLIENTS, SECONDS = 50, 60.0
PLAN = Plan(enterprises=1_350, seed=20170331)
FIRMS = 200


def test_fifty_clients_for_a_minute(benchmark: BenchmarkFixture, graph_server: GraphServer, tmp_path: Path) -> None:
    generate(PLAN, tmp_path / "registry")
    home = tmp_path / "home"
    with opened(graph_server, home) as services:
        load_paths(services, sorted(path for path in (tmp_path / "registry" / TABLES).iterdir() if path.is_file()))
        propagate_events(services, None, today(services))
        found, _ = services.graph.named_like({"organization": NamePart("北京", "北京")}, after=None, limit=FIRMS)
        named = services.graph.subjects_known([hit.place.key for hit in found], None)
    requests = usual_requests(list(named), [one.name for one in named.values()])

    with served(graph_server, home) as address:
        ask_at_once(address, requests, clients=4, seconds=3)  # plans are compiled once
        tally = benchmark.pedantic(lambda: ask_at_once(address, requests, clients=CLIENTS, seconds=SECONDS), rounds=1)

    benchmark.extra_info |= {
        "errors": tally.errors.total(),
        "requests/s": round(tally.answers / benchmark.stats.stats.median),
        "p50": f"{tally.percentile(50) * 1000:.0f} ms",
        "p99": f"{tally.percentile(99) * 1000:.0f} ms",
    }
    assert tally.errors == {}
