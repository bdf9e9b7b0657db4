"""Accounts, tokens and attempts to log in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from graph_service.store.ledger.migrations.append_only import guard

revision = "0011"
down_revision = "0010"

_SEQ = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "account",
        sa.Column("seq", _SEQ, primary_key=True, autoincrement=True),
        sa.Column("login", sa.String, nullable=False, unique=True),
        sa.Column("recorded_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "account_step",
        sa.Column("seq", _SEQ, primary_key=True, autoincrement=True),
        sa.Column("account_seq", _SEQ, sa.ForeignKey("account.seq"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        *(sa.Column(name, sa.String, nullable=False) for name in ("did", "by_user")),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("reason", "content")),
        sa.Column("recorded_at", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("account_seq", "number", name="account_step_once"),
    )
    _create_tokens()
    for table in ("account", "account_step", "token", "token_end", "login_attempt"):
        guard(table)


def _create_tokens() -> None:
    op.create_table(
        "token",
        sa.Column("seq", _SEQ, primary_key=True, autoincrement=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("account_seq", _SEQ, sa.ForeignKey("account.seq"), nullable=False),
        sa.Column("label", sa.String, nullable=False),
        sa.Column("digest", sa.String, nullable=False, unique=True),
        sa.Column("scope", sa.Text, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.Column("recorded_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "token_end",
        sa.Column("seq", _SEQ, primary_key=True, autoincrement=True),
        sa.Column("token_seq", _SEQ, sa.ForeignKey("token.seq"), nullable=False, unique=True),
        sa.Column("by_user", sa.String, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("recorded_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "login_attempt",
        sa.Column("seq", _SEQ, primary_key=True, autoincrement=True),
        sa.Column("login", sa.String, nullable=False),
        sa.Column("good", sa.Boolean, nullable=False),
        sa.Column("recorded_at", sa.BigInteger, nullable=False),
    )
    op.create_index("login_attempt_by_login", "login_attempt", ["login", "seq"])
