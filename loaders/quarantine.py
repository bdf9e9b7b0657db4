"""Refused rows of a load, encrypted, with what is wrong and how to put it right; opened by a logged look, corrected, loaded again.

The file has the original columns behind those of ``layout.QUARANTINE_COLUMNS``, all as text, so that the corrected file is
recognised by its layout and a spreadsheet neither calculates nor rounds anything in it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import xlsxwriter  # type: ignore[import-untyped]  # publishes no type information

from graph_service.errors import NotFoundError
from graph_service.loaders.checking import Rejection
from graph_service.loaders.layout import QUARANTINE_COLUMNS
from graph_service.loaders.reading import Sheet
from graph_service.loaders.reasons import REASONS
from graph_service.loaders.vault import reveal, seal
from graph_service.store.ports import Load
from graph_service.workflow.services import Services

_EXCEL_TEXT = 32_767
_EXCEL_ROWS = 1_000_000
_SEPARATOR = "；"


def write_quarantine(services: Services, load: Load, sheet: Sheet, lines: Sequence[Sequence[str]]) -> Path | None:
    """Seal the refused rows of a load; without any, remove what an earlier try of the load left, and return ``None``.

    ``lines``: one ``quarantine_line`` a row.
    """
    for stale in _files(services, load.id):
        stale.unlink()
    if not lines:
        return None
    header = [*QUARANTINE_COLUMNS, *sheet.header]
    fits_excel = len(lines) <= _EXCEL_ROWS and all(len(cell) <= _EXCEL_TEXT for line in lines for cell in line)
    suffix = ".xlsx" if fits_excel else ".csv"
    data = _workbook(header, lines, load.recorded_at) if fits_excel else _csv(header, lines)
    target = _directory(services) / f"{load.id}{suffix}.sealed"
    seal(services, data, target, context=_context(load.id))
    return target


def open_quarantine(services: Services, load_id: str, target: Path, reason: str) -> Path:
    """Write the refused rows of a load in clear, for a clerk to correct, and log the look.

    Args:
        services: whose home holds the quarantine.
        load_id: the load.
        target: a file, or a directory to put it in; the suffix becomes that of the quarantined file (.xlsx, seldom .csv).
        reason: why somebody must see these rows.

    Raises:
        NotFoundError: the load has no refused rows.
        InputError: no reason given, or the target exists.
    """
    found = _files(services, load_id)
    if not found:
        raise NotFoundError(f"load {load_id} has no rows in quarantine.", hint="See the loads and their counts.")
    name = found[0].name.removesuffix(".sealed")
    file = target / name if target.is_dir() else target.with_suffix(Path(name).suffix)
    return reveal(services, found[0], file, context=_context(load_id), reason=reason)


def quarantined(services: Services) -> list[str]:
    """Return the ids of the loads with refused rows, in order."""
    return sorted(path.name.partition(".")[0] for path in _directory(services).glob("*.sealed"))


def _directory(services: Services) -> Path:
    return services.home / "quarantine"


def _files(services: Services, load_id: str) -> list[Path]:
    return [path for path in sorted(_directory(services).glob("*.sealed")) if path.name.partition(".")[0] == load_id]


def _context(load_id: str) -> str:
    return f"quarantine:{load_id}"


def quarantine_line(sheet: Sheet, rejection: Rejection) -> list[str]:
    """Put what is wrong with a row, where and how to correct it, in front of its cells."""
    record, faults = rejection.record, rejection.faults
    reasons = [REASONS[fault.code] for fault in faults]
    place = f"第{record.line}行"
    texts = [
        f"{reason.text}（{fault.detail}）" if fault.detail else reason.text
        for fault, reason in zip(faults, reasons, strict=True)
    ]
    notes = [
        sheet.file,
        sheet.name,
        str(record.row),
        place,
        _SEPARATOR.join(fault.column for fault in faults),
        _SEPARATOR.join(fault.value for fault in faults),
        _SEPARATOR.join(fault.code for fault in faults),
        _SEPARATOR.join(texts),
        _SEPARATOR.join(dict.fromkeys(reason.fix for reason in reasons)),
    ]
    return [_printable(cell) for cell in (*notes, *record.cells[: len(sheet.header)])]


def _printable(cell: str) -> str:
    """A workbook cannot hold control characters; where they stood a clerk sees the replacement character."""
    return "".join(char if char.isprintable() or char in "\n\t" else "\ufffd" for char in cell)


def _workbook(header: Sequence[str], lines: Sequence[Sequence[str]], created: datetime) -> bytes:
    """Write every cell as text; the same rows of the same load give the same bytes."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(buffer, options)
    book.set_properties({"created": created.replace(tzinfo=None)})
    text = book.add_format({"num_format": "@"})
    title = book.add_format({"num_format": "@", "bold": True})
    sheet = book.add_worksheet("隔离")
    sheet.set_column(0, len(header) - 1, 18, text)
    for column, name in enumerate(header):
        sheet.write_string(0, column, name, title)
    for row, line in enumerate(lines, start=1):
        for column, cell in enumerate(line):
            sheet.write_string(row, column, cell, text)
    sheet.freeze_panes(1, 0)
    book.close()
    return buffer.getvalue()


def _csv(header: Sequence[str], lines: Sequence[Sequence[str]]) -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\r\n").writerows([header, *lines])
    return b"\xef\xbb\xbf" + buffer.getvalue().encode()
