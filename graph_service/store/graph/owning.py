"""Follows holdings from one subject, step by step, bounded in depth and rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from graph_service.model.facts import Row
from graph_service.model.identities import is_person
from graph_service.store.graph.client import BoltClient, Transaction
from graph_service.store.graph.facts_reader import Gathered, in_one_version
from graph_service.store.graph.facts_reader import Then as ThenRead
from graph_service.store.graph.identities import merged_of
from graph_service.store.graph.rows import epoch_ms
from graph_service.store.ownership_ports import HoldingsAround, Reach, Then

_INTO, _OF = "read/holdings_into", "read/holdings_of"


def holdings_around(client: BoltClient, subject: str, reach: Reach, then: Then | None) -> HoldingsAround:
    """Return the holdings above or below a subject (see ``OwnershipReader``)."""
    at = ThenRead(epoch_ms(then.known), merged_of(then.merged)) if then else None
    return in_one_version(client, lambda transaction: _around(transaction, subject, reach, at))


def _around(transaction: Transaction, subject: str, reach: Reach, then: ThenRead | None) -> HoldingsAround:
    gathered = Gathered(then)
    walk = _Walk(transaction, gathered, reach)
    walk.along(gathered.add_merged(transaction, [subject]))
    if reach.direction == "down":
        walk.beside()
    gathered.add_merged(transaction, walk.seen)
    gathered.add_subjects(transaction)
    return HoldingsAround(gathered.rows(), frozenset(walk.cut), walk.full)


class _Walk:
    """One walk: who was seen, at whom it stopped (``cut``), and whether the bound on rows did that (``full``)."""

    def __init__(self, transaction: Transaction, gathered: Gathered, reach: Reach) -> None:
        self._transaction, self._gathered, self._reach = transaction, gathered, reach
        self._left = reach.most
        self.seen: set[str] = set()
        self.cut: set[str] = set()
        self._read_from: set[str] = set()

    @property
    def full(self) -> bool:
        return self._left <= 0

    def along(self, start: Iterable[str]) -> None:
        """Go up or down until there is nobody further, or the bounds are reached."""
        query, far = (_INTO, "holder") if self._reach.direction == "up" else (_OF, "organization")
        ids = set(start)
        for _ in range(self._reach.depth):
            self.seen |= ids
            found = self._read(query, ids)
            ids = {str(row[far]) for row in found} - self.seen
            if not ids or self.full:
                break
        self.seen |= ids
        if ids:
            self._note_cut(query, "organization" if query == _INTO else "holder")

    def _note_cut(self, query: str, near: str) -> None:
        """Note who has holdings further on of whom none was read: it must not pass for the end of a chain."""
        unread = [key for key in _firms(self.seen) if key not in self._read_from]
        bounds = {"on": self._reach.on, "most": self._reach.most}
        self.cut = {str(row[near]) for row in self._gathered.holdings(self._transaction, query, unread, **bounds)}

    def beside(self) -> None:
        """Add everybody who holds what was reached, so that shares add up."""
        self.seen |= {str(row["holder"]) for row in self._read(_INTO, self.seen)}

    def _read(self, query: str, ids: Iterable[str]) -> Sequence[Row]:
        if self.full:
            return ()
        wanted = sorted(ids) if query == _OF else _firms(ids)
        found = self._gathered.holdings(self._transaction, query, wanted, on=self._reach.on, most=self._left)[: self._left]
        self._left -= len(found)
        self._read_from |= {str(row["organization" if query == _INTO else "holder"]) for row in found}
        self._gathered.add_holdings(found)
        return found


def _firms(ids: Iterable[str]) -> list[str]:
    """Leave out persons: nothing is held in one."""
    return sorted(key for key in ids if not is_person(key))
