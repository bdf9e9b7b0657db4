"""What the outcomes of each event rest on, when a run began to speak for it, and the law behind a decision made under another."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add columns that are empty in what is there already, and an index on an event's entries whatever their day."""
    for name, kind in (("recorded_at", sa.BigInteger), ("facts", sa.String), ("rules", sa.String)):
        op.add_column("run_event", sa.Column(name, kind))
    for name in ("same_from", "same_until"):
        op.add_column("run_event", sa.Column(name, sa.Date))
    op.add_column("outcome", sa.Column("basis_at_decision", sa.String))
    op.create_index("run_event_by_event", "run_event", ["event", "seq"])
