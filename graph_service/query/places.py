"""Where a page goes on, as one word of an answer: what a caller sends back to have the next one."""

from __future__ import annotations

import re

from graph_service.errors import InputError
from graph_service.store.reading_ports import Place

_WORD = re.compile(r"([0-9])~(.+)")


def place_word(place: Place | None) -> str | None:
    """Return the word for a place; ``None`` where there is no further page."""
    return f"{place.rank}~{place.key}" if place else None


def place_of(word: str) -> Place | None:
    """Return the place of a word; ``None`` for the empty one, the beginning.

    Raises:
        InputError: it is not that of an earlier answer.
    """
    if not word:
        return None
    parts = _WORD.fullmatch(word)
    if parts is None:
        raise InputError("after", "is not that of an earlier answer", hint="Leave it out to begin again.")
    return Place(int(parts[1]), parts[2])
