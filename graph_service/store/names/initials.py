"""The first letters of a name's pinyin, in the readings that it may have."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice

#: A character beyond these has one reading or none that anybody would type.
_HAN = re.compile(r"[㐀-鿿〇]")
_LETTERS = re.compile(r"[^A-Z0-9]")
MOST_READINGS = 8


def initials(key: str) -> list[str]:
    """Return the first letters of a name's key, the usual reading first, then those in which one character is read otherwise.

    At most ``MOST_READINGS``; a name in which two characters are read unusually is not found so. Latin letters and digits stand for
    themselves; a name without Han characters has no initials.
    """
    if not _HAN.search(key):
        return []
    readings = [_in_context(key, place) for place in range(len(key))]
    usual = [letters[0] for letters in readings]
    others = ([*usual[:place], other, *usual[place + 1 :]] for place, letters in enumerate(readings) for other in letters[1:])
    said = [usual, *islice(others, MOST_READINGS - 1)]
    return list(dict.fromkeys(_LETTERS.sub("", "".join(letters)) for letters in said))


def _in_context(key: str, place: int) -> str:
    """Return the first letters that a character may have; its neighbours decide where they make a word (重庆, 银行)."""
    alone = _read(key[place])[0]
    if len(alone) == 1:
        return alone
    first = max(0, place - 1)
    return _read(key[first : place + 2])[place - first]


@lru_cache(maxsize=200_000)
def _read(text: str) -> tuple[str, ...]:
    """Return for each character its first letters, the most usual first; what is no Han character stands for itself."""
    from pypinyin import Style, pinyin  # its tables take a while to load

    found = pinyin(text, style=Style.FIRST_LETTER, heteronym=True, errors=list)  # type: ignore[arg-type]  # letters one by one
    return tuple("".join(letters).upper() for letters in found)
