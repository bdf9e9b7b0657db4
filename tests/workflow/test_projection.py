"""What the ledger says as measures: which there are, what they say, how differences are found, and that the ledger is never touched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from datetime import date, timedelta

import pytest

from graph_service.errors import StoreUnavailableError
from graph_service.model.outcomes import Outcome, State
from graph_service.store.history_ports import EventRun
from graph_service.store.ports import Run
from graph_service.store.projection_ports import MeasureCount, Measures, ProjectionCounts
from graph_service.workflow import projection as use_case
from graph_service.workflow.projection import (
    EventDifference,
    bring_up_to_date,
    compare_with_ledger,
    lagging_events,
    measure_key,
    measure_row,
    project_events,
    project_everything,
)
from graph_service.workflow.propagate import propagate_events
from graph_service.workflow.services import Services
from tests.ledger.samples import full_outcome, outcome
from tests.web.fakes import EVENT, LISTING, NOW, TODAY, FakeGraph
from tests.workflow.conftest import MemoryLedger

LATER = TODAY + timedelta(days=1)


class ShowingGraph(FakeGraph):
    """A graph that keeps its measures in memory."""

    def __init__(self) -> None:
        super().__init__()
        self.measures: dict[str, dict[str, object]] = {}
        self.batches: list[list[str]] = []

    def show_measures(self, events: Sequence[str], said: Callable[[], Measures]) -> ProjectionCounts:
        if self.broken:
            raise self.broken
        wanted, before = said(), self.measures_of(events)
        self.batches.append(list(events))
        self.measures = {key: row for key, row in self.measures.items() if key not in before}
        self.measures |= {key: dict(row) for key, row in wanted.items()}
        same = sum(before.get(key) == row for key, row in wanted.items())
        both = len(before.keys() & wanted.keys())
        return ProjectionCounts(len(wanted) - both, both - same, len(before) - both, same)

    def measures_of(self, events: Sequence[str]) -> Measures:
        return {key: dict(row) for key, row in self.measures.items() if row["event"] in events}

    def measures_shown(self) -> frozenset[MeasureCount]:
        found = Counter((str(row["event"]), str(row["run"])) for row in self.measures.values())
        return frozenset(MeasureCount(*key, number) for key, number in found.items())


@pytest.fixture
def graph() -> ShowingGraph:
    return ShowingGraph()


@pytest.fixture
def services(services: Services, graph: ShowingGraph) -> Services:
    """Two events, propagated and stored, not shown yet."""
    shown = replace(services, graph=graph)  # type: ignore[arg-type]  # a fake
    propagate_events(shown, None, TODAY)
    return shown


def open_keys(ledger: MemoryLedger) -> set[str]:
    entries = ledger.newest_runs([EVENT, LISTING])
    return {measure_key(one) for one in ledger.outcomes_in(entries) if one.state is not State.NOT_AFFECTED}


def a_measure(graph: ShowingGraph, event: str = EVENT) -> dict[str, object]:
    return next(row for _, row in sorted(graph.measures.items()) if row["event"] == event)


def test_a_measure_says_what_its_outcome_says_and_which_run_said_it() -> None:
    said = full_outcome()

    row = measure_row(said, EventRun("ev-1", "run-1", date(2026, 3, 1), "rules-1", 7, NOW, None))

    expected = {field.name: getattr(said, field.name) for field in fields(Outcome) if getattr(said, field.name) is not None}
    for left_out in ("why", "why_en", "clauses", "sources"):
        del expected[left_out]
    expected |= {"key": measure_key(said), "run": "run-1", "on": date(2026, 3, 1), "state": "needs_review"}
    assert row == expected | {"articles": list(said.articles)}


def test_the_key_is_that_of_event_rule_and_subject_alone() -> None:
    plain = outcome("ev", "R1", "p-a")

    same = {measure_key(one) for one in (plain, replace(plain, state=State.NEEDS_REVIEW, version="2020-01-01", measure="X"))}
    others = {measure_key(outcome(*names)) for names in (("ev", "R1", "p-b"), ("ev", "R2", "p-a"), ("ev2", "R1", "p-a"))}

    assert len(same) == 1
    assert len(same | others) == 4


def test_every_outcome_that_concerns_somebody_is_shown_and_no_other(
    services: Services, graph: ShowingGraph, ledger: MemoryLedger
) -> None:
    done = project_everything(services)

    assert set(graph.measures) == open_keys(ledger)
    assert {row["state"] for row in graph.measures.values()} == {"in_force", "pending_decision", "needs_review"}
    assert (done.events, done.counts) == (2, ProjectionCounts(created=len(graph.measures)))
    assert project_everything(services).counts == ProjectionCounts(unchanged=len(graph.measures))


def test_the_newest_run_of_each_event_speaks_whatever_its_day(services: Services, graph: ShowingGraph) -> None:
    propagate_events(services, [EVENT], LATER)

    project_everything(services)

    assert {(row["event"], row["on"]) for row in graph.measures.values()} == {(EVENT, LATER), (LISTING, TODAY)}


def test_only_the_events_asked_for_are_shown(services: Services, graph: ShowingGraph) -> None:
    done = project_events(services, [LISTING, LISTING])

    assert {row["event"] for row in graph.measures.values()} == {LISTING}
    assert done.events == 1


def test_an_event_whose_outcomes_vanished_and_one_that_the_ledger_does_not_know_lose_their_measures(
    services: Services, graph: ShowingGraph, ledger: MemoryLedger
) -> None:
    project_everything(services)
    graph.measures["made up"] = a_measure(graph) | {"key": "made up", "event": "ev-unknown"}
    ledger.store_run(Run("run-empty", LATER, "rules", 7, "inputs-empty", (EVENT,), NOW), ())

    done = project_everything(services)

    assert {row["event"] for row in graph.measures.values()} == {LISTING}
    assert (done.events, compare_with_ledger(services).differing) == (3, [])


def test_events_are_shown_in_batches_with_progress(
    services: Services, graph: ShowingGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(use_case, "BATCH", 1)
    seen: list[tuple[int, int]] = []

    project_everything(services, lambda done, total: seen.append((done, total)))

    assert (graph.batches, seen) == ([[EVENT], [LISTING]], [(1, 2), (2, 2)])


def test_graph_and_ledger_agree_after_a_projection_and_the_comparison_says_how_much_it_compared(
    services: Services, graph: ShowingGraph
) -> None:
    project_everything(services)
    seen: list[tuple[int, int]] = []

    found = compare_with_ledger(services, lambda done, total: seen.append((done, total)))

    assert (found.events, found.measures, found.differing) == (2, len(graph.measures), [])
    assert seen == [(2, 2)]


def test_every_planted_difference_is_found_with_its_event_and_columns(services: Services, graph: ShowingGraph) -> None:
    project_everything(services)
    lost = a_measure(graph, LISTING)
    del graph.measures[str(lost["key"])]
    graph.measures["made up"] = dict(lost) | {"key": "made up"}
    changed = a_measure(graph)
    graph.measures[str(changed["key"])] = changed | {"state": "in_force!", "note": "by hand"}

    found = compare_with_ledger(services)

    assert found.differing == [
        EventDifference(EVENT, missing=0, extra=0, changed=1, columns=("note", "state")),
        EventDifference(LISTING, missing=1, extra=1, changed=0, columns=()),
    ]


def test_before_anything_is_shown_every_event_with_measures_differs_and_lags(services: Services, graph: ShowingGraph) -> None:
    found = compare_with_ledger(services)

    assert [(one.event, one.extra, one.changed) for one in found.differing] == [(EVENT, 0, 0), (LISTING, 0, 0)]
    assert sum(one.missing for one in found.differing) == found.measures
    assert lagging_events(graph, services.ledger) == [EVENT, LISTING]


def test_an_event_lags_when_a_newer_run_is_not_shown_or_a_measure_is_missing(services: Services, graph: ShowingGraph) -> None:
    project_everything(services)
    assert lagging_events(graph, services.ledger) == []

    propagate_events(services, [EVENT], LATER)
    assert lagging_events(graph, services.ledger) == [EVENT]

    project_everything(services)
    del graph.measures[str(a_measure(graph, LISTING)["key"])]
    assert lagging_events(graph, services.ledger) == [LISTING]


def test_a_run_that_is_stored_and_shown_while_the_two_are_compared_is_no_difference(services: Services) -> None:
    class Overtaken(ShowingGraph):
        """Between the two reads of the comparison another process propagates and shows."""

        overtaken = 0

        def measures_of(self, events: Sequence[str]) -> Measures:
            if self.overtaken == 1:
                self.overtaken += 1
                propagate_events(overtaken, None, LATER)
                project_everything(overtaken)
            return super().measures_of(events)

    graph = Overtaken()
    overtaken = replace(services, graph=graph)  # type: ignore[arg-type]  # a fake
    project_everything(overtaken)
    graph.overtaken = 1

    assert compare_with_ledger(overtaken).differing == []
    assert graph.overtaken == 2


def test_a_graph_that_fails_leaves_the_ledger_right_and_the_words_say_what_to_do(
    services: Services, graph: ShowingGraph, ledger: MemoryLedger
) -> None:
    graph.broken = StoreUnavailableError("The graph server did not answer.")
    stored = list(ledger.runs)

    done = bring_up_to_date(services, [EVENT, LISTING])

    assert (done.events, ledger.runs) == (0, stored)
    assert isinstance(done.error, StoreUnavailableError)
    assert "stored in the ledger" in done.error.message
    assert done.error.message.endswith("The graph server did not answer.")
    assert "graph-service project" in done.error.hint
    graph.broken = None
    assert bring_up_to_date(services, [EVENT, LISTING]).error is None
    assert compare_with_ledger(services).differing == []


def test_a_report_names_the_events_that_are_then_shown(services: Services, graph: ShowingGraph) -> None:
    report = propagate_events(services, [EVENT], LATER)
    unchanged = propagate_events(services, [EVENT], LATER)

    assert report.propagated == unchanged.propagated == [EVENT]
    assert (unchanged.events, unchanged.runs_stored) == (1, 0)
