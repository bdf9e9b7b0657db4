"""What loading needs of a store: writing facts, taking them back, and the journal from which a graph can be built again.

Every method may raise ``StoreUnavailableError`` (trying again may help). Writes are idempotent: the same call twice is once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from graph_service.model.facts import FactRows
from graph_service.model.identities import KnownAs
from graph_service.store.ports import Load, PutCounts

Days = Mapping[int, date]
#: The day for which a source speaks of what it only mentions: whatever any source states is of a later one.
MENTIONED = date.min


@dataclass(frozen=True, slots=True)
class Retired:
    """What a full file ended by passing it over in silence.

    Attributes:
        facts: ids of the facts that this very call ended.
        counts: by table, how many facts the load has ended altogether, in earlier tries too.
        told: how many current facts its source, in its scope, had told before.
    """

    facts: tuple[str, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    told: int = 0


@dataclass(frozen=True, slots=True)
class Try:
    """One attempt at one load, as part of a command; ``finished``: whether any attempt at the load came to its end."""

    command: str
    load: Load
    finished: bool


class FactSink(Protocol):
    """Writes facts. Tables are those of ``model.facts.TABLES``; ``row_numbers`` gives the source row of each row of each table.

    ``days``: of source rows that speak for another day than their file. What speaks for an earlier day than what is on record
    becomes history and is not believed.
    """

    def put(self, load: Load, rows: FactRows, row_numbers: Mapping[str, Sequence[int]], days: Days | None = None) -> PutCounts:
        """Write the rows of one load."""
        ...

    def withdraw(
        self, load: Load, rows: FactRows, row_numbers: Mapping[str, Sequence[int]], days: Days | None = None
    ) -> PutCounts:
        """End the facts that these rows name, whatever else the rows say of them; subjects that are named by others stay.

        ``closed`` counts them; ``created_rows`` and ``written_rows`` are their source rows, as for ``put``.
        """
        ...

    def rehearse(
        self, load: Load, rows: FactRows, row_numbers: Mapping[str, Sequence[int]], days: Days | None = None
    ) -> PutCounts:
        """Return what ``put`` would count, and write nothing."""
        ...

    def rows_on_record(self, load: Load, rows: FactRows, row_numbers: Mapping[str, Sequence[int]]) -> frozenset[int]:
        """Return the source rows that name a fact which is believed, or which this load withdrew.

        A subject counts where a row names nothing else.
        """
        ...

    def retire(self, load: Load, *, rehearse: bool = False) -> Retired:
        """End what the source of a full file told in its scope and no longer tells; what another source tells too stays."""
        ...


class KnownFacts(Protocol):
    """Reads what was believed at an earlier moment."""

    def facts_known(self, event_ids: Sequence[str], known: datetime, merged: Sequence[KnownAs]) -> FactRows:
        """Return what ``facts_for`` would have returned then; events that were not on record are left out.

        ``merged``: who was read otherwise than as stated then.
        """
        ...


class Rebuilding(Protocol):
    """A graph that can be built anew."""

    def holds_facts(self) -> bool:
        """Say whether any load has written anything."""
        ...

    def begin_rebuild(self) -> None:
        """Mark the graph as being built; one that was left half built is emptied.

        Raises:
            ContradictionError: it holds facts.
        """
        ...

    def end_rebuild(self) -> None:
        """Say that the graph is whole."""
        ...

    def refuse_half_built(self) -> None:
        """Raise ``SchemaError`` for a graph that was left half built."""
        ...

    def exact_digest(self) -> str:
        """Return a number that is equal for two graphs with the same facts, history, recorded times and sources; measures aside."""
        ...


class LoadLedger(Protocol):
    """Journal of loads: what was read, loaded, unchanged, rejected, and in which order it was tried."""

    def begin_load(self, load: Load, command: str = "") -> Load:
        """Record an attempt, as part of a command; a load that is already there is returned as first recorded."""
        ...

    def finish_load(self, load_id: str, report: Mapping[str, object]) -> None:
        """Record the report of counts; later reports of the same load are appended."""
        ...

    def loads(self) -> Sequence[tuple[Load, Mapping[str, object] | None]]:
        """Return all loads with their newest report, oldest first."""
        ...

    def tries(self) -> Sequence[Try]:
        """Return every attempt at a load, oldest first."""
        ...
