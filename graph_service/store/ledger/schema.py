"""Brings the ledger's schema up, and refuses to work on another one."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, String, column, inspect, select, table

from graph_service.errors import SchemaError
from graph_service.store.ledger.database import Database

#: The newest step under ``migrations/versions``. Named here so that a start need not import Alembic; a test compares.
HEAD = "0011"
_KNOWN = frozenset({"0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0010", "0011"})
_UPGRADE_LOCK = 7_155_001


def upgrade(engine: Engine) -> None:
    """Create or bring up the schema in one transaction; safe when several processes do it at once, and when it is killed.

    Raises:
        SchemaError: the database was written by a newer version of this product.
    """

    def work(connection: Connection) -> None:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_UPGRADE_LOCK})")
        found = _version(connection)
        if found is not None and found not in _KNOWN:
            raise _ahead(found)
        if found != HEAD:
            _run_steps(connection)

    Database(engine).write(work)


def check_schema(engine: Engine) -> None:
    """Refuse a database whose schema is not exactly that of this version.

    Raises:
        SchemaError: it is empty, behind or ahead.
    """
    found = schema_version(engine)
    if found is None:
        raise SchemaError("the ledger is empty: it has no schema yet.", hint=_HOW)
    if found not in _KNOWN:
        raise _ahead(found)
    if found != HEAD:
        raise SchemaError(f"the ledger's schema is {found}; this version needs {HEAD}.", hint=f"Back it up. {_HOW}")


def schema_version(engine: Engine) -> str | None:
    """Return the number of the last step applied; ``None`` for an empty database."""
    return Database(engine).read(_version)


_HOW = "Upgrade it with graph_service.store.ledger.upgrade, then start again."


def _ahead(found: str) -> SchemaError:
    return SchemaError(
        f"the ledger's schema is {found}, newer than {HEAD} of this version.", hint="Use the newer version of graph-service."
    )


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.scalar(select(column("version_num", String)).select_from(table("alembic_version")))
    return version


def _run_steps(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    command.upgrade(config, "head")
