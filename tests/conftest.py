"""Fixtures shared by all areas: the two graph servers, one at a time, an empty store on each, and a browser."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from graph_service.store.graph.store import BoltGraphStore
from scripts.neo4j_server import UnavailableError
from tests.browsing import browser, watched  # noqa: F401  # fixtures
from tests.servers import SERVER_NAMES, GraphServer, start_server

# Some machines set it; with it, a command that forgets to flush what it prints would pass here and fail at a user's.
os.environ.pop("PYTHONUNBUFFERED", None)

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


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """With several workers: one runs all that needs the one server, one the other, so that each server starts once.

    The rest stays together by file.
    """
    for item in items:
        given = getattr(item, "callspec", None)
        server = given.params.get("graph_server") if given else None
        item.add_marker(pytest.mark.xdist_group(server or item.location[0]))
