"""Workbooks (xlsx, xls) through calamine. A zip is measured before it is opened; a number stays marked as one."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from graph_service.errors import SourceFileError
from graph_service.loaders.reading import CHUNK, Chunk, ChunkBuilder, Sheet, checked_header

#: Inflated size of a whole workbook. A million rows of the penalty layout need about 400 MiB.
MAX_INFLATED_BYTES = 600 * 1024 * 1024
MAX_COLUMNS = 256
_CHUNK = 1024 * 1024


def check_inflated_size(path: Path, limit: int = MAX_INFLATED_BYTES) -> None:
    """Refuse a zip that unpacks to more than ``limit`` bytes: first by its directory, then by really unpacking it.

    Raises:
        SourceFileError: too large, or not a sound zip (a directory that lies about a size fails its checksum here).
    """
    try:
        with zipfile.ZipFile(path) as bundle:
            entries = bundle.infolist()
            if sum(entry.file_size for entry in entries) > limit:
                raise _too_large(path, limit)
            _unpack(bundle, entries, limit, path)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        raise SourceFileError(path.name, f"not a sound workbook: {error}", hint="Save it anew as .xlsx.") from error


def _unpack(bundle: zipfile.ZipFile, entries: list[zipfile.ZipInfo], limit: int, path: Path) -> None:
    total = 0
    for entry in entries:
        with bundle.open(entry) as stream:
            while chunk := stream.read(_CHUNK):
                total += len(chunk)
                if total > limit:
                    raise _too_large(path, limit)


def _too_large(path: Path, limit: int) -> SourceFileError:
    return SourceFileError(path.name, f"inflates to more than {limit} bytes", hint="Split it, or save it as csv.")


def open_workbook(path: Path) -> tuple[Sheet, ...]:
    """Open every sheet that holds anything; the header is the first row with at least two titles (a heading above it is passed).

    Raises:
        SourceFileError: protected by a password, damaged, too large, or a spoiled header.
    """
    if path.suffix.lower() == ".xlsx" and zipfile.is_zipfile(path):
        check_inflated_size(path)
    with _opened(path) as book:
        return tuple(_sheet(path, book.get_sheet_by_name(name)) for name in book.sheet_names)


@contextmanager
def _opened(path: Path) -> Iterator[CalamineWorkbook]:
    try:
        with CalamineWorkbook.from_path(path) as book:
            yield book
    except PasswordError as error:
        raise SourceFileError(path.name, "protected by a password", hint="Save it without one.") from error
    except CalamineError as error:
        raise SourceFileError(path.name, f"not a readable workbook ({error})", hint="Save it anew as .xlsx.") from error


def _sheet(path: Path, sheet: CalamineSheet) -> Sheet:
    where = f"{path.name}[{sheet.name}]"
    if sheet.total_width > MAX_COLUMNS:
        raise SourceFileError(where, f"{sheet.total_width} columns; at most {MAX_COLUMNS} are read")
    for line, values in _rows(sheet):
        if sum(_is_filled(value) for value in values) > 1:
            header = checked_header(f"{where}:{line}", [_text(value) for value in values])
            expected = max(sheet.total_height + 1 - line, 0)
            return Sheet(path.name, sheet.name, header, expected, partial(_chunks, path, sheet.name, line, len(header)))
    return Sheet(path.name, sheet.name, (), 0, lambda: iter(()))


def _rows(sheet: CalamineSheet) -> Iterator[tuple[int, list[object]]]:
    """Give the rows with their numbers; each begins at column A, also where the sheet begins further right."""
    left: list[object] = [""] * (sheet.start[1] if sheet.start else 0)
    for number, values in enumerate(sheet.iter_rows(), start=1):
        yield number, [*left, *values]


def _chunks(path: Path, name: str, start: int, width: int) -> Iterator[Chunk]:
    builder = ChunkBuilder(width)
    with _opened(path) as book:
        for line, values in _rows(book.get_sheet_by_name(name)):
            if line <= start or not any(_is_filled(value) for value in values):
                continue
            _add(builder, line, values, width)
            if len(builder) >= CHUNK:
                yield builder.chunk()
    if len(builder):
        yield builder.chunk()


def _add(builder: ChunkBuilder, line: int, values: list[object], width: int) -> None:
    cells = [value if type(value) is str else _text(value) for value in values]
    while len(cells) > width and not cells[-1]:
        cells.pop()
    numeric = frozenset(at for at, value in enumerate(values) if isinstance(value, float | int) and not isinstance(value, bool))
    builder.add(line, cells + [""] * (width - len(cells)), f"row {line}", numeric)


def _is_filled(value: object) -> bool:
    return not (value is None or (isinstance(value, str) and not value.strip()))


def _text(value: object) -> str:
    """Write a cell as text: a whole number without its decimals, a day in ISO form, no time at midnight."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e22 else repr(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ")
    if isinstance(value, dt.date):
        return value.isoformat()
    return "" if value is None else str(value)
