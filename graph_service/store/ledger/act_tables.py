"""The tables of acts on measures, of the ledger's one sequence, and of receipts. Same conventions as ``tables``."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from graph_service.store.ledger.tables import SEQ, metadata

#: What officers decided on outcomes. ``run_seq``: the run that said what was seen; ``facts``, ``rules``: on what it rested
#: (``history_ports.Grounds``); ``event_entry``: the newest entry of the event's record then.
measure_act = Table(
    "measure_act",
    metadata,
    Column("seq", SEQ, primary_key=True, autoincrement=True),
    Column("key", String, nullable=False, unique=True),
    Column("kind", String, nullable=False),
    Column("event", String, nullable=False),
    Column("rule", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("on_day", Date, nullable=False),
    Column("said", String, nullable=False),
    Column("until", Date),
    Column("run_seq", SEQ, ForeignKey("run.seq"), nullable=False),
    Column("event_entry", SEQ, ForeignKey("run_event.seq"), nullable=False),
    Column("facts", String),
    Column("rules", String),
    Column("by_user", String, nullable=False),
    Column("reason", Text, nullable=False),
    Column("recorded_at", BigInteger, nullable=False),
    Column("acted_on", Date, nullable=False),
    Index("measure_act_by_subject", "subject", "seq"),
)

#: Everything recorded, in one sequence in the order of its becoming visible: the last statement of each transaction adds to it.
ledger_entry = Table(
    "ledger_entry",
    metadata,
    Column("seq", SEQ, primary_key=True, autoincrement=True),
    Column("kind", String, nullable=False),
    Column("ref", BigInteger, nullable=False),
    UniqueConstraint("kind", "ref", name="ledger_entry_once"),
)

#: At which version of the graph, and under which rules, every event had been propagated.
graph_check = Table(
    "graph_check",
    metadata,
    Column("seq", SEQ, primary_key=True, autoincrement=True),
    Column("graph_version", BigInteger, nullable=False),
    Column("rules", String, nullable=False),
    Column("on_day", Date, nullable=False),
    Column("recorded_at", BigInteger, nullable=False),
)

receipt = Table(
    "receipt",
    metadata,
    Column("seq", SEQ, primary_key=True, autoincrement=True),
    Column("id", String, nullable=False, unique=True),
    Column("kind", String, nullable=False),
    Column("purpose", String, nullable=False),
    Column("on_day", Date, nullable=False),
    Column("by_user", String, nullable=False),
    Column("recorded_at", BigInteger, nullable=False),
    Column("entry", BigInteger, nullable=False),
    Column("graph_version", BigInteger, nullable=False),
    Column("rules", String, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("digest", String, nullable=False),
    Column("key_version", Integer, ForeignKey("key_state.version"), nullable=False),
    Column("seal", String, nullable=False),
)

receipt_answer = Table(
    "receipt_answer",
    metadata,
    Column("receipt_seq", SEQ, ForeignKey("receipt.seq"), primary_key=True, autoincrement=False),
    Column("row", Integer, primary_key=True, autoincrement=False),
    Column("query", String, nullable=False),
    Column("verdict", String, nullable=False),
    Column("content", Text, nullable=False),
)

#: What an answer rests on, to find every receipt when it falls.
receipt_ground = Table(
    "receipt_ground",
    metadata,
    Column("ref", String, primary_key=True),
    Column("receipt_seq", SEQ, primary_key=True, autoincrement=False),
    Column("row", Integer, primary_key=True, autoincrement=False),
)

ACTS_APPEND_ONLY = ("measure_act", "ledger_entry", "graph_check", "receipt", "receipt_answer", "receipt_ground")
