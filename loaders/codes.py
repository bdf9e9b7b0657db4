"""Readers of identifier cells: graded by ``model.identifiers``, refused with a code of ``reasons``, doubtful ones marked."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from graph_service.loaders.cleaning import UncleanError, display
from graph_service.model.identifiers import (
    DOCUMENT_KINDS,
    Checked,
    check_credit_code,
    check_organization_code,
    check_person_document,
    check_registration_number,
    check_resident_id,
    normalized,
)


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A value that is taken, with a warning that somebody should look at."""

    value: object
    code: str


@dataclass(frozen=True, slots=True)
class Document:
    """A person's document in canonical form; ``number`` is in clear and never printed."""

    kind: str
    number: str

    def __repr__(self) -> str:
        """Keep the number out of logs and failing tests."""
        return f"Document({self.kind})"


@dataclass(frozen=True, slots=True)
class Masked:
    """A masked number, as its source shows it; it identifies nobody."""

    text: str

    def __repr__(self) -> str:
        """Keep what is visible out of logs and failing tests."""
        return "Masked()"


_ID_LENGTH = 18
_ID_IN_TEXT = re.compile(r"(?<![0-9A-Za-z])[0-9]{17}[0-9Xx](?![0-9A-Za-z])")
_EXCEL = {
    "excel_scientific_notation": "excel-scientific",
    "excel_precision_loss": "excel-number",
    "excel_float": "excel-number",
}
#: 18-digit numbers say themselves which kind they are, however the column of types calls them.
_FAMILIES = {
    "resident_id": "resident_id",
    "resident_id_15": "resident_id",
    "foreign_resident_id_2017": "foreign_resident_id",
    "foreign_resident_id_2023": "foreign_resident_id",
}


def _graded(checked: Checked, prefix: str, *, wrong_digit: str) -> object:
    """Give the value, a doubtful value, or nothing for a placeholder.

    Raises:
        UncleanError: the number is invalid.
    """
    if checked.value is not None:
        return checked.value if checked.grade == "valid" else Doubtful(checked.value, f"{prefix}-doubtful")
    first = checked.reasons[0] if checked.reasons else ""
    if first == "placeholder":
        return Doubtful(None, "placeholder-code")
    if first in _EXCEL:
        raise UncleanError(_EXCEL[first])
    raise UncleanError(wrong_digit if first == "check_digit" else f"{prefix}-invalid")


def credit_code(text: str) -> object:
    """Read a unified code."""
    return _graded(check_credit_code(text), "uscc", wrong_digit="uscc-check-digit")


def _refuse_other(check: Callable[[str], Checked], text: str) -> None:
    """Say where a number can only be one of the other kind: its check digit is right there. Nobody may move it but a clerk."""
    if check(text).value is not None:
        raise UncleanError("number-of-other-kind")


def organization_code(text: str) -> object:
    """Read a 9-character organisation code.

    Raises:
        UncleanError: as ``_graded``; it is a registration number (``number-of-other-kind``).
    """
    _refuse_other(check_registration_number, text)
    return _graded(check_organization_code(text), "organization-code", wrong_digit="organization-code-invalid")


def registration_number(text: str) -> object:
    """Read a registration number.

    Raises:
        UncleanError: as ``_graded``; it is an organisation code (``number-of-other-kind``).
    """
    _refuse_other(check_organization_code, text)
    return _graded(check_registration_number(text), "registration-number", wrong_digit="registration-number-invalid")


def credit_code_or_registration(text: str) -> object:
    """Read a column that holds unified codes, or, for firms that have none, 15-digit registration numbers."""
    if len(normalized(text)) == 15:
        return registration_number(text)
    return credit_code(text)


def doubtful_code(text: str) -> object:
    """Read the unified code of a body that nothing is keyed by: an invalid one is worth a warning only."""
    try:
        return credit_code(text)
    except UncleanError as unclean:
        return Doubtful(None, unclean.code)


def document_kind(text: str) -> str:
    """Read a 证件类型.

    Raises:
        UncleanError: no kind that we know.
    """
    if kind := DOCUMENT_KINDS.get(normalized(text)):
        return kind
    raise UncleanError("document-type-unknown")


def text_without_ids(text: str) -> str | Doubtful:
    """Read a text for showing; id numbers of persons in it are struck out with a warning, for no fact may hold one."""
    shown = display(text)
    left = _ID_IN_TEXT.sub(lambda found: "［证件号码］" if _is_id(found.group()) else found.group(), shown)
    return shown if left == shown else Doubtful(left, "id-in-text")


def certificate_number(text: str) -> str | Doubtful:
    """Read the number of a licence; some certificates bear the id number of their holder, which is dropped with a warning."""
    return Doubtful(None, "id-in-text") if _is_id(text) else display(text)


def _is_id(text: str) -> bool:
    return len(normalized(text)) == _ID_LENGTH and check_resident_id(text).value is not None


@lru_cache(maxsize=65536)
def person_document(kind: str | None, text: str) -> Document | Doubtful:
    """Read a document number by its kind; without a kind only a resident id with a right check digit is accepted.

    Raises:
        UncleanError: invalid (``id-…``), masked (``masked-id``), spoiled by Excel, or of no stated kind.
    """
    checked = check_resident_id(text) if kind is None else check_person_document(kind, text)
    if checked.value is None:
        raise UncleanError(_fault_of(checked, kind))
    document = Document(_FAMILIES.get(checked.kind, kind or "resident_id"), checked.value)
    return document if checked.grade == "valid" else Doubtful(document, "id-doubtful")


def _fault_of(checked: Checked, kind: str | None) -> str:
    first = checked.reasons[0] if checked.reasons else ""
    known = {"masked": "masked-id", "check_digit": "id-check-digit", "birth_date": "id-birth-date"} | _EXCEL
    if kind is None and first not in {"masked", *_EXCEL}:
        return "id-without-type"
    return known.get(first, "id-invalid")
