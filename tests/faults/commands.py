"""The product's commands as processes that are killed, and a service that is asked until it dies."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import count, pairwise
from pathlib import Path
from typing import Any

import httpx

from tests.faults.conftest import DAY
from tests.loaders.tables import FIRMS
from tests.servers import GraphServer

JSON = {"Content-Type": "application/json"}
CLIENTS = 3
PATIENCE = 120
_POLL = 0.002
_FIRM = f"v1/subjects/{FIRMS[1]}"
_SCENARIO = Path(__file__).resolve().parents[1] / "data" / "scenarios" / "C01.json"
#: What a service is asked: reads of both stores, and a judgement without any.
ASKED: Mapping[str, tuple[str, str, bytes | None]] = {
    "subject": ("GET", f"v1/subjects/by-code/{FIRMS[1]}", None),
    "outcomes": ("GET", f"{_FIRM}/outcomes?on={DAY}", None),
    "map": ("GET", f"{_FIRM}/map?on={DAY}", None),
    "evaluate": ("POST", "v1/evaluate", _SCENARIO.read_bytes()),
}

Sign = Callable[[Path], bool]
Process = subprocess.Popen[bytes]


def ledger_is_begun(home: Path) -> bool:
    """The command begins to write the ledger's schema."""
    return (home / "ledger.sqlite3").exists()


def sealed(least: int) -> Sign:
    """So many files lie in archive and quarantine: a load has got so far."""
    return lambda home: sum(1 for _ in home.glob("*/*.sealed")) >= least


def stores_are_open(home: Path) -> bool:
    """The command has an open ledger, whose log lies beside it until the last command closes it."""
    return (home / "ledger.sqlite3-wal").exists()


def ledger_is_written(home: Path) -> bool:
    """Something was committed to the ledger, or is being committed."""
    log = home / "ledger.sqlite3-wal"
    return log.exists() and log.stat().st_size > 0


class Commands:
    """Starts the product's commands on a home and on one graph server; leaves none behind."""

    def __init__(self, server: GraphServer) -> None:
        self._started: list[Process] = []
        connection = server.connection
        kept = {name: text for name, text in os.environ.items() if not name.startswith("GRAPH_SERVICE_")}
        self.environment = kept | {
            "GRAPH_SERVICE_GRAPH_URI": connection.uri,
            "GRAPH_SERVICE_GRAPH_USER": connection.user,
            "GRAPH_SERVICE_GRAPH_PASSWORD": connection.password,
            "GRAPH_SERVICE_GRAPH_DATABASE": connection.database or "",
        }

    def start(self, home: Path, arguments: Sequence[str], command: Sequence[str] = ()) -> Process:
        """Start a command of the product, or another one in its place."""
        variables = self.environment | {"GRAPH_SERVICE_HOME": str(home)}
        whole = command or [sys.executable, "-m", "graph_service", *arguments]
        process = subprocess.Popen(whole, env=variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self._started.append(process)
        return process

    def end_all(self) -> None:
        """End what a failed test left running."""
        for process in self._started:
            process.kill()
            process.communicate()

    def finish(self, home: Path, arguments: Sequence[str], signs: Sequence[Sign] = ()) -> list[float]:
        """Run to a good end; return the seconds from each sign to the next, and from the last to the end."""
        process = self.start(home, arguments)
        seen = [_wait(process, home, sign) for sign in signs]
        printed, _ = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, printed.decode()
        times = [*seen, time.monotonic()]
        return [after - before for before, after in pairwise(times)]

    def kill(self, home: Path, arguments: Sequence[str], sign: Sign, seconds: float) -> bool:
        """Kill the command so many seconds after the sign; say whether it was still at work."""
        process = self.start(home, arguments)
        _wait(process, home, sign)
        try:
            process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
        return process.returncode == -signal.SIGKILL


def _wait(process: Process, home: Path, sign: Sign) -> float:
    """Wait for a sign, or for the end; return when it was."""
    while process.poll() is None and not sign(home):
        time.sleep(_POLL)
    return time.monotonic()


def address_of(service: Process) -> str:
    """Read the address that a service prints once it can be asked."""
    assert service.stdout is not None
    said = line = service.stdout.readline()
    while line != b"}\n":
        line = service.stdout.readline()
        assert line, said.decode()
        said += line
    return str(json.loads(said)["address"])


def end(service: Process) -> int:
    """End a service as a service manager does; return its exit code."""
    service.terminate()
    service.communicate(timeout=PATIENCE)
    return service.returncode


def answers(address: str) -> dict[str, Any]:
    """Ask everything once."""
    with httpx.Client(base_url=address, trust_env=False, timeout=PATIENCE) as client:
        found = {name: client.request(how, path, content=body, headers=JSON) for name, (how, path, body) in ASKED.items()}
    assert {name: answer.status_code for name, answer in found.items()} == dict.fromkeys(ASKED, 200)
    return {name: answer.json() for name, answer in found.items()}


class Siege:
    """Several clients that ask one service at once, until it is killed at answer number ``last``."""

    def __init__(self, service: Process, expected: Mapping[str, Any], last: int) -> None:
        self._service, self._expected, self._last = service, expected, last
        self._counted, self._struck = count(1), threading.Event()
        self.wrong: list[str] = []

    def run(self) -> list[str]:
        """Name the answers that were wrong."""
        address = address_of(self._service)
        with ThreadPoolExecutor(CLIENTS) as clients:
            for client in [clients.submit(self._ask_until_it_dies, address) for _ in range(CLIENTS)]:
                client.result()
        self._service.communicate(timeout=PATIENCE)
        return self.wrong

    def _ask_until_it_dies(self, address: str) -> None:
        try:
            with httpx.Client(base_url=address, trust_env=False, timeout=PATIENCE) as client:
                while not self._struck.is_set():
                    self._ask(client)
        except httpx.TransportError:
            assert self._struck.is_set(), "the service went away before it was killed"

    def _ask(self, client: httpx.Client) -> None:
        for name, (how, path, body) in ASKED.items():
            answer = client.request(how, path, content=body, headers=JSON)
            if answer.status_code != 200 or answer.json() != self._expected[name]:
                self.wrong.append(f"{name}: {answer.status_code}")
            if next(self._counted) == self._last:
                self._struck.set()
                self._service.kill()
