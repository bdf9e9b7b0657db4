"""The tables of accounts, tokens and log-ins. Same conventions as ``tables``. A secret is kept as a hash alone."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from graph_service.store.ledger.tables import SEQ, metadata

account = Table(
    "account",
    metadata,
    Column("seq", SEQ, primary_key=True, autoincrement=True),
    Column("login", String, nullable=False, unique=True),
    Column("recorded_at", BigInteger, nullable=False),
)
account_step = Table(
    "account_step",
    metadata,
    Column("seq", SEQ, primary_key=True, autoincrement=True),
    Column("account_seq", SEQ, ForeignKey("account.seq"), nullable=False),
    Column("number", Integer, nullable=False),
    *(Column(name, String, nullable=False) for name in ("did", "by_user")),
    *(Column(name, Text, nullable=False) for name in ("reason", "content")),
    Column("recorded_at", BigInteger, nullable=False),
    UniqueConstraint("account_seq", "number", name="account_step_once"),
)
token = Table(
    "token",
    metadata,
    Column("seq", SEQ, primary_key=True, autoincrement=True),
    Column("kind", String, nullable=False),
    Column("account_seq", SEQ, ForeignKey("account.seq"), nullable=False),
    Column("label", String, nullable=False),
    Column("digest", String, nullable=False, unique=True),
    Column("scope", Text, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("recorded_at", BigInteger, nullable=False),
)
token_end = Table(
    "token_end",
    metadata,
    Column("seq", SEQ, primary_key=True, autoincrement=True),
    Column("token_seq", SEQ, ForeignKey("token.seq"), nullable=False, unique=True),
    Column("by_user", String, nullable=False),
    Column("reason", Text, nullable=False),
    Column("recorded_at", BigInteger, nullable=False),
)
login_attempt = Table(
    "login_attempt",
    metadata,
    Column("seq", SEQ, primary_key=True, autoincrement=True),
    Column("login", String, nullable=False),
    Column("good", Boolean, nullable=False),
    Column("recorded_at", BigInteger, nullable=False),
    Index("login_attempt_by_login", "login", "seq"),
)
ACCOUNT_TABLES = (account, account_step, token, token_end, login_attempt)
