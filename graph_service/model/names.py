"""When two spellings are one name, for comparing. A name alone identifies nobody."""

from __future__ import annotations

import re
import unicodedata

_DROPPED = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\u00ad\u00b7\u2022\u2027\u30fb.\x1f]+")


def folded_name(name: str) -> str:
    """Return what spellings of one name have in common: full and half width, case, spaces and middle dots make no difference."""
    return _DROPPED.sub("", unicodedata.normalize("NFKC", name)).casefold()
