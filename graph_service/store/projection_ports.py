"""What use cases need to show in the graph what the ledger says: ``(:Measure)`` nodes, which can be redone at any time.

A measure is no fact: writing one never raises the graph version, and no read of facts sees it. Every method may raise
``StoreUnavailableError`` (trying again may help) or ``StoreConflictError``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from graph_service.model.facts import Row

#: Measures by key. A row has the columns of ``workflow.projection.measure_row``, those that are empty left out.
Measures = Mapping[str, Row]


@dataclass(frozen=True, slots=True)
class MeasureCount:
    """How many measures one run gave one event; the ledger's side and the graph's are equal where the projection is up to date."""

    event: str
    run: str
    measures: int


@dataclass(frozen=True, slots=True)
class ProjectionCounts:
    """What one call did to the measures of some events.

    ``unplaced`` counts those that the graph cannot show, for it lacks their event or their subject: its files are not all loaded.
    """

    created: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    unplaced: int = 0

    def __add__(self, other: ProjectionCounts) -> ProjectionCounts:
        """Add up what two calls did."""
        return ProjectionCounts(
            self.created + other.created,
            self.changed + other.changed,
            self.removed + other.removed,
            self.unchanged + other.unchanged,
            self.unplaced + other.unplaced,
        )


class MeasureProjection(Protocol):
    """Shows measures in the graph, each tied to the subject that it reaches and to the event that it rests on."""

    def show_measures(self, events: Sequence[str], said: Callable[[], Measures]) -> ProjectionCounts:
        """Make the measures of these events exactly those that ``said`` returns, in one transaction.

        ``said`` returns measures of these events alone. It is called while no other call can write, so that what an earlier one
        heard never replaces what a later one heard, and once more whenever the transaction is repeated.
        """
        ...

    def measures_of(self, events: Sequence[str]) -> Measures:
        """Return the measures that the graph shows for these events; one that is tied to others than it names has a column ``ties``."""
        ...

    def measures_shown(self) -> frozenset[MeasureCount]:
        """Return how many measures the graph shows, by event and run."""
        ...
