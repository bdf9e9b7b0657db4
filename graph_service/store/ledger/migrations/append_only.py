"""Triggers that refuse to change or remove rows, in the words of each database. Used by the steps."""

from __future__ import annotations

from alembic import op

_SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
_POSTGRES_FUNCTION = """
CREATE FUNCTION ledger_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$
"""
_POSTGRES = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only()
"""


def create_guard_function() -> None:
    """Make what the triggers of ``guard`` call, where the database needs it."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_POSTGRES_FUNCTION)


def guard(table: str) -> None:
    """Make a table append-only."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_POSTGRES.format(table=table))
        return
    for verb in ("update", "delete"):
        op.execute(_SQLITE.format(table=table, verb=verb))
