"""The ledger in SQL: one object that satisfies the ledger's ports."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from graph_service.security.keyring import KeyRing
from graph_service.store.ledger.accounts import Accounts
from graph_service.store.ledger.acts import Acts
from graph_service.store.ledger.audit import AuditChain
from graph_service.store.ledger.audit_verify import AuditVerification
from graph_service.store.ledger.database import Database, create_ledger_engine
from graph_service.store.ledger.dossiers import Dossiers
from graph_service.store.ledger.feed import Feed
from graph_service.store.ledger.history import History
from graph_service.store.ledger.identities import Identities
from graph_service.store.ledger.judgements import Judgements
from graph_service.store.ledger.keys import claim_keys, rotate
from graph_service.store.ledger.leads import Leads
from graph_service.store.ledger.loads import Loads
from graph_service.store.ledger.outbox import Outbox
from graph_service.store.ledger.receipts import Receipts
from graph_service.store.ledger.runs import Runs
from graph_service.store.ledger.schema import check_schema, schema_version, upgrade
from graph_service.store.ledger.spoken import SpokenOutcomes


class SqlLedger(
    Runs,
    History,
    Identities,
    Judgements,
    Loads,
    Acts,
    Feed,
    SpokenOutcomes,
    Receipts,
    Leads,
    Dossiers,
    Outbox,
    Accounts,
    AuditChain,
    AuditVerification,
):
    """Runs, outcomes, acts on them, dossiers, receipts, loads, identities and judgements on them, in SQLite or PostgreSQL. Threads may share one; close it at the end."""

    def __init__(self, database: Database, ring: KeyRing, now: Callable[[], datetime]) -> None:
        """Open a database whose schema is up to date.

        Args:
            database: where the tables lie.
            ring: the keys of this instance; made on first use of an unused ledger.
            now: the clock, giving aware times.

        Raises:
            SchemaError: the schema is missing, behind or ahead.
            SettingsError: the ledger's key is missing, is another one, or can be read by others.
        """
        check_schema(database.engine)
        self._database = database
        self._ring = ring
        self._now = now
        database.write(lambda connection: claim_keys(connection, ring))

    @property
    def database(self) -> Database:
        """The database underneath, for checks and digests."""
        return self._database

    @property
    def ring(self) -> KeyRing:
        """The keys of this instance."""
        return self._ring

    def rotate_keys(self) -> int:
        """Move every identity to a new key version and return it; other processes may go on working meanwhile."""
        return rotate(self._database, self._ring)

    def close(self) -> None:
        """Give the connections back."""
        self._database.engine.dispose()


def open_ledger(url: str, ring: KeyRing, now: Callable[[], datetime]) -> SqlLedger:
    """Open the ledger at a SQLAlchemy address; an empty database is given its schema, an older one is refused.

    Raises:
        SchemaError, SettingsError, StoreUnavailableError: see ``SqlLedger`` and ``create_ledger_engine``.
    """
    engine = create_ledger_engine(url)
    try:
        if schema_version(engine) is None:
            upgrade(engine)
        return SqlLedger(Database(engine), ring, now)
    except BaseException:
        engine.dispose()
        raise
