"""SIGKILL at seeded moments of load, propagate and service; the same command again gives the same graph, ledger and answers.

Ninety moments on each of the two servers in a full run, six in every run. They are measured from a sign of work (the ledger appears, the n-th file is kept), so
that a slow machine moves them with the work. Every kill hits a running command, and the tests check that they cut it at different
places.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from graph_service.loaders.run import load_paths
from tests.faults.commands import (
    Commands,
    Siege,
    Sign,
    address_of,
    answers,
    end,
    ledger_is_begun,
    ledger_is_written,
    sealed,
    stores_are_open,
)
from tests.faults.conftest import DAY, Digest, World, load_and_propagate, propagate_and_show
from tests.tiers import FULL, share_of

SEED = 20170331
#: Moments after each sign.
EACH = 6 if FULL else 1
LOADS: tuple[tuple[Sign, int], ...] = ((ledger_is_begun, EACH), *((sealed(least), EACH) for least in (1, 2, 4, 6, 8, 9, 10)))
PROPAGATIONS: tuple[tuple[Sign, int], ...] = ((stores_are_open, 3 * EACH), (ledger_is_written, EACH))
SERVICES_WHILE_ASKED = 20 if FULL else 1
ATTEMPTS = 6
PROPAGATE = ["propagate", "--on", DAY.isoformat(), "--json"]
SERVE = ["serve", "--port", "0", "--json"]

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600 if FULL else 900)]


@pytest.fixture
def commands(world: World) -> Iterator[Commands]:
    made = Commands(world.server)
    yield made
    made.end_all()


def moments(phases: Sequence[tuple[Sign, int]], seconds: Sequence[float]) -> Iterator[tuple[Sign, float]]:
    """Spread the moments of each phase over the seconds that it lasts, each by chance within its share."""
    chance = random.Random(SEED)
    for (sign, how_many), whole in zip(phases, seconds, strict=True):
        for place in range(how_many):
            yield sign, whole * (place + chance.random()) / how_many


def cut_short(commands: Commands, prepared: Callable[[], Path], arguments: Sequence[str], when: tuple[Sign, float]) -> Path:
    """Kill the command at the moment, or earlier where it was quicker than the one measured; return the home that it left."""
    sign, moment = when
    for _ in range(ATTEMPTS):
        home = prepared()
        if commands.kill(home, arguments, sign, moment):
            return home
        moment /= 2
    pytest.fail(f"{arguments[0]} was never at work {moment} s after its sign")


def cut_at(world: World, home: Path) -> tuple[int, int]:
    """Say how far a command came, without opening the ledger: that would already repair it."""
    with world.server.driver() as driver, driver.session(database=world.server.connection.database) as session:
        facts = session.run("MATCH (n) WHERE NOT n:Migration RETURN count(n)").single(strict=True)[0]
    return facts, sum(1 for _ in home.rglob("*.sealed"))


def test_a_load_killed_at_any_moment_and_repeated_gives_the_same_graph_and_ledger(
    world: World, commands: Commands, small_input: Path
) -> None:
    """Every fifth time by the command, else by the two calls that the command consists of (``open_services``, ``load_paths``)."""
    arguments = ["load", str(small_input), "--json"]
    home = world.fresh_home()
    lasting = commands.finish(home, arguments, [sign for sign, _ in LOADS])
    undisturbed, whole = world.digest(home), cut_at(world, home)

    differing, left = [], []
    for number, when in enumerate(share_of(world.server.name, list(moments(LOADS, lasting)), 2)):
        home = cut_short(commands, world.fresh_home, arguments, when)
        left.append(cut_at(world, home))
        if number % 5 == 0:
            commands.finish(home, arguments)
        else:
            load(world, home, small_input)
        if world.digest(home) != undisturbed:
            differing.append((number, when))

    assert differing == []
    assert len(set(left) - {whole}) >= (3 if FULL else 1)


def test_a_propagation_killed_at_any_moment_and_repeated_gives_the_same_ledger(
    world: World, commands: Commands, small_input: Path
) -> None:
    def loaded() -> Path:
        home = world.fresh_home()
        load(world, home, small_input)
        return home

    home = loaded()
    before = world.digest(home)
    lasting = commands.finish(home, PROPAGATE, [sign for sign, _ in PROPAGATIONS])
    undisturbed = world.digest(home)

    differing, left = [], []
    for number, when in enumerate(share_of(world.server.name, list(moments(PROPAGATIONS, lasting)))):
        home = cut_short(commands, loaded, PROPAGATE, when)
        left.append(world.digest(home))
        if number % 5 == 0:
            commands.finish(home, PROPAGATE)
        else:
            with world.services(home) as services:
                propagate_and_show(services)
        if world.digest(home) != undisturbed or world.differing(home):
            differing.append((number, when))

    assert differing == []
    assert before in left or not FULL
    assert set(left) <= {before, undisturbed}  # a run is there with all its outcomes, or not at all


def load(world: World, home: Path, small_input: Path) -> None:
    with world.services(home) as services:
        load_paths(services, [small_input])


def test_a_service_killed_while_it_is_asked_starts_again_and_answers_the_same(
    world: World, commands: Commands, small_input: Path
) -> None:
    chance, home = random.Random(SEED), world.fresh_home()
    with world.services(home) as services:
        load_and_propagate(services, small_input)
    undisturbed = world.digest(home)
    service = commands.start(home, SERVE)
    expected = answers(address_of(service))
    stopped = end(service)

    digests: list[Digest] = []
    killed_at_start = commands.kill(home, SERVE, stores_are_open, 0)
    digests.append(world.digest(home))
    wrong = []
    for _ in range(SERVICES_WHILE_ASKED):
        wrong += Siege(commands.start(home, SERVE), expected, chance.randrange(1, 60)).run()
        digests.append(world.digest(home))
    service = commands.start(home, SERVE)
    afterwards = answers(address_of(service))

    assert (stopped, killed_at_start, end(service)) == (0, True, 0)
    assert wrong == []
    assert afterwards == expected
    assert digests == [undisturbed] * (1 + SERVICES_WHILE_ASKED)
