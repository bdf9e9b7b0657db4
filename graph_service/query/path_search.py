"""Simple paths between subjects, found from all ends at once in batches. Pure: it asks for neighbours and knows of no store.

Every path of at most ``longest`` steps lies within half that distance of one of its ends, so no end is searched farther. Within what
was gathered the paths are listed by length. Bounded by subjects, by paths and by time; ``cut`` says which bound was met.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import inf

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """The neighbours of some subjects; ``hubs`` are those of them that have more than is worth telling."""

    neighbours: Mapping[str, Collection[str]]
    hubs: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far a search goes.

    Attributes:
        longest: most steps of a path.
        subjects: most subjects whose neighbours are asked for.
        paths: most paths that are listed.
        is_over: says that the time is up.
    """

    longest: int
    subjects: int
    paths: int
    is_over: Callable[[], bool] = lambda: False


class Web:
    """What was gathered of the graph around some ends. Hubs are met, and counted as ends, but never walked through."""

    def __init__(self, ends: Sequence[str], bounds: Bounds, ask: Callable[[Sequence[str]], Found]) -> None:
        """Prepare a search between these ends; nothing is asked yet.

        Args:
            ends: the subjects between which paths are sought, each once.
            bounds: how far.
            ask: gives the neighbours of subjects.
        """
        self.ends = tuple(dict.fromkeys(ends))
        self.bounds = bounds
        self.cut: set[str] = set()
        self.hubs: set[str] = set()
        self._ask = ask
        self._asked: set[str] = set()
        self._near: dict[str, set[str]] = defaultdict(set)

    def paths(self, *, shortest_only: bool) -> list[Path]:
        """Return the paths between every two ends, the shortest first; ``shortest_only``: of each pair none that is longer."""
        pairs = list(combinations(self.ends, 2))
        self._gather(pairs, shortest_only=shortest_only)
        found: list[Path] = []
        for path in self._listed(pairs, shortest_only=shortest_only):
            if len(found) == self.bounds.paths:
                self.cut.add("paths")
                break
            found.append(path)
        return found

    def _gather(self, pairs: Sequence[tuple[str, str]], *, shortest_only: bool) -> None:
        longest = self.bounds.longest
        for length in range(1, longest + 1) if shortest_only else [longest]:
            self._reach((length + 1) // 2)
            self._look_at_the_middle(pairs, length)
            if all(self._distances(one).get(other, inf) <= length for one, other in pairs):
                return

    def _reach(self, radius: int) -> None:
        """Ask for the neighbours of all subjects nearer than ``radius`` to any end, level by level."""
        levels = {end: {end} for end in self.ends}
        seen = {end: {end} for end in self.ends}
        for _ in range(radius):
            self._expand(set().union(*levels.values()))
            for end, level in levels.items():
                beyond = {near for one in level if one == end or one not in self.hubs for near in self._near[one]}
                levels[end] = beyond - seen[end]
                seen[end] |= beyond

    def _look_at_the_middle(self, pairs: Iterable[tuple[str, str]], length: int) -> None:
        """Ask about those in the middle of a path too, whom no end came to ask about: a hub may be among them."""
        middle: set[str] = set()
        for one, other in pairs:
            here, there = self._distances(one), self._distances(other)
            middle |= {key for key, steps in here.items() if steps + there.get(key, inf) <= length}
        self._expand(middle)

    def _expand(self, subjects: Collection[str]) -> None:
        fresh = sorted(set(subjects) - self._asked)
        left = self.bounds.subjects - len(self._asked)
        if fresh and self.bounds.is_over():
            self.cut.add("time")
            return
        if len(fresh) > left:
            self.cut.add("subjects")
        asked = fresh[:left]
        if not asked:
            return
        found = self._ask(asked)
        self._asked.update(asked)
        self.hubs.update(found.hubs)
        for one in asked:
            if one in self.ends or one not in self.hubs:
                for other in found.neighbours.get(one, ()):
                    self._near[one].add(other)
                    self._near[other].add(one)

    def _distances(self, end: str) -> dict[str, int]:
        """Return how far everybody gathered is from an end, without walking through hubs."""
        steps = {end: 0}
        waiting = deque([end])
        while waiting:
            at = waiting.popleft()
            if at != end and at in self.hubs:
                continue
            for near in self._near[at] - steps.keys():
                steps[near] = steps[at] + 1
                waiting.append(near)
        return steps

    def _listed(self, pairs: Sequence[tuple[str, str]], *, shortest_only: bool) -> Iterator[Path]:
        left = {pair: self._distances(pair[1]) for pair in pairs}
        for length in range(1, self.bounds.longest + 1):
            for (one, other), steps in left.items():
                if shortest_only and steps.get(one) != length:
                    continue
                yield from self._of_length((one,), other, length, steps)

    def _of_length(self, path: Path, end: str, length: int, steps: Mapping[str, int]) -> Iterator[Path]:
        """Give the simple paths that go on from ``path`` and come to ``end`` after exactly ``length`` steps in all."""
        if self.bounds.is_over():
            self.cut.add("time")
            return
        left = length - len(path) + 1
        for near in sorted(self._near[path[-1]]):
            if near == end:
                if left == 1:
                    yield (*path, near)
            elif near not in path and near not in self.hubs and steps.get(near, inf) < left:
                yield from self._of_length((*path, near), end, length, steps)
