"""The part of the graph store that takes facts back, and says beforehand what would change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from graph_service.model.facts import FactRows
from graph_service.store.graph import retiring, writer
from graph_service.store.graph.client import BoltClient
from graph_service.store.load_ports import Days, Retired
from graph_service.store.ports import Load, PutCounts


class TakingBackPart:
    """Satisfies ``FactSink`` together with ``put``."""

    _client: BoltClient

    def withdraw(
        self, load: Load, rows: FactRows, row_numbers: Mapping[str, Sequence[int]], days: Days | None = None
    ) -> PutCounts:
        """End the facts that these rows name (see ``FactSink``)."""
        return writer.withdraw(self._client, writer.Given(load, rows, row_numbers, days or {}))

    def rehearse(
        self, load: Load, rows: FactRows, row_numbers: Mapping[str, Sequence[int]], days: Days | None = None
    ) -> PutCounts:
        """Return what ``put`` would count, and write nothing."""
        return writer.rehearse(self._client, writer.Given(load, rows, row_numbers, days or {}))

    def rows_on_record(self, load: Load, rows: FactRows, row_numbers: Mapping[str, Sequence[int]]) -> frozenset[int]:
        """Return the source rows that name something on record (see ``FactSink``)."""
        return writer.rows_on_record(self._client, writer.Given(load, rows, row_numbers, {}))

    def retire(self, load: Load, *, rehearse: bool = False) -> Retired:
        """End what a full file no longer tells (see ``FactSink``)."""
        return retiring.retire(self._client, load, rehearse=rehearse)
