"""Sentences in two languages, and the sections that they stand in: what pages, terminal and API show of a rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from graph_service.query import words as w

Table = Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence; ``quote`` is the wording of the law that it rests on."""

    words: w.Words
    quote: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """Sentences on one question."""

    heading: w.Words
    lines: tuple[Line, ...]


#: A heading, and the function that says what stands under it.
Titled = tuple[tuple[str, str], Callable[..., Iterator[Line]]]


def sections(table: Iterable[Titled], *given: object) -> tuple[Section, ...]:
    """Let each function of the table say its lines about what is given; a section without a line is left out."""
    found = (Section(both(*heading), tuple(say(*given))) for heading, say in table)
    return tuple(section for section in found if section.lines)


def both(chinese: str, english: str) -> w.Words:
    """Put the two languages together."""
    return {"zh": chinese, "en": english}


def line(chinese: str, english: str, quote: str | None = None) -> Line:
    """Make a sentence."""
    return Line(both(chinese, english), quote)


def named(table: Table, codes: Iterable[str]) -> w.Words:
    """List codes in words."""
    return joined([w.words(table, code) for code in codes])


def joined(found: Sequence[w.Words]) -> w.Words:
    """Join words to a list."""
    return both("、".join(one["zh"] for one in found), ", ".join(one["en"] for one in found))


def in_order(codes: Iterable[str], table: Table) -> list[str]:
    """Sort codes as their table has them; what it does not have comes last."""
    places = {code: number for number, code in enumerate(table)}
    return sorted(codes, key=lambda code: (places.get(code, len(places)), code))
