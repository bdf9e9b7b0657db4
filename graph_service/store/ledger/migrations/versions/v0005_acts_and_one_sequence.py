"""Acts on measures, one sequence over all that is recorded, and which version of the graph was propagated as a whole."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from graph_service.store.ledger.migrations.append_only import guard

revision = "0005"
down_revision = "0004"

_SEQ = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_RECORDED = """
INSERT INTO ledger_entry (kind, ref)
SELECT kind, ref FROM (
  SELECT 'run' AS kind, run_event.seq AS ref, COALESCE(run_event.recorded_at, run.recorded_at) AS at
  FROM run_event JOIN run ON run.seq = run_event.run_seq
  UNION ALL SELECT 'load', seq, recorded_at FROM load_report
  UNION ALL SELECT 'judgement', seq, recorded_at FROM identity_judgement
) AS recorded ORDER BY at, kind, ref
"""


def upgrade() -> None:
    """Create the tables; what is recorded already takes its place in the sequence by its time."""
    op.create_table(
        "measure_act",
        sa.Column("seq", _SEQ, primary_key=True, autoincrement=True),
        sa.Column("key", sa.String, nullable=False, unique=True),
        *(sa.Column(name, sa.String, nullable=False) for name in ("kind", "event", "rule", "subject")),
        sa.Column("on_day", sa.Date, nullable=False),
        sa.Column("said", sa.String, nullable=False),
        sa.Column("until", sa.Date),
        sa.Column("run_seq", _SEQ, sa.ForeignKey("run.seq"), nullable=False),
        sa.Column("event_entry", _SEQ, sa.ForeignKey("run_event.seq"), nullable=False),
        sa.Column("facts", sa.String),
        sa.Column("rules", sa.String),
        sa.Column("by_user", sa.String, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("recorded_at", sa.BigInteger, nullable=False),
        sa.Column("acted_on", sa.Date, nullable=False),
    )
    op.create_index("measure_act_by_subject", "measure_act", ["subject", "seq"])
    op.create_table(
        "ledger_entry",
        sa.Column("seq", _SEQ, primary_key=True, autoincrement=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("ref", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("kind", "ref", name="ledger_entry_once"),
    )
    op.create_table(
        "graph_check",
        sa.Column("seq", _SEQ, primary_key=True, autoincrement=True),
        sa.Column("graph_version", sa.BigInteger, nullable=False),
        sa.Column("rules", sa.String, nullable=False),
        sa.Column("on_day", sa.Date, nullable=False),
        sa.Column("recorded_at", sa.BigInteger, nullable=False),
    )
    op.execute(_RECORDED)
    for table in ("measure_act", "ledger_entry", "graph_check"):
        guard(table)
