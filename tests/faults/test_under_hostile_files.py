"""A service is asked while hostile files are loaded beside it, one after the other: each is refused, and every answer is right.

In a full run every kind of file, and the slowest of a hundred answers comes at most twice as late as without them.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

import httpx
import pytest

from tests.faults.commands import ASKED, JSON, PATIENCE, Commands, address_of, answers, end
from tests.faults.conftest import World, load_and_propagate
from tests.loaders.hostile import KINDS
from tests.tiers import FULL, report

ROUNDS = 500 if FULL else 5
SLOWER = 2.0
NAMES = tuple(KINDS) if FULL else ("a workbook bomb", "billion laughs")

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600 if FULL else 400)]


@pytest.fixture
def commands(world: World) -> Iterator[Commands]:
    made = Commands(world.server)
    yield made
    made.end_all()


def waits(address: str, expected: Mapping[str, Any]) -> list[float]:
    """Ask everything in turn; return how many seconds each answer took."""
    taken = []
    with httpx.Client(base_url=address, trust_env=False, timeout=PATIENCE) as client:
        for _ in range(ROUNDS):
            for name, (how, path, body) in ASKED.items():
                begun = perf_counter()
                answer = client.request(how, path, content=body, headers=JSON)
                taken.append(perf_counter() - begun)
                assert (answer.status_code, answer.json()) == (200, expected[name])
    return taken


def slowest(taken: Sequence[float]) -> float:
    """The 99th percentile."""
    return sorted(taken)[len(taken) * 99 // 100]


@contextmanager
def loaded_all_the_time(commands: Commands, home: Path, files: Sequence[Path]) -> Iterator[list[int]]:
    """Load one file after the other, again and again; give the exit codes."""
    codes: list[int] = []
    enough = threading.Event()

    def load() -> None:
        while not enough.is_set() or len(codes) < len(files):
            process = commands.start(home, ["load", str(files[len(codes) % len(files)]), "--json"])
            process.communicate(timeout=PATIENCE)
            codes.append(process.returncode)

    loader = threading.Thread(target=load)
    loader.start()
    try:
        yield codes
    finally:
        enough.set()
        loader.join(PATIENCE * len(files))


def test_every_answer_is_right_and_in_time_while_hostile_files_are_refused(
    world: World, commands: Commands, small_input: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home, files = world.fresh_home(), []
    for number, name in enumerate(NAMES):
        (tmp_path / f"hostile-{number}").mkdir()
        files.append(KINDS[name][0](tmp_path / f"hostile-{number}"))
    with world.services(home) as services:
        load_and_propagate(services, small_input)
    before = world.digest(home)
    service = commands.start(home, ["serve", "--port", "0", "--json"])
    address = address_of(service)
    expected = answers(address)

    alone = waits(address, expected)
    with loaded_all_the_time(commands, home, files) as codes:
        beside = waits(address, expected)
    end(service)

    report(
        capsys, f"p99 {slowest(alone) * 1000:.0f} ms alone, {slowest(beside) * 1000:.0f} ms beside {len(codes)} hostile files"
    )
    assert set(codes) == {2}
    assert world.digest(home) == before
    if FULL:
        assert slowest(beside) <= SLOWER * slowest(alone)
