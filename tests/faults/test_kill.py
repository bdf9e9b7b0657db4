"""SIGKILL at random moments of load, propagate and service; the same command again gives the same graph and ledger."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from graph_service.loaders.run import load_paths
from tests.faults.conftest import DAY, World, load_and_propagate

SEED = 20170331
#: Moments for each server: 2 × (10 + 6 + 4) = 40.
LOADS, PROPAGATIONS, SERVICES = 10, 6, 4
Digest = tuple[str, str, tuple[str, ...]]


class Commands:
    """Starts the product's commands on a home and on the world's graph server."""

    def __init__(self, world: World) -> None:
        connection = world.server.connection
        kept = {name: text for name, text in os.environ.items() if not name.startswith("GRAPH_SERVICE_")}
        self.environment = kept | {
            "GRAPH_SERVICE_GRAPH_URI": connection.uri,
            "GRAPH_SERVICE_GRAPH_USER": connection.user,
            "GRAPH_SERVICE_GRAPH_PASSWORD": connection.password,
            "GRAPH_SERVICE_PORT": "0",
        }
        if connection.database:
            self.environment["GRAPH_SERVICE_GRAPH_DATABASE"] = connection.database

    def start(self, home: Path, arguments: Sequence[str]) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "graph_service", *arguments]
        variables = self.environment | {"GRAPH_SERVICE_HOME": str(home)}
        return subprocess.Popen(command, env=variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def finish(self, home: Path, arguments: Sequence[str]) -> float:
        """Run to the end, which must be a good one; return the seconds it took."""
        began = time.monotonic()
        process = self.start(home, arguments)
        printed, _ = process.communicate(timeout=120)
        assert process.returncode == 0, printed.decode()
        return time.monotonic() - began

    def kill(self, home: Path, arguments: Sequence[str], seconds: float) -> bool:
        """Kill the command after so many seconds; say whether it was still running."""
        process = self.start(home, arguments)
        try:
            process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
        return process.returncode == -signal.SIGKILL

    def serve_and_stop(self, home: Path) -> int:
        """Start the service, wait until it says that it is ready, end it with SIGTERM; return its exit code."""
        process = self.start(home, ["serve", "--json"])
        assert process.stdout is not None
        opening = process.stdout.readline() + process.stdout.readline()
        assert b'"address"' in opening, opening + process.stdout.read()
        process.terminate()
        process.communicate(timeout=60)
        return process.returncode


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_killed_at_any_moment_the_same_again_gives_the_same_graph_and_ledger(world: World, small_input: Path) -> None:
    chance = random.Random(SEED)
    commands = Commands(world)
    load, propagate = ["load", str(small_input), "--json"], ["propagate", "--on", DAY.isoformat(), "--json"]
    home = world.fresh_home()
    loading, propagating = commands.finish(home, load), commands.finish(home, propagate)
    undisturbed = world.digest(home)

    differing: list[str] = []
    killed = 0
    for moment in _moments(chance, LOADS, loading):
        home = world.fresh_home()
        killed += commands.kill(home, load, moment)
        _repeat(world, home, small_input)
        differing += _difference(world, home, undisturbed, f"load killed after {moment:.2f} s")
    for moment in _moments(chance, PROPAGATIONS, propagating):
        home = world.fresh_home()
        with world.services(home) as services:
            load_paths(services, [small_input])
        killed += commands.kill(home, propagate, moment)
        _repeat(world, home, small_input)
        differing += _difference(world, home, undisturbed, f"propagate killed after {moment:.2f} s")
    for moment in _moments(chance, SERVICES, propagating):
        commands.kill(home, ["serve", "--json"], moment)
        differing += _difference(world, home, undisturbed, f"service killed after {moment:.2f} s")
    stopped = commands.serve_and_stop(home)

    assert differing == []
    assert stopped == 0
    assert killed >= (LOADS + PROPAGATIONS) // 2


def _repeat(world: World, home: Path, small_input: Path) -> None:
    """Do again what the commands do; in this process, to spare the start of another."""
    with world.services(home) as services:
        load_and_propagate(services, small_input)


def _moments(chance: random.Random, how_many: int, whole: float) -> list[float]:
    """Choose moments from the end of the imports to the end of the command."""
    return [chance.uniform(0.3, 1.0) * whole for _ in range(how_many)]


def _difference(world: World, home: Path, undisturbed: Digest, what: str) -> list[str]:
    return [] if world.digest(home) == undisturbed else [what]
