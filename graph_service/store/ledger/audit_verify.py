"""Verifies the audit chain: every entry against the one before it, and every row of the ledger against its entry."""

from __future__ import annotations

import hmac
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, RowMapping

from graph_service.errors import SettingsError
from graph_service.security.keyring import Key, KeyRing
from graph_service.store.audit_ports import Break, Head, Verified
from graph_service.store.ledger.audit import (
    AUDITED,
    BEGIN,
    NOTHING_BEFORE,
    audit_entry,
    digest_until,
    row_digest,
    rows_by_number,
    seal_of,
)
from graph_service.store.ledger.database import Database, one_moment
from graph_service.store.ledger.rows import dumps


class AuditVerification:
    """The part of the ledger that verifies its chain."""

    _database: Database
    _ring: KeyRing

    def verify_audit(self, heads: Sequence[Head] = ()) -> Verified:
        """Read the whole chain and every row that it speaks of; ``heads``: ends of the chain that were kept elsewhere."""

        def work(connection: Connection) -> Verified:
            one_moment(connection)
            reading = _Reading(self._ring, {head.seq: head.seal for head in heads})
            found = [*reading.entries(connection), *reading.rows(connection), *reading.beyond()]
            return Verified(reading.head, sum(map(len, reading.spoken.values())), found)

        return self._database.read(work)


@dataclass(slots=True)
class _Reading:
    """One reading of the chain. ``spoken``: table → number of a row → the entry that speaks of it, and the digest there."""

    ring: KeyRing
    heads: dict[int, str]
    head: Head = NOTHING_BEFORE
    spoken: dict[str, dict[int, tuple[int, str]]] = field(default_factory=lambda: defaultdict(dict))
    begun: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    _keys: dict[int, Key | None] = field(default_factory=dict)

    def entries(self, connection: Connection) -> Iterator[Break]:
        """Hold each entry against the one before it; what follows a break is held against what stands there."""
        for row in rows_by_number(connection, audit_entry):
            yield from self._entry(row)

    def _entry(self, row: RowMapping) -> Iterator[Break]:
        expected = self.head.seq + 1
        if row["seq"] != expected:
            yield Break(expected, "entry-missing", f"{expected} to {row['seq'] - 1}")
        before = Head(row["seq"] - 1, self.head.seal)
        self.head = Head(row["seq"], row["seal"])
        if self.heads.pop(row["seq"], row["seal"]) != row["seal"]:
            yield Break(row["seq"], "head-differs")
        key = self._key(row["key_version"])
        if key is None:
            yield Break(row["seq"], "key-missing", str(row["key_version"]))
        elif not hmac.compare_digest(seal_of(key, before, row["body"]), row["seal"]):
            yield Break(row["seq"], "seal-differs")
        else:
            yield from self._said(row["seq"], row["body"])

    def _said(self, seq: int, body: str) -> Iterator[Break]:
        said = json.loads(body)
        if dumps(said) != body:
            yield Break(seq, "not-canonical")
        if (said["act"] == BEGIN) != (seq == 1):
            yield Break(seq, "begins-anew")
        self.begun = said.get("tables", self.begun)
        for table, number, digest in said["rows"]:
            if number in self.spoken[table]:
                yield Break(seq, "row-twice", f"{table} {number}")
            self.spoken[table][number] = seq, digest

    def rows(self, connection: Connection) -> Iterator[Break]:
        """Hold what the ledger holds against what the entries say of it, table by table."""
        for name, table in AUDITED.items():
            last, digest = self.begun.get(name, (0, None))
            if digest is not None and digest_until(connection, table, last) != digest:
                yield Break(1, "row-differs", f"{name} 1 to {last}")
            left = dict(self.spoken.get(name, {}))
            for row in rows_by_number(connection, table, last):
                entry, said = left.pop(row["seq"], (0, ""))
                if not entry:
                    yield Break(0, "row-without-entry", f"{name} {row['seq']}")
                elif row_digest(row) != said:
                    yield Break(entry, "row-differs", f"{name} {row['seq']}")
            yield from (Break(entry, "row-missing", f"{name} {number}") for number, (entry, _) in left.items())

    def beyond(self) -> Iterator[Break]:
        """Name the heads that lie behind the end of the chain: it was cut off."""
        yield from (Break(seq, "cut-off", f"ends at {self.head.seq}") for seq in sorted(self.heads) if seq > self.head.seq)

    def _key(self, version: int) -> Key | None:
        if version not in self._keys:
            try:
                self._keys[version] = self.ring.get(version)
            except SettingsError:
                self._keys[version] = None
        return self._keys[version]
