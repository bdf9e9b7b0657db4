"""Integrated ownership in a whole register: sparse, and dense within single strongly connected components at most.

``X = D + C·X``. Each component of firms that hold each other is solved first, so that what remains of ``C`` has no cycle and the series
``D + C·D + C·C·D + …`` ends after as many terms as the longest chain has steps. In double precision: a share differs from the exact one by less
than 10^-9.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from graph_service.analysis.ownership.holdings import WHOLE
from graph_service.analysis.ownership.register import Flags, Register, Whole, as_sparse

#: Components up to this size are inverted as dense blocks, larger ones factorised and solved so many columns at a time.
DENSE, COLUMNS_AT_ONCE = 512, 256
#: Shares below this are noise of the solution.
_NOISE = 1e-14
#: Entries of dense blocks that are inverted at once.
_ENTRIES = 4_000_000


@dataclass(frozen=True, slots=True)
class RegisterShares:
    """Shares (0-1) of terminal owners: ``organization[i]`` belongs to ``owner[i]`` by ``share[i]``.

    Attributes:
        unattributed: by number of the subject, the part of which no terminal owner is known; 0 for subjects in which nothing is held.
        unsolved: subjects in components that nobody outside holds, or whose entries exceed the whole.
    """

    organization: Whole
    owner: Whole
    share: npt.NDArray[np.float64]
    unattributed: npt.NDArray[np.float64]
    unsolved: Flags


def integrated_shares(register: Register) -> RegisterShares:
    """Compute the shares that are certain (lower bounds), for every organisation."""
    size, owned = register.size, register.owned()
    known = register.low > 0
    row, column, share = register.organization[known], register.holder[known], register.low[known] / WHOLE
    by_firm = owned[column]
    between = as_sparse(row[by_firm], column[by_firm], share[by_firm], (size, size))
    ends = as_sparse(row[~by_firm], column[~by_firm], share[~by_firm], (size, size))
    between, ends, unsolved = _without_cycles(register, between, ends)
    terms = [ends.tocoo()]
    while terms[-1].nnz:
        terms.append((between @ terms[-1].tocsr()).tocoo())
    found = _added(terms).tocoo()
    attributed = np.bincount(found.row, weights=found.data, minlength=size)
    rest = np.where(owned, np.clip(1 - attributed, 0, 1), 0.0)
    return RegisterShares(found.row.astype(np.int64), found.col.astype(np.int64), found.data, rest, unsolved)


def _added(terms: Sequence[Any]) -> Any:
    row, column, value = (np.concatenate([getattr(term, part) for term in terms]) for part in ("row", "col", "data"))
    return as_sparse(row, column, value, terms[0].shape)


def _without_cycles(register: Register, between: Any, ends: Any) -> tuple[Any, Any, Flags]:
    """Solve every component, and return the same two matrices without holdings inside components."""
    label = _labels(register)
    entries = between.tocoo()
    inside = label[entries.row] == label[entries.col]
    inner = as_sparse(entries.row[inside], entries.col[inside], entries.data[inside], between.shape)
    outer = as_sparse(entries.row[~inside], entries.col[~inside], entries.data[~inside], between.shape)
    same = label[register.holder] == label[register.organization]
    members, entered = np.zeros((2, register.size), dtype=bool)
    members[register.organization[same]] = True
    entered[register.organization[~same]] = True
    if not members.any():
        return outer, ends, members
    solved = _Solved(_Components(label, members), entered, inner, (outer, ends))
    for size in solved.sizes():
        solved.add(size)
    return solved.combined(outer, 0), solved.combined(ends, 1), solved.unsolved


def _labels(register: Register) -> Whole:
    """Number the strongly connected components; an entry whose share is unknown connects too."""
    from scipy.sparse.csgraph import connected_components

    entries = np.ones(len(register.holder), dtype=np.int8)
    graph = as_sparse(register.organization, register.holder, entries, (register.size, register.size))
    return connected_components(graph, directed=True, connection="strong")[1].astype(np.int64)  # type: ignore[no-any-return]


class _Components:
    """The subjects of components in which somebody holds somebody, component by component."""

    def __init__(self, label: Whole, members: Flags) -> None:
        place = np.flatnonzero(members)
        self.member = place[np.argsort(label[place], kind="stable")]
        change = np.flatnonzero(np.diff(label[self.member])) + 1
        self.first = np.concatenate([[0], change])
        self.size = np.diff(np.concatenate([self.first, [len(self.member)]]))
        self.others = np.flatnonzero(~members)


class _Solved:
    """Blocks of ``(I - C)^-1`` for components, and whole solutions for those too large for a block."""

    def __init__(self, components: _Components, entered: Flags, inner: Any, given: tuple[Any, Any]) -> None:
        self._of, self._inner, self._given = components, inner, given
        self._blocks = [(components.others, components.others, np.ones(len(components.others)))]
        self._large: list[list[tuple[Whole, Whole, npt.NDArray[np.float64]]]] = [[], []]
        nobody = ~np.logical_or.reduceat(entered[components.member], components.first)
        self.unsolved: Flags = np.zeros(len(entered), dtype=bool)
        self.unsolved[components.member[np.repeat(nobody, components.size)]] = True

    def sizes(self) -> list[int]:
        """Return the sizes of components that occur."""
        return [int(size) for size in np.unique(self._of.size)]

    def add(self, size: int) -> None:
        """Solve the components of one size, some of them at a time; note those that cannot be solved."""
        starts = self._of.first[self._of.size == size]
        at_once = max(1, _ENTRIES // size**2)
        for first in range(0, len(starts), at_once):
            members = self._of.member[starts[first : first + at_once, None] + np.arange(size)]
            if size > DENSE:
                self._factorise(members[0])
            else:
                self._invert(members)

    def _invert(self, members: Whole) -> None:
        """Invert components of one size at once; ``members`` has a row for each."""
        count, size = members.shape
        slot, place = np.zeros((2, self._inner.shape[0]), dtype=np.int64)
        slot[members], place[members] = np.arange(count)[:, None], np.arange(size)
        entries = self._inner[members.ravel()].tocoo()
        row = members.ravel()[entries.row]
        within = np.zeros((count, size, size))
        within[slot[row], place[row], place[entries.col]] = entries.data
        converges = np.abs(np.linalg.eigvals(within)).max(axis=1) < 1 - _NOISE * 100
        self.unsolved[members[~converges]] = True
        kept = members[converges]
        inverse = np.linalg.inv(np.eye(size) - within[converges])
        self._blocks.append((np.repeat(kept, size, axis=1).ravel(), np.tile(kept, (1, size)).ravel(), inverse.ravel()))

    def _factorise(self, component: Whole) -> None:
        from scipy.sparse import eye_array
        from scipy.sparse.linalg import splu

        within = self._inner[component][:, component]
        try:
            factors = splu((eye_array(len(component)) - within).tocsc())
        except RuntimeError:  # exactly singular
            self.unsolved[component] = True
            return
        # Entries are not negative and the component is connected: the series converges if and only if this is positive.
        if factors.solve(np.ones(len(component))).min() < 1 - _NOISE * 100:
            self.unsolved[component] = True
            return
        for number, matrix in enumerate(self._given):
            self._large[number] += _columns_solved(factors, component, matrix[component].tocsc())

    def combined(self, matrix: Any, number: int) -> Any:
        """Return the matrix (0: holdings between firms, 1: those of terminal owners) with every component solved."""
        row, column, value = (np.concatenate(parts) for parts in zip(*self._blocks, strict=True))
        small = as_sparse(row, column, value, self._inner.shape) @ matrix
        if not self._large[number]:
            return small
        row, column, value = (np.concatenate(parts) for parts in zip(*self._large[number], strict=True))
        return small + as_sparse(row, column, value, matrix.shape)


def _columns_solved(factors: Any, component: Whole, given: Any) -> Iterator[tuple[Whole, Whole, npt.NDArray[np.float64]]]:
    wanted = np.flatnonzero(np.diff(given.indptr))
    for first in range(0, len(wanted), COLUMNS_AT_ONCE):
        columns = wanted[first : first + COLUMNS_AT_ONCE]
        solution = factors.solve(given[:, columns].toarray())
        row, column = np.nonzero(np.abs(solution) > _NOISE)
        yield component[row], columns[column], solution[row, column]
