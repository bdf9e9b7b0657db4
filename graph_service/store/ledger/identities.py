"""Persons: a random key each, with the id number encrypted beside its keyed hash and the version of the key."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Table, insert, select

from graph_service.errors import InputError
from graph_service.security.acting import acting_user
from graph_service.security.crypto import keyed_hash
from graph_service.security.keyring import Key, KeyRing
from graph_service.security.masking import mask_id, mask_is_compatible
from graph_service.store.ledger.audit import Done, chain
from graph_service.store.ledger.bases import ID_NUMBER, Basis, basis_of, document_in, name_text
from graph_service.store.ledger.database import Database, insert_if_absent
from graph_service.store.ledger.keys import SealedRow, active_key, opened_text, sealed_text
from graph_service.store.ledger.rows import Values, chunks, to_moment
from graph_service.store.ledger.tables import person, person_mask, person_name, reveal_log
from graph_service.store.ports import PersonIdentity

_KEY_CHARS = 26
#: What each random byte becomes: 256 is a multiple of 32, so every character is as likely as any other.
_KEY_ALPHABET = b"abcdefghijklmnopqrstuvwxyz234567" * 8


class Identities:
    """The part of the ledger that satisfies ``IdentityLedger``."""

    _database: Database
    _ring: KeyRing
    _now: Callable[[], datetime]

    def person_keys(self, identities: Sequence[PersonIdentity]) -> Sequence[str]:
        """Return one key for each identity, in order, creating what is new; safe among concurrent writers.

        Raises:
            InputError: an identity can identify nobody; nothing of the batch is written.
        """
        bases = [basis_of(identity, place) for place, identity in enumerate(identities)]
        now = to_moment(self._now())
        found = self._database.read(lambda connection: _look_up(connection, active_key(connection, self._ring), bases))
        # Most batches hold nobody new: only then is it worth holding the write lock.
        keys = (
            found.keys
            if found.is_all
            else self._database.write(
                lambda connection: _ensure(
                    connection, found.hashed.under(active_key(connection, self._ring)), bases, now, found.keys
                )
            )
        )
        return [keys[basis.text] for basis in bases]

    def known_person_keys(self, identities: Sequence[PersonIdentity]) -> Sequence[str | None]:
        """Return the key of each identity, in order, ``None`` for one that nobody has named yet; nothing is created.

        Raises:
            InputError: an identity can identify nobody.
        """
        bases = [basis_of(identity, place) for place, identity in enumerate(identities)]
        found = self._database.read(
            lambda connection: _keys_by_text(connection, _Hashed(active_key(connection, self._ring)), bases)
        )
        return [found.get(basis.text) for basis in bases]

    def id_number(self, person_key: str, *, reason: str) -> str | None:
        """Return the id number in clear. The look is on record before the number is given out, or the number is not given out.

        Raises:
            InputError: no reason given.
        """
        if not reason.strip():
            raise InputError("reason", "a look at an id number needs a reason")
        return self._database.write(lambda connection: self._revealed(connection, person_key, reason.strip()))

    def masked_id(self, person_key: str) -> str | None:
        """Return the id number masked for display; ``None`` when none is on record."""
        number = self._database.read(lambda connection: self._number(connection, person_key))
        return mask_id(number) if number else None

    def masked_ids(self, person_keys: Sequence[str]) -> Mapping[str, str]:
        """Return the id numbers of these persons masked for display, by key; whoever has none on record is left out."""

        def work(connection: Connection) -> dict[str, str]:
            asked = (_PERSONS.where(person.c.person_key.in_(part), person.c.kind == ID_NUMBER) for part in chunks(person_keys))
            rows = (row for wanted in asked for row in connection.execute(wanted))
            return {row.person_key: mask_id(document_in(opened_text(self._ring, row))[1]) for row in rows}

        return self._database.read(work) if person_keys else {}

    def masked_candidates(self, name: str, masked_id: str) -> Sequence[tuple[str, bool]]:
        """Return the persons ever seen under this name with an id number, by key, each with whether the mask agrees."""
        found = self._database.read(lambda connection: self._of_name(connection, name))
        return [(row.person_key, mask_is_compatible(masked_id, document_in(opened_text(self._ring, row))[1])) for row in found]

    def _revealed(self, connection: Connection, person_key: str, reason: str) -> str | None:
        now = self._now()
        entry = {"person_key": person_key, "reason": reason, "recorded_at": to_moment(now)}
        seq = connection.execute(insert(reveal_log).values(entry).returning(reveal_log.c.seq)).scalar_one()
        done = Done("look.id_number", acting_user(), person_key, reason, [(reveal_log, seq)])
        chain(connection, self._ring, now, done)
        return self._number(connection, person_key)

    def _number(self, connection: Connection, person_key: str) -> str | None:
        wanted = _PERSONS.where(person.c.person_key == person_key, person.c.kind == ID_NUMBER)
        row = connection.execute(wanted).one_or_none()
        return document_in(opened_text(self._ring, row))[1] if row else None

    def _of_name(self, connection: Connection, name: str) -> Sequence[SealedRow]:
        digest = keyed_hash(active_key(connection, self._ring), name_text(name))
        named = select(person_name.c.person_key).where(person_name.c.digest == digest)
        wanted = _PERSONS.where(person.c.person_key.in_(named), person.c.kind == ID_NUMBER)
        return sorted(connection.execute(wanted).all(), key=lambda row: row.person_key)


_PERSONS = select(person.c.person_key, person.c.digest, person.c.key_version, person.c.ciphertext)


def new_person_key() -> str:
    """Return ``p-`` and 26 random characters of a-z and 2-7 (130 bits)."""
    return f"p-{secrets.token_bytes(_KEY_CHARS).translate(_KEY_ALPHABET).decode()}"


class _Hashed(dict[str, str]):
    """The keyed hashes of texts under one key, each made when it is first asked for."""

    def __init__(self, key: Key) -> None:
        self.key = key

    def __missing__(self, text: str) -> str:
        self[text] = keyed_hash(self.key, text)
        return self[text]

    def under(self, key: Key) -> _Hashed:
        """Return the hashes under the key that is in use by now."""
        return self if key == self.key else _Hashed(key)


@dataclass(frozen=True, slots=True)
class _Found:
    """Keys on record by basis text; ``is_all``: nothing is left to write, no person, and no name or mask of one."""

    keys: Mapping[str, str]
    is_all: bool
    hashed: _Hashed


def _look_up(connection: Connection, key: Key, bases: Sequence[Basis]) -> _Found:
    hashed = _Hashed(key)
    keys = _keys_by_text(connection, hashed, bases)
    is_all = all(basis.text in keys for basis in bases) and not any(
        rows for _, rows in _new_marks(connection, hashed, bases, keys)
    )
    return _Found(keys, is_all, hashed)


def _ensure(
    connection: Connection, hashed: _Hashed, bases: Sequence[Basis], now: int, known: Mapping[str, str]
) -> Mapping[str, str]:
    """Write what is missing beside the ``known`` keys, which never change; whoever was faster is found and kept."""
    missing = {basis.text: basis for basis in bases if basis.text not in known}
    rows = [_person_row(hashed, basis, now) for basis in missing.values()]
    # In the order of the unique index: two writers then wait for each other instead of dead-locking.
    for part in chunks(sorted(rows, key=lambda row: row["digest"])):
        connection.execute(insert_if_absent(connection, person), list(part))
    keys = {**known, **_keys_by_text(connection, hashed, list(missing.values()))}
    made = frozenset(row["person_key"] for row in rows)
    for table, new in _new_marks(connection, hashed, bases, keys, made):
        for part in chunks(new):
            connection.execute(insert_if_absent(connection, table), list(part))
    return keys


def _keys_by_text(connection: Connection, hashed: _Hashed, bases: Sequence[Basis]) -> dict[str, str]:
    texts = {hashed[text]: text for text in {basis.text for basis in bases}}
    found: dict[str, str] = {}
    for part in chunks(sorted(texts)):
        wanted = select(person.c.digest, person.c.person_key).where(person.c.digest.in_(part))
        rows = connection.execute(wanted.where(person.c.key_version == hashed.key.version))
        found.update((texts[row.digest], row.person_key) for row in rows)
    return found


def _person_row(hashed: _Hashed, basis: Basis, now: int) -> Values:
    person_key = new_person_key()
    return {"person_key": person_key, "kind": basis.kind, "recorded_at": now} | sealed_text(
        hashed.key, basis.text, person_key, hashed[basis.text]
    )


def _new_marks(
    connection: Connection, hashed: _Hashed, bases: Sequence[Basis], keys: Mapping[str, str], made: frozenset[str] = frozenset()
) -> Iterator[tuple[Table, list[Values]]]:
    """Give the rows that are still to be written: names of persons with an id number, and masked numbers of those without.

    Of persons whose key was ``made`` in this very transaction there is nothing to look for.
    """
    named = [(keys[basis.text], basis.name) for basis in bases if basis.kind == ID_NUMBER]
    masked = [(keys[basis.text], basis.mask) for basis in bases if basis.mask]
    for table, marks in ((person_name, named), (person_mask, masked)):
        yield table, _missing(connection, hashed, table, marks, made)


def _missing(
    connection: Connection, hashed: _Hashed, table: Table, marks: Sequence[tuple[str, str]], made: frozenset[str]
) -> list[Values]:
    wanted = {(person_key, hashed[text]): text for person_key, text in marks}
    known: set[tuple[str, str]] = set()
    for part in chunks(sorted({person_key for person_key, _ in wanted} - made)):
        pairs = select(table.c.person_key, table.c.digest).where(table.c.person_key.in_(part))
        known.update((row.person_key, row.digest) for row in connection.execute(pairs))
    new = sorted(wanted.keys() - known)
    return [
        {"person_key": person_key} | sealed_text(hashed.key, wanted[person_key, digest], person_key, digest)
        for person_key, digest in new
    ]
