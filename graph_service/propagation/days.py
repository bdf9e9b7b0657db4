"""Which day counts: the event's own day, the days a rule reads an office on, and how long a measure lasts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import narwhals as nw

from graph_service.propagation.facts import Frame
from graph_service.propagation.slots import start_name

_NO_DAY = nw.lit(None, dtype=nw.Date())
_START = nw.col("start")

#: The first day present, in this order, is the event's own day; listings and court acts put their own kind of day first.
_ORDER = "decision_date listing_date order_date publication_date judgment_effective_date completion_date filing_date bid_date".split()


def _event_day(orders: Iterable[str]) -> nw.Expr:
    """The day of the act itself, by kind of event; null when the source gives none.

    ``orders``: categories of events that are orders; of any other court act the listing day comes first.
    """
    is_court, is_order = nw.col("kind") == "court", nw.col("category").is_in(sorted(orders))
    first_by_kind = [
        (nw.col("kind") == "listing", ("listing_date", "publication_date")),
        (is_court & is_order, ("order_date", "listing_date")),
        (is_court & ~is_order, ("listing_date", "order_date")),
    ]
    day = nw.coalesce(*(nw.col(name) for name in _ORDER))
    for applies, first in first_by_kind:
        own = nw.coalesce(*(nw.col(name) for name in (*first, *_ORDER)))
        day = nw.when(applies).then(own).otherwise(day)
    return day


def _order_by_now(orders: Iterable[str], on: date) -> nw.Expr:
    """The day of the order, unless it is still to come: an order made later does not shape what a listing does today.

    An event that is itself an order keeps its day; it has then not been made.
    """
    made = (nw.col("order_date") <= on) | nw.col("category").is_in(sorted(orders))
    return nw.when(made).then(nw.col("order_date"))


def with_event_day(events: Frame, orders: Iterable[str], on: date) -> Frame:
    """Add ``event_day``, and take an order that is still to come away: whoever reads an event's day must read both so."""
    return events.with_columns(order_date=_order_by_now(orders, on)).with_columns(event_day=_event_day(orders))


def selected_day(selectors: Iterable[str], on: date) -> nw.Expr:
    """The day on which the rule wants the office to be held (of a violation period: the day that stands for an unknown one).

    ``selectors``: those that some rule uses.

    A court's restriction without a recorded order is read on the listing day: those persons wait for the court's order. Of a decision
    against a person it is the event's own day, which counts for whoever has none (``day_of_office``).
    """
    own = nw.coalesce(nw.col("order_date"), nw.col("listing_date"), nw.col("event_day"))
    plain = {name: nw.coalesce(nw.col(name), nw.col("event_day")) for name in ("decision_date", "listing_date", "filing_date")}
    days = plain | {
        "order_date": nw.when(nw.col("court_order"))
        .then(own)
        .otherwise(nw.coalesce(nw.col("order_date"), nw.col("event_day"))),
        "evaluation_date": nw.lit(on),
        "own_decision": nw.col("event_day"),
        "violation_period": nw.col("event_day"),
    }
    return _choose("selector", {name: day for name, day in days.items() if name in selectors})


def day_of_office() -> nw.Expr:
    """The selected day of this person: where the rule reads the decision against the person, that day, if one is on record."""
    own = nw.coalesce(nw.col("sanction_date"), nw.col("selected_day"))
    return nw.when(nw.col("selector") == "own_decision").then(own).otherwise(nw.col("selected_day"))


def on_register_since() -> nw.Expr:
    """The first day on which the office was held and stood on the register: the later of ``start`` and ``registered_on``.

    Where no registration is stated it is ``start`` alone: the register is not held against anybody for being silent.
    """
    return nw.max_horizontal(_START, nw.col("registered_on"))


def held_on(day: nw.Expr, start: nw.Expr = _START) -> nw.Expr:
    """Whether the office (from ``start`` to column end) was held on the day; an unknown day is no day."""
    began = start.is_null() | (start <= day)
    goes_on = nw.col("end").is_null() | (day < nw.col("end"))
    return (began & goes_on & ~day.is_null()).fill_null(value=False)


def held_during_violation(start: nw.Expr = _START) -> nw.Expr:
    """Whether the office (from ``start`` to column end) was held on any day of the violation; an unknown period has no days."""
    first = nw.coalesce(nw.col("violation_start"), _offset(nw.col("violation_end"), "-1d"))
    end = nw.coalesce(nw.col("violation_end"), _offset(first, "1d"))
    began = start.is_null() | (start < end)
    goes_on = nw.col("end").is_null() | (first < nw.col("end"))
    any_day = start.is_null() | nw.col("end").is_null() | (start < nw.col("end"))
    return (began & goes_on & any_day & violation_known()).fill_null(value=False)


def violation_known() -> nw.Expr:
    """Whether any day of the violation is on record."""
    return ~nw.col("violation_start").is_null() | ~nw.col("violation_end").is_null()


def term_start(starts: Iterable[tuple[str, ...]]) -> nw.Expr:
    """The first day of the measure: the latest of the days that the term names.

    None of them on record: the event's own day, or no day where the rule binds before its term begins.
    """
    own_decision = nw.coalesce(nw.col("sanction_date"), nw.col("event_day"))

    def latest(names: tuple[str, ...]) -> nw.Expr:
        days = [own_decision if name == "own_decision_date" else nw.col(name) for name in names]
        return nw.max_horizontal(*days) if len(days) > 1 else days[0]

    chosen = _choose("term_start", {start_name(names): latest(names) for names in starts})
    return nw.when(nw.col("bound_before")).then(chosen).otherwise(nw.coalesce(chosen, nw.col("event_day")))


def shifted(day: nw.Expr, amount: nw.Expr, unit: str, amounts: Iterable[int]) -> nw.Expr:
    """``day`` moved by ``amount`` years (``y``) or months (``mo``); the month's last day where there is no such day.

    Calendar offsets are literals, so the few ``amounts`` that occur are spelled out.
    """
    moved = _NO_DAY
    for value in sorted(amounts):
        moved = nw.when(amount == value).then(_offset(day, f"{value}{unit}")).otherwise(moved)
    return moved


def _offset(day: nw.Expr, by: str) -> nw.Expr:
    """Move a day by a calendar offset; Spark makes a time of it, which is made a day again."""
    return day.dt.offset_by(by).cast(nw.Date())


def _choose(column: str, days: dict[str, nw.Expr]) -> nw.Expr:
    chosen = _NO_DAY
    for name, day in days.items():
        chosen = nw.when(nw.col(column) == name).then(day).otherwise(chosen)
    return chosen
