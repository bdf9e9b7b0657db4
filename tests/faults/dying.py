"""Brings schemas up in processes that kill themselves (SIGKILL) at one statement, before or after it takes effect.

Jobs come as lines of JSON; each is done in a fork, so that nothing is imported twice. The answer is ``killed``, or ``done`` where there
was no such statement.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from itertools import count
from typing import Any

import alembic.command
import alembic.runtime.migration  # noqa: F401  # what is imported here is not imported by every fork
from sqlalchemy import event

from graph_service.store.graph.client import BoltClient, Connection, Transaction
from graph_service.store.graph.migrate import migrate
from graph_service.store.ledger import create_ledger_engine, upgrade

Work = Callable[[Transaction], object]


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def graph(job: dict[str, Any]) -> None:
    """Migrate a graph; die in write number ``at``, before it is committed or as soon as it is."""
    numbers, plain = count(1), BoltClient.write

    def write(client: BoltClient, work: Work) -> object:
        if next(numbers) != job["at"]:
            return plain(client, work)
        done = plain(client, work if job["committed"] else lambda transaction: (work(transaction), die()))
        die()
        return done

    BoltClient.write = write  # type: ignore[assignment,method-assign]  # in a process of its own
    with BoltClient(Connection(**job["connection"])) as client:
        migrate(client)


def ledger(job: dict[str, Any]) -> None:
    """Upgrade a ledger; die before statement number ``at``, or at its commit."""
    engine, numbers = create_ledger_engine(job["url"]), count(1)

    def before(*_given: object) -> None:
        if next(numbers) == job["at"]:
            die()

    event.listen(engine, "before_cursor_execute", before)
    event.listen(engine, "commit", before)
    upgrade(engine)


def in_a_fork(job: dict[str, Any]) -> str:
    child = os.fork()
    if not child:
        {"graph": graph, "ledger": ledger}[job["what"]](job)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return "killed" if os.WIFSIGNALED(status) else "done" if status == 0 else "failed"


if __name__ == "__main__":
    for line in sys.stdin:
        print(in_a_fork(json.loads(line)), flush=True)  # noqa: T201  # the answer
