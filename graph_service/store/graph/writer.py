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
from graph_service.store.graph.settling import ABOUT, settle_spells
from graph_service.store.graph.succession import one_spelling
from graph_service.store.ports import Load, PutCounts

BATCH = 2_000
#: Facts of several tables that are written in one transaction.
MOST_TOGETHER = 4 * BATCH
_STUB: Properties = {"stub": True}
#: What a link that follows from a node's own column takes over from the node.
_FOLLOWING = ("fact_id", "load_id", "recorded_from")

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
    batches: list[_Batch] = []
    for table in (*NODE_TABLES, *LINK_TABLES, *ENTRY_TABLES):
        given = rows.get(table, ())
        facts = state_rows(table, given, row_numbers.get(table, ()))
        total = _sum(total, PutCounts(0, len(given) - len(facts), 0))
        batches += _batches(load, table, facts)
    for together in _together(batches):
        total = _sum(total, _put_together(client, together))
    return total


def _together(batches: Iterable[_Batch]) -> Iterator[list[_Batch]]:
    """Put small batches into one transaction: a commit costs as much as writing hundreds of facts."""
    held: list[_Batch] = []
    for batch in batches:
        if held and sum(len(one.facts) for one in held) + len(batch.facts) > MOST_TOGETHER:
            yield held
            held = []
        held.append(batch)
    if held:
        yield held


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


def _put_together(client: BoltClient, batches: Sequence[_Batch]) -> PutCounts:
    def work(transaction: Transaction) -> PutCounts:
        transaction.run("write/raise_guard")
        counts = PutCounts(0, 0, 0)
        for batch in batches:
            put_batch = _put_nodes if batch.table in NODE_TABLES else _put_links
            counts = _sum(counts, put_batch(transaction, batch))
        if not counts.created:
            raise _NothingToDoError(counts)
        return counts

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
        return _counts(plan, (), 0)
    _write_source(transaction, batch.load)
    _write_nodes(transaction, batch, plan, family)
    _relink(transaction, batch.table, [*plan.create, *plan.update], plan.archive)
    return _counts(plan, [*plan.create, *plan.update], len(plan.archive))


def _write_nodes(transaction: Transaction, batch: _Batch, plan: NodePlan, family: str) -> None:
    if plan.archive:
        transaction.run(f"write/{family}_archive", ids=plan.archive, recorded_to=batch.moment)
    if plan.create:
        rows, shared = _apart(plan.create)
        transaction.run(f"write/{batch.table}_create", rows=rows, shared=shared)
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
            own, shared = _apart([{name: row[name] for name in _FOLLOWING} for row in linked])
            ends = ({"start": row["id"], "end": row[column]} for row in linked)
            rows = [one | {"properties": properties} for one, properties in zip(ends, own, strict=True)]
            transaction.run(f"write/{query}", rows=rows, shared=shared)


def _put_links(transaction: Transaction, batch: _Batch) -> PutCounts:
    believed = [row["fact"] for row in transaction.run(f"state/{batch.table}", anchors=batch.anchors)]
    plan = plan_links(batch.load, batch.facts, believed)
    stated = list(plan.create)
    if not stated:
        return _counts(plan, (), 0)
    if batch.table in ABOUT:
        plan = _settled(transaction, batch, plan, believed)
    _write_source(transaction, batch.load)
    _ensure_ends(transaction, batch.table, plan.create)
    if plan.close:
        transaction.run(f"write/{batch.table}_close", rows=plan.close, recorded_to=batch.moment)
    own, shared = _apart(plan.create)
    rows = [_ends(batch.table, row) | {"properties": properties} for row, properties in zip(plan.create, own, strict=True)]
    transaction.run(f"write/{batch.table}_create", rows=rows, shared=shared)
    return _counts(plan, stated, len(plan.close))


def _ends(table: str, row: Properties) -> Properties:
    return {name: row[column] for name, column in zip(("start", "end"), ENDS[table], strict=False)}


def _settled(transaction: Transaction, batch: _Batch, plan: LinkPlan, believed: Sequence[Properties]) -> LinkPlan:
    """Let the statements about one thing complete each other, then representatives follow each other."""
    plan = settle_spells(batch.load, batch.table, plan, believed)
    if batch.table != "roles":
        return plan
    locked = sorted({str(row["anchor"]) for row in plan.create if row["role"] == LEGAL_REPRESENTATIVE})
    if locked:
        transaction.run("write/lock_organizations", ids=locked)
    return settle_succession(batch.load, plan, believed, _names(transaction, [*plan.create, *believed]))


def _names(transaction: Transaction, offices: Sequence[Properties]) -> dict[str, str]:
    """Return the names of legal representatives, in one spelling, where some are known by their names alone."""
    heads = [row for row in offices if row["role"] == LEGAL_REPRESENTATIVE]
    if not any(row.get("change") for row in heads):
        return {}
    found = transaction.run("state/subjects", ids=sorted({str(row["person"]) for row in heads}))
    return {row["stored"]["id"]: one_spelling(row["stored"].get("name") or "") for row in found}


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
            transaction.run(f"write/{table}_create", rows=[{"id": i} for i in ids], shared=_STUB)


def _ensure_events(transaction: Transaction, ids: set[str]) -> None:
    if not ids:
        return
    known = {row["id"] for row in transaction.run("state/events_known", ids=sorted(ids))}
    if ids - known:
        transaction.run("write/events_create", rows=[{"id": i} for i in sorted(ids - known)], shared=_STUB)


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


def _apart(rows: Sequence[Properties]) -> tuple[list[Properties], Properties]:
    """Take out what all rows have in common, and what is empty: packing values for the wire is half of the work of a load."""
    first = rows[0]
    shared = {name: value for name, value in first.items() if value is not None and all(row.get(name) == value for row in rows)}
    return [{name: value for name, value in row.items() if value is not None and name not in shared} for row in rows], shared
