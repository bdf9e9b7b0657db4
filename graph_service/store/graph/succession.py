"""When one legal representative ends because the next begins. Pure.

A register often states only who *became* the legal representative. A firm has one at a time, so an open-ended statement ends on
the first day of the next open-ended one. The ends are a function of the whole set of statements: the order in which they arrive
makes no difference.
"""

from __future__ import annotations

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
    """

    key: str
    start: date | None
    known_since: date
    rank: tuple[int, str]


def ends_of(offices: Sequence[OpenOffice]) -> dict[str, date | None]:
    """Return the end (exclusive) of each office by its key; only the last of the line has none."""
    line = sorted(offices, key=lambda office: (office.start or date.min, office.rank, office.key))
    successors = [*line[1:], None][: len(line)]
    return {
        office.key: (successor.start or successor.known_since) if successor else None
        for office, successor in zip(line, successors, strict=True)
    }
