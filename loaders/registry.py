"""Register extract: 企业基本信息, beside 主要人员, 股东及出资, 变更记录, 分支机构 and 曾用名, as tables of one workbook or files of their own.

First and last days are both inside, as registers write them; facts carry an exclusive ``end``. The 法定代表人 of 企业基本信息 has no
dates, so the office comes from 主要人员 and 变更记录 alone. The 经营者 of an individual business and the 投资人 of a sole proprietorship are
registered with the firm itself: they are the subject of its decisions.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from graph_service.loaders import cleaning, codes, ready
from graph_service.loaders.checking import KEYS, ROW, CleanRow, Sieve
from graph_service.loaders.cleaning import UncleanError, name_key
from graph_service.loaders.codes import Doubtful
from graph_service.loaders.firms import FoundFirms
from graph_service.loaders.layout import Column, Layout
from graph_service.loaders.name_lists import former_names
from graph_service.loaders.organizations import (
    is_credit_code,
    nameless_key,
    organization_row,
    organization_type,
    status_of,
)
from graph_service.loaders.source import Keys, Shaped, Source, Surroundings, identified, person_row, persons_of, read_document
from graph_service.loaders.whole import Keeps, Whole
from graph_service.model.facts import Row
from graph_service.store.ports import PersonIdentity

_text = cleaning.display
_DAY = timedelta(days=1)
#: Days after which a firm is no longer in business.
_CLOSED = ("注销日期", "吊销日期")
#: Firms whose operator or investor is registered with the firm itself, and what the register calls that person.
_OPERATORS = {"individual_business": "经营者", "sole_proprietorship": "投资人"}

#: Columns that name a firm in the tables about it.
FIRM = (
    Column("企业名称", cleaning.organization_name, "entName", needed=True, filled=True),
    Column(
        "企业统一社会信用代码",
        codes.credit_code_or_registration,
        "uniscId",
        needed=True,
        is_id=True,
        aliases=("统一社会信用代码",),
    ),
)


ENTERPRISES = Layout(
    "企业基本信息",
    (
        Column("企业名称", cleaning.organization_name, "entName", needed=True, filled=True, aliases=("名称",)),
        Column("统一社会信用代码", codes.credit_code, "uniscId", needed=True, is_id=True),
        Column("注册号", codes.registration_number, "regNo", needed=True, is_id=True, aliases=("工商注册号",)),
        Column("企业类型", _text, "entType_CN", needed=True, filled=True, aliases=("类型",)),
        Column("法定代表人", cleaning.person_name, "name", aliases=("法定代表人/负责人", "负责人")),
        Column("成立日期", cleaning.day, "estDate"),
        Column("登记状态", status_of, "regState_CN", needed=True, filled=True, aliases=("经营状态",)),
        Column("注册资本（万元）", cleaning.fen_of_wan, "regCap", aliases=("注册资本(万元人民币)",)),
        Column("登记机关", cleaning.organization_name, "regOrg_CN", needed=True, filled=True),
        Column("行业", _text, aliases=("行业门类", "所属行业")),
        Column("住所", _text, "dom"),
        Column("隶属企业统一社会信用代码", codes.credit_code, is_id=True),
        Column("是否上市", cleaning.yes_no),
        Column("是否国有", cleaning.yes_no),
        Column("曾用名", former_names, "historyName"),
        Column("经营者", cleaning.person_name, aliases=("经营者姓名", "投资人", "投资人姓名")),
        Column("经营者证件类型", codes.document_kind, aliases=("投资人证件类型",)),
        Column("经营者证件号码", _text, is_id=True, aliases=("投资人证件号码",)),
        Column("注销日期", cleaning.day),
        Column("吊销日期", cleaning.day),
        Column("营业期限自", _text, "opFrom"),
        Column("营业期限至", _text, "opTo"),
    ),
)


def check_enterprises(sieve: Sieve, known: Surroundings) -> None:
    """Settle the key of each firm."""
    by_code = ready.unified_codes(sieve.frame["统一社会信用代码"])
    numbers = ("统一社会信用代码", "注册号", "企业名称", "登记机关")
    sieve.derive("organization", lambda row: key_by_number(*row.values()), numbers, ready=by_code)
    sieve.combine(KEYS, lambda organization: (organization,), ("organization",))
    parents = sieve.frame["隶属企业统一社会信用代码"]
    sieve.refuse_where(parents.notna() & (parents == sieve.frame["organization"]), "own-parent", "隶属企业统一社会信用代码")
    for day in ("成立日期", *_CLOSED):
        sieve.refuse_after(day, known.received, "date-future")
    for day in _CLOSED:
        sieve.refuse_earlier(day, "成立日期", "end-before-start")
    of_operators = ("经营者", "经营者证件类型", "经营者证件号码", "企业类型", "企业名称", "organization")
    without = ready.nothing(sieve.frame["经营者"].isna().to_numpy())
    sieve.derive("operator", _operator, of_operators, ready=without)
    sieve.combine("closed", _closed, _CLOSED)
    closed = sieve.frame["closed"].notna() & (sieve.frame["登记状态"] == "active")
    for row in sieve.frame.index[closed]:
        sieve.warn(int(row), "active-though-closed", "登记状态")


def across_enterprises(whole: Whole, _known: Surroundings) -> None:
    """Let each firm stand in the table once; give each operator one name."""
    whole.one_name_an_identity("operator", "经营者证件号码")
    whole.single_out()


def key_by_number(code: str | None, registration: str | None, name: str | None, registrar: str | None) -> object:
    """Return the key of a firm that a register describes: its number, else its name with whoever registered it."""
    if code:
        return code
    if registration:
        return f"reg:{registration}"
    return Doubtful(nameless_key(name or "", registrar or ""), "organization-without-code")


def _operator(row: CleanRow) -> PersonIdentity | Doubtful | None:
    """Say who runs an individual business or owns a sole proprietorship.

    Raises:
        UncleanError: ``operator-of-other-firm``: the firm is of another type.
    """
    if row["经营者"] is None or row["organization"] is None or row["企业名称"] is None:
        return None
    if organization_type(row["企业类型"], row["organization"], row["企业名称"]) not in _OPERATORS:
        raise UncleanError("operator-of-other-firm")
    document = read_document(row["经营者证件类型"], row["经营者证件号码"], masked_is_nothing=True)
    return identified(row["经营者"], document, row["organization"])


def _closed(*days: date | None) -> date | None:
    """Return the first day on which the firm was deregistered or its licence revoked."""
    return min((day for day in days if day is not None), default=None)


def shape_enterprises(rows: Sequence[CleanRow], keys: Keys) -> Shaped:
    """Make an organisation of each row, its former names, and the office of its operator."""
    shaped = Shaped()
    for row in rows:
        more = {
            "industry": row["行业"],
            "parent": row["隶属企业统一社会信用代码"],
            "listed": row["是否上市"],
            "state_owned": row["是否国有"],
            "registration_number": row["注册号"],
            "status": row["登记状态"],
            "founded": row["成立日期"],
            "closed": row["closed"],
            "capital_fen": row["注册资本（万元）"],
            "registrar": row["登记机关"],
            "address": row["住所"],
            "representative": row["法定代表人"],
        }
        organization = organization_row(row["organization"], row["企业名称"], row["企业类型"], **more)
        shaped.state("organizations", row[ROW], organization)
        for name in row["曾用名"] or ():
            shaped.state("names", row[ROW], {"organization": row["organization"], "name": name, "name_key": name_key(name)})
        if row["operator"] is not None:
            shaped.mention("persons", row[ROW], person_row(row["operator"], keys[row["operator"]]))
            shaped.state("roles", row[ROW], _operation(row, organization, keys))
    return shaped


def _operation(row: CleanRow, organization: Row, keys: Keys) -> Row:
    """Build the office of an operator; since when it is held the register does not say here."""
    return {
        "person": keys[row["operator"]],
        "organization": row["organization"],
        "role": "individual_operator",
        "end": row["closed"],
        "title": _OPERATORS[str(organization["type"])],
    }


def found_firms(sieve: Sieve, known: Surroundings) -> FoundFirms:
    """Look up the firms that a chunk names without a unified code."""
    codes_, names = sieve.frame["企业统一社会信用代码"], sieve.frame["企业名称"]
    return known.firms.find(names[codes_.isna()], (code for code in codes_.dropna() if not is_credit_code(code)))


def resolved(found: FoundFirms, row: CleanRow) -> str:
    """Find the firm's key by its number, or by its name among the firms on record."""
    return found.resolve(row["企业统一社会信用代码"], row["企业名称"] or "")


def roles_in(roles: tuple[str, ...], organization: str, name: str) -> tuple[str, ...]:
    """The head of a branch is registered as 负责人, the owner's office of an individual business as 经营者."""
    if "principal_in_charge" not in roles or organization_type(None, organization, name) != "branch":
        return roles
    return tuple("branch_head" if role == "principal_in_charge" else role for role in roles)


def is_open(last: date | None) -> bool:
    """Say whether a last day as it was read means that there is no end."""
    return last is None or last == date.max


def exclusive(last: date | None) -> date | None:
    """Turn a last day, inside, into the first day outside; no end stays no end."""
    return None if is_open(last) or last is None else last + _DAY


RETIRES = "Nothing by absence: an extract may be partial. An office or holding ends by a row that gives its last day."

ENTERPRISE_SOURCE = Source(
    kind="registry.enterprises",
    layout=ENTERPRISES,
    check=check_enterprises,
    keeps=Keeps(persons=("operator",)),
    across=across_enterprises,
    identities=lambda rows: persons_of(rows, ("operator",)),
    shape=shape_enterprises,
    retires=RETIRES,
)
