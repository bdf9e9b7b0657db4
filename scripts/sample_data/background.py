"""The ordinary part of the town: firms with officers and holders, and the fines that firms get."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import cycle
from random import Random

from graph_service.generate.names import INDUSTRIES, LIMITED
from graph_service.generate.records import Firm, Holding, Office, Penalty, Person, Town
from scripts.sample_data import names

_ORDINARY = (
    ("罚款", "罚款{fine}万元", "虚假宣传"),
    ("罚款;没收违法所得", "罚款{fine}万元，没收违法所得", "销售不合格产品"),
    ("警告", "警告", "未按规定公示年度报告"),
    ("罚款", "罚款{fine}万元", "违反安全生产规定"),
    ("责令停产停业", "责令停产停业整顿", "违反食品安全管理规定"),
    ("其他-通报批评", "通报批评", "未按规定备案"),
)


@dataclass
class Supply:
    """What the town is made of, handed out once each."""

    random: Random
    people: Iterator[Person]
    namesakes: Iterator[Person]
    brands: Iterator[str]
    codes: Iterator[str]
    numbers: Iterator[int]

    def day(self, first: int, last: int) -> date:
        """Return a day of the years ``first`` to ``last``."""
        return date(first, 1, 1) + timedelta(days=self.random.randrange(365 * (last - first + 1)))

    def firm(self, word: str, industry: str, **more: object) -> Firm:
        """Return a new limited company."""
        fields: dict[str, object] = {"kind": LIMITED, "founded": self.day(2008, 2017), "number": "", "industry": industry}
        fields |= {"capital": self.random.choice((50, 100, 200, 500, 1000))}
        fields |= {"name": f"北京{next(self.brands)}{word}有限公司", "code": next(self.codes)} | more
        return Firm(**fields)  # type: ignore[arg-type]  # the fields above, by name


def supply(random: Random, people: list[Person]) -> Supply:
    """Lay everything out in an order of chance; people come round again when all are used, except two kept for one story."""
    shuffled = names.brands()
    random.shuffle(shuffled)
    return Supply(random, cycle(people[:-2]), iter(people[-2:]), iter(shuffled), names.codes(), iter(range(1, 1000)))


def staff(town: Town, goods: Supply, firm: Firm, since: date | None = None) -> Person:
    """Give a firm its legal representative, a supervisor, perhaps more officers, and its holders."""
    start = since or firm.founded
    representative = next(goods.people)
    title = goods.random.choice(("法定代表人", "法定代表人", "法定代表人、执行董事兼总经理", "董事长兼法定代表人"))
    town.offices.append(Office(firm, representative, title, start))
    town.offices.append(Office(firm, next(goods.people), "监事", start))
    for position in ("董事", "副总经理", "财务负责人"):
        if goods.random.random() < 0.25:
            town.offices.append(Office(firm, next(goods.people), position, start))
    if firm.industry == "房屋建筑业":
        licence = f"京1100000{goods.random.randrange(100000):05d}"
        town.offices.append(Office(firm, next(goods.people), "注册建造师", start, licence=licence))
    _holders(town, goods, firm, representative)
    return representative


def _holders(town: Town, goods: Supply, firm: Firm, representative: Person) -> None:
    first = goods.random.choice((100.0, 80.0, 70.0, 60.0, 51.0, 44.71, 33.34))
    town.holdings.append(Holding(firm, representative, first, firm.founded))
    if first == 100:
        return
    others = [known for known in town.firms if known.kind == LIMITED and known.founded < firm.founded]
    if others and goods.random.random() < 0.3:
        town.holdings.append(Holding(firm, goods.random.choice(others), round(100 - first, 2), firm.founded))
        return
    second = round((100 - first) * 0.6, 2)
    town.holdings.append(Holding(firm, next(goods.people), second, firm.founded))
    town.holdings.append(Holding(firm, next(goods.people), round(100 - first - second, 2), firm.founded))


def ordinary_firms(town: Town, goods: Supply, count: int) -> None:
    """Add limited companies, individual businesses, partnerships, sole proprietorships and cooperatives."""
    for index in range(count):
        word, industry = INDUSTRIES[index % len(INDUSTRIES)]
        if index % 12 == 7:
            firm = _individual_business(goods, word, industry)
            town.offices.append(Office(firm, next(goods.people), "经营者", firm.founded))
        elif index % 40 == 13:
            firm = goods.firm(word, industry, kind="有限合伙企业")
            town.offices.append(Office(firm, next(goods.people), "执行事务合伙人", firm.founded))
        else:
            firm = goods.firm(word, industry)
            staff(town, goods, firm)
        town.firms.append(firm)


def _individual_business(goods: Supply, word: str, industry: str) -> Firm:
    number = names.registration_number(next(goods.numbers))
    name = f"北京市甲区{next(goods.brands)}{word}店"
    return Firm(name, "", number, "个体工商户", industry, goods.day(2012, 2019), capital=5)


def ordinary_penalties(town: Town, goods: Supply, count: int) -> None:
    """Add fines, warnings and suspensions against firms that no story needs."""
    representatives = {office.firm.code: office.person for office in town.offices if "法定代表人" in office.position}
    plain = [firm for firm in town.firms if firm.code and firm.state == "存续" and firm.kind == LIMITED]
    for index in range(count):
        firm = goods.random.choice(plain)
        kinds, content, violation = _ORDINARY[index % len(_ORDINARY)]
        fine = goods.random.choice((0.2, 0.5, 1.0, 2.35, 5.0, 12.5)) if "罚款" in kinds else None
        town.penalties.append(
            Penalty(
                party=firm,
                document=f"京甲市监处罚〔{2019 + index % 7}〕{100 + index}号",
                decided=date(2019 + index % 7, 1 + index % 12, 1 + index % 28),
                kinds=kinds,
                content=content.format(fine=fine),
                violation=violation,
                representative=representatives.get(firm.code),
                fine=fine,
            )
        )
