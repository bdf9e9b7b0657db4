"""Facts as frames: only the columns that an analysis names, in the types that it gives them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import polars as pl

from graph_service.model.facts import Row

#: Columns with their types, by table.
Columns = Mapping[str, Mapping[str, pl.DataType | type[pl.DataType]]]
Frames = Mapping[str, pl.DataFrame]


def narrow(columns: Columns, table: str, rows: Sequence[Row]) -> pl.DataFrame:
    """Keep of rows of a table what is named."""
    schema = dict(columns[table])
    return pl.DataFrame({name: [row.get(name) for row in rows] for name in schema}, schema=schema)


def joined(columns: Columns, parts: Mapping[str, Iterable[pl.DataFrame]]) -> Frames:
    """Put the parts of each table below each other; a table without parts is empty."""
    return {table: pl.concat([narrow(columns, table, ()), *parts.get(table, ())]) for table in columns}


def holds_on(day: pl.Expr | date) -> pl.Expr:
    """Whether start and end (outside) enclose the day; an open side does."""
    return (pl.col("start").is_null() | (pl.col("start") <= day)) & (pl.col("end").is_null() | (pl.col("end") > day))
