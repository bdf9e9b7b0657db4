"""Penalties in the layout of 2019, the sheet of findings, and rows among them that no loader may accept."""

from __future__ import annotations

from datetime import date, timedelta

from graph_service.generate import layouts, publicity_layouts
from graph_service.generate.records import Finding, Firm, Penalty, Person, Town
from scripts.sample_data import names
from scripts.sample_data.dirt import Dirt, Row

PENALTIES, FINDINGS = publicity_layouts.PENALTIES_2019.titles, layouts.FINDINGS.titles
_AUTHORITIES = {"北京市甲区市场监督管理局": "2", "北京市甲区应急管理局": "3"}


def penalties(town: Town, dirt: Dirt) -> list[Row]:
    """Return a row for each decision, in order."""
    return [_penalty(penalty, dirt) for penalty in town.penalties]


def findings(town: Town, dirt: Dirt) -> list[Row]:
    """Return a row for each finding, and four that must be refused."""
    rows = [_finding(finding, dirt) for finding in town.findings]
    first = rows[0]
    unknown_decision: Row = ["京甲市监处罚〔2024〕999号", *first[1:]]
    masked: Row = [*first[:6], "110101********0014", *first[7:]]
    numeric: Row = [*first[:6], 110101190001010000, *first[7:]]
    unknown_liability: Row = [*first[:7], "领导责任", *first[8:]]
    return [*rows[:3], unknown_decision, masked, *rows[3:6], numeric, unknown_liability, *rows[6:]]


def _penalty(penalty: Penalty, dirt: Dirt) -> Row:
    authority = names.credit_code("11", "110105", _AUTHORITIES[penalty.authority])
    decided = penalty.decided
    validity = "2099/12/31" if dirt.once_in(4) else dirt.day(decided + timedelta(days=365))
    return [
        *_party(penalty, dirt),
        dirt.document(penalty.document),
        penalty.violation,
        f"经查，当事人存在{penalty.violation}行为。",
        "《中华人民共和国行政处罚法》及有关法律法规",
        penalty.kinds,
        penalty.content,
        dirt.wan(penalty.fine),
        dirt.nothing(),
        penalty.licence or dirt.nothing(),
        dirt.day(decided),
        validity,
        dirt.day(decided + timedelta(days=3 * 365)),
        dirt.name(penalty.authority),
        authority,
        penalty.authority,
        authority,
        dirt.nothing(),
    ]


def _party(penalty: Penalty, dirt: Dirt) -> Row:
    """The first thirteen columns: who is punished, under which numbers, and the legal representative."""
    party = penalty.party
    if isinstance(party, Person):
        return [dirt.person(party.name), "自然人", *[dirt.nothing() for _ in range(9)], party.document_type, party.number]
    kind = "个体工商户" if party.kind == "个体工商户" else "法人及非法人组织"
    numbers: Row = [*_numbers(party, dirt), dirt.nothing(), dirt.nothing(), dirt.nothing()]
    return [dirt.name(party.name), kind, *numbers, *_representative(penalty.representative, dirt), "", ""]


def _representative(person: Person | None, dirt: Dirt) -> Row:
    if person is None:
        return [dirt.nothing(), dirt.nothing(), dirt.nothing()]
    if not person.number or dirt.once_in(3):
        return [dirt.person(person.name), dirt.nothing(), dirt.nothing()]
    return [dirt.person(person.name), person.document_type, dirt.resident_id(person.number)]


def _numbers(firm: Firm, dirt: Dirt) -> Row:
    """Unified code, registration number, organisation code: some firms are known by only one of them, or by none."""
    by_organization_code, by_registration_number, by_name = names.unique_codes()
    if firm.code == by_organization_code:
        return [dirt.nothing(), dirt.nothing(), f"{firm.code[8:16]}-{firm.code[16]}"]
    if firm.code == by_registration_number:
        return [dirt.nothing(), firm.number, dirt.nothing()]
    if firm.code == by_name:
        return [dirt.nothing(), dirt.nothing(), dirt.nothing()]
    return [dirt.code(firm.code), firm.number or dirt.nothing(), dirt.nothing()]


def _finding(finding: Finding, dirt: Dirt) -> Row:
    penalty, person = finding.penalty, finding.person
    party = penalty.party
    return [
        dirt.document(penalty.document),
        penalty.authority,
        dirt.name(party.name),
        dirt.code(party.code) if isinstance(party, Firm) else dirt.nothing(),
        dirt.person(person.name),
        person.document_type,
        person.number,
        finding.liability,
        dirt.yes_no(finding.is_found),
        finding.document,
        dirt.day(finding.day),
    ]


def bad_penalties(town: Town) -> list[Row]:
    """Return five rows that must be refused: check character, missing day, day order, unit of money, future."""
    firm = next(penalty.party for penalty in town.penalties if isinstance(penalty.party, Firm) and penalty.party.code)
    authority = names.credit_code("11", "110105", "2")
    organ = "北京市甲区市场监督管理局"

    def row(number: int, code: str, decided: str | date, valid: str, fine: str) -> Row:
        party: Row = [firm.name, "法人及非法人组织", code, *[""] * 10]
        act: Row = [
            f"京甲市监处罚〔2024〕{900 + number}号",
            "虚假宣传",
            "经查，当事人存在虚假宣传行为。",
            "《中华人民共和国广告法》",
        ]
        return [*party, *act, "罚款", "罚款", fine, "", "", decided, valid, "", organ, authority, organ, authority, ""]

    wrong = firm.code[:-1] + ("A" if firm.code[-1] != "A" else "B")
    return [
        row(1, wrong, "2024-01-05", "2025-01-05", "0.5"),
        row(2, firm.code, "", "2025-01-05", "0.5"),
        row(3, firm.code, "2024-01-05", "2023-01-05", "0.5"),
        row(4, firm.code, "2024-01-05", "2025-01-05", "5000元"),
        row(5, firm.code, "2999-01-05", "2999-12-31", "0.5"),
    ]
