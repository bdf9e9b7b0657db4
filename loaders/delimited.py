"""Delimited text: a pass of our own that counts physical records, because a reader that swallows rows does so in silence.

A record may run over several lines only inside quotes. Where the quotes of a stretch of lines do not come out, every line of the
stretch is reported by itself, with the range, and reading goes on behind it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from graph_service.errors import SourceFileError
from graph_service.loaders.encodings import decode
from graph_service.loaders.reading import Record, Sheet, checked_header, damage_of

#: A quoted field longer than this many lines is taken for an unbalanced quote.
MAX_LINES = 200


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Lines that hold one record (``cells``), or that nobody can split (``cells`` is ``None``)."""

    first: int
    lines: tuple[str, ...]
    cells: tuple[str, ...] | None

    @property
    def range(self) -> str:
        last = self.first + len(self.lines) - 1
        return f"lines {self.first}-{last}" if last > self.first else f"line {self.first}"


def _parse(text: str, delimiter: str) -> tuple[str, ...] | None:
    """Split one record strictly; ``None`` when its quotes do not come out."""
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=delimiter))
    except csv.Error:
        return None
    return tuple(rows[0]) if len(rows) == 1 else None


def _naive(line: str, delimiter: str) -> tuple[str, ...]:
    """Split a damaged line at every delimiter, quotes as they stand, so that a clerk sees the columns."""
    return tuple(cell.strip('"') for cell in line.rstrip("\r\n").split(delimiter))


def _closing(lines: list[str], at: int) -> int | None:
    """Return the index of the line that closes the quote opened in line ``at``."""
    for index in range(at + 1, min(at + MAX_LINES, len(lines))):
        if lines[index].count('"') % 2:
            return index
    return None


def _stretches(lines: list[str], delimiter: str, width: int) -> Iterator[_Stretch]:
    at = 0
    while at < len(lines):
        line = lines[at]
        last = at
        if line.count('"') % 2:
            closing = _closing(lines, at)
            if closing is None:
                yield _Stretch(at + 1, (line,), None)
                at += 1
                continue
            last = closing
        text = tuple(lines[at : last + 1])
        if last > at or line.strip():
            yield _Stretch(at + 1, text, _cells(text, delimiter, width))
        at = last + 1


def _cells(lines: tuple[str, ...], delimiter: str, width: int) -> tuple[str, ...] | None:
    """Split a stretch; one of several lines is trusted only if it has the full width and swallowed no line that is a record itself."""
    cells = _parse("".join(lines), delimiter)
    if cells is None or len(lines) == 1:
        return cells
    swallowed = any(line.count(delimiter) >= width - 1 > 0 for line in lines[1:-1])
    return None if swallowed or len(cells) != width else cells


def _delimiter(header_line: str) -> str:
    return "\t" if header_line.count("\t") > header_line.count(",") else ","


def _records(stretches: Iterator[_Stretch], delimiter: str, width: int) -> Iterator[Record]:
    row = 0
    for stretch in stretches:
        if stretch.cells is None:
            for offset, line in enumerate(stretch.lines):
                row += 1
                cells = _naive(line, delimiter)
                yield Record(
                    row, stretch.first + offset, _padded(cells, width), damage="unbalanced-quote", detail=stretch.range
                )
            continue
        row += 1
        yield _record(row, stretch, width)


def _record(row: int, stretch: _Stretch, width: int) -> Record:
    cells = stretch.cells or ()
    damage = damage_of(cells)
    detail = stretch.range
    if not damage and len(cells) != width:
        damage = "surplus-fields" if len(cells) > width else "short-row"
        detail = f"{stretch.range}: {len(cells)} of {width} fields"
    return Record(row, stretch.first, _padded(cells, width), damage=damage, detail=detail if damage else "")


def _padded(cells: tuple[str, ...], width: int) -> tuple[str, ...]:
    return cells + ("",) * (width - len(cells))


def read_text(path: Path) -> Sheet:
    """Read a comma- or tab-separated file.

    Raises:
        SourceFileError: the file is empty or its header is spoiled.
    """
    decoded = decode(path.read_bytes())
    lines = list(io.StringIO(decoded.text, newline=""))
    start = next((index for index, line in enumerate(lines) if line.strip()), None)
    if start is None:
        raise SourceFileError(path.name, "the file is empty", hint="The first line must name the columns.")
    delimiter = _delimiter(lines[start])
    titles = _parse(lines[start], delimiter)
    if titles is None:
        raise SourceFileError(
            f"{path.name}:{start + 1}", "the quotes of the header do not come out", hint="Correct the header."
        )
    header = checked_header(f"{path.name}:{start + 1}", list(titles))
    body = [""] * (start + 1) + lines[start + 1 :]
    surplus = len(titles) - len(header)
    found = list(_records(_trimmed(_stretches(body, delimiter, len(titles)), surplus), delimiter, len(header)))
    return Sheet(path.name, "", header, tuple(found), decoded.encoding)


def _trimmed(stretches: Iterator[_Stretch], surplus: int) -> Iterator[_Stretch]:
    """Drop the empty cells under empty titles at the end of the header (a spreadsheet saved with spare columns)."""
    for stretch in stretches:
        cells = stretch.cells
        if surplus and cells and not any(cells[-surplus:]):
            yield _Stretch(stretch.first, stretch.lines, cells[:-surplus])
        else:
            yield stretch
