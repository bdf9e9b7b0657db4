"""What was said about a loaded file (its day, its scope, whether it is full), and every attempt at a load, in order."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from graph_service.store.ledger.migrations.append_only import guard

revision = "0004"
down_revision = "0003"

_SEQ = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create columns and table; each load that is there already counts as attempted once, by a command of its own."""
    for name, kind in (("as_of", sa.Date), ("scope", sa.String), ("is_full", sa.Boolean)):
        op.add_column("load", sa.Column(name, kind))
    op.create_table(
        "load_attempt",
        sa.Column("seq", _SEQ, primary_key=True, autoincrement=True),
        sa.Column("load_id", sa.String, sa.ForeignKey("load.id"), nullable=False),
        sa.Column("command", sa.String, nullable=False),
        sa.Column("recorded_at", sa.BigInteger, nullable=False),
    )
    op.execute("INSERT INTO load_attempt (load_id, command, recorded_at) SELECT id, id, recorded_at FROM load ORDER BY seq")
    guard("load_attempt")
