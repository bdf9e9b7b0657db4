"""Lead edges: entered, withdrawn or submitted, each as a row of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, insert, or_, select

from graph_service.errors import ContradictionError, InputError, NotFoundError
from graph_service.model.leads import ALL_LEADS, Lead, LeadChoice, LeadKind, LeadStep, NewLead, Taken, refuse_step
from graph_service.security.keyring import KeyRing
from graph_service.store.ledger.audit import Done, chain
from graph_service.store.ledger.database import Database, lock_out_writers
from graph_service.store.ledger.lead_tables import lead_step, lead_table
from graph_service.store.ledger.rows import Values, chunks, from_moment, to_moment

_ALL = select(lead_table)


class Leads:
    """The part of the ledger that satisfies ``LeadLedger``."""

    _database: Database
    _ring: KeyRing
    _now: Callable[[], datetime]

    def add_lead(self, lead: NewLead) -> tuple[Lead, bool]:
        """Record a lead; one whose key is on record is returned with ``False``.

        Raises:
            ContradictionError: the key was used for another lead.
        """

        def work(connection: Connection) -> tuple[Lead, bool]:
            lock_out_writers(connection, lead_table, entirely=True)
            which = lead_table.c.key == lead.key
            row = connection.execute(_ALL.where(which)).mappings().one_or_none()
            if row is None:
                now = self._now()
                connection.execute(insert(lead_table).values(_row(lead, now)))
                added = _with_steps(connection, [connection.execute(_ALL.where(which)).mappings().one()])[0]
                done = Done("lead.add", lead.user, added.id, lead.reason, [(lead_table, added.seq)])
                chain(connection, self._ring, now, done)
                return added, True
            found = _with_steps(connection, [row])[0]
            if found.said != lead:
                raise ContradictionError(f"The key was used for another lead, {found.id}: nothing was written.")
            return found, False

        return self._database.write(work)

    def step_on_lead(self, seq: int, step: LeadStep, user: str, reason: str) -> tuple[Lead, bool]:
        """Withdraw or submit a lead; one that stands so already is returned with ``False``.

        Raises:
            InputError: no reason. NotFoundError: no such lead. ContradictionError: it was withdrawn.
        """
        if not reason.strip():
            raise InputError("reason", "a step on a lead needs one")

        def work(connection: Connection) -> tuple[Lead, bool]:
            lock_out_writers(connection, lead_table, entirely=True)
            row = connection.execute(_ALL.where(lead_table.c.seq == seq)).mappings().one_or_none()
            if row is None:
                raise NotFoundError(f"No lead l-{seq} is on record.", hint="See graph-service lead list.")
            found = _with_steps(connection, [row])[0]
            refuse_step(found, step)
            if found.state is step:
                return found, False
            now = self._now()
            values = {"lead_seq": seq, "step": step.value, "by_user": user, "reason": reason, "recorded_at": to_moment(now)}
            taken = connection.execute(insert(lead_step).values(values).returning(lead_step.c.seq)).scalar_one()
            chain(connection, self._ring, now, Done(f"lead.{step.value}", user, found.id, reason, [(lead_step, taken)]))
            return replace(found, steps=(*found.steps, Taken(step, user, reason, now))), True

        return self._database.write(work)

    def leads(self, chosen: LeadChoice = ALL_LEADS) -> Sequence[Lead]:
        """Return the leads that are wanted, newest first, withdrawn ones too."""

        def read(connection: Connection) -> list[Lead]:
            return _with_steps(connection, connection.execute(_query(chosen)).mappings().all(), chosen.known)

        return self._database.read(read)


def _query(chosen: LeadChoice) -> Select[Any]:
    lead, query = lead_table.c, _ALL.order_by(lead_table.c.seq.desc())
    if chosen.subjects is not None:
        named = sorted(chosen.subjects)
        query = query.where(or_(lead.one.in_(named), lead.other.in_(named)))
    if chosen.on:
        begun = or_(lead.start_day.is_(None), lead.start_day <= chosen.on)
        query = query.where(begun, or_(lead.end_day.is_(None), lead.end_day > chosen.on))
    if chosen.known:
        query = query.where(lead.recorded_at <= to_moment(chosen.known))
    if chosen.before is not None:
        query = query.where(lead.seq < chosen.before)
    return query.limit(chosen.most) if chosen.most is not None else query


def _row(lead: NewLead, now: datetime) -> Values:
    plain = {name: getattr(lead, name) for name in ("key", "one", "other", "source", "reason")}
    days = {"start_day": lead.start, "end_day": lead.end, "by_user": lead.user}
    return {**plain, **days, "kind": lead.kind.value, "recorded_at": to_moment(now)}


def _with_steps(connection: Connection, rows: Sequence[RowMapping], known: datetime | None = None) -> list[Lead]:
    steps: dict[int, list[Taken]] = defaultdict(list)
    for part in chunks([row["seq"] for row in rows]):
        query = select(lead_step).where(lead_step.c.lead_seq.in_(part)).order_by(lead_step.c.seq)
        for row in connection.execute(query).mappings():
            taken = Taken(LeadStep(row["step"]), row["by_user"], row["reason"], from_moment(row["recorded_at"]))
            if known is None or taken.recorded_at <= known:
                steps[row["lead_seq"]].append(taken)
    return [_lead(row, steps[row["seq"]]) for row in rows]


def _lead(row: RowMapping, steps: Sequence[Taken]) -> Lead:
    texts = {name: row[name] for name in ("key", "one", "other", "source", "reason")}
    said = NewLead(**texts, kind=LeadKind(row["kind"]), user=row["by_user"], start=row["start_day"], end=row["end_day"])
    return Lead(row["seq"], said, from_moment(row["recorded_at"]), tuple(steps))
