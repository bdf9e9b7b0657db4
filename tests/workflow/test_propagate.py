"""Propagation as a use case: what is stored, under which version, and when it tries again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import count

import pytest

from graph_service.errors import NotFoundError, StoreConflictError
from graph_service.model.facts import Row
from graph_service.model.outcomes import State
from graph_service.workflow import propagate as use_case
from graph_service.workflow.grounds import fingerprint
from graph_service.workflow.propagate import ATTEMPTS, propagate_events
from graph_service.workflow.services import Services
from tests.web.fakes import EVENT, LISTING, NOW, TODAY, FakeGraph
from tests.workflow.conftest import MemoryLedger


class RestlessGraph(FakeGraph):
    """A graph that another writer changes during the first reads."""

    def __init__(self, versions: Iterator[int]) -> None:
        super().__init__()
        self.versions = versions

    def graph_version(self) -> int:
        return next(self.versions)


class CorrectedGraph(FakeGraph):
    """A graph in which one fact was corrected."""

    def facts_for(self, event_ids: Sequence[str]) -> Mapping[str, Sequence[Row]]:
        rows = dict(super().facts_for(event_ids))
        rows["findings"] = ()
        return rows


def test_every_event_is_propagated_in_one_run_that_names_what_it_read(services: Services, ledger: MemoryLedger) -> None:
    report = propagate_events(services, None, TODAY)

    (run, outcomes) = ledger.runs[0]
    assert (run.events, run.graph_version, run.on, run.recorded_at) == ((EVENT, LISTING), 7, TODAY, NOW)
    assert run.rules == services.rules.fingerprint
    assert sorted(report.outcomes, key=str) == sorted(outcomes, key=str)
    assert (report.events, report.runs_stored, report.runs_unchanged) == (2, 1, 0)


def test_counts_by_state_add_up_and_nobody_is_both_reached_and_not(services: Services) -> None:
    report = propagate_events(services, None, TODAY)

    assert report.states.total() == len(report.outcomes)
    reached = {one.subject for one in report.outcomes if one.state in (State.IN_FORCE, State.PENDING_DECISION)}
    assert report.reached == reached
    assert not report.reached & report.not_reached
    assert not report.reached & report.in_review
    assert report.reached | report.in_review | report.not_reached == {one.subject for one in report.outcomes}


def test_the_same_again_stores_nothing(services: Services, ledger: MemoryLedger) -> None:
    propagate_events(services, None, TODAY)

    report = propagate_events(services, [LISTING, EVENT, EVENT], TODAY)

    assert (report.runs_stored, report.runs_unchanged, len(ledger.runs)) == (0, 1, 1)


def test_another_day_or_another_fact_is_another_run(services: Services, ledger: MemoryLedger) -> None:
    propagate_events(services, None, TODAY)
    propagate_events(services, None, TODAY + timedelta(days=1))
    propagate_events(replace(services, graph=CorrectedGraph()), None, TODAY)  # type: ignore[arg-type]  # a fake

    assert len({run.inputs for run, _ in ledger.runs}) == 3


def test_an_unknown_event_is_refused_and_nothing_is_stored(services: Services, ledger: MemoryLedger) -> None:
    with pytest.raises(NotFoundError, match="ev-missing"):
        propagate_events(services, [EVENT, "ev-missing"], TODAY)

    assert ledger.runs == []


def test_when_the_graph_changed_while_it_was_read_the_run_names_the_version_of_a_quiet_read(
    services: Services, ledger: MemoryLedger
) -> None:
    graph = RestlessGraph(iter([1, 2, 2, 3, 3, 3]))

    report = propagate_events(replace(services, graph=graph), [EVENT], TODAY)  # type: ignore[arg-type]  # a fake

    assert [run.graph_version for run, _ in ledger.runs] == [3]
    assert report.states.total() == len(ledger.runs[0][1])


def test_a_graph_that_never_rests_is_a_conflict_that_may_be_tried_again(services: Services, ledger: MemoryLedger) -> None:
    versions = count()

    with pytest.raises(StoreConflictError, match=f"each of {ATTEMPTS} tries") as refused:
        propagate_events(replace(services, graph=RestlessGraph(versions)), [EVENT], TODAY)  # type: ignore[arg-type]  # a fake

    assert refused.value.retryable
    assert next(versions) == 2 * ATTEMPTS
    assert ledger.runs == []


def test_events_in_chunks_give_the_same_outcomes_as_in_one(
    services: Services, ledger: MemoryLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = propagate_events(services, None, TODAY)
    monkeypatch.setattr(use_case, "CHUNK", 1)
    seen: list[tuple[int, int]] = []

    parts = propagate_events(services, None, TODAY, lambda done, total: seen.append((done, total)))

    assert sorted(parts.outcomes, key=str) == sorted(whole.outcomes, key=str)
    assert (seen, len(ledger.runs)) == ([(1, 2), (2, 2)], 3)


def test_the_fingerprint_depends_on_every_input_and_not_on_the_order_of_rows(services: Services) -> None:
    rows = services.graph.facts_for([EVENT])
    turned = {table: tuple(reversed(list(lines))) for table, lines in reversed(rows.items())}
    one = fingerprint(rows, services.rules, [EVENT], TODAY)

    assert fingerprint(turned, services.rules, [EVENT], TODAY) == one
    others = {
        fingerprint(rows, services.rules, [LISTING], TODAY),
        fingerprint(rows, services.rules, [EVENT], date(2020, 1, 1)),
        fingerprint(rows, services.rules.only(frozenset({"BJ-R1"})), [EVENT], TODAY),
        fingerprint({**rows, "findings": ()}, services.rules, [EVENT], TODAY),
    }
    assert len(others | {one}) == 5
