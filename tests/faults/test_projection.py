"""The projection is broken off at every transaction, and killed while it writes; redone, the graph shows what the ledger says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph_service.bootstrap import now
from graph_service.errors import StoreUnavailableError
from graph_service.store.graph.client import BoltClient
from graph_service.store.ledger import Database
from graph_service.store.ports import Run
from graph_service.workflow import projection
from graph_service.workflow.projection import bring_up_to_date, compare_with_ledger, project_everything
from graph_service.workflow.propagate import propagate_events
from graph_service.workflow.services import Services
from tests.faults.commands import Commands
from tests.faults.conftest import DAY, World, load_and_propagate
from tests.faults.test_every_store_call import Countdown, Moment
from tests.graph.facts import put, register
from tests.ledger.samples import outcome

FIRMS, RULES = 600, ("R1", "R2", "R3", "R4", "R5")
ATTEMPTS = 8
MOST_CALLS = 50
COUNT = "MATCH (m:Measure) RETURN m.event AS event, count(m) AS measures"


def measures_by_event(world: World) -> Counter[str]:
    with world.server.driver() as driver, driver.session(database=world.server.connection.database) as session:
        return Counter({row["event"]: row["measures"] for row in session.run(COUNT)})


def without_measures(world: World) -> None:
    with world.server.driver() as driver, driver.session(database=world.server.connection.database) as session:
        session.run("MATCH (m:Measure) DETACH DELETE m").consume()


@pytest.fixture
def services(world: World, small_input: Path) -> Iterator[Services]:
    """The small input, propagated and shown."""
    with world.services(world.fresh_home()) as services:
        load_and_propagate(services, small_input)
        yield services


@pytest.mark.timeout(600)
@pytest.mark.parametrize("moment", ["rolled back", "answer lost"])
def test_whichever_transaction_fails_the_ledger_is_right_each_event_is_whole_and_redoing_it_is_enough(
    services: Services, world: World, monkeypatch: pytest.MonkeyPatch, moment: Moment
) -> None:
    monkeypatch.setattr(projection, "BATCH", 1)
    whole, events, number, left = measures_by_event(world), services.graph.event_ids(), 0, set()
    digest = world.digest(services.home)

    while number < MOST_CALLS:
        number += 1
        without_measures(world)
        fault = Countdown(number, moment)
        with pytest.MonkeyPatch.context() as patched:
            for store in (BoltClient, Database):
                patched.setattr(store, "read", fault.guard(store.read, writes=False))
                patched.setattr(store, "write", fault.guard(store.write, writes=True))
            done = bring_up_to_date(services, events)
        if done.error is None:
            break
        found = measures_by_event(world)
        left.add(frozenset(found))
        assert isinstance(done.error, StoreUnavailableError)
        assert found == Counter({event: whole[event] for event in found})
        project_everything(services)
        assert (measures_by_event(world), compare_with_ledger(services).differing) == (whole, [])

    assert fault.calls < number < MOST_CALLS
    assert frozenset() in left
    assert any(0 < len(events) < len(whole) for events in left)
    assert (frozenset(whole) in left) == (moment == "answer lost")
    assert world.digest(services.home) == digest


def many_measures(world: World, home: Path) -> None:
    """A register, and a run that was stored and never shown: so many firms with five measures each."""
    with world.services(home) as services:
        put(services.graph, 1, register(FIRMS))
        events = services.graph.event_ids()
        said = [outcome(event, rule, event.removeprefix("ev-")) for event in events for rule in RULES]
        services.ledger.store_run(Run("run-1", DAY, "rules", 1, "inputs", tuple(events), now()), said)


@pytest.fixture
def commands(world: World) -> Iterator[Commands]:
    made = Commands(world.server)
    yield made
    made.end_all()


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_projection_killed_while_it_writes_leaves_whole_events_and_the_same_command_completes_it(
    world: World, commands: Commands
) -> None:
    home = world.fresh_home()
    many_measures(world, home)
    behind, digest, left = len(world.differing(home)), world.digest(home), Counter[str]()

    for _ in range(ATTEMPTS):
        without_measures(world)
        commands.kill(home, ["project"], lambda _home: bool(measures_by_event(world)), 0)
        left = measures_by_event(world)
        if len(left) < FIRMS:
            break
    commands.finish(home, ["project"])

    assert behind == FIRMS
    assert 0 < len(left) < FIRMS
    assert set(left.values()) == {len(RULES)}
    assert measures_by_event(world) == Counter({f"ev-FIRM{number:04d}": len(RULES) for number in range(FIRMS)})
    assert (world.differing(home), world.digest(home)) == ([], digest)


def test_the_comparison_notices_a_projection_that_was_acknowledged_and_never_done(services: Services, world: World) -> None:
    """The planted bug: the graph forgets one batch."""
    report = propagate_events(services, None, DAY)
    shown = services.graph.measures_of(report.propagated)
    (forgotten,) = {str(row["event"]) for row in list(shown.values())[:1]}
    services.graph.show_measures([forgotten], dict)

    assert [one.event for one in compare_with_ledger(services).differing] == [forgotten]
    assert [one.event for one in world.differing(services.home)] == [forgotten]
