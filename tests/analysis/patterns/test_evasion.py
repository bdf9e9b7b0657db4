"""Each evasion pattern: a world in which it finds, the boundary days, and the nearest worlds in which it must not."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.analysis.patterns.worlds import (
    BASE,
    DECIDED,
    ON,
    VIOLATION,
    Row,
    Rows,
    ban,
    event,
    firm,
    found,
    holding,
    office,
    person,
    told,
)

DAY = timedelta(days=1)
Told = list[tuple[str, tuple[str, ...], tuple[str, ...]]]


def swap(left: date | None, **more: Any) -> Rows:
    return {"roles": [office("P1", "r1", end=left, **more), office("P2", "r2", start=left)]}


SWAPPED: Told = [("F", ("P1", "P2"), ("e", "r1", "r2"))]


@pytest.mark.parametrize("left", [VIOLATION + DAY, DECIDED - DAY, DECIDED])
def test_who_left_between_violation_and_decision_is_found_with_the_successor(left: date) -> None:
    assert told("representative-swapped", swap(left)) == SWAPPED


@pytest.mark.parametrize(
    "rows",
    [
        swap(VIOLATION),
        swap(DECIDED + DAY),
        swap(None),
        swap(DECIDED, role="director"),
        swap(DECIDED) | {"events": [event(annulled_date=ON)]},
        swap(DECIDED) | {"events": [event(category="penalty.other")]},
        swap(DECIDED) | {"events": [event(decision_date=ON + DAY)]},
        {"roles": [office("P1", "r1", end=DECIDED), office("P1", "r2", start=DECIDED)]},
    ],
    ids=[
        "left on the first day of the violation", "in office on the day of the decision", "never left", "no representative",
        "annulled", "no rule asks", "not decided yet", "went on under another entry",
    ],
)  # fmt: skip
def test_no_swap_is_found(rows: Rows) -> None:
    assert told("representative-swapped", rows) == []


def test_an_annulment_still_to_come_hides_no_swap() -> None:
    assert told("representative-swapped", swap(DECIDED) | {"events": [event(annulled_date=ON + DAY)]}) == SWAPPED


def test_where_the_violation_has_no_day_a_year_before_the_decision_stands_for_it_and_is_said() -> None:
    unknown = {"events": [event(violation_start=None)]}
    since = DECIDED - timedelta(days=365)

    (inside,) = found("representative-swapped", swap(since + DAY) | unknown)

    assert (inside.note, inside.values["since"]) == ("violation_unknown", since)
    assert told("representative-swapped", swap(since) | unknown) == []


BEFORE, AFTER = DECIDED - timedelta(days=180), DECIDED + timedelta(days=180)


def moved(day: date, share: float | None = 0.6) -> Rows:
    gone = holding("P1", "h1", share=share, end=day)
    return {"holdings": [gone, holding("P2", "h2", share=0.6, start=day), holding("P3", "h3", share=0.4)]}


MOVED: Told = [("F", ("P1", "P2"), ("e", "h1", "h2"))]


@pytest.mark.parametrize("day", [BEFORE + DAY, AFTER])
def test_shares_that_moved_around_the_decision_are_found_with_who_took_them(day: date) -> None:
    assert told("shares-moved", moved(day)) == MOVED


@pytest.mark.parametrize(
    "rows",
    [
        moved(BEFORE),
        moved(AFTER + DAY),
        {"holdings": [holding("P1", "h1", share=0.6, end=DECIDED), holding("P1", "h2", share=0.56, start=DECIDED)]},
        {"holdings": [holding("P1", "h1", end=DECIDED), holding("P1", "h2", share=0.1, start=DECIDED)]},
        {"holdings": [holding("P2", "h2", share=0.6, start=DECIDED)]},
    ],
    ids=["before the window", "behind the window", "less than the least", "share unknown", "nobody gave"],
)
def test_no_move_of_shares_is_found(rows: Rows) -> None:
    assert told("shares-moved", rows) == []


def test_a_holder_who_leaves_with_nobody_taking_over_is_found_and_that_is_said() -> None:
    (one,) = found("shares-moved", {"holdings": [holding("P1", "h1", share=0.6, end=DECIDED)]})

    assert (one.others, one.note) == (("P1",), "nobody_received")


def test_the_window_ends_on_the_day_of_the_question() -> None:
    assert told("shares-moved", moved(DECIDED + DAY), on=DECIDED) == []
    assert told("shares-moved", moved(DECIDED + DAY), on=DECIDED + DAY) == MOVED


def closing(day: date, **more: Any) -> Rows:
    return {"organizations": [firm(closed=day, **{"status": "cancelled"} | more)]}


@pytest.mark.parametrize("day", [VIOLATION, DECIDED])
def test_a_firm_cancelled_between_violation_and_decision_is_found(day: date) -> None:
    assert told("deregistered-before-decision", closing(day)) == [("F", (), ("e", "o-F"))]


@pytest.mark.parametrize("rows", [closing(VIOLATION - DAY), closing(DECIDED + DAY), closing(DECIDED, status="revoked")])
def test_a_firm_cancelled_before_or_later_or_revoked_is_not_found(rows: Rows) -> None:
    assert told("deregistered-before-decision", rows) == []


def phoenix(founded: date | None, **more: Any) -> Rows:
    new = firm("N", **{"founded": founded, "industry": "餐饮业"} | more)
    return {
        "organizations": [firm(), new],
        "roles": [office("P1", "r1"), office("P1", "r2", organization="N", role="director")],
    }


FIRST, LAST = DECIDED - timedelta(days=90), min(DECIDED + timedelta(days=1095), ON)


@pytest.mark.parametrize("founded", [FIRST, LAST])
def test_a_new_firm_of_the_same_people_in_the_same_trade_is_found(founded: date) -> None:
    assert told("new-firm-same-trade", phoenix(founded)) == [("F", ("N", "P1"), ("e", "o-N", "r1", "r2"))]


def without_people() -> Rows:
    return phoenix(DECIDED) | {"roles": [office("P1", "r1"), office("P2", "r2", organization="N")]}


def left_before_the_violation() -> Rows:
    roles = [office("P1", "r1", end=VIOLATION), office("P1", "r2", organization="N")]
    return phoenix(DECIDED) | {"roles": roles}


@pytest.mark.parametrize(
    "rows",
    [
        phoenix(FIRST - DAY),
        phoenix(ON + DAY),
        phoenix(None),
        phoenix(DECIDED, industry="建筑业"),
        phoenix(DECIDED, industry=None),
        without_people(),
        left_before_the_violation(),
        phoenix(DECIDED) | {"roles": [office("P1", "r1"), office("P1", "r2", organization="N", role="employee")]},
    ],
    ids=[
        "older",
        "not founded yet",
        "day unknown",
        "other trade",
        "trade unknown",
        "other people",
        "left before",
        "an employee",
    ],
)
def test_no_new_firm_is_found(rows: Rows) -> None:
    assert told("new-firm-same-trade", rows) == []


def test_what_was_founded_behind_the_window_is_not_found() -> None:
    last = DECIDED + timedelta(days=1095)
    later = last + timedelta(days=30)

    assert len(told("new-firm-same-trade", phoenix(last), on=later)) == 1
    assert told("new-firm-same-trade", phoenix(last + DAY), on=later) == []


def controlled(*more: Row, share: float = 0.51, **of_ban: Any) -> Rows:
    firms = [firm(), firm("G"), firm("H", industry="投资")]
    held = [holding("P1", "h1", organization="H", share=0.9), holding("H", "h2", organization="G", share=share)]
    return {"organizations": firms, "holdings": held, "roles": list(more), "outcomes": [ban(**of_ban)]}


def test_a_banned_person_who_controls_a_firm_in_the_scope_through_another_is_found() -> None:
    assert told("control-while-banned", controlled()) == [("P1", ("G",), ("h2", "r0"))]


@pytest.mark.parametrize(
    "rows",
    [
        controlled(share=0.5),
        controlled(state="pending_decision"),
        controlled(last_day=ON - DAY),
        controlled(first_day=ON + DAY),
        controlled(office("P1", "r9", organization="G", role="legal_representative")),
        controlled() | {"organizations": [firm(), firm("G", industry="建筑业"), firm("H", industry="投资")]},
        controlled(subject="P2"),
    ],
    ids=["half is no control", "not in force", "over", "not begun", "holds the office itself", "out of scope", "somebody else"],
)
def test_no_control_under_a_ban_is_found(rows: Rows) -> None:
    assert told("control-while-banned", rows) == []


@pytest.mark.parametrize("term", [{"last_day": ON}, {"first_day": ON}, {"last_day": None}])
def test_control_on_the_first_and_the_last_day_of_a_ban_is_found(term: dict[str, Any]) -> None:
    assert len(told("control-while-banned", controlled(**term))) == 1


def back(start: date, **more: Any) -> Rows:
    taken = office("P1", "r1", **{"organization": "G", "start": start} | more)
    return {"organizations": [firm(), firm("G")], "roles": [taken], "outcomes": [ban(last_day=date(2026, 1, 31))]}


@pytest.mark.parametrize("start", [DECIDED, date(2026, 1, 31)])
def test_an_office_taken_up_within_the_term_is_found(start: date) -> None:
    assert told("returned-before-term-ends", back(start)) == [("P1", ("G",), ("r0", "r1"))]


@pytest.mark.parametrize(
    "rows",
    [
        back(DECIDED - DAY),
        back(date(2026, 2, 1)),
        back(DECIDED, role="director"),
        back(DECIDED) | {"organizations": [firm(), firm("G", industry="建筑业")]},
        back(DECIDED) | {"outcomes": [ban(state="needs_review")]},
    ],
    ids=["before the term", "behind the term", "an office that is not forbidden", "out of scope", "not in force"],
)
def test_no_return_is_found(rows: Rows) -> None:
    assert told("returned-before-term-ends", rows) == []


def straw(count: int, holder: str | None = "P2", **more: Any) -> Rows:
    keys = [f"S{number}" for number in range(count)]
    return {
        "organizations": [firm(key, **more) for key in keys],
        "roles": [office("P1", f"r{key}", organization=key) for key in keys],
        "holdings": [holding(holder, f"h{key}", organization=key) for key in keys if holder],
    }


def test_one_who_heads_many_firms_and_holds_nothing_in_them_is_found() -> None:
    (one,) = found("representative-without-shares", straw(5))

    assert (one.subject, one.others, one.values["count"]) == ("P1", ("S0", "S1", "S2", "S3", "S4"), 5)


@pytest.mark.parametrize("rows", [straw(4), straw(5, holder="P1"), straw(5, holder=None), straw(5, closed=ON)])
def test_few_firms_own_shares_unknown_holders_or_closed_firms_make_nobody_a_straw_person(rows: Rows) -> None:
    assert told("representative-without-shares", rows) == []


def test_a_world_without_anything_is_silent() -> None:
    assert person("P1") in BASE["persons"]
    assert [one for name in ("representative-swapped", "shares-moved", "new-firm-same-trade") for one in told(name, {})] == []
