"""What use cases need of the ledger's acts: what officers decide on outcomes, what was checked last, and everything in one sequence.

Every method may raise ``StoreUnavailableError`` (trying again may help). Writes are idempotent: the same call twice is once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Protocol

from graph_service.model.acts import MeasureAct, NewAct
from graph_service.model.identities import Judgement
from graph_service.model.outcomes import Outcome
from graph_service.store.history_ports import EventRun

EntryKind = Literal["run", "load", "judgement", "act", "step"]


@dataclass(frozen=True, slots=True)
class Spoken:
    """What the ledger says of one subject in one event, for a day.

    Attributes:
        holds: the run that says so was made for this day, or for one on which nothing can differ; else nobody has judged the day.
        act: the newest act on the outcome up to and with the day.
    """

    outcome: Outcome
    holds: bool
    act: MeasureAct | None = None


class ActLedger(Protocol):
    """Keeps acts on outcomes, append-only."""

    def act(self, act: NewAct) -> tuple[MeasureAct, bool]:
        """Record an act in one transaction with all its checks; one whose key is on record is returned with ``False``.

        Raises:
            NotFoundError: the newest run of the event says nothing of the subject by this rule, or nobody has judged the day.
            ContradictionError: it contradicts the outcome, or what stands of earlier acts; or the key was used for another act.
        """
        ...

    def newest_acts(self, events: Sequence[str]) -> Sequence[MeasureAct]:
        """Return of every outcome in these events the newest act, where there is one."""
        ...

    def acts_on(self, subjects: Sequence[str]) -> Sequence[MeasureAct]:
        """Return every act on outcomes of these subjects, oldest first."""
        ...


@dataclass(frozen=True, slots=True)
class Check:
    """Until which version of the graph every event had been propagated, under which rules (their fingerprint)."""

    graph_version: int
    rules: str
    on: date
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Position:
    """How far the ledger is: the number of its last entry (0: none), and the last check."""

    entry: int
    check: Check | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the ledger's sequence; ``ref`` is the number of what was recorded within its kind."""

    seq: int
    kind: EntryKind
    ref: int


@dataclass(frozen=True, slots=True)
class LoadEntry:
    """A finished load, as the sequence names it."""

    load: str
    source: str
    recorded_at: datetime
    counts: dict[str, object]


class FeedLedger(Protocol):
    """Reads everything recorded as one sequence: an entry never comes to stand before one that could be read already."""

    def position(self) -> Position:
        """Return how far the ledger is."""
        ...

    def note_check(self, check: Check) -> None:
        """Record that every event was propagated at a version of the graph; the newest check word for word again is once."""
        ...

    def entries(self, after: int, limit: int) -> Sequence[Entry]:
        """Return up to ``limit`` entries behind a number, in order."""
        ...

    def runs_at(self, refs: Sequence[int]) -> Sequence[tuple[int, EventRun, EventRun | None]]:
        """Return the entries of events' records with these numbers, each with the one before it of the same event."""
        ...

    def acts_at(self, refs: Sequence[int]) -> Sequence[MeasureAct]:
        """Return the acts with these numbers."""
        ...

    def judgements_at(self, refs: Sequence[int]) -> Sequence[Judgement]:
        """Return the judgements on identity with these numbers."""
        ...

    def loads_at(self, refs: Sequence[int]) -> Sequence[tuple[int, LoadEntry]]:
        """Return the reports of loads with these numbers."""
        ...
