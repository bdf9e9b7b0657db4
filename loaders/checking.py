"""The second step of every source, ``check``: what can be understood becomes clean rows, what cannot is refused with its reasons.

A ``Sieve`` holds one chunk of a table while it is checked. All faults of a row are collected; a row with any fault is refused as a
whole. What only the whole table shows is the next step, ``across`` (``whole``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from graph_service.loaders.cells import Cells, Reader
from graph_service.loaders.cleaning import UncleanError
from graph_service.loaders.codes import Doubtful
from graph_service.loaders.fingerprints import FACTOR, Words, hashed, told_alike
from graph_service.loaders.layout import UPDATED, Column, Layout, Match
from graph_service.loaders.plain import Flags, Objects
from graph_service.loaders.reading import Chunk, Record

#: One accepted row: values by column name, and the row number under ``ROW``.
CleanRow = Mapping[str, Any]
ROW = "row"
#: What a row is about, as a tuple: every source derives this column.
KEYS = "keys"
MAX_TEXT = 20_000


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a row: code of ``reasons``, the column (empty: the row as a whole), the cell, and details."""

    code: str
    column: str = ""
    value: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Rejection:
    """A refused record with everything that is wrong with it."""

    record: Record
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Warned:
    """A row that was taken although something about it is doubtful."""

    row: int
    code: str
    column: str = ""


@dataclass(frozen=True, slots=True)
class Sifted:
    """What the checks made of a chunk. ``rows`` + ``repeats`` + ``rejections`` are all its records, each once.

    ``repeats`` are row numbers that say again, word for word, what an earlier row of the table says.
    """

    rows: tuple[CleanRow, ...]
    repeats: tuple[int, ...]
    rejections: tuple[Rejection, ...]
    warnings: tuple[Warned, ...]


@dataclass(frozen=True, slots=True)
class Ready:
    """Which rows of a chunk are already known to have which value in a derived column; values of other rows do not count."""

    rows: Flags
    values: Objects


@dataclass(slots=True)
class Sieve:
    """One chunk in the middle of its check. ``frame`` has one line a readable record, indexed by row number; ``None`` = nothing said."""

    chunk: Chunk
    layout: Layout
    match: Match
    reader: Reader = field(default_factory=Reader)
    frame: pd.DataFrame = field(init=False)
    _faults: dict[int, list[Fault]] = field(init=False, default_factory=dict)
    _warnings: list[Warned] = field(init=False, default_factory=list)
    _cells: dict[str, Cells] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Set damaged records aside and read the cells of the others."""
        for record in self.chunk.damaged:
            self._faults[record.row] = [Fault(record.damage, detail=record.detail)]
        values = {column.name: self._read(column) for column in self.layout.all_columns}
        self.frame = pd.DataFrame(values, index=pd.Index(self.chunk.rows, name=ROW), dtype=object)
        self._validate()

    def _read(self, column: Column) -> Objects:
        """Read one column; only what is refused or doubtful costs time a row."""
        at = self.match.positions.get(column.name)
        if at is None:
            return np.full(len(self.chunk.rows), None, dtype=object)
        cells = self._cells[column.name] = self.reader.read(column, self.chunk.columns[at])
        values = cells.values
        numeric = self.chunk.numeric.get(at) if column.is_id else None
        if cells.odd or numeric is not None:
            self._note(column, cells, numeric)
        if numeric is not None:
            values[numeric] = None
        return values

    def _note(self, column: Column, cells: Cells, numeric: Flags | None) -> None:
        """Note what is refused or doubtful in a column, row by row."""
        odd = cells.odd_cells()
        for at in np.flatnonzero(odd if numeric is None else odd | numeric).tolist():
            row, value = int(self.chunk.rows[at]), cells.odd.get(int(cells.places[at]))
            if numeric is not None and numeric[at]:
                self.refuse(row, "excel-number", column.name)
            elif isinstance(value, UncleanError):
                self.refuse(row, value.code, column.name)
            elif value is not None:
                self.warn(row, value.code, column.name)

    def _validate(self) -> None:
        """Refuse cells that must be filled and are not, and texts that are too long."""
        for column in self.layout.all_columns:
            for code, rows in (("required", self._empty(column)), ("too-long", self._too_long(column))):
                for row in self.chunk.rows[rows].tolist():
                    self._refuse_once(row, code, column.name)

    def _empty(self, column: Column) -> Flags:
        """Say which rows of a column are empty though they must not be."""
        cells = self._cells.get(column.name)
        if not column.filled or cells is None:
            return np.full(len(self.frame), column.filled)
        return np.asarray(pd.isna(cells.different)[cells.places])

    def _too_long(self, column: Column) -> Flags:
        """Say which rows of a column hold a text that nobody would read; what a long cell reads as may be short."""
        cells = self._cells.get(column.name)
        if cells is None or not pc.any(pc.greater(pc.utf8_length(self._texts(column)), MAX_TEXT)).as_py():
            return np.zeros(len(self.frame), dtype=bool)
        long = np.array([isinstance(value, str) and len(value) > MAX_TEXT for value in cells.different], dtype=bool)
        return np.asarray(long[cells.places])

    def _texts(self, column: Column) -> pa.Array:
        return self.chunk.columns[self.match.positions[column.name]]

    def _refuse_once(self, row: int, code: str, column: str) -> None:
        """A cell that could not be read is empty too; it is not reported twice."""
        if not any(fault.column == column for fault in self._faults.get(row, ())):
            self.refuse(row, code, column)

    def text(self, row: int, column: str) -> str:
        """Return the cell as it stands in the file."""
        at = self.match.positions.get(column)
        return "" if at is None else str(self.chunk.columns[at][self.chunk.place(row)].as_py())

    def refuse(self, row: int, code: str, column: str = "", detail: str = "") -> None:
        """Note a fault."""
        self._faults.setdefault(row, []).append(Fault(code, column, self.text(row, column) if column else "", detail))

    def refuse_where(self, mask: pd.Series[bool] | Sequence[bool], code: str, column: str = "") -> None:
        """Note a fault for every row where the mask is true."""
        for at in np.flatnonzero(np.asarray(mask, dtype=bool)).tolist():
            self.refuse(int(self.chunk.rows[at]), code, column)

    def refuse_earlier(self, last: str, first: str, code: str) -> None:
        """Note a fault in ``last`` for every row whose day there lies before the one in ``first``; an empty cell is not compared."""
        pairs = zip(self.frame[last].tolist(), self.frame[first].tolist(), strict=True)
        earlier = [end is not None and start is not None and end < start for end, start in pairs]
        self.refuse_where(earlier, code, last)

    def refuse_after(self, column: str, day: date, code: str) -> None:
        """Note a fault for every row whose day in ``column`` lies after ``day``."""
        after = [value is not None and value > day for value in self.frame[column].tolist()]
        self.refuse_where(after, code, column)

    def warn(self, row: int, code: str, column: str = "") -> None:
        """Note a doubt; the row is taken."""
        self._warnings.append(Warned(row, code, column))

    def derive(
        self, name: str, function: Callable[[CleanRow], object], columns: Sequence[str], *, ready: Ready | None = None
    ) -> None:
        """Add a column computed row by row from ``columns``; what the function refuses or doubts is noted under the first of them.

        Rows in which one of these columns is already at fault get nothing: one mistake is reported once.

        Args:
            name: of the new column.
            function: says what a row, of these columns alone, has there.
            columns: names of columns.
            ready: rows for which a quicker way already knows what the function would say.
        """
        names = list(columns)
        done, values = (ready.rows.copy(), ready.values.copy()) if ready else _nothing(len(self.frame))
        barred = self._places_at_fault(names)
        values[barred] = None
        done[barred] = True
        left = np.flatnonzero(~done)
        given = zip(*(self.frame[column].to_numpy()[left].tolist() for column in names), strict=True)
        for at, cells in zip(left.tolist(), given, strict=True):
            values[at] = self._derived(at, function, dict(zip(names, cells, strict=True)), names[0])
        self.frame[name] = pd.Series(values, index=self.frame.index, dtype=object)

    def combine(self, name: str, function: Callable[..., object], columns: Sequence[str]) -> None:
        """Add a column computed from others by a function that refuses and doubts nothing; it is given every row, empty cells too."""
        values = objects(list(map(function, *(self.frame[column].tolist() for column in columns))))
        self.frame[name] = pd.Series(values, index=self.frame.index, dtype=object)

    def _places_at_fault(self, columns: Sequence[str]) -> list[int]:
        wanted = set(columns)
        rows = [row for row, faults in self._faults.items() if any(fault.column in wanted for fault in faults)]
        return np.searchsorted(self.chunk.rows, rows).tolist() if rows else []

    def _derived(self, at: int, function: Callable[[CleanRow], object], cells: CleanRow, blamed: str) -> object:
        try:
            value = function(cells)
        except UncleanError as unclean:
            self.refuse(int(self.chunk.rows[at]), unclean.code, blamed)
            return None
        if isinstance(value, Doubtful):
            self.warn(int(self.chunk.rows[at]), value.code, blamed)
            return value.value
        return value

    def sound(self, *columns: str) -> pd.DataFrame:
        """Return the rows without a fault so far, in these columns alone if any are named."""
        frame = self.frame[list(dict.fromkeys(columns))] if columns else self.frame
        return frame[~frame.index.isin(list(self._faults))] if self._faults else frame

    def said(self) -> Words:
        """Return a number of 64 bits for what each line of ``frame`` says in the columns of the layout; how it is spelt does not count."""
        found: Words = np.zeros(len(self.chunk.rows), dtype=np.uint64)
        for name, cells in self._cells.items():
            if name == UPDATED:  # when it was said is not what is said
                continue
            found = found * FACTOR + hashed(told_alike(cells.different))[cells.places]
        return found

    def rename(self, identities: str, names: Mapping[int, str]) -> None:
        """Give persons of a column of identities, by row, another spelling of their name."""
        if names:
            values = self.frame[identities].tolist()
            for row, name in names.items():
                at = self.chunk.place(row)
                values[at] = values[at]._replace(name=name)
            self.frame[identities] = pd.Series(objects(values), index=self.frame.index, dtype=object)

    def refuse_all(self, refused: Mapping[int, Sequence[Fault]]) -> None:
        """Note faults that were found elsewhere; the cells are those of this chunk."""
        for row, faults in refused.items():
            for fault in faults:
                self.refuse(row, fault.code, fault.column, fault.detail)

    def sifted(self, repeats: Iterable[int] = (), warnings: Iterable[Warned] = ()) -> Sifted:
        """Close the check; ``repeats`` say again what an earlier row says."""
        repeated = tuple(sorted(repeats))
        rows = self.sound()
        if repeated:
            rows = rows[~rows.index.isin(repeated)]
        names = [ROW, *rows.columns]
        columns = [rows.index.tolist(), *(rows[name].tolist() for name in rows.columns)]
        clean = tuple(dict(zip(names, cells, strict=True)) for cells in zip(*columns, strict=True))
        damaged = {record.row: record for record in self.chunk.damaged}
        refused = tuple(
            Rejection(damaged.get(row) or self.chunk.record(row), tuple(self._faults[row])) for row in sorted(self._faults)
        )
        kept = set(rows.index)
        noted = tuple(warned for warned in (*self._warnings, *warnings) if warned.row in kept)
        return Sifted(clean, repeated, refused, noted)


def _nothing(length: int) -> tuple[Flags, Objects]:
    return np.zeros(length, dtype=bool), np.full(length, None, dtype=object)


def objects(values: Sequence[object]) -> Objects:
    """Make an array of the values as they are: numpy would take tuples apart."""
    made = np.empty(len(values), dtype=object)
    made[:] = values
    return made
