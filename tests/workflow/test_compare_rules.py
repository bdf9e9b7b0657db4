"""Two sets of rules over the same facts: the hand-made graph of the web tests, and rules of which one element was changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest

from graph_service.errors import StoreConflictError
from graph_service.policy.loader import load_rulebook
from graph_service.policy.schema import Rule, RuleBook
from graph_service.query.compared import names_of, shape_comparison
from graph_service.workflow import propagate as use_case
from graph_service.workflow.compare_rules import Comparison, compare_rules, facts_of_graph
from graph_service.workflow.services import Services
from tests.web.fakes import EVENT, FIRM, LISTING, TODAY, fake_services

FOOD, MARKET = "CN-FOOD-135-1", "BJ-R1-MARKET-BAN"
RULES = cache(load_rulebook)
Change = Callable[[Rule], Rule]


def with_rule(rule_id: str, change: Change) -> RuleBook:
    """The shipped rules with one of them changed; other rules, other fingerprint."""
    rules = tuple(change(rule) if rule.id == rule_id else rule for rule in RULES().rules)
    return replace(RULES(), rules=rules, fingerprint=f"changed {rule_id} {rules}")


def newest(**values: object) -> Change:
    def change(rule: Rule) -> Rule:
        version = replace(rule.versions[-1], **values)  # type: ignore[arg-type]  # fields of the test's choice
        return replace(rule, versions=(*rule.versions[:-1], version))

    return change


def compared(new: RuleBook, old: RuleBook | None = None) -> Comparison:
    rows = fake_services().graph.facts_for([EVENT, LISTING])
    return compare_rules(rows, old or RULES(), new, TODAY)


def brief(found: Comparison) -> list[tuple[str, str, str, str | None, str | None]]:
    """Kind, rule, subject, and the deciding clause on both sides."""
    return [
        (
            one.kind.value,
            one.rule,
            one.subject,
            one.before.reason if one.before else None,
            one.after.reason if one.after else None,
        )
        for one in found.differences
    ]


def test_the_same_rules_make_no_difference() -> None:
    assert compared(RULES()) == Comparison()


def test_who_was_stopped_by_a_clause_that_is_dropped_is_newly_reached() -> None:
    food = next(rule for rule in RULES().rules if rule.id == FOOD)
    as_of = replace(food.versions[-1].as_of, newcomer="reach")

    found = compared(with_rule(FOOD, newest(as_of=as_of)))

    assert brief(found) == [("newly_reached", FOOD, "p-li", "not_newcomer", "reached")]


def test_who_held_a_role_that_is_removed_is_freed_and_so_is_the_office_that_was_forbidden() -> None:
    food = next(rule for rule in RULES().rules if rule.id == FOOD)
    fewer = tuple(target for target in food.versions[-1].targets if target.role != "direct_supervisor")

    found = compared(with_rule(FOOD, newest(targets=fewer)))

    assert brief(found) == [("freed", FOOD, "p-zhang", "reached", "role_listed")]
    assert found.new_conflicts == []
    assert [(one["person"], one["org"], one["post"]) for one in found.gone_conflicts] == [
        ("p-zhang", "91110105MA0FAKE76P", "general_manager")
    ]


def test_the_other_way_round_the_freed_are_newly_reached() -> None:
    food = next(rule for rule in RULES().rules if rule.id == FOOD)
    fewer = tuple(target for target in food.versions[-1].targets if target.role != "direct_supervisor")

    found = compared(RULES(), old=with_rule(FOOD, newest(targets=fewer)))

    assert brief(found) == [("newly_reached", FOOD, "p-zhang", "role_listed", "reached")]
    assert [one["person"] for one in found.new_conflicts] == ["p-zhang"]


def test_who_must_now_be_looked_at_is_newly_in_review_whether_reached_or_free_before() -> None:
    def for_review(rule: Rule) -> Rule:
        return replace(rule, covers=rule.covers - {"company"}, reviews=rule.reviews | {"company"})

    found = compared(with_rule(FOOD, for_review))

    assert brief(found) == [
        ("newly_in_review", FOOD, FIRM, "reached", "type_settled"),
        ("newly_in_review", FOOD, "p-zhang", "reached", "type_settled"),
    ]


def test_another_term_changes_the_days_of_those_who_stay_reached() -> None:
    food = next(rule for rule in RULES().rules if rule.id == FOOD)

    found = compared(with_rule(FOOD, newest(term=replace(food.versions[-1].term, years=6))))

    assert {kind for kind, *_ in brief(found)} == {"changed"}
    assert {one.subject: (str(one.before.last_day), str(one.after.last_day)) for one in found.differences} == {  # type: ignore[union-attr]
        FIRM: ("2029-03-15", "2030-03-15"),
        "p-zhang": ("2029-03-15", "2030-03-15"),
    }


def test_a_policy_measure_that_takes_effect_by_itself_changes_the_state() -> None:
    found = compared(with_rule(MARKET, newest(effect="ipso_iure")))

    states = {(str(one.before.state), str(one.after.state)) for one in found.differences}  # type: ignore[union-attr]
    assert states == {("pending_decision", "in_force")}


def test_under_a_rule_that_is_switched_off_everybody_reached_or_in_review_is_freed_and_nobody_else_named() -> None:
    found = compared(with_rule(FOOD, lambda rule: replace(rule, enabled=False)))

    assert {(kind, after) for kind, _, _, _, after in brief(found)} == {("freed", None)}
    assert {subject for _, _, subject, _, _ in brief(found)} == {FIRM, "p-zhang", "p-li", "p-wang", "p-namesake"}


def test_shaped_a_difference_has_names_words_and_the_days_of_both_sides() -> None:
    food = next(rule for rule in RULES().rules if rule.id == FOOD)
    as_of = replace(food.versions[-1].as_of, newcomer="reach")
    rows = fake_services().graph.facts_for([EVENT])

    (shaped,) = shape_comparison(compared(with_rule(FOOD, newest(as_of=as_of))), rows, "graph")

    assert names_of(rows)["p-li"] == "李淑芬"
    before, after = shaped.pop("before"), shaped.pop("after")
    assert shaped == {
        "kind": "newly_reached",
        "kind_words": {"zh": "新及于", "en": "newly reached"},
        "rule": FOOD,
        "facts": "graph",
        "event": EVENT,
        "subject": "p-li",
        "name": "李淑芬",
    }
    assert (before["state"], before["clause"], before["clause_words"]["zh"], before["last_day"]) == (  # type: ignore[index]
        "needs_review",
        "not_newcomer",
        "违法期间亦任职",
        None,
    )
    assert (after["state"], after["clause"], after["clause_words"]["zh"], after["last_day"]) == (  # type: ignore[index]
        "in_force",
        "reached",
        "适用",
        "2029-03-15",
    )


def test_the_facts_of_the_graph_come_in_the_chunks_of_propagation(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(use_case, "CHUNK", 1)
    seen: list[tuple[int, int]] = []

    parts = list(facts_of_graph(services, lambda done, total: seen.append((done, total))))

    assert [[row["id"] for row in rows["events"]] for rows in parts] == [[EVENT], [LISTING]]
    assert seen == [(1, 2), (2, 2)]


def test_a_graph_that_never_rests_is_a_conflict_that_may_be_tried_again(services: Services) -> None:
    versions = iter(range(100))
    graph = services.graph
    graph.graph_version = lambda: next(versions)  # type: ignore[method-assign]

    with pytest.raises(StoreConflictError) as refused:
        list(facts_of_graph(services))

    assert refused.value.retryable
