"""Whom an entry of a list or an order is about: a firm by its numbers, a person by a document, or somebody behind a masked number.

A masked number identifies nobody. Persons of that name whose number is on record become candidates of the event, with whether the
visible digits agree; the entry then has no subject until an officer confirms one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from graph_service.loaders import cleaning, codes, ready
from graph_service.loaders.checking import ROW, CleanRow, Sieve
from graph_service.loaders.cleaning import UncleanError, name_key
from graph_service.loaders.codes import Document, Doubtful, person_document
from graph_service.loaders.firms import FoundFirms
from graph_service.loaders.layout import Column
from graph_service.loaders.organizations import hashed, is_credit_code, nameless_key, organization_row
from graph_service.loaders.source import Keys, Shaped, Surroundings, identified, person_row, persons_of, read_person_name
from graph_service.loaders.whole import Whole
from graph_service.model.facts import TABLES
from graph_service.model.identifiers import normalized
from graph_service.store.ports import PersonIdentity

_PARTIES = {
    "法人及非法人组织": "organization", "法人和非法人组织": "organization", "法人": "organization", "非法人组织": "organization",
    "个体工商户": "individual_business", "个体": "individual_business", "自然人": "person",
}  # fmt: skip
_MASK = re.compile(r"(?=.*[*×●○■□])[0-9A-Z*×●○■□]{15}(?:[0-9A-Z*×●○■□]{3})?")


def party_type(text: str) -> str:
    """Read a 行政相对人类别 or 主体类别: ``organization``, ``individual_business`` or ``person``.

    Raises:
        UncleanError: another word.
    """
    try:
        return _PARTIES[name_key(text)]
    except KeyError:
        raise UncleanError("party-type-unknown") from None


@dataclass(frozen=True, slots=True)
class Namesakes:
    """Whoever may be behind a masked number: persons' keys with whether the visible digits agree."""

    name: str
    found: tuple[tuple[str, bool], ...] = field(repr=False)


#: Columns that say who is listed. ``主体类别`` may be left out: a firm then has a number of its own, a person a document.
PARTY = (
    Column("主体名称", cleaning.organization_name, "entName", needed=True, filled=True,
           aliases=("企业名称", "单位名称", "失信主体名称", "当事人名称", "列入对象名称", "用人单位名称", "纳税人名称")),
    Column("主体类别", party_type, aliases=("失信主体类别", "当事人类别")),
    Column("统一社会信用代码", codes.credit_code, "uniscId", needed=True, is_id=True),
    Column("注册号", codes.registration_number, "regNo", is_id=True, aliases=("工商注册号",)),
    Column("组织机构代码", codes.organization_code, is_id=True),
    Column("证件类型", codes.document_kind),
    Column("证件号码", cleaning.display, is_id=True),
)  # fmt: skip
_NUMBERS = ("统一社会信用代码", "注册号", "组织机构代码")


def settle_parties(sieve: Sieve, known: Surroundings, authority: str) -> None:
    """Add ``organization`` (key), ``person`` (identity), ``namesakes``: exactly one of the three is filled in a sound row.

    Args:
        sieve: a chunk whose layout has the columns of ``PARTY``.
        known: what is on record.
        authority: the column that names who listed or ordered; it tells apart firms of one name without any number.
    """
    frame = sieve.frame[sieve.frame["统一社会信用代码"].isna()]
    found = known.firms.find((), frame["注册号"], frame["组织机构代码"])
    said = ("主体名称", "主体类别", *_NUMBERS, "证件号码")
    sieve.derive("organization", partial(_organization, found, authority), (*said, authority))
    settle_persons(sieve, known, (*said[:-1], authority))


def settle_known_parties(sieve: Sieve, known: Surroundings, authority: str) -> None:
    """Settle parties of entries that are no matter for candidates: nobody is meant behind a masked number, and the row is refused."""
    settle_parties(sieve, known, authority)
    sieve.refuse_where(sieve.frame["namesakes"].notna(), "masked-id", "证件号码")


def settle_firms(sieve: Sieve, known: Surroundings, name: str, code: str) -> None:
    """Add ``organization``, the key of the firm in these two columns: by its number, without one by its name in the register on record."""
    numbers = sieve.frame[code]
    asked = (number for number in numbers.dropna() if not is_credit_code(number))
    found = known.firms.find(sieve.frame[name][numbers.isna()], asked)
    sieve.derive(
        "organization", lambda row: found.resolve(row[code], row[name]), (code, name), ready=ready.unified_codes(numbers)
    )


def settle_persons(sieve: Sieve, known: Surroundings, said: Sequence[str]) -> None:
    """Add ``person`` and ``namesakes`` where ``organization`` is empty; ``said`` are the columns on which the latter rests."""
    sieve.derive("document", partial(_document, known), ("证件号码", "证件类型", *said, "organization"))
    sieve.derive("person", _person, ("主体名称", "organization", "document"))
    sieve.derive("namesakes", lambda row: row["document"] if isinstance(row["document"], Namesakes) else None, ("document",))


def _is_person(row: CleanRow) -> bool:
    """Without a stated type somebody with a document and no number of a firm is a person."""
    if row["主体类别"] is not None:
        return bool(row["主体类别"] == "person")
    return row["证件号码"] is not None and not any(row[name] for name in _NUMBERS)


def _organization(found: FoundFirms, authority: str, row: CleanRow) -> object:
    if row["主体名称"] is None or _is_person(row):
        return None
    if key := row["统一社会信用代码"] or found.by_number(row["注册号"], row["组织机构代码"]):
        return key
    if row["注册号"]:
        return f"reg:{row['注册号']}"
    return Doubtful(nameless_key(row["主体名称"], row[authority] or ""), "organization-without-code")


def _document(known: Surroundings, row: CleanRow) -> Document | Namesakes | Doubtful | None:
    if row["organization"] is not None or row["主体名称"] is None:
        return None
    if row["证件号码"] is None:
        raise UncleanError("required-for-person")
    return _document_or_namesakes(known, row["主体名称"], row["证件类型"], row["证件号码"])


def is_masked(number: str) -> bool:
    """Say whether a number in normal form is one of 15 or 18 characters of which some are hidden."""
    return _MASK.fullmatch(number) is not None


def _document_or_namesakes(known: Surroundings, name: str, kind: object, number: str) -> Document | Namesakes | Doubtful:
    """Read a document, or look for whom a masked number may be.

    Raises:
        UncleanError: neither a usable number nor a mask of 15 or 18 characters; the name is no person's.
    """
    person = read_person_name(name)
    text = normalized(number)
    if is_masked(text):
        return Doubtful(Namesakes(person, tuple(known.namesakes(person, text))), "masked-id")
    return person_document(str(kind) if kind else None, number)


def _person(row: CleanRow) -> PersonIdentity | Doubtful | None:
    if not isinstance(row["document"], Document):
        return None
    return identified(read_person_name(row["主体名称"]), row["document"], None)


def named_subject(organization: str | None, name: str, *, masked: bool) -> str:
    """Name the subject within the key of its event. No digit of an id goes in: a key must not let it be guessed.

    Somebody behind a mask is told apart from the same name with a number, so that neither entry overwrites the other.
    """
    return organization or f"{'masked' if masked else 'person'}:{name_key(name)}"


def entry_key(prefix: str, row: CleanRow, *said: str) -> str | None:
    """Return the key of an entry about the party of a row; ``said`` tells it from other entries. Nothing where the party is not settled."""
    if row["organization"] is None and row["person"] is None:
        return None
    return hashed(prefix, *said, subject_words(row))


def across_parties(whole: Whole, _known: Surroundings) -> None:
    """Let each entry stand once; give each natural person one name."""
    whole.single_out()
    whole.one_name_an_identity("person", "证件号码")


def parties_named(rows: Sequence[CleanRow]) -> list[PersonIdentity]:
    """Name the natural persons among the parties."""
    return persons_of(rows, ("person",))


def subject_words(row: CleanRow) -> str:
    """Name the subject of a row (see ``named_subject``)."""
    return named_subject(row["organization"], row["主体名称"], masked=row["namesakes"] is not None)


def person_words(row: CleanRow) -> str:
    """Name the natural person of a row (see ``named_subject``)."""
    return named_subject(None, row["主体名称"], masked=row["namesakes"] is not None)


_NO_DAYS = {column: None for column in TABLES["events"] if column != "source"}


def event_row(key: str, kind: str, category: str, subject: str | None, said: Mapping[str, object]) -> dict[str, object]:
    """Build a row of the ``events`` table; what ``said`` leaves out is empty."""
    return {**_NO_DAYS, "id": key, "kind": kind, "category": category, "subject": subject, **said}


def party_key(row: CleanRow, keys: Keys) -> str:
    """Return the key of a subject that is known."""
    return str(row["organization"] or keys[row["person"]])


def state_party(shaped: Shaped, row: CleanRow, keys: Keys, event: str) -> str | None:
    """Mention the subject, or state the candidates of the event; return the subject's key, ``None`` behind a mask."""
    number = row[ROW]
    if row["organization"]:
        stated = "个体工商户" if row["主体类别"] == "individual_business" else None
        shaped.mention("organizations", number, organization_row(row["organization"], row["主体名称"], stated))
        return str(row["organization"])
    if row["person"] is not None:
        shaped.mention("persons", number, person_row(row["person"], keys[row["person"]]))
        return keys[row["person"]]
    for person, compatible in row["namesakes"].found:
        shaped.state("candidates", number, {"event": event, "person": person, "compatible": compatible})
    return None
