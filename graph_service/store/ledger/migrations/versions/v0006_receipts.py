"""Receipts of what was answered, under a seal, with what each answer rests on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from graph_service.store.ledger.migrations.append_only import guard

revision = "0006"
down_revision = "0005"

_SEQ = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "receipt",
        sa.Column("seq", _SEQ, primary_key=True, autoincrement=True),
        sa.Column("id", sa.String, nullable=False, unique=True),
        *(sa.Column(name, sa.String, nullable=False) for name in ("kind", "purpose")),
        sa.Column("on_day", sa.Date, nullable=False),
        sa.Column("by_user", sa.String, nullable=False),
        *(sa.Column(name, sa.BigInteger, nullable=False) for name in ("recorded_at", "entry", "graph_version")),
        sa.Column("rules", sa.String, nullable=False),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("key_version", sa.Integer, sa.ForeignKey("key_state.version"), nullable=False),
        sa.Column("seal", sa.String, nullable=False),
    )
    op.create_table(
        "receipt_answer",
        sa.Column("receipt_seq", _SEQ, sa.ForeignKey("receipt.seq"), primary_key=True, autoincrement=False),
        sa.Column("row", sa.Integer, primary_key=True, autoincrement=False),
        *(sa.Column(name, sa.String, nullable=False) for name in ("query", "verdict")),
        sa.Column("content", sa.Text, nullable=False),
    )
    op.create_table(
        "receipt_ground",
        sa.Column("ref", sa.String, primary_key=True),
        sa.Column("receipt_seq", _SEQ, primary_key=True, autoincrement=False),
        sa.Column("row", sa.Integer, primary_key=True, autoincrement=False),
    )
    for table in ("receipt", "receipt_answer", "receipt_ground"):
        guard(table)
