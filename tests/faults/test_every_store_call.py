"""Each call of a store fails once, before or after its work was done; the same command again gives the same graph and ledger."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import pytest

from graph_service.errors import StoreUnavailableError
from graph_service.store.ports import PutCounts
from graph_service.workflow.services import Services
from tests.faults.conftest import World, load_and_propagate

Moment = Literal["before", "after"]
MOST_CALLS = 500


class PlannedError(StoreUnavailableError):
    """The fault that a test plans."""


@dataclass
class Countdown:
    """Counts the calls of all stores; the call with number ``fatal`` fails."""

    fatal: int
    moment: Moment
    calls: int = 0

    def guard(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def guarded(*arguments: Any, **named: Any) -> Any:
            self.calls += 1
            dies = self.calls == self.fatal
            if dies and self.moment == "before":
                raise PlannedError(f"planned before call {self.calls}")
            answer = call(*arguments, **named)
            if dies:
                raise PlannedError(f"planned after call {self.calls}")
            return answer

        return guarded


class Fragile:
    """A store whose calls are counted and may fail."""

    def __init__(self, inner: object, countdown: Countdown) -> None:
        self._inner, self._countdown = inner, countdown

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        return self._countdown.guard(found) if callable(found) else found


def fragile(services: Services, countdown: Countdown) -> Services:
    graph: Any = Fragile(services.graph, countdown)
    ledger: Any = Fragile(services.ledger, countdown)
    return replace(services, graph=graph, ledger=ledger)


def fails(services: Services, small_input: Path, number: int, moment: Moment) -> bool:
    """Run until call ``number`` fails; say whether it was reached."""
    try:
        load_and_propagate(fragile(services, Countdown(number, moment)), small_input)
    except PlannedError:
        return True
    return False


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_after_any_failed_store_call_the_same_command_gives_the_same_graph_and_ledger(
    world: World, small_input: Path, undisturbed: tuple[str, str, tuple[str, ...]]
) -> None:
    """The call fails before its work, then, in the run that repeats it, after its work; a third run is left alone."""
    differing = []
    number = 0
    while number < MOST_CALLS:
        number += 1
        home = world.fresh_home()
        with world.services(home) as services:
            if not fails(services, small_input, number, "before"):
                break
            fails(services, small_input, number, "after")
            load_and_propagate(services, small_input)
        if world.digest(home) != undisturbed:
            differing.append(number)

    assert differing == []
    assert 15 < number < MOST_CALLS


def test_the_digest_notices_a_put_that_was_acknowledged_and_never_done(
    world: World, small_input: Path, undisturbed: tuple[str, str, tuple[str, ...]]
) -> None:
    class Forgetful:
        """The planted bug: a graph that loses one put."""

        def __init__(self, inner: object) -> None:
            self.inner, self.puts = inner, 0

        def put(self, load: Any, rows: Any, numbers: Any) -> Any:
            self.puts += 1
            return PutCounts(0, 0, 0) if self.puts == 4 else self.inner.put(load, rows, numbers)  # type: ignore[attr-defined]  # a graph

        def __getattr__(self, name: str) -> Any:
            return getattr(self.inner, name)

    home = world.fresh_home()
    with world.services(home) as services:
        graph: Any = Forgetful(services.graph)
        load_and_propagate(replace(services, graph=graph), small_input)

    assert world.digest(home) != undisturbed


def test_two_undisturbed_runs_give_the_same_digest(
    world: World, small_input: Path, undisturbed: tuple[str, str, tuple[str, ...]]
) -> None:
    home = world.fresh_home()
    with world.services(home) as services:
        load_and_propagate(services, small_input)
        load_and_propagate(services, small_input)

    assert world.digest(home) == undisturbed
