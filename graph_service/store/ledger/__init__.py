"""The ledger adapter: acts, runs, outcomes and identities in SQL. The only importer of ``sqlalchemy``."""

from graph_service.store.ledger.database import Database, create_ledger_engine
from graph_service.store.ledger.digest import canonical_identities, ledger_digest
from graph_service.store.ledger.ledger import SqlLedger, open_ledger
from graph_service.store.ledger.schema import check_schema, schema_version, upgrade

__all__ = [
    "Database",
    "SqlLedger",
    "canonical_identities",
    "check_schema",
    "create_ledger_engine",
    "ledger_digest",
    "open_ledger",
    "schema_version",
    "upgrade",
]
