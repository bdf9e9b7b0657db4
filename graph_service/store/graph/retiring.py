"""What a full file ends by passing it over in silence. Page by page, each page one transaction: the same call again goes on.

Only what the source told in the scope of the file is looked at; a telling of another source, or for a later day, keeps a fact. A subject
stays described while anything that is believed leads to it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import cast

from graph_service.model.facts import Row
from graph_service.store.graph.carrying import carry_out, family
from graph_service.store.graph.client import BoltClient, Transaction
from graph_service.store.graph.keys import pages_of_keys
from graph_service.store.graph.plan import Plan, ended, forgotten, is_standing, mark, taken_back_by
from graph_service.store.graph.reconciling import reconcile
from graph_service.store.graph.rows import ANCHORS, LINK_TABLES, NODE_TABLES, epoch_ms
from graph_service.store.graph.telling import rank, tells, without
from graph_service.store.graph.writer import names_of
from graph_service.store.load_ports import Retired
from graph_service.store.ports import Load

PAGE = 500
#: So many of the facts that ended are named; all of them bear the load that ended them.
LISTED = 200
_OF_EVENTS = (*(table for table in LINK_TABLES if ANCHORS[table] == "event"), "events")
#: Where to look, page by page, and for which tables; subjects last, when nothing leads to them any longer.
_PASSES = (
    ("read/event_keys", _OF_EVENTS),
    ("read/subject_keys", ("roles", "holdings", "names")),
    *((f"read/{table}_keys", (table,)) for table in ("licences", "honours", "references", "government_records")),
    ("read/subject_keys", ("persons", "organizations")),
)


@dataclass(slots=True)
class _Page:
    """What was found on one page: how many facts the series told, how many this load ended before, and what is to be done."""

    told: int = 0
    before: Counter[str] = field(default_factory=Counter)
    plans: dict[str, Plan] = field(default_factory=dict)
    ending: dict[str, list[str]] = field(default_factory=dict)


def retire(client: BoltClient, load: Load, *, rehearse: bool = False) -> Retired:
    """End what a full file no longer tells (see ``FactSink``)."""
    listed: list[str] = []
    counts: Counter[str] = Counter()
    told = 0
    for keys, tables in _PASSES:
        for ids in pages_of_keys(client, keys, PAGE):
            page = client.read(partial(_look, load=load, tables=tables, ids=ids))
            if page.plans and not rehearse:
                page = client.write(partial(_end, load=load, tables=tables, ids=ids))
            told += page.told
            counts += page.before
            for table, facts in page.ending.items():
                counts[table] += len(facts)
                listed += facts[: LISTED - len(listed)]
    return Retired(tuple(listed), dict(sorted(counts.items())), told)


def _end(transaction: Transaction, load: Load, tables: Sequence[str], ids: list[str]) -> _Page:
    transaction.run("write/raise_guard")
    page = _look(transaction, load, tables, ids)
    for table, plan in page.plans.items():
        carry_out(transaction, load, table, plan)
    return page


def _look(transaction: Transaction, load: Load, tables: Sequence[str], ids: list[str]) -> _Page:
    page = _Page()
    for table in tables:
        if table in NODE_TABLES:
            _look_at_nodes(transaction, load, table, ids, page)
        else:
            _look_at_links(transaction, load, table, ids, page)
    return page


def _look_at_links(transaction: Transaction, load: Load, table: str, ids: list[str], page: _Page) -> None:
    rows = [record["fact"] for record in transaction.run(f"state/{table}", anchors=ids)]
    standing = [row for row in rows if is_standing(row)]
    page.told += sum(tells(load, _tellings(row)) for row in standing)
    page.before[table] += sum(not is_standing(row) and taken_back_by(load, row["withdrawn"]) for row in rows)
    plan, ending = Plan(), []
    for row in standing:
        kept = without(load, _tellings(row))
        if len(kept) == len(_tellings(row)):
            continue
        if kept:
            plan.mark.append(mark(row["anchor"], row["fact_key"], tellings=kept))
        else:
            plan.close.append(ended(row, epoch_ms(load.recorded_at), rank(load)))
            ending.append(str(row["fact_id"]))
    _keep(page, table, reconcile(transaction, load, table, plan, rows), ending)


def _look_at_nodes(transaction: Transaction, load: Load, table: str, ids: list[str], page: _Page) -> None:
    found = transaction.run(f"state/{family(table)}", ids=ids)
    rows = [row["stored"] for row in found if table == "events" or row["is_person"] == (table == "persons")]
    described = [row for row in rows if row.get("fact_id") is not None]
    page.told += sum(tells(load, _tellings(row)) for row in described)
    page.before[table] += sum(row.get("fact_id") is None and taken_back_by(load, row.get("withdrawn")) for row in rows)
    silent = {str(row["id"]): row for row in described if len(without(load, _tellings(row))) < len(_tellings(row))}
    named = names_of(transaction, table, sorted(silent))
    plan, ending = Plan(), []
    for key, row in silent.items():
        if kept := without(load, _tellings(row)):
            plan.mark.append({"id": key, "tellings": kept})
        elif key not in named:
            plan.update.append(forgotten(table, row, rank(load)))
            plan.archive.append(key)
            ending.append(str(row["fact_id"]))
    _keep(page, table, plan, ending)


def _keep(page: _Page, table: str, plan: Plan, ending: list[str]) -> None:
    if plan.close or plan.mark or plan.update:
        page.plans[table] = plan
        page.ending[table] = ending


def _tellings(row: Row) -> Sequence[str]:
    return cast("Sequence[str] | None", row.get("tellings")) or ()
