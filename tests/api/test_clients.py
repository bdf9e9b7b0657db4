"""Several clients at once get an answer to everything, from the service as ``serve`` starts it."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph_service.loaders.run import load_paths
from graph_service.store.reading_ports import NamePart
from graph_service.workflow.propagate import propagate_events
from graph_service.workflow.services import today
from tests.benchmarks.clients import ask_at_once, served, usual_requests
from tests.benchmarks.serving import opened
from tests.e2e.test_retraction import SAMPLE
from tests.servers import GraphServer

CLIENTS, SECONDS = 8, 3


@pytest.mark.timeout(180)
def test_eight_clients_at_once_are_all_answered(graph_server: GraphServer, tmp_path: Path) -> None:
    with opened(graph_server, tmp_path) as services:
        load_paths(services, sorted(path for path in SAMPLE.iterdir() if path.suffix in {".csv", ".xlsx"}))
        propagate_events(services, None, today(services))
        found, _ = services.graph.named_like({"organization": NamePart("北京", "北京")}, after=None, limit=20)
        named = services.graph.subjects_known([hit.place.key for hit in found], None)
    requests = usual_requests(list(named), [one.name for one in named.values()])

    with served(graph_server, tmp_path) as address:
        tally = ask_at_once(address, requests, clients=CLIENTS, seconds=SECONDS)

    assert tally.errors == {}
    assert all(tally.seconds.values()), "every kind of request was answered"
