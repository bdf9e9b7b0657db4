"""A graph store over a file instead of a server: everything that a load asks of a graph, and nothing else.

The store's own code decides what is believed, closed and kept as history; only its named queries are answered from tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from graph_service.store.graph.client import BoltClient, Record, T, Transaction, Work
from graph_service.store.graph.store import BoltGraphStore
from graph_service.store.names.index import NameIndex
from graph_service.store.staging.answers import ANSWERS
from graph_service.store.staging.database import StagedDatabase


class _StagedTransaction(Transaction):
    def __init__(self, database: StagedDatabase) -> None:
        self._database = database
        self.groups = {}

    def each(self, name: str, /, **params: object) -> Iterator[Record]:
        return iter(ANSWERS[name](self._database, **params))


class _StagedClient(BoltClient):
    def __init__(self, database: StagedDatabase) -> None:
        self._database = database

    def close(self) -> None:
        self._database.close()

    def read(self, work: Work[T]) -> T:
        return work(_StagedTransaction(self._database))

    def read_everything(self, work: Work[T]) -> T:
        return self.read(work)

    def at_once(self, work: Callable[[], T]) -> T:
        return work()

    def write(self, work: Work[T]) -> T:
        """Run ``work``; it raises before it writes anything, or the load fails and the file with it."""
        version = self._database.version
        try:
            return work(_StagedTransaction(self._database))
        except BaseException:
            self._database.version = version
            raise


class StagedGraph(BoltGraphStore):
    """The graph of a first load, until a server has it. For one thread at a time."""

    def __init__(self, folder: Path) -> None:
        """Begin with an empty graph in a file of that folder."""
        self.database = StagedDatabase(folder / "graph.sqlite3")
        self._client = _StagedClient(self.database)
        self._names = NameIndex()
        self._digest: tuple[int, str] | None = None

    def exact_digest(self) -> str:
        """Return the number over everything; worked out once, until the next write."""
        version = self.database.version
        if self._digest is None or self._digest[0] != version:
            self._digest = version, super().exact_digest()
        return self._digest[1]
