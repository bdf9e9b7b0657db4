"""Delimited text: a pass of our own that counts physical records, because a reader that swallows rows does so in silence.

A record may run over several lines only inside quotes. Where the quotes of a stretch of lines do not come out, every line of the
stretch is reported by itself, with the range, and reading goes on behind it. Lines whose own quotes come out are split many at once,
as long as that gives exactly one record a line.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO

from graph_service.errors import SourceFileError
from graph_service.loaders.encodings import MAX_LINE_BYTES, Encoding, batches_of_lines, check_lines, encoding_of
from graph_service.loaders.inputs import Input
from graph_service.loaders.reading import CHUNK, Chunk, ChunkBuilder, Sheet, checked_header, is_plain

#: A quoted field longer than this many lines is taken for an unbalanced quote.
MAX_LINES = 200

#: The library's own limit would make an unbalanced quote of a cell that is merely too long.
csv.field_size_limit(MAX_LINE_BYTES)


@dataclass(frozen=True, slots=True)
class _Form:
    """How the records of one file are split.

    Attributes:
        start: number of lines up to and with the header.
        width: titles of the header, empty ones at the end left out.
        surplus: empty titles at the end (a spreadsheet saved with spare columns); empty cells under them are dropped.
        encoding: of the file.
    """

    delimiter: str
    start: int
    width: int
    surplus: int
    encoding: Encoding

    @property
    def whole(self) -> int:
        """Fields of a line that has all of them."""
        return self.width + self.surplus

    @property
    def may_look_blank(self) -> bool:
        """Say whether a line that is nothing but white space can have the full width."""
        return self.whole == 1 or self.delimiter == "\t"


def open_text(given: Input) -> tuple[Sheet]:
    """Open a comma- or tab-separated file: one table.

    Raises:
        SourceFileError: the file is empty, its header is spoiled, or it has lines without end.
    """
    with given.open() as data:
        encoding = encoding_of(data)
        check_lines(given.name, encoding)
        start, line = _header_line(data, encoding, given.name)
    where = f"{given.name}:{start}"
    if spoiled := encoding.spoiled(line):
        raise SourceFileError(where, f"{spoiled} cannot be decoded as {encoding.label}", hint="Save it as UTF-8.")
    delimiter = "\t" if given.suffix == ".tsv" or line.count("\t") > line.count(",") else ","
    titles = _parse(line, delimiter)
    if titles is None:
        raise SourceFileError(where, "the quotes of the header do not come out", hint="Correct the header.")
    header = checked_header(where, titles)
    form = _Form(delimiter, start, len(header), len(titles) - len(header), encoding)
    expected = max(encoding.feeds - start + 1, 0)
    return (Sheet(given.name, "", header, expected, partial(_chunks, given, form), encoding.label),)


def _header_line(data: BinaryIO, encoding: Encoding, file: str) -> tuple[int, str]:
    """Return the number and the text of the first line that is not blank."""
    number = 0
    for lines in batches_of_lines(data, encoding):
        for line in lines:
            number += 1
            if line.strip():
                return number, line
    raise SourceFileError(file, "the file is empty", hint="The first line must name the columns.")


def _chunks(given: Input, form: _Form) -> Iterator[Chunk]:
    builder = ChunkBuilder(form.width)
    with given.open() as data:
        splitter = _Splitter(form, builder)
        for lines in batches_of_lines(data, form.encoding):
            for first in range(0, len(lines), CHUNK):
                splitter.take(lines[first : first + CHUNK])
                if len(builder) >= max(CHUNK - MAX_LINES, 1):
                    yield builder.chunk()
        splitter.finish()
    if len(builder):
        yield builder.chunk()


class _Splitter:
    """Splits lines as they come; those that may belong to an open quote wait for the ones behind."""

    def __init__(self, form: _Form, builder: ChunkBuilder) -> None:
        self._form = form
        self._builder = builder
        self._lines: list[str] = []
        self._first = 1
        self._header_left = form.start

    def take(self, lines: list[str]) -> None:
        """Split all lines but the last ones."""
        if self._header_left:
            passed = min(self._header_left, len(lines))
            self._header_left -= passed
            self._first += passed
            lines = lines[passed:]
        self._lines += lines
        self._split(len(self._lines) - MAX_LINES)

    def finish(self) -> None:
        """Split what is left at the end of the file."""
        self._split(len(self._lines))

    def _split(self, limit: int) -> None:
        at = 0
        odd = [index for index, line in enumerate(self._lines) if '"' in line and line.count('"') % 2]
        waiting = 0
        while at < limit:
            while waiting < len(odd) and odd[waiting] < at:
                waiting += 1
            stop = min(odd[waiting], limit) if waiting < len(odd) else limit
            if at < stop:
                self._even(at, stop)
                at = stop
            else:
                at = self._quoted(at, odd[waiting + 1] if waiting + 1 < len(odd) else None)
        self._lines = self._lines[at:] if at > 0 else self._lines
        self._first += max(at, 0)

    def _even(self, at: int, stop: int) -> None:
        """Split lines whose quotes come out line by line."""
        lines = self._lines[at:stop]
        records = _parse_all(lines, self._form.delimiter)
        if records is None:
            for index in range(at, stop):
                self._one(index, index)
            return
        whole = self._form.width
        if self._form.surplus or self._form.may_look_blank or not is_plain("".join(lines)):
            whole = -1
        begun = 0
        for offset, cells in enumerate(records):
            if len(cells) != whole or _says_nothing(cells):
                self._sound(at, records, begun, offset)
                self._record(at + offset, at + offset, cells)
                begun = offset + 1
        self._sound(at, records, begun, len(records))

    def _sound(self, at: int, records: list[list[str]], begun: int, end: int) -> None:
        if begun < end:
            first = self._first + at
            self._builder.add_sound(list(range(first + begun, first + end)), records[begun:end])

    def _quoted(self, at: int, closing: int | None) -> int:
        """Take the line at ``at``, whose quote stays open, with those up to the closing one; return the line behind."""
        if closing is None or closing >= at + MAX_LINES:
            self._unsplit(at, self._lines[at : at + 1])
            return at + 1
        self._one(at, closing)
        return closing + 1

    def _one(self, at: int, last: int) -> None:
        """Split one stretch of lines; one of several lines is trusted only if it swallowed no line that is a record itself."""
        lines = self._lines[at : last + 1]
        cells = _parse("".join(lines), self._form.delimiter)
        if cells is not None and last > at:
            needed = self._form.whole - 1
            swallowed = any(line.count(self._form.delimiter) >= needed > 0 for line in lines[1:-1])
            cells = None if swallowed or len(cells) != self._form.whole else cells
        if cells is None and (last > at or lines[0].strip()):
            self._unsplit(at, lines)
        elif cells is not None:
            self._record(at, last, cells)

    def _unsplit(self, at: int, lines: list[str]) -> None:
        for offset, line in enumerate(lines):
            detail = self._range(at, at + len(lines) - 1)
            cells = _naive(line, self._form.delimiter)
            self._builder.add_damaged(self._first + at + offset, cells, "unbalanced-quote", detail)

    def _record(self, at: int, last: int, cells: list[str]) -> None:
        if _says_nothing(cells):
            return
        surplus = self._form.surplus
        if surplus and cells and not any(cells[-surplus:]):
            cells = cells[:-surplus]
        place = self._range(at, last)
        if spoiled := self._form.encoding.spoiled("".join(self._lines[at : last + 1])):
            place = f"{place}, {spoiled}"
        self._builder.add(self._first + at, cells, place)

    def _range(self, at: int, last: int) -> str:
        first, end = self._first + at, self._first + last
        return f"lines {first}-{end}" if end > first else f"line {first}"


def _says_nothing(cells: list[str]) -> bool:
    """Say that a line is blank, or holds nothing but delimiters: a spare row of a spreadsheet, no record."""
    return not (cells and cells[0].strip()) and not any(cell.strip() for cell in cells)


def _parse_all(lines: list[str], delimiter: str) -> list[list[str]] | None:
    """Split lines into one record each; ``None`` when one of them is no record by itself."""
    try:
        records = list(csv.reader(lines, strict=True, delimiter=delimiter))
    except csv.Error:
        return None
    return records if len(records) == len(lines) else None


def _parse(text: str, delimiter: str) -> list[str] | None:
    """Split one record strictly; ``None`` when its quotes do not come out."""
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=delimiter))
    except csv.Error:
        return None
    return rows[0] if len(rows) == 1 else None


def _naive(line: str, delimiter: str) -> list[str]:
    """Split a damaged line at every delimiter, quotes as they stand, so that a clerk sees the columns."""
    return [cell.strip('"') for cell in line.rstrip("\r\n").split(delimiter)]
