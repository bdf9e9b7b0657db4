"""The graph servers that the tests run on: the embedded engine and a real Neo4j, behind one small face."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import neo4j
import psutil

from graph_service.store.graph.client import Connection
from graph_service.store.graph.engine import EngineHandle, engine_status, ensure_engine, stop_engine
from scripts import neo4j_server

RETRY_SECONDS = 60.0
SERVER_NAMES = ("embedded", "neo4j")


@dataclass(slots=True)
class GraphServer:
    """A running graph server with a database for tests.

    Attributes:
        name: ``embedded`` or ``neo4j``.
        connection: how to reach it; after ``kill`` and ``restart`` it may have changed.
        kill: end its process at once (SIGKILL); ``None`` for a server that the tests did not start.
        restart: start it again on the same data; returns the new connection.
        stop: end it and remove what it kept.
    """

    name: str
    connection: Connection
    kill: Callable[[], None] | None
    restart: Callable[[], Connection] | None
    stop: Callable[[], object]

    def driver(self) -> neo4j.Driver:
        """Return a bare driver, for what the product itself never does."""
        return neo4j.GraphDatabase.driver(self.connection.uri, auth=(self.connection.user, self.connection.password))

    def empty(self) -> None:
        """Delete everything but the schema, and set the guard back to 0."""
        with self.driver() as driver, driver.session(database=self.connection.database) as session:
            session.run("MATCH (n) WHERE NOT n:Migration AND NOT n:Guard DETACH DELETE n").consume()
            session.run("MATCH (g:Guard) SET g.version = 0").consume()


def start_server(name: str, home: Path) -> GraphServer:
    """Start the named server; ``home`` is an empty directory for what it keeps.

    Raises:
        neo4j_server.UnavailableError: there can be no Neo4j here; the message says why.
    """
    return _embedded(home) if name == "embedded" else _neo4j()


def _embedded(home: Path) -> GraphServer:
    def connect() -> Connection:
        return _connection(ensure_engine(home, heap="512m"))

    def kill() -> None:
        pid = engine_status(home).pid
        assert pid is not None
        process = psutil.Process(pid)
        process.kill()
        process.wait(30)

    return GraphServer("embedded", connect(), kill, connect, lambda: stop_engine(home))


def _connection(engine: EngineHandle) -> Connection:
    return Connection(engine.uri, engine.user, engine.password, engine.database, RETRY_SECONDS)


def _neo4j() -> GraphServer:
    uri, password = os.environ.get("NEO4J_TEST_URI"), os.environ.get("NEO4J_TEST_PASSWORD", "")
    if uri:
        return GraphServer("neo4j", Connection(uri, "neo4j", password, "neo4j", RETRY_SECONDS), None, None, lambda: None)
    server = neo4j_server.start()
    connection = Connection(server.uri, server.user, server.password, server.database, RETRY_SECONDS)

    def restart() -> Connection:
        server.restart()
        return connection

    return GraphServer("neo4j", connection, server.kill, restart, server.stop)


def impatient(connection: Connection) -> Connection:
    """Return the connection with a short patience, for a server that is expected to go away."""
    return replace(connection, retry_seconds=0.2)
