"""A SQLite ledger copied while others write to it, and the digest of such a file. Its schema and keys do not matter here."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from graph_service.errors import SchemaError, StoreUnavailableError

_ROWS_AT_ONCE = 1_000
_BUSY_S = 30


class SqliteCopy:
    """A ledger file that is copied. To be used as a context: it notices writes of others for as long as it is open.

    Raises:
        StoreUnavailableError: the file cannot be read.
        SchemaError: it is damaged.
    """

    def __init__(self, path: Path) -> None:
        """Name the file; it must be there."""
        self._path = path

    def __enter__(self) -> Self:
        """Open it."""
        with _in_our_words(self._path):
            self._connection = _opened(self._path)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close it."""
        self._connection.close()

    def state(self) -> int:
        """Return a number that is another one after anybody else has committed anything."""
        with _in_our_words(self._path):
            return int(self._connection.execute("PRAGMA data_version").fetchone()[0])

    def size(self) -> int:
        """Return how many bytes a copy takes."""
        with _in_our_words(self._path):
            pages, size = (self._connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
            return int(pages) * int(size)

    def write(self, target: Path) -> None:
        """Copy one moment of the ledger into a new file for its owner alone, without a log beside it, and check it."""
        target.touch(mode=0o600, exist_ok=False)
        with _in_our_words(self._path), closing(sqlite3.connect(target)) as copy:
            self._connection.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE").fetchone()
            if (found := copy.execute("PRAGMA integrity_check(1)").fetchone()[0]) != "ok":
                raise SchemaError(f"the ledger {self._path} is damaged: {found}.", hint="Put it back from an earlier backup.")


def sqlite_digest(path: Path) -> str:
    """Return the SHA-256 over every row of every table of a ledger file, in an order that only their content decides.

    Raises:
        SchemaError: it is damaged, or no database.
    """
    said = hashlib.sha256()
    with _in_our_words(path), closing(_opened(path)) as connection:
        for line in _lines(connection):
            said.update(line.encode() + b"\n")
    return said.hexdigest()


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{path.absolute().as_posix()}?mode=rw", uri=True, timeout=_BUSY_S, isolation_level=None)


def _lines(connection: sqlite3.Connection) -> Iterator[str]:
    connection.execute("BEGIN")
    schema = connection.execute(
        "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY 1, 2"
    )
    objects = schema.fetchall()
    yield from map(json.dumps, objects)
    for _, table, *_ in (one for one in objects if one[0] == "table"):
        quoted = '"' + table.replace('"', '""') + '"'
        columns = len(connection.execute(f"PRAGMA table_info({quoted})").fetchall())
        order = ", ".join(str(number) for number in range(1, columns + 1))
        rows = connection.execute(f"SELECT * FROM {quoted} ORDER BY {order}")  # noqa: S608  # names of the file's own tables
        while some := rows.fetchmany(_ROWS_AT_ONCE):
            yield from (json.dumps([table, *row], ensure_ascii=False, default=bytes.hex) for row in some)
    connection.execute("ROLLBACK")


@contextmanager
def _in_our_words(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        raise StoreUnavailableError(
            f"the ledger {path} cannot be copied: {error}.", hint="Look at the file and its disk."
        ) from error
    except sqlite3.DatabaseError as error:
        raise SchemaError(f"the ledger {path} is damaged: {error}.", hint="Put it back from an earlier backup.") from error
