"""What spellings of one name have in common. Pure; for comparing only, never for showing."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad]")
DOTS = re.compile(r"[·•・‧∙⋅․᛫●﹒]")
_ZEROS = str.maketrans({"○": "〇", "◯": "〇"})
_BRACKETS = str.maketrans("〔〕[]【】{}", "()()()()")
#: How the names of firms end; the longer ones first.
_LEGAL_FORMS = ("股份有限公司", "有限责任公司", "有限公司")
_HAN_BLANK = re.compile(r"(?<=[^\x00-\xff]) (?=[^\x00-\xff])")


@lru_cache(maxsize=65536)
def name_key(text: str) -> str:
    """Return what two spellings of one name have in common: width, brackets, spaces, middle dots, round zeros, invisible characters.

    For comparing only, never for showing: NFKC also turns ① into 1.
    """
    folded = unicodedata.normalize("NFKC", INVISIBLE.sub("", text).translate(_ZEROS))
    folded = DOTS.sub("·", folded).translate(_BRACKETS)
    return re.sub(r"\s+", "", folded).upper()


def without_legal_form(key: str) -> str:
    """Return the key of a firm's name without its legal form; a name that is nothing else stays as it is."""
    return next((key.removesuffix(form) for form in _LEGAL_FORMS if key.endswith(form) and key != form), key)


def one_spelling(shown: str) -> str:
    """Return a person's name in one spelling: one kind of middle dot, no blanks between Han characters."""
    return _HAN_BLANK.sub("", DOTS.sub("·", shown))
