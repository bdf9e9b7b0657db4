"""Strongly connected components of the organisations that hold each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from graph_service.analysis.ownership.holdings import Share


def components(into: Mapping[str, Mapping[str, Share]]) -> Iterator[list[str]]:
    """Give the components of owned organisations, owners before what they own (Tarjan 1972, without recursion)."""
    search = _Search(into)
    for root in into:
        if root not in search.number:
            yield from search.from_root(root)


class _Search:
    """One depth-first search upwards; ``least`` is the lowest number that an organisation on the stack leads back to."""

    def __init__(self, into: Mapping[str, Mapping[str, Share]]) -> None:
        self._into = into
        self.number: dict[str, int] = {}
        self._least: dict[str, int] = {}
        self._stack: dict[str, None] = {}

    def from_root(self, root: str) -> Iterator[list[str]]:
        walk = [self._entered(root)]
        while walk:
            here, owners = walk[-1]
            fresh = next((owner for owner in owners if self._is_fresh(here, owner)), None)
            if fresh is not None:
                walk.append(self._entered(fresh))
                continue
            walk.pop()
            if walk:
                self._leads_back(walk[-1][0], self._least[here])
            if self._least[here] == self.number[here]:
                yield self._taken_off(here)

    def _entered(self, organization: str) -> tuple[str, Iterator[str]]:
        self.number[organization] = self._least[organization] = len(self.number)
        self._stack[organization] = None
        return organization, iter(self._into[organization])

    def _is_fresh(self, here: str, owner: str) -> bool:
        if owner in self._stack:
            self._leads_back(here, self.number[owner])
        return owner in self._into and owner not in self.number

    def _leads_back(self, here: str, number: int) -> None:
        self._least[here] = min(self._least[here], number)

    def _taken_off(self, here: str) -> list[str]:
        component: list[str] = []
        while not component or component[-1] != here:
            component.append(self._stack.popitem()[0])
        return component
