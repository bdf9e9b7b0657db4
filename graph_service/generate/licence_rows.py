"""Rows of 双公示 行政许可 in each layout: licences of firms, and certificates of persons who practise in one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from zlib import crc32

from graph_service.generate.firms import authority_code
from graph_service.generate.layouts import Table
from graph_service.generate.lines import Block, Line, iso
from graph_service.generate.names import STEMS
from graph_service.generate.party_rows import party
from graph_service.generate.publicity_layouts import LICENCES, LICENCES_2016
from graph_service.generate.records import Firm, Person

_FIRST, _DAYS = date(2016, 1, 4), (date(2026, 6, 1) - date(2016, 1, 4)).days
#: Of a hundred firms so many have a licence. States, by how many of a hundred.
_LICENSED = 30
_STATES = ("有效",) * 80 + ("变更",) * 10 + ("注销",) * 6 + ("撤销",) * 4
#: How the layout of 2016 writes them.
_STATES_2016 = {"有效": "0", "变更": "0", "撤销": "1"}


@dataclass(frozen=True, slots=True, eq=False)
class Licence:
    """A licence. ``mark`` is what its numbers are made of; ``firm`` says which authority granted it."""

    holder: Firm | Person
    firm: Firm
    name: str
    number: str
    mark: str

    @property
    def decided(self) -> date:
        """Return the day of the decision."""
        return max(_FIRST + timedelta(days=crc32(self.mark.encode()) % _DAYS), self.firm.founded)


def licence_rows(table: Table, block: Block) -> Iterator[Line]:
    """Write a row for each licence that this one of the tables publishes."""
    for licence in _licences(block):
        decided, holder = licence.decided, licence.holder
        heads = [one.person for one in block.offices_in(licence.firm) if one.is_representative and one.held_on(decided)]
        about = party(block, holder, heads[0] if heads else None, decided)
        if about.is_published_in(table, LICENCES, decided):
            state = _STATES[block.below_hundred(licence.mark, 9)]
            said = _said(licence) | {"当前状态": _STATES_2016.get(state, state) if table is LICENCES_2016 else state}
            yield about.line(table, said, licence, {"licences": 1})


def _licences(block: Block) -> Iterator[Licence]:
    for firm in block.town.firms:
        mark = firm.name + firm.any_number
        if firm.kind != "机关" and block.below_hundred(mark, 8) < _LICENSED:
            yield Licence(firm, firm, "食品经营许可证", f"JY{crc32(mark.encode()):012d}", mark)
    for office in block.town.offices:
        if office.licence:
            yield Licence(office.person, office.firm, f"{office.position}执业证书", office.licence, office.licence)


def _said(licence: Licence) -> dict[str, str]:
    """Say what is in the columns of every generation; one licence in eight has no end."""
    firm, decided = licence.firm, licence.decided
    stem, mark = firm.registrar[3], crc32(licence.mark.encode())
    authority = authority_code(firm.registrar, STEMS.index(stem))
    return {
        "行政许可决定文书名称": "准予行政许可决定书",
        "行政许可决定文书号": f"京{stem}许〔{decided.year}〕{mark}号",
        "项目名称": licence.name.removesuffix("证"),
        "许可类别": "普通" if isinstance(licence.holder, Firm) else "认可",
        "审批类别": "普通" if isinstance(licence.holder, Firm) else "认可",
        "许可证书名称": licence.name,
        "许可编号": licence.number,
        "许可内容": f"准予从事{licence.name.removesuffix('证')}事项",
        "许可决定日期": iso(decided),
        "有效期自": iso(decided),
        "有效期至": "2099/12/31" if mark % 8 == 0 else iso(decided + timedelta(days=5 * 365)),
        "许可机关": firm.registrar,
        "许可机关统一社会信用代码": authority,
        "数据来源单位": firm.registrar,
        "数据来源单位统一社会信用代码": authority,
        "地方编码": "110000",
        "数据更新时间戳": iso(decided),
    }
