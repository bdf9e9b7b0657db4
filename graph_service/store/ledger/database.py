"""One ledger database and its two kinds of transactions, with the errors of SQL put into the product's words."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from filelock import FileLock
from sqlalchemy import Connection, Engine, Table, create_engine, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError, IntegrityError, NoSuchModuleError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from graph_service.errors import InputError, SchemaError, SettingsError, StoreConflictError, StoreUnavailableError

Result = TypeVar("Result")
Insert = sqlite.Insert | postgresql.Insert

_BUSY_MS = 30_000
_TRIES = 5
_WRITES = "ledger_writes"
#: More connections than the 40 threads in which the HTTP server answers, most of them only while they are needed.
#: Parameters hold names and ciphertexts: they stay out of error messages and logs.
_POOL: dict[str, Any] = {"pool_size": 20, "max_overflow": 28, "hide_parameters": True}
#: SQLSTATE of PostgreSQL: serialization failure, deadlock, lock not available.
_LOST_RACE = frozenset({"40001", "40P01", "55P03"})
_DAMAGED = "disk image is malformed"
_RESTORE = "Stop every command, and put the ledger back from its backup; trying again does not help."
_FULL = ("full", "disk i/o error", "no space left")


class Database:
    """An engine with a read and a write transaction. Work given to it may be repeated: no side effects outside the connection."""

    def __init__(self, engine: Engine) -> None:
        """Wrap an engine made by ``create_ledger_engine``."""
        self.engine = engine

    def read(self, work: Callable[[Connection], Result]) -> Result:
        """Run ``work`` in a transaction that changes nothing."""
        with _in_our_words(), self.engine.connect() as connection, connection.begin():
            return work(connection)

    def write(self, work: Callable[[Connection], Result]) -> Result:
        """Run ``work`` in one transaction, all or nothing; a race lost to another writer is run again, a few times.

        Raises:
            StoreConflictError: other writers were faster every time, or hold the database for longer than 30 s.
            StoreUnavailableError: the database does not answer, or its disk is full; nothing was written.
        """
        with _in_our_words():
            return self._write(work, _TRIES)

    def _write(self, work: Callable[[Connection], Result], tries: int) -> Result:
        try:
            return self._write_once(work)
        except DBAPIError as error:
            if tries == 1 or not _is_lost_race(error):
                raise
        return self._write(work, tries - 1)

    def _write_once(self, work: Callable[[Connection], Result]) -> Result:
        with self.engine.connect().execution_options(**{_WRITES: True}) as connection, connection.begin():
            return work(connection)


def create_ledger_engine(url: str) -> Engine:
    """Make the engine for a SQLAlchemy address: ``sqlite:///path`` or ``postgresql://…`` (needs the extra ``postgres``).

    Raises:
        SettingsError: the address is malformed, or its driver is not installed. The message never repeats a password.
        SchemaError: the SQLite file is something else.
        StoreUnavailableError: the SQLite file cannot be created or opened.
    """
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            return _sqlite_engine(parsed)
        if parsed.get_backend_name() == "postgresql":
            return create_engine(parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True, **_POOL)
    except (ArgumentError, NoSuchModuleError) as error:
        raise SettingsError("the ledger address is malformed.", hint="Use sqlite:///path or postgresql://…") from error
    except ModuleNotFoundError as error:
        raise SettingsError("PostgreSQL needs its driver.", hint="Run: pip install 'graph-service[postgres]'") from error
    raise SettingsError("the ledger knows SQLite and PostgreSQL only.", hint="Use sqlite:///path or postgresql://…")


def insert_if_absent(connection: Connection, table: Table) -> Insert:
    """Return an INSERT that passes over a row whose unique key is there already."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    return insert(table).on_conflict_do_nothing()


def lock_out_writers(connection: Connection, table: Table, *, entirely: bool) -> None:
    """Hold off a key rotation (``entirely=False``), or everybody who holds one off (``entirely=True``), until commit.

    SQLite has one writer at a time and readers see one moment, so that nothing need be done there.
    """
    if connection.dialect.name == "postgresql":
        mode = "EXCLUSIVE" if entirely else "ROW SHARE"
        connection.exec_driver_sql(f"LOCK TABLE {table.name} IN {mode} MODE")


def one_moment(connection: Connection) -> None:
    """Let all statements of a read transaction see the ledger as it is now; to be called first. SQLite does so anyway."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def _sqlite_engine(url: URL) -> Engine:
    if not url.database or url.database == ":memory:":
        raise SettingsError("the ledger must be a file: a database in memory forgets.", hint="Use sqlite:///path")
    _prepare_file(Path(url.database))
    engine = create_engine(url, connect_args={"timeout": _BUSY_MS / 1000}, **_POOL)
    event.listen(engine, "connect", _set_up_connection)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare_file(path: Path) -> None:
    """Create the file for its owner alone and in WAL mode; one process at a time, for that switch does not wait for a lock."""
    import sqlite3

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{path}.lock", mode=0o600):
            _create_for_owner(path)
            connection = sqlite3.connect(path, timeout=_BUSY_MS / 1000, isolation_level=None)
            try:
                connection.execute("PRAGMA journal_mode=WAL").fetchone()
            finally:
                connection.close()
    except (OSError, sqlite3.Error) as error:
        if "not a database" in str(error):
            raise SchemaError(f"the file {path} is not a ledger database.", hint="Look at the ledger's address.") from error
        if _DAMAGED in str(error):
            raise SchemaError(f"the ledger {path} is damaged: {error}.", hint=_RESTORE) from error
        raise StoreUnavailableError(f"the ledger {path} cannot be opened: {error}.", hint=_advice(str(error))) from error


def _create_for_owner(path: Path) -> None:
    # Never open a database that is there already: closing it would drop the locks that SQLite holds on it for this whole process,
    # another process would then take itself for the last one and remove the log from under us.
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))


def _set_up_connection(connection: Any, _record: object) -> None:
    # The driver must not begin transactions on its own: it would begin them as readers and lose the lock to another writer.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("synchronous=FULL", "foreign_keys=ON", "recursive_triggers=ON", f"busy_timeout={_BUSY_MS}"):
        cursor.execute(f"PRAGMA {pragma}")
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "recursive_triggers": 1}
    for pragma, value in wanted.items():
        found = cursor.execute(f"PRAGMA {pragma}").fetchone()[0]
        if found != value:
            raise SettingsError(
                f"the ledger cannot have PRAGMA {pragma}={value} (it is {found}).", hint="Keep it on a local disk."
            )
    cursor.close()


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _is_lost_race(error: DBAPIError) -> bool:
    return isinstance(error, IntegrityError) or getattr(error.orig, "sqlstate", None) in _LOST_RACE


@contextlib.contextmanager
def _in_our_words() -> Iterator[None]:
    try:
        yield
    except ProgrammingError:
        raise  # a fault of this code, not of the store: trying again would hide it
    except DataError as error:
        raise InputError("ledger", f"the database cannot hold a value: {error.orig}") from error
    except DBAPIError as error:
        text = str(error.orig)
        if _DAMAGED in text:
            raise SchemaError(f"the ledger is damaged: {text}.", hint=_RESTORE) from error
        if "locked" in text or _is_lost_race(error):
            raise StoreConflictError(f"another writer was faster: {text}.", hint="Try again.") from error
        raise StoreUnavailableError(f"the ledger failed: {text}.", hint=_advice(text)) from error
    except PoolTimeoutError as error:
        raise StoreUnavailableError("all connections to the ledger are busy.", hint="Try again.") from error


def _advice(text: str) -> str:
    if any(word in text.lower() for word in _FULL):
        return "Nothing was written. Free space on the ledger's disk (and look at file size limits), then try again."
    return "Look at the ledger's address, file permissions and server, then try again."
