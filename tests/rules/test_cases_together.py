"""The cases of all rules in one registry, judged under all rules at once, come out as each does by itself."""

from collections import defaultdict
from functools import cache

from graph_service.policy.loader import load_rulebook
from graph_service.propagation.engine import propagate
from graph_service.propagation.facts import Facts
from tests.oracle.worlds import together
from tests.rules.case_files import read_cases
from tests.rules.checking import answers, faults

RULES = cache(load_rulebook)


@cache
def cases_by_day():
    """Give the cases of the rules that continue no other: where both are in the book, an outcome names the law of its day too."""
    found = defaultdict(list)
    for number, rule in enumerate(rule.id for rule in RULES().rules if rule.predecessor is None):
        for case in read_cases(rule, f"r{number}:"):
            found[case.on].append(case)
    return found


def wrong_in_one_registry(on, cases):
    answer = answers(propagate(Facts.from_rows(together([case.rows for case in cases])), RULES(), on))
    wrong = {f"{case.rule}: {case.name}": list(faults(case, answer[case.rule])) for case in cases}
    return {name: said for name, said in wrong.items() if said}


def test_the_cases_of_all_rules_come_out_in_one_registry_as_each_by_itself():
    by_day = cases_by_day()

    for on in sorted(by_day, key=lambda on: -len(by_day[on])):
        assert wrong_in_one_registry(on, by_day[on]) == {}
