"""Everything of one kind in pages of keys, for reading the whole graph.

The keys are read at once: asked for the next keys behind one, the embedded engine sorts all that are left, for every page anew.
"""

from __future__ import annotations

from collections.abc import Iterator

from graph_service.store.graph.client import BoltClient, Transaction


def pages_of_keys(client: BoltClient, query: str, size: int) -> Iterator[list[str]]:
    """Give the keys that a query returns, each once, in order, so many at a time."""

    def read(transaction: Transaction) -> list[str]:
        return sorted({str(row["id"]) for row in transaction.each(query)})

    keys = client.read_everything(read)
    yield from (keys[first : first + size] for first in range(0, len(keys), size))
