"""SIGKILL of the graph server itself during a load; the same command again gives the same graph and ledger.

Two moments on each server; in a full run all of them on both.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from graph_service.errors import StoreUnavailableError
from graph_service.loaders import run
from graph_service.store.graph.client import BoltClient, Transaction
from tests.faults.conftest import Digest, World, load_and_propagate
from tests.servers import GraphServer
from tests.tiers import FULL, share_of

#: The graph transactions during which the server dies: 15 are of the load (seven of them write), 4 of the propagation, the last shows
#: what it stored.
MOMENTS = tuple(range(1, 21))
Work = Callable[[Transaction], object]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(3600 if FULL else 1500),
]  # starts of a server, on a machine that may be busy


@contextmanager
def killed_during(server: GraphServer, fatal: int) -> Iterator[None]:
    """Kill the server while the transaction with number ``fatal`` is under way."""
    numbers, underway = iter(range(1, 1_000_000)), threading.Event()

    def watched(plain: Callable[[BoltClient, Work], object]) -> Callable[[BoltClient, Work], object]:
        def counted(client: BoltClient, work: Work) -> object:
            def signalled(transaction: Transaction) -> object:
                if next(numbers) == fatal:
                    underway.set()
                return work(transaction)

            return plain(client, signalled)

        return counted

    def strike() -> None:
        underway.wait(60)
        assert server.kill is not None
        server.kill()

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(BoltClient, "read", watched(BoltClient.read))
        patched.setattr(BoltClient, "write", watched(BoltClient.write))
        killer = threading.Thread(target=strike)
        killer.start()
        yield
        killer.join(60)


def test_the_main_job_repeated_after_the_server_died_gives_the_same_graph_and_ledger(
    world: World, small_input: Path, undisturbed: Digest, monkeypatch: pytest.MonkeyPatch
) -> None:
    if world.server.kill is None or world.server.restart is None:
        pytest.skip("a server given by NEO4J_TEST_URI is not killed")
    monkeypatch.setattr(run, "BATCH", 4)  # the server dies between the batches of a file

    differing, left = [], []
    for fatal in share_of(world.server.name, MOMENTS, 6):
        home = world.fresh_home()
        with (
            killed_during(world.server, fatal),
            pytest.raises(StoreUnavailableError),
            world.impatient_services(home) as services,
        ):
            load_and_propagate(services, small_input)
        world.server.connection = world.server.restart()
        left.append(facts_in(world.server))
        with world.services(home) as services:
            load_and_propagate(services, small_input)
        if world.digest(home) != undisturbed or world.differing(home):
            differing.append(fatal)

    assert differing == []
    assert len(set(left)) >= 2


def facts_in(server: GraphServer) -> int:
    with server.driver() as driver, driver.session(database=server.connection.database) as session:
        return int(session.run("MATCH (n) WHERE NOT n:Migration RETURN count(n)").single(strict=True)[0])
