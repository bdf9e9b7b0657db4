"""Texts that read as themselves: a fast look at many texts at once, for the shapes in which nearly all of them come.

A look says of each text whether it is of such a shape, and then what its reader would make of it. It never refuses and never doubts:
whatever is of another shape goes to the reader, which alone decides. A test holds both against each other on arbitrary text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from graph_service.loaders import cleaning, codes
from graph_service.model.identifiers import CREDIT_CODE_ALPHABET
from graph_service.model.organization_codes import CREDIT_CODE_DEPARTMENTS, CREDIT_CODE_WEIGHTS, ORGANIZATION_WEIGHTS
from graph_service.model.person_documents import PROVINCES, RESIDENT_CHECKS, RESIDENT_WEIGHTS

Flags = npt.NDArray[np.bool_]
Objects = npt.NDArray[np.object_]
Bytes = npt.NDArray[np.uint8]
#: Sums of at most 18 small products are exact in 32 bits, and quicker than in whole numbers.
Floats = npt.NDArray[np.float32]
#: Characters that no folding changes, none of them blank, invisible or a middle dot: ideographs, ASCII, a few marks.
_HAN = r"\x{4E00}-\x{9FA5}"
_ORDINARY = _HAN + r"!-~，。、；：（）《》〔〕【】％"
#: Longer than every way of saying nothing (``cleaning.NULLS``).
_SAYS_SOMETHING = 5


@dataclass(frozen=True, slots=True)
class Texts:
    """Some texts, as an Arrow array and as objects."""

    array: pa.Array
    objects: Objects

    @classmethod
    def of(cls, array: pa.Array) -> Texts:
        """Take an Arrow array of texts without gaps."""
        return cls(array, array.to_numpy(zero_copy_only=False))

    def match(self, pattern: str) -> Flags:
        """Say which texts match as a whole."""
        found: Flags = pc.match_substring_regex(self.array, f"^(?:{pattern})$").to_numpy(zero_copy_only=False)
        return found

    def longer_than(self, characters: int) -> Flags:
        """Say which texts have more characters."""
        found: Flags = pc.greater(pc.utf8_length(self.array), characters).to_numpy(zero_copy_only=False)
        return found

    def matrix(self, width: int) -> tuple[Flags, Bytes]:
        """Return which texts are of exactly ``width`` bytes, and the bytes of those, a row each."""
        if not len(self.array):
            return np.zeros(0, dtype=bool), np.zeros((0, width), dtype=np.uint8)
        array = self.array.cast(pa.large_string())
        _, offsets, data = array.buffers()
        starts = np.frombuffer(offsets, dtype=np.int64)[array.offset : array.offset + len(array) + 1]
        fits: Flags = np.diff(starts) == width
        content = np.frombuffer(data, dtype=np.uint8) if data is not None else np.zeros(0, dtype=np.uint8)
        return fits, content[starts[:-1][fits][:, None] + np.arange(width)]


#: Which texts are plain, and what each plain one reads as.
Looked = tuple[Flags, Objects]
Look = Callable[[Texts], Looked]


def texts(given: Texts) -> Looked:
    """Texts for showing: ``cleaning.display`` leaves them as they are; no error values."""
    return given.match(f"[{_ORDINARY}]{{{_SAYS_SOMETHING},}}") & ~given.match(cleaning.ERROR_VALUES), given.objects


def organization_names(given: Texts) -> Looked:
    """Names of at least five characters with an ideograph among them, and what is plain as the name of a person."""
    plain = given.match(f"[{_ORDINARY}]*[{_HAN}][{_ORDINARY}]*") & given.longer_than(_SAYS_SOMETHING - 1)
    other = ~plain
    if other.any():
        plain[other] = person_names(Texts.of(given.array.filter(pa.array(other))))[0]
    return plain, given.objects


def person_names(given: Texts) -> Looked:
    """Names of ideographs alone, none of which hides anything (某), says that there is none (空, 无), or stands for none."""
    hidden = pc.match_substring_regex(given.array, "[某空无]").to_numpy(zero_copy_only=False)
    none = given.match("|".join(cleaning.NO_NAMES | cleaning.TOTALS))
    return given.match(f"[{_HAN}]{{2,}}") & ~hidden & ~none, given.objects


def days(given: Texts) -> Looked:
    """Days as ``2024-03-05``, but for the last three of a month, which not every month has."""
    plain = given.match("(19|20)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])")
    return plain, _filled(plain, pc.cast(given.array.filter(pa.array(plain)), pa.date32()).to_pylist())


def last_days(given: Texts) -> Looked:
    """The same for last days, up to the year 2098."""
    plain, values = days(given)
    return plain & ~given.match("2099.*"), values


def last_days_or_never(given: Texts) -> Looked:
    """The same, and ``2099-12-31`` or ``2099/12/31``, which stands for no end."""
    within, values = last_days(given)
    never = given.match("2099[-/]12[-/]31")
    values[never] = date.max
    return within | never, values


def amounts(given: Texts) -> Looked:
    """Amounts in 万元 with at most six decimals."""
    plain = given.match(r"(0|[1-9][0-9]{0,8})(\.[0-9]{1,6})?")
    exact = pc.cast(given.array.filter(pa.array(plain)), pa.decimal128(18, 6))
    fen = pc.cast(pc.multiply(exact, pa.scalar(1_000_000, pa.decimal128(7, 0))), pa.int64())
    return plain, _filled(plain, fen.to_pylist())


def shares(given: Texts) -> Looked:
    """Percentages with their sign and at most four decimals."""
    plain = given.match(r"(100(\.0{1,4})?|[0-9]{1,2}(\.[0-9]{1,4})?)%")
    numbers = pc.utf8_rtrim(given.array.filter(pa.array(plain)), "%")
    exact = pc.cast(numbers, pa.decimal128(9, 4))
    whole = pc.cast(pc.multiply(exact, pa.scalar(10_000, pa.decimal128(5, 0))), pa.int64()).to_numpy(zero_copy_only=False)
    return plain, _filled(plain, (whole / 1_000_000).tolist())


def document_references(given: Texts) -> Looked:
    """文号 of ideographs, digits and capitals with the official brackets; the folded form has square ones."""
    numbered = pc.match_substring_regex(given.array, "[0-9]").to_numpy(zero_copy_only=False)
    plain = given.match(f"[{_HAN}0-9A-Z〔〕-]{{{_SAYS_SOMETHING},}}") & numbered
    written = given.array.filter(pa.array(plain))
    folded = pc.replace_substring(pc.replace_substring(written, "〔", "["), "〕", "]").to_numpy(zero_copy_only=False)
    return plain, _filled(plain, list(zip(given.objects[plain].tolist(), folded.tolist(), strict=True)))


def document_numbers(given: Texts) -> Looked:
    """The folded form of the same."""
    plain, values = document_references(given)
    return plain, _filled(plain, [folded for _, folded in values[plain]])


def credit_codes(given: Texts) -> Looked:
    """Unified codes with right check characters, the inner one too, of a known department (GB 32100)."""
    fits, chars = given.matrix(18)
    values = _CREDIT_VALUES[chars]
    right = (values < 31).all(axis=1) & _DEPARTMENT[chars[:, 0]] & _DIGIT[chars[:, 2:8]].all(axis=1)
    right &= (values @ _CREDIT_WEIGHTS) % 31 == 0
    inner = (_BASE_36[chars[:, 8:16]] @ _INNER_WEIGHTS).astype(np.int64)
    right &= _INNER_CHECKS[-inner % 11] == chars[:, 16]
    right &= (chars[:, 8:17] != ord("0")).any(axis=1) & (chars != chars[:, :1]).any(axis=1)
    return _where(fits, right), given.objects


def registration_numbers(given: Texts) -> Looked:
    """Registration numbers of 15 digits with a right check digit (ISO 7064 MOD 11,10)."""
    fits, chars = given.matrix(15)
    digits = chars.astype(np.int64) - ord("0")
    right = _DIGIT[chars].all(axis=1) & (chars != chars[:, :1]).any(axis=1)
    product = np.full(len(chars), 10)
    for place in range(14):
        rest = (product + digits[:, place]) % 10
        product = np.where(rest == 0, 10, rest) * 2 % 11
    right &= (11 - product) % 10 == digits[:, 14]
    return _where(fits, right), given.objects


def credit_codes_or_registrations(given: Texts) -> Looked:
    """Either of the two."""
    return credit_codes(given)[0] | registration_numbers(given)[0], given.objects


def resident_ids(given: Texts) -> Flags:
    """Say which texts are id numbers with a right check digit (MOD 11-2), of a known province and a possible day."""
    fits, chars = given.matrix(18)
    digits = chars[:, :17].astype(np.float32) - ord("0")
    right = _DIGIT[chars[:, :17]].all(axis=1) & (chars != chars[:, :1]).any(axis=1)
    sums = np.where(right[:, None], digits @ _RESIDENT_SUMS, 0).astype(np.int64)
    total, province, century, month, day = sums.T
    right &= _RESIDENT_CHECKS[total % 11] == chars[:, 17]
    right &= _PROVINCE[province] & (century >= 18) & (month >= 1) & (month <= 12) & (day >= 1) & (day <= 28)
    return _where(fits, right)


def _where(fits: Flags, right: Flags) -> Flags:
    found = fits.copy()
    found[fits] = right
    return found


def _filled(plain: Flags, values: list[object]) -> Objects:
    made = np.full(len(plain), None, dtype=object)
    if values:
        given = np.empty(len(values), dtype=object)
        given[:] = values
        made[plain] = given
    return made


def _marked(characters: str) -> Flags:
    table = np.zeros(256, dtype=bool)
    table[[ord(char) for char in characters]] = True
    return table


def _valued(characters: str) -> Floats:
    table = np.full(256, 255, dtype=np.float32)
    table[[ord(char) for char in characters]] = np.arange(len(characters))
    return table


_DIGIT = _marked("0123456789")
_CREDIT_VALUES = _valued(CREDIT_CODE_ALPHABET)
_CREDIT_WEIGHTS = np.array([*CREDIT_CODE_WEIGHTS, 1], dtype=np.float32)
_DEPARTMENT = _marked("".join(CREDIT_CODE_DEPARTMENTS))
_BASE_36 = _valued("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_INNER_WEIGHTS = np.array(ORGANIZATION_WEIGHTS, dtype=np.float32)
_INNER_CHECKS = np.frombuffer(b"0123456789X", dtype=np.uint8)
#: What the first 17 digits are multiplied with for the sum that is checked, and for province, century of birth, month and day.
_RESIDENT_SUMS = np.zeros((17, 5), dtype=np.float32)
_RESIDENT_SUMS[:, 0] = RESIDENT_WEIGHTS
for _column, _place in ((1, 0), (2, 6), (3, 10), (4, 12)):
    _RESIDENT_SUMS[_place : _place + 2, _column] = (10, 1)
_RESIDENT_CHECKS = np.frombuffer(RESIDENT_CHECKS.encode(), dtype=np.uint8)
_PROVINCE = np.array([f"{number:02d}" in PROVINCES for number in range(100)])

#: The look that goes before each reader; a reader without one reads every text itself.
LOOKS: Mapping[Callable[[str], object], Look] = {
    cleaning.display: texts,
    cleaning.organization_name: organization_names,
    cleaning.person_name: person_names,
    cleaning.day: days,
    cleaning.last_day: last_days,
    cleaning.last_day_or_never: last_days_or_never,
    cleaning.fen_of_wan: amounts,
    cleaning.share: shares,
    cleaning.document_number: document_numbers,
    cleaning.document_reference: document_references,
    codes.credit_code: credit_codes,
    codes.doubtful_code: credit_codes,
    codes.registration_number: registration_numbers,
    codes.credit_code_or_registration: credit_codes_or_registrations,
}
