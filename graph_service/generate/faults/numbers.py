"""What is wrong with unified codes, registration numbers and document numbers, and how differently right ones are written."""

from __future__ import annotations

import re
from random import Random

from graph_service.generate import spelling
from graph_service.generate.faults.base import WORKBOOK, cleaned, dropped, kept, refused
from graph_service.generate.layouts import CODE, REGISTRATION, REGISTRATION_AS_CODE
from graph_service.generate.publicity_layouts import OF_HOLDER, OF_PUNISHED
from graph_service.generate.spelling import Cell
from graph_service.model.identifiers import (
    CREDIT_CODE_ALPHABET,
    credit_code_check_digit,
    organization_code_check_digit,
    registration_check_digit,
    resident_check_digit,
)

_CODES = f"{CODE}|code of no subject"
_REGISTRATIONS = f"{REGISTRATION}|{REGISTRATION_AS_CODE}"
_IDS = f"document number|{OF_HOLDER}|{OF_PUNISHED}"
_NUMBERS = f"{_CODES}|{_REGISTRATIONS}|{_IDS}"
_RESIDENT = re.compile(r"11\d{15}[\dX]")


def _other(alphabet: str, char: str, random: Random) -> str:
    return random.choice([other for other in alphabet if other != char])


def _wrong_last(alphabet: str, text: str, random: Random) -> str:
    """Change the check character; three zeros at the end would mean something else."""
    changed = text[:-1] + _other(alphabet, text[-1], random)
    return changed if not changed.endswith("000") else text[:-1] + _other(alphabet.replace("0", ""), text[-1], random)


def _with_o(code: str, _random: Random) -> str | None:
    return code.replace("0", "O", 1) if "0" in code else None


def _resident(text: str) -> str | None:
    return text if _RESIDENT.fullmatch(text) else None


def _id_check(text: str, random: Random) -> str | None:
    return _wrong_last("0123456789X", text, random) if _resident(text) else None


def _id_of_month_13(text: str, _random: Random) -> str | None:
    body = f"{text[:10]}13{text[12:17]}"
    return body + resident_check_digit(body) if _resident(text) else None


def _id_rounded(text: str, _random: Random) -> str | None:
    rounded = f"{text[:15]}000"
    return rounded if _resident(text) and resident_check_digit(rounded[:17]) != "0" else None


def _id_of_no_region(text: str, _random: Random) -> str | None:
    body = f"00{text[2:17]}"
    return body + resident_check_digit(body) if _resident(text) else None


def _id_as_number(text: str, _random: Random) -> Cell | None:
    return int(f"{text[:15]}000") if _resident(text) else None


def _doubtful_code(text: str, _random: Random) -> str:
    """Return a code whose embedded organisation code is wrong while its own check character is right."""
    head = text[:16] + ("0" if organization_code_check_digit(text[8:16]) != "0" else "1")
    return head + credit_code_check_digit(head)


def _scientific(text: str, _random: Random) -> str:
    return f"{text[0]}.{text[1:4]}E+{len(text) - 1}" if text[:4].isdigit() else "9.111E+17"


NUMBER_FAULTS = (
    refused("code with a wrong check character", CODE, "uscc-check-digit", lambda t, r: _wrong_last(CREDIT_CODE_ALPHABET, t, r)),
    refused("code with a character missing", CODE, "uscc-invalid", lambda t, _: t[:-1]),
    refused("code with a character too many", CODE, "uscc-invalid", lambda t, _: f"{t}0"),
    refused("code with the letter O for a zero", CODE, "uscc-invalid", _with_o),
    refused("code masked", CODE, "uscc-invalid", lambda t, _: f"{t[:6]}********{t[14:]}"),
    refused("code in scientific notation", CODE, "excel-scientific", _scientific),
    refused("code typed as a number", CODE, "excel-number", lambda _t, _r: 911010000000000000, WORKBOOK),
    refused(
        "registration number with a wrong check digit", _REGISTRATIONS, "registration-number-invalid",
        lambda t, r: t[:-1] + _other("0123456789", registration_check_digit(t[:-1]), r),
    ),
    refused("registration number of before 2007", REGISTRATION, "registration-number-invalid", lambda t, _: t[:13]),
    refused("registration number typed as a number", _REGISTRATIONS, "excel-number", lambda t, _: int(t), WORKBOOK),
    refused("id with a wrong check digit", _IDS, "id-check-digit", _id_check),
    refused("id of a birth in month 13", _IDS, "id-birth-date", _id_of_month_13),
    refused("id with a digit missing", _IDS, "id-invalid", lambda t, _: t[:-1] if _resident(t) else None),
    refused("id with a letter inside", _IDS, "id-invalid", lambda t, _: f"{t[:8]}B{t[9:]}" if _resident(t) else None),
    refused("id rounded by a spreadsheet", _IDS, "excel-number", _id_rounded),
    refused("id with decimals", _IDS, "excel-number", lambda t, _: f"{t}.0" if _resident(t) and t.isdigit() else None),
    refused("id in scientific notation", _IDS, "excel-scientific", lambda t, r: _scientific(t, r) if _resident(t) else None),
    refused("id typed as a number", _IDS, "excel-number", _id_as_number, WORKBOOK),
    refused(
        "id masked where it decides", OF_HOLDER, "masked-id",
        lambda t, _: spelling.masked_id(t) if _resident(t) else None,
    ),
    dropped(
        "id masked where a name may do", "document number", lambda t, _: spelling.masked_id(t) if _resident(t) else None,
        "masked-id",
    ),
    kept("id of a region that does not exist", _IDS, _id_of_no_region, "id-doubtful"),
    kept(
        "wrong check character where nothing hangs on the code", "code of no subject",
        lambda t, r: _wrong_last(CREDIT_CODE_ALPHABET, t, r), "uscc-check-digit",
    ),
    kept("code that is doubtful where nothing hangs on it", "code of no subject", _doubtful_code, "uscc-doubtful"),
    kept("placeholder where nothing hangs on the code", "code of no subject", lambda _t, _r: "0" * 18, "placeholder-code"),
    cleaned("number in small letters", _NUMBERS, lambda t, _: t.lower()),
    cleaned("number in full width", _NUMBERS, lambda t, _: spelling.wide(t)),
    cleaned("number in groups", _NUMBERS, lambda t, _: " ".join((t[:6], t[6:14], t[14:]))),
    cleaned("number behind an apostrophe", _NUMBERS, lambda t, _: f"'{t}"),
    cleaned("number with an invisible character", _NUMBERS, lambda t, _: f"{t[:4]}\u200b{t[4:]}\ufeff"),
    cleaned("number between blanks that do not break", _NUMBERS, lambda t, _: f"\u00a0{t}\u00a0"),
    cleaned("id of fifteen digits", _IDS, lambda t, _: spelling.legacy_id(t) if _resident(t) else None),
)  # fmt: skip
