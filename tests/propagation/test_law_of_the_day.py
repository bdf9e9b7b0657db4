"""Where the law of a later day is applied, an outcome names what spoke of the event on its own day: one version, the right one."""

from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from graph_service.policy.loader import load_rulebook
from graph_service.propagation.compiled import compile_rules

RULES = cache(load_rulebook)
RULE = "CN-CO-178-4"
FIRST, SECOND, THIRD = date(2006, 1, 1), date(2014, 3, 1), date(2024, 7, 1)


def compiled():
    """A rule with three versions that follow each other without a day between."""
    book = RULES().only(frozenset({RULE}))
    (rule,) = book.rules
    version = rule.versions[-1]
    spans = [(FIRST, SECOND), (SECOND, THIRD), (THIRD, None)]
    versions = tuple(replace(version, valid_from=since, valid_until=until) for since, until in spans)
    return compile_rules(replace(book, rules=(replace(rule, versions=versions),), fingerprint="three versions"))


@pytest.mark.parametrize(
    ("day", "named"),
    [
        (date(2005, 12, 31), None),
        (FIRST, f"{RULE}@2006-01-01"),
        (date(2014, 2, 28), f"{RULE}@2006-01-01"),
        (SECOND, f"{RULE}@2014-03-01"),
        (date(2024, 6, 30), f"{RULE}@2014-03-01"),
        (THIRD, None),
        (None, None),
    ],
)
def test_an_earlier_version_is_named_from_its_first_day_to_the_day_before_the_next(day, named):
    rules = compiled()
    (category, *_) = sorted(rules.slots[f"{RULE}@2024-07-01"].rule.categories)

    assert rules.basis_at_decision(rules.slots[f"{RULE}@2024-07-01"], day, category) == named


def test_a_version_that_does_not_speak_of_the_event_is_not_named():
    rules = compiled()

    assert rules.basis_at_decision(rules.slots[f"{RULE}@2024-07-01"], SECOND, "food.licence_revoked") is None


def test_where_no_version_is_in_force_nothing_is_compared():
    rules = compiled()
    before = rules.slots[f"{RULE}@2006-01-01<"]

    assert rules.basis_at_decision(before, SECOND, sorted(before.rule.categories)[0]) is None
