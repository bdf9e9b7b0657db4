"""Who holds which office in a firm, and when: legal representatives one after the other, swaps around decisions, officers, practitioners."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random

from graph_service.generate.decisions import LATEST, Planned
from graph_service.generate.people import People
from graph_service.generate.records import Firm, Office, Person

#: Positions of a legal representative, and how many roles each comprises.
_REPRESENTATIVE = ("法定代表人", "法定代表人", "法定代表人", "法定代表人、执行董事兼总经理", "董事长兼法定代表人")
_OTHERS = ("董事", "董事", "副总经理", "财务负责人", "总经理", "独立董事", "职工监事", "董事会秘书", "员工")
_PRACTITIONERS = {
    "房屋建筑业": ("注册建造师", "京1"),
    "医药制造业": ("执业药师", "执药"),
    "商务服务业": ("注册会计师", "京会"),
    "专业技术服务业": ("注册消防工程师", "消"),
    "房地产业": ("注册房地产估价师", "估"),
}
#: Who heads a firm without a legal representative, by the beginning of its kind.
_HEADS = {
    "个体工商户": ("经营者",),
    "个人独资企业": ("负责人", "投资人"),
    "有限合伙企业": ("执行事务合伙人",),
    "有限责任公司分公司": ("负责人",),
    "外国": ("负责人",),
}
_SWAPPED_AROUND_DECISION, _REPLACED, _REPLACED_TWICE = 0.45, 0.18, 0.2
#: A public extract gives no day of entry in the register for so many.
_NO_ENTRY = 0.4
_DAY = timedelta(days=1)


class Appointments:
    """Draws the offices of one block."""

    def __init__(self, random: Random, people: People) -> None:
        """Take what persons and days are drawn from."""
        self._random, self._people = random, people

    def offices(self, firm: Firm, planned: Sequence[Planned]) -> list[Office]:
        """Return the offices in a firm: who heads it now, who did before, then the others."""
        taken: list[Person] = []
        closed = self._closed(firm, planned)
        heads = next((heads for word, heads in _HEADS.items() if firm.kind.startswith(word)), None)
        if heads:
            head = self._people.somebody(taken)
            offices = [self._office(firm, head, position, firm.founded) for position in heads]
        else:
            offices = [*self._representatives(firm, planned, taken), *self._officers(firm, taken)]
        if not closed:
            return offices
        return [_ended(office, closed) for office in offices if office.start <= closed]

    def _closed(self, firm: Firm, planned: Sequence[Planned]) -> date | None:
        """Return the day on which a cancelled firm was struck off: behind every decision and every swap."""
        if firm.state != "注销":
            return None
        latest = max([firm.founded, *(one.decided for one in planned)])
        return min(latest + timedelta(days=self._random.randrange(400, 1500)), LATEST)

    def _representatives(self, firm: Firm, planned: Sequence[Planned], taken: list[Person]) -> Iterator[Office]:
        """Yield the present representative, then the former ones."""
        swaps = self._swaps(firm, planned)
        begins = [(firm.founded, firm.founded), *swaps]
        ends = [*(start - _DAY for start, _ in swaps), None]
        spans = list(zip(begins, ends, strict=True))
        for (start, entered), last in reversed(spans):
            position = "法定代表人" if last else self._random.choice(_REPRESENTATIVE)
            late = entered > start
            office = self._office(firm, self._people.representative(taken), position, start, last)
            yield _entered(office, entered) if late else office

    def _swaps(self, firm: Firm, planned: Sequence[Planned]) -> list[tuple[date, date]]:
        """Return the days on which the representative changed, each with the day of entry, in order."""
        grave = [one.decided for one in planned if one.kind.grave]
        if grave and self._random.random() < _SWAPPED_AROUND_DECISION:
            return self._around(firm, self._random.choice(grave))
        chance, count = self._random.random(), 0
        if chance < _REPLACED:
            count = 2 if chance < _REPLACED * _REPLACED_TWICE else 1
        span = (LATEST - firm.founded).days - 60
        days = sorted(self._random.sample(range(30, span), count))
        return [(firm.founded + timedelta(days=day), firm.founded + timedelta(days=day)) for day in days]

    def _around(self, firm: Firm, decided: date) -> list[tuple[date, date]]:
        """Swap shortly before a decision, shortly after it, or before it and entered only behind it."""
        before = max(decided - timedelta(days=self._random.randrange(1, 90)), firm.founded + _DAY)
        after = min(decided + timedelta(days=self._random.randrange(1, 90)), LATEST)
        return self._random.choice(([(before, before)], [(before, after)], [(after, after)], [(before, before)]))

    def _officers(self, firm: Firm, taken: list[Person]) -> Iterator[Office]:
        if firm.kind != "机关":
            yield self._office(firm, self._people.somebody(taken), "监事", firm.founded)
        for position in self._random.sample(_OTHERS, self._random.choice((0, 0, 0, 1, 1, 2, 3))):
            start = firm.founded + timedelta(days=self._random.randrange(900))
            last = start + timedelta(days=self._random.randrange(300, 1500)) if self._random.random() < 0.2 else None
            yield self._office(firm, self._people.somebody(taken), position, start, last)
        if firm.industry in _PRACTITIONERS and self._random.random() < 0.7:
            position, series = _PRACTITIONERS[firm.industry]
            licence = f"{series}{self._random.randrange(10**9):09d}"
            yield self._office(firm, self._people.somebody(taken), position, firm.founded, licence=licence)

    def _office(  # noqa: PLR0913  # an office has these six parts
        self, firm: Firm, person: Person, position: str, start: date, last: date | None = None, *, licence: str = ""
    ) -> Office:
        entered = None if self._random.random() < _NO_ENTRY else start + timedelta(days=self._random.randrange(20))
        return Office(firm, person, position, start, last, licence, min(entered, LATEST) if entered else None)


def _entered(office: Office, day: date) -> Office:
    return Office(office.firm, office.person, office.position, office.start, office.last, office.licence, day)


def _ended(office: Office, day: date) -> Office:
    last = min(office.last, day) if office.last else day
    return Office(office.firm, office.person, office.position, office.start, last, office.licence, office.registered)
