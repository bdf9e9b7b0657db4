"""``only_changed`` recomputes exactly the events concerned, and what the ledger then says is what propagating everything would."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from graph_service.model.outcomes import Outcome, State
from graph_service.policy.schema import RuleBook
from graph_service.propagation.engine import propagate
from graph_service.propagation.facts import Facts
from graph_service.workflow import propagate as use_case
from graph_service.workflow.propagate import propagate_events
from graph_service.workflow.services import Services
from tests.web.fakes import EVENT, LISTING, TODAY, FakeGraph
from tests.workflow.conftest import MemoryLedger
from tests.workflow.worlds import WorldGraph, changed, random_graph, some_day

SEEDS = range(60)
DAY = date(2026, 6, 29)


def told(ledger: MemoryLedger, events: Iterable[str]) -> list[Outcome]:
    """What the newest runs of the events say."""
    return sorted(ledger.outcomes_in(ledger.newest_runs(list(events))), key=str)


def of_everything(graph: WorldGraph, rules: RuleBook, on: date) -> list[Outcome]:
    """What propagating all events would say."""
    return sorted(propagate(Facts.from_rows(graph.rows), rules, on).outcomes(), key=str)


def recomputed(ledger: MemoryLedger, runs_before: int) -> set[str]:
    return {event for run, _ in ledger.runs[runs_before:] for event in run.events}


@pytest.mark.parametrize("seed", SEEDS)
def test_after_a_changed_fact_exactly_the_events_with_other_facts_are_recomputed(
    services: Services, ledger: MemoryLedger, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    random = Random(seed)
    monkeypatch.setattr(use_case, "CHUNK", 2)
    before = random_graph(random)
    after = changed(before, random)
    if seed % 2:  # what was merged is split, what was annulled stands again
        before, after = after, before
    propagate_events(replace(services, graph=before), None, DAY)  # type: ignore[arg-type]  # a fake
    runs, facts_before, facts_after = len(ledger.runs), before.facts_by_event(), after.facts_by_event()

    report = propagate_events(replace(services, graph=after), None, DAY, only_changed=True)  # type: ignore[arg-type]  # a fake

    other = {event for event in facts_after if facts_after[event] != facts_before[event]}
    assert recomputed(ledger, runs) == other
    assert (report.checked, report.events, dict(report.causes)) == (
        len(facts_after),
        len(other),
        {"facts": len(other)} if other else {},
    )
    assert told(ledger, after.event_ids()) == of_everything(after, services.rules.enabled(), DAY)


@pytest.mark.parametrize("seed", SEEDS)
def test_on_another_day_what_is_not_recomputed_is_the_same_as_if_it_were(
    services: Services, ledger: MemoryLedger, seed: int
) -> None:
    random = Random(seed)
    graph, day, other = random_graph(random), some_day(random), some_day(random) + timedelta(days=random.choice([-1, 0, 1]))
    world = replace(services, graph=graph)  # type: ignore[arg-type]  # a fake
    propagate_events(world, None, day)

    propagate_events(world, None, other, only_changed=True)

    assert told(ledger, graph.event_ids()) == of_everything(graph, services.rules.enabled(), other)


def test_the_next_day_recomputes_only_where_a_day_that_matters_has_passed(services: Services, ledger: MemoryLedger) -> None:
    last = date(2029, 3, 15)  # 2024-03-15 and five years: the last day of the food ban
    propagate_events(services, None, TODAY)

    quiet = propagate_events(services, None, TODAY + timedelta(days=1), only_changed=True)
    still = propagate_events(services, [EVENT], last, only_changed=True)
    passed = propagate_events(services, [EVENT], last + timedelta(days=1), only_changed=True)

    assert (quiet.checked, quiet.events, still.events, passed.events) == (2, 0, 0, 1)
    assert dict(passed.causes) == {"day": 1}
    ended = {(one.rule, one.since, one.reason) for one in passed.changes if one.kind == "ended"}
    assert ended == {("CN-FOOD-135-1", last + timedelta(days=1), "within_term")}


def test_a_changed_rule_recomputes_the_events_that_it_judges_and_no_others(services: Services, ledger: MemoryLedger) -> None:
    propagate_events(services, None, TODAY)
    left = services.rules.enabled()
    without = replace(left, rules=tuple(rule for rule in left.rules if rule.id != "CN-FOOD-135-1"), fingerprint="another")

    report = propagate_events(replace(services, rules=without), None, TODAY, only_changed=True)

    assert (recomputed(ledger, 1), dict(report.causes)) == ({EVENT}, {"rules": 1})
    assert {(one.kind, one.rule, one.reason) for one in report.changes} == {("ended", "CN-FOOD-135-1", "rule_not_applied")}


@pytest.mark.parametrize("seed", range(20))
def test_after_a_changed_rule_the_ledger_says_what_propagating_everything_would(
    services: Services, ledger: MemoryLedger, seed: int
) -> None:
    random = Random(seed)
    graph, whole = random_graph(random), services.rules.enabled()
    gone = random.choice(whole.rules)
    fewer = replace(whole, rules=tuple(rule for rule in whole.rules if rule is not gone), fingerprint=f"without {gone.id}")
    propagate_events(replace(services, graph=graph), None, DAY)  # type: ignore[arg-type]  # a fake

    propagate_events(replace(services, graph=graph, rules=fewer), None, DAY, only_changed=True)  # type: ignore[arg-type]  # a fake

    assert told(ledger, graph.event_ids()) == of_everything(graph, fewer, DAY)
    triggered = {str(row["id"]) for row in graph.rows["events"] if row["category"] in gone.categories}
    assert recomputed(ledger, 1) == triggered


def test_what_was_never_propagated_is_and_what_is_current_is_left(services: Services, ledger: MemoryLedger) -> None:
    propagate_events(services, [LISTING], TODAY)

    first = propagate_events(services, None, TODAY, only_changed=True)
    again = propagate_events(services, None, TODAY, only_changed=True)

    assert (recomputed(ledger, 1), dict(first.causes)) == ({EVENT}, {"new": 1})
    assert (again.checked, again.events, again.runs_stored, len(ledger.runs)) == (2, 0, 0, 2)


def test_an_annulment_ends_exactly_what_the_decision_derived_and_keeps_the_history(
    services: Services, ledger: MemoryLedger
) -> None:
    whole = propagate_events(services, None, TODAY)
    derived = {(one.rule, one.subject) for one in whole.changes if one.event == EVENT}
    graph = FakeGraph()
    graph.events = [{**row, "annulled_date": TODAY} if row["id"] == EVENT else row for row in graph.events]

    report = propagate_events(replace(services, graph=graph), None, TODAY, only_changed=True)  # type: ignore[arg-type]  # a fake

    assert {(one.rule, one.subject) for one in report.changes} == derived
    assert {(one.kind, one.event, one.reason) for one in report.changes} == {("ended", EVENT, "stands")}
    assert all(one.from_start for one in report.changes)
    assert [len(ledger.runs_of_event(event)) for event in (EVENT, LISTING)] == [2, 1]


def test_facts_that_change_back_bring_back_what_was_ended(services: Services, ledger: MemoryLedger) -> None:
    first = propagate_events(services, None, TODAY)
    other = FakeGraph()
    other.change_events(annulled_date=TODAY)
    propagate_events(replace(services, graph=other), None, TODAY, only_changed=True)  # type: ignore[arg-type]  # a fake

    report = propagate_events(services, None, TODAY, only_changed=True)

    assert {(one.rule, one.subject) for one in report.changes} == {(one.rule, one.subject) for one in first.changes}
    assert {one.kind for one in report.changes} == {"added"}
    assert len(ledger.runs_of_event(EVENT)) == 3


@pytest.mark.parametrize("only_changed", [True, False])
def test_an_event_that_its_source_took_back_lets_go_of_everybody_once(
    services: Services, ledger: MemoryLedger, *, only_changed: bool
) -> None:
    graph = next(graph for seed in range(99) if len(told_open(graph := random_graph(Random(seed)), services)) > 1)
    propagate_events(replace(services, graph=graph), None, DAY)  # type: ignore[arg-type]  # a fake
    gone = min(one.event for one in ledger.open_outcomes())
    left = replace(services, graph=without(graph, gone))  # type: ignore[arg-type]  # a fake

    first = propagate_events(left, None, DAY, only_changed=only_changed)
    second = propagate_events(left, None, DAY, only_changed=only_changed)

    assert told(ledger, [gone]) == []
    assert {one.event for one in ledger.open_outcomes()} <= set(left.graph.event_ids())
    assert {(one.kind, one.reason) for one in first.changes if one.event == gone} == {("ended", "rule_not_applied")}
    assert [one for one in second.changes if one.event == gone] == []


def told_open(graph: WorldGraph, services: Services) -> set[str]:
    found = propagate(Facts.from_rows(graph.rows), services.rules.enabled(), DAY).outcomes()
    return {one.event for one in found if one.state is not State.NOT_AFFECTED}


def without(graph: WorldGraph, event: str) -> WorldGraph:
    rows = {table: [row for row in given if event not in (row.get("event"), row["id"] if table == "events" else None)]
            for table, given in graph.rows.items()}  # fmt: skip
    return WorldGraph(rows)
