"""Lead edges of investigators, and what was done with them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from graph_service.store.ledger.migrations.append_only import guard

revision = "0007"
down_revision = "0006"

_SEQ = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "lead",
        sa.Column("seq", _SEQ, primary_key=True, autoincrement=True),
        sa.Column("key", sa.String, nullable=False, unique=True),
        *(sa.Column(name, sa.String, nullable=False) for name in ("kind", "one", "other")),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("source", "reason")),
        sa.Column("by_user", sa.String, nullable=False),
        *(sa.Column(name, sa.Date) for name in ("start_day", "end_day")),
        sa.Column("recorded_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "lead_step",
        sa.Column("seq", _SEQ, primary_key=True, autoincrement=True),
        sa.Column("lead_seq", _SEQ, sa.ForeignKey("lead.seq"), nullable=False),
        sa.Column("step", sa.String, nullable=False),
        sa.Column("by_user", sa.String, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("recorded_at", sa.BigInteger, nullable=False),
    )
    for table in ("lead", "lead_step"):
        guard(table)
