"""The cases of a rule are strong enough: change any one element of the rule, and one of them fails.

What is named under ``unnoticed`` in a case file changes nothing for anybody, for the reason that stands beside it. Every run takes a sixth of
the changes of each rule, not the same sixth of all; a full run takes all.
"""

import re
from collections import Counter, defaultdict
from dataclasses import replace
from functools import cache
from zlib import crc32

import narwhals as nw
import pytest

from graph_service.policy.files import read_policy_files
from graph_service.policy.loader import load_rulebook, read_vocabulary
from graph_service.policy.schema import RoleMapping
from graph_service.propagation import engine
from graph_service.propagation.clauses import state_rank
from graph_service.propagation.compiled import CompiledRules, compile_rules
from graph_service.propagation.facts import Facts
from graph_service.propagation.result import Result
from graph_service.propagation.slots import conditions_of, fact_tests
from tests.oracle.worlds import together
from tests.rules.case_files import read_cases, rules_with_cases, unnoticed_changes
from tests.rules.checking import answers, faults
from tests.rules.mutants import ONE_DAY, Mutant, mutants
from tests.tiers import FULL

FRAMES = ("versions", "triggers", "types", "targets", "forbids")
WORDS = cache(lambda: read_vocabulary(read_policy_files(None)))
RULES = cache(load_rulebook)


def numbered(mutant, number, types):
    """Give the rule and its measure names of their own, so that many mutants can be judged in one call."""
    (rule,) = mutant.book.rules
    # What the targets tell apart must be the same for all mutants that are judged together.
    told_apart = RoleMapping("nobody", "nothing", subject_types=types)
    named = f"{rule.id}~{number}"
    forbids = tuple(replace(each, rule=named) if each.rule == rule.id else each for each in mutant.book.forbids)
    book = replace(mutant.book, rules=(replace(rule, id=named),), forbids=forbids, fingerprint=f"{rule.id} {mutant.name}")
    return compile_rules(replace(book, role_mappings=(*book.role_mappings, told_apart)))


def merged(compiled):
    """Put the rules of many books into one."""
    first = compiled[0]
    frames = {name: nw.concat([getattr(each, name) for each in compiled], how="vertical").collect().lazy() for name in FRAMES}
    names = {name: frozenset().union(*(getattr(each, name) for each in compiled)) for name in ("years", "months", "selectors")}
    ordered = {
        name: tuple(sorted({word for each in compiled for word in getattr(each, name)}))
        for name in ("term_starts", "also_selectors")
    }
    slots = {name: slot for each in compiled for name, slot in each.slots.items()}
    key = tuple(each.key for each in compiled)
    return replace(first, key=key, slots=slots, **frames, **names, **ordered)


_BASIS = CompiledRules.basis_at_decision


def _plain(name):
    return name and re.sub(r"~\d+", "", name)


def judged(group, rows, on, monkeypatch):
    """Judge the rows under every mutant of the group (number → mutant) at once."""
    types = frozenset(kind for mapping in RULES().role_mappings for kind in mapping.subject_types)
    compiled = merged([numbered(mutant, number, types) for number, mutant in group.items()])
    monkeypatch.setattr(engine, "compile_rules", lambda book: compiled)
    # The ids of mutants must not show in what an outcome says of the law of its day.
    monkeypatch.setattr(CompiledRules, "basis_at_decision", lambda *asked: _plain(_BASIS(*asked)))
    result = engine.propagate(Facts.from_rows(rows), RULES(), on)
    dropped = defaultdict(list)
    for number, mutant in group.items():
        if mutant.dropped:
            dropped[mutant.dropped].append(f"{mutant.book.rules[0].id}~{number}")
    left_out = {name: nw.col(name) | nw.col("rule").is_in(rules) for name, rules in dropped.items()}
    table = result.clauses.with_columns(**left_out).with_columns(state=state_rank())
    return answers(Result(table, result.facts, compiled, on))


def registered_later(rows):
    """Give the facts with every office registered a day later."""
    offices = [row | {"registered_on": row["registered_on"] and row["registered_on"] + ONE_DAY} for row in rows["roles"]]
    return rows | {"roles": offices}


def grouped(alive):
    """Split what cannot be judged together: other words for an industry, other orders, other facts asked for, other facts."""
    groups = defaultdict(dict)
    for number, mutant in alive.items():
        versions = [version for rule in mutant.book.rules for version in rule.versions]
        asked = (fact_tests(versions), conditions_of(versions), max(len(v.term.alternatives) for v in versions))
        groups[str(mutant.book.industries), mutant.book.orders, asked, mutant.registered_later][number] = mutant
    return groups.values()


def changes_of(rule):
    """Give the changes of the rule that this run tries."""
    changed = list(mutants(RULES().only(frozenset({rule})), WORDS()))
    return changed if FULL else changed[crc32(rule.encode()) % 6 :: 6]


def survivors(rule, changed, monkeypatch):
    """Give those of the changes that no case of the rule notices; the unchanged rule is among those judged."""
    alive = dict(enumerate([Mutant("nothing changed", RULES().only(frozenset({rule}))), *changed]))
    by_day = defaultdict(list)
    for case in read_cases(rule):
        by_day[case.on].append(case)
    for on, cases in sorted(by_day.items(), key=lambda item: -len(item[1])):
        rows = together([case.rows for case in cases])
        for group in grouped(alive):
            later = any(mutant.registered_later for mutant in group.values())
            said = judged(group, registered_later(rows) if later else rows, on, monkeypatch)
            for number in group:
                if any(any(faults(case, said[f"{rule}~{number}"])) for case in cases):
                    del alive[number]
    return [mutant.name for mutant in alive.values()]


@pytest.mark.slow
@pytest.mark.parametrize("rule", rules_with_cases())
def test_whatever_is_changed_in_a_rule_one_of_its_cases_fails(rule, monkeypatch):
    changed = changes_of(rule)

    unnoticed = Counter(survivors(rule, changed, monkeypatch))

    tried = {mutant.name for mutant in changed}
    assert unnoticed == Counter(["nothing changed", *(name for name in unnoticed_changes(rule) if name in tried)])
