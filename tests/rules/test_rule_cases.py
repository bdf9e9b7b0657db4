"""The cases of every rule, on the engine and on the slow reference; and that every live rule has cases."""

from collections import defaultdict
from dataclasses import replace
from datetime import date
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


def test_every_live_rule_has_cases_and_every_case_file_a_rule():
    live = {rule.id for rule in RULES().enabled().rules}

    assert live <= set(rules_with_cases()) <= {rule.id for rule in RULES().rules}


@every_rule
def test_no_two_cases_of_a_rule_have_the_same_name(rule):
    names = [case.name for case in CASES(rule)]

    assert sorted(set(names)) == sorted(names)


@every_rule
def test_the_engine_decides_every_case_as_expected_and_by_the_clause_it_names(rule):
    assert wrong_on_the_engine(rule) == {}


@every_rule
def test_the_slow_reference_decides_every_case_as_expected(rule):
    assert wrong_on_the_reference(rule) == {}


def test_a_rule_that_says_so_frees_where_a_required_fact_is_not_stated():
    (case,) = (case for case in CASES("CN-CO-178-5") if case.name == "数额是否较大未载明")
    (rule,) = of_rule("CN-CO-178-5").rules
    version = replace(rule.versions[0], requires=(RequiredFact(FactTest("debt_large", holds=True), missing="not_affected"),))
    freeing = replace(RULES(), rules=(replace(rule, versions=(version,)),), fingerprint="silence frees")

    (outcome,) = propagate(Facts.from_rows(case.rows), freeing, case.on).outcomes()

    assert (str(outcome.state), outcome.reason) == ("not_affected", "fact_not_denied")
    assert disagreements(case.rows, freeing, case.on) == []


@pytest.mark.parametrize(
    ("on", "five_years", "everywhere"),
    [(date(2029, 3, 15), "in_force", {"乙公司", "丙公司", "丁公司"}), (date(2029, 3, 16), "not_affected", set())],
    ids=["within five years", "after five years"],
)
def test_the_two_bans_of_one_paragraph_lie_beside_each_other(on, five_years, everywhere):
    both = frozenset({"CN-SAFE-94", "CN-SAFE-94-LIFE"})
    (case,) = (case for case in CASES("CN-SAFE-94-LIFE") if case.name == f"终身限制只及于本行业，五年之内、之后都如此：{on}")

    result = propagate(Facts.from_rows(case.rows), RULES().only(both), on)

    states = {outcome.rule: str(outcome.state) for outcome in result.outcomes() if outcome.subject.endswith("吴己")}
    assert states == {"CN-SAFE-94": five_years, "CN-SAFE-94-LIFE": "in_force"}
    posts = {(found["rule"], found["org"].partition(":")[2]) for found in result.post_conflicts}
    assert posts == {("CN-SAFE-94-LIFE", "乙公司"), *(("CN-SAFE-94", firm) for firm in everywhere)}
    assert disagreements(case.rows, RULES().only(both), on) == []
