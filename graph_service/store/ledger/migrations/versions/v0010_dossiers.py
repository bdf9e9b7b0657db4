"""Dossiers with their steps, and the attempts to deliver what steps send."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from graph_service.store.ledger.migrations.append_only import guard

revision = "0010"
down_revision = "0008"

_SEQ = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "dossier",
        sa.Column("seq", _SEQ, primary_key=True, autoincrement=True),
        *(sa.Column(name, sa.String, nullable=False) for name in ("kind", "subject", "event", "department")),
        sa.Column("parent_seq", _SEQ, sa.ForeignKey("dossier.seq")),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("recorded_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "dossier_step",
        sa.Column("seq", _SEQ, primary_key=True, autoincrement=True),
        sa.Column("dossier_seq", _SEQ, sa.ForeignKey("dossier.seq"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("command", sa.String, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        *(sa.Column(name, sa.String, nullable=False) for name in ("did", "state", "by_user", "by_department")),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("reason", "content")),
        sa.Column("on_day", sa.Date, nullable=False),
        sa.Column("due_day", sa.Date),
        sa.Column("sends", sa.String),
        sa.Column("recorded_at", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("dossier_seq", "number", name="dossier_step_once"),
        sa.UniqueConstraint("command", "place", name="dossier_command_once"),
    )
    _create_delivery()
    for index, table, column in (
        ("dossier_by_subject", "dossier", "subject"),
        ("dossier_by_event", "dossier", "event"),
        ("dossier_by_parent", "dossier", "parent_seq"),
        ("dossier_step_by_state", "dossier_step", "state"),
    ):
        op.create_index(index, table, [column])
    for table in ("dossier", "dossier_step", "delivery"):
        guard(table)


def _create_delivery() -> None:
    op.create_table(
        "delivery",
        sa.Column("seq", _SEQ, primary_key=True, autoincrement=True),
        sa.Column("step_seq", _SEQ, sa.ForeignKey("dossier_step.seq"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        *(sa.Column(name, sa.String, nullable=False) for name in ("channel", "result")),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("recorded_at", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("step_seq", "number", name="delivery_once"),
    )
