"""The second step of every source, ``check``: what can be understood becomes clean rows, what cannot is refused with its reasons.

A ``Sieve`` holds one sheet while it is checked. All faults of a row are collected; a row with any fault is refused as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd
import pandera.pandas as pa

from graph_service.loaders.cleaning import UncleanError, is_null, name_key
from graph_service.loaders.codes import Doubtful
from graph_service.loaders.layout import Column, Layout, Match
from graph_service.loaders.reading import Record, Sheet
from graph_service.store.ports import PersonIdentity

#: One accepted row: values by column name, and the row number under ``ROW``.
CleanRow = Mapping[str, Any]
ROW = "row"
_DOTLESS = str.maketrans("", "", "·.")
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
    """What a check made of a sheet. ``rows`` + ``repeats`` + ``rejections`` are all its records, each once.

    ``repeats`` are row numbers that say again, word for word, what an earlier row of the sheet says.
    """

    rows: tuple[CleanRow, ...]
    repeats: tuple[int, ...]
    rejections: tuple[Rejection, ...]
    warnings: tuple[Warned, ...]


@dataclass(slots=True)
class Sieve:
    """One sheet in the middle of its check. ``frame`` has one line a readable record, indexed by row number; ``None`` = nothing said."""

    sheet: Sheet
    layout: Layout
    match: Match
    frame: pd.DataFrame = field(init=False)
    _records: dict[int, Record] = field(init=False)
    _faults: dict[int, list[Fault]] = field(init=False, default_factory=dict)
    _warnings: list[Warned] = field(init=False, default_factory=list)
    _repeats: list[int] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        """Set damaged records aside and read the cells of the others."""
        self._records = {record.row: record for record in self.sheet.records}
        for record in self.sheet.records:
            if record.damage:
                self._faults[record.row] = [Fault(record.damage, detail=record.detail)]
        sound = [record for record in self.sheet.records if not record.damage]
        values = {column.name: self._read(column, sound) for column in self.layout.columns}
        self.frame = pd.DataFrame(values, index=pd.Index([record.row for record in sound], name=ROW), dtype=object)
        self._validate()

    def _read(self, column: Column, records: Sequence[Record]) -> list[object]:
        """Read one column; equal texts are read once, and only what is refused or doubtful costs time a row."""
        at = self.match.positions.get(column.name)
        if at is None:
            return [None] * len(records)
        texts = [record.cells[at] for record in records]
        known = {text: _read_cell(column, text) for text in dict.fromkeys(texts)}
        values = [known[text] for text in texts]
        if column.is_id:
            numbers = [index for index, record in enumerate(records) if at in record.numeric]
            for index in numbers:
                values[index] = UncleanError("excel-number")
        elif all(not isinstance(value, UncleanError | Doubtful) for value in known.values()):
            return values
        return [
            self._settled(record.row, column.name, value) if isinstance(value, UncleanError | Doubtful) else value
            for record, value in zip(records, values, strict=True)
        ]

    def _settled(self, row: int, column: str, value: UncleanError | Doubtful) -> object:
        if isinstance(value, UncleanError):
            self.refuse(row, value.code, column)
            return None
        self.warn(row, value.code, column)
        return value.value

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
        return "" if at is None else self._records[row].cells[at]

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
        values: list[object] = []
        for row, cells in zip(
            self.frame.index.tolist(), zip(*(self.frame[column] for column in names), strict=True), strict=True
        ):
            if row in self._faults and any(fault.column in wanted for fault in self._faults[row]):
                values.append(None)
                continue
            try:
                value = function(dict(zip(names, cells, strict=True)))
            except UncleanError as unclean:
                value = self._settled(row, names[0], unclean)
            values.append(self._settled(row, names[0], value) if isinstance(value, Doubtful) else value)
        self.frame[name] = pd.Series(values, index=self.frame.index, dtype=object)

    def sound(self) -> pd.DataFrame:
        """Return the rows without a fault so far."""
        if not self._faults and not self._repeats:
            return self.frame
        return self.frame[~self.frame.index.isin([*self._faults, *self._repeats])]

    def single_out(self, keys: str) -> None:
        """Keep the first of equal rows (the others are repeats) and refuse a later row that says something else about the same thing.

        ``keys`` is a column of tuples: what each row is about (several things where it names several offices).
        """
        rows = self.sound()
        first: dict[object, int] = {}
        content: dict[int, tuple[object, ...]] = {}
        for row, about, cells in zip(
            rows.index.tolist(), rows[keys], zip(*(rows[name] for name in rows.columns), strict=True), strict=True
        ):
            earlier = next((first[key] for key in about if key in first), None)
            if earlier is None:
                first.update(dict.fromkeys(about, row))
                content[row] = cells
            elif content[earlier] == cells:
                self._repeats.append(row)
            else:
                self.refuse(row, "conflicting-duplicate", detail=f"row {earlier}")

    def one_name_an_identity(self, identities: str, column: str) -> None:
        """Give each person the spelling of the name that came first; refuse another name for the same document number."""
        rows = self.sound()
        names: dict[tuple[str | None, str | None], str] = {}
        changed: dict[int, PersonIdentity] = {}
        for row, identity in zip(rows.index.tolist(), rows[identities], strict=True):
            if not isinstance(identity, PersonIdentity):
                continue
            spelling = name_key(identity.name).translate(_DOTLESS)
            number = (identity.id_type, identity.id_number) if identity.id_number else (identity.anchor, spelling)
            known = names.setdefault(number, identity.name)
            if name_key(known).translate(_DOTLESS) != spelling:
                self.refuse(row, "same-id-other-name", column)
            elif known != identity.name:
                changed[row] = replace(identity, name=known)
        values = [changed.get(row, value) for row, value in zip(self.frame.index.tolist(), self.frame[identities], strict=True)]
        self.frame[identities] = pd.Series(values, index=self.frame.index, dtype=object)

    def sifted(self) -> Sifted:
        """Close the check."""
        rows = self.sound()
        names = [ROW, *rows.columns]
        columns = [rows.index.tolist(), *(rows[name].tolist() for name in rows.columns)]
        clean = tuple(dict(zip(names, cells, strict=True)) for cells in zip(*columns, strict=True))
        refused = tuple(Rejection(self._records[row], tuple(self._faults[row])) for row in sorted(self._faults))
        kept = set(rows.index)
        warnings = tuple(warned for warned in self._warnings if warned.row in kept)
        return Sifted(clean, tuple(sorted(self._repeats)), refused, warnings)


def _read_cell(column: Column, text: str) -> object:
    if is_null(text):
        return None
    try:
        return column.read(text)
    except UncleanError as unclean:
        return unclean


def _schema(layout: Layout) -> pa.DataFrameSchema:
    """Say in pandera's words which cells must be filled and how long a text may be."""
    too_long = pa.Check(
        lambda cells: cells.map(lambda cell: not isinstance(cell, str) or len(cell) <= MAX_TEXT), error="too-long"
    )
    return pa.DataFrameSchema(
        {column.name: pa.Column(object, too_long, nullable=not column.filled) for column in layout.columns}
    )
