"""The party of a decision as 双公示 names it, and in which generation of the layouts a decision is published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from graph_service.generate.layouts import Table
from graph_service.generate.lines import Block, Line, Said
from graph_service.generate.records import Firm, Person
from graph_service.generate.register_history import last_change

_BY_ORGANIZATION_CODE = 50
_LAST_OF_PERSONS = 2022
_RESIDENT_CARD = "居民身份证"


@dataclass(frozen=True, slots=True)
class Party:
    """Whom a decision is about, in the words of its columns, and the doubts that a loader must voice about it."""

    subject: Firm | Person
    said: Mapping[str, str]
    doubts: tuple[Said, ...]

    @property
    def has_number(self) -> bool:
        """Say whether it is named by a number, and not by its name alone."""
        return any(self.said.get(name) for name in ("统一社会信用代码", "工商注册号", "组织机构代码", "证件号码"))

    def is_published_in(self, table: Table, tables: tuple[Table, ...], decided: date) -> bool:
        """Say whether a decision of that day stands in this one of the four tables of its kind, 2016 to 2019.

        A layout that states no type of party cannot carry a firm without any number, and that of 2016 no document but the 居民身份证.
        Some authorities kept the sheet of natural persons for years.
        """
        of_2016, of_2018, of_2018_persons, of_2019 = tables
        is_person = isinstance(self.subject, Person)
        if decided.year > (_LAST_OF_PERSONS if is_person else 2018) or not self.has_number:
            return table is of_2019
        if decided.year < 2018 and (not is_person or self.said["证件类型"] == _RESIDENT_CARD):
            return table is of_2016
        return table is (of_2018_persons if is_person else of_2018)

    def line(self, table: Table, said: Mapping[str, str], record: object, facts: Mapping[str, int], *says: Said) -> Line:
        """Return a right row of a table about this party; what the table has no column for is left out."""
        said = {**self.said, **said}
        if "法定代表人证件类型" not in table.at and said.get("法定代表人证件类型") != _RESIDENT_CARD:
            said["法定代表人证件号码"] = ""
        firm = self.subject if isinstance(self.subject, Firm) else None
        kinds = table.kinds if firm else table.kinds_with(行政相对人名称="person name")
        known = bool(said.get("统一社会信用代码") or said.get("工商注册号"))
        cells = [said.get(name, "") for name in table.names]
        return Line(cells, kinds, record, firm, facts, (*self.doubts, *says), delicate=bool(firm) and not known)


def party(block: Block, subject: Firm | Person, representative: Person | None, decided: date) -> Party:
    """Name a party; a 个体工商户 has no legal representative beside it."""
    if isinstance(subject, Person):
        said = {"行政相对人名称": subject.name, "行政相对人类别": "自然人"}
        return Party(subject, said | {"证件类型": subject.document_type, "证件号码": subject.number}, ())
    kind = "个体工商户" if subject.kind == "个体工商户" else "法人及非法人组织"
    numbers, doubts = _numbers(block, subject)
    said = {"行政相对人名称": subject.name, "行政相对人类别": kind, **numbers}
    if representative and kind != "个体工商户":
        document, number = block.document_of(representative, subject)
        said |= {"法定代表人": representative.name, "法定代表人证件类型": document, "法定代表人证件号码": number}
        if _differs(block, subject, representative, decided):
            doubts = (*doubts, Said("representative-differs", "法定代表人"))
    return Party(subject, said, doubts)


def _numbers(block: Block, firm: Firm) -> tuple[Mapping[str, str], tuple[Said, ...]]:
    """Return the numbers that a row gives: some firms are known by one of them, or by their name alone."""
    if not firm.any_number:
        return {}, (Said("organization-without-code", "行政相对人名称"),)
    if not block.is_loose(firm):
        return {"统一社会信用代码": firm.code, "工商注册号": firm.number}, ()
    if block.below_hundred(firm.code, 6) < _BY_ORGANIZATION_CODE:
        return {"组织机构代码": firm.code[8:17]}, ()
    return {}, (Said("joined-by-name", "行政相对人名称"),)


def _differs(block: Block, firm: Firm, named: Person, decided: date) -> bool:
    """Say whether the register, as far as its rows were accepted, knows holders of the office on that day, and others than named."""
    held = {
        office.person.name
        for office in block.offices_in(firm)
        if office.is_representative and office.held_on(decided) and office not in block.lost
    }
    change = last_change(block, firm)
    if change and (firm, "change") not in block.lost:
        before, after, day = change
        held.add((before if decided < day else after).person.name)
    return bool(held) and named.name not in held
