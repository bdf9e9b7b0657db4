"""落实到人: what counts as resolved and confirmed, and the reason of each gap."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from graph_service.analysis.coverage import Figure, Punished, Said, broken_down, figure, parts_of
from graph_service.model.acts import ActState
from graph_service.model.outcomes import Clause, Outcome, State

PERSONS = {"P1", "P2"}
ROLES = {"R": {"legal_representative", "enterprise"}, "SELF": {"enterprise"}}
IN_FORCE = Outcome(
    "ev", "R", "v", "P1", State.IN_FORCE, "ban", "law", "reached", "因", "why", "legal_representative", "legal_representative",
    date(2024, 1, 1),
)  # fmt: skip


def said(state: State = State.IN_FORCE, act: ActState = ActState.OPEN, *, holds: bool = True, **more: Any) -> Said:
    return Said(replace(IN_FORCE, state=state, **more), act, holds)


def punished(*open_ones: Said, others: tuple[Outcome, ...] = (), **more: Any) -> Punished:
    given = {"event": "ev", "enterprise": "F", "department": "甲局", "area": "119901", "period": "2024"} | more
    return Punished(**given, open=open_ones, outcomes=(*(one.outcome for one in open_ones), *others))  # type: ignore[arg-type]  # texts


def nobody(role: str = "self", **more: Any) -> Outcome:
    plain = {"subject": "F", "state": State.NOT_AFFECTED, "reason": "role_listed", "target": None, "role": role}
    return replace(IN_FORCE, **plain | more)


CONFIRMED = said(act=ActState.CONFIRMED)


def counts(*events: Punished) -> Figure:
    return figure(part for event in events for part in parts_of(event, ROLES, PERSONS))


def test_an_enterprise_is_whole_only_when_every_person_is() -> None:
    both = punished(CONFIRMED, said(subject="P2"))
    half = punished(CONFIRMED, said(State.NEEDS_REVIEW, subject="P2", reason="fault_stated"))

    assert counts(punished(CONFIRMED)) == Figure(1, 1, 1, 1, 1, 1)
    assert counts(both) == Figure(1, 1, 0, 2, 2, 1)
    assert counts(half) == Figure(1, 0, 0, 2, 1, 1)


def test_an_enterprise_with_two_events_counts_once_and_needs_both() -> None:
    other = punished(said(State.PENDING_DECISION), event="ev-2")

    assert counts(punished(CONFIRMED), other) == Figure(1, 0, 0, 1, 0, 0)


@pytest.mark.parametrize(
    ("one", "gap"),
    [
        (CONFIRMED, None),
        (said(), "awaiting-confirmation"),
        (said(State.PENDING_DECISION, reason="authority_decided"), "awaiting-decision"),
        (said(State.NEEDS_REVIEW, reason="identity_confirmed"), "no-id"),
        (said(State.NEEDS_REVIEW, reason="exact_identity"), "no-id"),
        (said(State.NEEDS_REVIEW, reason="day_known"), "unknown-date"),
        (said(State.NEEDS_REVIEW, reason="fault_stated"), "needs-review"),
        (said(act=ActState.CONFIRMED, holds=False), "not-judged"),
    ],
)
def test_each_gap_has_its_reason(one: Said, gap: str | None) -> None:
    assert [part.gap for part in parts_of(punished(one), ROLES, PERSONS)] == [gap]


def test_a_confirmation_that_nobody_judged_for_the_day_counts_nothing() -> None:
    assert counts(punished(said(act=ActState.CONFIRMED, holds=False))) == Figure(1, 0, 0, 1, 0, 0)


@pytest.mark.parametrize("act", [ActState.REJECTED, ActState.LIFTED])
def test_who_was_rejected_or_lifted_is_asked_for_no_more(act: ActState) -> None:
    assert counts(punished(said(act=act))) == Figure(0, 0, 0, 0, 0, 0)


@pytest.mark.parametrize(
    ("others", "gap"),
    [((nobody(),), "nobody-on-record"), ((nobody(), nobody("corporate_shareholder", subject="H")), "only-corporate-holder")],
)
def test_a_rule_that_met_nobody_is_a_gap(others: tuple[Outcome, ...], gap: str) -> None:
    found = parts_of(punished(others=others), ROLES, PERSONS)

    assert [(part.rule, part.subject, part.gap) for part in found] == [("R", None, gap)]
    assert figure(found) == Figure(1, 0, 0, 0, 0, 0)


@pytest.mark.parametrize(
    "other",
    [
        nobody(rule="SELF"),
        nobody(clauses=(Clause("within_term", False),)),
        nobody(clauses=(Clause("rule_in_force", False),)),
        nobody("legal_representative", subject="P1", target="legal_representative", reason="held"),
    ],
    ids=["names the enterprise alone", "over", "not in force", "somebody was looked at and is not reached"],
)
def test_a_rule_that_asks_for_nobody_leaves_no_gap(other: Outcome) -> None:
    assert parts_of(punished(others=(other,)), ROLES, PERSONS) == []


def test_figures_are_broken_down_with_the_unknown_last() -> None:
    parts = [
        *parts_of(punished(CONFIRMED), ROLES, PERSONS),
        *parts_of(punished(said(), enterprise="G", area=None), ROLES, PERSONS),
    ]

    assert [(value, one.enterprises, one.confirmed) for value, one in broken_down(parts, "area")] == [
        ("119901", 1, 1),
        (None, 1, 0),
    ]
    assert [(value, one.enterprises) for value, one in broken_down(parts, "role")] == [("legal_representative", 2)]
