"""The random worlds exercise what ``docs/semantics.md`` says: every clause decides often enough, by the oracle alone."""

import re
from collections import Counter
from functools import cache
from pathlib import Path
from random import Random

import pytest

from graph_service.policy.loader import load_rulebook
from tests.oracle.answers import CLAUSES, FREEING, ORACLE_WORDS, REVIEWING, WAITING
from tests.oracle.reference import all_of, reference
from tests.oracle.world_events import SCENES
from tests.oracle.worlds import ON_DAYS, one_world

SEMANTICS = Path(__file__).parents[2] / "docs" / "semantics.md"
RULES = cache(load_rulebook)
#: In this many worlds on each of the days, every clause decides at least so often, and everything else is met so often.
WORLDS, OFTEN, MET = 1_000, 5, 2
#: It raises relation alerts and reaches nobody.
RELATIONS_ONLY = "CN-GP-18-REL"


@cache
def judged():
    """Every world with the day on which the oracle judged it, and what it said."""
    found = []
    for on in ON_DAYS:
        random = Random(f"coverage on {on}")
        worlds = [one_world(random, f"{on}-{number}-") for number in range(WORLDS)]
        found += [(world, on, reference(world, RULES(), on)) for world in worlds]
    return found


@cache
def said():
    return all_of(each for _, _, each in judged())


def seldom(counted, wanted, times=MET):
    """Give what is wanted and not met often enough, with how often it is."""
    return {each: counted[each] for each in wanted if counted[each] < times}


def test_the_oracle_answers_for_every_clause_of_the_document():
    table = SEMANTICS.read_text("utf-8").partition("## Clauses")[2].partition("## Readings")[0]
    columns = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]

    assert set(re.findall(r"`(\w+)`", " ".join(columns))) == ORACLE_WORDS.keys()


@pytest.mark.parametrize(
    ("state", "clauses"),
    [("not_affected", FREEING), ("needs_review", REVIEWING), ("pending_decision", WAITING)],
    ids=["freeing", "reviewing", "waiting"],
)
def test_every_failure_of_every_clause_decides_often_enough(state, clauses):
    counted = Counter(verdict.reason for verdict in said().verdicts.values() if verdict.state == state)

    assert seldom(counted, set().union(*clauses.values()), OFTEN) == {}


def standing_alone():
    """Give, for each clause of the oracle that alone stands in somebody's way, where it does."""
    found = {}
    for world, on, each in judged():
        for key, verdict in each.verdicts.items():
            if len(verdict.reasons) == 1:
                found.setdefault(verdict.reason, (world, on, key))
    return found


def test_whoever_is_stopped_by_one_clause_alone_is_not_stopped_without_it():
    alone = standing_alone()

    states = {
        name: (
            reference(world, RULES(), on).verdicts[key].state,
            reference(world, RULES(), on, without=frozenset({name})).verdicts[key].state,
        )
        for name, (world, on, key) in alone.items()
    }

    # Without a version there is no list of roles either; a finding that denies liability is itself a tie that counts as no role.
    assert alone.keys() == CLAUSES - {"version", "denied"}
    assert [name for name, (with_it, without_it) in states.items() if with_it == without_it] == []


def test_every_category_has_a_scene():
    triggers = set().union(*(rule.categories for rule in RULES().rules))

    assert triggers - SCENES.keys() == set()


def test_every_rule_reaches_sends_to_review_and_frees_somebody():
    counted = Counter((rule, verdict.state) for (_, rule, _), verdict in said().verdicts.items())
    rules = {rule.id for rule in RULES().rules} - {RELATIONS_ONLY}
    reached = Counter({rule: counted[rule, "in_force"] + counted[rule, "pending_decision"] for rule in rules})

    assert seldom(reached, rules) == {}
    assert seldom(counted, [(rule, state) for rule in rules for state in ("needs_review", "not_affected")]) == {}


def test_every_label_of_an_outcome_is_met():
    reached = [verdict for verdict in said().verdicts.values() if verdict.reached]
    flags = Counter(flag for verdict in reached for flag in verdict.targets.values())
    others = Counter(
        lifetime=sum(verdict.lifetime for verdict in reached),
        same_industry=sum(verdict.scope == "same_industry" for verdict in reached),
        early_removal=sum(verdict.early_removal_from is not None for verdict in reached),
        earlier_version=sum("@" in (verdict.basis_at_decision or "") for verdict in reached),
        predecessor=sum("@" not in (verdict.basis_at_decision or "@") for verdict in reached),
    )

    assert seldom(flags, ["disclosed_with", "honour_on_record", "term_not_stated", None]) == {}
    assert seldom(others, others) == {}


def test_the_second_pass_and_every_relation_are_met():
    posts = Counter(rule for _, _, _, rule in said().post_conflicts)
    relations = Counter((kind, settled) for _, _, _, kind, settled in said().relation_alerts)
    wanted = [("same_principal", True), ("direct_holding", True), ("direct_holding", False), ("management", True)]

    assert sum(posts.values()) > 50
    assert posts.keys() >= {"CN-SAFE-94", "CN-CO-178-4", "CN-FOOD-135-1"}
    assert sum(len(asked) for asked in said().inquiries.values()) > 200
    assert seldom(relations, wanted) == {}
