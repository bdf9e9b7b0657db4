"""Serve the application on this machine only."""

from __future__ import annotations

import socket
from collections.abc import Callable

import uvicorn
from fastapi import FastAPI

from graph_service.api.app import Install, create_app
from graph_service.errors import SettingsError
from graph_service.settings import is_loopback
from graph_service.workflow.services import Services

#: Seconds that a stopping server waits for answers still under way.
GRACE = 5


def serve(
    services: Services, host: str, port: int, pages: Install | None = None, ready: Callable[[str], None] | None = None
) -> None:
    """Serve until the process is told to stop.

    Args:
        services: the ports that use cases work with.
        host: a loopback name or address.
        port: 0 takes a free one.
        pages: installs the web pages.
        ready: called once with the address, when connections are accepted.

    Raises:
        SettingsError: the host can be reached from other machines, or the port is taken.
    """
    listener = listen(host, port)
    name = f"[{host}]" if ":" in host else host
    address = f"http://{name}:{listener.getsockname()[1]}/"
    server = _Announcing(_config(create_app(services, pages)), lambda: ready(address) if ready else None)
    try:
        server.run(sockets=[listener])
    finally:
        listener.close()


def listen(host: str, port: int) -> socket.socket:
    """Open the listening socket, on loopback only; see ``serve``."""
    if not is_loopback(host):
        raise SettingsError(
            f"{host} can be reached from other machines.",
            hint="Until access control exists only 127.0.0.1 is served: set GRAPH_SERVICE_HOST=127.0.0.1.",
        )
    plain = host.strip("[]")
    listener = socket.socket(socket.AF_INET6 if ":" in plain else socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((plain, port))
    except OSError as error:
        listener.close()
        raise SettingsError(
            f"Port {port} on {host} cannot be used: {error.strerror}.",
            hint="Another program holds it: set GRAPH_SERVICE_PORT to another number, or to 0 for a free one.",
        ) from error
    return listener


class _Announcing(uvicorn.Server):
    """Says when it accepts connections: an address printed earlier would be refused."""

    def __init__(self, config: uvicorn.Config, announce: Callable[[], None]) -> None:
        super().__init__(config)
        self.announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self.announce()


def _config(app: FastAPI) -> uvicorn.Config:
    return uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=GRACE, proxy_headers=False
    )
