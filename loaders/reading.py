"""The first step of every source, ``get``: a file becomes tables of text, read in chunks. Nothing is guessed, no cell changes its meaning.

What is wrong with single records (width, quotes, bytes, control characters, numbers where a number of digits was meant) is noted
at the record for the check to report; what makes the whole file unreadable raises ``SourceFileError``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from graph_service.errors import SourceFileError
from graph_service.loaders.inputs import JSONS, TEXTS, Input, inputs_of, unreadable

#: Records a chunk: what is in memory at once, as text and as objects.
CHUNK = 20_000
#: The widest table that we know of, level 1 of GLEIF, has about 340.
MAX_COLUMNS = 512
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
_PRIVATE = re.compile(r"[\ue000-\uf8ff]")
#: Every character that ``damage_of`` may object to, in one set.
_SUSPECT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\uf8ff\ufffd-\uffff]")
_SPACES = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Record:
    """One record as it stands in the file.

    Attributes:
        row: number of the record below the header, 1 = the first.
        line: physical line of a text file, or row of the sheet, where it starts (1 = the first).
        cells: one text a column of the header; surplus cells are kept, missing ones are empty.
        numeric: positions of the cells that a workbook holds as numbers.
        damage: code of what is wrong with the record as a whole; empty when nothing is.
        detail: where exactly, for the person who corrects it.
    """

    row: int
    line: int
    cells: tuple[str, ...]
    numeric: frozenset[int] = frozenset()
    damage: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some records of a table that follow each other: the sound ones in columns, the damaged ones apart.

    Attributes:
        rows: numbers of the sound records, ascending.
        lines: where each of them starts.
        columns: their texts, one array a column of the header.
        numeric: for columns with cells that a workbook holds as numbers, which records have one; by position.
        damaged: the other records, ascending.
    """

    rows: Numbers
    lines: Numbers
    columns: tuple[pa.Array, ...]
    numeric: Mapping[int, Flags] = field(default_factory=dict)
    damaged: tuple[Record, ...] = ()

    def __len__(self) -> int:
        """Count all its records."""
        return len(self.rows) + len(self.damaged)

    def place(self, row: int) -> int:
        """Return where a sound record stands in ``rows`` and in each column."""
        return int(np.searchsorted(self.rows, row))

    def record(self, row: int) -> Record:
        """Return a sound record as it stands in the file."""
        at = self.place(row)
        numeric = frozenset(position for position, flags in self.numeric.items() if flags[at])
        return Record(row, int(self.lines[at]), tuple(column[at].as_py() for column in self.columns), numeric)

    def records(self) -> list[Record]:
        """Return every record in order: for a test or a person, not for volume."""
        sound = (self.record(row) for row in self.rows.tolist())
        return sorted((*sound, *self.damaged), key=lambda record: record.row)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a file.

    Attributes:
        file: name of the file.
        name: name of the sheet; empty for a text file.
        header: titles of the columns.
        expected: about how many records it holds; exact only by reading them.
        chunks: reads the table from its first record on, anew with every call.
        encoding: how a text file was decoded; empty for a workbook.
    """

    file: str
    name: str
    header: tuple[str, ...]
    expected: int
    chunks: Callable[[], Iterator[Chunk]]
    encoding: str = ""

    @property
    def where(self) -> str:
        """Name the table for a message."""
        return f"{self.file}[{self.name}]" if self.name else self.file


class ChunkBuilder:
    """Gathers records in the order of the file until they make a chunk."""

    def __init__(self, width: int) -> None:
        """Begin behind the header of a table with ``width`` columns."""
        self._width = width
        self._row = 0
        self._clear()

    def _clear(self) -> None:
        self._rows: list[int] = []
        self._lines: list[int] = []
        self._cells: list[list[str]] = []
        self._numeric: list[tuple[int, frozenset[int]]] = []
        self._damaged: list[Record] = []

    def __len__(self) -> int:
        """Count what was gathered."""
        return len(self._rows) + len(self._damaged)

    def add(self, line: int, cells: list[str], place: str, numeric: frozenset[int] = frozenset()) -> None:
        """Add a record, whatever its width and its characters; ``place`` says where it stands, for the person who corrects it."""
        self._row += 1
        damage = damage_of(cells)
        if not damage and len(cells) != self._width:
            damage = "surplus-fields" if len(cells) > self._width else "short-row"
            place = f"{place}: {len(cells)} of {self._width} fields"
        if damage:
            self._damaged.append(Record(self._row, line, self._padded(cells), numeric, damage, place))
            return
        if numeric:
            self._numeric.append((len(self._rows), numeric))
        self._rows.append(self._row)
        self._lines.append(line)
        self._cells.append(cells)

    def add_sound(self, lines: list[int], records: list[list[str]]) -> None:
        """Add records of the width of the header with nothing but ordinary characters."""
        self._rows.extend(range(self._row + 1, self._row + 1 + len(records)))
        self._row += len(records)
        self._lines.extend(lines)
        self._cells.extend(records)

    def add_damaged(self, line: int, cells: list[str], damage: str, detail: str) -> None:
        """Add a record that nobody can split with certainty."""
        self._row += 1
        self._damaged.append(Record(self._row, line, self._padded(cells), damage=damage, detail=detail))

    def _padded(self, cells: list[str]) -> tuple[str, ...]:
        return (*cells, *[""] * (self._width - len(cells)))

    def chunk(self) -> Chunk:
        """Return what was gathered, and begin the next chunk."""
        columns = tuple(zip(*self._cells, strict=True)) if self._cells else ((),) * self._width
        numeric: dict[int, Flags] = {}
        for at, positions in self._numeric:
            for position in positions:
                numeric.setdefault(position, np.zeros(len(self._rows), dtype=bool))[at] = True
        made = Chunk(
            np.array(self._rows, dtype=np.int64),
            np.array(self._lines, dtype=np.int64),
            tuple(pa.array(column, pa.string()) for column in columns),
            numeric,
            tuple(self._damaged),
        )
        self._clear()
        return made


def header_key(text: str) -> str:
    """Return what two spellings of one column title have in common: width, brackets, spaces, case and a mark for *required*."""
    folded = _SPACES.sub("", unicodedata.normalize("NFKC", text)).upper()
    return folded.translate(str.maketrans("【】[]〔〕", "()()()")).strip("*").removesuffix("(必填)")


def checked_header(where: str, cells: list[str]) -> tuple[str, ...]:
    """Return the titles without empty ones at the end.

    Raises:
        SourceFileError: a control character, an empty title between others, two titles that mean the same column, or too many.
    """
    titles = [cell.strip() for cell in cells]
    while titles and not titles[-1]:
        titles.pop()
    if any(_CONTROL.search(title) for title in titles):
        hint = "Type the title anew; a file in UTF-16 needs its byte order mark."
        raise SourceFileError(where, "a column title contains a control character", hint=hint)
    if len(titles) > MAX_COLUMNS:
        raise SourceFileError(where, f"{len(titles)} columns; at most {MAX_COLUMNS} are read", hint="Keep those of the table.")
    keys = [header_key(title) for title in titles]
    if "" in keys:
        raise SourceFileError(
            where, f"column {keys.index('') + 1} has no title", hint="Give it its title or remove the column."
        )
    twice = sorted({title for title, key in zip(titles, keys, strict=True) if keys.count(key) > 1})
    if twice:
        raise SourceFileError(where, f"the same column stands there twice: {'、'.join(twice)}", hint="Keep one of them.")
    return tuple(titles)


def is_plain(text: str) -> bool:
    """Say that nothing in a text can spoil a record."""
    return _SUSPECT.search(text) is None


def damage_of(cells: list[str]) -> str:
    """Return the code of what makes the characters of a record unusable; empty when they are fine."""
    text = "".join(cells)
    if is_plain(text):
        return ""
    if _CONTROL.search(text):
        return "control-character"
    if "\ufffd" in text:
        return "undecodable-bytes"
    return "private-use-character" if _PRIVATE.search(text) else ""


def get(path: Path) -> tuple[Sheet, ...]:
    """Open every table of a file, of all members of a zip; empty sheets are left out.

    Raises:
        SourceFileError: unknown kind of file, unreadable, too large (inflated size included), empty, or a spoiled header.
    """
    given, _ = inputs_of(path)
    return tuple(sheet for one in given for sheet in tables_of(one))


def tables_of(given: Input) -> tuple[Sheet, ...]:
    """Open every table of one file or member; empty sheets are left out.

    Raises:
        SourceFileError: as ``get``.
    """
    try:
        sheets = _opener(given)(given)
    except OSError as error:
        raise unreadable(given.name, error) from error
    if not any(sheet.header for sheet in sheets):
        raise SourceFileError(given.name, "the file holds no table", hint="The first line must name the columns.")
    return tuple(sheet for sheet in sheets if sheet.header)


def _opener(given: Input) -> Callable[[Input], tuple[Sheet, ...]]:
    from graph_service.loaders import delimited, parquet, statements, workbook

    if given.suffix in TEXTS:
        return delimited.open_text
    if given.suffix in JSONS:
        return statements.open_json
    return parquet.open_parquet if given.suffix == ".parquet" else workbook.open_workbook
