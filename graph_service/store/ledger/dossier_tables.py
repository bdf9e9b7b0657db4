"""The tables of dossiers, their steps, and the attempts to deliver what steps send. Same conventions as ``tables``."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from graph_service.store.ledger.tables import SEQ, metadata

dossier = Table(
    "dossier",
    metadata,
    Column("seq", SEQ, primary_key=True, autoincrement=True),
    *(Column(name, String, nullable=False) for name in ("kind", "subject", "event", "department")),
    Column("parent_seq", SEQ, ForeignKey("dossier.seq")),
    Column("content", Text, nullable=False),
    Column("recorded_at", BigInteger, nullable=False),
    Index("dossier_by_subject", "subject"),
    Index("dossier_by_event", "event"),
    Index("dossier_by_parent", "parent_seq"),
)

#: ``number`` counts within the dossier: two officers who acted on one version cannot both have written the next.
#: ``command``: the key of the command, ``place``: which of its steps.
dossier_step = Table(
    "dossier_step",
    metadata,
    Column("seq", SEQ, primary_key=True, autoincrement=True),
    Column("dossier_seq", SEQ, ForeignKey("dossier.seq"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("command", String, nullable=False),
    Column("place", Integer, nullable=False),
    *(Column(name, String, nullable=False) for name in ("did", "state", "by_user", "by_department")),
    *(Column(name, Text, nullable=False) for name in ("reason", "content")),
    Column("on_day", Date, nullable=False),
    Column("due_day", Date),
    Column("sends", String),
    Column("recorded_at", BigInteger, nullable=False),
    UniqueConstraint("dossier_seq", "number", name="dossier_step_once"),
    UniqueConstraint("command", "place", name="dossier_command_once"),
    Index("dossier_step_by_state", "state"),
)

delivery = Table(
    "delivery",
    metadata,
    Column("seq", SEQ, primary_key=True, autoincrement=True),
    Column("step_seq", SEQ, ForeignKey("dossier_step.seq"), nullable=False),
    Column("number", Integer, nullable=False),
    *(Column(name, String, nullable=False) for name in ("channel", "result")),
    Column("detail", Text, nullable=False),
    Column("recorded_at", BigInteger, nullable=False),
    UniqueConstraint("step_seq", "number", name="delivery_once"),
)

DOSSIERS_APPEND_ONLY = ("dossier", "dossier_step", "delivery")
