"""Writes facts: one managed transaction a batch, the guard first, then compare, then change. The same batch twice is once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import cast

from graph_service.errors import InputError
from graph_service.model.facts import ENTRY_TABLES, TABLES, FactRows, Row
from graph_service.store.graph.carrying import carry_out, family
from graph_service.store.graph.client import BoltClient, Transaction
from graph_service.store.graph.ends import check_kinds
from graph_service.store.graph.plan import (
    Plan,
    plan_forgetting,
    plan_links,
    plan_nodes,
    plan_withdrawal,
    sorted_out,
    taken_back_by,
)
from graph_service.store.graph.reconciling import reconcile
from graph_service.store.graph.rows import LINK_TABLES, NODE_TABLES, Properties, Stated, state_rows
from graph_service.store.graph.telling import rank
from graph_service.store.load_ports import Days
from graph_service.store.ports import Load, PutCounts

BATCH = 2_000
#: Facts of several tables that are written in one transaction.
MOST_TOGETHER = 4 * BATCH
#: Subjects last when facts are taken back: whether anything still names them is then settled.
WITHDRAWN = (*LINK_TABLES, *ENTRY_TABLES, "events", "persons", "organizations")


class _NothingToDoError(Exception):
    """Leaves a transaction without a trace: a batch that changes nothing must not raise the graph version."""

    def __init__(self, counts: PutCounts) -> None:
        super().__init__()
        self.counts = counts


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of one table as one load states them."""

    load: Load
    table: str
    facts: Sequence[Stated]

    @property
    def anchors(self) -> list[str]:
        """Where to look for what is on record of them."""
        return sorted({fact.anchor for fact in self.facts})


@dataclass(frozen=True, slots=True)
class Given:
    """The rows of a load, by table, with the source row of each, and the days of those that speak for a day of their own."""

    load: Load
    rows: FactRows
    numbers: Mapping[str, Sequence[int]]
    days: Days

    def stated(self, table: str) -> list[Stated]:
        """Return the rows of one table as statements, each key once."""
        ranks = {day: rank(self.load, day) for day in {None, *self.days.values()}}
        numbers = self.numbers.get(table, ())
        return state_rows(table, self.rows.get(table, ()), numbers, lambda number: ranks[self.days.get(number)])


_Work = Callable[[Transaction, Batch], tuple[PutCounts, bool]]


def put(client: BoltClient, given: Given) -> PutCounts:
    """Write the rows of a load, nodes before links and entries.

    Returns:
        ``created`` counts facts that are new on record, believed or not; ``closed`` what was believed before and no longer is.

    Raises:
        InputError: an unknown table or column, an empty required column, or an id of the other kind of subject.
    """
    return _carried_out(client.write, given, (*NODE_TABLES, *LINK_TABLES, *ENTRY_TABLES), _put)


def rehearse(client: BoltClient, given: Given) -> PutCounts:
    """Return what ``put`` would count, table by table, and write nothing.

    Raises:
        InputError: as for ``put``.
    """
    return _carried_out(client.read, given, (*NODE_TABLES, *LINK_TABLES, *ENTRY_TABLES), _rehearse)


def withdraw(client: BoltClient, given: Given) -> PutCounts:
    """End the facts that the rows name (see ``FactSink``)."""
    return _carried_out(client.write, given, WITHDRAWN, _withdraw)


def rows_on_record(client: BoltClient, given: Given) -> frozenset[int]:
    """Return the source rows that name a fact which is believed, or which this load withdrew (see ``FactSink``)."""
    beyond = {number for table in given.rows.keys() - {"persons", "organizations"} for number in given.numbers[table]}
    found: set[int] = set()
    for batch in _batches(given.load, _stated(given, WITHDRAWN)):
        here = client.read(partial(_on_record, batch=batch))
        found |= here - beyond if batch.table in {"persons", "organizations"} else here
    return frozenset(found)


def _on_record(transaction: Transaction, batch: Batch) -> set[int]:
    if batch.table in NODE_TABLES:
        stored = _stored_nodes(transaction, batch)
        believed = {key: row for key, row in stored.items() if row.get("fact_id") is not None}
        gone = {key: str(row.get("withdrawn")) for key, row in stored.items() if key not in believed}
        return {fact.row_number for fact in batch.facts
                if fact.anchor in believed or taken_back_by(batch.load, gone.get(fact.anchor))}  # fmt: skip
    believed, gone = sorted_out(_around(transaction, batch))
    return {fact.row_number for fact in batch.facts if fact.key in believed or taken_back_by(batch.load, gone.get(fact.key))}


def _carried_out(run: Callable[..., PutCounts], given: Given, tables: Iterable[str], work: _Work) -> PutCounts:
    unknown = given.rows.keys() - TABLES.keys()
    if unknown:
        raise InputError(min(unknown), "unknown table of facts")
    stated = _stated(given, tables)
    total = PutCounts(0, sum(map(len, given.rows.values())) - sum(map(len, stated.values())), 0)
    for together in _together(_batches(given.load, stated)):
        try:
            counts = run(partial(_one_transaction, batches=together, work=work))
        except _NothingToDoError as nothing:
            counts = nothing.counts
        total += counts
    return total


def _one_transaction(transaction: Transaction, batches: Sequence[Batch], work: _Work) -> PutCounts:
    if work is not _rehearse:
        transaction.run("write/raise_guard")
    total, changed = PutCounts(0, 0, 0), False
    for batch in batches:
        counts, wrote = work(transaction, batch)
        total, changed = total + counts, changed or wrote
    if not changed:
        raise _NothingToDoError(total)
    return total


def _stated(given: Given, tables: Iterable[str]) -> dict[str, list[Stated]]:
    """Return the statements of each of these tables, in that order; stating a row takes hashing it, so it is done once."""
    return {table: given.stated(table) for table in tables}


def _batches(load: Load, stated: Mapping[str, Sequence[Stated]]) -> Iterator[Batch]:
    for table, facts in stated.items():
        for first in range(0, len(facts), BATCH):
            yield Batch(load, table, facts[first : first + BATCH])


def _together(batches: Iterable[Batch]) -> Iterator[list[Batch]]:
    """Put small batches into one transaction: a commit costs as much as writing hundreds of facts."""
    held: list[Batch] = []
    for batch in batches:
        if held and sum(len(one.facts) for one in held) + len(batch.facts) > MOST_TOGETHER:
            yield held
            held = []
        held.append(batch)
    if held:
        yield held


def _put(transaction: Transaction, batch: Batch) -> tuple[PutCounts, bool]:
    plan, stated = _planned(transaction, batch)
    wrote = carry_out(transaction, batch.load, batch.table, plan)
    rows = frozenset(cast(int, row["source_row"]) for row in stated)
    closed = len(plan.archive) + len(plan.close)
    return PutCounts(_facts(stated), plan.unchanged, closed, rows, rows | plan.again), wrote


def _facts(stated: Sequence[Properties]) -> int:
    """Count facts; of one row, what is believed and what is only history are one."""
    return len({row["fact_key"] for row in stated})


def _rehearse(transaction: Transaction, batch: Batch) -> tuple[PutCounts, bool]:
    plan, stated = _planned(transaction, batch)
    return PutCounts(_facts(stated), plan.unchanged, len(plan.archive) + len(plan.close)), True


def _planned(transaction: Transaction, batch: Batch) -> tuple[Plan, list[Properties]]:
    """Plan a batch; also return the facts that its rows state anew (a successor's end of another office is none)."""
    if batch.table in NODE_TABLES:
        plan = plan_nodes(batch.load, batch.facts, _stored_nodes(transaction, batch))
        _forget_the_known(transaction, batch, plan)
        return plan, plan.stated
    around = _around(transaction, batch)
    plan = plan_links(batch.load, batch.facts, around)
    _forget_the_known(transaction, batch, plan)
    stated = plan.stated
    return reconcile(transaction, batch.load, batch.table, plan, around), stated


def _stored_nodes(transaction: Transaction, batch: Batch) -> dict[str, Row]:
    found = transaction.run(f"state/{family(batch.table)}", ids=batch.anchors)
    if batch.table != "events":
        check_kinds({row["stored"]["id"]: row["is_person"] for row in found}, dict.fromkeys(batch.anchors, batch.table[:-1]))
    return {row["stored"]["id"]: row["stored"] for row in found}


def _around(transaction: Transaction, batch: Batch) -> list[Row]:
    return [row["fact"] for row in transaction.run(f"state/{batch.table}", anchors=batch.anchors)]


def _forget_the_known(transaction: Transaction, batch: Batch, plan: Plan) -> None:
    """Leave out of the history what is on record already, whoever said it: a repeated file adds nothing."""
    if not plan.history:
        return
    anchors, ids = [row["anchor"] for row in plan.history], [row["fact_id"] for row in plan.history]
    if batch.table in NODE_TABLES:
        found = transaction.run(f"read/provenance_of_{family(batch.table)}", ids=anchors)
    else:
        found = transaction.run(f"read/provenance_of_{batch.table}", anchors=anchors, ids=ids)
    known: dict[object, Row] = {}
    for fact in (row["fact"] for row in found):
        known |= dict.fromkeys(
            (fact.get("stated_id"), fact.get("fact_id"), (fact.get("load_id"), fact.get("source_row"))), fact
        )
    updated = {row["source_row"] for row in plan.update}
    fresh = []
    for row in plan.history:
        before = known.get(row["fact_id"]) or known.get((batch.load.id, row["source_row"]))
        if before is None:
            fresh.append(row)
        elif row["source_row"] not in updated:
            plan.unchanged += 1
            plan.again |= {cast(int, row["source_row"])} if before["load_id"] == batch.load.id else set()
    plan.history = fresh


def _withdraw(transaction: Transaction, batch: Batch) -> tuple[PutCounts, bool]:
    if batch.table in NODE_TABLES:
        named = names_of(transaction, batch.table, batch.anchors)
        plan = plan_forgetting(batch.load, batch.facts, _stored_nodes(transaction, batch), named)
        gone = {row["id"] for row in plan.update}
    else:
        around = _around(transaction, batch)
        plan = plan_withdrawal(batch.load, batch.facts, around)
        gone = {row["key"] for row in plan.close}
        plan = reconcile(transaction, batch.load, batch.table, plan, around)
    rows = frozenset(fact.row_number for fact in batch.facts if {fact.anchor, fact.key} & gone)
    wrote = carry_out(transaction, batch.load, batch.table, plan)
    return PutCounts(0, plan.unchanged, len(gone), rows, rows | plan.again), wrote


def names_of(transaction: Transaction, table: str, ids: Sequence[str]) -> frozenset[str]:
    """Return those subjects to which something believed leads; an event is named by nothing that would keep it."""
    if table == "events" or not ids:
        return frozenset()
    return frozenset(str(row["id"]) for row in transaction.run("read/named_subjects", ids=list(ids)))
