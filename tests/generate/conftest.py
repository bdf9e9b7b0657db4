"""The embedded engine for loading what was generated, and services over memory."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from graph_service.store.graph.store import BoltGraphStore
from tests.servers import GraphServer, start_server


@pytest.fixture(scope="session")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GraphServer]:
    """The embedded engine with its schema."""
    server = start_server("embedded", tmp_path_factory.mktemp("generated"))
    with BoltGraphStore(server.connection) as store:
        store.migrate()
    yield server
    server.stop()
