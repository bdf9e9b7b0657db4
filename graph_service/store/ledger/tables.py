"""The ledger's tables as this version expects them. ``migrations`` builds them; a test compares the two.

Days are dates; moments are whole microseconds since 1970 UTC (exact in both databases); lists are JSON text. ``seq`` orders what
was recorded. No id number and no name stands here in clear: ``digest`` is a keyed hash, ``ciphertext`` the text it was made from.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()

#: SQLite numbers rows by itself only in a column declared plainly INTEGER.
SEQ = BigInteger().with_variant(Integer, "sqlite")

load = Table(
    "load",
    metadata,
    Column("seq", SEQ, primary_key=True, autoincrement=True),
    Column("id", String, nullable=False, unique=True),
    Column("source", String, nullable=False),
    Column("source_file", String, nullable=False),
    Column("source_hash", String, nullable=False),
    Column("recorded_at", BigInteger, nullable=False),
    Column("as_of", Date),
    Column("scope", String),
    Column("is_full", Boolean),
)

#: Every attempt at a load, as part of a command: in this order a graph is built again.
load_attempt = Table(
    "load_attempt",
    metadata,
    Column("seq", SEQ, primary_key=True, autoincrement=True),
    Column("load_id", String, ForeignKey("load.id"), nullable=False),
    Column("command", String, nullable=False),
    Column("recorded_at", BigInteger, nullable=False),
)

load_report = Table(
    "load_report",
    metadata,
    Column("seq", SEQ, primary_key=True, autoincrement=True),
    Column("load_id", String, ForeignKey("load.id"), nullable=False),
    Column("recorded_at", BigInteger, nullable=False),
    Column("report", Text, nullable=False),
    Index("load_report_by_load", "load_id", "seq"),
)

run = Table(
    "run",
    metadata,
    Column("seq", SEQ, primary_key=True, autoincrement=True),
    Column("id", String, nullable=False, unique=True),
    Column("on_day", Date, nullable=False),
    Column("rules", String, nullable=False),
    Column("graph_version", BigInteger, nullable=False),
    Column("inputs", String, nullable=False, unique=True),
    Column("events", Text, nullable=False),
    Column("recorded_at", BigInteger, nullable=False),
)

#: Which run speaks for an event on a day: the entry with the highest ``seq``. ``facts`` to ``same_until``: what the outcomes of this
#: event rest on (``history_ports.Grounds``); these and ``recorded_at`` are empty in entries of the time before step 0002.
run_event = Table(
    "run_event",
    metadata,
    Column("seq", SEQ, primary_key=True, autoincrement=True),
    Column("event", String, nullable=False),
    Column("on_day", Date, nullable=False),
    Column("run_seq", SEQ, ForeignKey("run.seq"), nullable=False),
    Column("recorded_at", BigInteger),
    Column("facts", String),
    Column("rules", String),
    Column("same_from", Date),
    Column("same_until", Date),
    Index("run_event_newest", "event", "on_day", "seq", "run_seq"),
    Index("run_event_by_event", "event", "seq"),
)

outcome = Table(
    "outcome",
    metadata,
    Column("run_seq", SEQ, ForeignKey("run.seq"), primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("on_day", Date, nullable=False),
    Column("event", String, nullable=False),
    Column("rule", String, nullable=False),
    Column("version", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("state", String, nullable=False),
    Column("measure", String, nullable=False),
    Column("force", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("why", Text, nullable=False),
    Column("why_en", Text, nullable=False),
    Column("target", String),
    Column("role", String),
    Column("first_day", Date),
    Column("last_day", Date),
    Column("lifetime", Boolean, nullable=False),
    Column("scope", String),
    Column("flag", String),
    Column("early_removal_from", Date),
    Column("basis_at_decision", String),
    Column("articles", Text, nullable=False),
    Column("clauses", Text, nullable=False),
    Column("sources", Text, nullable=False),
    Index("outcome_by_subject", "subject", "on_day"),
    Index("outcome_by_event", "event", "on_day", "run_seq"),
)

#: Which key version keyed hashes are made with: the highest. The fingerprint recognises a wrong key.
key_state = Table(
    "key_state",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("fingerprint", String, nullable=False),
)

#: One row a person. The unique digest is what keeps a person from being there twice. ``recorded_at``: when it was first seen, empty
#: in rows of the time before step 0003.
person = Table(
    "person",
    metadata,
    Column("person_key", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("digest", String, nullable=False),
    Column("key_version", Integer, ForeignKey("key_state.version"), nullable=False),
    Column("ciphertext", LargeBinary, nullable=False),
    Column("recorded_at", BigInteger),
    UniqueConstraint("digest", "key_version", name="person_once"),
)

#: Names under which a person with an id number was seen, to find who a masked number may be.
person_name = Table(
    "person_name",
    metadata,
    Column("person_key", String, ForeignKey("person.person_key"), primary_key=True),
    Column("digest", String, primary_key=True),
    Column("key_version", Integer, ForeignKey("key_state.version"), nullable=False),
    Column("ciphertext", LargeBinary, nullable=False),
    Index("person_name_by_digest", "digest"),
)

#: Masked numbers with which a person was seen: they identify nobody, but digits that differ tell two persons apart.
person_mask = Table(
    "person_mask",
    metadata,
    Column("person_key", String, ForeignKey("person.person_key"), primary_key=True),
    Column("digest", String, primary_key=True),
    Column("key_version", Integer, ForeignKey("key_state.version"), nullable=False),
    Column("ciphertext", LargeBinary, nullable=False),
)

#: Who is the same person, as officers judged it. What stands is derived (``model.identities``). ``one`` is a person's key, or the id
#: of an event whose masked subject is meant; it names no table, so that it outlives a person who is erased.
identity_judgement = Table(
    "identity_judgement",
    metadata,
    Column("seq", SEQ, primary_key=True, autoincrement=True),
    Column("verdict", String, nullable=False),
    Column("one", String, nullable=False),
    Column("other", String, nullable=False),
    Column("undoes", SEQ, ForeignKey("identity_judgement.seq"), unique=True),
    Column("by_user", String, nullable=False),
    Column("reason", Text, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("overrides", Boolean, nullable=False),
    Column("recorded_at", BigInteger, nullable=False),
)

#: Every look at an id number in clear. It names no table, so that it outlives a person who is erased.
reveal_log = Table(
    "reveal_log",
    metadata,
    Column("seq", SEQ, primary_key=True, autoincrement=True),
    Column("person_key", String, nullable=False),
    Column("reason", Text, nullable=False),
    Column("recorded_at", BigInteger, nullable=False),
)

#: Tables of acts: rows are added, never changed or removed. Triggers in the database itself see to it.
APPEND_ONLY = (
    "load", "load_attempt", "load_report", "run", "run_event", "outcome", "reveal_log", "key_state", "identity_judgement",
)  # fmt: skip
