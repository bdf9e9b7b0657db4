"""Numbers of persons' documents: resident id (GB 11643), foreigners' residence cards, travel permits, passports.

Nothing here reads a clock, so a birth in the future is the caller's to notice.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from operator import mul

from graph_service.errors import InputError
from graph_service.model.checked import Checked, graded, invalid, normalized, spoiled_whole, wrong_check

RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
RESIDENT_CHECKS = "10X98765432"
#: Provinces of GB/T 2260 by their first two digits, with the residence permits of Hong Kong (81), Macau (82) and Taiwan (83).
PROVINCES = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83".split()
)


def resident_check_digit(body: str) -> str:
    """Return the 18th character for 17 digits (GB 11643-1999, ISO 7064 MOD 11-2)."""
    return RESIDENT_CHECKS[sum(map(mul, map(int, body), RESIDENT_WEIGHTS)) % 11]


def _is_a_day(digits: str) -> bool:
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return False
    return True


def _check_18(number: str, kind: str, *warnings: str | None) -> Checked:
    if resident_check_digit(number[:17]) != number[17]:
        return wrong_check(number)
    if not _is_a_day(number[6:14]):
        return invalid("birth_date")
    return graded(number, kind, *warnings)


def check_resident_id(text: str) -> Checked:
    """Check a 公民身份号码 (GB 11643-1999); 15 legacy digits come back as 18.

    An unknown region is only a warning: abolished regions stay on old cards. A number that begins with 9 is a foreigner's.
    """
    number = normalized(text)
    if spoiled := spoiled_whole(number):
        return spoiled
    if len(number) not in (15, 18):
        return invalid("length")
    if not re.fullmatch(r"[0-9]{14,17}[0-9X]", number) or (len(number) == 15 and number[-1] == "X"):
        return invalid("alphabet")
    region = None if number[:2] in PROVINCES else "foreign_resident_id" if number[0] == "9" else "unknown_region"
    if len(number) == 18:
        return _check_18(number, "resident_id", region)
    body = f"{number[:6]}19{number[6:]}"
    return _check_18(body + resident_check_digit(body), "resident_id_15", region)


def canonical_resident_id(text: str) -> str | None:
    """Return the 18-character form of a resident id, or ``None`` when it is invalid."""
    return check_resident_id(text).value


def check_foreign_resident_id(text: str) -> Checked:
    """Check a 外国人永久居留身份证: 18 digits from 9 with a check digit (2023), or three letters and twelve digits (2017)."""
    number = normalized(text)
    if spoiled := spoiled_whole(number):
        return spoiled
    if re.fullmatch(r"[A-Z]{3}[0-9]{12}", number):
        return graded(number, "foreign_resident_id_2017")
    if len(number) != 18:
        return invalid("length")
    if not re.fullmatch(r"9[0-9]{16}[0-9X]", number):
        return invalid("alphabet")
    province = None if number[1:3] in PROVINCES else "unknown_region"
    return _check_18(number, "foreign_resident_id_2023", province)


def check_hong_kong_macau_permit(text: str) -> Checked:
    """Check the form of a 港澳居民来往内地通行证; the two renewal digits of older cards are dropped, for they change."""
    number = normalized(text)
    if spoiled := spoiled_whole(number):
        return spoiled
    if not re.fullmatch(r"[HM][0-9]{8}([0-9]{2})?", number):
        return invalid("form")
    return graded(number[:9], "hong_kong_macau_permit")


def check_taiwan_permit(text: str) -> Checked:
    """Check the form of a 台湾居民来往大陆通行证; of older ten digits with a suffix eight stay, with a warning."""
    number = normalized(text)
    if spoiled := spoiled_whole(number):
        return spoiled
    if re.fullmatch(r"[0-9]{8}", number):
        return graded(number, "taiwan_permit")
    if re.fullmatch(r"[0-9]{10}(\(?[A-Z]\)?)?", number):
        return graded(number[:8], "taiwan_permit", "older_form")
    return invalid("form")


def check_passport(text: str) -> Checked:
    """Check the form of a passport number. It has no check digit, and a foreign form is unknown to us: a warning."""
    number = normalized(text)
    if spoiled := spoiled_whole(number):
        return spoiled
    if re.fullmatch(r"(E[0-9]{8}|E[A-Z][0-9]{7}|G[0-9]{8}|[DSP]E?[0-9]{7,8})", number):
        return graded(number, "passport")
    return graded(number, "passport", "unknown_form") if re.fullmatch(r"[A-Z0-9]{5,15}", number) else invalid("form")


def _check_any_18(text: str) -> Checked:
    """Resident ids and the foreigners' numbers share one column in many files."""
    return check_foreign_resident_id(text) if normalized(text).startswith("9") else check_resident_id(text)


_CHECKS: dict[str, Callable[[str], Checked]] = {
    "resident_id": _check_any_18,
    "foreign_resident_id": check_foreign_resident_id,
    "hong_kong_macau_permit": check_hong_kong_macau_permit,
    "taiwan_permit": check_taiwan_permit,
    "passport": check_passport,
}
#: How sources name the kinds of documents.
DOCUMENT_KINDS = {
    "身份证": "resident_id",
    "居民身份证": "resident_id",
    "公民身份号码": "resident_id",
    "港澳台居民居住证": "resident_id",
    "港澳居民居住证": "resident_id",
    "台湾居民居住证": "resident_id",
    "外国人永久居留身份证": "foreign_resident_id",
    "外国人永久居留证": "foreign_resident_id",
    "港澳居民来往内地通行证": "hong_kong_macau_permit",
    "港澳通行证": "hong_kong_macau_permit",
    "台湾居民来往大陆通行证": "taiwan_permit",
    "台胞证": "taiwan_permit",
    "护照": "passport",
    "护照号": "passport",
}


def check_person_document(kind: str, text: str) -> Checked:
    """Check a number by its document's kind: one of ours or as sources name it. An unknown kind is a warning at best."""
    known = kind if kind in _CHECKS else DOCUMENT_KINDS.get(normalized(kind), kind.strip())
    if check := _CHECKS.get(known):
        return check(text)
    number = normalized(text)
    return spoiled_whole(number) or graded(number, "", "unknown_document_kind")


def masked(number: str) -> str:
    """Hide a personal number: six and four characters of an 18-digit one stay, one and two of a shorter one."""
    first, last = (6, 4) if len(number) >= 15 else (1, 2)
    hidden = len(number) - first - last
    return f"{number[:first]}{'*' * hidden}{number[-last:]}" if hidden > 0 else "*" * len(number)


@dataclass(frozen=True, slots=True)
class PersonalId:
    """A person's document number in canonical form that prints masked; ``value`` is the number in clear.

    Raises:
        InputError: the number is invalid. The message does not repeat it.
    """

    value: str = field(repr=False)
    kind: str = "resident_id"

    def __post_init__(self) -> None:
        """Normalise, and refuse an invalid number."""
        checked = check_person_document(self.kind, self.value)
        if checked.value is None:
            raise InputError("", f"not a valid {self.kind} ({', '.join(checked.reasons)})")
        object.__setattr__(self, "value", checked.value)

    def __str__(self) -> str:
        """Give the number masked."""
        return masked(self.value)
