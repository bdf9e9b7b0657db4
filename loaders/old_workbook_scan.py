"""Looks through a workbook of the old kind (.xls) before a library opens it: for error values, and for cells far apart.

The library reads an error value as empty, and holds a sheet as a full rectangle. The records are those of BIFF8 ([MS-XLS]) in a compound file ([MS-CFB]). What is not as both say is refused.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from graph_service.errors import SourceFileError
from graph_service.loaders.workbook_scan import MAX_ERRORS, Errors, check_area

_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
_LAST_SECTOR = 0xFFFFFFFA
#: A shorter stream lies elsewhere in the file; no program writes a workbook as short as that.
_SMALL_STREAM = 4096
_BEGIN, _END, _SHEET, _PROTECTED = 0x0809, 0x000A, 0x0085, 0x002F
_FORMULA, _TRUTH_OR_ERROR = 0x0006, 0x0205
#: Records that begin with row and column: formula, text, number, truth or error, compact numbers, text in the cell.
_CELLS = frozenset({0x0006, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E, 0x00BD, 0x00D6})


@dataclass(slots=True)
class _Sheet:
    """A sheet, as far as it was looked through."""

    name: str
    rows: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)
    cells: int = 0
    errors: dict[tuple[int, int], str] = field(default_factory=dict)

    def add(self, kind: int, content: bytes) -> None:
        if len(content) < (14 if kind == _FORMULA else 8):
            return
        row, column = struct.unpack_from("<HH", content)
        self.rows.add(row)
        self.columns.add(column)
        self.cells += 1
        if value := _error(kind, content):
            self.errors[row, column] = value

    def check(self, where: str) -> None:
        if self.cells:
            area = (max(self.rows) - min(self.rows) + 1) * (max(self.columns) - min(self.columns) + 1)
            check_area(f"{where}[{self.name}]", area, self.cells)


def errors_of(where: str, data: bytes) -> Mapping[str, Errors]:
    """Return the error values by sheet.

    Raises:
        SourceFileError: protected, or cells scattered over a rectangle far larger than what fills it.
    """
    sheets = _sheets(where, _workbook(data))
    if not sheets:
        raise SourceFileError(where, "not a readable workbook", hint="Save it anew as .xlsx.")
    for sheet in sheets:
        sheet.check(where)
    if sum(len(sheet.errors) for sheet in sheets) > MAX_ERRORS:
        raise SourceFileError(where, f"more than {MAX_ERRORS} cells with an error value", hint="Repair its formulas.")
    return {sheet.name: sheet.errors for sheet in sheets if sheet.errors}


def _sheets(where: str, stream: bytes) -> list[_Sheet]:
    """Return the sheets, and whatever else begins and ends as one does (a chart within a sheet)."""
    names: dict[int, str] = {}
    found: list[_Sheet] = []
    within: list[_Sheet] = []
    for at, kind, content in _records(stream):
        if kind == _PROTECTED:
            raise SourceFileError(where, "protected by a password", hint="Save it without one.")
        if kind == _SHEET and len(content) >= 8:
            names[struct.unpack_from("<I", content)[0]] = _name(content)
        elif kind == _BEGIN:
            within.append(_Sheet(names.get(at, "")))
            found.append(within[-1])
        elif kind == _END:
            del within[-1:]
        elif kind in _CELLS and within:
            within[-1].add(kind, content)
    return found


def _error(kind: int, content: bytes) -> str:
    """Return the error value of a cell; empty where it has none."""
    if kind == _TRUTH_OR_ERROR and content[7] == 1:
        return _ERRORS.get(content[6], "#N/A")
    if kind == _FORMULA and content[6] == 2 and content[12:14] == b"\xff\xff":
        return _ERRORS.get(content[8], "#N/A")
    return ""


def _name(content: bytes) -> str:
    length, wide = content[6], content[7] & 1
    return content[8 : 8 + length * (1 + wide)].decode("utf-16-le" if wide else "latin-1", "replace")


def _records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Give place, kind and content of each record."""
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield at, kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _workbook(data: bytes) -> bytes:
    """Return the stream of the workbook in a compound file; empty where there is none."""
    try:
        return _stream(data, ("Workbook", "Book"))
    except (struct.error, IndexError):
        return b""


def _stream(data: bytes, names: Sequence[str]) -> bytes:
    shift = struct.unpack_from("<H", data, 30)[0]
    if shift not in (9, 12):
        return b""
    size = 1 << shift
    directory, more_tables = (struct.unpack_from("<I", data, at)[0] for at in (48, 68))
    per_sector = size // 4
    sectors = list(struct.unpack_from("<109I", data, 76))
    for _ in range(len(data) // size):
        if more_tables >= _LAST_SECTOR:
            break
        *others, more_tables = struct.unpack_from(f"<{per_sector}I", data, (more_tables + 1) * size)
        sectors += others
    table = _numbers(b"".join(data[(at + 1) * size : (at + 2) * size] for at in sectors if at < _LAST_SECTOR))
    entries = _chain(data, table, directory, size)
    for at in range(0, len(entries) - 127, 128):
        length, start, whole = (
            struct.unpack_from(form, entries, at + place)[0] for form, place in (("<H", 64), ("<I", 116), ("<I", 120))
        )
        if entries[at : at + max(length - 2, 0)].decode("utf-16-le", "replace") in names:
            return _chain(data, table, start, size)[:whole] if whole >= _SMALL_STREAM else b""
    return b""


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])


def _chain(data: bytes, table: Sequence[int], start: int, size: int) -> bytes:
    """Put the sectors of a stream together; a ring ends after as many as there are."""
    pieces: list[bytes] = []
    while start < len(table) and len(pieces) <= len(table):
        pieces.append(data[(start + 1) * size : (start + 2) * size])
        start = table[start]
    return b"".join(pieces)
