"""The audit chain: an entry for every act and every look, in the transaction of the act, sealed over the entry before it.

An entry holds who did what to whom and why, and a digest of each row that the act wrote. Its seal is an HMAC over its number, its
exact text and the seal before it, so an entry cannot be changed, left out, put in or moved by anybody who lacks the keys. Who has
them could write all of it anew: against that a head is kept elsewhere (``Head``). A digest, not the row, stands in the
chain: what must be forgotten one day can be.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Column, Connection, ForeignKey, Integer, RowMapping, String, Table, Text, func, insert, select

from graph_service.errors import InputError
from graph_service.security.acting import ORIGIN
from graph_service.security.keyring import Key, KeyRing
from graph_service.store.audit_ports import Audited, Head, Look
from graph_service.store.ledger.account_tables import ACCOUNT_TABLES
from graph_service.store.ledger.act_tables import measure_act, receipt
from graph_service.store.ledger.database import Database, lock_out_writers
from graph_service.store.ledger.dossier_tables import dossier, dossier_step
from graph_service.store.ledger.keys import active_key
from graph_service.store.ledger.lead_tables import lead_step, lead_table
from graph_service.store.ledger.rows import Values, dumps, from_moment, to_moment
from graph_service.store.ledger.tables import SEQ, identity_judgement, metadata, reveal_log

audit_entry = Table(
    "audit_entry",
    metadata,
    Column("seq", SEQ, primary_key=True, autoincrement=False),
    Column("body", Text, nullable=False),
    Column("key_version", Integer, ForeignKey("key_state.version"), nullable=False),
    Column("seal", String, nullable=False),
)

#: Tables every row of which an entry speaks of.
AUDITED = {
    table.name: table
    for table in (
        measure_act,
        identity_judgement,
        lead_table,
        lead_step,
        dossier,
        dossier_step,
        receipt,
        reveal_log,
        *ACCOUNT_TABLES,
    )
}
NOTHING_BEFORE = Head(0, "0" * 64)
BEGIN = "audit.begin"
_PART = 5_000
_LAST = select(audit_entry.c.seq, audit_entry.c.seal).order_by(audit_entry.c.seq.desc()).limit(1)


class Done(NamedTuple):
    """What an entry says of an act. ``rows``: tables and numbers of the rows that it wrote."""

    act: str
    user: str
    what: str
    reason: str
    rows: Sequence[tuple[Table, int]] = ()


def chain(connection: Connection, ring: KeyRing, at: datetime, done: Done) -> None:
    """Add an entry on what this transaction wrote; nobody else can add one until it ends. Goes before ``feed.enter``."""
    lock_out_writers(connection, audit_entry, entirely=True)
    key = active_key(connection, ring)
    head = head_in(connection)
    if head.seq == 0:
        head = _added(connection, key, head, _begin(connection, at, {table.name: seq for table, seq in done.rows}))
    rows = [[table.name, seq, row_digest(_row(connection, table, seq))] for table, seq in done.rows]
    body = {"at": to_moment(at), "origin": ORIGIN.get(), "rows": rows}
    _added(connection, key, head, body | {name: getattr(done, name) for name in ("act", "user", "what", "reason")})


def head_in(connection: Connection) -> Head:
    """Return the end of the chain."""
    row = connection.execute(_LAST).one_or_none()
    return Head(row.seq, row.seal) if row else NOTHING_BEFORE


def seal_of(key: Key, before: Head, body: str) -> str:
    """Seal the text of the entry behind ``before``; the words in front tell it apart from the other uses of the key."""
    said = f"audit chain\x1f{before.seq + 1}\x1f{before.seal}\x1f{body}"
    return hmac.digest(key.hashing, said.encode(), "sha256").hex()


def row_digest(row: RowMapping) -> str:
    """Return SHA-256 over all columns of a row, by name."""
    return hashlib.sha256(dumps({name: _plain(value) for name, value in row.items()}).encode()).hexdigest()


def digest_until(connection: Connection, table: Table, last: int) -> str:
    """Return one digest over all rows of a table up to a number."""
    whole, after = hashlib.sha256(), 0
    while rows := _rows_behind(connection, table, after, last):
        for row in rows:
            whole.update(row_digest(row).encode())
        after = rows[-1]["seq"]
    return whole.hexdigest()


class AuditChain:
    """The part of the ledger that satisfies ``AuditLedger``."""

    _database: Database
    _ring: KeyRing
    _now: Callable[[], datetime]

    def note_look(self, look: Look) -> None:
        """Record a look, before anything is shown."""
        for name in ("user", "reason"):
            if not getattr(look, name).strip():
                raise InputError(name, "a look at personal data needs one")
        done = Done(look.act, look.user.strip(), look.what, look.reason.strip())
        self._database.write(lambda connection: chain(connection, self._ring, self._now(), done))

    def audit_head(self) -> Head:
        """Return the end of the chain."""
        return self._database.read(head_in)

    def audited(self, after: int, limit: int) -> Sequence[Audited]:
        """Return up to ``limit`` entries behind a number, in order."""
        query = select(audit_entry.c.seq, audit_entry.c.body).where(audit_entry.c.seq > after).order_by(audit_entry.c.seq)
        return self._database.read(lambda connection: [_audited(*row) for row in connection.execute(query.limit(limit))])


def _added(connection: Connection, key: Key, before: Head, body: Values) -> Head:
    text = dumps(body)
    head = Head(before.seq + 1, seal_of(key, before, text))
    values = {"seq": head.seq, "body": text, "key_version": key.version, "seal": head.seal}
    connection.execute(insert(audit_entry).values(values))
    return head


def _begin(connection: Connection, at: datetime, new: dict[str, int]) -> Values:
    """Speak of everything that was written before there was a chain."""
    tables = {}
    for name, table in AUDITED.items():
        before = select(func.coalesce(func.max(table.c.seq), 0)).where(table.c.seq < new.get(name, 1 << 62))
        last = connection.scalar(before) or 0
        tables[name] = [last, digest_until(connection, table, last)]
    return {"act": BEGIN, "at": to_moment(at), "origin": "", "reason": "", "rows": [], "tables": tables, "user": "", "what": ""}


def _row(connection: Connection, table: Table, seq: int) -> RowMapping:
    return connection.execute(select(table).where(table.c.seq == seq)).mappings().one()


def _rows_behind(connection: Connection, table: Table, after: int, last: int) -> Sequence[RowMapping]:
    query = select(table).where(table.c.seq > after, table.c.seq <= last).order_by(table.c.seq).limit(_PART)
    return connection.execute(query).mappings().all()


def _plain(value: object) -> object:
    if isinstance(value, bytes):
        return value.hex()
    return value.isoformat() if isinstance(value, date) else value


def _audited(seq: int, body: str) -> Audited:
    said: dict[str, Any] = json.loads(body)
    return Audited(seq, from_moment(said["at"]), *(said[name] for name in ("act", "user", "origin", "what", "reason")))
