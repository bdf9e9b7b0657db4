"""Control in a whole register: the least fixpoint of ``control``, on arrays, for every holder at once. Exact: votes are whole units."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor

import numpy as np

from graph_service.analysis.ownership.holdings import WHOLE, Bound
from graph_service.analysis.ownership.register import Flags, Register, Whole
from graph_service.policy.ownership import Threshold


def control_pairs(register: Register, threshold: Threshold, bound: Bound = "low") -> tuple[Whole, Whole]:
    """Return controllers and what each controls, by controller and organisation; nobody controls itself."""
    votes = register.low if bound == "low" else register.high
    need = np.full(register.size, _least(threshold), dtype=np.int64)
    if bound == "high":
        need -= register.unrecorded()
    direct = _Votes(register.holder * register.size + register.organization, votes)
    search = _Search(register, votes, direct, need)
    is_enough = (votes > 0) & (votes >= need[register.organization]) & (register.holder != register.organization)
    new = direct.keys[is_enough]
    while len(new):
        new = search.step(new)
    return search.pairs // register.size, search.pairs % register.size


def _least(threshold: Threshold) -> int:
    """Return the fewest units that are enough."""
    limit = threshold.share * WHOLE
    return ceil(limit) if threshold.inclusive else floor(limit) + 1


@dataclass(slots=True)
class _Votes:
    """Sums of votes by pair (controller × size + organisation), in order of pair."""

    keys: Whole
    sums: Whole

    def of(self, keys: Whole) -> Whole:
        """Return the sum of each pair, 0 where there is none."""
        if not len(self.keys):
            return np.zeros(len(keys), dtype=np.int64)
        return np.where(_among(self.keys, keys), self.sums[_places(self.keys, keys)], 0)

    def add(self, more: _Votes) -> None:
        """Add further votes."""
        summed = _summed(np.concatenate([self.keys, more.keys]), np.concatenate([self.sums, more.sums]))
        self.keys, self.sums = summed.keys, summed.sums


def _places(ordered: Whole, keys: Whole) -> Whole:
    return np.minimum(np.searchsorted(ordered, keys), len(ordered) - 1)


def _among(ordered: Whole, keys: Whole) -> Flags:
    found: Flags = ordered[_places(ordered, keys)] == keys
    return found


def _summed(keys: Whole, votes: Whole) -> _Votes:
    order = np.argsort(keys, kind="stable")
    keys, votes = keys[order], votes[order]
    first = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]])) if len(keys) else np.zeros(0, dtype=np.int64)
    return _Votes(keys[first], np.add.reduceat(votes, first) if len(keys) else votes)


class _Search:
    """The pairs found so far; each step adds the votes of what was newly controlled."""

    def __init__(self, register: Register, votes: Whole, direct: _Votes, need: Whole) -> None:
        self._size, self._organization, self._votes = register.size, register.organization, votes
        self._direct, self._need = direct, need
        self._first = np.searchsorted(register.holder, np.arange(register.size + 1))
        self._through = _Votes(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
        self.pairs: Whole = np.zeros(0, dtype=np.int64)

    def step(self, new: Whole) -> Whole:
        """Take up newly found pairs; return those that follow from their votes."""
        self.pairs = np.sort(np.concatenate([self.pairs, new]), kind="stable")  # two sorted runs: merged, not sorted anew
        more = self._votes_of(new)
        self._through.add(more)
        total = self._through.of(more.keys) + self._direct.of(more.keys)
        followed: Flags = (total >= self._need[more.keys % self._size]) & ~_among(self.pairs, more.keys)
        return more.keys[followed]

    def _votes_of(self, pairs: Whole) -> _Votes:
        """Give each controller the votes that what it newly controls casts."""
        controller, firm = pairs // self._size, pairs % self._size
        counts = self._first[firm + 1] - self._first[firm]
        offset = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        row = np.repeat(self._first[firm], counts) + offset
        who, organization, votes = np.repeat(controller, counts), self._organization[row], self._votes[row]
        kept = (who != organization) & (votes > 0)
        return _summed(who[kept] * self._size + organization[kept], votes[kept])
