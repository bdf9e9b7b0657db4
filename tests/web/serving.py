"""A real server on loopback, in a thread, for tests that speak HTTP."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import uvicorn
from fastapi import FastAPI

from graph_service.api.app import create_app
from graph_service.api.server import listen
from graph_service.web.pages import install_pages
from graph_service.workflow.services import Services


class _Started(uvicorn.Server):
    """Tells when it accepts connections."""

    def __init__(self, app: FastAPI) -> None:
        super().__init__(uvicorn.Config(app, log_level="critical", lifespan="off"))
        self.accepting = threading.Event()

    async def startup(self, sockets: list | None = None) -> None:
        await super().startup(sockets)
        self.accepting.set()


@contextmanager
def running(app: FastAPI) -> Iterator[str]:
    """Serve ``app`` on a free port and give its address."""
    server = _Started(app)
    with listen("127.0.0.1", 0) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            assert server.accepting.wait(20), "the server did not start"
            yield address
        finally:
            server.should_exit = True
            thread.join(20)


@contextmanager
def browser_like(services: Services) -> Iterator[httpx.Client]:
    """Serve API and pages over ``services`` and give a client that asks for pages."""
    app = create_app(services, install_pages)
    with running(app) as address, httpx.Client(base_url=address, trust_env=False, headers={"accept": "text/html"}) as client:
        yield client
