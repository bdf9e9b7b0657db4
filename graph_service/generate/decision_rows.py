"""Rows of 双公示 行政处罚 (2019) and of 责任认定."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from graph_service.generate.decisions import KINDS
from graph_service.generate.firms import authority_code
from graph_service.generate.layouts import FINDINGS, PENALTIES
from graph_service.generate.lines import Block, Line, Said, decimal, iso, kinds_by_code
from graph_service.generate.names import STEMS
from graph_service.generate.records import Firm, Penalty, Person

_EVENTS = {(kind.kinds, kind.content): kind.events for kind in KINDS}
_AGAINST_FIRM = PENALTIES.kinds
_AGAINST_PERSON = PENALTIES.kinds_with(行政相对人名称="person name")
_CODE_OF_PARTY = FINDINGS.at["当事人统一社会信用代码"]
_BY_ORGANIZATION_CODE = 50
_PUBLISHED = timedelta(days=3 * 365)


def penalty_rows(block: Block) -> Iterator[Line]:
    """Write a row for each decision and party."""
    for penalty in block.town.penalties:
        party = penalty.party
        firm = party if isinstance(party, Firm) else None
        # The format says nothing of an annulment but what somebody writes behind it.
        remark = f"该处罚决定已于{penalty.annulled.year}年{penalty.annulled.month}月被依法撤销" if penalty.annulled else ""
        authority = authority_code(penalty.authority, STEMS.index(penalty.authority[3]))
        head, says = _party(block, penalty)
        cells = [
            *head,
            penalty.document,
            penalty.violation,
            f"经查，当事人存在{penalty.violation}行为。",
            "《中华人民共和国行政处罚法》及有关法律法规",
            penalty.kinds,
            penalty.content,
            decimal(penalty.fine),
            "",
            penalty.licence,
            iso(penalty.decided),
            "2099/12/31" if penalty.licence else iso(penalty.decided + timedelta(days=365)),
            iso(penalty.decided + _PUBLISHED),
            penalty.authority,
            authority,
            penalty.authority,
            authority,
            remark,
        ]
        facts = {"events": _EVENTS.get((penalty.kinds, penalty.content), 1)}
        kinds = _AGAINST_FIRM if firm else _AGAINST_PERSON
        yield Line(cells, kinds, penalty, firm, facts, says, delicate=bool(firm) and not (head[2] or head[3]))


def _party(block: Block, penalty: Penalty) -> tuple[list[str], tuple[Said, ...]]:
    """Return the first thirteen columns, and the doubts about the party."""
    party = penalty.party
    if isinstance(party, Person):
        return [party.name, "自然人", *[""] * 9, party.document_type, party.number], ()
    kind = "个体工商户" if party.kind == "个体工商户" else "法人及非法人组织"
    numbers, doubts = _numbers(block, party)
    named = penalty.representative if kind != "个体工商户" else None
    representative = [named.name, *block.document_of(named, party)] if named else [""] * 3
    if named and _differs(block, penalty, named):
        doubts = (*doubts, Said("representative-differs", "法定代表人"))
    return [party.name, kind, *numbers, "", "", "", *representative, "", ""], doubts


def _numbers(block: Block, firm: Firm) -> tuple[list[str], tuple[Said, ...]]:
    """Return unified code, registration number and organisation code: some firms are known by one of them, or by their name alone."""
    if not firm.any_number:
        return ["", "", ""], (Said("organization-without-code", "行政相对人名称"),)
    if not block.is_loose(firm):
        return [firm.code, firm.number, ""], ()
    if block.below_hundred(firm.code, 6) < _BY_ORGANIZATION_CODE:
        return ["", "", firm.code[8:17]], ()
    return ["", "", ""], (Said("joined-by-name", "行政相对人名称"),)


def _differs(block: Block, penalty: Penalty, named: Person) -> bool:
    """Say whether the register, as far as its rows were accepted, knows holders of the office on that day, and others than named."""
    offices = block.offices_in(penalty.party) if isinstance(penalty.party, Firm) else []
    held = {
        office.person.name
        for office in offices
        if office.is_representative and office.held_on(penalty.decided) and office not in block.lost
    }
    return bool(held) and named.name not in held


def finding_rows(block: Block) -> Iterator[Line]:
    """Write a row for each finding."""
    for finding in block.town.findings:
        penalty, person = finding.penalty, finding.person
        if not isinstance(penalty.party, Firm):
            continue
        firm = penalty.party
        number = "" if block.is_loose(firm) else firm.any_number
        cells = [
            penalty.document,
            penalty.authority,
            firm.name,
            number,
            person.name,
            *block.document_of(person, firm),
            finding.liability,
            "是" if finding.is_found else "否",
            finding.document,
            iso(finding.day),
        ]
        because = Said("event-not-on-record", "决定文号") if penalty in block.lost else None
        facts = {"findings": _EVENTS[penalty.kinds, penalty.content]}
        kinds = kinds_by_code(FINDINGS.kinds, _CODE_OF_PARTY, firm)
        yield Line(cells, kinds, finding, firm, facts, because=because, delicate=not number)
