"""A ledger in memory that keeps the promises of the port, and the hand-made graph of the web tests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import pytest

from graph_service.model.outcomes import Outcome, State
from graph_service.store.act_ports import Check
from graph_service.store.history_ports import EventRun, Grounds
from graph_service.store.ports import Run
from graph_service.store.projection_ports import MeasureCount
from graph_service.workflow.services import Services
from tests.web.fakes import FakeLedger, fake_services


class MemoryLedger(FakeLedger):
    """Runs and outcomes, append-only, as the ports promise."""

    def __init__(self) -> None:
        super().__init__()
        self.runs: list[tuple[Run, tuple[Outcome, ...]]] = []
        self.entries: list[EventRun] = []
        self.checks: list[Check] = []

    def store_run(self, run: Run, outcomes: Sequence[Outcome], grounds: Mapping[str, Grounds] | None = None) -> bool:
        if not any(known.inputs == run.inputs for known, _ in self.runs):
            self.runs.append((run, tuple(outcomes)))
        fresh = [event for event in run.events if (found := self._newest(event, run.on)) is None or found.run != run.id]
        self.entries += [
            EventRun(event, run.id, run.on, run.rules, run.graph_version, run.recorded_at, (grounds or {}).get(event))
            for event in fresh
        ]
        return bool(fresh)

    def note_check(self, check: Check) -> None:
        self.checks.append(check)

    def _newest(self, event: str, on: date | None = None) -> EventRun | None:
        found = (entry for entry in reversed(self.entries) if entry.event == event and on in (None, entry.on))
        return next(found, None)

    def latest_run(self, event: str, on: date) -> Run | None:  # type: ignore[override]  # the base has no runs
        newest = self._newest(event, on)
        return next(run for run, _ in self.runs if run.id == newest.run) if newest else None

    def outcomes_of_event(self, event: str, on: date) -> Sequence[Outcome]:
        newest = self._newest(event, on)
        return self.outcomes_in([newest]) if newest else []

    def newest_runs(self, events: Sequence[str]) -> Sequence[EventRun]:
        return [entry for event in sorted(events) if (entry := self._newest(event))]

    def runs_of_event(self, event: str) -> Sequence[EventRun]:
        return [entry for entry in self.entries if entry.event == event]

    def outcomes_in(self, entries: Sequence[EventRun], *, open_only: bool = False) -> Sequence[Outcome]:
        wanted = {(entry.run, entry.event) for entry in entries}
        found = [one for run, outcomes in self.runs for one in outcomes if (run.id, one.event) in wanted]
        return [one for one in found if not open_only or one.state is not State.NOT_AFFECTED]

    def open_outcomes(self) -> frozenset[MeasureCount]:
        said = {entry.event: entry.run for entry in self.newest_runs([entry.event for entry in self.entries])}
        found = Counter(one.event for one in self.outcomes_in(self.newest_runs(list(said)), open_only=True))
        return frozenset(MeasureCount(event, said[event], number) for event, number in found.items())

    def events_naming(self, subject: str) -> Sequence[str]:
        return sorted({one.event for _, outcomes in self.runs for one in outcomes if one.subject == subject})

    def touched_per_event(self, most_events: int) -> Sequence[int]:
        newest = [self._newest(event) for event in {entry.event for entry in self.entries}]
        said = [self.outcomes_in([entry], open_only=True) for entry in newest if entry]
        return [len({one.subject for one in outcomes}) for outcomes in said][:most_events]


@pytest.fixture
def ledger() -> MemoryLedger:
    return MemoryLedger()


@pytest.fixture
def services(ledger: MemoryLedger) -> Services:
    return replace(fake_services(), ledger=ledger)  # type: ignore[arg-type]  # a fake has only what these tests ask for
