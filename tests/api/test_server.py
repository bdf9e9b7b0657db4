"""Serving: loopback only, a taken port is said, and the address is told when it can be opened."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys

import httpx
import pytest

from graph_service.api.server import listen, serve
from graph_service.errors import SettingsError
from tests.web.fakes import fake_services


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.org", ""])
def test_another_host_than_loopback_is_refused(host: str) -> None:
    with pytest.raises(SettingsError, match="127"):
        serve(fake_services(), host, 0)


def test_a_taken_port_is_refused_with_advice() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(SettingsError, match="GRAPH_SERVICE_PORT"):
        listen("127.0.0.1", taken.getsockname()[1])


def test_the_address_is_told_once_it_answers_and_a_signal_ends_it() -> None:
    program = (
        "from graph_service.api.server import serve; from tests.web.fakes import fake_services; "
        "serve(fake_services(), '127.0.0.1', 0, ready=lambda address: print(address, flush=True))"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        answer = httpx.get(f"{address}v1/health", trust_env=False)
        os.kill(process.pid, signal.SIGTERM)
        process.wait(20)

    assert answer.json()["status"] == "ok"
