"""Register and penalty tables of any size in the real layouts, seeded: mostly right, some rows wrong in the ways of the field."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path

from graph_service.model.identifiers import credit_code_check_digit, organization_code_check_digit, resident_check_digit
from tests.loaders.tables import header, line

Row = dict[str, str]
OFFICERS = 4
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
_GIVEN = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥天地玄黄宇宙洪荒"
_POSITIONS = ("法定代表人", "监事", "董事", "财务负责人")
_TRADES = ("食品", "建筑工程", "餐饮管理", "科技发展", "物业服务", "药业")
#: What is wrong with a wrong cell, by column; the first ones stand for a whole kind of table.
_DIRT: Mapping[str, tuple[tuple[str, str], ...]] = {
    "penalty": (("处罚决定日期", "2024-02-30"), ("统一社会信用代码", "9.111E+17"), ("罚款金额（万元）", "两千"), ("违法事实", ""),
                ("法定代表人证件号码", "110101190001010011"), ("处罚有效期", "去年"), ("行政相对人类别", "其他")),
    "person": (("职务", "部门经理"), ("证件号码", "110101190001010011"), ("任职起始日期", "03/05/2019"), ("姓名", "")),
    "enterprise": (("登记状态", "很好"), ("统一社会信用代码", "91110105MA0"), ("成立日期", "2030-01-01")),
    "holding": (("持股比例", "0.4471"), ("股东类型", "亲戚"), ("实缴出资额（万元）", "多")),
}  # fmt: skip


def firm_code(number: int) -> str:
    """Return a unified code whose check characters are right (up to nine million)."""
    body = f"MA0FAKE{number % 10}"
    head = f"91{100_000 + number // 10:06d}{body}{organization_code_check_digit(body)}"
    return head + credit_code_check_digit(head)


def resident_id(number: int) -> str:
    """Return an id number of somebody born in 1900 whose check digit is right."""
    region, rest = 110101 + number // (365 * 999), number % (365 * 999)
    body = f"{region}{date(1900, 1, 1) + timedelta(days=rest // 999):%Y%m%d}{rest % 999 + 1:03d}"
    return body + resident_check_digit(body)


def firm_name(number: int) -> str:
    """Return the name of a firm."""
    return f"北京{_GIVEN[number % 30]}{_GIVEN[number // 30 % 30]}{number}{_TRADES[number % 6]}有限公司"


def person_name(number: int) -> str:
    """Return the name of a person; many bear the same."""
    return f"{_SURNAMES[number % 32]}{_GIVEN[number * 7 % 30]}{_GIVEN[number * 13 % 29]}"


def _day(chance: random.Random, first: int, last: int) -> str:
    day = date(chance.randint(first, last), chance.randint(1, 12), chance.randint(1, 28))
    return day.isoformat() if chance.random() < 0.9 else f"{day.year}/{day.month}/{day.day}"


def _penalty(chance: random.Random, number: int) -> Row:
    firm = number * 7919 % 2_000_003
    return {
        "行政相对人名称": firm_name(firm),
        "统一社会信用代码": firm_code(firm),
        "法定代表人": person_name(firm),
        "法定代表人证件号码": resident_id(firm),
        "行政处罚决定书文号": f"京甲市监罚〔{2015 + number % 10}〕{number}号",
        "违法事实": f"经营不合格食品，货值{chance.randint(1, 9999)}元",
        "处罚内容": f"罚款{chance.randint(1, 500) * 100}元",
        "罚款金额（万元）": f"{chance.randint(1, 500) / 100}",
        "处罚决定日期": _day(chance, 2015, 2024),
        "公示截止期": "2030-03-05",
    }


def _person(chance: random.Random, number: int) -> Row:
    firm = number // OFFICERS
    return {
        "企业名称": firm_name(firm),
        "企业统一社会信用代码": firm_code(firm),
        "姓名": person_name(number),
        "证件号码": resident_id(number),
        "职务": _POSITIONS[number % OFFICERS],
        "任职起始日期": _day(chance, 2005, 2020),
    }


def _enterprise(chance: random.Random, number: int) -> Row:
    return {
        "企业名称": firm_name(number),
        "统一社会信用代码": firm_code(number),
        "法定代表人": person_name(number * OFFICERS),
        "成立日期": _day(chance, 2000, 2004),
        "注册资本（万元）": f"{chance.randint(1, 500) * 10}",
    }


def _holding(chance: random.Random, number: int) -> Row:
    firm = number // 2
    return {
        "企业名称": firm_name(firm),
        "企业统一社会信用代码": firm_code(firm),
        "股东名称": person_name(number),
        "股东证照号码": resident_id(number),
        "认缴出资额（万元）": "",
        "实缴出资额（万元）": "",
        "持股比例": f"{chance.randint(200, 5000) / 100}%",
        "持股起始日期": _day(chance, 2000, 2004),
    }


_ROWS: dict[str, Callable[[random.Random, int], Row]] = {
    "penalty": _penalty,
    "person": _person,
    "enterprise": _enterprise,
    "holding": _holding,
}


KINDS = tuple(_ROWS)


def rows(kind: str, how_many: int, *, dirty: float = 0.0, seed: int = 20170331) -> Iterator[list[str]]:
    """Give rows of one table; the share ``dirty`` of them has a wrong cell, or says again what an earlier row says."""
    chance = random.Random(seed)
    made, names = _ROWS[kind], header(kind)
    at = {name: place for place, name in enumerate(names)}
    usual = line(kind)
    before = usual
    for number in range(how_many):
        cells = list(usual)
        for name, text in made(chance, number).items():
            cells[at[name]] = text
        if chance.random() < dirty:
            if chance.random() < 0.1:
                cells = before
            else:
                name, text = chance.choice(_DIRT[kind])
                cells[at[name]] = text
        else:
            before = cells
        yield cells


def write(folder: Path, kind: str, how_many: int, *, dirty: float = 0.0) -> Path:
    """Write a table as csv."""
    path = folder / f"{kind}.csv"
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(header(kind))
        writer.writerows(rows(kind, how_many, dirty=dirty))
    return path
