"""The product as a user opens it, on a server of the tests, and a clock around its ports."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import Any

from pydantic import SecretStr

from graph_service.bootstrap import open_services
from graph_service.settings import Settings
from graph_service.workflow.services import Services
from tests.servers import GraphServer


@contextmanager
def opened(server: GraphServer, home: Path) -> Iterator[Services]:
    """Open the services with a home, a ledger and keys of their own on the (running) graph server, emptied before."""
    server.empty()
    reached = server.connection
    settings = Settings(
        home=home,
        graph_uri=reached.uri,
        graph_user=reached.user,
        graph_password=SecretStr(reached.password),
        graph_database=reached.database,
    )
    with open_services(settings) as services:
        yield services


class Clocked:
    """Stands before a port and adds up the seconds spent in its methods."""

    def __init__(self, port: Any) -> None:
        self._port = port
        self.seconds = 0.0

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(self._port, name)

        def timed(*arguments: Any, **named: Any) -> Any:
            start = perf_counter()
            try:
                return method(*arguments, **named)
            finally:
                self.seconds += perf_counter() - start

        return timed

    def taken(self) -> float:
        """Return the seconds since the last call."""
        seconds, self.seconds = self.seconds, 0.0
        return seconds


def clocked(services: Services) -> tuple[Services, Clocked, Clocked]:
    """Return the services with a clock before graph and ledger."""
    graph, ledger = Clocked(services.graph), Clocked(services.ledger)
    return replace(services, graph=graph, ledger=ledger), graph, ledger
