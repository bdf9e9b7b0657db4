"""Numbers of organisations: unified code (GB 32100), organisation code (GB 11714), 15-digit registration number (GS 15)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from graph_service.errors import InputError
from graph_service.model.checked import Checked, graded, invalid, normalized, spoiled_whole, wrong_check

CREDIT_CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_CODE_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
#: First characters of a unified code that are in use.
CREDIT_CODE_DEPARTMENTS = frozenset("123456789ANY")
ORGANIZATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_DASHES = re.compile(r"[-\u2010-\u2015\u2212]+")


def credit_code_check_digit(body: str) -> str:
    """Return the 18th character for 17 characters of the alphabet (GB 32100-2015, modulo 31)."""
    total = sum(CREDIT_CODE_ALPHABET.index(char) * weight for char, weight in zip(body, CREDIT_CODE_WEIGHTS, strict=True))
    return CREDIT_CODE_ALPHABET[-total % 31]


def organization_code_check_digit(body: str) -> str:
    """Return the ninth character for eight of 0-9A-Z (GB 11714, modulo 11)."""
    total = sum(int(char, 36) * weight for char, weight in zip(body, ORGANIZATION_WEIGHTS, strict=True))
    return "0123456789X"[-total % 11]


def registration_check_digit(body: str) -> str:
    """Return the 15th digit for 14 digits (GS 15-2006, ISO 7064 MOD 11,10)."""
    product = 10
    for char in body:
        product = ((product + int(char)) % 10 or 10) * 2 % 11
    return str((11 - product) % 10)


def organization_code_of(credit_code: str) -> str:
    """Return the organisation code inside an 18-character unified code: nine characters without a dash, the old join key."""
    return credit_code[8:17]


def area_of_number(credit_code: str | None, registration_number: str | None) -> str | None:
    """Return the six digits GB/T 2260 of the registering organ, from the unified code, else from the registration number.

    The area of a registration number is that of whoever registered the firm first; the older numbers of 13 digits are not trusted to begin with one.
    """
    if credit_code:
        return credit_code[2:8]
    number = registration_number or ""
    return number[:6] if len(number) == 15 and number.isdigit() else None


def _credit_code_form_fault(code: str) -> str | None:
    if len(code) != 18:
        return "length"
    if any(char not in CREDIT_CODE_ALPHABET for char in code):
        return "alphabet"
    if not code[2:8].isdigit():
        return "region_format"
    return "placeholder" if set(organization_code_of(code)) == {"0"} else None


def check_credit_code(text: str) -> Checked:
    """Check a 统一社会信用代码 (GB 32100-2015). A wrong embedded GB 11714 digit or an unknown department is a warning."""
    code = normalized(text)
    if spoiled := spoiled_whole(code):
        return spoiled
    if fault := _credit_code_form_fault(code):
        return invalid(fault)
    if credit_code_check_digit(code[:17]) != code[17]:
        return wrong_check(code)
    organization = organization_code_of(code)
    embedded_wrong = organization_code_check_digit(organization[:8]) != organization[8]
    return graded(
        code,
        "credit_code",
        "embedded_organization_code" if embedded_wrong else None,
        None if code[0] in CREDIT_CODE_DEPARTMENTS else "unknown_department",
    )


def check_organization_code(text: str) -> Checked:
    """Check a 组织机构代码 (GB 11714), with or without its dash; the canonical form has none."""
    code = _DASHES.sub("", normalized(text))
    if spoiled := spoiled_whole(code):
        return spoiled
    if len(code) != 9:
        return invalid("length")
    if not re.fullmatch(r"[0-9A-Z]{8}[0-9X]", code):
        return invalid("alphabet")
    if organization_code_check_digit(code[:8]) != code[8]:
        return wrong_check(code)
    return graded(code, "organization_code")


def check_registration_number(text: str) -> Checked:
    """Check a 15-digit 工商注册号 (GS 15-2006, ISO 7064 MOD 11,10). The 13 digits used before July 2007 carry no check."""
    number = normalized(text)
    if spoiled := spoiled_whole(number):
        return spoiled
    if not re.fullmatch(r"[0-9]+", number):
        return invalid("alphabet")
    if len(number) != 15:
        return invalid("legacy_13_digits" if len(number) == 13 else "length")
    if registration_check_digit(number[:14]) != number[14]:
        return invalid("check_digit")
    return graded(number, "registration_number")


@dataclass(frozen=True, slots=True)
class CreditCode:
    """A 统一社会信用代码 in canonical form; doubtful ones are accepted (``check_credit_code`` tells why they are doubtful).

    Raises:
        InputError: the code is invalid.
    """

    value: str

    def __post_init__(self) -> None:
        """Normalise, and refuse what cannot be a unified code."""
        checked = check_credit_code(self.value)
        if checked.value is None:
            raise InputError("", f"not a unified social credit code ({', '.join(checked.reasons)}): {self.value!r}")
        object.__setattr__(self, "value", checked.value)

    def __str__(self) -> str:
        """Give the 18 characters."""
        return self.value
