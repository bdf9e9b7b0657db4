"""What one batch of stated rows changes, given what the graph believes now. Pure: the writer only carries it out.

Rules: the same content again changes nothing; what an older load says never replaces what a newer load said; a node keeps what
the new row leaves empty (an empty cell means "not said"); a link, and an entry of a subject, is replaced as a whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from graph_service.model.facts import Row
from graph_service.store.graph.rows import Properties, Stated, content_of, epoch_ms, fact_id, from_epoch_ms, provenance_of
from graph_service.store.graph.succession import OpenOffice, ends_of
from graph_service.store.ports import Load

LEGAL_REPRESENTATIVE = "legal_representative"
_NO_NAMES: Mapping[str, str] = {}


@dataclass(slots=True)
class NodePlan:
    """Nodes to create, nodes to replace (``archive`` names those whose old content is kept), and how many rows change nothing.

    ``again`` are the source rows whose fact an earlier try of the same load already wrote.
    """

    create: list[Properties] = field(default_factory=list)
    update: list[Properties] = field(default_factory=list)
    archive: list[str] = field(default_factory=list)
    unchanged: int = 0
    again: set[int] = field(default_factory=set)


@dataclass(slots=True)
class LinkPlan:
    """Links or entries to create (all properties) and to close (anchor and key); the rest as in ``NodePlan``."""

    create: list[Properties] = field(default_factory=list)
    close: list[Properties] = field(default_factory=list)
    unchanged: int = 0
    again: set[int] = field(default_factory=set)


def plan_nodes(load: Load, facts: Sequence[Stated], stored: Mapping[str, Row]) -> NodePlan:
    """Compare stated nodes with the stored ones, by id; a stored node without a fact id is a stub."""
    plan = NodePlan()
    for fact in facts:
        known = stored.get(fact.anchor)
        if known is None:
            plan.create.append(_node(load, fact, fact.content, None))
        elif known.get("fact_id") is None:
            plan.update.append(_node(load, fact, fact.content, None))
        else:
            before = content_of(fact.table, known)
            after = _merged(before, fact.content, newer=_is_newer(load, known))
            if after == before:
                plan.unchanged += 1
                plan.again |= _again(load, fact, known)
            else:
                plan.update.append(_node(load, fact, after, known))
                plan.archive.append(fact.anchor)
    return plan


def _merged(before: Properties, said: Properties, *, newer: bool) -> Properties:
    low, high = (before, said) if newer else (said, before)
    return {name: low[name] if high[name] is None else high[name] for name in before}


def _node(load: Load, fact: Stated, content: Properties, known: Row | None) -> Properties:
    marks = provenance_of(load, fact.row_number)
    if known is not None:
        marks["recorded_from"] = max(cast(int, marks["recorded_from"]), cast(int, known["recorded_from"]))
    return {
        **content,
        **marks,
        "fact_key": fact.key,
        "fact_id": fact_id(fact.table, fact.anchor, fact.key, content),
        "stub": None,
    }


def _is_newer(load: Load, known: Row) -> bool:
    """Say whether the load speaks later than the one that wrote the stored fact; two of one moment are ordered by load id."""
    return (epoch_ms(load.recorded_at), load.id) >= (known["recorded_from"], known["load_id"])


def _again(load: Load, fact: Stated, known: Row) -> set[int]:
    return {fact.row_number} if known["load_id"] == load.id else set()


def plan_links(load: Load, facts: Sequence[Stated], stored: Iterable[Row]) -> LinkPlan:
    """Compare stated links or entries with the believed ones around the same anchors."""
    plan = LinkPlan()
    believed = {str(row["fact_key"]): row for row in stored}
    for fact in facts:
        known = believed.get(fact.key)
        if known is not None and (known["stated_id"] == fact.id or not _is_newer(load, known)):
            plan.unchanged += 1
            plan.again |= _again(load, fact, known)
            continue
        if known is not None:
            plan.close.append({"anchor": fact.anchor, "key": fact.key})
        plan.create.append(_link(load, fact))
    return plan


def _link(load: Load, fact: Stated) -> Properties:
    marks = provenance_of(load, fact.row_number)
    return {
        **fact.content, **marks, "fact_key": fact.key, "live_key": fact.key, "fact_id": fact.id, "stated_id": fact.id,
        "anchor": fact.anchor,
    }  # fmt: skip


def settle_succession(load: Load, plan: LinkPlan, stored: Iterable[Row], names: Mapping[str, str] = _NO_NAMES) -> LinkPlan:
    """Give every open-ended legal representative of the organisations in the plan the end that the next one sets.

    Args:
        load: the load that is put.
        plan: what it creates and closes.
        stored: the offices around the same organisations.
        names: of holders, where a record of changes is among the offices.
    """
    closing = {str(row["key"]) for row in plan.close}
    touched = {row["anchor"] for row in plan.create if row["role"] == LEGAL_REPRESENTATIVE}
    touched |= {row["anchor"] for row in stored if row["fact_key"] in closing and row["role"] == LEGAL_REPRESENTATIVE}
    kept = [row for row in stored if row["fact_key"] not in closing]
    for anchor in touched:
        fresh = [row for row in plan.create if row["anchor"] == anchor and _is_open(row)]
        old = [row for row in kept if row["anchor"] == anchor and _is_open(row)]
        ends = ends_of([_office(row, names) for row in [*fresh, *old]])
        for new in fresh:
            _end(new, ends[str(new["fact_key"])])
        for row in old:
            end = ends[str(row["fact_key"])]
            if content_of("roles", row)["end"] != end:
                plan.close.append({"anchor": anchor, "key": row["fact_key"]})
                plan.create.append(_ended(load, row, end))
    return plan


def _is_open(row: Row) -> bool:
    """Say whether the source states no end; an end that came from a successor does not count, nor what is held back."""
    is_read = row["role"] == LEGAL_REPRESENTATIVE and row.get("recorded_to") is None
    return is_read and (row.get("end") is None or row.get("end_derived") is True)


def _office(row: Row, names: Mapping[str, str]) -> OpenOffice:
    start = content_of("roles", row)["start"]
    known = cast(int, row.get("stated_from") or row["recorded_from"])
    key, name = str(row["fact_key"]), names.get(str(row["person"]))
    since, rank = from_epoch_ms(known).date(), (known, key)
    return OpenOffice(key, start, since, rank, name, entered=bool(row.get("change")))  # type: ignore[arg-type]  # a day by TABLES


def _end(row: Properties, end: object) -> None:
    row["end"] = end
    row["end_derived"] = True if end is not None else None
    row["fact_id"] = fact_id("roles", str(row["anchor"]), str(row["fact_key"]), content_of("roles", row))


def _ended(load: Load, row: Row, end: object) -> Properties:
    again: Properties = {**row, **content_of("roles", row)}
    again["stated_from"] = row.get("stated_from") or row["recorded_from"]
    again["recorded_from"] = max(epoch_ms(load.recorded_at), cast(int, row["recorded_from"]))
    _end(again, end)
    return again
