"""The application in this process, without a socket, over real stores."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import httpx
import pytest
from fastapi import FastAPI

from graph_service.api.app import create_app
from graph_service.client import Client
from graph_service.workflow.services import Services
from tests.identity.conftest import World, real_world
from tests.servers import GraphServer


class InProcess(httpx.BaseTransport):
    """Hands requests to an application; what it does not foresee is a 500, as behind a socket."""

    def __init__(self, app: FastAPI) -> None:
        self.inner = httpx.ASGITransport(app, raise_app_exceptions=False)
        self.requests: list[httpx.Request] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()  # a file is sent as a whole
        self.requests.append(request)

        async def ask() -> httpx.Response:
            answer = await self.inner.handle_async_request(request)
            return httpx.Response(answer.status_code, headers=answer.headers, content=await answer.aread())

        return asyncio.run(ask())


def in_process(services: Services) -> httpx.Client:
    """Return a client of an application on these services."""
    return httpx.Client(transport=InProcess(create_app(services)), base_url="http://127.0.0.1")


def client_in_process(services: Services) -> tuple[Client, InProcess]:
    """Return the typed client of an application on these services, and what hears its requests."""
    heard = InProcess(create_app(services))
    return Client("http://127.0.0.1", transport=heard), heard


@pytest.fixture(scope="module")
def town(graph_server: GraphServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A firm that lost its food licence and people around it, on each graph server."""
    with real_world(graph_server, tmp_path_factory.mktemp("town")) as world:
        yield world


@pytest.fixture(scope="module")
def asking(town: World) -> Iterator[httpx.Client]:
    with in_process(town.services) as client:
        yield client
