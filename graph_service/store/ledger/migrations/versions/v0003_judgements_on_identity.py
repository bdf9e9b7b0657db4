"""Judgements on who is the same person, masked numbers under which a person was seen, and when a person was first seen."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from graph_service.store.ledger.migrations.append_only import guard

revision = "0003"
down_revision = "0002"

_SEQ = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the tables; of persons that are there already nobody knows when they were first seen."""
    op.create_table(
        "identity_judgement",
        sa.Column("seq", _SEQ, primary_key=True, autoincrement=True),
        sa.Column("verdict", sa.String, nullable=False),
        sa.Column("one", sa.String, nullable=False),
        sa.Column("other", sa.String, nullable=False),
        sa.Column("undoes", _SEQ, sa.ForeignKey("identity_judgement.seq"), unique=True),
        sa.Column("by_user", sa.String, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("evidence", sa.Text, nullable=False),
        sa.Column("overrides", sa.Boolean, nullable=False),
        sa.Column("recorded_at", sa.BigInteger, nullable=False),
    )
    guard("identity_judgement")
    op.create_table(
        "person_mask",
        sa.Column("person_key", sa.String, sa.ForeignKey("person.person_key"), primary_key=True),
        sa.Column("digest", sa.String, primary_key=True),
        sa.Column("key_version", sa.Integer, sa.ForeignKey("key_state.version"), nullable=False),
        sa.Column("ciphertext", sa.LargeBinary, nullable=False),
    )
    op.add_column("person", sa.Column("recorded_at", sa.BigInteger))
