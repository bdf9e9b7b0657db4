"""SIGKILL while a backup is made and while one is restored: what is there is whole, and the same command again does it."""

from __future__ import annotations

import random
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph_service.backup.manifest import Manifest
from graph_service.backup.restoring import check
from graph_service.store.graph.engine import stop_engine
from tests.backup.conftest import unseen
from tests.cli.conftest import Command
from tests.tiers import FULL

KILLS, RESTORING_KILLS = (20, 20) if FULL else (3, 1)
ATTEMPTS = 6
SEED = 20170331

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600 if FULL else 900)]


def killed(command: Command, arguments: tuple[str, ...], part: Path, seconds: float) -> bool:
    """Kill the command so many seconds after its directory appears; say whether it was still at work."""
    process = subprocess.Popen(
        command.arguments(*arguments), env=command.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    while process.poll() is None and not part.exists():
        time.sleep(0.001)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    return process.returncode == -signal.SIGKILL


def at_work(command: Command, arguments: tuple[str, ...], target: Path) -> float:
    """Run to a good end; return the seconds from the first sign of the directory to its name."""
    part = target.with_name(f".{target.name}.partial")
    process = subprocess.Popen(command.arguments(*arguments), env=command.environment, stdout=subprocess.DEVNULL)
    while process.poll() is None and not part.exists():
        time.sleep(0.001)
    begun = time.monotonic()
    while process.poll() is None and not target.exists():
        time.sleep(0.001)
    lasted = time.monotonic() - begun
    assert process.wait(120) == 0
    return lasted


def moments(whole: float, kills: int) -> Iterator[float]:
    chance = random.Random(SEED)
    for place in range(kills):
        yield whole * (place + chance.random()) / kills


def test_a_backup_that_is_killed_leaves_nothing_under_its_name_and_the_same_command_makes_it(
    original: Command, tmp_path: Path
) -> None:
    first, target = tmp_path / "first", tmp_path / "target"
    lasted = at_work(original, ("backup", str(first)), first)
    said, left = check(first, None, unseen), []

    for moment in moments(lasted, KILLS):
        struck, wait = False, moment
        for _ in range(ATTEMPTS):
            struck = killed(original, ("backup", str(target)), target.with_name(".target.partial"), wait)
            if struck and not target.exists():
                break
            check(target, None, unseen)  # it was quicker: then it is whole
            target.rename(tmp_path / f"quick-{len(list(tmp_path.iterdir()))}")
            wait /= 2
        left.append((struck, target.exists()))
    original.json("backup", str(target))

    made = check(target, None, unseen)
    assert left == [(True, False)] * KILLS
    assert (made.graph_digest, made.ledger_digest, made.files.keys()) == (
        said.graph_digest,
        said.ledger_digest,
        said.files.keys(),
    )
    assert not target.with_name(".target.partial").exists()


def test_a_restoring_that_is_killed_leaves_no_home_and_the_same_command_makes_it(
    whole: tuple[Path, Manifest], tmp_path: Path
) -> None:
    source, _ = whole
    command = Command(tmp_path / "home")
    lasted = at_work(command, ("restore", str(source)), command.home)
    stop_engine(command.home)
    command.home.rename(tmp_path / "first")

    left = []
    for moment in moments(lasted, RESTORING_KILLS):
        struck, wait = False, moment
        for number in range(ATTEMPTS):
            struck = killed(command, ("restore", str(source)), tmp_path / ".home.partial", wait)
            if struck and not command.home.exists():
                break
            stop_engine(command.home)
            command.home.rename(tmp_path / f"quick-{number}-{moment}")
            wait /= 2
        left.append((struck, command.home.exists()))
    restored = command.json("restore", str(source))
    stop_engine(command.home)

    assert left == [(True, False)] * RESTORING_KILLS
    assert restored["same"] is True
