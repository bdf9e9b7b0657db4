"""What a run changes against the one before: who is added, freed or changed, why, and from which day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from graph_service.model.facts import Row
from graph_service.model.outcomes import Outcome, State
from graph_service.workflow.differences import Change, Difference, Seen, compare
from tests.ledger.samples import outcome
from tests.web.fakes import rules

DAY = date(2026, 3, 1)
IN_FORCE = outcome(first_day=date(2024, 1, 1), last_day=date(2029, 1, 1), why="旧", why_en="old")
REVIEW = replace(IN_FORCE, state=State.NEEDS_REVIEW, reason="identity_confirmed", first_day=None, last_day=None)


def freed(reason: str, **changes: object) -> Outcome:
    """The outcome after it is not affected any more."""
    plain = replace(IN_FORCE, state=State.NOT_AFFECTED, reason=reason, why="新", why_en="new", first_day=None, last_day=None)
    return replace(plain, **changes)  # type: ignore[arg-type]  # columns of an outcome


def seen(event: Mapping[str, object] | None = None) -> Seen:
    row: Row = {"id": "ev-1", **(event or {})}
    return Seen(DAY, {"ev-1": row}, rules())


def ending(before: Outcome, after: Outcome | None, event: Mapping[str, object] | None = None) -> tuple[object, ...]:
    """The one ending between two outcomes: what, since when, whether from the start, why."""
    others = [outcome(subject="p-other", state=State.NOT_AFFECTED)]
    difference = compare([before], [after, *others] if after else others, seen(event))
    (change,) = [one for one in difference.changes if one.kind == "ended"]
    return (change.what, change.since, change.from_start, change.reason)


def test_what_is_new_is_added_from_its_first_day_and_a_review_from_the_day_of_evaluation() -> None:
    after = [IN_FORCE, replace(REVIEW, subject="p-b"), freed("held", subject="p-c")]

    difference = compare([], after, seen())

    found = [(one.kind, one.what, one.subject, one.since) for one in difference.changes]
    assert found == [("added", "measure", IN_FORCE.subject, date(2024, 1, 1)), ("added", "review", "p-b", DAY)]
    assert difference.unchanged == 0


def test_what_stays_is_counted_and_not_listed() -> None:
    kept = [IN_FORCE, replace(REVIEW, subject="p-b"), freed("held", subject="p-c")]
    proven_otherwise = replace(IN_FORCE, sources=("another-fact",))

    assert compare(kept, [proven_otherwise, *kept[1:]], seen()) == Difference([], unchanged=2)


def test_an_annulled_decision_ends_what_it_derived_from_the_start() -> None:
    assert ending(IN_FORCE, freed("stands")) == ("measure", date(2024, 1, 1), True, "stands")


@pytest.mark.parametrize(
    ("rule", "version", "event", "since"),
    [
        ("CN-CO-178-5", "2024-07-01", {"removed_date": date(2025, 5, 1)}, date(2025, 5, 1)),
        ("CN-FOOD-135-1", "2009-06-01", {"removed_date": date(2025, 5, 1)}, date(2025, 5, 1)),
        ("none", "none", {"performed_date": date(2025, 4, 1), "removed_date": date(2025, 5, 1)}, date(2025, 4, 1)),
        ("none", "none", {"performed_date": date(2026, 4, 1)}, DAY),
    ],
)
def test_what_was_performed_removed_or_lifted_ends_on_that_day(
    rule: str, version: str, event: Mapping[str, object], since: date
) -> None:
    before = replace(IN_FORCE, rule=rule, version=version)

    assert ending(before, freed("not_ended", rule=rule, version=version), event) == ("measure", since, False, "not_ended")


def test_only_what_the_rule_names_ends_a_term_early() -> None:
    rule = next(one for one in rules().rules if one.versions[-1].term.ends_on == ("removed",))
    named = {"rule": rule.id, "version": rule.versions[-1].valid_from.isoformat() if rule.versions[-1].valid_from else "origin"}
    event = {"performed_date": date(2025, 4, 1), "removed_date": date(2025, 5, 1)}

    found = ending(replace(IN_FORCE, **named), freed("not_ended", **named), event)  # type: ignore[arg-type]  # columns

    assert found == ("measure", date(2025, 5, 1), False, "not_ended")


def test_a_term_that_ran_out_ends_on_the_day_after_its_last_and_a_shortened_one_when_that_is_seen() -> None:
    expired = replace(IN_FORCE, last_day=date(2026, 2, 10))

    assert ending(expired, freed("within_term")) == ("measure", date(2026, 2, 11), False, "within_term")
    assert ending(IN_FORCE, freed("within_term")) == ("measure", DAY, False, "within_term")


def test_whoever_is_no_longer_considered_is_freed_by_the_corrected_fact() -> None:
    assert ending(IN_FORCE, None) == ("measure", DAY, False, "not_considered")


def test_a_rule_that_says_nothing_any_more_is_named_as_the_reason() -> None:
    gone = replace(IN_FORCE, rule="R-GONE")

    assert ending(gone, None) == ("measure", DAY, False, "rule_not_applied")


def test_a_review_that_confirms_ends_and_the_measure_is_added() -> None:
    difference = compare([REVIEW], [IN_FORCE], seen())

    assert [(one.kind, one.what, one.reason) for one in difference.changes] == [
        ("ended", "review", "reached"),
        ("added", "measure", "reached"),
    ]
    assert dict(difference.counts) == {("ended", "review"): 1, ("added", "measure"): 1}


def test_another_state_day_or_target_is_a_change_that_names_its_columns() -> None:
    pending = replace(IN_FORCE, state=State.PENDING_DECISION, last_day=None, target="director")

    (change,) = compare([IN_FORCE], [pending], seen()).changes

    fields = ("state", "target", "last_day")
    names = ("ev-1", IN_FORCE.rule, IN_FORCE.subject)
    assert change == Change("changed", "measure", *names, DAY, False, "reached", "旧", "old", IN_FORCE, pending, fields)
