"""What was said about events over time, and how many subjects an event usually touches. Reads only."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, Select, and_, func, select

from graph_service.model.outcomes import Outcome, State
from graph_service.store.history_ports import EventRun
from graph_service.store.ledger.database import Database
from graph_service.store.ledger.rows import chunks, event_run_of, outcome_of
from graph_service.store.ledger.tables import outcome, run, run_event
from graph_service.store.projection_ports import MeasureCount

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

    def outcomes_in(self, entries: Sequence[EventRun], *, open_only: bool = False) -> Sequence[Outcome]:
        """Return what these runs said about these events, by event, rule and subject."""
        events_of: dict[str, list[str]] = {}
        for entry in entries:
            events_of.setdefault(entry.run, []).append(entry.event)

        def work(connection: Connection) -> list[Outcome]:
            queries = (_said(key, part, open_only=open_only) for key, events in events_of.items() for part in chunks(events))
            return [outcome_of(row) for query in queries for row in connection.execute(query).mappings()]

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


def _newest_of(events: Sequence[str]) -> ColumnElement[bool]:
    newest = select(func.max(run_event.c.seq)).where(run_event.c.event.in_(events)).group_by(run_event.c.event)
    return run_event.c.seq.in_(newest)


def _entries(connection: Connection, which: ColumnElement[bool]) -> list[EventRun]:
    named = [run.c[name].label(f"run_{name}") for name in ("id", "rules", "graph_version", "recorded_at")]
    query = select(run_event, *named).join(run, run.c.seq == run_event.c.run_seq).where(which).order_by(run_event.c.seq)
    return [event_run_of(row) for row in connection.execute(query).mappings()]


def _said(run_id: str, events: Sequence[str], *, open_only: bool) -> Select[*tuple[object, ...]]:
    seq = select(run.c.seq).where(run.c.id == run_id).scalar_subquery()
    query = select(outcome).where(outcome.c.run_seq == seq, outcome.c.event.in_(events))
    return query.where(_OPEN) if open_only else query
