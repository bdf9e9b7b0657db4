"""The ledger's one sequence: who writes anything adds to it last, one writer at a time, so that numbers become visible in order."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import Connection, func, insert, literal, select

from graph_service.model.acts import MeasureAct
from graph_service.store.act_ports import Check, Entry, EntryKind, LoadEntry, Position
from graph_service.store.history_ports import EventRun
from graph_service.store.ledger.act_rows import act_of, fallen_column
from graph_service.store.ledger.act_tables import graph_check, ledger_entry, measure_act
from graph_service.store.ledger.database import Database, lock_out_writers
from graph_service.store.ledger.rows import chunks, event_run_of, from_moment, to_moment
from graph_service.store.ledger.tables import load, load_report, run, run_event

_COUNTS = ("read", "loaded", "unchanged", "rejected")
_LAST = select(func.coalesce(func.max(ledger_entry.c.seq), 0)).scalar_subquery()
_NEWEST_CHECK = select(func.max(graph_check.c.seq)).scalar_subquery()
_POSITION = select(_LAST.label("entry"), graph_check).select_from(
    select(literal(1).label("one")).subquery().outerjoin(graph_check, graph_check.c.seq == _NEWEST_CHECK)
)


def enter(connection: Connection, kind: EntryKind, refs: Sequence[int]) -> None:
    """Add what this transaction wrote. It must be the last statement: until commit nobody else can add."""
    lock_out_writers(connection, ledger_entry, entirely=True)
    for part in chunks(refs):
        connection.execute(insert(ledger_entry), [{"kind": kind, "ref": ref} for ref in part])


def enter_runs(connection: Connection, run_seq: int, behind: int) -> None:
    """Add the entries of events' records that this transaction wrote for a run; they have numbers behind ``behind``."""
    lock_out_writers(connection, ledger_entry, entirely=True)
    written = select(literal("run"), run_event.c.seq).where(run_event.c.seq > behind, run_event.c.run_seq == run_seq)
    connection.execute(insert(ledger_entry).from_select(["kind", "ref"], written.order_by(run_event.c.seq)))


def position_in(connection: Connection) -> Position:
    """Return how far the ledger is, and the newest check, in one statement."""
    row = connection.execute(_POSITION).one()
    if row.graph_version is None:
        return Position(row.entry, None)
    return Position(row.entry, Check(row.graph_version, row.rules, row.on_day, from_moment(row.recorded_at)))


class Feed:
    """The part of the ledger that satisfies ``FeedLedger``."""

    _database: Database
    _now: Callable[[], datetime]

    def position(self) -> Position:
        """Return how far the ledger is."""
        return self._database.read(position_in)

    def note_check(self, check: Check) -> None:
        """Record that every event was propagated at a version of the graph, unless the newest check says so already."""

        def work(connection: Connection) -> None:
            newest = position_in(connection).check
            if newest is None or (newest.graph_version, newest.rules, newest.on) != (
                check.graph_version,
                check.rules,
                check.on,
            ):
                values = {"graph_version": check.graph_version, "rules": check.rules, "on_day": check.on}
                connection.execute(insert(graph_check).values(values | {"recorded_at": to_moment(check.recorded_at)}))

        self._database.write(work)

    def entries(self, after: int, limit: int) -> Sequence[Entry]:
        """Return up to ``limit`` entries behind a number, in order."""
        query = select(ledger_entry).where(ledger_entry.c.seq > after).order_by(ledger_entry.c.seq).limit(limit)
        return self._database.read(lambda connection: [Entry(row.seq, row.kind, row.ref) for row in connection.execute(query)])

    def runs_at(self, refs: Sequence[int]) -> Sequence[tuple[int, EventRun, EventRun | None]]:
        """Return the entries of events' records with these numbers, each with the one before it of the same event."""

        def work(connection: Connection) -> list[tuple[int, EventRun, EventRun | None]]:
            found = _runs(connection, refs)
            before = _before(connection, refs)
            earlier = _runs(connection, sorted(set(before.values())))
            return [(ref, found[ref], earlier.get(before.get(ref, 0))) for ref in refs if ref in found]

        return self._database.read(work)

    def acts_at(self, refs: Sequence[int]) -> Sequence[MeasureAct]:
        """Return the acts with these numbers, in order."""
        query = select(measure_act, fallen_column()).where(measure_act.c.seq.in_(refs)).order_by(measure_act.c.seq)
        return self._database.read(lambda connection: [act_of(row) for row in connection.execute(query).mappings()])

    def loads_at(self, refs: Sequence[int]) -> Sequence[tuple[int, LoadEntry]]:
        """Return the reports of loads with these numbers."""
        columns = (load_report.c.seq, load.c.id, load.c.source, load_report.c.recorded_at, load_report.c.report)
        query = select(*columns).join(load, load.c.id == load_report.c.load_id).where(load_report.c.seq.in_(refs))

        def work(connection: Connection) -> list[tuple[int, LoadEntry]]:
            return [
                (row.seq, LoadEntry(row.id, row.source, from_moment(row.recorded_at), _counts(row.report)))
                for row in connection.execute(query)
            ]

        return self._database.read(work)


def _counts(report: str) -> dict[str, object]:
    said = json.loads(report)
    return {name: said[name] for name in _COUNTS if name in said}


def _runs(connection: Connection, refs: Sequence[int]) -> dict[int, EventRun]:
    named = [run.c[name].label(f"run_{name}") for name in ("id", "rules", "graph_version", "recorded_at")]
    joined = select(run_event, *named).join(run, run.c.seq == run_event.c.run_seq)
    rows = (row for part in chunks(refs) for row in connection.execute(joined.where(run_event.c.seq.in_(part))).mappings())
    return {row["seq"]: event_run_of(row) for row in rows}


def _before(connection: Connection, refs: Sequence[int]) -> dict[int, int]:
    this, other = run_event.alias(), run_event.alias()
    earlier = select(func.max(other.c.seq)).where(other.c.event == this.c.event, other.c.seq < this.c.seq).scalar_subquery()
    rows = (row for part in chunks(refs) for row in connection.execute(select(this.c.seq, earlier).where(this.c.seq.in_(part))))
    return {seq: before for seq, before in rows if before is not None}
