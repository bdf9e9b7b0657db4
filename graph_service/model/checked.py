"""What every identifier check shares: the graded result, normal form of the text, and what spoils a number as a whole.

Bad numbers are common in real files and the record must still load, so a check is *graded*: ``valid``; ``warning`` (take it, and
tell somebody); ``invalid`` (do not use it as a key). Reasons are codes; their words belong to whoever reports them.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

Grade = Literal["valid", "warning", "invalid"]


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found.

    Attributes:
        grade: ``valid``, ``warning`` or ``invalid``.
        value: the canonical form to compare and to key by; ``None`` when invalid.
        reasons: codes of what is wrong or doubtful, the most telling first; empty when valid.
        kind: which form was recognised (``credit_code``, ``resident_id_15``, ...); empty when none was.
    """

    grade: Grade
    value: str | None
    reasons: tuple[str, ...] = ()
    kind: str = ""

    @property
    def usable(self) -> bool:
        """Say whether ``value`` may serve as a key (valid, or valid with a warning)."""
        return self.value is not None


_INVISIBLE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\u00ad]+")
_SCIENTIFIC = re.compile(r"[+-]?\d(\.\d*)?E\+?\d{1,3}")
_FLOAT = re.compile(r"\d+\.0*")


def normalized(text: str) -> str:
    """Unify full and half width, drop white space and invisible characters and Excel's leading apostrophe, fold to capitals."""
    if text.isascii() and text.isalnum():  # nearly every number: nothing to unify or to drop
        return text.upper()
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).lstrip("'`").upper()


def invalid(*reasons: str) -> Checked:
    """Refuse, with the most telling reason first."""
    return Checked("invalid", None, reasons)


def graded(value: str, kind: str, *warnings: str | None) -> Checked:
    """Accept: valid without a warning (``None`` is none), else with these warnings."""
    reasons = tuple(warning for warning in warnings if warning)
    return Checked("warning" if reasons else "valid", value, reasons, kind)


def spoiled_whole(text: str) -> Checked | None:
    """Say what spoiled the text as a whole: it is empty, masked, a placeholder, or Excel made a number of it."""
    if not text:
        return invalid("empty")
    if "E" in text and _SCIENTIFIC.fullmatch(text):
        return invalid("excel_scientific_notation")
    if "." in text and _FLOAT.fullmatch(text):
        return invalid("excel_precision_loss" if len(text.partition(".")[0]) > 15 else "excel_float")
    if "*" in text:
        return invalid("masked")
    if len(text) > 1 and len(set(text)) == 1:
        return invalid("placeholder")
    return None


def wrong_check(text: str) -> Checked:
    """Refuse a wrong check digit; 18 digits that end in 000 are what Excel leaves of a number beyond 15 digits."""
    lost = len(text) > 15 and text.isdigit() and text.endswith("000")
    return invalid("excel_precision_loss", "check_digit") if lost else invalid("check_digit")
