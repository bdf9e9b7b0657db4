"""The given scenarios that need only live rules, judged by the oracle and by the engine."""

import json
from functools import cache
from pathlib import Path

import pytest

from graph_service.policy.loader import load_rulebook
from graph_service.query.scenario import evaluate_scenario
from tests.oracle.reference import reference
from tests.oracle.scenarios import day, read, rows_of
from tests.oracle.sections import sections_of
from tests.rules.comparing import differences

FOLDER = Path(__file__).parents[1] / "data" / "scenarios"
RULES = cache(load_rulebook)


def within_live_rules(scenario):
    named = scenario.get("rules_under_test")
    return bool(named) and set(named) <= {rule.id for rule in RULES().rules}


SCENARIOS = [
    pytest.param(scenario, id=path.stem) for path in sorted(FOLDER.glob("*.json")) if within_live_rules(scenario := read(path))
]


def test_the_scenarios_of_the_first_nine_rules_are_among_those_compared():
    assert {"C01", "C02", "C04", "C06", "C07", "C08", "C11", "C13", "C27", "C38", "C39"} <= {param.id for param in SCENARIOS}


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_the_oracle_answers_as_the_scenario_expects(scenario):
    book = RULES().only(frozenset(scenario["rules_under_test"]))

    answer = reference(rows_of(scenario), book, day(scenario["evaluate_on"]))

    assert differences(sections_of(answer, book), scenario["expect"]) == []


@pytest.mark.parametrize(("registered_on", "state"), [("2024-03-15", "in_force"), ("2024-03-16", "needs_review")])
def test_a_scenario_may_say_on_which_day_an_office_was_registered(registered_on, state):
    scenario = read(FOLDER / "C01.json")
    scenario["graph"]["roles"][0]["registered_on"] = registered_on
    book = RULES().only(frozenset(scenario["rules_under_test"]))

    by_engine = evaluate_scenario(json.dumps(scenario), RULES())
    by_oracle = sections_of(reference(rows_of(scenario), book, day(scenario["evaluate_on"])), book)

    assert [entry["subject"] for entry in by_engine[state]].count("P1") == 1
    assert [entry["subject"] for entry in by_oracle[state]].count("P1") == 1


LOOKED_THROUGH = [
    pytest.param(scenario, id=path.stem)
    for path in sorted(FOLDER.glob("*.json"))
    if "effective_ownership" in (scenario := read(path))["expect"]
]


@pytest.mark.parametrize("scenario", [*SCENARIOS, *LOOKED_THROUGH])
def test_the_engine_answers_as_the_scenario_expects(scenario):
    answer = evaluate_scenario(json.dumps(scenario), RULES())

    assert differences(answer, scenario["expect"]) == []
