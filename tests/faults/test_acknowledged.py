"""SIGKILL of a service that is written to: whatever it had answered is on record, and what it had not is there whole or not at all."""

from __future__ import annotations

import random
import sys
import threading
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import httpx
import pytest

from graph_service.workflow.identities import differences
from tests.faults.commands import PATIENCE, Commands, Process, address_of
from tests.faults.conftest import World
from tests.graph.facts import person, put
from tests.ledger.samples import person as identity
from tests.tiers import FULL

KILLS = 20 if FULL else 1
SEED = 20170331
SERVE = ["serve", "--port", "0", "--json"]
Pair = tuple[str, str]

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600 if FULL else 900)]

#: A service that answers before it has written, and then never writes.
FORGETFUL = """
import sys
from contextlib import suppress
from graph_service.bootstrap import main
from graph_service.store.ledger import Database, SqlLedger
plain = SqlLedger.judge
class Undone(Exception):
    pass
def write(self, work):
    def undone(connection):
        said.append(work(connection))
        raise Undone
    said = []
    with suppress(Undone):
        plain_write(self, undone)
    return said[0]
def judge(self, *given):
    Database.write = write
    try:
        return plain(self, *given)
    finally:
        Database.write = plain_write
plain_write, SqlLedger.judge = Database.write, judge
sys.argv[1:] = {arguments!r}
main()
"""


@pytest.fixture
def commands(world: World) -> Iterator[Commands]:
    made = Commands(world.server)
    yield made
    made.end_all()


def peopled(world: World) -> tuple[Path, list[Pair]]:
    """A home with forty persons on record, and all pairs of them."""
    home = world.fresh_home()
    with world.services(home) as services:
        keys = sorted(services.ledger.person_keys([identity(number) for number in range(1, 41)]))
        put(services.graph, 1, {"persons": [person(key) for key in keys]})  # type: ignore[arg-type]  # a graph server's store
    return home, list(combinations(keys, 2))


def judged_until_killed(service: Process, pairs: Iterator[Pair], last: int, seconds: float) -> list[Pair]:
    """Let a client judge one pair after the other; kill the service soon after its ``last`` answer. Return what was answered."""
    answered: list[Pair] = []
    enough = threading.Event()

    def judge(address: str) -> None:
        try:
            with httpx.Client(base_url=address, trust_env=False, timeout=PATIENCE) as client:
                for one, other in pairs:
                    asked = {"one": one, "other": other, "reason": "档案照片不符"}
                    answer = client.post("v1/identities/reject", json=asked)
                    assert answer.status_code == 200, answer.text
                    answered.append((one, other))
                    if len(answered) == last:
                        enough.set()
        except httpx.TransportError:
            assert enough.is_set(), "the service went away before it was killed"

    client = threading.Thread(target=judge, args=[address_of(service)])
    client.start()
    assert enough.wait(PATIENCE)
    client.join(seconds)
    service.kill()
    client.join(PATIENCE)
    service.communicate(timeout=PATIENCE)
    return answered


def on_record(world: World, home: Path) -> tuple[set[Pair], int]:
    """The pairs that were judged, and in how many places the graph shows something else."""
    with world.services(home) as services:
        return {said.pair for said in services.ledger.judgements()}, len(differences(services))


def test_every_judgement_that_was_answered_is_on_record_after_any_kill(world: World, commands: Commands) -> None:
    chance, (home, pairs) = random.Random(SEED), peopled(world)
    given = iter(pairs)

    answered: list[Pair] = []
    lost, half_done = [], []
    for _ in range(KILLS):
        service = commands.start(home, SERVE)
        answered += judged_until_killed(service, given, chance.randrange(1, 12), chance.random() / 20)
        found, differing = on_record(world, home)
        lost += [pair for pair in answered if pair not in found]
        half_done += [differing] if differing else []

    assert (lost, half_done) == ([], [])
    assert len(answered) >= KILLS
    assert len(found) - len(answered) <= KILLS  # at most the one that was under way each time


def test_a_service_that_answers_before_it_writes_is_caught(world: World, commands: Commands) -> None:
    """The planted bug."""
    home, pairs = peopled(world)
    service = commands.start(home, SERVE, [sys.executable, "-c", FORGETFUL.replace("{arguments!r}", repr(SERVE))])

    answered = judged_until_killed(service, iter(pairs), 1, 0)

    assert answered
    assert not on_record(world, home)[0] & set(answered)
