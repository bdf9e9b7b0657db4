"""The chain of audit entries, each sealed over the one before it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from graph_service.store.ledger.migrations.append_only import guard

revision = "0008"
down_revision = "0007"

_SEQ = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the table. The first entry, which speaks of all rows before it, is written by the first act."""
    op.create_table(
        "audit_entry",
        sa.Column("seq", _SEQ, primary_key=True, autoincrement=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("key_version", sa.Integer, sa.ForeignKey("key_state.version"), nullable=False),
        sa.Column("seal", sa.String, nullable=False),
    )
    guard("audit_entry")
