"""What the ledger tells about the past: which run speaks, on what it rests, what was said before. On SQLite and on PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import text

from graph_service.model.outcomes import State
from graph_service.store.history_ports import EventRun, Grounds
from graph_service.store.ledger import SqlLedger
from graph_service.store.ports import Run
from graph_service.store.projection_ports import MeasureCount
from tests.ledger import samples
from tests.ledger.samples import DAY, NOON

LATER = DAY + timedelta(days=30)
GROUNDS = Grounds("facts-1", "rules-1", date(2020, 1, 1), None)


def entry(run: Run, event: str = "ev-1", grounds: Grounds | None = None) -> EventRun:
    return EventRun(event, run.id, run.on, run.rules, run.graph_version, run.recorded_at, grounds)


def test_the_newest_run_of_each_event_is_told_whatever_its_day(ledger: SqlLedger) -> None:
    both, one = samples.run("a", ("ev-1", "ev-2"), LATER), samples.run("b", ("ev-1",), DAY)
    ledger.store_run(both, [], {"ev-2": GROUNDS})
    ledger.store_run(one, [])

    found = ledger.newest_runs(["ev-2", "ev-none", "ev-1"])

    assert found == [entry(one), entry(both, "ev-2", GROUNDS)]
    assert ledger.newest_runs([]) == []


def test_the_record_of_an_event_has_every_time_that_a_run_began_to_speak_for_it(ledger: SqlLedger) -> None:
    first, second = samples.run("a"), replace(samples.run("b"), recorded_at=NOON + timedelta(1))
    again = replace(first, recorded_at=NOON + timedelta(2))
    for run in (first, second, again):
        ledger.store_run(run, [], {"ev-1": GROUNDS})

    assert ledger.runs_of_event("ev-1") == [entry(run, grounds=GROUNDS) for run in (first, second, again)]
    assert ledger.runs_of_event("ev-2") == []


def test_entries_of_the_time_before_grounds_were_kept_have_none_and_the_time_of_their_run(ledger: SqlLedger) -> None:
    run = samples.run("a")
    ledger.store_run(run, [])
    with ledger.database.engine.begin() as connection:
        connection.execute(text("INSERT INTO run_event (event, on_day, run_seq) SELECT event, on_day, run_seq FROM run_event"))

    assert ledger.runs_of_event("ev-1") == [entry(run), entry(run)]


def test_what_a_superseded_run_said_is_still_told(ledger: SqlLedger) -> None:
    old = [samples.outcome(rule="R1"), samples.outcome(rule="R2", state=State.NOT_AFFECTED)]
    first, second = samples.run("a", ("ev-1", "ev-2")), samples.run("b")
    ledger.store_run(first, [*old, samples.outcome("ev-2")])
    ledger.store_run(second, [samples.outcome(state=State.NEEDS_REVIEW)])

    assert ledger.outcomes_in([entry(first)]) == old
    assert ledger.outcomes_in([entry(first)], open_only=True) == old[:1]
    newest = [entry(second), entry(first, "ev-2")]
    assert ledger.outcomes_in(newest) == [samples.outcome(state=State.NEEDS_REVIEW), samples.outcome("ev-2")]


def test_events_that_once_considered_a_subject_are_named_though_the_newest_run_does_not(ledger: SqlLedger) -> None:
    ledger.store_run(samples.run("a", ("ev-2", "ev-1")), [samples.outcome(event, subject="p-x") for event in ("ev-2", "ev-1")])
    ledger.store_run(samples.run("b"), [])

    assert ledger.events_naming("p-x") == ["ev-1", "ev-2"]
    assert ledger.events_naming("p-y") == []


def test_each_event_counts_the_subjects_that_its_newest_run_touches(ledger: SqlLedger) -> None:
    crowd = [samples.outcome("ev-1", rule, subject) for rule in ("R1", "R2") for subject in ("p-a", "p-b", "p-c")]
    freed = samples.outcome("ev-2", subject="p-a", state=State.NOT_AFFECTED)
    ledger.store_run(samples.run("a", ("ev-1", "ev-2", "ev-3")), [*crowd, freed, samples.outcome("ev-3")])
    ledger.store_run(samples.run("b", ("ev-3",)), [samples.outcome("ev-3", subject=one) for one in ("p-a", "p-b")])

    assert sorted(ledger.touched_per_event(10)) == [0, 2, 3]
    assert ledger.touched_per_event(1) == [2]


def test_the_open_outcomes_of_each_event_s_newest_run_are_counted_with_that_run(ledger: SqlLedger) -> None:
    crowd = [samples.outcome("ev-1", "R1", subject) for subject in ("p-a", "p-b", "p-c")]
    first, second, third = (
        samples.run("a", ("ev-1", "ev-2")),
        samples.run("b", ("ev-1", "ev-3")),
        samples.run("c", ("ev-4",), LATER),
    )
    ledger.store_run(first, [*crowd, samples.outcome("ev-2"), samples.outcome("ev-2", "R2", state=State.NEEDS_REVIEW)])
    ledger.store_run(second, [crowd[0], samples.outcome("ev-1", "R2", state=State.NOT_AFFECTED), samples.outcome("ev-3")])
    ledger.store_run(third, [samples.outcome("ev-4", state=State.NOT_AFFECTED)])

    counted = {("ev-1", second.id, 1), ("ev-2", first.id, 2), ("ev-3", second.id, 1)}
    assert ledger.open_outcomes() == {MeasureCount(*one) for one in counted}

    ledger.store_run(first, [])  # the same inputs again: it speaks for ev-1 once more

    assert MeasureCount("ev-1", first.id, 3) in ledger.open_outcomes()


def test_an_unused_ledger_has_no_open_outcomes(ledger: SqlLedger) -> None:
    assert ledger.open_outcomes() == frozenset()
