"""Workbooks (xlsx, xls) through calamine. An xlsx is looked through before it is opened; a number stays marked as one."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import BinaryIO

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from graph_service.errors import SourceFileError
from graph_service.loaders import zips
from graph_service.loaders.inputs import Input
from graph_service.loaders.old_workbook_scan import errors_of
from graph_service.loaders.reading import CHUNK, MAX_COLUMNS, Chunk, ChunkBuilder, Sheet, checked_header
from graph_service.loaders.workbook_scan import Errors, Part, check_parts, sheet_parts

#: Inflated size of a whole workbook. A million rows of the penalty layout need about 400 MiB.
MAX_INFLATED_BYTES = 600 * 1024 * 1024
#: A larger .xls is refused, and a larger workbook or Parquet file within a zip: it can only be read whole.
MAX_HELD_BYTES = 128 * 1024 * 1024


def in_memory(given: Input) -> BinaryIO:
    """Return a file that can only be read whole, or a member of a zip that a library jumps about in, as bytes in memory.

    Raises:
        SourceFileError: it is too large for that.
    """
    with given.open() as data:
        content = data.read(MAX_HELD_BYTES + 1)
    if len(content) > MAX_HELD_BYTES:
        hint = "Save it as .xlsx or .csv." if given.path else "Unpack it and load it by itself."
        raise SourceFileError(given.name, f"more than {MAX_HELD_BYTES} bytes, to be read whole", hint=hint)
    return io.BytesIO(content)


def open_workbook(given: Input) -> tuple[Sheet, ...]:
    """Open every sheet that holds anything; the header is the first row with at least two titles (a heading above it is passed).

    Raises:
        SourceFileError: protected by a password, damaged, too large, or a spoiled header.
    """
    errors = _looked_through(given) if given.suffix == ".xlsx" else errors_of(given.name, in_memory(given).read())
    with _opened(given) as book:
        if astray := set(errors) - set(book.sheet_names):
            what = f"error values in no sheet that can be read: {'、'.join(sorted(astray))}"
            raise SourceFileError(given.name, what, hint="Copy the table into a new workbook.")
        return tuple(_sheet(given, book.get_sheet_by_name(name), errors.get(name, {})) for name in book.sheet_names)


def _looked_through(given: Input) -> Mapping[str, Errors]:
    """Look through an xlsx; return the error values in it by the name of their sheet."""
    parts: dict[str, Part] = {}

    def look(name: str, piece: bytes) -> None:
        parts.setdefault(name, Part(f"{given.name}!{name}")).take(piece)

    with given.open() as data, zips.opened(given.name, data) as bundle:
        zips.checked_entries(given.name, bundle, MAX_INFLATED_BYTES, look)
        for part in parts.values():
            part.close()
        check_parts(given.name, list(parts.values()))
        sheets = {name: sheet for sheet, name in sheet_parts(bundle).items() if name in parts}
    if len(sheets) < sum(part.sheets for part in parts.values()):
        raise SourceFileError(given.name, "sheets without a content of their own", hint="Copy the table into a new workbook.")
    return {sheets.get(name, name): part.errors for name, part in parts.items() if part.errors}


@contextmanager
def _opened(given: Input) -> Iterator[CalamineWorkbook]:
    try:
        book = CalamineWorkbook.from_path(given.path) if given.path else CalamineWorkbook.from_filelike(in_memory(given))
        with book:
            yield book
    except PasswordError as error:
        raise SourceFileError(given.name, "protected by a password", hint="Save it without one.") from error
    except CalamineError as error:
        raise SourceFileError(given.name, f"not a readable workbook ({error})", hint="Save it anew as .xlsx.") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # how a fault within the library shows; it is no Exception
            raise
        raise SourceFileError(given.name, "not a readable workbook", hint="Save it anew as .xlsx.") from error


def _sheet(given: Input, sheet: CalamineSheet, errors: Errors) -> Sheet:
    where = f"{given.name}[{sheet.name}]"
    if sheet.total_width > MAX_COLUMNS:
        hint = "Keep the columns of the table."
        raise SourceFileError(where, f"{sheet.total_width} columns; at most {MAX_COLUMNS} are read", hint=hint)
    for line, values in _rows(sheet, errors):
        if sum(_is_filled(value) for value in values) > 1:
            header = checked_header(f"{where}:{line}", [shown(value) for value in values])
            expected = max(sheet.total_height + 1 - line, 0)
            read = partial(_records, given, sheet.name, errors, line)
            return Sheet(given.name, sheet.name, header, expected, partial(_chunks, read, len(header)))
    return Sheet(given.name, sheet.name, (), 0, lambda: iter(()))


def _rows(sheet: CalamineSheet, errors: Errors) -> Iterator[tuple[int, list[object]]]:
    """Give the rows with their numbers; each begins at column A, also where the sheet begins further right."""
    left: list[object] = [""] * (sheet.start[1] if sheet.start else 0)
    wrong: dict[int, list[tuple[int, str]]] = {}
    for (row, column), value in errors.items():
        wrong.setdefault(row + 1, []).append((column, value))
    for number, values in enumerate(sheet.iter_rows(), start=1):
        cells = [*left, *values]
        for column, value in wrong.get(number, ()):
            cells += [""] * (column + 1 - len(cells))
            cells[column] = value
        yield number, cells


def _records(given: Input, name: str, errors: Errors, start: int) -> Iterator[tuple[int, list[object]]]:
    """Give the rows below the header that hold anything."""
    with _opened(given) as book:
        for line, values in _rows(book.get_sheet_by_name(name), errors):
            if line > start and any(_is_filled(value) for value in values):
                yield line, values


def _chunks(read: Callable[[], Iterator[tuple[int, list[object]]]], width: int) -> Iterator[Chunk]:
    builder = ChunkBuilder(width)
    for line, values in read():
        _add(builder, line, values, width)
        if len(builder) >= CHUNK:
            yield builder.chunk()
    if len(builder):
        yield builder.chunk()


def _add(builder: ChunkBuilder, line: int, values: list[object], width: int) -> None:
    cells = [value if type(value) is str else shown(value) for value in values]
    while len(cells) > width and not cells[-1]:
        cells.pop()
    numeric = frozenset(at for at, value in enumerate(values) if isinstance(value, float | int) and not isinstance(value, bool))
    builder.add(line, cells + [""] * (width - len(cells)), f"row {line}", numeric)


def _is_filled(value: object) -> bool:
    return not (value is None or (isinstance(value, str) and not value.strip()))


def shown(value: object) -> str:
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
