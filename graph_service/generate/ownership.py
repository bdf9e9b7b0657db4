"""Who holds the firms: persons, firms in chains and rings, the state from the top of its tree. No firm is ever held by more than the whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from random import Random

from graph_service.generate.firms import BLOCK, CHAIN, CLOSED, PAIR, RING, Firms
from graph_service.generate.people import People
from graph_service.generate.records import Firm, Holding, Person

#: How a firm is divided among the persons who hold it, in percent; the last one leaves a part that no entry speaks of.
_DIVISIONS = (
    (100.0,), (100.0,), (80.0, 20.0), (51.0, 49.0), (44.71, 35.29, 20.0), (33.34, 33.33, 33.33), (60.0, 25.5, 14.5), (40.0, 30.0),
)  # fmt: skip
#: Each firm of a tree holds up to so many of the next level.
_BREADTH = 3
_HELD_BY_FIRM, _HELD_ABROAD, _SOLD, _BY_HEAD = 0.12, 0.01, 0.1, 0.6
_TRIES = 8
_DAY = timedelta(days=1)


class Ownership:
    """Gives the holdings in each firm of a block; the holders that its structures prescribe come first."""

    def __init__(self, random: Random, firms: Firms, people: People) -> None:
        """Take what holders are drawn from."""
        self._random, self._firms, self._people = random, firms, people

    def holdings(self, number: int, firm: Firm, officers: list[Person]) -> Iterator[Holding]:
        """Yield the holdings in a firm; the first of its officers often holds a part of it."""
        if not firm.kind.startswith(("有限责任公司（", "股份", "个人独资", "有限合伙")):
            return
        whole = 100.0
        for holder, percent in self._prescribed(number) or self._by_chance(number, firm):
            whole = round(whole - percent, 2)
            yield Holding(firm, holder, percent, firm.founded)
        if whole:
            yield from self._by_persons(firm, officers, whole)

    def _prescribed(self, number: int) -> list[tuple[Firm, float]]:
        """Return the holders that the place in the block prescribes."""
        place, first = number % BLOCK, number - number % BLOCK
        if not self._firms.is_special(number) or place == 0:
            return []
        if place <= self._firms.tree(number // BLOCK):
            above = 0 if place == 1 else (place - 2) // _BREADTH + 1
            return [(self._firms.firm(first + above), 100.0 if place == 1 else self._random.choice((51.0, 67.0, 100.0)))]
        if place in CHAIN and place > CHAIN.start:
            return [(self._firms.firm(number - 1), 51.0)]
        for ring, percents in ((RING, (40.0, 30.0, 20.0)), (PAIR, (40.0, 25.0)), (CLOSED, (100.0, 100.0))):
            if place in ring:
                at = place - ring.start
                return [(self._firms.firm(first + ring[at - 1]), percents[at])]
        return []

    def _by_chance(self, number: int, firm: Firm) -> list[tuple[Firm, float]]:
        if self._random.random() < _HELD_BY_FIRM and (holder := self._other_company(number)):
            return [(holder, self._random.choice((100.0, 67.0, 51.0, 30.0, 10.0)))]
        if self._random.random() < _HELD_ABROAD:
            return [(Firm(f"{firm.name[2:6]}（境外）有限公司", "", "", "外国（地区）企业", "", firm.founded), 51.0)]
        return []

    def _other_company(self, number: int) -> Firm | None:
        """Return a company of any block, never the firm itself."""
        for _ in range(_TRIES):
            other = self._firms.company_near(self._random.randrange(self._firms.count))
            if other < self._firms.count and other != number:
                return self._firms.firm(other)
        return None

    def _by_persons(self, firm: Firm, officers: list[Person], whole: float) -> Iterator[Holding]:
        taken = list(officers)
        head = officers[0] if officers and self._random.random() < _BY_HEAD else None
        for share in self._random.choice(_DIVISIONS):
            percent = round(share * whole / 100, 2)
            holder, head = head or self._people.somebody(taken), None
            if self._random.random() < _SOLD:
                sold = firm.founded + timedelta(days=self._random.randrange(200, 2000))
                yield Holding(firm, holder, percent, firm.founded, sold)
                yield Holding(firm, self._people.somebody(taken), percent, sold + _DAY)
            else:
                yield Holding(firm, holder, percent, firm.founded)
