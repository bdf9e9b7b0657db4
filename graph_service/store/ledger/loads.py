"""The journal of loads."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from graph_service.errors import NotFoundError
from graph_service.store.ledger.database import Database, insert_if_absent
from graph_service.store.ledger.feed import enter
from graph_service.store.ledger.rows import dumps, load_of, load_row, to_moment
from graph_service.store.ledger.tables import load, load_attempt, load_report
from graph_service.store.load_ports import Try
from graph_service.store.ports import Load

Report = Mapping[str, object]


class Loads:
    """The part of the ledger that satisfies ``LoadLedger``."""

    _database: Database
    _now: Callable[[], datetime]

    def begin_load(self, load: Load, command: str = "") -> Load:
        """Record an attempt, as part of a command; a load that is already there is returned as first recorded."""
        return self._database.write(lambda connection: _begin(connection, load, command, to_moment(self._now())))

    def finish_load(self, load_id: str, report: Report) -> None:
        """Append the report, unless it is word for word the newest one already.

        Raises:
            NotFoundError: no such load was begun.
        """
        self._database.write(lambda connection: _finish(connection, load_id, dumps(dict(report)), to_moment(self._now())))

    def loads(self) -> Sequence[tuple[Load, Report | None]]:
        """Return all loads with their newest report, oldest first."""
        return self._database.read(_all)

    def tries(self) -> Sequence[Try]:
        """Return every attempt at a load, oldest first."""
        return self._database.read(_attempts)


def _begin(connection: Connection, new: Load, command: str, now: int) -> Load:
    connection.execute(insert_if_absent(connection, load).values(load_row(new)))
    connection.execute(insert(load_attempt).values(load_id=new.id, command=command or new.id, recorded_at=now))
    return load_of(connection.execute(select(load).where(load.c.id == new.id)).mappings().one())


def _finish(connection: Connection, load_id: str, report: str, now: int) -> None:
    # The lock on the load's row makes a repeated report wait for the first, so that it finds it (SQLite has one writer anyway).
    if connection.scalar(select(load.c.seq).where(load.c.id == load_id).with_for_update()) is None:
        raise NotFoundError(f"no load {load_id} was begun.")
    reports = select(load_report.c.report).where(load_report.c.load_id == load_id)
    if connection.scalar(reports.order_by(load_report.c.seq.desc()).limit(1)) != report:
        new = insert(load_report).values(load_id=load_id, recorded_at=now, report=report).returning(load_report.c.seq)
        enter(connection, "load", [connection.execute(new).scalar_one()])


def _all(connection: Connection) -> list[tuple[Load, Report | None]]:
    newest = select(func.max(load_report.c.seq).label("seq")).group_by(load_report.c.load_id).subquery()
    reports = select(load_report.c.load_id, load_report.c.report).join(newest, newest.c.seq == load_report.c.seq).subquery()
    joined = load.outerjoin(reports, reports.c.load_id == load.c.id)
    rows = connection.execute(select(load, reports.c.report).select_from(joined).order_by(load.c.seq)).mappings()
    return [(load_of(row), json.loads(row["report"]) if row["report"] else None) for row in rows]


def _attempts(connection: Connection) -> list[Try]:
    finished = select(load_report.c.load_id).where(load_report.c.load_id == load.c.id).exists().label("finished")
    joined = load_attempt.join(load, load.c.id == load_attempt.c.load_id)
    query = select(load_attempt.c.command, load, finished).select_from(joined).order_by(load_attempt.c.seq)
    return [Try(row["command"], load_of(row), bool(row["finished"])) for row in connection.execute(query).mappings()]
