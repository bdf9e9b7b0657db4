"""Everything recorded stands in one sequence: in the order of its becoming visible, each once. On every ledger."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import text

from graph_service.model.identities import Act, Verdict
from graph_service.security.keyring import KeyRing
from graph_service.store.act_ports import Check
from graph_service.store.ledger import SqlLedger, create_ledger_engine, open_ledger, schema, upgrade
from tests.ledger.samples import DAY, NOON, a_load, clock, outcome, person, run


def test_runs_loads_judgements_and_acts_come_in_their_order(ledger: SqlLedger) -> None:
    one, other = ledger.person_keys([person(1), person(2)])
    ledger.begin_load(a_load())
    ledger.finish_load("load-a", {"read": 2, "loaded": 2, "rejected": 0})
    ledger.store_run(run(events=("ev-1", "ev-2")), [outcome()])
    ledger.judge(Verdict.DIFFERENT, one, other, Act("officer", "two births"))

    entries = ledger.entries(0, 10)

    assert [entry.kind for entry in entries] == ["load", "run", "run", "judgement"]
    assert [entry.seq for entry in entries] == sorted({entry.seq for entry in entries})
    assert ledger.position().entry == entries[-1].seq
    assert ledger.judgements_at([entries[-1].ref]) == ledger.judgements()
    assert ledger.judgements_at([entries[-1].ref + 1]) == []
    assert [(load.load, load.counts) for _, load in ledger.loads_at([1])] == [
        ("load-a", {"read": 2, "loaded": 2, "rejected": 0})
    ]


def test_what_writes_nothing_adds_nothing(ledger: SqlLedger) -> None:
    ledger.store_run(run(), [outcome()])
    before = ledger.position()

    again = ledger.store_run(run(), [outcome()])

    assert (again, ledger.position()) == (False, before)


def test_an_entry_of_a_record_comes_with_the_one_before_it(ledger: SqlLedger) -> None:
    for name in ("a", "b"):
        ledger.store_run(run(name), [outcome()])

    refs = [entry.ref for entry in ledger.entries(0, 10)]
    found = [(entry.run, before.run if before else None) for _, entry, before in ledger.runs_at(refs)]

    assert found == [("run-a", None), ("run-b", "run-a")]


def test_whoever_reads_on_among_writers_misses_nothing_and_reads_nothing_twice(
    ledger: SqlLedger, open_another: Callable[[], SqlLedger]
) -> None:
    """With plain sequences a number may become visible after a higher one: a reader would pass over it."""
    writers = [open_another() for _ in range(3)]

    def write(number: int) -> None:
        for turn in range(6):
            writers[number].store_run(run(f"{number}-{turn}", events=tuple(f"ev-{number}-{each}" for each in range(3))), [])

    read: list[int] = []
    with ThreadPoolExecutor(3) as pool:
        jobs = [pool.submit(write, number) for number in range(3)]
        while not all(job.done() for job in jobs):
            read += [entry.seq for entry in ledger.entries(read[-1] if read else 0, 100)]
        for job in jobs:
            job.result()
    read += [entry.seq for entry in ledger.entries(read[-1] if read else 0, 100)]

    assert read == [entry.seq for entry in ledger.entries(0, 100)]
    assert len(read) == 3 * 6 * 3


def test_the_newest_check_is_kept_and_the_same_again_is_once(ledger: SqlLedger) -> None:
    first, second = Check(7, "rules", DAY, NOON), Check(8, "rules", DAY, NOON)
    before = ledger.position().check
    for check in (first, second, second):
        ledger.note_check(check)

    with ledger.database.engine.connect() as connection:
        kept = connection.execute(text("SELECT count(*) FROM graph_check")).scalar()

    assert (before, ledger.position().check, kept) == (None, second, 2)


def test_what_was_recorded_before_takes_its_place_by_its_time(url: str, ring: KeyRing) -> None:
    engine = create_ledger_engine(url)
    with engine.begin() as connection:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(Path(schema.__file__).parent / "migrations"))
        command.upgrade(config, "0004")
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO load VALUES (1, 'load-a', 's', 'f', 'h', 5, NULL, NULL, NULL)"))
        connection.execute(text("INSERT INTO load_report VALUES (1, 'load-a', 9, '{}')"))
        connection.execute(text("INSERT INTO run VALUES (1, 'run-a', '2026-03-01', 'rules', 7, 'inputs', '[\"ev-1\"]', 6)"))
        connection.execute(text("INSERT INTO run_event (seq, event, on_day, run_seq) VALUES (1, 'ev-1', '2026-03-01', 1)"))

    upgrade(engine)
    engine.dispose()

    ledger = open_ledger(url, ring, clock)
    found = [(entry.kind, entry.ref) for entry in ledger.entries(0, 10)]
    ledger.close()
    assert found == [("run", 1), ("load", 1)]
