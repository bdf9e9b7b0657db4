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
from graph_service.backup.restoring import check, restore
from graph_service.backup.taking import back_up
from graph_service.bootstrap import CommandLine
from graph_service.settings import Settings
from graph_service.store.graph.engine import stop_engine
from graph_service.store.graph.engine_backup import place_engine, unpacked_bytes
from graph_service.store.ledger.copying import sqlite_digest
from tests.backup.conftest import AT, unseen
from tests.cli.conftest import Command
from tests.tiers import FULL

KILLS, RESTORING_KILLS = (20, 20) if FULL else (3, 1)
ATTEMPTS = 6
SEED = 20170331
PLACING = (place_engine, unpacked_bytes)

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


def moments(whole: float, kills: int) -> Iterator[float]:
    chance = random.Random(SEED)
    for place in range(kills):
        yield whole * (place + chance.random()) / kills


def backed_up(command: Command, target: Path) -> Manifest:
    with CommandLine().instance(Settings(home=command.home)) as instance:
        return back_up(instance, target, with_keys=False, now=AT, progress=unseen)


def test_a_backup_that_is_killed_leaves_nothing_under_its_name_and_the_same_command_makes_it(
    original: Command, tmp_path: Path
) -> None:
    begun, target = time.monotonic(), tmp_path / "target"
    said = backed_up(original, tmp_path / "first")
    lasted, left = time.monotonic() - begun, []

    for number, moment in enumerate(moments(lasted, KILLS)):
        struck, wait = False, moment
        for attempt in range(ATTEMPTS):
            struck = killed(original, ("backup", str(target)), target.with_name(".target.partial"), wait)
            if struck and not target.exists():
                break
            check(target, None, unseen)  # it was quicker: then it is whole
            target.rename(tmp_path / f"quick-{number}-{attempt}")
            wait /= 2
        left.append((struck, target.exists()))
    again = backed_up(original, target)

    assert left == [(True, False)] * KILLS
    assert check(target, None, unseen) == again
    assert (again.graph_digest, again.ledger_digest, again.files.keys()) == (
        said.graph_digest,
        said.ledger_digest,
        said.files.keys(),
    )
    assert not target.with_name(".target.partial").exists()


def test_a_restoring_that_is_killed_leaves_no_home_and_the_same_command_makes_it(
    whole: tuple[Path, Manifest], tmp_path: Path
) -> None:
    (source, manifest), command, begun = whole, Command(tmp_path / "home"), time.monotonic()
    restore(source, tmp_path / "first", None, PLACING, unseen)
    lasted, left = time.monotonic() - begun, []

    for number, moment in enumerate(moments(lasted, RESTORING_KILLS)):
        struck, wait = False, moment
        for attempt in range(ATTEMPTS):
            struck = killed(command, ("restore", str(source)), tmp_path / ".home.partial", wait)
            if struck and not command.home.exists():
                break
            stop_engine(command.home)
            command.home.rename(tmp_path / f"quick-{number}-{attempt}")
            wait /= 2
        left.append((struck, command.home.exists()))
    restore(source, command.home, None, PLACING, unseen)

    assert left == [(True, False)] * RESTORING_KILLS
    assert sqlite_digest(command.home / "ledger.sqlite3") == manifest.ledger_digest
    assert files_in(command.home) == files_in(tmp_path / "first")
    assert not (tmp_path / ".home.partial").exists()


def files_in(home: Path) -> dict[str, bytes]:
    return {path.relative_to(home).as_posix(): path.read_bytes() for path in home.rglob("*") if path.is_file()}
