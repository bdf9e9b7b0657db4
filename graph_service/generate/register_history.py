"""Rows of the register extract about what was before and what hangs on a firm: 变更记录, 曾用名, 分支机构."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from graph_service.generate import names
from graph_service.generate.layouts import BRANCHES, CHANGES, FORMER_NAMES
from graph_service.generate.lines import Block, Line, Said, iso
from graph_service.generate.records import Firm, Office

#: Of a hundred firms, so many once had another name, and so many companies have a branch that stands in no other table.
_RENAMED, _BRANCHED = 5, 4
_DAYS_UNDER_THE_OLD_NAME = 700


def change_rows(block: Block) -> Iterator[Line]:
    """Write the last change of legal representative of a firm, where the list of officers gives the numbers of both."""
    for firm in block.town.firms:
        if change := last_change(block, firm):
            before, after, day = change
            cells = [firm.name, firm.code, "法定代表人变更", before.person.name, after.person.name, iso(day)]
            yield Line(cells, CHANGES.kinds, (firm, "change"), firm, {"roles": 2})


def last_change(block: Block, firm: Firm) -> tuple[Office, Office, date] | None:
    """Return who left the office of legal representative last, who took it, and the day on which that was entered, if it is on record."""
    heads = sorted((one for one in block.offices_in(firm) if one.is_representative), key=lambda one: one.start)
    if not firm.code or len(heads) < 2 or not all(_is_numbered(block, one) for one in heads[-2:]):
        return None
    before, after = heads[-2:]
    return before, after, after.registered or after.start


def _is_numbered(block: Block, office: Office) -> bool:
    return bool(block.document_of(office.person, office.firm)[1])


def former_name_rows(block: Block) -> Iterator[Line]:
    """Write the name that a firm had at first."""
    for firm in _some(block, 7, _RENAMED):
        last = firm.founded + timedelta(days=_DAYS_UNDER_THE_OLD_NAME)
        cells = [firm.name, firm.code, f"旧{firm.name}", iso(firm.founded), iso(last)]
        yield Line(cells, FORMER_NAMES.kinds, (firm, "name"), firm, {"names": 1})


def branch_rows(block: Block) -> Iterator[Line]:
    """Write a branch without any number of its own."""
    doubt = Said("organization-without-code", "分支机构统一社会信用代码")
    for firm in _some(block, 8, _BRANCHED):
        if firm.kind == names.LIMITED:
            cells = [firm.name, firm.code, f"{firm.name}第九分公司", "", firm.registrar]
            yield Line(cells, BRANCHES.kinds, (firm, "branch"), firm, {"organizations": 1}, (doubt,))


def _some(block: Block, salt: int, of_hundred: int) -> Iterator[Firm]:
    twins = block.twins
    for firm in block.town.firms:
        if firm.code and firm not in twins and block.below_hundred(firm.code, salt) < of_hundred:
            yield firm
