"""What statements about the same thing make of each other, once a batch has been planned."""

from __future__ import annotations

from collections.abc import Sequence

from graph_service.model.facts import Row
from graph_service.store.graph.client import Transaction
from graph_service.store.graph.plan import Plan, is_standing
from graph_service.store.graph.settling import ABOUT, settle_spells
from graph_service.store.graph.succession import LEGAL_REPRESENTATIVE, one_spelling, settle_succession
from graph_service.store.ports import Load


def reconcile(transaction: Transaction, load: Load, table: str, plan: Plan, around: Sequence[Row]) -> Plan:
    """Let the statements about one thing complete each other, then let legal representatives follow each other.

    Args:
        transaction: reads names where persons are known by nothing else.
        load: the load that is put.
        table: whose plan it is.
        plan: what the batch changes; what follows from that is added.
        around: what is on record around the same anchors (``state/*``).
    """
    if table not in ABOUT or not (plan.create or plan.close):
        return plan
    standing = [row for row in around if is_standing(row)]
    plan = settle_spells(load, table, plan, standing)
    return settle_succession(load, plan, standing, _names(transaction, [*plan.create, *standing])) if table == "roles" else plan


def _names(transaction: Transaction, offices: Sequence[Row]) -> dict[str, str]:
    """Return the names of legal representatives, in one spelling, where some are known by their names alone."""
    heads = [row for row in offices if row["role"] == LEGAL_REPRESENTATIVE]
    if not any(row.get("change") for row in heads):
        return {}
    found = transaction.run("state/subjects", ids=sorted({str(row["person"]) for row in heads}))
    named = ((row["stored"]["id"], row["stored"].get("name")) for row in found)
    return {key: one_spelling(name) for key, name in named if name}
