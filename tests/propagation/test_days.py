"""Whatever day a rule names for the office, it is read on that day, and on the event's own day where the event has none."""

from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from graph_service.policy.loader import load_rulebook
from graph_service.policy.schema import AsOf
from graph_service.propagation.engine import propagate
from graph_service.propagation.facts import Facts

RULES = cache(load_rulebook)
FOOD = "CN-FOOD-135-1"
ON = date(2026, 11, 23)
DAYS = {
    "filing_date": date(2024, 1, 10),
    "order_date": date(2024, 2, 10),
    "decision_date": date(2024, 3, 10),
    "listing_date": date(2024, 4, 10),
    "evaluation_date": ON,
}


def reached(selector, event_days):
    """Judge holders of one day each, named by the day, under the food rule as if it read the office on ``selector``."""
    book = RULES().only(frozenset({FOOD}))
    (rule,) = book.rules
    version = replace(rule.versions[-1], as_of=AsOf(selector))
    book = replace(book, rules=(replace(rule, versions=(version,)),), fingerprint=f"office on {selector}")
    event = {"id": "吊销", "kind": "penalty", "category": "food.licence_revoked", "subject": "甲公司"}
    rows = {
        "organizations": [{"id": "甲公司", "name": "甲公司", "type": "company"}],
        "persons": [{"id": name, "name": name, "confirmed": True} for name in DAYS],
        "roles": [
            {
                "person": name,
                "organization": "甲公司",
                "role": "legal_representative",
                "start": day,
                "end": day.replace(day=day.day + 1),
            }
            for name, day in DAYS.items()
        ],
        "events": [event | {name: day for name, day in DAYS.items() if name in event_days}],
    }
    outcomes = propagate(Facts.from_rows(rows), book, ON).outcomes()
    return {outcome.subject for outcome in outcomes if outcome.reason == "reached"} - {"甲公司"}


@pytest.mark.parametrize("selector", DAYS)
def test_the_office_is_read_on_the_day_that_the_rule_names(selector):
    assert reached(selector, set(DAYS) - {"evaluation_date"}) == {selector}


@pytest.mark.parametrize("selector", ["filing_date", "order_date", "listing_date"])
def test_where_the_event_lacks_that_day_the_office_is_read_on_its_own_day(selector):
    assert reached(selector, {"decision_date"}) == {"decision_date"}
