"""Entry point of Alembic: run the steps on the connection and in the transaction that ``schema.upgrade`` opened."""

from __future__ import annotations

from alembic import context

from graph_service.store.ledger.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
