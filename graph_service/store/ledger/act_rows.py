"""Acts on measures: rows to values, and whether the ground of one has fallen since."""

from __future__ import annotations

from sqlalchemy import ColumnElement, RowMapping, and_, exists, or_, select

from graph_service.model.acts import ActKind, MeasureAct
from graph_service.model.outcomes import COMPARED
from graph_service.store.ledger.act_tables import measure_act
from graph_service.store.ledger.rows import from_moment
from graph_service.store.ledger.tables import outcome, run_event


def act_of(row: RowMapping) -> MeasureAct:
    """Build the act from the columns of ``measure_act`` and ``fallen_column``."""
    return MeasureAct(
        row["seq"],
        ActKind(row["kind"]),
        row["event"],
        row["rule"],
        row["subject"],
        row["said"],
        row["until"],
        row["by_user"],
        row["reason"],
        from_moment(row["recorded_at"]),
        bool(row["fallen"]),
    )


def fallen_column() -> ColumnElement[bool]:
    """Say whether, on other facts or rules than the act saw, a later run did not say the same.

    A run on the same facts and rules differs by its day alone: that a term had not begun on some earlier day fells nothing.
    """
    seen, again = outcome.alias("seen"), outcome.alias("again")
    same = exists(
        select(again.c.run_seq)
        .join(seen, and_(*(again.c[name].is_not_distinct_from(seen.c[name]) for name in COMPARED)))
        .where(
            *(one.c[name] == measure_act.c[name] for one in (seen, again) for name in ("event", "rule", "subject")),
            seen.c.run_seq == measure_act.c.run_seq,
            again.c.run_seq == run_event.c.run_seq,
            again.c.on_day == run_event.c.on_day,
        )
        .correlate(run_event, measure_act)
    )
    others = or_(
        run_event.c.facts.is_distinct_from(measure_act.c.facts), run_event.c.rules.is_distinct_from(measure_act.c.rules)
    )
    later = and_(run_event.c.event == measure_act.c.event, run_event.c.seq > measure_act.c.event_entry)
    return exists(select(run_event.c.seq).where(later, others, ~same).correlate(measure_act)).label("fallen")
