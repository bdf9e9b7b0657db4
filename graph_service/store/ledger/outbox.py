"""The outbox: which steps send something that has not arrived yet. A step is its own message, so that neither is ever without the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import Connection, RowMapping, func, select

from graph_service.model.dossiers import Dossier
from graph_service.store.dossier_ports import Attempt, Delivered, Message
from graph_service.store.ledger.database import Database, insert_if_absent
from graph_service.store.ledger.dossier_tables import delivery, dossier, dossier_step
from graph_service.store.ledger.dossiers import with_steps
from graph_service.store.ledger.rows import chunks, from_moment, to_moment

_OVER = (Delivered.DELIVERED.value, Delivered.REFUSED.value)
_ARRIVED = select(delivery.c.step_seq).where(delivery.c.result.in_(_OVER))


class Outbox:
    """The part of the ledger that knows what was delivered."""

    _database: Database
    _now: Callable[[], datetime]

    def undelivered(self, after: int, limit: int) -> Sequence[Message]:
        """Return up to ``limit`` messages that are neither delivered nor refused, of each dossier the first, behind a step's number."""
        waiting = select(func.min(dossier_step.c.seq).label("seq")).where(
            dossier_step.c.sends.is_not(None), dossier_step.c.seq.not_in(_ARRIVED)
        )
        first = waiting.group_by(dossier_step.c.dossier_seq).subquery()
        query = select(dossier_step).join(first, first.c.seq == dossier_step.c.seq).where(dossier_step.c.seq > after)

        def read(connection: Connection) -> list[Message]:
            return _messages(connection, connection.execute(query.order_by(dossier_step.c.seq).limit(limit)).mappings().all())

        return self._database.read(read)

    def note_attempt(self, message: Message, attempt: Attempt) -> bool:
        """Record an attempt; ``False``: one of this number is on record."""
        values = {
            "step_seq": message.step.seq,
            "number": attempt.number,
            "channel": attempt.channel,
            "result": attempt.result.value,
        }
        values |= {"detail": attempt.detail, "recorded_at": to_moment(attempt.recorded_at)}

        def work(connection: Connection) -> bool:
            new = insert_if_absent(connection, delivery).values(values).returning(delivery.c.seq)
            return connection.execute(new).first() is not None

        return self._database.write(work)


def _messages(connection: Connection, rows: Sequence[RowMapping]) -> list[Message]:
    found: dict[int, Dossier] = {}
    attempts: dict[int, list[Attempt]] = defaultdict(list)
    for part in chunks(rows):
        numbers = [row["dossier_seq"] for row in part]
        named = connection.execute(select(dossier).where(dossier.c.seq.in_(numbers))).mappings().all()
        found |= {one.seq: one for one in with_steps(connection, named)}
        steps = [row["seq"] for row in part]
        tried = select(delivery).where(delivery.c.step_seq.in_(steps)).order_by(delivery.c.step_seq, delivery.c.number)
        for row in connection.execute(tried).mappings():
            said = Delivered(row["result"])
            attempts[row["step_seq"]].append(
                Attempt(row["number"], row["channel"], said, row["detail"], from_moment(row["recorded_at"]))
            )
    return [_message(row, found, attempts) for row in rows]


def _message(row: RowMapping, dossiers: dict[int, Dossier], attempts: dict[int, list[Attempt]]) -> Message:
    about = dossiers[row["dossier_seq"]]
    step = next(one for one in about.steps if one.seq == row["seq"])
    return Message(about, step, attempts[row["seq"]])
