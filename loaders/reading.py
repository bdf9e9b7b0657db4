"""The first step of every source, ``get``: a file becomes sheets of text. Nothing is guessed and no cell changes its meaning.

What is wrong with single records (width, quotes, bytes, control characters, numbers where a number of digits was meant) is noted
at the record for the check to report; what makes the whole file unreadable raises ``SourceFileError``.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

from graph_service.errors import SourceFileError

SUFFIXES = (".csv", ".txt", ".xlsx", ".xls")
#: A larger file is refused before it is opened: no register extract that we know of comes near.
MAX_FILE_BYTES = 512 * 1024 * 1024
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
_PRIVATE = re.compile(r"[\ue000-\uf8ff]")
_SPACES = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")


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
class Sheet:
    """One table of a file. ``name`` is empty for a text file; ``encoding`` is how it was decoded (empty for a workbook)."""

    file: str
    name: str
    header: tuple[str, ...]
    records: tuple[Record, ...]
    encoding: str = ""
    notes: tuple[str, ...] = field(default=())

    @property
    def where(self) -> str:
        """Name the table for a message."""
        return f"{self.file}[{self.name}]" if self.name else self.file


def header_key(text: str) -> str:
    """Return what two spellings of one column title have in common: width, brackets, spaces, case and a mark for *required*."""
    folded = _SPACES.sub("", unicodedata.normalize("NFKC", text)).upper()
    return folded.translate(str.maketrans("【】[]〔〕", "()()()")).strip("*").removesuffix("(必填)")


def checked_header(where: str, cells: list[str]) -> tuple[str, ...]:
    """Return the titles without empty ones at the end.

    Raises:
        SourceFileError: a control character, an empty title between others, or two titles that mean the same column.
    """
    titles = [cell.strip() for cell in cells]
    while titles and not titles[-1]:
        titles.pop()
    if any(_CONTROL.search(title) for title in titles):
        raise SourceFileError(where, "a column title contains a control character", hint="Type the title anew.")
    keys = [header_key(title) for title in titles]
    if "" in keys:
        raise SourceFileError(
            where, f"column {keys.index('') + 1} has no title", hint="Give it its title or remove the column."
        )
    twice = sorted({title for title, key in zip(titles, keys, strict=True) if keys.count(key) > 1})
    if twice:
        raise SourceFileError(where, f"the same column stands there twice: {'、'.join(twice)}", hint="Keep one of them.")
    return tuple(titles)


def damage_of(cells: tuple[str, ...]) -> str:
    """Return the code of what makes the characters of a record unusable; empty when they are fine."""
    text = "".join(cells)
    if _CONTROL.search(text):
        return "control-character"
    if "\ufffd" in text:
        return "undecodable-bytes"
    return "private-use-character" if _PRIVATE.search(text) else ""


def get(path: Path) -> tuple[Sheet, ...]:
    """Read every table of a csv, xlsx or xls file; empty sheets are left out.

    Raises:
        SourceFileError: unknown kind of file, unreadable, too large (inflated size included), empty, or a spoiled header.
    """
    from graph_service.loaders.delimited import read_text
    from graph_service.loaders.workbook import read_workbook

    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise SourceFileError(path.name, f"unknown kind of file {suffix!r}", hint=f"Give one of {', '.join(SUFFIXES)}.")
    try:
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            raise SourceFileError(path.name, f"{size} bytes; at most {MAX_FILE_BYTES} are read", hint="Split the file.")
        sheets = (read_text(path),) if suffix in {".csv", ".txt"} else read_workbook(path)
    except OSError as error:
        raise SourceFileError(path.name, f"cannot be read: {error.strerror}", hint="Check path and permissions.") from error
    if not any(sheet.header for sheet in sheets):
        raise SourceFileError(path.name, "the file holds no table", hint="The first line must name the columns.")
    return tuple(sheet for sheet in sheets if sheet.header)
