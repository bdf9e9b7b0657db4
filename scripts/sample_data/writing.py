"""Writes the tables: csv in the encodings of the field, and workbooks whose bytes do not depend on the day."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

import xlsxwriter  # type: ignore[import-untyped]  # no stubs are published

from sample_data.dirt import Cell, Row

#: The day that workbooks say they were made on.
_MADE = datetime(2026, 1, 5, 9, 0)  # noqa: DTZ001  # workbook properties carry no time zone


def csv_bytes(header: Sequence[str], rows: Sequence[Row], encoding: str) -> bytes:
    """Return a csv table with the line ends of Windows."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([_text(cell) for cell in row] for row in rows)
    return text.getvalue().encode(encoding)


def write_workbook(path: Path, sheets: Mapping[str, tuple[Sequence[str], Sequence[Row]]], heading: str = "") -> None:
    """Write one sheet a table; a heading stands above the titles, as publishing systems put it."""
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"created": _MADE})
        as_day = book.add_format({"num_format": "yyyy/m/d"})
        for name, (header, rows) in sheets.items():
            sheet = book.add_worksheet(name)
            first = 0
            if heading:
                sheet.write_string(0, 0, heading)
                first = 1
            for at, title in enumerate(header):
                sheet.write_string(first, at, title)
            for line, row in enumerate(rows, start=first + 1):
                for at, cell in enumerate(row):
                    _write(sheet, (line, at), cell, as_day)


def _write(sheet: xlsxwriter.worksheet.Worksheet, place: tuple[int, int], cell: Cell, as_day: xlsxwriter.format.Format) -> None:
    line, column = place
    if isinstance(cell, date):
        sheet.write_datetime(line, column, datetime(cell.year, cell.month, cell.day), as_day)  # noqa: DTZ001  # a day
    elif isinstance(cell, str):
        if cell:
            sheet.write_string(line, column, cell)
    else:
        sheet.write_number(line, column, cell)


def _text(cell: Cell) -> str:
    """Spell a cell as a csv export does: a long number has lost its last digits, as on the screen."""
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, int) and cell > 10**11:
        return f"{cell:.5E}"
    return cell if isinstance(cell, str) else f"{cell:g}"
