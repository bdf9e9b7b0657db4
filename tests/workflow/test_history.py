"""The record of an event and of a subject: what each run changed, when we learned it, under which rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from graph_service.errors import NotFoundError
from graph_service.model.facts import Row
from graph_service.query import history as use_case
from graph_service.query.history import history_of_event, history_of_subject
from graph_service.query.resolve import resolve_subject
from graph_service.store.ports import StatedFact
from graph_service.workflow.propagate import propagate_events
from graph_service.workflow.services import Services
from tests.web.fakes import EVENT, LISTING, NOW, TODAY, FakeGraph

REMOVED = date(2025, 1, 1)
LATER = NOW + timedelta(days=1)


class TwoTimesGraph(FakeGraph):
    """A graph whose listing was removed later, and that remembers the listing as it was believed before and after."""

    def __init__(self) -> None:
        super().__init__()
        self.events = [
            {**row, "removed_date": REMOVED, "source": "f-event-1b"} if row["id"] == LISTING else row for row in self.events
        ]

    def fact(self, fact_id: str) -> StatedFact | None:
        rows: Sequence[Row] = [row for row in self.events if row["source"] == fact_id]
        known = self.provenance(["f-event-0"])["f-event-0"]
        return StatedFact("events", rows[0], known) if rows else super().fact(fact_id)


@pytest.fixture
def removed(services: Services) -> Services:
    """Two runs: before the listing was removed, and after."""
    propagate_events(services, None, TODAY)
    after = replace(services, graph=TwoTimesGraph(), now=lambda: LATER)  # type: ignore[arg-type]  # a fake
    propagate_events(after, None, TODAY, only_changed=True)
    return after


def test_the_record_tells_newest_first_what_was_learned_when_and_under_which_rules(removed: Services) -> None:
    found: Any = history_of_event(removed, LISTING)

    times = [(one["recorded_at"], one["on"], one["rules"]) for one in found["entries"]]
    rules = removed.rules.fingerprint
    assert times == [(LATER.isoformat(), TODAY.isoformat(), rules), (NOW.isoformat(), TODAY.isoformat(), rules)]
    newest, first = (one["difference"] for one in found["entries"])
    assert first["counts"]["measures_ended"] == 0
    assert newest["counts"]["measures_ended"] == first["counts"]["measures_added"] > 0
    assert {(one["since"], one["reason"]) for one in newest["changes"] if one["what"] == "measure"} == {
        (REMOVED.isoformat(), "not_ended")
    }


def test_it_says_what_the_run_itself_reported(services: Services) -> None:
    propagate_events(services, None, TODAY)
    after = replace(services, graph=TwoTimesGraph(), now=lambda: LATER)  # type: ignore[arg-type]  # a fake
    report = propagate_events(after, None, TODAY, only_changed=True)

    found: Any = history_of_event(after, LISTING)

    told = [(one["kind"], one["rule"], one["subject"], one["since"]) for one in found["entries"][0]["difference"]["changes"]]
    assert told == [(one.kind, one.rule, one.subject, one.since and one.since.isoformat()) for one in report.changes]


def test_the_record_of_a_subject_has_its_own_changes_in_every_event_that_ever_considered_it(removed: Services) -> None:
    found: Any = history_of_subject(removed, resolve_subject(removed, "p-zhou"))

    changes = [(entry["event"], one) for entry in found["entries"] for one in entry["difference"]["changes"]]
    assert {one["subject"] for _, one in changes} == {"p-zhou"}
    assert {event for event, _ in changes} == {LISTING}
    assert [entry["recorded_at"] for entry in found["entries"]] == [LATER.isoformat(), NOW.isoformat()]


def test_a_long_record_shows_its_newest_entries_and_says_so(removed: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(use_case, "MOST_ENTRIES", 1)

    found: Any = history_of_event(removed, LISTING)

    assert (found["complete"], [one["recorded_at"] for one in found["entries"]]) == (False, [LATER.isoformat()])
    assert found["entries"][0]["difference"]["counts"]["measures_ended"] > 0


def test_an_event_without_a_run_is_not_found(services: Services) -> None:
    with pytest.raises(NotFoundError, match="ev-none"):
        history_of_event(services, "ev-none")


def test_an_event_that_was_not_concerned_has_its_first_entry_alone(removed: Services) -> None:
    found: Any = history_of_event(removed, EVENT)

    assert len(found["entries"]) == 1
