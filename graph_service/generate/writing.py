"""Tables as files, row by row: csv in the encodings of the field, and workbooks whose bytes do not depend on the day."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from graph_service.generate.spelling import Cell

if TYPE_CHECKING:
    import xlsxwriter  # type: ignore[import-untyped]  # publishes no type information

#: The day that workbooks say they were made on.
_MADE = datetime(2026, 1, 5, 9, 0)  # noqa: DTZ001  # workbook properties carry no time zone
FORMATS = ("csv", "xlsx")
ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "utf-16")


class Bare(str):
    """A cell that goes into a text file without the quotes that it would need."""

    __slots__ = ()


class TableWriter(Protocol):
    """Writes one table below its header."""

    def write(self, row: Sequence[Cell]) -> None:
        """Write one record."""
        ...

    def write_texts(self, row: Sequence[str]) -> None:
        """Write one record of nothing but ordinary texts."""
        ...

    def leave_blank(self) -> None:
        """Leave a line without anything in it."""
        ...

    def close(self) -> None:
        """Finish the file."""
        ...


def open_table(path: Path, header: Sequence[str], encoding: str) -> TableWriter:
    """Begin a table; the suffix says of which of ``FORMATS`` it is. The encoding does not matter to a workbook."""
    if path.suffix == ".xlsx":
        return WorkbookTable(path, header)
    return CsvTable(path, header, encoding)


class CsvTable:
    """A csv table with the line ends of Windows. Lone surrogates stand for single bytes that belong to no character."""

    def __init__(self, path: Path, header: Sequence[str], encoding: str) -> None:
        """Open the file and write the header."""
        self._file = path.open("w", encoding=encoding, errors="surrogateescape", newline="")
        self._writer = csv.writer(self._file, lineterminator="\r\n")
        self.write(header)

    def write(self, row: Sequence[Cell]) -> None:
        """Write one record."""
        texts = [text_of(cell) for cell in row]
        if any(isinstance(cell, Bare) for cell in row):
            self._file.write(",".join(texts) + "\r\n")
        else:
            self._writer.writerow(texts)

    def write_texts(self, row: Sequence[str]) -> None:
        """Write one record as it is."""
        self._writer.writerow(row)

    def leave_blank(self) -> None:
        """Write an empty line."""
        self._file.write("\r\n")

    def close(self) -> None:
        """Close the file."""
        self._file.close()


class Book:
    """A workbook of one or more sheets; ``streamed`` keeps one row in memory at a time."""

    def __init__(self, path: Path | io.BytesIO, *, streamed: bool = False) -> None:
        """Begin the workbook."""
        import xlsxwriter

        options = {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": streamed}
        self._book = xlsxwriter.Workbook(path, options)
        self._book.set_properties({"created": _MADE})
        self._as_day = self._book.add_format({"num_format": "yyyy/m/d"})

    def __enter__(self) -> Self:
        """Give the book itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Write the file."""
        self.close()

    def sheet(self, name: str, header: Sequence[str], heading: str = "") -> Sheet:
        """Begin a sheet; a heading stands above the titles, as publishing systems put it."""
        sheet = Sheet(self._book.add_worksheet(name), self._as_day)
        if heading:
            sheet.write([heading])
        sheet.write(header)
        return sheet

    def close(self) -> None:
        """Write the file."""
        self._book.close()


class Sheet:
    """One sheet of a book, from the first row on."""

    def __init__(self, sheet: xlsxwriter.worksheet.Worksheet, as_day: xlsxwriter.format.Format) -> None:
        """Begin at the top."""
        self._sheet, self._as_day, self._line = sheet, as_day, 0

    def write(self, row: Sequence[Cell]) -> None:
        """Write one record: a day as a day, a number as a number, everything else as text."""
        for at, cell in enumerate(row):
            if isinstance(cell, str):
                if cell:
                    self._sheet.write_string(self._line, at, cell)
            elif isinstance(cell, bool):
                self._sheet.write_boolean(self._line, at, cell)
            elif isinstance(cell, date):
                day = datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001  # a day has no time zone
                self._sheet.write_datetime(self._line, at, day, self._as_day)
            else:
                self._sheet.write_number(self._line, at, cell)
        self._line += 1

    def leave_blank(self) -> None:
        """Pass over a row."""
        self._line += 1


class WorkbookTable:
    """One table as a workbook of its own."""

    def __init__(self, path: Path, header: Sequence[str]) -> None:
        """Begin the workbook with its header."""
        self._book = Book(path, streamed=True)
        sheet = self._book.sheet("Sheet1", header)
        self.write, self.write_texts, self.leave_blank = sheet.write, sheet.write, sheet.leave_blank
        self.close = self._book.close


def csv_bytes(header: Sequence[str], rows: Sequence[Sequence[Cell]], encoding: str) -> bytes:
    """Return a whole csv table with the line ends of Windows."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([[text_of(cell) for cell in row] for row in (header, *rows)])
    return text.getvalue().encode(encoding)


def text_of(cell: Cell) -> str:
    """Spell a cell as a csv export does: a long number has lost its last digits, as on the screen."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, date):
        return cell.isoformat()
    return f"{cell:.5E}" if isinstance(cell, int) and cell > 10**11 else f"{cell:g}"
