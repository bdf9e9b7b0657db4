"""Each call of a store fails, before or after its work took effect; the same command again gives the same graph, ledger and files.

A call is one transaction on the graph or the ledger, or one sealed file: there is nothing smaller that could be there by half.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Literal

import pytest

from graph_service.errors import StoreUnavailableError
from graph_service.loaders import run
from graph_service.policy import loader
from graph_service.security import sealed
from graph_service.store.graph.client import BoltClient
from graph_service.store.ledger import Database
from graph_service.store.ports import PutCounts
from tests.faults.conftest import Digest, World, load_and_propagate
from tests.tiers import FULL, share_of

Moment = Literal["rolled back", "answer lost"]
Work = Callable[[Any], object]
MOST_CALLS = 500


class PlannedError(StoreUnavailableError):
    """The fault that a test plans."""


@dataclass
class Countdown:
    """Counts the calls of all stores; the call with number ``fatal`` fails, and so the command with it."""

    fatal: int
    moment: Moment
    calls: int = 0
    struck_a_write: bool = False
    counting: Lock = field(default_factory=Lock)

    def guard(self, plain: Callable[[Any, Work], object], *, writes: bool) -> Callable[[Any, Work], object]:
        """Guard a method that runs work in a transaction."""

        def guarded(store: Any, work: Work) -> object:
            with self.counting:  # the ledger is asked in one thread while the graph is in another
                self.calls += 1
                number = self.calls
            if number != self.fatal:
                return plain(store, work)
            self.struck_a_write = writes
            if self.moment == "rolled back":
                return plain(store, self._undone(work))
            with suppress(Exception):  # work that found nothing to do leaves by one: its answer is lost as well
                plain(store, work)
            raise self._planned()

        return guarded

    def _undone(self, work: Work) -> Work:
        def failing(transaction: Any) -> object:
            with suppress(Exception):
                work(transaction)
            raise self._planned()

        return failing

    def _planned(self) -> PlannedError:
        return PlannedError(f"call {self.fatal}, {self.moment}")

    def guard_file(self, plain: Callable[[Path, Iterable[bytes]], None]) -> Callable[[Path, Iterable[bytes]], None]:
        """Guard the writing of a file."""

        def guarded(path: Path, content: Iterable[bytes]) -> None:
            self.calls += 1
            if self.calls != self.fatal or self.moment == "answer lost":
                plain(path, content)
            if self.calls == self.fatal:
                self.struck_a_write = True
                raise self._planned()

        return guarded


def fails(world: World, home: Path, small_input: Path, fault: Countdown) -> bool:
    """Run the whole command, stores opened anew; say whether the planned call was reached, and with it the command failed."""
    with pytest.MonkeyPatch.context() as patched:
        for store in (BoltClient, Database):
            patched.setattr(store, "read", fault.guard(store.read, writes=False))
            patched.setattr(store, "write", fault.guard(store.write, writes=True))
        patched.setattr(sealed, "write_atomically", fault.guard_file(sealed.write_atomically))
        try:
            run_once(world, home, small_input)
        except StoreUnavailableError:
            return fault.calls >= fault.fatal
    return False


def run_once(world: World, home: Path, small_input: Path) -> None:
    with world.services(home) as services:
        load_and_propagate(services, small_input)


@pytest.mark.slow
@pytest.mark.timeout(3600 if FULL else 900)
def test_after_any_failed_store_call_the_same_command_gives_the_same_graph_and_ledger(
    world: World, small_input: Path, undisturbed: Digest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The call fails without effect; a write then, in the run that repeats it, with effect; a last run is left alone.

    Every sixteenth call on each server, not the same ones; in a full run every call on both.
    """
    monkeypatch.setattr(run, "BATCH", 5)  # several batches a file, so that some of one file is there and the rest is not
    monkeypatch.setattr(loader, "load_rulebook", cache(loader.load_rulebook))  # it touches no store and takes its time
    differing = []
    for number in share_of(world.server.name, range(1, MOST_CALLS), 8):
        home = world.fresh_home()
        fault = Countdown(number, "rolled back")
        if not fails(world, home, small_input, fault):
            break
        if fault.struck_a_write:
            fails(world, home, small_input, Countdown(number, "answer lost"))
        run_once(world, home, small_input)
        if world.digest(home) != undisturbed or world.differing(home):
            differing.append(number)

    assert differing == []
    assert 50 < number < MOST_CALLS - 4


def test_the_digest_notices_a_put_that_was_acknowledged_and_never_done(
    world: World, small_input: Path, undisturbed: Digest
) -> None:
    class Forgetful:
        """The planted bug: a graph that loses one put."""

        def __init__(self, inner: object) -> None:
            self.inner, self.puts = inner, 0

        def put(self, *given: Any) -> Any:
            self.puts += 1
            return PutCounts(0, 0, 0) if self.puts == 4 else self.inner.put(*given)  # type: ignore[attr-defined]  # a graph

        def __getattr__(self, name: str) -> Any:
            return getattr(self.inner, name)

    home = world.fresh_home()
    with world.services(home) as services:
        graph: Any = Forgetful(services.graph)
        load_and_propagate(replace(services, graph=graph), small_input)

    assert world.digest(home) != undisturbed


def test_two_undisturbed_runs_give_the_same_digest(world: World, small_input: Path, undisturbed: Digest) -> None:
    home = world.fresh_home()
    with world.services(home) as services:
        load_and_propagate(services, small_input)
        load_and_propagate(services, small_input)

    assert world.digest(home) == undisturbed
