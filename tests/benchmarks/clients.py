"""Many clients at once against the service as ``serve`` starts it, in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from statistics import quantiles
from time import monotonic, perf_counter
from typing import Any

import httpx

from tests.servers import GraphServer


@dataclass(frozen=True)
class Request:
    """One request that clients send; ``body`` makes it a POST."""

    kind: str
    path: str
    body: Mapping[str, object] | None = None


@dataclass
class Tally:
    """What came of it: seconds of each answer by kind of request, and what went wrong, in words, with how often."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    errors: Counter[str] = field(default_factory=Counter)

    @property
    def answers(self) -> int:
        """How many answers there were."""
        return sum(map(len, self.seconds.values()))

    def percentile(self, percent: int) -> float:
        """Return the seconds within which so many of a hundred answers came."""
        return quantiles((second for found in self.seconds.values() for second in found), n=100)[percent - 1]


@contextmanager
def served(server: GraphServer, home: Path) -> Iterator[str]:
    """Start ``graph-service serve`` on a free port, with a home and ledger that are there, and give its address."""
    reached = server.connection
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GRAPH_SERVICE_")} | {
        "GRAPH_SERVICE_HOME": str(home),
        "GRAPH_SERVICE_GRAPH_URI": reached.uri,
        "GRAPH_SERVICE_GRAPH_USER": reached.user,
        "GRAPH_SERVICE_GRAPH_PASSWORD": reached.password,
        "GRAPH_SERVICE_GRAPH_DATABASE": reached.database or "",
    }
    command = [sys.executable, "-m", "graph_service", "serve", "--port", "0", "--json"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield _address(process)
        finally:
            process.terminate()
            process.wait(30)


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    lines = list(iter(process.stdout.readline, "}\n"))
    return str(json.loads("".join(lines) + "}")["address"])


def ask_at_once(address: str, requests: Sequence[Request], *, clients: int, seconds: float) -> Tally:
    """Let so many clients send the requests for so long, each beginning at another one and waiting for each answer."""
    tally, until = Tally({one.kind: [] for one in requests}), monotonic() + seconds

    def client(first: int) -> None:
        with httpx.Client(base_url=address, trust_env=False, timeout=60) as connection:
            for number in count(first):
                if monotonic() > until:
                    return
                _ask(connection, requests[number % len(requests)], tally)

    with ThreadPoolExecutor(clients) as threads:
        for done in [threads.submit(client, number) for number in range(clients)]:
            done.result()
    return tally


def _ask(connection: httpx.Client, request: Request, tally: Tally) -> None:
    start = perf_counter()
    try:
        body: Any = request.body
        answer = connection.get(request.path) if body is None else connection.post(request.path, json=body)
    except httpx.HTTPError as error:
        tally.errors[f"{request.kind}: {type(error).__name__}"] += 1
        return
    if answer.status_code == httpx.codes.OK:
        tally.seconds[request.kind].append(perf_counter() - start)
    else:
        tally.errors[f"{request.kind}: {answer.status_code} {answer.text[:200]}"] += 1


def usual_requests(firms: Sequence[str], names: Sequence[str]) -> list[Request]:
    """Mix what investigators and departments ask: search, subject, profile, neighbourhood, screening with a receipt, paths."""
    return [
        request
        for place, firm in enumerate(firms)
        for request in (
            Request("search", "/v1/search", {"text": names[place % len(names)]}),
            Request("subject", f"/v1/subjects/{firm}"),
            Request("profile", f"/v1/subjects/{firm}/profile"),
            Request("neighbourhood", f"/v1/subjects/{firm}/neighbourhood"),
            Request("screening", "/v1/screenings", {"purpose": "permit", "code": firm}),
            Request("paths", "/v1/paths", {"subjects": [firm, firms[place - 1]], "longest": 3}),
        )
    ]
