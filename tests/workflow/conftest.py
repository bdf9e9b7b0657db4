"""A ledger in memory that keeps the promises of the port, and the hand-made graph of the web tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from graph_service.model.outcomes import Outcome
from graph_service.store.ports import Run
from graph_service.workflow.services import Services
from tests.web.fakes import FakeLedger, fake_services


class MemoryLedger(FakeLedger):
    """Runs and outcomes, append-only, as the port promises."""

    def __init__(self) -> None:
        super().__init__()
        self.runs: list[tuple[Run, tuple[Outcome, ...]]] = []

    def store_run(self, run: Run, outcomes: Sequence[Outcome]) -> bool:
        if any(known.inputs == run.inputs for known, _ in self.runs):
            return False
        self.runs.append((run, tuple(outcomes)))
        return True

    def _newest(self, event: str, on: date) -> tuple[Run, tuple[Outcome, ...]] | None:
        return next(((run, found) for run, found in reversed(self.runs) if event in run.events and run.on == on), None)

    def latest_run(self, event: str, on: date) -> Run | None:  # type: ignore[override]  # the base has no runs
        newest = self._newest(event, on)
        return newest[0] if newest else None

    def outcomes_of_event(self, event: str, on: date) -> Sequence[Outcome]:
        newest = self._newest(event, on)
        return [one for one in newest[1] if one.event == event] if newest else []


@pytest.fixture
def ledger() -> MemoryLedger:
    return MemoryLedger()


@pytest.fixture
def services(ledger: MemoryLedger) -> Services:
    return replace(fake_services(), ledger=ledger)  # type: ignore[arg-type]  # a fake has only what these tests ask for
