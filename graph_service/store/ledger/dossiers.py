"""Dossiers: every command in one transaction with its acts and its audit entries, or not at all."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, and_, func, insert, or_, select, true

from graph_service.errors import ContradictionError, NotFoundError
from graph_service.model.dossiers import LETTERS, Command, Dossier, DossierChoice, NewDossier, NewStep, Step
from graph_service.security.keyring import KeyRing
from graph_service.store.ledger.acts import write_act
from graph_service.store.ledger.audit import Done, chain
from graph_service.store.ledger.database import Database, lock_out_writers
from graph_service.store.ledger.dossier_tables import dossier, dossier_step
from graph_service.store.ledger.feed import enter
from graph_service.store.ledger.rows import Values, chunks, dumps, from_moment, to_moment

_STEPS = select(dossier_step).order_by(dossier_step.c.dossier_seq, dossier_step.c.number)


class Dossiers:
    """The part of the ledger that satisfies ``DossierLedger``, its outbox apart."""

    _database: Database
    _ring: KeyRing
    _now: Callable[[], datetime]

    def carry_out(self, command: Command) -> tuple[Sequence[Dossier], bool]:
        """Record all steps and acts of a command; ``False``: it is on record.

        Raises:
            ContradictionError: a dossier has another version by now, an act contradicts what stands, or the key was used for another
                command; nothing was written.
            NotFoundError: no such dossier, or nobody has judged what an act speaks of.
        """

        def work(connection: Connection) -> tuple[Sequence[Dossier], bool]:
            lock_out_writers(connection, dossier, entirely=True)
            if known := _of_command(connection, command):
                return known, False
            for step in command.steps:
                _check_version(connection, step)
            now = self._now()
            for number, act in enumerate(command.acts):
                _, written = write_act(connection, self._ring, now, act)
                if not written:
                    raise ContradictionError(f"Act {number + 1} of the command is on record already: nothing was written.")
            numbers = [self._write(connection, command, place, now) for place in range(len(command.steps))]
            return _found(connection, numbers), True

        return self._database.write(work)

    def dossiers(self, chosen: DossierChoice) -> Sequence[Dossier]:
        """Return the dossiers that are wanted, in the order of their numbers."""

        def read(connection: Connection) -> list[Dossier]:
            return with_steps(connection, connection.execute(_query(chosen)).mappings().all())

        return self._database.read(read)

    def steps_of_command(self, key: str) -> Sequence[tuple[Dossier, Step]]:
        """Return the steps that the command of this key recorded, in its order, each with its dossier as it stands now."""
        return self._steps(dossier_step.c.command == key)

    def steps_at(self, refs: Sequence[int]) -> Sequence[tuple[Dossier, Step]]:
        """Return the steps with these numbers, each with its dossier as it stands now."""
        return self._steps(dossier_step.c.seq.in_(refs))

    def _steps(self, which: ColumnElement[bool]) -> Sequence[tuple[Dossier, Step]]:
        def read(connection: Connection) -> list[tuple[Dossier, Step]]:
            wanted = {row.seq: row.dossier_seq for row in connection.execute(select(dossier_step).where(which))}
            found = {one.seq: one for one in _found(connection, sorted({*wanted.values()}))}
            steps = {step.seq: step for one in found.values() for step in one.steps}
            return [(found[wanted[seq]], steps[seq]) for seq in sorted(wanted)]

        return self._database.read(read)

    def _write(self, connection: Connection, command: Command, place: int, now: datetime) -> int:
        step, written = command.steps[place], []
        if isinstance(step.dossier, NewDossier):
            opened = insert(dossier).values(_dossier_row(step.dossier, now)).returning(dossier.c.seq)
            seq: int = connection.execute(opened).scalar_one()
            written.append((dossier, seq))
        else:
            seq = step.dossier
        values = _step_row(step, now) | {"dossier_seq": seq, "number": step.version + 1, "command": command.key, "place": place}
        values |= {
            "by_user": command.user.strip(),
            "by_department": command.department.strip(),
            "reason": command.reason.strip(),
        }
        ref = connection.execute(insert(dossier_step).values(values).returning(dossier_step.c.seq)).scalar_one()
        kind = connection.execute(select(dossier.c.kind).where(dossier.c.seq == seq)).scalar_one()
        written.append((dossier_step, ref))
        done = Done(f"{kind}.{step.did}", command.user.strip(), f"{LETTERS[kind]}-{seq}", command.reason.strip(), written)
        chain(connection, self._ring, now, done)
        enter(connection, "step", [ref])
        return seq


def with_steps(connection: Connection, rows: Sequence[RowMapping]) -> list[Dossier]:
    """Build the dossiers of rows of ``dossier``, with all their steps."""
    steps: dict[int, list[Step]] = defaultdict(list)
    for part in chunks([row["seq"] for row in rows]):
        for row in connection.execute(_STEPS.where(dossier_step.c.dossier_seq.in_(part))).mappings():
            steps[row["dossier_seq"]].append(step_of(row))
    return [_dossier_of(row, steps[row["seq"]]) for row in rows]


def step_of(row: RowMapping) -> Step:
    """Build a step from the columns of ``dossier_step``."""
    plain = {name: row[name] for name in ("seq", "number", "did", "state", "reason", "sends")}
    who = {"user": row["by_user"], "department": row["by_department"], "content": json.loads(row["content"])}
    return Step(**plain, **who, on=row["on_day"], due=row["due_day"], recorded_at=from_moment(row["recorded_at"]))


def _query(chosen: DossierChoice) -> Select[Any]:
    query = select(dossier).where(dossier.c.seq > chosen.after).order_by(dossier.c.seq)
    for column, value in (("kind", chosen.kind), ("parent_seq", chosen.parent), ("department", chosen.department)):
        if value is not None:
            query = query.where(dossier.c[column] == value)
    for column, values in (("seq", chosen.numbers), ("subject", chosen.subjects), ("event", chosen.events)):
        if values is not None:
            query = query.where(dossier.c[column].in_(sorted(values)))
    if chosen.states is not None or chosen.due_before is not None:
        query = query.where(_stands(chosen))
    return query if chosen.most is None else query.limit(chosen.most)


def _stands(chosen: DossierChoice) -> ColumnElement[bool]:
    """Say whether the last step of a dossier has one of the states, and is overdue."""
    last, later = dossier_step.alias("last"), dossier_step.alias("later")
    newest = (
        ~select(later.c.seq)
        .where(later.c.dossier_seq == last.c.dossier_seq, later.c.number > last.c.number)
        .correlate(last)
        .exists()
    )
    pairs = chosen.states
    states = (
        true()
        if pairs is None
        else or_(*(and_(dossier.c.kind == kind, last.c.state == state) for kind, state in sorted(pairs)))
    )
    due = true() if chosen.due_before is None else last.c.due_day < chosen.due_before
    return select(last.c.seq).where(last.c.dossier_seq == dossier.c.seq, states, due, newest).correlate(dossier).exists()


def _found(connection: Connection, numbers: Sequence[int]) -> list[Dossier]:
    rows = connection.execute(select(dossier).where(dossier.c.seq.in_(numbers))).mappings().all()
    by_number = {one.seq: one for one in with_steps(connection, rows)}
    return [by_number[number] for number in numbers]


def _of_command(connection: Connection, command: Command) -> list[Dossier]:
    """Return the dossiers of a command that is on record; none if it is not.

    Raises:
        ContradictionError: its key was used for another command.
    """
    rows = connection.execute(_STEPS.where(dossier_step.c.command == command.key)).mappings().all()
    if not rows:
        return []
    by_place = sorted(rows, key=lambda row: row["place"])
    if len(rows) != len(command.steps) or not all(
        _same(row, step, command) for row, step in zip(by_place, command.steps, strict=True)
    ):
        raise ContradictionError(
            "The key was used for another command: nothing was written.", hint="Take a new key for a new command."
        )
    return _found(connection, [row["dossier_seq"] for row in by_place])


def _same(row: RowMapping, step: NewStep, command: Command) -> bool:
    sent = (step.did, command.user.strip(), command.reason.strip(), dumps(step.content))
    about = isinstance(step.dossier, NewDossier) or step.dossier == row["dossier_seq"]
    return about and sent == (row["did"], row["by_user"], row["reason"], row["content"])


def _check_version(connection: Connection, step: NewStep) -> None:
    """Refuse a step on a dossier that is not as it was looked at.

    Raises:
        NotFoundError: there is none of this number.
        ContradictionError: somebody else acted on it since.
    """
    if isinstance(step.dossier, NewDossier):
        return
    kind = connection.scalar(select(dossier.c.kind).where(dossier.c.seq == step.dossier))
    if kind is None:
        raise NotFoundError(f"No dossier of the number {step.dossier} is on record.")
    version = connection.scalar(select(func.count()).where(dossier_step.c.dossier_seq == step.dossier))
    if version != step.version:
        raise ContradictionError(
            f"{LETTERS[kind]}-{step.dossier} has {version} steps by now, not {step.version}: somebody else acted on it.",
            hint="Look at it again, then decide anew.",
        )


def _dossier_row(new: NewDossier, now: datetime) -> Values:
    plain = {name: getattr(new, name) for name in ("kind", "subject", "event", "department")}
    return {**plain, "parent_seq": new.parent, "content": dumps(new.content), "recorded_at": to_moment(now)}


def _step_row(step: NewStep, now: datetime) -> Values:
    plain = {name: getattr(step, name) for name in ("did", "state", "sends")}
    days = {"on_day": step.on, "due_day": step.due}
    return {**plain, **days, "content": dumps(step.content), "recorded_at": to_moment(now)}


def _dossier_of(row: RowMapping, steps: Sequence[Step]) -> Dossier:
    texts = {name: row[name] for name in ("kind", "subject", "event", "department")}
    said = NewDossier(**texts, content=json.loads(row["content"]), parent=row["parent_seq"])
    return Dossier(row["seq"], said, from_moment(row["recorded_at"]), tuple(steps))
