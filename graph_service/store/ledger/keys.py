"""Which key version a ledger is written with, and the change to a new one.

The database says which version is in use, and every transaction asks it: a process that started before a rotation never makes
hashes with the old key, which would let a person appear twice.
"""

from __future__ import annotations

from sqlalchemy import Connection, Row, Table, bindparam, insert, select, update

from graph_service.errors import SettingsError
from graph_service.security.crypto import decrypt, encrypt, keyed_hash
from graph_service.security.keyring import Key, KeyRing
from graph_service.store.ledger.database import Database, insert_if_absent, lock_out_writers
from graph_service.store.ledger.rows import Values, chunks
from graph_service.store.ledger.tables import key_state, person, person_mask, person_name

_NEWEST = select(key_state.c.version, key_state.c.fingerprint).order_by(key_state.c.version.desc()).limit(1)

#: person_key, digest, key_version, ciphertext of a table that holds sealed texts.
SealedRow = Row[str, str, int, bytes]


def sealed_text(key: Key, text: str, person_key: str, digest: str | None = None) -> Values:
    """Return the columns that hold a text of one person: keyed hash (made unless it is given), key version, ciphertext."""
    sealed = encrypt(key, text.encode(), context=person_key)
    return {"digest": digest or keyed_hash(key, text), "key_version": key.version, "ciphertext": sealed}


def opened_text(ring: KeyRing, row: SealedRow) -> str:
    """Return the text that ``sealed_text`` was given."""
    return decrypt(ring.get(row.key_version), row.ciphertext, context=row.person_key).decode()


def claim_keys(connection: Connection, ring: KeyRing) -> None:
    """Bind an unused ledger to the ring's newest key (made on first use), and check a used one against its key.

    Raises:
        SettingsError: the key is missing, is another one, or can be read by others.
    """
    if connection.execute(_NEWEST).one_or_none() is None:
        key = ring.current()
        entry = {"version": key.version, "fingerprint": key.fingerprint}
        connection.execute(insert_if_absent(connection, key_state).values(entry))
    active_key(connection, ring)


def active_key(connection: Connection, ring: KeyRing) -> Key:
    """Return the key that keyed hashes are made with, and hold off a rotation until the transaction ends."""
    lock_out_writers(connection, key_state, entirely=False)
    state = connection.execute(_NEWEST).one()
    key = ring.get(state.version)
    if key.fingerprint != state.fingerprint:
        raise SettingsError(
            f"key version {key.version} is not the one that this ledger was written with.",
            hint="Restore the keys directory that belongs to this ledger.",
        )
    return key


def rotate(database: Database, ring: KeyRing) -> int:
    """Make a new key version, then encrypt and hash every identity anew in one transaction; return the version.

    Killed half-way, the ledger is as before and the unused key does no harm. Sealed files are not touched: ``sealed.reseal``.
    """
    key = ring.add_version()

    def work(connection: Connection) -> None:
        lock_out_writers(connection, key_state, entirely=True)
        connection.execute(insert(key_state).values(version=key.version, fingerprint=key.fingerprint))
        for table in (person, person_name, person_mask):
            _rewrite(connection, ring, key, table)

    database.write(work)
    return key.version


def _rewrite(connection: Connection, ring: KeyRing, key: Key, table: Table) -> None:
    change = update(table).where(table.c.person_key == bindparam("b_key"), table.c.digest == bindparam("b_digest"))
    columns = (table.c.person_key, table.c.digest, table.c.key_version, table.c.ciphertext)
    rows = connection.execute(select(*columns).where(table.c.key_version != key.version)).all()
    for part in chunks(rows):
        changed = []
        for row in part:
            text = opened_text(ring, row)
            changed.append({"b_key": row.person_key, "b_digest": row.digest} | sealed_text(key, text, row.person_key))
        connection.execute(change, changed)
