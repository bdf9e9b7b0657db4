"""The file that a staged graph lies in: SQLite without a journal, for whoever meets a failure throws the file away."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path

from graph_service.store.graph.rows import Properties
from graph_service.store.staging.tables import STAGED, StagedTable, quoted

#: Pages of the file held in memory; beyond, the disk is used.
_CACHE_KIB = 256 * 1024


class StagedDatabase:
    """The tables of one staged graph. ``version`` is the number that every write of facts raises."""

    def __init__(self, path: Path) -> None:
        """Make the file, for its owner alone, with every table."""
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        self.version = 0
        self._found_by: set[tuple[str, str]] = set()
        # One thread at a time, but not always the same: a load prepares in one what it puts in another.
        self._sql = sqlite3.connect(path, isolation_level=None, cached_statements=512, check_same_thread=False)
        for setting in ("journal_mode=OFF", "synchronous=OFF", "locking_mode=EXCLUSIVE", f"cache_size=-{_CACHE_KIB}"):
            self._sql.execute(f"PRAGMA {setting}")
        self._sql.execute("BEGIN")
        for table in STAGED.values():
            self._sql.execute(table.definition)
            if table.is_keyed:
                self._sql.execute(f"CREATE UNIQUE INDEX {quoted(table.name + '.id')} ON {quoted(table.name)} (id)")
            for column in table.indexed:
                self.index(table.name, column)

    def close(self) -> None:
        """Close the file."""
        self._sql.close()

    def index(self, table: str, column: str) -> None:
        """Let rows be found by a column, unless they are already."""
        if (table, column) not in self._found_by:
            name = quoted(f"{table}.{column}")
            self._sql.execute(f"CREATE INDEX {name} ON {quoted(table)} ({quoted(column)}) WHERE {quoted(column)} IS NOT NULL")
            self._found_by.add((table, column))

    def select(self, text: str, values: Sequence[object] | Mapping[str, object] = ()) -> Iterator[tuple[object, ...]]:
        """Give the rows that an SQL text selects, with its parameters by place or by name."""
        return self._sql.execute(text, values)

    def execute(self, text: str, values: Sequence[object] = ()) -> None:
        """Carry out one SQL text."""
        self._sql.execute(text, values)

    def add(self, name: str, rows: Iterable[Mapping[str, object]]) -> None:
        """Add rows to a table."""
        table = STAGED[name]
        self._sql.executemany(_insertion(name), map(table.encoded, rows))

    def change(self, name: str, by: Sequence[str], rows: Sequence[tuple[Sequence[object], Mapping[str, object]]]) -> None:
        """Change some columns of rows, each found by the values of the columns ``by``, one after the other; a ``None`` empties one."""
        table = STAGED[name]
        for columns, some in groupby(rows, key=lambda row: tuple(row[1])):
            text = _change(name, columns, tuple(by))
            self._sql.executemany(text, ([*table.partly_encoded(dict(changes)).values(), *key] for key, changes in some))

    def found(self, name: str, column: str, values: Iterable[object], condition: str = "true") -> list[Properties]:
        """Return the rows of a table that have one of the values in a column, and fulfil a condition in SQL."""
        table = STAGED[name]
        return [table.decoded(row) for row in self._sql.execute(_finding(name, column, condition), (listed(values),))]

    def all_of(self, name: str, condition: str = "true") -> Iterator[Properties]:
        """Give every row of a table that fulfils a condition in SQL."""
        table = STAGED[name]
        text = f"SELECT {_columns(table)} FROM {quoted(name)} WHERE {condition}"  # noqa: S608  # our own names
        return map(table.decoded, self._sql.execute(text))


def listed(values: Iterable[object]) -> str:
    """Write values for ``among``."""
    return json.dumps(list(values), ensure_ascii=False)


def among(column: str) -> str:
    """Return the condition in SQL that a column has one of the values of a parameter (``listed``)."""
    return f"{column} IN (SELECT value FROM json_each(?))"  # noqa: S608  # our own names


def _columns(table: StagedTable) -> str:
    return ", ".join(map(quoted, table.columns))


@cache
def _insertion(name: str) -> str:
    table = STAGED[name]
    places = ", ".join(f":{column}" for column in table.columns)
    return f"INSERT INTO {quoted(name)} ({_columns(table)}) VALUES ({places})"  # noqa: S608  # our own names


@cache
def _change(name: str, columns: tuple[str, ...], by: tuple[str, ...]) -> str:
    changes = ", ".join(f"{quoted(column)} = ?" for column in columns)
    found = " AND ".join(f"{quoted(column)} = ?" for column in by)
    return f"UPDATE {quoted(name)} SET {changes} WHERE {found}"  # noqa: S608  # our own names


@cache
def _finding(name: str, column: str, condition: str) -> str:
    return f"SELECT {_columns(STAGED[name])} FROM {quoted(name)} WHERE {among(quoted(column))} AND ({condition})"  # noqa: S608  # our own names
