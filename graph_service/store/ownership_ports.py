"""What look-through needs of the graph: the holdings above or below one subject.

Every method may raise ``StoreUnavailableError`` (trying again may help).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, NamedTuple, Protocol

from graph_service.model.facts import FactRows
from graph_service.model.identities import KnownAs


@dataclass(frozen=True, slots=True)
class Reach:
    """How far to follow holdings.

    Attributes:
        direction: ``up`` to owners, ``down`` to what is held.
        on: the day on which they are held.
        depth: most steps. most: most holdings in all.
    """

    direction: Literal["up", "down"]
    on: date
    depth: int
    most: int


class Then(NamedTuple):
    """A moment in recorded time, and who was read otherwise than as stated then."""

    known: datetime
    merged: Sequence[KnownAs]


@dataclass(frozen=True, slots=True)
class HoldingsAround:
    """Rows of ``holdings`` and of the subjects in them.

    Attributes:
        cut: subjects that hold, or are held, further on, where the walk stopped.
        full: the bound on holdings was reached, so that some may be missing anywhere.
    """

    rows: FactRows
    cut: frozenset[str]
    full: bool


class OwnershipReader(Protocol):
    """Reads holdings along chains."""

    def holdings_around(self, subject: str, reach: Reach, then: Then | None = None) -> HoldingsAround:
        """Return the holdings above a subject; or those below it, each organisation there with everybody who holds it.

        From one version of the graph; persons under the keys by which they are known (``then``: were known).

        Raises ``StoreConflictError`` when writers kept changing the graph.
        """
        ...
