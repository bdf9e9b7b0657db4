"""What use cases need of the ledger's past: which run speaks for an event, on what it rests, what came out, and how much is usual.

Every method may raise ``StoreUnavailableError`` (trying again may help).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from graph_service.model.outcomes import Outcome
from graph_service.store.projection_ports import MeasureCount


@dataclass(frozen=True, slots=True)
class Grounds:
    """What the outcomes of one event rest on: as long as it is the same, so are they (``docs/decisions/0014``).

    Attributes:
        facts: SHA-256 over every fact that propagation of the event may ask for.
        rules: SHA-256 over what the rule book says for events of its category.
        same_from / same_until: on every day of evaluation from the first (inside) to the second (outside) the outcomes are those of
            the run; ``None`` is open.
    """

    facts: str
    rules: str
    same_from: date | None
    same_until: date | None

    def hold_on(self, day: date) -> bool:
        """Say whether the outcomes, judged on ``day``, would be the same."""
        return (self.same_from is None or self.same_from <= day) and (self.same_until is None or day < self.same_until)


@dataclass(frozen=True, slots=True)
class EventRun:
    """One entry of an event's record: from ``recorded_at`` on, the run speaks for the event on the day ``on``.

    A run that speaks again (facts were changed and changed back) has an entry for each time. ``grounds`` is ``None`` for entries
    of the time before they were kept.
    """

    event: str
    run: str
    on: date
    rules: str
    graph_version: int
    recorded_at: datetime
    grounds: Grounds | None


class OutcomeHistory(Protocol):
    """Reads what was said about events, newest or whole, and by which run."""

    def newest_runs(self, events: Sequence[str]) -> Sequence[EventRun]:
        """Return the newest entry of each event, whatever its day and rules, by event; events without a run are left out."""
        ...

    def runs_of_event(self, event: str) -> Sequence[EventRun]:
        """Return every entry of the event, oldest first."""
        ...

    def runs_for(self, events: Sequence[str], on: date) -> Sequence[EventRun]:
        """Return of each event the newest entry and, where that is another one, the newest for the day, by event, the newest first."""
        ...

    def outcomes_in(
        self, entries: Sequence[EventRun], *, open_only: bool = False, subjects: Collection[str] | None = None
    ) -> Sequence[Outcome]:
        """Return what these runs said about these events, by event, rule and subject; ``open_only`` leaves out *not affected*.

        ``subjects``: of these alone; ``None``: of everybody.
        """
        ...

    def open_outcomes(self) -> frozenset[MeasureCount]:
        """Return for each event how many outcomes of its newest run are open (not *not affected*); events without any are left out."""
        ...

    def events_naming(self, subject: str) -> Sequence[str]:
        """Return the events of which any run, however old, considered the subject, in order."""
        ...


class VolumeReader(Protocol):
    """Reads how many subjects one event usually touches."""

    def touched_per_event(self, most_events: int) -> Sequence[int]:
        """Return, for up to ``most_events`` events propagated last, how many subjects the newest run reaches or sends to review."""
        ...
