"""Names as keyed hashes of pairs of characters: what stands in a row is found in a row, and no name can be read off the index."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from functools import lru_cache

_FIRST, _LAST = "\x02", "\x03"
_BYTES = 6


class Pairs:
    """Turns texts into words for a full-text index. Equal pairs of characters give equal words, under one key."""

    def __init__(self, key: bytes) -> None:
        """Take the secret; 64 bytes at most count."""
        self._word = lru_cache(maxsize=1_000_000)(
            lambda pair: hashlib.blake2b(pair.encode(), digest_size=_BYTES, key=key[:64], person=b"name pairs").hexdigest()
        )

    def document(self, texts: Iterable[str]) -> str:
        """Return the words of some texts of one name, one after the other; each has its own beginning and end."""
        return " ".join(word for text in texts for word in self._words(f"{_FIRST}{text}{_LAST}"))

    def whole(self, text: str) -> str:
        """Return the query for texts that are this one."""
        return self._phrase(f"{_FIRST}{text}{_LAST}")

    def beginning(self, text: str) -> str:
        """Return the query for texts that begin with this one."""
        return self._phrase(f"{_FIRST}{text}")

    def anywhere(self, text: str) -> str:
        """Return the query for texts that hold this one, of two characters at least."""
        return self._phrase(text)

    def _phrase(self, text: str) -> str:
        return f'"{" ".join(self._words(text))}"'

    def _words(self, text: str) -> Iterator[str]:
        return (self._word(text[place : place + 2]) for place in range(len(text) - 1))
