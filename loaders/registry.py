"""Register extract: 企业基本信息, 主要人员, 股东及出资, as three tables of one workbook or three files.

First and last days are both inside, as registers write them; facts carry an exclusive ``end``. The 法定代表人 of 企业基本信息 has no
dates, so the office comes from 主要人员 alone and the other is held against it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

from graph_service.loaders import cleaning, codes, ready
from graph_service.loaders.checking import KEYS, ROW, CleanRow, Sieve
from graph_service.loaders.cleaning import name_key
from graph_service.loaders.codes import Doubtful
from graph_service.loaders.fingerprints import told_person
from graph_service.loaders.firms import FoundFirms
from graph_service.loaders.layout import Column, Layout
from graph_service.loaders.organizations import (
    is_credit_code,
    nameless_key,
    organization_row,
    organization_type,
    roles_of,
    status_of,
)
from graph_service.loaders.source import Keys, Shaped, Source, Surroundings, identified, person_row, persons_of, read_document
from graph_service.loaders.whole import Keeps, Whole
from graph_service.store.ports import PersonIdentity

_text = cleaning.display
_DAY = timedelta(days=1)
LEGAL_REPRESENTATIVE = "legal_representative"


def _position(text: str) -> tuple[str, tuple[str, ...]]:
    return _text(text), roles_of(_text(text))


ENTERPRISES = Layout(
    "企业基本信息",
    (
        Column("企业名称", cleaning.organization_name, needed=True, filled=True, aliases=("名称",)),
        Column("统一社会信用代码", codes.credit_code, needed=True, is_id=True),
        Column("注册号", codes.registration_number, needed=True, is_id=True, aliases=("工商注册号",)),
        Column("企业类型", _text, needed=True, filled=True, aliases=("类型",)),
        Column("法定代表人", cleaning.person_name, aliases=("法定代表人/负责人", "负责人")),
        Column("成立日期", cleaning.day),
        Column("登记状态", status_of, needed=True, filled=True, aliases=("经营状态",)),
        Column("注册资本（万元）", cleaning.fen_of_wan, aliases=("注册资本(万元人民币)",)),
        Column("登记机关", cleaning.organization_name, needed=True, filled=True),
        Column("行业", _text, aliases=("行业门类", "所属行业")),
        Column("住所", _text),
        Column("隶属企业统一社会信用代码", codes.credit_code, is_id=True),
        Column("是否上市", cleaning.yes_no),
        Column("是否国有", cleaning.yes_no),
    ),
)
PERSONS = Layout(
    "主要人员",
    (
        Column("企业名称", cleaning.organization_name, needed=True, filled=True),
        Column("企业统一社会信用代码", codes.credit_code_or_registration, needed=True, is_id=True),
        Column("姓名", cleaning.person_name, needed=True, filled=True),
        Column("证件类型", codes.document_kind, needed=True),
        Column("证件号码", _text, needed=True, is_id=True),
        Column("职务", _position, needed=True, filled=True),
        Column("任职起始日期", cleaning.day, needed=True),
        Column("任职截止日期", cleaning.last_day_or_never, needed=True),
        Column("登记日期", cleaning.day),
        Column("执业证书", _text, is_id=True, aliases=("执业证书编号",)),
    ),
)


def check_enterprises(sieve: Sieve, known: Surroundings) -> None:
    """Settle the key of each firm."""
    by_code = ready.unified_codes(sieve.frame["统一社会信用代码"])
    sieve.derive("organization", _enterprise_key, ("统一社会信用代码", "注册号", "企业名称", "登记机关"), ready=by_code)
    sieve.combine(KEYS, lambda organization: (organization,), ("organization",))
    parents = sieve.frame["隶属企业统一社会信用代码"]
    sieve.refuse_where(parents.notna() & (parents == sieve.frame["organization"]), "own-parent", "隶属企业统一社会信用代码")
    sieve.refuse_after("成立日期", known.received, "date-future")


def across_enterprises(whole: Whole, _known: Surroundings) -> None:
    """Let each firm stand in the table once."""
    whole.single_out()


def _enterprise_key(row: CleanRow) -> object:
    if row["统一社会信用代码"]:
        return row["统一社会信用代码"]
    if row["注册号"]:
        return f"reg:{row['注册号']}"
    return Doubtful(nameless_key(row["企业名称"] or "", row["登记机关"] or ""), "organization-without-code")


def shape_enterprises(rows: Sequence[CleanRow], _keys: Keys) -> Shaped:
    """Make an organisation of each row."""
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
            "capital_fen": row["注册资本（万元）"],
            "registrar": row["登记机关"],
            "address": row["住所"],
            "representative": row["法定代表人"],
        }
        organization = organization_row(row["organization"], row["企业名称"], row["企业类型"], **more)
        shaped.state("organizations", row[ROW], organization)
    return shaped


def check_persons(sieve: Sieve, known: Surroundings) -> None:
    """Settle firm and person of each row."""
    by_code = ready.unified_codes(sieve.frame["企业统一社会信用代码"])
    found = found_firms(sieve, known)
    sieve.derive("organization", partial(resolved, found), ("企业统一社会信用代码", "企业名称"), ready=by_code)
    named = ready.identities(
        sieve.frame, ("姓名", "证件类型", "证件号码", "organization"), sieve.frame["姓名"].notna().to_numpy()
    )
    sieve.derive("identity", _person, ("证件号码", "证件类型", "姓名", "organization"), ready=named)
    sieve.combine(KEYS, _offices, ("organization", "identity", "职务", "任职起始日期", "企业名称", "执业证书"))
    sieve.combine("headed", _headed, ("organization", "职务", "任职截止日期"))
    sieve.combine("head", _head, ("headed", "identity"))
    sieve.refuse_earlier("任职截止日期", "任职起始日期", "end-before-start")


def across_persons(whole: Whole, known: Surroundings) -> None:
    """Give each person one name; leave no firm with two legal representatives in office."""
    whole.one_name_an_identity("identity", "证件号码")
    whole.single_out()
    _one_legal_representative(whole)
    _compare_with_stated(whole, known)


def found_firms(sieve: Sieve, known: Surroundings) -> FoundFirms:
    """Look up the firms that a chunk names without a unified code."""
    codes_, names = sieve.frame["企业统一社会信用代码"], sieve.frame["企业名称"]
    return known.firms.find(names[codes_.isna()], (code for code in codes_.dropna() if not is_credit_code(code)))


def resolved(found: FoundFirms, row: CleanRow) -> str:
    """Find the firm's key by its number, or by its name among the firms on record."""
    return found.resolve(row["企业统一社会信用代码"], row["企业名称"] or "")


def _person(row: CleanRow) -> PersonIdentity | Doubtful | None:
    if row["姓名"] is None or row["organization"] is None:
        return None
    document = read_document(row["证件类型"], row["证件号码"], masked_is_nothing=True)
    return identified(row["姓名"], document, row["organization"])


def _offices(  # noqa: PLR0913  # one parameter a column
    organization: str | None,
    identity: PersonIdentity | None,
    position: tuple[str, tuple[str, ...]] | None,
    start: date | None,
    name: str | None,
    licence: str | None,
) -> tuple[tuple[object, ...], ...]:
    """Say what the row is about: each office of this person in this firm from this day."""
    if position is None or identity is None or organization is None:
        return ()
    return tuple((organization, identity, role, start, licence) for role in _roles(position[1], organization, name or ""))


def _roles(roles: tuple[str, ...], organization: str, name: str) -> tuple[str, ...]:
    """The head of a branch is registered as 负责人, the owner's office of an individual business as 经营者."""
    if "principal_in_charge" not in roles or organization_type(None, organization, name) != "branch":
        return roles
    return tuple("branch_head" if role == "principal_in_charge" else role for role in roles)


def _is_open(last: date | None) -> bool:
    return last is None or last == date.max


def _headed(organization: str | None, position: tuple[str, tuple[str, ...]] | None, last: date | None) -> str | None:
    """Name the firm whose legal representative the row states without an end."""
    is_head = position is not None and LEGAL_REPRESENTATIVE in position[1]
    return organization if is_head and _is_open(last) else None


def _head(headed: str | None, identity: PersonIdentity | None) -> str | None:
    """Say who that legal representative is."""
    return told_person(identity) if headed and identity else None


def _one_legal_representative(whole: Whole) -> None:
    """Of several open-ended holders in one firm the last to start stays; the earlier rows lack their end day."""
    holders: dict[object, list[tuple[date, int, object]]] = {}
    for row, (organization, start, head) in whole.rows("headed", "任职起始日期", "head"):
        holders.setdefault(organization, []).append((start or date.min, row, head))
    for found in holders.values():
        *earlier, latest = sorted(found, key=lambda held: held[:2])
        for _, row, head in earlier:
            code = "conflicting-duplicate" if head == latest[2] else "second-legal-representative"
            whole.refuse(row, code, "任职截止日期", detail=f"row {latest[1]}")


def _compare_with_stated(whole: Whole, known: Surroundings) -> None:
    """Warn where 企业基本信息 names another legal representative than the one in office."""
    current = {organization: (row, name) for row, (organization, name) in whole.rows("headed", "姓名")}
    for organization, on_record in known.firms.registered(current).items():
        row, name = current[organization]
        if on_record.representative and name_key(on_record.representative) != name_key(name):
            whole.warn(row, "representative-differs", "姓名")


def exclusive(last: date | None) -> date | None:
    """Turn a last day, inside, into the first day outside; no end stays no end."""
    return None if _is_open(last) or last is None else last + _DAY


def identities(rows: Sequence[CleanRow]) -> list[PersonIdentity]:
    """Name the persons of the rows."""
    return persons_of(rows, ("identity",))


def shape_persons(rows: Sequence[CleanRow], keys: Keys) -> Shaped:
    """Make the person and each of the offices of every row."""
    shaped = Shaped()
    for row in rows:
        number, identity, organization = row[ROW], row["identity"], row["organization"]
        shaped.state("persons", number, person_row(identity, keys[identity]))
        shaped.mention("organizations", number, organization_row(organization, row["企业名称"]))
        for _, _, role, start, licence in row[KEYS]:
            office = {
                "person": keys[identity],
                "organization": organization,
                "role": role,
                "start": start,
                "end": exclusive(row["任职截止日期"]),
                "registered_on": row["登记日期"],
                "title": row["职务"][0],
                "licence": licence,
            }
            shaped.state("roles", number, office)
    return shaped


_RETIRES = "Nothing by absence: an extract may be partial. An office or holding ends by a row that gives its last day."
ENTERPRISE_SOURCE = Source(
    kind="registry.enterprises",
    layout=ENTERPRISES,
    check=check_enterprises,
    keeps=Keeps(),
    across=across_enterprises,
    identities=lambda _rows: [],
    shape=shape_enterprises,
    retires=_RETIRES,
)
PERSON_SOURCE = Source(
    kind="registry.persons",
    layout=PERSONS,
    check=check_persons,
    keeps=Keeps(("headed", "head", "任职起始日期", "姓名"), persons=("identity",)),
    across=across_persons,
    identities=identities,
    shape=shape_persons,
    retires=_RETIRES,
)
