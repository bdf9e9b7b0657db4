"""Runs with their outcomes, loads with their reports, identities with their keys."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from graph_service.store.ledger.migrations.append_only import create_guard_function, guard

revision = "0001"
down_revision = None

_SEQ = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the first tables."""
    create_guard_function()
    _loads()
    _runs()
    _outcomes()
    _identities()
    for table in ("load", "load_report", "run", "run_event", "outcome", "reveal_log", "key_state"):
        guard(table)


def _loads() -> None:
    op.create_table(
        "load",
        sa.Column("seq", _SEQ, primary_key=True, autoincrement=True),
        sa.Column("id", sa.String, nullable=False, unique=True),
        sa.Column("source", sa.String, nullable=False),
        sa.Column("source_file", sa.String, nullable=False),
        sa.Column("source_hash", sa.String, nullable=False),
        sa.Column("recorded_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "load_report",
        sa.Column("seq", _SEQ, primary_key=True, autoincrement=True),
        sa.Column("load_id", sa.String, sa.ForeignKey("load.id"), nullable=False),
        sa.Column("recorded_at", sa.BigInteger, nullable=False),
        sa.Column("report", sa.Text, nullable=False),
    )
    op.create_index("load_report_by_load", "load_report", ["load_id", "seq"])


def _runs() -> None:
    op.create_table(
        "run",
        sa.Column("seq", _SEQ, primary_key=True, autoincrement=True),
        sa.Column("id", sa.String, nullable=False, unique=True),
        sa.Column("on_day", sa.Date, nullable=False),
        sa.Column("rules", sa.String, nullable=False),
        sa.Column("graph_version", sa.BigInteger, nullable=False),
        sa.Column("inputs", sa.String, nullable=False, unique=True),
        sa.Column("events", sa.Text, nullable=False),
        sa.Column("recorded_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "run_event",
        sa.Column("seq", _SEQ, primary_key=True, autoincrement=True),
        sa.Column("event", sa.String, nullable=False),
        sa.Column("on_day", sa.Date, nullable=False),
        sa.Column("run_seq", _SEQ, sa.ForeignKey("run.seq"), nullable=False),
    )
    op.create_index("run_event_newest", "run_event", ["event", "on_day", "seq", "run_seq"])


def _outcomes() -> None:
    required = ("event", "rule", "version", "subject", "state", "measure", "force", "reason")
    op.create_table(
        "outcome",
        sa.Column("run_seq", _SEQ, sa.ForeignKey("run.seq"), primary_key=True, autoincrement=False),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("on_day", sa.Date, nullable=False),
        *(sa.Column(name, sa.String, nullable=False) for name in required),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("why", "why_en")),
        *(sa.Column(name, sa.String) for name in ("target", "role")),
        *(sa.Column(name, sa.Date) for name in ("first_day", "last_day")),
        sa.Column("lifetime", sa.Boolean, nullable=False),
        *(sa.Column(name, sa.String) for name in ("scope", "flag")),
        sa.Column("early_removal_from", sa.Date),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("articles", "clauses", "sources")),
    )
    op.create_index("outcome_by_subject", "outcome", ["subject", "on_day"])
    op.create_index("outcome_by_event", "outcome", ["event", "on_day", "run_seq"])


def _identities() -> None:
    op.create_table(
        "key_state",
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("fingerprint", sa.String, nullable=False),
    )
    op.create_table(
        "person",
        sa.Column("person_key", sa.String, primary_key=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("key_version", sa.Integer, sa.ForeignKey("key_state.version"), nullable=False),
        sa.Column("ciphertext", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("digest", "key_version", name="person_once"),
    )
    op.create_table(
        "person_name",
        sa.Column("person_key", sa.String, sa.ForeignKey("person.person_key"), primary_key=True),
        sa.Column("digest", sa.String, primary_key=True),
        sa.Column("key_version", sa.Integer, sa.ForeignKey("key_state.version"), nullable=False),
        sa.Column("ciphertext", sa.LargeBinary, nullable=False),
    )
    op.create_index("person_name_by_digest", "person_name", ["digest"])
    op.create_table(
        "reveal_log",
        sa.Column("seq", _SEQ, primary_key=True, autoincrement=True),
        sa.Column("person_key", sa.String, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("recorded_at", sa.BigInteger, nullable=False),
    )
