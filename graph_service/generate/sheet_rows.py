"""Rows of the tables beside register and penalties. What they state follows from the registry; chance is that of the names and numbers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from graph_service.generate import sheet_layouts
from graph_service.generate.decisions import KINDS, LATEST
from graph_service.generate.lines import Block, Line, Said, iso
from graph_service.generate.records import Firm, Penalty, Person

_EVENTS = {(kind.kinds, kind.content): kind.events for kind in KINDS}
_GRAVE = frozenset((kind.kinds, kind.content) for kind in KINDS if kind.grave)
#: Offices whose holders practise something, with the profession and the beginning of its certificates.
_PRACTISED = {
    "财务负责人": ("注册会计师", "京会"),
    "董事会秘书": ("证券从业人员", "S"),
    "独立董事": ("律师", "111"),
    "员工": ("导游", "D"),
}
_CONCLUSIONS = ("直接负责的主管人员", "其他直接责任人员", "直接责任", "个人责任", "不负直接责任")
_FIRST_REPAIR = timedelta(days=180)
#: Of a hundred, so many lighter decisions are asked about, decisions corrected, lighter ones repaired, and firms rated.
_ASKED, _CORRECTED, _REPAIRED, _RATED = 40, 8, 25, 5
_BIDDERS, _FIRMS_A_LOT = 3, 25


def practitioner_rows(block: Block) -> Iterator[Line]:
    """Write a row for each officer who practises a profession; the register of practitioners shows no numbers of documents."""
    for at, office in enumerate(block.town.offices):
        firm = office.firm
        if office.position not in _PRACTISED or not _is_plain(block, firm) or office.last is not None:
            continue
        profession, series = _PRACTISED[office.position]
        certificate = f"{series}{firm.code[8:17]}{at:06d}"
        start = iso(office.start)
        cells = [office.person.name, "", "", profession, certificate, firm.registrar, firm.name, firm.code, start, "", "正常"]
        kinds = sheet_layouts.PRACTITIONERS.kinds
        yield Line(cells, kinds, ("practitioner", office), firm, {"licences": 1, "roles": 1})


def answer_rows(block: Block) -> Iterator[Line]:
    """Write an answer for each grave decision on which no finding was sent by itself, and for some lighter ones."""
    spoken_of = {finding.penalty for finding in block.town.findings}
    for penalty, firm in _decisions(block):
        person = penalty.representative
        is_asked = (penalty.kinds, penalty.content) in _GRAVE or block.below_hundred(penalty.document, 12) < _ASKED
        if not is_asked or penalty in spoken_of or person is None:
            continue
        day = min(penalty.decided + timedelta(days=40), LATEST)
        conclusion = _CONCLUSIONS[block.below_hundred(penalty.document, 7) % len(_CONCLUSIONS)]
        document = penalty.document.replace("处罚", "函")
        cells = [
            *_named(penalty, firm),
            person.name,
            *block.document_of(person, firm),
            conclusion,
            penalty.authority,
            document,
            iso(day),
        ]
        facts = {"findings": _EVENTS.get((penalty.kinds, penalty.content), 1)}
        yield _about(block, sheet_layouts.ANSWERS.kinds, penalty, cells, facts)


def objection_rows(block: Block) -> Iterator[Line]:
    """Write a row for each decision whose days of the violation are corrected."""
    for penalty, firm in _decisions(block):
        if block.below_hundred(penalty.document, 8) >= _CORRECTED:
            continue
        first, last = penalty.decided - timedelta(days=300), penalty.decided - timedelta(days=100)
        day = min(penalty.decided + timedelta(days=60), LATEST)
        document = penalty.document.replace("处罚", "异议")
        cells = [*_named(penalty, firm), "更正", penalty.authority, document, iso(day), iso(first), iso(last)]
        yield _about(block, sheet_layouts.OBJECTIONS.kinds, penalty, cells, {})


def repair_rows(block: Block) -> Iterator[Line]:
    """Write a row for each lighter decision that is no longer published."""
    for penalty, firm in _decisions(block):
        day = penalty.decided + _FIRST_REPAIR
        is_light = (penalty.kinds, penalty.content) not in _GRAVE
        if not is_light or day > LATEST or block.below_hundred(penalty.document, 9) >= _REPAIRED:
            continue
        document = penalty.document.replace("处罚", "修复")
        yield _about(
            block,
            sheet_layouts.REPAIRS.kinds,
            penalty,
            [*_named(penalty, firm), document, penalty.authority, iso(day)],
            {},
        )


def _decisions(block: Block) -> Iterator[tuple[Penalty, Firm]]:
    """Give the decisions against firms that every table names by their code."""
    for penalty in block.town.penalties:
        if isinstance(penalty.party, Firm) and _is_plain(block, penalty.party):
            yield penalty, penalty.party


def _is_plain(block: Block, firm: Firm) -> bool:
    return bool(firm.code) and not block.is_loose(firm)


def _named(penalty: Penalty, firm: Firm) -> list[str]:
    return [penalty.document, penalty.authority, firm.name, firm.code]


def _about(block: Block, kinds: tuple[str, ...], penalty: Penalty, cells: list[str], facts: dict[str, int]) -> Line:
    because = Said("event-not-on-record", "决定文号") if penalty in block.lost else None
    firm = penalty.party if isinstance(penalty.party, Firm) else None
    return Line(cells, kinds, (kinds, penalty), firm, facts, because=because)


def bid_rows(block: Block) -> Iterator[Line]:
    """Write the bidders of a lot for every so many firms."""
    bidders = [firm for firm in block.town.firms if _is_plain(block, firm) and firm.kind != "机关"]
    for first in range(0, len(bidders) - _BIDDERS, _FIRMS_A_LOT):
        lot = bidders[first : first + _BIDDERS]
        number = f"JZ{lot[0].code[8:17]}"
        day = date(2025, 1, 6) + timedelta(days=block.below_hundred(number, 10))
        for at, firm in enumerate(lot):
            head = _head(block, firm, day)
            cells = [
                number,
                "某养护工程",
                "01",
                "北京市甲区城市管理委员会",
                firm.name,
                firm.code,
                head.name if head else "",
                *(block.document_of(head, firm) if head else ("", "")),
                iso(day),
                "未中标" if at else "中标",
            ]
            facts = {"participants": 1, "roles": int(head is not None), "events": int(at == 0)}
            yield Line(cells, sheet_layouts.BIDS.kinds, ("bid", firm), firm, facts)


def _head(block: Block, firm: Firm, day: date) -> Person | None:
    held = (one.person for one in block.offices_in(firm) if one.is_representative and one.held_on(day))
    return next(held, None)


def reference_rows(block: Block) -> Iterator[Line]:
    """Write ratings of an association."""
    for firm in block.town.firms:
        if not _is_plain(block, firm) or block.below_hundred(firm.code, 11) >= _RATED:
            continue
        day = date(2025, 3, 3)
        cells = [firm.name, firm.code, "会员信用评价", "北京市甲行业协会", "行业协会", "B", "年度评价", iso(day), "2099/12/31"]
        yield Line(cells, sheet_layouts.REFERENCES.kinds, ("reference", firm), firm, {"references": 1})


def government_rows(block: Block) -> Iterator[Line]:
    """Write a record on each authority among the firms."""
    for firm in block.town.firms:
        if firm.kind != "机关" or not _is_plain(block, firm):
            continue
        document = f"京甲政〔2025〕{firm.code[8:17]}号"
        cells = [firm.name, "行政机关", firm.code, "拖欠账款", "未按合同付款", "北京市甲区人民政府", document, "2025-04-07"]
        yield Line(cells, sheet_layouts.GOVERNMENT.kinds, ("record", firm), firm, {"government_records": 1})
