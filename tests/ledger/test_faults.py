"""A writer that is killed, or whose disk is full: what was acknowledged is there, and nothing is there by half."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import func, select, text

from graph_service.store.ledger import SqlLedger
from graph_service.store.ledger.tables import outcome, person, person_name, run, run_event
from tests.ledger import samples
from tests.ledger.writer import OUTCOMES

ROOT = Path(__file__).resolve().parents[2]
KILLS = 6


def started(url: str, tmp_path: Path, first: int, limit: int = 0) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.ledger.writer", url, str(tmp_path / "keys"), str(first), str(limit)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def acknowledged(lines: str) -> dict[int, str]:
    """Read what the writer said; a line cut off by the kill was not heard and does not count."""
    whole = [line.split() for line in lines.splitlines(keepends=True) if line.endswith("\n")]
    return {int(number): key for number, key in whole}


def is_whole(ledger: SqlLedger) -> bool:
    """Say whether every run has all its outcomes and its event, and every person a name (the steady state)."""

    def counted(connection) -> list[int]:  # type: ignore[no-untyped-def]
        return [connection.scalar(select(func.count()).select_from(table)) for table in (run, run_event, outcome)]

    def nameless(connection) -> int:  # type: ignore[no-untyped-def]
        named = select(person_name.c.person_key)
        return connection.scalar(select(func.count()).select_from(person).where(person.c.person_key.not_in(named)))  # type: ignore[no-any-return]

    runs, events, outcomes = ledger.database.read(counted)
    return (runs, outcomes) == (events, OUTCOMES * runs) and ledger.database.read(nameless) == 0


def holds(ledger: SqlLedger, said: dict[int, str]) -> bool:
    """Say whether everything that was acknowledged is on record."""
    numbers = list(said)
    missing = [number for number in numbers if ledger.latest_run(f"ev-{number}", samples.DAY) is None]
    return not missing and ledger.person_keys([samples.person(number) for number in numbers]) == [said[one] for one in numbers]


def test_a_writer_killed_at_any_moment_loses_nothing_acknowledged(
    url: str, tmp_path: Path, open_another: Callable[[], SqlLedger]
) -> None:
    chance, said, first = Random(2026), {}, 0
    for _ in range(KILLS):
        writer = started(url, tmp_path, first)
        assert writer.stdout is not None
        heard = "".join(writer.stdout.readline() for _ in range(chance.randrange(1, 25)))
        writer.kill()
        rest, errors = writer.communicate(timeout=60)
        said |= acknowledged(heard + rest)
        first = max(said, default=-1) + 1
        assert errors == ""

        ledger = open_another()
        assert is_whole(ledger)
        assert holds(ledger, said)

    assert len(said) > KILLS


def test_the_check_after_a_kill_notices_a_lost_outcome_and_a_lost_run(ledger: SqlLedger) -> None:
    """The control: both halves of the check fail when something is planted."""
    outcomes = [samples.outcome("ev-0", f"R{rule}") for rule in range(OUTCOMES)]
    ledger.store_run(samples.run("in-0", ("ev-0",)), outcomes)
    said = {0: ledger.person_keys([samples.person(0)])[0]}
    assert is_whole(ledger)
    assert holds(ledger, said)

    ledger.store_run(samples.run("in-1", ("ev-1",)), outcomes[:0])

    assert not is_whole(ledger)
    assert not holds(ledger, said | {2: "p-lost"})


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_opening_the_ledger_again_drops_no_lock_of_this_process(
    url: str, tmp_path: Path, open_another: Callable[[], SqlLedger]
) -> None:
    """Another process that opens and closes it must not take itself for the last one and remove the log."""
    early = open_another()
    open_another()
    log = tmp_path / "ledger.sqlite3-wal"
    before = log.stat().st_ino

    writer = started(url, tmp_path, 0)
    assert writer.stdout is not None
    writer.stdout.readline()
    writer.kill()
    lines, _ = writer.communicate(timeout=60)

    assert log.stat().st_ino == before
    assert early.latest_run("ev-0", samples.DAY) is not None
    assert holds(early, acknowledged(lines))


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_a_full_disk_is_a_clear_error_and_leaves_nothing_by_half(
    url: str, tmp_path: Path, open_another: Callable[[], SqlLedger]
) -> None:
    ledger = open_another()
    size = (tmp_path / "ledger.sqlite3-wal").stat().st_size + 300_000
    writer = started(url, tmp_path, 0, limit=size)

    lines, errors = writer.communicate(timeout=120)

    said = acknowledged(lines)
    assert writer.returncode == 3
    assert errors.startswith("StoreUnavailableError: the ledger failed: ")
    assert "Nothing was written. Free space" in errors
    assert said
    assert is_whole(ledger)
    assert holds(ledger, said)
    assert ledger.database.read(lambda connection: connection.scalar(text("PRAGMA integrity_check"))) == "ok"
