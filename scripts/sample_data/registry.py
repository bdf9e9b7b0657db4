"""The three tables of the register extract, and rows among them that no loader may accept."""

from __future__ import annotations

from datetime import date

from graph_service.generate import layouts
from graph_service.generate.records import Firm, Holding, Office, Person, Town
from graph_service.generate.spelling import masked_id
from scripts.sample_data.dirt import Dirt, Row

ENTERPRISES, PERSONS, HOLDINGS = (table.titles for table in (layouts.ENTERPRISES, layouts.PERSONS, layouts.HOLDINGS))


def enterprises(town: Town, dirt: Dirt) -> list[Row]:
    """Return a row for each firm, and five that must be refused."""
    heads = {office.firm.name: office.person.name for office in town.offices if office.last is None and office.is_head}
    rows = [_enterprise(firm, heads.get(firm.name, ""), dirt) for firm in town.firms]
    return _among(rows, _bad_enterprises(town))


def persons(town: Town, dirt: Dirt) -> list[Row]:
    """Return a row for each office, three of them twice, and twelve that must be refused."""
    rows = [_office(office, dirt) for office in town.offices]
    return _among(rows + rows[20:23], _bad_persons(town))


def holdings(town: Town, dirt: Dirt) -> list[Row]:
    """Return a row for each holding, and six that must be refused."""
    return _among([_holding(holding, dirt) for holding in town.holdings], _bad_holdings(town))


def _enterprise(firm: Firm, head: str, dirt: Dirt) -> Row:
    return [
        dirt.name(firm.name),
        dirt.code(firm.code),
        firm.number or dirt.nothing(),
        firm.kind,
        dirt.person(head) if head else dirt.nothing(),
        dirt.day(firm.founded),
        firm.state,
        dirt.wan(firm.capital),
        firm.registrar,
        firm.industry,
        f"北京市甲区{firm.name[2:4]}街1号",
        firm.parent or dirt.nothing(),
        dirt.yes_no(firm.is_listed),
        dirt.yes_no(firm.is_state_owned),
    ]


def _office(office: Office, dirt: Dirt) -> Row:
    kind, number = _document(office.person, dirt)
    firm = office.firm
    return [
        dirt.name(firm.name),
        dirt.nothing() if dirt.once_in(20) else dirt.code(firm.code) if firm.code else firm.number,
        dirt.person(office.person.name),
        kind,
        number,
        office.position,
        dirt.day(office.start),
        dirt.last_day(office.last),
        dirt.day(office.start) if dirt.once_in(2) else dirt.nothing(),
        office.licence or dirt.nothing(),
    ]


def _document(person: Person, dirt: Dirt) -> tuple[str, str]:
    """A public extract often masks the number, or leaves it out."""
    if not person.number or dirt.once_in(25):
        return dirt.nothing(), dirt.nothing()
    if person.document_type == "居民身份证" and dirt.once_in(40):
        return person.document_type, masked_id(person.number)
    return person.document_type, dirt.resident_id(person.number)


def _holding(holding: Holding, dirt: Dirt) -> Row:
    firm, holder = holding.firm, holding.holder
    if isinstance(holder, Firm):
        kind, document, number = "企业法人", "营业执照", holder.code
        if holder.code.startswith("11"):
            kind, document = "机关法人", "统一社会信用代码证书"
    else:
        kind = "自然人股东"
        document, number = holder.document_type, dirt.resident_id(holder.number)
    subscribed = round(firm.capital * (holding.percent or 0) / 100, 6)
    has_no_share = holding.percent is not None and dirt.once_in(30)
    return [
        dirt.name(firm.name),
        dirt.code(firm.code) if firm.code else firm.number,
        dirt.name(holder.name) if isinstance(holder, Firm) else dirt.person(holder.name),
        kind,
        document,
        number,
        dirt.wan(subscribed),
        dirt.wan(subscribed) if dirt.once_in(2) else dirt.nothing(),
        dirt.nothing() if has_no_share else dirt.percent(holding.percent),
        dirt.day(holding.start),
        dirt.last_day(holding.last),
    ]


def _bad_enterprises(town: Town) -> list[Row]:
    firm = town.firms[0]
    wrong = firm.code[:-1] + ("A" if firm.code[-1] != "A" else "B")
    common: Row = ["2015-01-01", "存续", 100, firm.registrar, "批发业", "北京市甲区1号", "", "否", "否"]
    limited = "有限责任公司"
    return [
        ["北京错码商贸有限公司", wrong, "", limited, "赵甲子", *common],
        ["北京数字商贸店", "", 110105600009990, "个体工商户", "钱乙丑", *common],
        ["", "", "", limited, "孙丙寅", *common],
        ["北京错日商贸有限公司", "", "", limited, "李丁卯", "2019-02-30", *common[1:]],
        ["北京外币商贸有限公司", "", "", limited, "周戊辰", "2015-01-01", "存续", "50万美元", *common[3:]],
    ]


def _bad_persons(town: Town) -> list[Row]:
    firm, other = town.firms[4], town.firms[5]
    person = next(office.person for office in town.offices if office.firm is other and office.person.number)
    number = person.number
    wrong_digit = number[:-1] + ("1" if number[-1] != "1" else "2")
    card = "居民身份证"

    def row(
        name: str, kind: str, id_number: str | int, position: str, *days: str, of: tuple[str, str] = (firm.name, firm.code)
    ) -> Row:
        first, last = days or ("2016-01-01", "")
        return [*of, name, kind, id_number, position, first, last, "", ""]

    return [
        row("吴己巳", card, 110101190001010000, "董事"),
        row("吴己巳", card, wrong_digit, "董事"),
        row("吴己巳", card, "1.10101E+17", "董事"),
        row("郑庚午", "", "", "部门经理"),
        row("郑庚午", "", "", "董事", "2020-05-01", "2019-05-01"),
        row("郑庚午", "", "", "董事", "03/04/2019", ""),
        row("", "", "", "董事"),
        row("王辛未", "", "", "董事", of=("北京查无此企有限公司", "")),
        row("王辛未", "", number, "董事"),
        row("王辛未", "学生证", "19000101", "董事"),
        row("王*", "", "", "董事"),
        row("冯壬申", "", "", "法定代表人", "2009-01-01", "", of=(other.name, other.code)),
    ]


def _bad_holdings(town: Town) -> list[Row]:
    firm, whole = town.firms[4], town.holdings[2].firm
    nobody: Row = ["陈癸酉", "自然人股东", "", ""]
    days: Row = ["2018-01-01", ""]
    return [
        [firm.name, firm.code, *nobody, 10, 20, "1%", *days],
        [firm.name, firm.code, *nobody, "", "", "0.4", *days],
        [firm.name, firm.code, *nobody, "", "", "140%", *days],
        [firm.name, firm.code, "陈癸酉", "", "", "", "", "", "1%", *days],
        [firm.name, firm.code, firm.name, "企业法人", "营业执照", firm.code, "", "", "1%", *days],
        [whole.name, whole.code, *nobody, "", "", "1%", date(2019, 12, 31), date(2019, 1, 1)],
    ]


def _among(rows: list[Row], bad: list[Row]) -> list[Row]:
    """Spread the bad rows evenly, so that they stand neither first nor last."""
    step = len(rows) // (len(bad) + 1)
    for index, row in enumerate(bad):
        rows.insert((index + 1) * step + index, row)
    return rows
