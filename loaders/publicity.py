"""双公示: what 行政处罚 and 行政许可 of every generation share: the columns of the party, who it is, and its representative.

行政相对人代码_2 and _3 changed places between 2016 and 2018. Where a title spells its meaning out, or is a field code, it is believed;
a bare number means what it means in the generation that the other columns show. The looks of a value never decide.
"""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd

from graph_service.loaders import cleaning, codes, ready
from graph_service.loaders.checking import ROW, CleanRow, Ready, Sieve, objects
from graph_service.loaders.cleaning import UncleanError, name_key
from graph_service.loaders.codes import Document, Doubtful, Masked, person_document
from graph_service.loaders.firms import FoundFirms
from graph_service.loaders.layout import Column
from graph_service.loaders.organizations import is_credit_code, nameless_key
from graph_service.loaders.parties import Namesakes, is_masked, party_type
from graph_service.loaders.plain import Flags
from graph_service.loaders.source import (
    Keys,
    Shaped,
    Surroundings,
    identified,
    person_row,
    read_document,
    read_person_name,
)
from graph_service.model.identifiers import normalized
from graph_service.store.ports import PersonIdentity

_text = cleaning.display
_NUMBERS = ("统一社会信用代码", "工商注册号", "组织机构代码")
_OF_ORGANIZATIONS = (*_NUMBERS, "事业单位证书号", "社会组织登记证号")
_HEAD, _HEAD_TYPE, _HEAD_NUMBER = "法定代表人", "法定代表人证件类型", "法定代表人证件号码"
#: What the check looks at; a generation that lacks one of them says nothing there.
_LOOKED_AT = ("行政相对人类别", *_OF_ORGANIZATIONS, _HEAD, _HEAD_NUMBER, "证件号码")


def party_columns(prefix: str, *, generation: int) -> tuple[Column, ...]:
    """Return the columns of the party.

    Args:
        prefix: what the field codes begin with: ``CF`` for 行政处罚, ``XK`` for 行政许可.
        generation: year of the layout, 2016, 2018 or 2019; only the last one states the type of party.
    """
    tax = Column("税务登记号", _text, f"{prefix}_XDR_SWDJ", is_id=True, aliases=_numbered("税务登记号", 4))
    name = Column("行政相对人名称", cleaning.organization_name, f"{prefix}_XDR_MC", needed=True, filled=True,
                  aliases=(f"{prefix}_XDR",))  # fmt: skip
    if generation == 2016:
        return (
            name, *_numbers(prefix, organization_at=2, registration_at=3), tax,
            Column("证件号码", _text, f"{prefix}_XDR_SFZ", is_id=True, aliases=("居民身份证号", *_numbered("居民身份证号", 5))),
            Column(_HEAD, cleaning.person_name, f"{prefix}_FR", needed=True, aliases=("法定代表人姓名",)),
        )  # fmt: skip
    stated = Column("行政相对人类别", party_type, f"{prefix}_XDR_LB", needed=True, filled=True)
    return (
        name, *([stated] if generation == 2019 else []),
        *_numbers(prefix, organization_at=3, registration_at=2), tax,
        Column("事业单位证书号", _text, f"{prefix}_XDR_SYDW", is_id=True, aliases=_numbered("事业单位证书号", 5)),
        Column("社会组织登记证号", _text, f"{prefix}_XDR_SHZZ", is_id=True, aliases=_numbered("社会组织登记证号", 6)),
        Column(_HEAD, cleaning.person_name, f"{prefix}_FRDB", needed=True, aliases=(f"{prefix}_FDDB", "法定代表人姓名")),
        Column(_HEAD_TYPE, codes.document_kind, f"{prefix}_FR_ZJLX"),
        Column(_HEAD_NUMBER, _text, f"{prefix}_FR_ZJHM", is_id=True, aliases=(f"{prefix}_FR_SFZH", "法定代表人身份证号")),
        *_documents(prefix, needed=False),
    )  # fmt: skip


def person_columns(prefix: str) -> tuple[Column, ...]:
    """Return the columns of the party in a sheet of natural persons alone (自然人)."""
    return (
        Column("行政相对人名称", cleaning.organization_name, f"{prefix}_XDR_MC", needed=True, filled=True),
        Column("行政相对人类别", party_type, f"{prefix}_XDR_LB"),
        *_documents(prefix, needed=True),
    )


def _documents(prefix: str, *, needed: bool) -> tuple[Column, ...]:
    return (
        Column("证件类型", codes.document_kind, f"{prefix}_XDR_ZJLX", aliases=("证件类型(自然人)",)),
        Column("证件号码", _text, f"{prefix}_XDR_ZJHM", needed=needed, filled=needed, is_id=True,
               aliases=("证件号码(自然人)",)),
    )  # fmt: skip


def _numbers(prefix: str, *, organization_at: int, registration_at: int) -> tuple[Column, ...]:
    """Return the columns of the numbers by which a firm is found; the last two have the places of their generation."""
    return (
        Column("统一社会信用代码", codes.credit_code, f"{prefix}_XDR_SHXYM", needed=True, is_id=True,
               aliases=_numbered("统一社会信用代码", 1)),
        Column("工商注册号", codes.registration_number, f"{prefix}_XDR_GSZC", is_id=True,
               aliases=(f"{prefix}_XDR_GSDJ", *_named_at("工商注册号", registration_at), *_named_at("工商登记码", registration_at))),
        Column("组织机构代码", codes.organization_code, f"{prefix}_XDR_ZZJG", is_id=True,
               aliases=(f"{prefix}_XDR_ZDM", *_named_at("组织机构代码", organization_at))),
    )  # fmt: skip


def _numbered(meaning: str, at: int) -> tuple[str, ...]:
    """Return the titles of a number of the party, with and without its meaning."""
    return f"行政相对人代码_{at}({meaning})", f"行政相对人代码_{at}", f"_{at}({meaning})"


def _named_at(meaning: str, at: int) -> tuple[str, ...]:
    """Return the titles of one of the two that changed places: with its meaning under either number, without under its own."""
    return meaning, f"行政相对人代码_{at}", *(title for place in (2, 3) for title in _numbered(meaning, place)[::2])


def settle_party(sieve: Sieve, known: Surroundings, authority: str, decided: str) -> None:
    """Settle of each row who the party is, and hold its legal representative against the register.

    Added are the columns that ``parties`` knows a subject by (``主体名称``, ``主体类别``, ``organization``, ``person``, ``namesakes``), and
    ``representative``.

    Args:
        sieve: a chunk with the columns of a party.
        known: what is on record.
        authority: the column that names who decided; its unified code stands in the one of that name with 统一社会信用代码 behind it.
        decided: the column of the day of the decision.
    """
    _complete(sieve, (*_LOOKED_AT, f"{authority}统一社会信用代码"))
    frame = sieve.frame
    frame["主体名称"] = frame["行政相对人名称"]
    said = ("行政相对人名称", "行政相对人类别", *_OF_ORGANIZATIONS, _HEAD, "证件号码")
    sieve.derive("主体类别", _party, said, ready=_evident(frame))
    is_person = (frame["主体类别"] == "person").to_numpy(dtype=bool)
    _settle_person(sieve, known, ~is_person)
    by_code = ready.unified_codes(frame["统一社会信用代码"].where(frame["主体类别"].notna() & ~is_person, None))
    identifying = ("行政相对人名称", "主体类别", *_NUMBERS, authority, f"{authority}统一社会信用代码")
    find = partial(_organization, _found_firms(sieve, known), authority)
    sieve.derive("organization", find, identifying, ready=by_code)
    heads = (_HEAD, _HEAD_TYPE, _HEAD_NUMBER, "organization")
    named = ready.identities(frame, heads, frame[_HEAD].notna().to_numpy())
    sieve.derive("representative", _representative, (_HEAD_NUMBER, _HEAD, _HEAD_TYPE, "organization"), ready=named)
    _compare_representatives(sieve, known, decided)


def _complete(sieve: Sieve, names: tuple[str, ...]) -> None:
    """Add the columns that a generation lacks: empty ones, and the type of a number that can only be that of a 居民身份证."""
    for name in names:
        if name not in sieve.frame:
            sieve.frame[name] = None
    for kind in ("证件类型", _HEAD_TYPE):
        if kind not in sieve.match.positions:
            sieve.frame[kind] = ready.RESIDENT_ID


def _evident(frame: pd.DataFrame) -> Ready:
    """Take the type of party that is stated; who has a unified code is no natural person."""
    pairs = zip(frame["行政相对人类别"].tolist(), frame["统一社会信用代码"].tolist(), strict=True)
    values = objects([stated or ("organization" if number else None) for stated, number in pairs])
    return Ready(np.array([value is not None for value in values], dtype=bool), values)


def _party(row: CleanRow) -> str:
    """Say what the party is where the row does not: by which columns are filled, and never by its name.

    Raises:
        UncleanError: it may be either: neither number, nor representative, nor document; or a document beside a representative alone,
            which many take for that of the representative.
    """
    if row["行政相对人类别"]:
        return str(row["行政相对人类别"])
    if any(row[number] for number in _OF_ORGANIZATIONS):
        return "organization"
    if bool(row[_HEAD]) == bool(row["证件号码"]):
        raise UncleanError("party-type-unclear")
    return "person" if row["证件号码"] else "organization"


def _settle_person(sieve: Sieve, known: Surroundings, others: Flags) -> None:
    """Add ``person``, or behind a masked number ``namesakes``, of natural persons; ``others`` are the rows of organisations."""
    none = ready.nothing(others)
    sieve.derive("document", _document, ("证件号码", "证件类型", "主体类别"), ready=none)
    said = ("行政相对人名称", "document")
    sieve.derive("person", _person, said, ready=none)
    sieve.derive("namesakes", partial(_namesakes, known), said, ready=none)


def _document(row: CleanRow) -> Document | Doubtful | None:
    if row["主体类别"] is None:
        return None
    if row["证件号码"] is None:
        raise UncleanError("required-for-person")
    if is_masked(number := normalized(row["证件号码"])):
        return Doubtful(Masked(number), "masked-id")
    return person_document(row["证件类型"], row["证件号码"])


def _person(row: CleanRow) -> PersonIdentity | Doubtful | None:
    if row["document"] is None:
        return None
    name = read_person_name(row["行政相对人名称"])
    return identified(name, row["document"], None) if isinstance(row["document"], Document) else None


def _namesakes(known: Surroundings, row: CleanRow) -> Namesakes | None:
    if not isinstance(row["document"], Masked):
        return None
    name = read_person_name(row["行政相对人名称"])
    return Namesakes(name, tuple(known.namesakes(name, row["document"].text)))


def _found_firms(sieve: Sieve, known: Surroundings) -> FoundFirms:
    """Look up the firms that a chunk names without a unified code."""
    frame = sieve.frame[sieve.frame["统一社会信用代码"].isna() & (sieve.frame["主体类别"] != "person")]
    return known.firms.find(frame["行政相对人名称"], frame["工商注册号"], frame["组织机构代码"])


def _organization(found: FoundFirms, authority: str, row: CleanRow) -> object:
    """Find the key: unified code, organisation code, registration number, name where it was registered, else a key of its own."""
    if row["主体类别"] in {"person", None}:
        return None
    number = row["工商注册号"]
    if key := row["统一社会信用代码"] or found.by_number(number, row["组织机构代码"]):
        return key
    if number:
        return f"reg:{number}"
    name, code = row["行政相对人名称"], row[f"{authority}统一社会信用代码"]
    same_name = found.by_name(name)
    if same_name and is_credit_code(same_name) and code and same_name[2:4] == code[2:4]:
        return Doubtful(same_name, "joined-by-name")
    return Doubtful(nameless_key(name, row[authority] or ""), "organization-without-code")


def _representative(row: CleanRow) -> PersonIdentity | Doubtful | None:
    if row["organization"] is None or row[_HEAD] is None:
        return None
    document = read_document(row[_HEAD_TYPE], row[_HEAD_NUMBER], masked_is_nothing=True)
    return identified(row[_HEAD], document, row["organization"])


def _compare_representatives(sieve: Sieve, known: Surroundings, decided: str) -> None:
    """Warn where the register knows holders of the office on the decision day, and the row names somebody else."""
    rows = sieve.sound("organization", _HEAD, decided)
    on_record = known.firms.registered(rows["organization"].dropna())
    representatives = {firm: registered.representatives for firm, registered in on_record.items() if registered.representatives}
    if not representatives:
        return
    rows = rows[rows["organization"].isin(list(representatives)) & rows[_HEAD].notna()]
    columns = (rows["organization"], rows[_HEAD], rows[decided])
    for row, organization, name, day in zip(rows.index.tolist(), *columns, strict=True):
        holders = {name_key(office.name) for office in representatives[organization] if office.held_on(day)}
        if holders and name_key(name) not in holders:
            sieve.warn(row, "representative-differs", _HEAD)


def mention_representative(shaped: Shaped, row: CleanRow, keys: Keys) -> None:
    """Mention the legal representative of a row. Nobody knows since when, so no office is made of it."""
    if (named := row["representative"]) is not None:
        shaped.mention("persons", row[ROW], person_row(named, keys[named]))
