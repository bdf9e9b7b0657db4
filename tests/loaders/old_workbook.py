"""A workbook of the old kind (.xls): BIFF8 records of one sheet in a compound file, as small as both allow."""

from __future__ import annotations

import struct
from collections.abc import Sequence

#: Error values by their number in the format.
ERRORS = {"#NULL!": 0x00, "#DIV/0!": 0x07, "#VALUE!": 0x0F, "#REF!": 0x17, "#NAME?": 0x1D, "#NUM!": 0x24, "#N/A": 0x2A}
_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def old_workbook(rows: Sequence[Sequence[object]] = (("a", "b"), ("1", 2.5)), name: str = "甲") -> bytes:
    """Write texts, numbers, and error values; ``None`` writes nothing."""
    stream = _workbook(rows, name)
    stream += bytes(-len(stream) % 4096 if len(stream) < 4096 else -len(stream) % _SECTOR)
    count = len(stream) // _SECTOR
    fat = [_FAT, _END, *range(3, count + 2), _END]
    table = struct.pack("<128I", *fat, *[_FREE] * (128 - len(fat)))
    entries = _entry("Root Entry", 5, 1, _END, 0) + _entry("Workbook", 2, _FREE, 2, len(stream)) + bytes(2 * 128)
    return _header() + table + entries + stream


def _header() -> bytes:
    start = struct.pack("<8s16s5H6x", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", bytes(16), 0x3E, 3, 0xFFFE, 9, 6)
    return start + struct.pack("<4I5I109I", 0, 1, 1, 0, 4096, _END, 0, _END, 0, 0, *[_FREE] * 108)


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    return struct.pack("<64sHBB3I36xIQ", text, len(text), kind, 1, _FREE, _FREE, child, start, size)


def _workbook(rows: Sequence[Sequence[object]], name: str) -> bytes:
    title = name.encode("utf-16-le")
    begin = _record(0x0809, struct.pack("<4H2I", 0x0600, 0x0005, 0, 0, 0, 0)) + _record(0x0042, struct.pack("<H", 1200))
    length = len(begin) + 4 + 8 + len(title) + 4
    sheet = _record(0x0085, struct.pack("<IHBB", length, 0, len(name), 1) + title)
    return begin + sheet + _record(0x000A, b"") + _sheet(rows)


def _sheet(rows: Sequence[Sequence[object]]) -> bytes:
    width = max(map(len, rows))
    cells = b"".join(_cell(row, column, value) for row, values in enumerate(rows) for column, value in enumerate(values))
    begin = _record(0x0809, struct.pack("<4H2I", 0x0600, 0x0010, 0, 0, 0, 0))
    return begin + _record(0x0200, struct.pack("<2I3H", 0, len(rows), 0, width, 0)) + cells + _record(0x000A, b"")


def _cell(row: int, column: int, value: object) -> bytes:
    place = struct.pack("<3H", row, column, 0)
    if value is None:
        return b""
    if isinstance(value, float | int):
        return _record(0x0203, place + struct.pack("<d", value))
    if value in ERRORS:
        return _record(0x0205, place + struct.pack("<BB", ERRORS[str(value)], 1))
    text = str(value).encode("utf-16-le")
    return _record(0x0204, place + struct.pack("<HB", len(text) // 2, 1) + text)


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content
