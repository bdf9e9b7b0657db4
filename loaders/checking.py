"""The second step of every source, ``check``: what can be understood becomes clean rows, what cannot is refused with its reasons.

A ``Sieve`` holds one chunk of a table while it is checked. All faults of a row are collected; a row with any fault is refused as a
whole. What only the whole table shows is the next step, ``across`` (``whole``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pandera.pandas as pa

from graph_service.loaders.cleaning import UncleanError, is_null
from graph_service.loaders.codes import Doubtful
from graph_service.loaders.fingerprints import Fingerprints, told
from graph_service.loaders.layout import Column, Layout, Match
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


@dataclass(slots=True)
class Sieve:
    """One chunk in the middle of its check. ``frame`` has one line a readable record, indexed by row number; ``None`` = nothing said."""

    chunk: Chunk
    layout: Layout
    match: Match
    frame: pd.DataFrame = field(init=False)
    _faults: dict[int, list[Fault]] = field(init=False, default_factory=dict)
    _warnings: list[Warned] = field(init=False, default_factory=list)
    _read_as: dict[str, tuple[npt.NDArray[np.intp], list[object]]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Set damaged records aside and read the cells of the others."""
        for record in self.chunk.damaged:
            self._faults[record.row] = [Fault(record.damage, detail=record.detail)]
        values = {column.name: self._read(column) for column in self.layout.columns}
        self.frame = pd.DataFrame(values, index=pd.Index(self.chunk.rows, name=ROW), dtype=object)
        self._validate()

    def _read(self, column: Column) -> npt.NDArray[np.object_]:
        """Read one column; equal texts are read once, and only what is refused or doubtful costs time a row."""
        at = self.match.positions.get(column.name)
        if at is None:
            return np.full(len(self.chunk.rows), None, dtype=object)
        texts = self.chunk.columns[at].dictionary_encode()
        places = texts.indices.to_numpy(zero_copy_only=False).astype(np.intp)
        known = [_read_cell(column, text) for text in texts.dictionary.to_pylist()]
        settled = [_settled(value) for value in known]
        self._read_as[column.name] = places, settled
        values: npt.NDArray[np.object_] = _objects(settled)[places]
        unsettled = [index for index, value in enumerate(known) if isinstance(value, UncleanError | Doubtful)]
        numeric = self.chunk.numeric.get(at) if column.is_id else None
        if unsettled or numeric is not None:
            self._note(column, places, known, numeric)
        if numeric is not None:
            values[numeric] = None
        return values

    def _note(
        self, column: Column, places: npt.NDArray[np.intp], known: Sequence[object], numeric: npt.NDArray[np.bool_] | None
    ) -> None:
        """Note what is refused or doubtful in a column, row by row."""
        remarkable = np.array([isinstance(value, UncleanError | Doubtful) for value in known], dtype=bool)[places]
        if numeric is not None:
            remarkable |= numeric
        for at in np.flatnonzero(remarkable).tolist():
            row, value = int(self.chunk.rows[at]), known[places[at]]
            if numeric is not None and numeric[at]:
                self.refuse(row, "excel-number", column.name)
            elif isinstance(value, UncleanError):
                self.refuse(row, value.code, column.name)
            elif isinstance(value, Doubtful):
                self.warn(row, value.code, column.name)

    def _validate(self) -> None:
        """Let pandera find, for all rows at once, cells that must be filled and texts that are too long."""
        try:
            _schema(self.layout).validate(self.frame, lazy=True)
        except pa.errors.SchemaErrors as errors:
            cases = errors.failure_cases
            for row, column, check in zip(cases["index"], cases["column"], cases["check"], strict=True):
                self._refuse_once(int(row), "required" if check == "not_nullable" else str(check), str(column))

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

    def refuse_where(self, mask: pd.Series[bool], code: str, column: str = "") -> None:
        """Note a fault for every row where the mask is true."""
        for row in self.frame.index[mask.to_numpy(dtype=bool)]:
            self.refuse(int(row), code, column)

    def warn(self, row: int, code: str, column: str = "") -> None:
        """Note a doubt; the row is taken."""
        self._warnings.append(Warned(row, code, column))

    def derive(self, name: str, function: Callable[[CleanRow], object], columns: Sequence[str]) -> None:
        """Add a column computed row by row from ``columns``; what the function refuses or doubts is noted under the first of them.

        Rows in which one of these columns is already at fault get nothing: one mistake is reported once.
        """
        names = list(columns)
        wanted = set(names)
        barred = {row for row, faults in self._faults.items() if any(fault.column in wanted for fault in faults)}
        values: list[object] = []
        cells = zip(*(self.frame[column].tolist() for column in names), strict=True)
        for row, given in zip(self.chunk.rows.tolist(), cells, strict=True):
            if row in barred:
                values.append(None)
                continue
            try:
                value = function(dict(zip(names, given, strict=True)))
            except UncleanError as unclean:
                value = None
                self.refuse(row, unclean.code, names[0])
            if isinstance(value, Doubtful):
                self.warn(row, value.code, names[0])
                value = value.value
            values.append(value)
        self.frame[name] = pd.Series(_objects(values), index=self.frame.index, dtype=object)

    def sound(self) -> pd.DataFrame:
        """Return the rows without a fault so far."""
        return self.frame[~self.frame.index.isin(list(self._faults))] if self._faults else self.frame

    def said(self) -> Fingerprints:
        """Fingerprint what each line of ``frame`` says in the columns of the layout, as it was read."""
        found = Fingerprints.of([""] * len(self.chunk.rows))
        for places, values in self._read_as.values():
            found = found.with_next(Fingerprints.of([told(value) for value in values]).take(places))
        return found

    def rename(self, identities: str, names: Mapping[int, str]) -> None:
        """Give persons of a column of identities, by row, another spelling of their name."""
        if names:
            values = self.frame[identities].tolist()
            for row, name in names.items():
                at = self.chunk.place(row)
                values[at] = replace(values[at], name=name)
            self.frame[identities] = pd.Series(_objects(values), index=self.frame.index, dtype=object)

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


def _read_cell(column: Column, text: str) -> object:
    if is_null(text):
        return None
    try:
        return column.read(text)
    except UncleanError as unclean:
        return unclean


def _settled(value: object) -> object:
    if isinstance(value, UncleanError):
        return None
    return value.value if isinstance(value, Doubtful) else value


def _objects(values: Sequence[object]) -> npt.NDArray[np.object_]:
    """Make an array of the values as they are: numpy would take tuples apart."""
    made = np.empty(len(values), dtype=object)
    made[:] = values
    return made


def _schema(layout: Layout) -> pa.DataFrameSchema:
    """Say in pandera's words which cells must be filled and how long a text may be."""
    too_long = pa.Check(
        lambda cells: cells.map(lambda cell: not isinstance(cell, str) or len(cell) <= MAX_TEXT), error="too-long"
    )
    return pa.DataFrameSchema(
        {column.name: pa.Column(object, too_long, nullable=not column.filled) for column in layout.columns}
    )
