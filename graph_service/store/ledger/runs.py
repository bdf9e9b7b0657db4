"""Runs and their outcomes: written once, never changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import ColumnElement, Connection, ScalarSelect, Select, func, insert, or_, select

from graph_service.errors import InputError
from graph_service.model.outcomes import Outcome
from graph_service.store.history_ports import Grounds
from graph_service.store.ledger.database import Database
from graph_service.store.ledger.feed import enter_runs
from graph_service.store.ledger.rows import Values, chunks, grounds_row, outcome_of, outcome_row, run_of, run_row, to_moment
from graph_service.store.ledger.tables import outcome, run, run_event
from graph_service.store.ports import Run

_BATCH = 5000


class Runs:
    """The part of the ledger that satisfies ``OutcomeLedger``."""

    _database: Database

    def store_run(self, run: Run, outcomes: Sequence[Outcome], grounds: Mapping[str, Grounds] | None = None) -> bool:
        """Store all in one transaction; say whether anything was written.

        A run with the same inputs is stored once. When it comes again after another run has spoken for one of its events (facts
        were changed and changed back), it is the newest again from then on: that is written, so the answer is ``True``.

        Raises:
            InputError: an outcome belongs to an event that the run does not name, or the run's id was used for other inputs.
        """
        strays = {item.event for item in outcomes} - set(run.events)
        if strays:
            raise InputError("outcomes", f"run {run.id} does not cover the events {sorted(strays)[:5]}")
        return self._database.write(lambda connection: _store(connection, run, outcomes, grounds or {}))

    def latest_run(self, event: str, on: date) -> Run | None:
        """Return the newest run that covers the event on the day."""
        return self._database.read(lambda connection: _latest(connection, event, on))

    def outcomes_of(self, subject: str, on: date) -> Sequence[Outcome]:
        """Return the outcomes of a subject on the day, each from the newest run of its event, by event and rule."""
        query = _current(outcome.c.subject == subject, on)
        found = self._database.read(lambda connection: _outcomes(connection, query))
        return sorted(found, key=lambda item: (item.event, item.rule))

    def outcomes_of_event(self, event: str, on: date) -> Sequence[Outcome]:
        """Return the outcomes of an event on the day from its newest run, by rule and subject."""
        query = _current(outcome.c.event == event, on)
        found = self._database.read(lambda connection: _outcomes(connection, query))
        return sorted(found, key=lambda item: (item.rule, item.subject))


def _store(connection: Connection, new: Run, outcomes: Sequence[Outcome], grounds: Mapping[str, Grounds]) -> bool:
    # One statement sees one moment: with two, the same run could be committed by another writer in between.
    alike = select(run.c.seq, run.c.inputs).where(or_(run.c.inputs == new.inputs, run.c.id == new.id))
    known = {row.inputs: row.seq for row in connection.execute(alike)}
    if new.inputs in known:
        return _speak_again(connection, new, known[new.inputs], grounds)
    if known:
        raise InputError("run", f"the id {new.id} is already used for other inputs")
    seq = connection.execute(insert(run).values(run_row(new)).returning(run.c.seq)).scalar_one()
    for part in chunks(list(enumerate(outcomes)), _BATCH):
        rows = [outcome_row(item) | {"run_seq": seq, "position": place, "on_day": new.on} for place, item in part]
        connection.execute(insert(outcome), rows)
    _speak_for(connection, seq, [_entry(new, event, grounds) for event in new.events])
    return True


def _speak_again(connection: Connection, again: Run, seq: int, grounds: Mapping[str, Grounds]) -> bool:
    """Make a stored run the newest for those of its events for which another has spoken since."""
    others = [event for event in again.events if _speaker(connection, event, again.on) != seq]
    _speak_for(connection, seq, [_entry(again, event, grounds) for event in others])
    return bool(others)


def _entry(speaker: Run, event: str, grounds: Mapping[str, Grounds]) -> Values:
    when = to_moment(speaker.recorded_at)
    return {"event": event, "on_day": speaker.on, "recorded_at": when, **grounds_row(grounds.get(event))}


def _speak_for(connection: Connection, seq: int, entries: Sequence[Values]) -> None:
    if not entries:
        return
    behind = connection.scalar(select(func.max(run_event.c.seq))) or 0
    for part in chunks(entries, _BATCH):
        connection.execute(insert(run_event), [{**entry, "run_seq": seq} for entry in part])
    enter_runs(connection, seq, behind)


def _speaker(connection: Connection, event: str, on: date) -> int | None:
    newest = select(run_event.c.run_seq).where(run_event.c.event == event, run_event.c.on_day == on)
    return connection.scalar(newest.order_by(run_event.c.seq.desc()).limit(1))


def _latest(connection: Connection, event: str, on: date) -> Run | None:
    row = connection.execute(select(run).where(run.c.seq == _speaker(connection, event, on))).mappings().one_or_none()
    return run_of(row) if row else None


def _current(which: ColumnElement[bool], on: date) -> Select[*tuple[object, ...]]:
    newest: ScalarSelect[int] = (
        select(run_event.c.run_seq)
        .where(run_event.c.event == outcome.c.event, run_event.c.on_day == outcome.c.on_day)
        .order_by(run_event.c.seq.desc())
        .limit(1)
        .scalar_subquery()
    )
    return select(outcome).where(which, outcome.c.on_day == on, outcome.c.run_seq == newest).order_by(outcome.c.position)


def _outcomes(connection: Connection, query: Select[*tuple[object, ...]]) -> list[Outcome]:
    return [outcome_of(row) for row in connection.execute(query).mappings()]
