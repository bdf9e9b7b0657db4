"""Register extract: 企业基本信息, 主要人员, 股东及出资, as three tables of one workbook or three files.

First and last days are both inside, as registers write them; facts carry an exclusive ``end``. The 法定代表人 of 企业基本信息 has no
dates, so the office comes from 主要人员 alone and the other is held against it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

from graph_service.loaders import cleaning, codes
from graph_service.loaders.checking import ROW, CleanRow, Sieve
from graph_service.loaders.cleaning import name_key
from graph_service.loaders.codes import Doubtful
from graph_service.loaders.layout import Column, Layout
from graph_service.loaders.organizations import Office, nameless_key, organization_row, roles_of, status_of
from graph_service.loaders.source import Keys, Shaped, Source, Surroundings, identified, person_row, persons_of, read_document
from graph_service.store.ports import PersonIdentity

_text = cleaning.display
_DAY = timedelta(days=1)


def _last_day(text: str) -> date:
    """Read a last day; one that stands for *no end* is ``date.max``, so that it differs from an empty cell until shaped."""
    return cleaning.last_day(text) or date.max


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
        Column("任职截止日期", _last_day, needed=True),
        Column("登记日期", cleaning.day),
        Column("执业证书", _text, is_id=True, aliases=("执业证书编号",)),
    ),
)


def check_enterprises(sieve: Sieve, known: Surroundings) -> None:
    """Settle the key of each firm and fill the directory that later tables resolve names by."""
    sieve.derive("organization", _enterprise_key, ("统一社会信用代码", "注册号", "企业名称", "登记机关"))
    sieve.derive("keys", lambda row: (row["organization"],), ("organization",))
    parents = sieve.frame["隶属企业统一社会信用代码"]
    sieve.refuse_where(parents.notna() & (parents == sieve.frame["organization"]), "own-parent", "隶属企业统一社会信用代码")
    for row, founded in zip(sieve.frame.index, sieve.frame["成立日期"], strict=True):
        if founded and founded > known.received:
            sieve.refuse(int(row), "date-future", "成立日期")
    sieve.single_out("keys")
    rows = sieve.sound()
    columns = ("organization", "企业名称", "注册号", "注册资本（万元）", "法定代表人")
    for organization, name, number, capital, representative in zip(*(rows[column] for column in columns), strict=True):
        known.directory.add(organization, name, number)
        if capital:
            known.directory.capital_fen[organization] = capital
        if representative:
            known.directory.stated_representative[organization] = representative


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
        }
        organization = organization_row(row["organization"], row["企业名称"], row["企业类型"], **more)
        shaped.state("organizations", row[ROW], organization)
    return shaped


def check_persons(sieve: Sieve, known: Surroundings) -> None:
    """Settle firm and person of each row; leave no firm with two legal representatives in office."""
    sieve.derive("organization", partial(resolved, known), ("企业统一社会信用代码", "企业名称"))
    sieve.derive("identity", _person, ("证件号码", "证件类型", "姓名", "organization"))
    sieve.one_name_an_identity("identity", "证件号码")
    sieve.derive("keys", _offices, ("organization", "identity", "职务", "任职起始日期", "企业名称", "执业证书"))
    check_days(sieve, "任职起始日期", "任职截止日期")
    sieve.single_out("keys")
    _one_legal_representative(sieve)
    _learn_representatives(sieve, known)


def resolved(known: Surroundings, row: CleanRow) -> str:
    """Find the firm's key by its number, or by its name among the firms of this load."""
    return known.directory.resolve(row["企业统一社会信用代码"], row["企业名称"] or "")


def _person(row: CleanRow) -> PersonIdentity | Doubtful | None:
    if row["姓名"] is None or row["organization"] is None:
        return None
    document = read_document(row["证件类型"], row["证件号码"], masked_is_nothing=True)
    return identified(row["姓名"], document, row["organization"])


def _offices(row: CleanRow) -> tuple[tuple[object, ...], ...]:
    """Say what the row is about: each office of this person in this firm from this day."""
    if row["职务"] is None or row["identity"] is None:
        return ()
    roles = _roles(row["职务"][1], row["organization"], row["企业名称"])
    return tuple((row["organization"], row["identity"], role, row["任职起始日期"], row["执业证书"]) for role in roles)


def _roles(roles: tuple[str, ...], organization: str, name: str) -> tuple[str, ...]:
    """The head of a branch is registered as 负责人, the owner's office of an individual business as 经营者."""
    branch = organization_row(organization, name)["type"] == "branch"
    return tuple("branch_head" if branch and role == "principal_in_charge" else role for role in roles)


def check_days(sieve: Sieve, first: str, last: str) -> None:
    """Refuse what ends before it starts."""
    for row, start, end in zip(sieve.frame.index, sieve.frame[first], sieve.frame[last], strict=True):
        if start and end and end < start:
            sieve.refuse(int(row), "end-before-start", last)


def _is_open(last: date | None) -> bool:
    return last is None or last == date.max


def _one_legal_representative(sieve: Sieve) -> None:
    """Of several open-ended holders in one firm the last to start stays; the earlier rows lack their end day."""
    rows = sieve.sound()
    holders: dict[str, list[tuple[date, int, PersonIdentity]]] = {}
    columns = ("organization", "identity", "职务", "任职起始日期", "任职截止日期")
    for row, *cells in zip(rows.index.tolist(), *(rows[name] for name in columns), strict=True):
        organization, identity, position, start, end = cells
        if "legal_representative" in position[1] and _is_open(end):
            holders.setdefault(organization, []).append((start or date.min, row, identity))
    for found in holders.values():
        *earlier, latest = sorted(found, key=lambda held: held[:2])
        for _, row, identity in earlier:
            code = "conflicting-duplicate" if identity == latest[2] else "second-legal-representative"
            sieve.refuse(row, code, "任职截止日期", detail=f"row {latest[1]}")


def _learn_representatives(sieve: Sieve, known: Surroundings) -> None:
    """Remember who held the office when, for the penalties to come; warn where 企业基本信息 names nobody of them."""
    rows = sieve.sound()
    columns = ("organization", "姓名", "职务", "任职起始日期", "任职截止日期")
    current: dict[str, tuple[int, str]] = {}
    for row, *cells in zip(rows.index.tolist(), *(rows[name] for name in columns), strict=True):
        organization, name, position, start, last = cells
        if "legal_representative" in position[1]:
            known.directory.representatives.setdefault(organization, []).append(Office(name, start, exclusive(last)))
            if _is_open(last):
                current[organization] = (row, name)
    for organization, (row, name) in current.items():
        stated = known.directory.stated_representative.get(organization)
        if stated and name_key(stated) != name_key(name):
            sieve.warn(row, "representative-differs", "姓名")


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
        for _, _, role, start, licence in row["keys"]:
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
    identities=lambda _rows: [],
    shape=shape_enterprises,
    retires=_RETIRES,
)
PERSON_SOURCE = Source("registry.persons", PERSONS, check_persons, identities, shape_persons, _RETIRES)
