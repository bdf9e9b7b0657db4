"""Carries a plan out: the only place that changes facts in the graph."""

from __future__ import annotations

from graph_service.store.graph.client import Transaction
from graph_service.store.graph.ends import apart, ends_of_link, ensure_ends, filled, relink
from graph_service.store.graph.plan import Plan
from graph_service.store.graph.rows import NODE_TABLES, Properties, epoch_ms
from graph_service.store.graph.succession import LEGAL_REPRESENTATIVE
from graph_service.store.ports import Load


def family(table: str) -> str:
    """Return the name under which the queries know the nodes of a table."""
    return "events" if table == "events" else "subjects"


def carry_out(transaction: Transaction, load: Load, table: str, plan: Plan) -> bool:
    """Write what a plan says; say whether that was anything."""
    if not (plan.stated or plan.close or plan.mark):
        return False
    _write_source(transaction, load)
    if table in NODE_TABLES:
        _write_nodes(transaction, load, table, plan)
    else:
        _write_links(transaction, table, plan)
    if subjects := _renamed(table, plan):
        transaction.run("write/names_changed", subjects=subjects)
    return True


def _renamed(table: str, plan: Plan) -> list[str]:
    """Return the subjects of which a name may have changed: what finds parts of names reads them again."""
    if table in {"organizations", "persons"}:
        return sorted(str(row["id"]) for row in [*plan.create, *plan.update])
    if table == "names":
        return sorted({str(row["anchor"]) for row in [*plan.create, *plan.mark, *plan.close]})
    return []


def _write_nodes(transaction: Transaction, load: Load, table: str, plan: Plan) -> None:
    if plan.archive:
        transaction.run(f"write/{family(table)}_archive", ids=plan.archive, recorded_to=epoch_ms(load.recorded_at))
    if plan.create:
        transaction.run(f"write/{table}_create", rows=list(map(filled, plan.create)))
    if changed := [*plan.update, *plan.mark]:
        rows = [{"id": row["id"], "properties": row} for row in changed]
        transaction.run(f"write/{family(table)}_update", rows=rows)
    if plan.history:
        transaction.run("write/versions_create", rows=[_version(row) for row in plan.history])
    relink(transaction, table, [*plan.create, *plan.update], plan.archive)


def _version(row: Properties) -> Properties:
    """Lay a statement about a node out as a version of its own."""
    kept = filled({name: value for name, value in row.items() if name != "anchor"})
    return kept | {"of": row["anchor"], "id": f"{row['fact_id']}/{row['recorded_from']}/{row['recorded_to']}"}


def _write_links(transaction: Transaction, table: str, plan: Plan) -> None:
    new = [*plan.create, *plan.history]
    if locked := sorted({str(row["anchor"]) for row in plan.create if row.get("role") == LEGAL_REPRESENTATIVE}):
        transaction.run("write/lock_organizations", ids=locked)
    ensure_ends(transaction, table, new)
    # Told again first: what a successor ends in the same batch has its telling already.
    if marks := [*plan.mark, *plan.close]:
        transaction.run(f"write/{table}_mark", rows=marks)
    if new:
        own, shared = apart(new)
        rows = [ends_of_link(table, row) | {"properties": properties} for row, properties in zip(new, own, strict=True)]
        transaction.run(f"write/{table}_create", rows=rows, shared=shared)


def _write_source(transaction: Transaction, load: Load) -> None:
    source = {"id": load.id, "kind": load.source, "file": load.source_file, "hash": load.source_hash,
              "recorded_at": epoch_ms(load.recorded_at)}  # fmt: skip
    transaction.run("write/source", source=source)
