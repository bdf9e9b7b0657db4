"""Looks through the parts of an xlsx before a library opens it, for what the library would pay with memory or pass over in silence.

The library holds a sheet as a full rectangle and copies a shared text into every cell that refers to it, so that a small file could
ask for any amount of memory; and it reads a cell with an error value (``#REF!``), or with an entity of its own, as empty.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

import numpy as np
import numpy.typing as npt

from graph_service.errors import SourceFileError

#: The rectangle around the filled cells of a sheet: so many cells, or so many for each filled one.
SPARE_CELLS = 4_000_000
MAX_SPARSE = 8
#: Bytes of all texts, each counted as often as cells refer to it.
MAX_TEXT_BYTES = 1024 * 1024 * 1024
MAX_SHARED = 20_000_000
MAX_ERRORS = 100_000
MAX_SHEETS = 500
#: Bytes of one cell, markup included.
MAX_CELL_BYTES = 8 * 1024 * 1024
_SPACES = bytes.maketrans(b"\t\r\n'", b'   "')
_PREFIX = re.compile(rb'<[^ <>:/!?="]+:')
_ODD_SPACES = (b"\t", b"\r", b"\n", b"'")
_COLON = re.compile(rb":[A-Za-z_]")
_EQUALS = re.compile(rb' *= *"')
_PLACE = re.compile(rb' r="([A-Za-z]{1,3})([0-9]{1,7})"')
_VALUE = re.compile(rb"<v[^>]*>([^<]*)<")
_REFERENCE = re.compile(rb' t="s"[^>]*>(?:<f[^>]*>[^<]*</f>)?<v[^>]*>([0-9]{1,9})<')
_NOT_UTF_8 = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")

Numbers = npt.NDArray[np.int64]
#: Error values by row and column of a sheet, both from 0.
Errors = Mapping[tuple[int, int], str]


@dataclass(frozen=True, slots=True)
class _Marks:
    """Where the equals signs of a stretch of XML stand; ``data`` has some zeros behind the text."""

    data: npt.NDArray[np.uint8]
    at: Numbers

    @classmethod
    def of(cls, text: bytes) -> _Marks:
        data = np.frombuffer(text + bytes(16), dtype=np.uint8)
        found = np.flatnonzero(data == ord("="))
        return cls(data, found[found > 1])

    def are_usual(self) -> bool:
        """Say that each stands right between a name and a double quote, as far as attributes go."""
        return bool((self.data[self.at + 1] == ord('"')).all() and (self.data[self.at - 1] != ord(" ")).all())

    def _named(self, name: str) -> Numbers:
        found: Numbers = self.at[(self.data[self.at - 1] == ord(name)) & (self.data[self.at - 2] == ord(" "))]
        return found

    def of_type(self, kind: bytes) -> Numbers:
        """Return where cells of this type say so: the place behind the closing quote."""
        found = self._named("t")
        behind: Numbers = found[(self.data[found + 2] == kind[0]) & (self.data[found + 3] == ord('"'))] + 4
        return behind

    def places(self) -> tuple[Numbers, Numbers]:
        """Return column and row (1 = the first) of every place that is named; the column of a row's own number is 0."""
        found = self._named("r") + 2
        columns = np.zeros(len(found), dtype=np.int64)
        rows = np.zeros(len(found), dtype=np.int64)
        naming = np.ones(len(found), dtype=bool)
        counting = np.ones(len(found), dtype=bool)
        for step in range(10):
            char = self.data[np.minimum(found + step, len(self.data) - 1)]
            naming &= ((char | 0x20) >= ord("a")) & ((char | 0x20) <= ord("z"))
            is_digit = (char >= ord("0")) & (char <= ord("9"))
            counting &= naming | is_digit
            if not counting.any():
                break
            columns = np.where(naming, columns * 26 + (char & 0x1F), columns)
            rows = np.where(counting & is_digit, rows * 10 + (char & 0x0F), rows)
        return columns, rows

    def numbers_behind(self, places: Numbers, mark: bytes) -> Numbers:
        """Return the whole numbers that follow a mark, where it stands at one of the places."""
        hits = np.ones(len(places), dtype=bool)
        for step, wanted in enumerate(mark):
            hits &= self.data[np.minimum(places + step, len(self.data) - 1)] == wanted
        found = places[hits] + len(mark)
        numbers = np.zeros(len(found), dtype=np.int64)
        going = np.ones(len(found), dtype=bool)
        for step in range(9):
            char = self.data[np.minimum(found + step, len(self.data) - 1)]
            going &= (char >= ord("0")) & (char <= ord("9"))
            if not going.any():
                break
            numbers = np.where(going, numbers * 10 + (char & 0x0F), numbers)
        return numbers


@dataclass(slots=True)
class Part:
    """One part of the package, as far as it was looked through."""

    where: str
    width: int = 0
    height: int = 0
    cells: int = 0
    sheets: int = 0
    unclear: int = 0
    referred: Numbers = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    lengths: list[int] = field(default_factory=list)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    _tail: bytes = b""
    _begun: bool = False
    _unnumbered: int = 0
    _in_row: int = 0

    def take(self, piece: bytes) -> None:
        """Look through the next bytes.

        Raises:
            SourceFileError: not UTF-8, a document type, or a cell that does not end.
        """
        if not self._begun:
            self._begun = True
            if piece.startswith(_NOT_UTF_8):
                raise self.fault("a part that is not UTF-8")
        held = self._tail + piece
        if any(mark in held for mark in _ODD_SPACES):
            held = held.translate(_SPACES)
        if _COLON.search(held):
            held = _PREFIX.sub(b"<", held)
        if not _Marks.of(held).are_usual():
            held = _EQUALS.sub(b'="', held)
        cut = max(held.rfind(b"<c "), held.rfind(b"<c>"), held.rfind(b"<si"), held.rfind(b"<row"))
        cut = held.rfind(b"<") if cut < 0 else cut
        self._tail = held[max(cut, 0) :]
        if len(self._tail) > MAX_CELL_BYTES:
            raise self.fault(f"a cell of more than {MAX_CELL_BYTES} bytes")
        self._look(held[: max(cut, 0)])

    def close(self) -> None:
        """Look through what is left."""
        self._look(self._tail)
        self._tail = b""

    def _look(self, text: bytes) -> None:
        if b"<!" in text and (b"<!DOCTYPE" in text or b"<!ENTITY" in text):
            raise self.fault("a document type with entities of its own")
        if self.where.lower().endswith("workbook.xml"):
            self.sheets += text.count(b"<sheet ")
        if b"<si" in text or self.lengths:
            self._share(text)
        if b"<c" in text or b"<row" in text:
            marks = _Marks.of(text)
            self._measure(text, marks)
            self._refer(text, marks)
            self._err(text, marks)

    def _share(self, text: bytes) -> None:
        first, *others = text.split(b"<si")
        if self.lengths:
            self.lengths[-1] += len(first)
        self.lengths.extend(map(len, others))

    def _measure(self, text: bytes, marks: _Marks) -> None:
        """Find the right and the lower edge; a cell or a row without a number stands behind the one before."""
        columns, rows = marks.places()
        cells = text.count(b"<c ") + text.count(b"<c>")
        named = int(np.count_nonzero(columns))
        self.cells += cells
        self.width = max(self.width, int(columns.max(initial=0)))
        self._unnumbered += max(text.count(b"<row") - (len(columns) - named), 0)
        self.height = max(self.height, int(rows.max(initial=0)))
        if cells > named:
            first, *others = (part.count(b"<c") for part in text.split(b"<row"))
            self._in_row += first
            self.width = max(self.width, self._in_row, *others)
            self._in_row = others[-1] if others else self._in_row

    def _refer(self, text: bytes, marks: _Marks) -> None:
        """Count how often each shared text is referred to."""
        wanted = marks.of_type(b"s")
        if not len(wanted):
            return
        found = marks.numbers_behind(wanted, b"><v>")
        if len(found) < len(wanted):
            found = np.array(_REFERENCE.findall(text), dtype="S9").astype(np.int64)
            self.unclear += max(len(wanted) - len(found), 0)
        if int(found.max(initial=0)) >= MAX_SHARED:
            raise self.fault("a cell that refers to a text beyond all limits")
        counts = np.bincount(found).astype(np.int64)
        if len(counts) < len(self.referred):
            counts.resize(len(self.referred))
        elif len(counts) > len(self.referred):
            self.referred = np.pad(self.referred, (0, len(counts) - len(self.referred)))
        self.referred += counts

    def _err(self, text: bytes, marks: _Marks) -> None:
        for at in marks.of_type(b"e").tolist():
            end = text.find(b"<c ", at)
            cell = text[text.rfind(b"<c ", 0, at) : end if end > 0 else len(text)]
            place, value = _PLACE.search(cell), _VALUE.search(cell)
            if place and value:
                self.errors[int(place[2]) - 1, _column(place[1]) - 1] = value[1].decode("utf-8", "replace")
            if len(self.errors) > MAX_ERRORS:
                raise self.fault(f"more than {MAX_ERRORS} cells with an error value")

    def check(self) -> None:
        """Hold the rectangle against the cells in it.

        Raises:
            SourceFileError: it is far larger than what fills it.
        """
        check_area(self.where, self.width * (self.height + self._unnumbered), self.cells)

    def fault(self, what: str) -> SourceFileError:
        """Build the error that names the part."""
        return SourceFileError(self.where, what, hint="Copy the table into a new workbook, or save it as csv.")


def check_area(where: str, area: int, cells: int) -> None:
    """Hold the rectangle around the cells of a sheet against their number.

    Raises:
        SourceFileError: it is far larger.
    """
    if area > SPARE_CELLS + MAX_SPARSE * cells:
        hint = "Copy the table into a new workbook, or save it as csv."
        raise SourceFileError(where, f"{cells} cells scattered over {area} places", hint=hint)


def check_parts(where: str, parts: Sequence[Part]) -> None:
    """Refuse what would fill more memory than any table needs.

    Raises:
        SourceFileError: scattered cells, shared texts that are referred to too often, or too many sheets.
    """
    for part in parts:
        part.check()
    sheets = sum(part.sheets for part in parts)
    if sheets > MAX_SHEETS:
        raise SourceFileError(where, f"{sheets} sheets; at most {MAX_SHEETS} are read", hint="Split it.")
    lengths = np.array(next((part.lengths for part in parts if part.lengths), []), dtype=np.int64)
    for part in parts:
        known = min(len(part.referred), len(lengths))
        total = int(part.referred[:known] @ lengths[:known]) + part.unclear * int(lengths.max(initial=0))
        if total > MAX_TEXT_BYTES:
            hint = "Save it as csv."
            raise SourceFileError(where, f"its texts would fill {total} bytes; at most {MAX_TEXT_BYTES} are read", hint=hint)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 0x40
    return number


def sheet_parts(bundle: zipfile.ZipFile) -> dict[str, str]:
    """Say which part holds each sheet of a workbook whose parts were looked through: they declare no entities."""
    try:
        relations = ET.fromstring(bundle.read("xl/_rels/workbook.xml.rels"))  # noqa: S314  # see above
        book = ET.fromstring(bundle.read("xl/workbook.xml"))  # noqa: S314  # see above
    except (KeyError, ET.ParseError) as error:
        raise zipfile.BadZipFile("no workbook in it") from error
    targets = {one.get("Id"): posixpath.normpath(posixpath.join("/xl", one.get("Target", "")))[1:] for one in relations}
    sheets = [one for one in book.iter() if one.tag.endswith("}sheet")]
    ids = [next((value for key, value in one.items() if key.endswith("}id")), None) for one in sheets]
    return {one.get("name", ""): targets.get(key, "") for one, key in zip(sheets, ids, strict=True)}
