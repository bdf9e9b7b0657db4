"""What the ledger says on a day: of each event the newest run that can speak for the day, with the newest act on each outcome.

An entry of an event's record can speak for a day when it rests on the same facts and rules as the newest one, and nothing can differ
between its own day and that one (``history_ports.Grounds``). Where none can, the newest is given, marked as not holding.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Date,
    RowMapping,
    Select,
    Subquery,
    and_,
    bindparam,
    func,
    or_,
    select,
)

from graph_service.model.acts import MeasureAct
from graph_service.model.outcomes import State
from graph_service.store.act_ports import Position, Spoken
from graph_service.store.ledger.act_rows import act_of, fallen_column
from graph_service.store.ledger.act_tables import measure_act
from graph_service.store.ledger.database import Database, one_moment
from graph_service.store.ledger.feed import position_in
from graph_service.store.ledger.rows import Values, outcome_of
from graph_service.store.ledger.tables import outcome, run_event

Named = tuple[str, str, str]
Statement = Select[*tuple[object, ...]]
Day = date | BindParameter[date]


class SpokenOutcomes:
    """The part of the ledger that satisfies ``OutcomesToday``."""

    _database: Database

    def spoken_of(self, subjects: Sequence[str], on: date) -> tuple[Position, Sequence[Spoken]]:
        """Return what is said of these subjects on the day, and how far the ledger was."""
        if not subjects:
            return self._database.read(position_in), ()
        return self._spoken(*_OF_SUBJECTS, {"subjects": list(subjects), "on": on})

    def spoken_on(self, on: date, rules: Collection[str]) -> tuple[Position, Sequence[Spoken]]:
        """Return what is open by these rules, and whatever is said by them where nobody has judged the day."""
        return self._spoken(*_BY_RULES, {"rules": sorted(rules), "on": on})

    def spoken_in(self, events: Sequence[str], on: date) -> tuple[Position, Sequence[Spoken]]:
        """Return what is said of everybody in these events on the day, and how far the ledger was."""
        return self._spoken(*_IN_EVENTS, {"events": list(events), "on": on})

    def _spoken(self, said: Statement, acted: Statement, asked: Values) -> tuple[Position, Sequence[Spoken]]:
        def work(connection: Connection) -> tuple[Position, Sequence[Spoken]]:
            one_moment(connection)
            rows = connection.execute(said, asked).mappings().all()
            # Of each outcome the newest act comes last.
            acts = (act_of(row) for row in connection.execute(acted, asked).mappings()) if rows else ()
            newest = {(act.event, act.rule, act.subject): act for act in acts}
            return position_in(connection), [_spoken_of(row, newest) for row in rows]

        return self._database.read(work)


def _spoken_of(row: RowMapping, acts: dict[Named, MeasureAct]) -> Spoken:
    said = outcome_of(row)
    return Spoken(said, row["holds"] is not None, acts.get((said.event, said.rule, said.subject)))


def said_of(which: ColumnElement[bool], on: Day, events: ColumnElement[bool] | None) -> Statement:
    """Select outcomes from the entries that speak on a day, with ``newest`` (of the event) and ``holds`` (null: none can speak)."""
    speaking = _speaking(on, events)
    entry = run_event.alias("entry")
    joined = (
        speaking.join(entry, entry.c.seq == func.coalesce(speaking.c.holds, speaking.c.newest))
        .join(
            outcome,
            and_(
                outcome.c.event == entry.c.event, outcome.c.on_day == entry.c.on_day, outcome.c.run_seq == entry.c.run_seq
            ),
        )
    )  # fmt: skip
    columns = (outcome, speaking.c.newest, entry.c.facts, entry.c.rules, speaking.c.holds)
    return select(*columns).select_from(joined).where(which).order_by(outcome.c.event, outcome.c.rule, outcome.c.subject)


def _speaking(on: Day, events: ColumnElement[bool] | None) -> Subquery:
    """Give for each event its newest entry, and the newest one that can speak for the day (null where none can)."""
    newest = select(func.max(run_event.c.seq).label("seq")).group_by(run_event.c.event)
    last = (newest if events is None else newest.where(events)).cte("last")
    head, other = run_event.alias("head"), run_event.alias("other")
    alike = and_(other.c.facts == head.c.facts, other.c.rules == head.c.rules)
    covers = and_(
        or_(other.c.same_from.is_(None), other.c.same_from <= on), or_(other.c.same_until.is_(None), other.c.same_until > on)
    )
    of_old = and_(head.c.facts.is_(None), other.c.seq == head.c.seq, other.c.on_day == on)
    able = (
        select(func.max(other.c.seq))
        .where(other.c.event == head.c.event, or_(and_(alike, covers), of_old))
        .correlate(head)
        .scalar_subquery()
    )
    heads = select(head.c.event, head.c.seq.label("newest"), able.label("holds"))
    return heads.join(last, last.c.seq == head.c.seq).subquery("speaking")


def _acts_of(which: ColumnElement[bool]) -> Statement:
    """Select the acts up to and with the day, oldest first."""
    return select(measure_act, fallen_column()).where(which, measure_act.c.acted_on <= _ON).order_by(measure_act.c.seq)


def _of_subjects() -> tuple[Statement, Statement]:
    """Select what is said of subjects, from the events of which any run considered one of them, and the acts on it."""
    who: BindParameter[str] = bindparam("subjects", expanding=True)
    named = run_event.c.event.in_(select(outcome.c.event).where(outcome.c.subject.in_(who)))
    return said_of(outcome.c.subject.in_(who), _ON, named), _acts_of(measure_act.c.subject.in_(who))


def _by_rules() -> tuple[Statement, Statement]:
    """Select what is open by some rules, and whatever is said by them where nobody has judged the day, and the acts on it."""
    rules: BindParameter[str] = bindparam("rules", expanding=True)
    query = said_of(outcome.c.rule.in_(rules), _ON, None)
    unjudged = query.selected_columns.holds.is_(None)
    return query.where(or_(outcome.c.state != State.NOT_AFFECTED.value, unjudged)), _acts_of(measure_act.c.rule.in_(rules))


def _in_events() -> tuple[Statement, Statement]:
    """Select what is said in events, and the acts on it."""
    which: BindParameter[str] = bindparam("events", expanding=True)
    return said_of(outcome.c.event.in_(which), _ON, run_event.c.event.in_(which)), _acts_of(measure_act.c.event.in_(which))


#: Built once: putting them together takes longer than the database takes to answer.
_ON: BindParameter[date] = bindparam("on", type_=Date)
_OF_SUBJECTS, _BY_RULES, _IN_EVENTS = _of_subjects(), _by_rules(), _in_events()
