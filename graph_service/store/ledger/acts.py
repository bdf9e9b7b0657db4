"""Acts of officers on outcomes: each checked against the outcome and all earlier acts in the transaction that writes it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import Connection, RowMapping, func, insert, select

from graph_service.errors import ContradictionError, NotFoundError
from graph_service.model.acts import MeasureAct, NewAct, refuse_illegal, said_digest
from graph_service.model.intervals import CHINA
from graph_service.security.keyring import KeyRing
from graph_service.store.ledger.act_rows import act_of, fallen_column
from graph_service.store.ledger.act_tables import measure_act
from graph_service.store.ledger.audit import Done, chain
from graph_service.store.ledger.database import Database, lock_out_writers
from graph_service.store.ledger.feed import enter
from graph_service.store.ledger.rows import Values, outcome_of, to_moment
from graph_service.store.ledger.spoken import said_of
from graph_service.store.ledger.tables import outcome, run_event


class Acts:
    """The part of the ledger that satisfies ``ActLedger``."""

    _database: Database
    _ring: KeyRing
    _now: Callable[[], datetime]

    def act(self, act: NewAct) -> tuple[MeasureAct, bool]:
        """Record an act with all its checks; one whose key is on record is returned with ``False``.

        Raises:
            NotFoundError: nothing is said of the subject by this rule in the event, or nobody has judged the day.
            ContradictionError: it contradicts the outcome or what stands; or the key was used for another act.
        """
        return self._database.write(lambda connection: write_act(connection, self._ring, self._now(), act))

    def newest_acts(self, events: Sequence[str]) -> Sequence[MeasureAct]:
        """Return of every outcome in these events the newest act, where there is one."""
        named = (measure_act.c.event, measure_act.c.rule, measure_act.c.subject)
        newest = select(func.max(measure_act.c.seq)).where(measure_act.c.event.in_(events)).group_by(*named)
        query = _ACTS.where(measure_act.c.seq.in_(newest)).order_by(measure_act.c.seq)
        return self._database.read(lambda connection: [act_of(row) for row in connection.execute(query).mappings()])

    def acts_on(self, subjects: Sequence[str]) -> Sequence[MeasureAct]:
        """Return every act on outcomes of these subjects, oldest first."""
        query = _ACTS.where(measure_act.c.subject.in_(subjects)).order_by(measure_act.c.seq)
        return self._database.read(lambda connection: [act_of(row) for row in connection.execute(query).mappings()])


def write_act(connection: Connection, ring: KeyRing, now: datetime, act: NewAct) -> tuple[MeasureAct, bool]:
    """Record an act in a transaction of somebody else's, with its audit entry."""
    lock_out_writers(connection, measure_act, entirely=True)
    if known := _with_key(connection, act.key):
        return _same_act(known, act), False
    row = _said(connection, act)
    refuse_illegal(act, outcome_of(row), _newest(connection, act))
    seq = connection.execute(insert(measure_act).values(_row(act, row, now)).returning(measure_act.c.seq)).scalar_one()
    what = f"{act.event} {act.rule} {act.subject}"
    chain(
        connection, ring, now, Done(f"act.{act.kind.value}", act.user.strip(), what, act.reason.strip(), [(measure_act, seq)])
    )
    enter(connection, "act", [seq])
    return _with_key(connection, act.key), True  # type: ignore[return-value]  # just written


def _row(act: NewAct, said: RowMapping, now: datetime) -> Values:
    return {
        **{name: getattr(act, name) for name in ("key", "event", "rule", "subject", "until")},
        "kind": act.kind.value,
        "on_day": act.on,
        "said": said_digest(outcome_of(said)),
        "run_seq": said["run_seq"],
        "event_entry": said["newest"],
        "facts": said["facts"],
        "rules": said["rules"],
        "by_user": act.user.strip(),
        "reason": act.reason.strip(),
        "recorded_at": to_moment(now),
        "acted_on": now.astimezone(CHINA).date(),
    }


_ACTS = select(measure_act, fallen_column())


def _with_key(connection: Connection, key: str) -> MeasureAct | None:
    row = connection.execute(_ACTS.where(measure_act.c.key == key)).mappings().one_or_none()
    return act_of(row) if row else None


def _same_act(known: MeasureAct, act: NewAct) -> MeasureAct:
    sent = (act.kind, act.event, act.rule, act.subject, act.until, act.user.strip(), act.reason.strip())
    if sent != (known.kind, known.event, known.rule, known.subject, known.until, known.user, known.reason):
        raise ContradictionError(
            f"The key was used for another act, {known.id}: nothing was written.", hint="Take a new key for a new act."
        )
    return known


def _said(connection: Connection, act: NewAct) -> RowMapping:
    which = (outcome.c.rule == act.rule) & (outcome.c.subject == act.subject)
    row = connection.execute(said_of(which, act.on, run_event.c.event == act.event)).mappings().one_or_none()
    if row is None or row["holds"] is None:
        raise NotFoundError(
            f"No run says on {act.on} what {act.rule} means for {act.subject} in {act.event}.",
            hint="Propagate the day first, then look: graph-service measure show SUBJECT.",
        )
    return row


def _newest(connection: Connection, act: NewAct) -> MeasureAct | None:
    same = [measure_act.c[name] == getattr(act, name) for name in ("event", "rule", "subject")]
    row = connection.execute(_ACTS.where(*same).order_by(measure_act.c.seq.desc()).limit(1)).mappings().one_or_none()
    return act_of(row) if row else None
