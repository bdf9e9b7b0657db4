"""A deadline for work that cannot be broken off: who waits is told in time, whatever the server goes on doing."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotDoneError
from threading import Thread
from typing import TypeVar

from graph_service.errors import ReadTimeoutError

T = TypeVar("T")


def too_slow(seconds: float) -> ReadTimeoutError:
    """Return the error for a read that took longer than so many seconds."""
    return ReadTimeoutError(
        f"The graph had no answer within {seconds:g} seconds.",
        hint="Ask for less (fewer subjects, shorter paths, a smaller page), or raise GRAPH_SERVICE_READ_SECONDS (in a job "
        "GRAPH_SERVICE_JOB_READ_SECONDS).",
    )


def within(seconds: float, work: Callable[[], T]) -> T:
    """Return what ``work`` returns; it runs in a thread of its own, which does not keep the process from ending.

    Raises:
        ReadTimeoutError: it was not done in time; what it still returns is dropped, and its connection is free again only then.
    """
    done: Future[T] = Future()

    def run() -> None:
        try:
            done.set_result(work())
        except BaseException as error:  # noqa: BLE001  # handed over to whoever waits
            done.set_exception(error)

    Thread(target=run, daemon=True, name="graph-read").start()
    try:
        return done.result(seconds)
    except NotDoneError:
        if done.done():
            raise
        raise too_slow(seconds) from None
