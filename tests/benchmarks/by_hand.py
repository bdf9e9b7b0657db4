"""The clause table and the verdicts by hand-written SQL, in DuckDB: what ``propagate()`` is compared with, in content and speed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pyarrow as pa

_HERE = Path(__file__).parent
CLAUSE_TABLE = "".join((_HERE / name).read_text("utf-8") for name in ("rules.sql", "clause_table.sql"))
VERDICTS = (_HERE / "verdicts.sql").read_text("utf-8")


class ByHand:
    """One DuckDB connection over the given frames, which it reads where they lie (``copied``: from tables of its own)."""

    def __init__(self, frames: Mapping[str, pl.DataFrame], *, copied: bool = False) -> None:
        self._connection = duckdb.connect()
        for name, frame in frames.items():
            self._connection.register(f"given_{name}", frame)
            kind = "TABLE" if copied else "VIEW"
            self._connection.execute(f"CREATE {kind} {name} AS SELECT * FROM given_{name}")

    def clause_table(self, on: date, query: str = CLAUSE_TABLE) -> pa.Table:
        """Return the clause table as an Arrow table, the quickest way out of DuckDB."""
        return self._connection.sql(query, params={"on": on}).to_arrow_table()

    def clauses_and_verdicts(self, on: date) -> pa.Table:
        """Keep the clause table inside DuckDB and return the verdicts read off it."""
        self._connection.execute(f"CREATE OR REPLACE TEMP TABLE clauses AS {CLAUSE_TABLE}", {"on": on})
        return self._connection.sql(VERDICTS).to_arrow_table()
