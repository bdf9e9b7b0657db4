"""Writes facts: one managed transaction a batch, the guard first, then compare, then change. The same batch twice is once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from graph_service.errors import InputError
from graph_service.model.facts import ENTRY_TABLES, TABLES, FactRows
from graph_service.store.graph.client import BoltClient, Transaction
from graph_service.store.graph.plan import LEGAL_REPRESENTATIVE, LinkPlan, NodePlan, plan_links, plan_nodes, settle_succession
from graph_service.store.graph.rows import LINK_TABLES, NODE_TABLES, Properties, Stated, epoch_ms, state_rows
from graph_service.store.ports import Load, PutCounts

BATCH = 2_000

#: The two ends of each link, as columns, from start to end; of an entry, the subject that it is linked to, if any.
ENDS: dict[str, tuple[str, ...]] = {
    "roles": ("person", "organization"),
    "holdings": ("holder", "organization"),
    "findings": ("event", "person"),
    "sanctions": ("event", "person"),
    "namings": ("event", "person"),
    "candidates": ("event", "person"),
    "participants": ("event", "organization"),
    "names": ("organization",),
    "licences": ("holder",),
    "honours": ("subject",),
    "references": (),
    "government_records": (),
}
_ANY = "subject"
_KINDS = {"person": "person", "organization": "organization", "holder": _ANY, "subject": _ANY, "parent": "organization",
          "client": "organization"}  # fmt: skip


class _NothingToDoError(Exception):
    """Leaves a transaction without a trace: a batch that changes nothing must not raise the graph version."""

    def __init__(self, counts: PutCounts) -> None:
        super().__init__()
        self.counts = counts


@dataclass(slots=True)
class _Batch:
    load: Load
    table: str
    facts: Sequence[Stated]

    @property
    def anchors(self) -> list[str]:
        return sorted({fact.anchor for fact in self.facts})

    @property
    def moment(self) -> int:
        return epoch_ms(self.load.recorded_at)


def put(client: BoltClient, load: Load, rows: FactRows, row_numbers: Mapping[str, Sequence[int]]) -> PutCounts:
    """Write the rows of a load, nodes before links and entries.

    Returns:
        ``created + unchanged`` is the number of rows; ``closed`` counts what was believed before and no longer is.

    Raises:
        InputError: an unknown table or column, an empty required column, or an id of the other kind of subject.
    """
    unknown = rows.keys() - TABLES.keys()
    if unknown:
        raise InputError(min(unknown), "unknown table of facts")
    total = PutCounts(0, 0, 0)
    for table in (*NODE_TABLES, *LINK_TABLES, *ENTRY_TABLES):
        given = rows.get(table, ())
        facts = state_rows(table, given, row_numbers.get(table, ()))
        total = _sum(total, PutCounts(0, len(given) - len(facts), 0))
        for batch in _batches(load, table, facts):
            total = _sum(total, _put_batch(client, batch))
    return total


def _sum(one: PutCounts, other: PutCounts) -> PutCounts:
    return PutCounts(
        one.created + other.created,
        one.unchanged + other.unchanged,
        one.closed + other.closed,
        one.created_rows | other.created_rows,
        one.written_rows | other.written_rows,
    )


def _counts(plan: NodePlan | LinkPlan, created: Sequence[Properties], closed: int) -> PutCounts:
    rows = frozenset(cast(int, row["source_row"]) for row in created)
    return PutCounts(len(created), plan.unchanged, closed, rows, rows | plan.again)


def _batches(load: Load, table: str, facts: Sequence[Stated]) -> Iterator[_Batch]:
    for first in range(0, len(facts), BATCH):
        yield _Batch(load, table, facts[first : first + BATCH])


def _put_batch(client: BoltClient, batch: _Batch) -> PutCounts:
    def work(transaction: Transaction) -> PutCounts:
        transaction.run("write/raise_guard")
        return _put_nodes(transaction, batch) if batch.table in NODE_TABLES else _put_links(transaction, batch)

    try:
        return client.write(work)
    except _NothingToDoError as nothing:
        return nothing.counts


def _put_nodes(transaction: Transaction, batch: _Batch) -> PutCounts:
    family = "events" if batch.table == "events" else "subjects"
    found = transaction.run(f"state/{family}", ids=batch.anchors)
    if family == "subjects":
        _check_kinds({row["stored"]["id"]: row["is_person"] for row in found}, dict.fromkeys(batch.anchors, batch.table[:-1]))
    plan = plan_nodes(batch.load, batch.facts, {row["stored"]["id"]: row["stored"] for row in found})
    if not plan.create and not plan.update:
        raise _NothingToDoError(_counts(plan, (), 0))
    _write_source(transaction, batch.load)
    _write_nodes(transaction, batch, plan, family)
    _relink(transaction, batch.table, [*plan.create, *plan.update], plan.archive)
    return _counts(plan, [*plan.create, *plan.update], len(plan.archive))


def _write_nodes(transaction: Transaction, batch: _Batch, plan: NodePlan, family: str) -> None:
    if plan.archive:
        transaction.run(f"write/{family}_archive", ids=plan.archive, recorded_to=batch.moment)
    if plan.create:
        transaction.run(f"write/{batch.table}_create", rows=[_filled(row) for row in plan.create])
    if plan.update:
        transaction.run(f"write/{family}_update", rows=[{"id": row["id"], "properties": row} for row in plan.update])


def _relink(transaction: Transaction, table: str, nodes: Sequence[Properties], changed: Sequence[str]) -> None:
    """Draw the links that follow from a node's own columns: a branch's parent, an event's subject and client."""
    if table == "persons":
        return
    columns = {
        "organizations": {"parent": "branches_link"},
        "events": {"subject": "events_link_subject", "client": "events_link_client"},
    }
    if changed:
        transaction.run("write/branches_unlink" if table == "organizations" else "write/events_unlink", ids=changed)
    for column, query in columns[table].items():
        linked = [row for row in nodes if row.get(column) is not None]
        _ensure_subjects(transaction, {str(row[column]): _KINDS[column] for row in linked})
        if linked:
            transaction.run(f"write/{query}", rows=[_follow_up(row, column) for row in linked])


def _follow_up(node: Properties, column: str) -> Properties:
    marks = {name: node[name] for name in ("fact_id", "load_id", "recorded_from")}
    return {"start": node["id"], "end": node[column], "properties": marks}


def _put_links(transaction: Transaction, batch: _Batch) -> PutCounts:
    believed = [row["fact"] for row in transaction.run(f"state/{batch.table}", anchors=batch.anchors)]
    plan = plan_links(batch.load, batch.facts, believed)
    stated = list(plan.create)
    if not stated:
        raise _NothingToDoError(_counts(plan, (), 0))
    if batch.table == "roles":
        plan = _settled(transaction, batch, plan, believed)
    _write_source(transaction, batch.load)
    _ensure_ends(transaction, batch.table, plan.create)
    if plan.close:
        transaction.run(f"write/{batch.table}_close", rows=plan.close, recorded_to=batch.moment)
    transaction.run(
        f"write/{batch.table}_create", rows=[_ends(batch.table, row) | {"properties": _filled(row)} for row in plan.create]
    )
    return _counts(plan, stated, len(plan.close))


def _ends(table: str, row: Properties) -> Properties:
    return {name: row[column] for name, column in zip(("start", "end"), ENDS[table], strict=False)}


def _settled(transaction: Transaction, batch: _Batch, plan: LinkPlan, believed: Sequence[Properties]) -> LinkPlan:
    locked = sorted({str(row["anchor"]) for row in plan.create if row["role"] == LEGAL_REPRESENTATIVE})
    if locked:
        transaction.run("write/lock_organizations", ids=locked)
    return settle_succession(batch.load, plan, believed)


def _ensure_ends(transaction: Transaction, table: str, links: Iterable[Properties]) -> None:
    subjects: dict[str, str] = {}
    events: set[str] = set()
    for row in links:
        for column in ENDS[table]:
            if column == "event":
                events.add(str(row[column]))
            else:
                subjects[str(row[column])] = _KINDS[column]
    _ensure_subjects(transaction, subjects)
    _ensure_events(transaction, events)


def _ensure_subjects(transaction: Transaction, kinds: Mapping[str, str]) -> None:
    """Make a stub for each subject that a fact names and no source has described yet; its label is final."""
    if not kinds:
        return
    known = {row["id"]: row["is_person"] for row in transaction.run("state/subjects_known", ids=sorted(kinds))}
    _check_kinds(known, kinds)
    missing = [i for i in sorted(kinds) if i not in known]
    persons = [i for i in missing if kinds[i] == "person" or (kinds[i] == _ANY and i.startswith("p-"))]
    organizations = [i for i in missing if i not in set(persons)]
    for table, ids in (("persons", persons), ("organizations", organizations)):
        if ids:
            transaction.run(f"write/{table}_create", rows=[{"id": i, "stub": True} for i in ids])


def _ensure_events(transaction: Transaction, ids: set[str]) -> None:
    if not ids:
        return
    known = {row["id"] for row in transaction.run("state/events_known", ids=sorted(ids))}
    if ids - known:
        transaction.run("write/events_create", rows=[{"id": i, "stub": True} for i in sorted(ids - known)])


def _check_kinds(known: Mapping[str, bool], wanted: Mapping[str, str]) -> None:
    for subject, is_person in known.items():
        kind = "person" if is_person else "organization"
        if wanted[subject] not in {kind, _ANY}:
            raise InputError(
                subject, f"is on record as {kind}, a source says {wanted[subject]}", hint="Correct one of the sources."
            )


def _write_source(transaction: Transaction, load: Load) -> None:
    source = {"id": load.id, "kind": load.source, "file": load.source_file, "hash": load.source_hash,
              "recorded_at": epoch_ms(load.recorded_at)}  # fmt: skip
    transaction.run("write/source", source=source)


def _filled(row: Properties) -> Properties:
    """Leave out what is empty: a null is no property, and sending it costs time."""
    return {name: value for name, value in row.items() if value is not None}
