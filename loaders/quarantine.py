"""Refused rows of a load, encrypted, with what is wrong and how to put it right; opened by a logged look, corrected, loaded again.

The file has the original columns behind those of ``layout.QUARANTINE_COLUMNS``, all as text, so that the corrected file is
recognised by its layout and a spreadsheet neither calculates nor rounds anything in it.
"""

from __future__ import annotations

import csv
import io
import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

from graph_service.errors import NotFoundError
from graph_service.loaders.checking import Rejection
from graph_service.loaders.layout import QUARANTINE_COLUMNS
from graph_service.loaders.reading import Sheet
from graph_service.loaders.reasons import REASONS
from graph_service.loaders.returned import Origin, Returned, own_columns
from graph_service.loaders.text_workbook import text_workbook
from graph_service.loaders.vault import reveal, seal
from graph_service.store.ports import Load
from graph_service.workflow.services import Services

_EXCEL_TEXT = 32_767
_EXCEL_ROWS = 1_000_000
_SEPARATOR = "；"


class RefusedRows:
    """The refused rows of a load, as lines of the quarantine file: compressed in memory, never in clear on a disk."""

    def __init__(self, sheet: Sheet, load_id: str, returned: Returned) -> None:
        """Begin with none; a row that was in quarantine before keeps the place where it first stood."""
        self._sheet = sheet
        self._load = load_id
        self._returned = returned
        self._columns = own_columns(sheet.header)
        self._parts: list[bytes] = []
        self._count = 0
        self._fit_a_workbook = True

    def add(self, rejections: Sequence[Rejection]) -> None:
        """Add rows behind those before."""
        if not rejections:
            return
        lines = [self._line(rejection) for rejection in rejections]
        self._count += len(lines)
        self._fit_a_workbook &= self._count <= _EXCEL_ROWS and all(len(cell) <= _EXCEL_TEXT for line in lines for cell in line)
        self._parts.append(zlib.compress(json.dumps(lines, ensure_ascii=False).encode(), level=1))

    def write(self, services: Services, load: Load) -> Path | None:
        """Seal the rows; without any, remove what an earlier try of the load left, and return ``None``."""
        for stale in _files(services, load.id):
            stale.unlink()
        if not self._count:
            return None
        header = [*QUARANTINE_COLUMNS, *(self._sheet.header[at] for at in self._columns)]
        suffix = ".xlsx" if self._fit_a_workbook else ".csv"
        pieces = (
            text_workbook("隔离", header, self._lines(), load.recorded_at)
            if self._fit_a_workbook
            else _csv(header, self._lines())
        )
        target = _directory(services) / f"{load.id}{suffix}.sealed"
        seal(services, pieces, target, context=_context(load.id))
        return target

    def _line(self, rejection: Rejection) -> list[str]:
        record = rejection.record
        here = Origin(self._load, self._sheet.file, self._sheet.name, str(record.row), f"第{record.line}行")
        first = self._returned.origin(record.row) or here
        notes = [first.file, first.sheet, first.row, first.place, *_notes(rejection), first.load]
        return [*(_printable(note, "□") for note in notes), *(_printable(record.cells[at]) for at in self._columns)]

    def _lines(self) -> Iterator[list[str]]:
        for part in self._parts:
            yield from json.loads(zlib.decompress(part))


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


def _notes(rejection: Rejection) -> list[str]:
    """Say what is wrong and what to do, in the columns behind the place."""
    faults = rejection.faults
    reasons = [REASONS[fault.code] for fault in faults]
    texts = [
        f"{reason.text}（{fault.detail}）" if fault.detail else reason.text
        for fault, reason in zip(faults, reasons, strict=True)
    ]
    return [
        _SEPARATOR.join(fault.column for fault in faults),
        _SEPARATOR.join(fault.value for fault in faults),
        _SEPARATOR.join(fault.code for fault in faults),
        _SEPARATOR.join(texts),
        _SEPARATOR.join(dict.fromkeys(reason.fix for reason in reasons)),
    ]


def _printable(cell: str, instead: str = "\ufffd") -> str:
    """A workbook cannot hold control characters; where they stood a clerk sees the replacement character.

    Our own columns show another one: they come back with the corrected row, and must not spoil it once more.
    """
    return "".join(char if (char.isprintable() and char != "\ufffd") or char in "\n\t" else instead for char in cell)


def _csv(header: Sequence[str], lines: Iterable[Sequence[str]]) -> Iterator[bytes]:
    yield b"\xef\xbb\xbf"
    for line in chain([header], lines):
        buffer = io.StringIO(newline="")
        csv.writer(buffer, lineterminator="\r\n").writerow(line)
        yield buffer.getvalue().encode()
