"""Rows of the register extract: 企业基本信息, 主要人员, 股东及出资."""

from __future__ import annotations

from collections.abc import Iterator

from graph_service.generate.layouts import CODE, ENTERPRISES, HOLDINGS, PERSONS
from graph_service.generate.lines import Block, Line, Said, decimal, iso, kinds_by_code
from graph_service.generate.records import Firm, Holding

#: Positions that comprise more than one role.
_ROLES = {"法定代表人、执行董事兼总经理": 3, "董事长兼法定代表人": 2}
_IN_REGISTER = ENTERPRISES.kinds
_CODE_OF_FIRM = PERSONS.at["企业统一社会信用代码"]
_BY_PERSON = HOLDINGS.kinds
_BY_FIRM = HOLDINGS.kinds_with(股东名称="firm name", 股东证照类型="free text", 股东证照号码=CODE)
_FROM_ABROAD = HOLDINGS.kinds_with(股东名称="stated text", 股东证照类型="free text", 股东证照号码="free text")
#: Of a hundred, so many rows about a firm that is named without its code name it by its name, and leave out the share.
_BY_NAME, _NO_SHARE = 50, 40


def enterprise_rows(block: Block) -> Iterator[Line]:
    """Write a row for each firm."""
    for firm in block.town.firms:
        head = next((office.person.name for office in block.offices_in(firm) if office.is_head and office.last is None), "")
        cells = [
            firm.name,
            firm.code,
            firm.number,
            firm.kind,
            head,
            iso(firm.founded),
            firm.state,
            decimal(firm.capital),
            firm.registrar,
            firm.industry,
            f"{firm.registrar[:5]}{firm.name[2:4]}街1号",
            firm.parent,
            "是" if firm.is_listed else "否",
            "是" if firm.is_state_owned else "否",
        ]
        says = () if firm.any_number else (Said("organization-without-code", "统一社会信用代码"),)
        rests = not firm.any_number or firm in block.twins or block.is_loose(firm)
        yield Line(cells, _IN_REGISTER, firm, firm, {"organizations": 1}, says, steady=rests)


def _code_cell(block: Block, firm: Firm, what: str) -> str:
    """Give the firm's number, or leave it out where the name must do."""
    if block.is_loose(firm) and block.below_hundred(firm.code + what, 3) < _BY_NAME:
        return ""
    return firm.any_number


def office_rows(block: Block) -> Iterator[Line]:
    """Write a row for each office, those of one firm together, its present head first."""
    for office in block.town.offices:
        firm, person = office.firm, office.person
        number = _code_cell(block, firm, person.number)
        cells = [
            firm.name,
            number,
            person.name,
            *block.document_of(person, firm),
            office.position,
            iso(office.start),
            iso(office.last),
            iso(office.registered),
            office.licence,
        ]
        is_misnamed = office.is_representative and office.last is None and firm in block.misnamed
        says = (Said("representative-differs", "姓名"),) if is_misnamed else ()
        kinds = kinds_by_code(PERSONS.kinds, _CODE_OF_FIRM, firm)
        yield Line(cells, kinds, office, firm, {"roles": _ROLES.get(office.position, 1)}, says, delicate=not number)


def holding_rows(block: Block) -> Iterator[Line]:
    """Write a row for each holding, those of one firm together."""
    for holding in block.town.holdings:
        firm, percent = holding.firm, holding.percent or 0.0
        number = _code_cell(block, firm, iso(holding.start))
        no_share = block.is_loose(firm) and block.below_hundred(firm.code + holding.holder.name, 4) < _NO_SHARE
        subscribed = firm.capital * percent / 100
        paid = subscribed if block.below_hundred(firm.name + holding.holder.name, 5) < 50 else None
        holder, kinds, made, doubts = _holder(block, holding)
        cells = [
            firm.name,
            number,
            holding.holder.name,
            *holder,
            decimal(subscribed),
            decimal(paid),
            "" if no_share else f"{percent:g}%",
            iso(holding.start),
            iso(holding.last),
        ]
        says = (*doubts, Said("share-computed", "持股比例")) if no_share else doubts
        kinds = kinds_by_code(kinds, _CODE_OF_FIRM, firm)
        yield Line(cells, kinds, holding, firm, {"holdings": 1} | made, says, delicate=not number)


def _holder(block: Block, holding: Holding) -> tuple[tuple[str, str, str], tuple[str, ...], dict[str, int], tuple[Said, ...]]:
    """Return type, document and number of a holder, the kinds of the row, further facts, and doubts."""
    holder = holding.holder
    if not isinstance(holder, Firm):
        return ("自然人股东", *block.document_of(holder, holding.firm)), _BY_PERSON, {}, ()
    if not holder.code:
        doubt = Said("organization-without-code", "股东证照号码")
        return (holder.kind, "", ""), _FROM_ABROAD, {"organizations": 1}, (doubt,)
    kind = ("机关法人", "统一社会信用代码证书") if holder.kind == "机关" else ("企业法人", "营业执照")
    return (*kind, holder.code), _BY_FIRM, {}, ()
