"""The cases of every rule, on the engine and on the slow reference; and that every live rule has cases."""

from collections import defaultdict
from dataclasses import replace
from functools import cache

import pytest

from graph_service.policy.loader import load_rulebook
from graph_service.policy.schema import FactTest, RequiredFact
from graph_service.propagation.engine import propagate
from graph_service.propagation.facts import Facts
from tests.oracle.agreeing import disagreements
from tests.oracle.reference import reference
from tests.oracle.worlds import together
from tests.rules.case_files import read_cases, rules_with_cases
from tests.rules.checking import answers, faults, oracle_faults

RULES = cache(load_rulebook)
CASES = cache(read_cases)

every_rule = pytest.mark.parametrize("rule", rules_with_cases())


def of_rule(rule):
    return RULES().only(frozenset({rule}))


def wrong_on_the_engine(rule):
    """Judge all cases of a rule that share a day in one call; name → what is wrong, where something is."""
    by_day = defaultdict(list)
    for case in CASES(rule):
        by_day[case.on].append(case)
    wrong = {}
    for on, cases in by_day.items():
        rows = together([case.rows for case in cases])
        answer = answers(propagate(Facts.from_rows(rows), of_rule(rule), on))[rule]
        wrong |= {case.name: list(faults(case, answer)) for case in cases}
    return {name: said for name, said in wrong.items() if said}


def wrong_on_the_reference(rule):
    """Judge the cases of a rule one by one."""
    book = of_rule(rule)
    wrong = {case.name: list(oracle_faults(case, reference(case.rows, book, case.on))) for case in CASES(rule)}
    return {name: said for name, said in wrong.items() if said}


def disputed(rule):
    return {case.name for case in CASES(rule) if case.disputed}


def test_every_live_rule_has_cases_and_every_case_file_a_rule():
    live = {rule.id for rule in RULES().enabled().rules}

    assert live <= set(rules_with_cases()) <= {rule.id for rule in RULES().rules}


@every_rule
def test_no_two_cases_of_a_rule_have_the_same_name(rule):
    names = [case.name for case in CASES(rule)]

    assert sorted(set(names)) == sorted(names)


@every_rule
def test_the_engine_decides_every_case_as_expected_and_by_the_clause_it_names(rule):
    wrong = wrong_on_the_engine(rule)

    # A disputed case is one that the rule does not yet meet; once it does, the word `disputed` must go.
    assert {name: said for name, said in wrong.items() if name not in disputed(rule)} == {}
    assert disputed(rule) - wrong.keys() == set()


@every_rule
def test_the_slow_reference_decides_every_case_as_expected(rule):
    wrong = wrong_on_the_reference(rule)

    assert {name: said for name, said in wrong.items() if name not in disputed(rule)} == {}
    assert disputed(rule) - wrong.keys() == set()


def test_a_rule_that_says_so_frees_where_a_required_fact_is_not_stated():
    (case,) = (case for case in CASES("CN-CO-178-5") if case.name == "数额是否较大未载明")
    (rule,) = of_rule("CN-CO-178-5").rules
    version = replace(rule.versions[0], requires=(RequiredFact(FactTest("debt_large", holds=True), missing="not_affected"),))
    freeing = replace(RULES(), rules=(replace(rule, versions=(version,)),), fingerprint="silence frees")

    (outcome,) = propagate(Facts.from_rows(case.rows), freeing, case.on).outcomes()

    assert (str(outcome.state), outcome.reason) == ("not_affected", "fact_not_denied")
    assert disagreements(case.rows, freeing, case.on) == []
