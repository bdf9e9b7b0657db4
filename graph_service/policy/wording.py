"""Where pieces of a quotation stand in a wording, and what of the wording no piece answers for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

#: Marks that part clauses and the members of an enumeration, and the law's elision: a piece may not reach across one.
SEPARATORS = frozenset("，。、；：…“”")

#: First position of a piece, and the first one behind it.
Place = tuple[int, int]


def places(pieces: Sequence[str], wording: str) -> tuple[Place, ...] | None:
    """Find the pieces in this order; ``None`` if they do not stand so.

    The first piece that occurs only once fixes the spot; of the others the nearest before and behind it count, so that measures may
    share a head such as 限制. Ask ``unique`` first whether there is such a piece.
    """
    anchor = next(number for number, piece in enumerate(pieces) if wording.count(piece) == 1)
    start = end = wording.index(pieces[anchor])
    found: list[Place] = []
    for piece in pieces[anchor:]:
        at = wording.find(piece, end)
        if at < 0:
            return None
        end = at + len(piece)
        found.append((at, end))
    for piece in reversed(pieces[:anchor]):
        at = wording.rfind(piece, 0, start)
        if at < 0:
            return None
        found.insert(0, (at, at + len(piece)))
        start = at
    return tuple(found)


def unique(pieces: Iterable[str], wording: str) -> bool:
    """Say whether one of the pieces occurs only once."""
    return any(wording.count(piece) == 1 for piece in pieces)


def positions(found: Iterable[Place]) -> frozenset[int]:
    """Return the positions that lie in one of the places."""
    return frozenset(position for start, end in found for position in range(start, end))


def unanswered(wording: str, answered: Iterable[Place]) -> tuple[str, ...]:
    """Return what of the wording lies in none of the places: runs of letters and digits, parted by marks and by the places."""
    covered = positions(answered)
    open_ = [char.isalnum() and position not in covered for position, char in enumerate(wording)]
    runs = groupby(range(len(wording)), key=lambda position: open_[position])
    return tuple("".join(wording[position] for position in run) for is_open, run in runs if is_open)
