"""Fixtures shared by all areas: the two graph servers, one at a time, an empty store on each, and a browser."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from graph_service.store.graph.store import BoltGraphStore
from scripts.neo4j_server import UnavailableError
from tests.browsing import browser, watched  # noqa: F401  # fixtures
from tests.servers import SERVER_NAMES, GraphServer, start_server

# Some machines set it; with it, a command that forgets to flush what it prints would pass here and fail at a user's.
os.environ.pop("PYTHONUNBUFFERED", None)
# Servers that live for a few tests spend most of their time on compiling; the plain compiler takes about half of it.
# The service keeps the usual variables from its engine; every Java reads this one.
os.environ.setdefault("_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")

_PARAMS = [pytest.param(name, marks=[pytest.mark.neo4j] if name == "neo4j" else [], id=name) for name in SERVER_NAMES]


@pytest.fixture(scope="session", params=_PARAMS)
def graph_server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[GraphServer]:
    """Each graph server in turn, with the schema in place; Neo4j is skipped, with the reason, where it cannot run."""
    try:
        server = start_server(request.param, tmp_path_factory.mktemp(request.param))
    except UnavailableError as error:
        if os.environ.get("GRAPH_SERVICE_REQUIRE_ALL") == "1" or os.environ.get("REQUIRE_ALL_TESTS") == "1":
            pytest.fail(f"no Neo4j: {error}")
        pytest.skip(f"no Neo4j: {error}")
    with BoltGraphStore(server.connection) as store:
        store.migrate()
    yield server
    server.stop()


@pytest.fixture
def graph_store(graph_server: GraphServer) -> Iterator[BoltGraphStore]:
    """An empty graph store on each of the two servers."""
    graph_server.empty()
    with BoltGraphStore(graph_server.connection) as store:
        yield store


class ByServer(LoadScopeScheduling):
    """With several workers: one runs all that needs the one server, one the other, so that each starts once; the rest by file.

    Of pytest-xdist's own ways ``loadgroup`` would do this; 3.8 cannot name groups under pytest 9.
    """

    def _split_scope(self, nodeid: str) -> str:
        file, _, test = nodeid.partition("::")
        params = test.partition("[")[2].rstrip("]").split("-")
        return next((name for name in SERVER_NAMES if name in params), file)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByServer:
    """Share the tests out by server."""
    return ByServer(config, log)
