"""Proposes a mapping for a table of no known layout: by its titles and by what its values look like, each line with its reason.

A proposal is never used by itself: somebody reads it, corrects it, and loads with it. What resembles nothing stays a comment.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import partial

from graph_service.errors import InputError, SourceFileError
from graph_service.loaders import cleaning, codes
from graph_service.loaders.cells import read_cell
from graph_service.loaders.cleaning import UncleanError, fen_of_wan, is_null
from graph_service.loaders.layout import Column, titles_of
from graph_service.loaders.mapping import compiled_day, is_day, reading_days
from graph_service.loaders.reading import Sheet, header_key
from graph_service.loaders.source import Source
from graph_service.loaders.sources import SOURCES

#: Different values of a column that are looked at.
_SAMPLE = 200
#: A title must be so like one of a field; with values that could be nothing else, none is needed.
_LIKE = 0.6
_ALIKE = 0.999
#: Of dirty values, so many must be days of a pattern.
_MOST = 0.9
_PATTERNS = ("DD/MM/YYYY", "MM/DD/YYYY", "DD-MM-YYYY", "MM-DD-YYYY", "DD.MM.YYYY", "MM.DD.YYYY", "DDMMYYYY", "MMDDYYYY")
#: What values look like where no field does, the narrowest first.
_KINDS: tuple[tuple[str, Callable[[str], object]], ...] = (
    ("，像统一社会信用代码", codes.credit_code),
    ("，像居民身份证号码", partial(codes.person_document, "resident_id")),
    ("，像日期", cleaning.day),
    *(
        (f"，像日期（{pattern}）", partial(reading_days, compiled, cleaning.day))
        for pattern in _PATTERNS
        if (compiled := compiled_day(pattern))
    ),
    ("，像数字", fen_of_wan),
)
#: Words that a field of free text reads as well as any other: a field that reads one of them says nothing by reading a value.
_ANY_WORD = ("一段文字", "x1")


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a column of the file may be: a field, how its values are to be read, and why; without a field, what it lacks."""

    title: str
    field: str
    options: Mapping[str, str]
    reason: str
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Proposed:
    """A mapping to be completed: its source, a proposal for each column in their order, and needed fields that nothing fills."""

    source: str
    title: str
    proposals: tuple[Proposal, ...]
    missing: tuple[str, ...]

    @property
    def weight(self) -> tuple[float, float]:
        """How well the source fits: the share of its needed fields that are filled, then what speaks for all of them."""
        filled = [one for one in self.proposals if one.field]
        return -float(len(self.missing)), sum(one.score for one in filled)

    def text(self, file: str, sheet: str) -> str:
        """Write it as a mapping file with comments."""
        lines = [f"# {file}：按 {self.title} 建议，请逐行核对；注释掉的列不读取。", f"source: {self.source}"]
        lines += [f"sheet: {_quoted(sheet)}"] if sheet else []
        lines += ["columns:", *(f"  {_line(one)}" for one in self.proposals)]
        if self.missing:
            lines += ["# 以下必需字段没有对应的列：在 columns 中指定，或在此填写常数（~ 表示该表不载此项）", "constants:"]
            lines += [f"  # {_quoted(name)}: ?" for name in self.missing]
        return "\n".join(lines) + "\n"


def suggest(sheet: Sheet, kind: str = "") -> Proposed:
    """Propose a mapping for a table.

    Args:
        sheet: the table.
        kind: of the source it is to become; empty: the one that fits best.

    Raises:
        InputError: no such source.
        SourceFileError: the table has no records to look at.
    """
    sources = [source for source in SOURCES if kind in ("", source.kind)]
    if not sources:
        raise InputError("source", f"unknown source {kind!r}", hint=f"Known: {', '.join(one.kind for one in SOURCES)}.")
    samples = _samples(sheet)
    return max((_proposed(source, samples) for source in sources), key=lambda one: one.weight)


def _samples(sheet: Sheet) -> dict[str, list[str]]:
    """Return some different values of each column that say something."""
    chunk = next((chunk for chunk in sheet.chunks() if len(chunk.rows)), None)
    if chunk is None:
        raise SourceFileError(sheet.where, "no sound record to look at", hint="Correct the file first.")
    found = (column.unique().to_pylist() for column in chunk.columns)
    return {
        title: [value for value in values if not is_null(value)][:_SAMPLE]
        for title, values in zip(sheet.header, found, strict=True)
    }


def _proposed(source: Source, samples: Mapping[str, Sequence[str]]) -> Proposed:
    layout = source.layout
    found = [
        one
        for title, values in samples.items()
        for column in layout.columns
        if (one := _candidate(title, values, column)) is not None
    ]
    taken: dict[str, Proposal] = {}
    fields: set[str] = set()
    for one in sorted(found, key=lambda one: -one.score):
        if one.title not in taken and one.field not in fields:
            taken[one.title] = one
            fields.add(one.field)
    proposals = tuple(taken.get(title) or _nothing(title, values) for title, values in samples.items())
    missing = tuple(column.name for column in layout.columns if column.needed and column.name not in fields)
    return Proposed(source.kind, layout.title, proposals, missing)


def _nothing(title: str, values: Sequence[str]) -> Proposal:
    if not values:
        return Proposal(title, "", {}, "样本中全为空")
    kind = next((words for words, read in _KINDS if _share(values, read) > _ALIKE), "")
    return Proposal(title, "", {}, f"没有相近的字段；样本中有 {len(values)} 个不同的值{kind}")


def _candidate(title: str, values: Sequence[str], column: Column) -> Proposal | None:
    """Say what speaks for a column being a field; ``None`` when nothing does, or its values speak against it."""
    like = max(_likeness(title, known) for known in titles_of(column))
    options, read = _options(title, values, column)
    share = _share(values, read)
    words = "标题相同" if like > _ALIKE else f"标题相近（{like:.2f}）"
    if not values or not _tells(column):
        return Proposal(title, column.name, options, words, like) if like >= _LIKE else None
    counted = f"样本 {round(share * len(values))}/{len(values)} 个值可读作该字段"
    if like >= _LIKE and share >= 0.5:
        return Proposal(title, column.name, options, f"{words}；{counted}", like + share / 2)
    if like > _ALIKE and _are_codes(values):
        table = "{" + ", ".join(f"{_quoted(value)}: ?" for value in sorted(values)) + "}"
        return Proposal(title, column.name, {"values": table}, f"{words}；{counted}，请填写对照表", like)
    if share > _ALIKE and _is_strict(column):
        return Proposal(title, column.name, options, f"标题不相近；{counted}，请核对", share / 2)
    return None


def _likeness(title: str, known: str) -> float:
    one, other = header_key(title), header_key(known)
    ratio = SequenceMatcher(None, one, other, autojunk=False).ratio()
    within = min(len(one), len(other)) >= 2 and (one in other or other in one)
    return max(ratio, 0.75) if within else ratio


def _options(title: str, values: Sequence[str], column: Column) -> tuple[dict[str, str], Callable[[str], object]]:
    """Find how the values are to be read: a pattern of days that all of them have and no other pattern explains, or yuan."""
    if is_day(column) and _share(values, column.read) < 0.5:
        fitting = [pattern for pattern in _PATTERNS if _share(values, _days(pattern, column)) >= _MOST]
        if len(fitting) == 1:
            return {"date": fitting[0]}, _days(fitting[0], column)
        if fitting:
            return {"date": f"?{'|'.join(fitting)}"}, _days(fitting[0], column)
    if column.read is fen_of_wan and "元" in title and "万" not in title:
        return {"unit": "元"}, column.read
    return {}, column.read


def _days(pattern: str, column: Column) -> Callable[[str], object]:
    compiled = compiled_day(pattern)
    return column.read if compiled is None else partial(reading_days, compiled, column.read)


def _share(values: Sequence[str], read: Callable[[str], object]) -> float:
    given = Column("", read)
    good = sum(not isinstance(read_cell(given, value), UncleanError) for value in values)
    return good / len(values) if values else 0.0


def _tells(column: Column) -> bool:
    """Say whether reading a value says anything: a field of free text reads all."""
    return all(isinstance(read_cell(column, word), UncleanError) for word in _ANY_WORD)


def _is_strict(column: Column) -> bool:
    """Say whether a field checks its digits, so that a whole sample fits by no accident."""
    return column.is_id and _tells(column)


def _are_codes(values: Iterable[str]) -> bool:
    given = list(values)
    return len(given) <= 20 and all(value.isascii() and len(value) <= 4 for value in given)


def _line(one: Proposal) -> str:
    if not one.field:
        return f"# {_quoted(one.title)}: ?  # {one.reason}"
    options = ", ".join(f"{key}: {value}" for key, value in one.options.items())
    field = f"{{field: {_quoted(one.field)}, {options}}}" if options else _quoted(one.field)
    unsure = any("?" in value for value in one.options.values())
    return f"{'# ' if unsure else ''}{_quoted(one.title)}: {field}  # {one.reason}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
