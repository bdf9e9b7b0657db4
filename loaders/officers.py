"""Register extract, second table: 主要人员. Who holds which office in a firm, and since when, as far as the extract says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from graph_service.loaders import cleaning, codes, ready
from graph_service.loaders.checking import KEYS, ROW, CleanRow, Sieve
from graph_service.loaders.cleaning import name_key
from graph_service.loaders.codes import Doubtful
from graph_service.loaders.doubts import NUMBERED, doubt_births, doubt_days, tell_numbered, two_numbers_a_name
from graph_service.loaders.fingerprints import told_person
from graph_service.loaders.layout import Column, Layout
from graph_service.loaders.organizations import organization_row, roles_of
from graph_service.loaders.parties import settle_firms
from graph_service.loaders.registry import FIRM, RETIRES, exclusive, is_open, roles_in
from graph_service.loaders.source import Keys, Shaped, Source, Surroundings, identified, person_row, persons_of, read_document
from graph_service.loaders.whole import Keeps, Whole
from graph_service.store.ports import PersonIdentity

_text = cleaning.display
LEGAL_REPRESENTATIVE = "legal_representative"


def _position(text: str) -> tuple[str, tuple[str, ...]]:
    return _text(text), roles_of(_text(text))


LAYOUT = Layout(
    "主要人员",
    (
        *FIRM,
        Column("姓名", cleaning.person_name, "name", needed=True, filled=True),
        Column("证件类型", codes.document_kind),
        Column("证件号码", _text, is_id=True),
        Column("职务", _position, "position_CN", needed=True, filled=True),
        Column("任职起始日期", cleaning.day),
        Column("任职截止日期", cleaning.last_day_or_never, beside="任职起始日期"),
        Column("登记日期", cleaning.day),
        Column("执业证书", _text, is_id=True, aliases=("执业证书编号",)),
    ),
)


def check(sieve: Sieve, known: Surroundings) -> None:
    """Settle firm and person of each row."""
    settle_firms(sieve, known, "企业名称", "企业统一社会信用代码")
    named = ready.identities(
        sieve.frame, ("姓名", "证件类型", "证件号码", "organization"), sieve.frame["姓名"].notna().to_numpy()
    )
    sieve.derive("identity", _person, ("证件号码", "证件类型", "姓名", "organization"), ready=named)
    sieve.combine(KEYS, _offices, ("organization", "identity", "职务", "任职起始日期", "企业名称", "执业证书"))
    sieve.combine("headed", _headed, ("organization", "职务", "任职截止日期"))
    sieve.combine("head", _head, ("headed", "identity"))
    sieve.refuse_earlier("任职截止日期", "任职起始日期", "end-before-start")
    sieve.refuse_after("任职起始日期", known.received, "date-future")
    doubt_births(sieve, "任职起始日期", "identity")
    tell_numbered(sieve, "identity")


def across(whole: Whole, known: Surroundings) -> None:
    """Give each person one name; leave no firm with two legal representatives in office."""
    whole.one_name_an_identity("identity", "证件号码")
    whole.single_out()
    _one_legal_representative(whole)
    _compare_with_stated(whole, known)
    two_numbers_a_name(whole, "证件号码")
    doubt_days(whole, known, "任职起始日期")


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
    return tuple((organization, identity, role, start, licence) for role in roles_in(position[1], organization, name or ""))


def _headed(organization: str | None, position: tuple[str, tuple[str, ...]] | None, last: date | None) -> str | None:
    """Name the firm whose legal representative the row states without an end."""
    is_head = position is not None and LEGAL_REPRESENTATIVE in position[1]
    return organization if is_head and is_open(last) else None


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


def identities(rows: Sequence[CleanRow]) -> list[PersonIdentity]:
    """Name the persons of the rows."""
    return persons_of(rows, ("identity",))


def shape(rows: Sequence[CleanRow], keys: Keys) -> Shaped:
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


SOURCE = Source(
    kind="registry.persons",
    layout=LAYOUT,
    check=check,
    keeps=Keeps(("organization", "headed", "head", "任职起始日期", "姓名", *NUMBERED), persons=("identity",)),
    across=across,
    identities=identities,
    shape=shape,
    retires=RETIRES,
)
