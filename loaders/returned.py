"""Rows that a clerk took out of the quarantine, corrected, and loads again: where each first came from, and how many are settled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from graph_service.loaders.checking import ROW, Sifted
from graph_service.loaders.layout import QUARANTINE_COLUMNS
from graph_service.loaders.reading import Sheet, header_key

_ORIGIN = ("隔离批次", "隔离文件", "隔离工作表", "隔离行号", "隔离行位")
_OURS = {header_key(title) for title in QUARANTINE_COLUMNS}


class Origin(NamedTuple):
    """The place where a row first stood: load, file, sheet, number of the record, and where that is in the file."""

    load: str
    file: str
    sheet: str
    row: str
    place: str


def own_columns(header: Sequence[str]) -> list[int]:
    """Return the positions of the columns that the original file had."""
    return [at for at, title in enumerate(header) if header_key(title) not in _OURS]


class Returned:
    """The origins of the rows of one table, and what became of them; of an ordinary table there are none."""

    def __init__(self, sheet: Sheet) -> None:
        """Look at the columns of the quarantine, if the table has them."""
        keys = [header_key(title) for title in sheet.header]
        places = [keys.index(key) if (key := header_key(title)) in keys else None for title in _ORIGIN]
        self._origins: dict[int, Origin] = {}
        self._settled: Counter[str] = Counter()
        self._refused: Counter[str] = Counter()
        if places[_ORIGIN.index("隔离行号")] is None:
            return
        for chunk in sheet.chunks():
            for record in chunk.records():
                cells = (record.cells[at].strip() if at is not None and at < len(record.cells) else "" for at in places)
                origin = Origin(*cells)
                if origin.row:
                    self._origins[record.row] = origin

    def origin(self, row: int) -> Origin | None:
        """Return where a row first stood; ``None``: here."""
        return self._origins.get(row)

    def settle(self, sifted: Sifted) -> None:
        """Count what was taken and what was refused again."""
        if self._origins:
            taken = (*(int(row[ROW]) for row in sifted.rows), *sifted.repeats)
            self._settled.update(self._loads(taken))
            self._refused.update(self._loads([rejection.record.row for rejection in sifted.rejections]))

    def _loads(self, rows: Sequence[int]) -> list[str]:
        return [origin.load for row in rows if (origin := self._origins.get(row)) and origin.load]

    @property
    def counts(self) -> Mapping[str, Mapping[str, int]]:
        """By load from which rows came back: how many are settled, and how many were refused again."""
        loads = sorted(self._settled.keys() | self._refused.keys())
        return {load: {"settled": self._settled[load], "refused": self._refused[load]} for load in loads}
