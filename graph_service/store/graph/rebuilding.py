"""The mark on a graph that is being built anew, and emptying one that bears it."""

from __future__ import annotations

from graph_service.errors import ContradictionError, SchemaError
from graph_service.store.graph import digest
from graph_service.store.graph.client import BoltClient, Transaction

_AT_ONCE = 5_000


class RebuildingPart:
    """Satisfies ``Rebuilding``."""

    _client: BoltClient

    def holds_facts(self) -> bool:
        """Say whether any load has written anything."""
        return bool(self._client.read_one("read/rebuilding")[0]["holds_facts"])

    def begin_rebuild(self) -> None:
        """Mark the graph; empty it if it bears the mark already.

        Raises:
            ContradictionError: it holds facts that no broken-off build left there.
        """
        if not self._client.write(_mark):
            raise ContradictionError(
                "The graph is not empty.",
                hint="Build into another home with --into, or give an empty graph (GRAPH_SERVICE_GRAPH_URI).",
            )
        while self._client.write(lambda transaction: transaction.run("write/rebuilding_empty", most=_AT_ONCE))[0]["gone"]:
            pass

    def begin_versions(self, version: int) -> None:
        """Let the graph's version be at least this, so that nobody takes it for the empty graph that it was."""
        self._client.write(lambda transaction: transaction.run("write/begin_versions", version=version))

    def end_rebuild(self) -> None:
        """Take the mark away: the graph is whole."""
        self._client.write(lambda transaction: transaction.run("write/rebuilding_end"))

    def refuse_half_built(self) -> None:
        """Refuse a graph of which only a part has been built.

        Raises:
            SchemaError: it bears the mark.
        """
        if self._client.read(_is_marked):
            raise SchemaError("The graph is only half built.", hint="Run the same `graph-service rebuild` again.")

    def exact_digest(self) -> str:
        """Return a number that is equal for two graphs with the same facts, history, recorded times and tellings."""
        return digest.exact_digest(self._client)


def _is_marked(transaction: Transaction) -> bool:
    return bool(transaction.run("read/rebuilding")[0]["marked"])


def _mark(transaction: Transaction) -> bool:
    state = transaction.run("read/rebuilding")[0]
    if state["holds_facts"] and not state["marked"]:
        return False
    transaction.run("write/rebuilding_begin")
    return True
