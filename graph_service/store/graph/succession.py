"""When one legal representative ends because the next begins. Pure.

A register often states only who *became* the legal representative. A firm has one at a time, so an open-ended statement ends on
the first day of the next open-ended one. The ends are a function of the whole set of statements: the order in which they arrive
makes no difference.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class OpenOffice:
    """An office of legal representative that a source states without an end.

    Attributes:
        key: the fact key.
        start: first day; ``None`` when the source does not say.
        known_since: the day on which it was recorded; stands in for an unknown start of a successor.
        rank: settles equal starts: what was recorded later comes later.
        name: of the holder, in one spelling.
        entered: it stands in a record of changes, where holders are known by their name alone.
    """

    key: str
    start: date | None
    known_since: date
    rank: tuple[int, str]
    name: str | None = None
    entered: bool = False


def ends_of(offices: Sequence[OpenOffice]) -> dict[str, date | None]:
    """Return the end (exclusive) of each office by its key; the last of the line has none.

    Whoever may be the same person under another key does not end the office: who is who only a number or an officer says.
    """
    line = sorted(offices, key=lambda office: (office.start or date.min, office.rank, office.key))
    successors = (next((one for one in line[at + 1 :] if not _may_be_one(one, office)), None) for at, office in enumerate(line))
    return {
        office.key: (successor.start or successor.known_since) if successor else None
        for office, successor in zip(line, successors, strict=True)
    }


def _may_be_one(one: OpenOffice, other: OpenOffice) -> bool:
    return (one.entered or other.entered) and one.name is not None and one.name == other.name


def one_spelling(name: str) -> str:
    """Return what the spellings of a person's name have in common: width, blanks, dots and case do not count."""
    return "".join(char for char in unicodedata.normalize("NFKC", name) if char.isalnum()).casefold()
