"""Workbooks (xlsx, xls) through calamine. A zip is measured before it is opened; a number stays marked as one."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Sequence
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from graph_service.errors import SourceFileError
from graph_service.loaders.reading import Record, Sheet, checked_header, damage_of

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


def read_workbook(path: Path) -> tuple[Sheet, ...]:
    """Read every sheet that holds anything; the header is the first row with at least two titles (a heading above it is passed).

    Raises:
        SourceFileError: protected by a password, damaged, too large, or a spoiled header.
    """
    if path.suffix.lower() == ".xlsx" and zipfile.is_zipfile(path):
        check_inflated_size(path)
    try:
        with CalamineWorkbook.from_path(path) as book:
            return tuple(_sheet(path.name, book.get_sheet_by_name(name)) for name in book.sheet_names)
    except PasswordError as error:
        raise SourceFileError(path.name, "protected by a password", hint="Save it without one.") from error
    except CalamineError as error:
        raise SourceFileError(path.name, f"not a readable workbook ({error})", hint="Save it anew as .xlsx.") from error


def _sheet(file: str, sheet: CalamineSheet) -> Sheet:
    if sheet.total_width > MAX_COLUMNS:
        raise SourceFileError(f"{file}[{sheet.name}]", f"{sheet.total_width} columns; at most {MAX_COLUMNS} are read")
    rows = sheet.to_python(skip_empty_area=False)
    at = next((index for index, row in enumerate(rows) if sum(_is_filled(cell) for cell in row) > 1), None)
    if at is None:
        return Sheet(file, sheet.name, (), ())
    header = checked_header(f"{file}[{sheet.name}]:{at + 1}", [_text(cell) for cell in rows[at]])
    records: list[Record] = []
    for index in range(at + 1, len(rows)):
        if any(_is_filled(cell) for cell in rows[index]):
            records.append(_record(len(records) + 1, index + 1, rows[index], len(header)))
    return Sheet(file, sheet.name, header, tuple(records))


def _record(row: int, line: int, values: Sequence[object], width: int) -> Record:
    cells = tuple(_text(value) for value in values)
    while len(cells) > width and not cells[-1]:
        cells = cells[:-1]
    numeric = frozenset(at for at, value in enumerate(values) if isinstance(value, float | int) and not isinstance(value, bool))
    damage, detail = damage_of(cells), f"row {line}"
    if not damage and len(cells) > width:
        damage, detail = "surplus-fields", f"row {line}: {len(cells)} of {width} fields"
    padded = cells + ("",) * (width - len(cells))
    return Record(row, line, padded, numeric, damage, detail if damage else "")


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
