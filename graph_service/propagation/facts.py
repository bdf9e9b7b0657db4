"""Facts as data frames: the door through which rows (or whole tables) enter propagation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw

from graph_service.errors import InputError
from graph_service.model.facts import JUDGED_TABLES, FactRows, Row

Frame = nw.LazyFrame[Any]

DTYPES = {"text": nw.String(), "day": nw.Date(), "flag": nw.Boolean(), "whole": nw.Int64(), "real": nw.Float64()}


@dataclass(frozen=True, slots=True)
class Facts:
    """One lazy frame for each table of ``model.facts.JUDGED_TABLES``.

    Attributes:
        frames: table name → frame with exactly the columns of that table.
        years: every whole number of years that an event or a decision against a person fixes as its term.
        tables: the same as Polars tables in memory, where that is what was given; plans are prepared for these.
    """

    frames: Mapping[str, Frame]
    years: frozenset[int]
    tables: Mapping[str, nw.DataFrame[Any]] | None = None

    def __getitem__(self, table: str) -> Frame:
        """Return the frame of a table."""
        return self.frames[table]

    @classmethod
    def from_rows(cls, rows: FactRows) -> Facts:
        """Build from rows, as scenario reader and graph store give them; a table that is not there is empty.

        Raises:
            InputError: an unknown table or column, or a required value that is missing, with its place.
        """
        unknown = set(rows) - set(JUDGED_TABLES)
        if unknown:
            raise _unknown_table(sorted(unknown)[0])
        tables = {name: _table(name, rows.get(name, ())) for name in JUDGED_TABLES}
        years = {*_whole_values(rows.get("events", ()), "term_years"), *_whole_values(rows.get("sanctions", ()), "years")}
        return cls({name: table.lazy() for name, table in tables.items()}, frozenset(years), tables)

    @classmethod
    def from_frames(cls, tables: Mapping[str, Any]) -> Facts:
        """Build from whole native tables: lazy ones (Polars, Spark) stay where they are; pandas and Arrow become Polars here.

        pandas' own dates have no calendar offsets, which the terms need. A table that is not there is empty.

        Raises:
            InputError: an unknown table, or one whose columns are not those of ``model.facts.JUDGED_TABLES``.
        """
        given = {name: _lazy(name, table) for name, table in tables.items()}
        home = next((frame for frame in given.values() if not frame.implementation.is_polars()), _EMPTY["events"].lazy())
        frames = {name: moved(given.get(name, table.lazy()), home) for name, table in _EMPTY.items()}
        fixed = [frames["events"].select(years="term_years"), frames["sanctions"].select("years")]
        found = collected(nw.concat(fixed, how="vertical").unique())["years"].to_list()
        return cls(frames, frozenset(value for value in found if value is not None))


def collected(frame: Frame) -> nw.DataFrame[Any]:
    """Run the plan, wherever its tables are; the rows come as a Polars table."""
    return frame.collect(backend="polars")


def moved(table: Frame, to: Frame) -> Frame:
    """Bring a small table to the library of ``to``, so that the two can be joined. No other place knows that there are several."""
    if table.implementation.value == to.implementation.value:
        return table
    return table.collect().lazy(backend=to.implementation, session=getattr(to.to_native(), "sparkSession", None))


def _lazy(name: str, table: Any) -> Frame:
    if name not in JUDGED_TABLES:
        raise _unknown_table(name)
    frame: nw.DataFrame[Any] | Frame = nw.from_native(table)
    lazy = frame if isinstance(frame, nw.LazyFrame) else nw.from_native(frame.to_polars()).lazy()
    schema = lazy.collect_schema()
    if wrong := sorted(schema.keys() ^ JUDGED_TABLES[name].keys()):
        known = wrong[0] in schema
        raise InputError(f"{name}.{wrong[0]}", "unknown column" if known else "the column is missing")
    kinds = {column: DTYPES[spec.kind] for column, spec in JUDGED_TABLES[name].items()}
    return lazy.select(
        *(nw.col(column) if schema[column] == kind else nw.col(column).cast(kind) for column, kind in kinds.items())
    )


def _unknown_table(name: str) -> InputError:
    return InputError("facts", f"unknown table {name!r}", hint=f"Known: {', '.join(JUDGED_TABLES)}.")


def _table(name: str, rows: Sequence[Row]) -> nw.DataFrame[Any]:
    if not rows and name in _EMPTY:
        return _EMPTY[name]
    columns = JUDGED_TABLES[name]
    for number, row in enumerate(rows):
        _check_row(name, number, row)
    data = {column: [row.get(column) for row in rows] for column in columns}
    schema = {column: DTYPES[spec.kind] for column, spec in columns.items()}
    return nw.from_dict(data, schema, backend="polars")


def _check_row(table: str, number: int, row: Row) -> None:
    columns = JUDGED_TABLES[table]
    unknown = row.keys() - columns.keys()
    if unknown:
        raise InputError(f"{table}[{number}].{sorted(unknown)[0]}", "unknown column", hint=f"Known: {', '.join(columns)}.")
    for name, column in columns.items():
        if not column.optional and row.get(name) is None:
            raise InputError(f"{table}[{number}].{name}", "a value is required")


def _whole_values(rows: Iterable[Row], column: str) -> set[int]:
    return {value for row in rows if isinstance(value := row.get(column), int)}


_EMPTY: dict[str, nw.DataFrame[Any]] = {}
_EMPTY.update({name: _table(name, ()) for name in JUDGED_TABLES})
