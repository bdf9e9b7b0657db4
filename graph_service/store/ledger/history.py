"""What was said about events over time, and how many subjects an event usually touches. Reads only."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import BindParameter, ColumnElement, Connection, Date, Select, and_, bindparam, func, or_, select

from graph_service.model.outcomes import Outcome, State
from graph_service.store.history_ports import EventRun
from graph_service.store.ledger.database import Database
from graph_service.store.ledger.rows import chunks, event_run_of, outcome_of
from graph_service.store.ledger.tables import outcome, run, run_event
from graph_service.store.projection_ports import MeasureCount

Statement = Select[*tuple[object, ...]]

_OPEN = outcome.c.state != State.NOT_AFFECTED.value
#: The open outcomes of an entry: of its run and its event. The day follows from the run; the index wants it.
_OPEN_OF_ENTRY = and_(
    outcome.c.event == run_event.c.event,
    outcome.c.on_day == run_event.c.on_day,
    outcome.c.run_seq == run_event.c.run_seq,
    _OPEN,
)
_NEWEST = select(func.max(run_event.c.seq).label("seq")).group_by(run_event.c.event)


class History:
    """The part of the ledger that satisfies ``OutcomeHistory`` and ``VolumeReader``."""

    _database: Database

    def newest_runs(self, events: Sequence[str]) -> Sequence[EventRun]:
        """Return the newest entry of each event, whatever its day and rules, by event."""

        def work(connection: Connection) -> list[EventRun]:
            return [entry for part in chunks(events) for entry in _entries(connection, _newest_of(part))]

        return sorted(self._database.read(work), key=lambda entry: entry.event)

    def runs_of_event(self, event: str) -> Sequence[EventRun]:
        """Return every entry of the event, oldest first."""
        return self._database.read(lambda connection: _entries(connection, run_event.c.event == event))

    def runs_for(self, events: Sequence[str], on: date) -> Sequence[EventRun]:
        """Return of each event the newest entry and the newest for the day, by event, the newest first."""

        def work(connection: Connection) -> list[EventRun]:
            found = (connection.execute(_RUNS_FOR, {"events": list(part), "on": on}) for part in chunks(events))
            return [event_run_of(row) for rows in found for row in reversed(rows.mappings().all())]

        return sorted(self._database.read(work), key=lambda entry: entry.event)

    def outcomes_in(
        self, entries: Sequence[EventRun], *, open_only: bool = False, subjects: Collection[str] | None = None
    ) -> Sequence[Outcome]:
        """Return what these runs said about these events, by event, rule and subject."""
        said = _SAID[open_only, subjects is not None]
        asked: dict[str, object] = {} if subjects is None else {"subjects": sorted(subjects)}
        events_of: dict[str, list[str]] = {}
        for entry in entries:
            events_of.setdefault(entry.run, []).append(entry.event)

        def work(connection: Connection) -> list[Outcome]:
            parts = ({"run": run, "events": list(part)} for run, events in events_of.items() for part in chunks(events))
            return [outcome_of(row) for part in parts for row in connection.execute(said, asked | part).mappings()]

        return sorted(self._database.read(work), key=lambda one: (one.event, one.rule, one.subject))

    def open_outcomes(self) -> frozenset[MeasureCount]:
        """Return how many outcomes of each event's newest run are open, where there are any."""
        last = _NEWEST.subquery()
        entries = run_event.join(last, last.c.seq == run_event.c.seq).join(run, run.c.seq == run_event.c.run_seq)
        joined = entries.join(outcome, _OPEN_OF_ENTRY)
        named = (run_event.c.event, run.c.id)
        query = select(*named, func.count()).select_from(joined).group_by(*named)
        rows = self._database.read(lambda connection: connection.execute(query).all())
        return frozenset(MeasureCount(*row) for row in rows)

    def events_naming(self, subject: str) -> Sequence[str]:
        """Return the events of which any run considered the subject, in order."""
        query = select(outcome.c.event).where(outcome.c.subject == subject).distinct()
        return sorted(self._database.read(lambda connection: connection.scalars(query).all()))

    def touched_per_event(self, most_events: int) -> Sequence[int]:
        """Return how many subjects each of the events propagated last reaches or sends to review, in no order."""
        last = _NEWEST.order_by(func.max(run_event.c.seq).desc()).limit(most_events).subquery()
        joined = run_event.join(last, last.c.seq == run_event.c.seq).outerjoin(outcome, _OPEN_OF_ENTRY)
        counted = select(func.count(outcome.c.subject.distinct())).select_from(joined).group_by(run_event.c.event)
        return self._database.read(lambda connection: connection.scalars(counted).all())


def _newest_of(events: Sequence[str] | BindParameter[str], *which: ColumnElement[bool]) -> ColumnElement[bool]:
    newest = select(func.max(run_event.c.seq)).where(run_event.c.event.in_(events), *which).group_by(run_event.c.event)
    return run_event.c.seq.in_(newest)


def _entries(connection: Connection, which: ColumnElement[bool]) -> list[EventRun]:
    return [event_run_of(row) for row in connection.execute(_entries_where(which)).mappings()]


def _entries_where(which: ColumnElement[bool]) -> Statement:
    named = [run.c[name].label(f"run_{name}") for name in ("id", "rules", "graph_version", "recorded_at")]
    return select(run_event, *named).join(run, run.c.seq == run_event.c.run_seq).where(which).order_by(run_event.c.seq)


def _said(*, open_only: bool, of_subjects: bool) -> Statement:
    subjects: BindParameter[str] = bindparam("subjects", expanding=True)
    seq = select(run.c.seq).where(run.c.id == bindparam("run")).scalar_subquery()
    query = select(outcome).where(outcome.c.run_seq == seq, outcome.c.event.in_(_EVENTS))
    query = query.where(outcome.c.subject.in_(subjects)) if of_subjects else query
    return query.where(_OPEN) if open_only else query


#: Built once: putting them together takes longer than the database takes to answer.
_EVENTS: BindParameter[str] = bindparam("events", expanding=True)
_ON: BindParameter[date] = bindparam("on", type_=Date)
_RUNS_FOR = _entries_where(or_(_newest_of(_EVENTS), _newest_of(_EVENTS, run_event.c.on_day == _ON)))
_SAID = {(open_, some): _said(open_only=open_, of_subjects=some) for open_ in (False, True) for some in (False, True)}
