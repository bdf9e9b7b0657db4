"""The tables of lead edges. Same conventions as ``tables``."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, ForeignKey, String, Table, Text

from graph_service.store.ledger.tables import SEQ, metadata

lead_table = Table(
    "lead",
    metadata,
    Column("seq", SEQ, primary_key=True, autoincrement=True),
    Column("key", String, nullable=False, unique=True),
    *(Column(name, String, nullable=False) for name in ("kind", "one", "other")),
    *(Column(name, Text, nullable=False) for name in ("source", "reason")),
    Column("by_user", String, nullable=False),
    *(Column(name, Date) for name in ("start_day", "end_day")),
    Column("recorded_at", BigInteger, nullable=False),
)
lead_step = Table(
    "lead_step",
    metadata,
    Column("seq", SEQ, primary_key=True, autoincrement=True),
    Column("lead_seq", SEQ, ForeignKey("lead.seq"), nullable=False),
    Column("step", String, nullable=False),
    Column("by_user", String, nullable=False),
    Column("reason", Text, nullable=False),
    Column("recorded_at", BigInteger, nullable=False),
)
