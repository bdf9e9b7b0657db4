"""The cases of every rule, on the engine and on the slow reference; and that every live rule has cases."""

from collections import defaultdict
from functools import cache

import pytest

from graph_service.policy.loader import load_rulebook
from graph_service.propagation.engine import propagate
from graph_service.propagation.facts import Facts
from tests.oracle.reference import reference
from tests.oracle.worlds import together
from tests.rules.case_files import read_cases, rules_with_cases
from tests.rules.checking import answers, faults, oracle_faults

RULES = cache(load_rulebook)


def marked(case):
    disputed = [pytest.mark.xfail(reason=case.disputed, strict=True)] if case.disputed else []
    return pytest.param(case, id=f"{case.rule}: {case.name}", marks=disputed)


CASES = [marked(case) for rule in rules_with_cases() for case in read_cases(rule)]


def of_rule(case):
    return RULES().only(frozenset({case.rule}))


@cache
def judged(rule, on):
    """Judge all cases of a rule that share a day in one call."""
    cases = [case for case in read_cases(rule) if case.on == on]
    rows = together([case.rows for case in cases])
    return answers(propagate(Facts.from_rows(rows), RULES().only(frozenset({rule})), on))[rule]


def test_every_live_rule_has_cases_and_every_case_file_a_rule():
    live = {rule.id for rule in RULES().enabled().rules}

    assert live <= set(rules_with_cases()) <= {rule.id for rule in RULES().rules}


def test_no_two_cases_of_a_rule_have_the_same_name():
    names = defaultdict(list)
    for param in CASES:
        names[param.id].append(param)

    assert [name for name, params in names.items() if len(params) > 1] == []


@pytest.mark.parametrize("case", CASES)
def test_the_engine_decides_a_case_as_expected_and_by_the_clause_it_names(case):
    assert list(faults(case, judged(case.rule, case.on))) == []


@pytest.mark.parametrize("case", CASES)
def test_the_slow_reference_decides_a_case_as_expected(case):
    assert list(oracle_faults(case, reference(case.rows, of_rule(case), case.on))) == []
