"""A preview says what propagation would say of the decision, stores nothing, and warns of an unusual volume."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from graph_service.errors import InputError, NotFoundError
from graph_service.model.outcomes import State
from graph_service.query.previews import shape_preview
from graph_service.workflow.preview import Draft, PersonalSanction, preview, violation_of
from graph_service.workflow.propagate import propagate_events
from graph_service.workflow.services import Services
from graph_service.workflow.volume import Alarm, Thresholds, alarm, thresholds
from tests.ledger import samples
from tests.web.fakes import EVENT, FIRM, TODAY
from tests.workflow.conftest import MemoryLedger

LIMITS = Thresholds(events=1000, fewest_events=3, percentile=99, times=3, floor=5, load_percent=20, load_floor=50)
DRAFT = Draft(
    FIRM,
    "food.licence_revoked",
    decision_date=date(2024, 3, 15),
    violation=violation_of(date(2023, 6, 1), date(2023, 9, 30)),
    findings=[("p-zhang", "direct_supervisor")],
)


def verdicts(outcomes: Any) -> set[tuple[str, str, State, str]]:
    return {(one.rule, one.subject, one.state, one.reason) for one in outcomes if one.subject != "p-namesake"}


def test_it_says_what_propagation_says_of_the_same_decision_once_it_is_on_record(services: Services) -> None:
    found = preview(services, DRAFT, TODAY)

    issued = propagate_events(services, [EVENT], TODAY)
    assert verdicts(found.outcomes) == verdicts(issued.outcomes)
    posts = {(one["person"], one["org"], one["post"], one["rule"]) for one in issued.post_conflicts}
    assert {(one["person"], one["org"], one["post"], one["rule"]) for one in found.post_conflicts} == posts != set()


def test_nothing_is_stored(services: Services, ledger: MemoryLedger) -> None:
    preview(services, DRAFT, TODAY)

    assert (ledger.runs, ledger.entries) == ([], [])


@pytest.mark.parametrize(
    ("draft", "days"),
    [
        (Draft(FIRM, "food.licence_revoked"), (TODAY, TODAY, "penalty")),
        (replace(DRAFT, decision_date=TODAY + timedelta(7)), (TODAY + timedelta(7), TODAY + timedelta(7), "penalty")),
        (Draft(FIRM, "samr.serious_list", listing_date=date(2026, 1, 1)), (TODAY, None, "listing")),
        (Draft(FIRM, "court.consumption_order", order_date=date(2026, 1, 1)), (TODAY, None, "court")),
    ],
)
def test_a_draft_is_judged_today_or_on_its_own_last_day(
    services: Services, draft: Draft, days: tuple[date, date | None, str]
) -> None:
    found = preview(services, draft, TODAY)

    assert (found.on, found.event["decision_date"], found.event["kind"]) == days


def test_a_basis_a_finding_and_a_sanction_against_a_person_count(services: Services) -> None:
    plain = Draft(FIRM, "samr.serious_list", listing_date=TODAY)
    more = replace(plain, findings=[("p-zhang", "direct")], sanctions=[PersonalSanction("p-wu", 3)], basis="食品安全法")

    without, found = (verdicts(preview(services, one, TODAY).outcomes) for one in (plain, more))

    ban = "BJ-R1-MARKET-BAN"
    assert (ban, "p-li", State.NOT_AFFECTED, "basis_on_record") in without
    assert (ban, "p-li", State.PENDING_DECISION, "authority_decided") in found
    assert {subject for _, subject, _, _ in found} - {subject for _, subject, _, _ in without} == {"p-wu"}


def test_practices_of_whoever_is_touched_are_named(services: Services) -> None:
    listed = Draft(FIRM, "samr.serious_list", listing_date=TODAY, findings=[("p-zhou", "direct")], basis="食品安全法")

    found = shape_preview(services, preview(services, listed, TODAY))

    practices: Any = found["practices"]
    assert [(one["person"], one["org"], one["role"], one["start"]) for one in practices] == [
        ("p-zhou", FIRM, "registered_practitioner", "2021-09-01")
    ]


@pytest.mark.parametrize(
    ("draft", "where", "known"),
    [
        (replace(DRAFT, category="food.licence_revokd"), "category", "food.licence_revoked"),
        (replace(DRAFT, kind="penal"), "kind", "court, listing, penalty, sanction"),
        (replace(DRAFT, findings=[("p-zhang", "guilty")]), "finding", "direct_supervisor"),
        (replace(DRAFT, findings=[("p-nobody", "direct")]), "finding", "p-zhang (张伟)"),
        (replace(DRAFT, sanctions=[PersonalSanction("p-nobody", 3)]), "sanction", "p-zhang (张伟)"),
    ],
)
def test_what_is_not_known_is_refused_with_the_field_and_what_is_known(
    services: Services, draft: Draft, where: str, known: str
) -> None:
    with pytest.raises(InputError) as refused:
        preview(services, draft, TODAY)

    assert refused.value.where == where
    assert known in refused.value.hint


def test_a_subject_that_is_not_on_record_and_a_period_that_runs_backwards_are_refused(services: Services) -> None:
    with pytest.raises(NotFoundError):
        preview(services, replace(DRAFT, subject="91110105MA0FAKE84N"), TODAY)
    with pytest.raises(InputError, match="2024-02-01 lies before the first"):
        violation_of(date(2024, 3, 1), date(2024, 2, 1))


@pytest.mark.parametrize(
    ("touched", "per_event", "expected"),
    [
        (5, (), None),
        (6, (), (5, None)),
        (6, (2, 2), (5, None)),
        (6, (2, 2, 2), None),
        (7, (2, 2, 2), (6, 2)),
        (30, (0, 1, 10), None),
        (31, (0, 1, 10), (30, 10)),
    ],
)
def test_a_volume_is_unusual_above_the_floor_and_above_a_multiple_of_what_is_usual(
    touched: int, per_event: tuple[int, ...], expected: tuple[int, int | None] | None
) -> None:
    found = alarm(touched, per_event, LIMITS)

    assert (None if found is None else (found.limit, found.usual)) == expected
    assert found is None or (found.touched, found.events) == (touched, len(per_event))


def test_one_event_in_a_hundred_may_be_a_large_one_without_making_large_ones_usual() -> None:
    assert alarm(10, [1] * 99 + [500], LIMITS) == Alarm(
        10,
        5,
        100,
        1,
        "该决定将涉及 10 个主体，超过通常上限 5 个（台账事项的第 99 百分位为 1 个）。签发前请核对当事人、类别和人员身份。",
        "This decision would touch 10 subjects, more than the usual 5 (the 99th percentile of the events on record is 1). "
        "Check subject, category and identities before it is issued.",
    )


def test_the_alarm_compares_with_the_newest_runs_of_the_ledger(
    services: Services, ledger: MemoryLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph_service.workflow.preview.thresholds", lambda: replace(LIMITS, fewest_events=1, floor=1, times=1))
    quiet = preview(services, DRAFT, TODAY).alarm
    many = [samples.outcome("ev-x", subject=f"p-{number}") for number in range(50)]
    ledger.store_run(samples.run(events=("ev-x",)), many)

    usual = preview(services, DRAFT, TODAY).alarm

    assert quiet is not None
    assert (quiet.limit, quiet.usual, usual) == (1, None, None)


def test_the_thresholds_are_data_and_say_that_they_are_no_law() -> None:
    assert thresholds() == Thresholds(
        events=10_000, fewest_events=100, percentile=99, times=3, floor=20, load_percent=20, load_floor=50
    )


def test_the_shape_counts_whom_it_touches_and_tells_the_alarm(services: Services) -> None:
    found = shape_preview(services, preview(services, DRAFT, TODAY))

    counts: Any = found["counts"]
    shown: Any = {key: found[key] for key in ("persons", "firms", "post_conflicts")}
    touched = {one["subject"] for one in shown["persons"] if one["state"] != "not_affected"}
    assert (counts["persons"], counts["post_conflicts"]) == (len(touched), len(shown["post_conflicts"]))
    assert {one["subject"] for one in shown["firms"] if one["state"] != "not_affected"} == {FIRM}
    assert (found["stored"], found["alarm"]) == (False, None)
    assert all(one["why"]["zh"] and one["name"] for one in shown["persons"])
