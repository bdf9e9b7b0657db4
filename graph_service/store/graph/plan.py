"""What one batch of stated rows changes, given what the graph believes now. Pure: the writer only carries it out.

Rules: the same content again changes nothing but who tells it; of two statements the one of the higher rank (``telling``) is believed,
and the other becomes history; a node takes each column from the statement of the highest rank that fills it (an empty cell means
"not said"); a link, and an entry of a subject, is replaced as a whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from graph_service.model.facts import TABLES, Row
from graph_service.store.graph.rows import Properties, Stated, content_of, epoch_ms, fact_id, provenance_of
from graph_service.store.graph.telling import (
    column_ranks,
    older_columns,
    rank_of,
    retold,
    silenced,
    told,
)
from graph_service.store.ports import Load


@dataclass(slots=True)
class Plan:
    """What a batch changes.

    Attributes:
        create: facts to write, with all properties.
        update: nodes to replace.
        archive: ids of nodes whose old content is kept.
        close: links or entries that end (``_mark``).
        mark: facts that are told again: links and entries as in ``close``, nodes as in ``update``.
        history: facts that were never believed, for something on record speaks for a later day; unless they are on record already.
        unchanged: how many rows change nothing.
        again: the source rows whose fact an earlier try of the same load already wrote.
    """

    create: list[Properties] = field(default_factory=list)
    update: list[Properties] = field(default_factory=list)
    archive: list[str] = field(default_factory=list)
    close: list[Properties] = field(default_factory=list)
    mark: list[Properties] = field(default_factory=list)
    history: list[Properties] = field(default_factory=list)
    unchanged: int = 0
    again: set[int] = field(default_factory=set)

    @property
    def stated(self) -> list[Properties]:
        """The facts that are new on record."""
        return [*self.create, *self.update, *self.history]


def plan_nodes(load: Load, facts: Sequence[Stated], stored: Mapping[str, Row]) -> Plan:
    """Compare stated nodes with the stored ones, by id; a stored node without a fact id is a stub."""
    plan = Plan()
    for fact in facts:
        known = stored.get(fact.anchor)
        over = silenced(load, fact.rank) or (known is not None and fact.rank < str(known.get("withdrawn") or ""))
        if known is not None and known.get("fact_id") is not None:
            _compare(plan, load, fact, known, over=over)
        elif over:
            plan.history.append(_past(load, fact, known))
        else:
            (plan.create if known is None else plan.update).append(_node(load, fact, fact.content, None))
    return plan


def _compare(plan: Plan, load: Load, fact: Stated, known: Row, *, over: bool) -> None:
    before = content_of(fact.table, known)
    after, ranks = (before, column_ranks(known, before)) if over else _merged(before, column_ranks(known, before), fact)
    lost = any(said is not None and said != after[name] for name, said in fact.content.items())
    tellings = None if over else retold(known, told(load, fact.rank))
    newest = max(rank_of(known), fact.rank)
    marks = {"tellings": tellings or known.get("tellings"), "older": older_columns(ranks, newest)}
    if after != before:
        plan.update.append(_node(load, fact, after, known) | marks)
        plan.archive.append(fact.anchor)
    elif tellings:
        plan.mark.append({"id": fact.anchor, **marks})
    if lost:
        plan.history.append(_past(load, fact, known))
    elif after == before:
        plan.unchanged += 1
        plan.again |= _again(load, fact, known)


def _merged(before: Properties, ranks: Mapping[str, str], fact: Stated) -> tuple[Properties, dict[str, str]]:
    """Fill each column from the statement of the highest rank; return the content and the rank of each filled column."""
    after, now = dict(before), dict(ranks)
    for name, said in fact.content.items():
        if said is not None and fact.rank >= ranks.get(name, ""):
            after[name], now[name] = said, fact.rank
    return after, now


def _node(load: Load, fact: Stated, content: Properties, known: Row | None) -> Properties:
    marks = _marks(load, fact, known)
    return {
        **content,
        **marks,
        "fact_key": fact.key,
        "fact_id": fact_id(fact.table, fact.anchor, fact.key, content),
        "stub": None,
    }


def _marks(load: Load, fact: Stated, known: Row | None) -> Properties:
    """Say where a fact comes from; the load of an interrupted try may be older than what it replaces."""
    marks = provenance_of(load, fact.row_number) | {"tellings": [told(load, fact.rank)]}
    if known is not None:
        marks["recorded_from"] = max(cast(int, marks["recorded_from"]), cast(int, known["recorded_from"]))
    return marks


def _past(load: Load, fact: Stated, known: Row | None) -> Properties:
    """Return a statement that was not believed when it came: its recorded time is over."""
    marks = provenance_of(load, fact.row_number)
    since = cast(int, marks["recorded_from"])
    until = max(since, cast(int, (known or {}).get("recorded_from") or since))
    return {**fact.content, **marks, "recorded_to": until, "fact_key": fact.key, "fact_id": fact.id, "stated_id": fact.id,
            "anchor": fact.anchor}  # fmt: skip


def _again(load: Load, fact: Stated, known: Row) -> set[int]:
    return {fact.row_number} if known["load_id"] == load.id else set()


def is_standing(stored: Row) -> bool:
    """Say whether a link or entry counts: it is believed, or held back because others say it already (``settling``)."""
    return stored.get("live_key") is not None


def sorted_out(stored: Iterable[Row]) -> tuple[dict[str, Row], dict[str, str]]:
    """Tell what stands, by key, from the highest rank at which each key was withdrawn."""
    believed: dict[str, Row] = {}
    gone: dict[str, str] = {}
    for row in stored:
        key = str(row["fact_key"])
        if is_standing(row):
            believed[key] = row
        else:
            gone[key] = max(gone.get(key, ""), str(row["withdrawn"]))
    return believed, gone


def plan_links(load: Load, facts: Sequence[Stated], stored: Iterable[Row]) -> Plan:
    """Compare stated links or entries with those around the same anchors that are believed or were withdrawn."""
    plan = Plan()
    believed, gone = sorted_out(stored)
    for fact in facts:
        known = believed.get(fact.key)
        over = silenced(load, fact.rank)
        if known is not None and known["stated_id"] == fact.id:
            plan.unchanged += 1
            plan.again |= _again(load, fact, known)
            if not over and (tellings := retold(known, told(load, fact.rank))):
                plan.mark.append(mark(fact.anchor, fact.key, tellings=tellings))
        elif over or fact.rank < (rank_of(known) if known is not None else gone.get(fact.key, "")):
            plan.history.append(_past(load, fact, known))
        else:
            if known is not None:
                plan.close.append(ended(known, epoch_ms(load.recorded_at)))
            plan.create.append(_link(load, fact, known))
    return plan


def mark(anchor: object, key: object, **properties: object) -> Properties:
    """Say what becomes of a believed link or entry."""
    return {"anchor": anchor, "key": key, "properties": properties}


def ended(known: Row, moment: int, withdrawn: str | None = None) -> Properties:
    """End the recorded time of a link or entry; ``withdrawn``: the rank of what took it back without putting another in its place."""
    held_back = cast("int | None", known.get("recorded_to"))
    until = max(moment, cast(int, known["recorded_from"])) if held_back is None else held_back
    return mark(known["anchor"], known["fact_key"], recorded_to=until, live_key=None, withdrawn=withdrawn)


def _link(load: Load, fact: Stated, known: Row | None) -> Properties:
    said = fact.id
    return {
        **fact.content, **_marks(load, fact, known), "fact_key": fact.key, "live_key": fact.key, "fact_id": said,
        "stated_id": said, "anchor": fact.anchor,
    }  # fmt: skip


def plan_withdrawal(load: Load, facts: Sequence[Stated], stored: Iterable[Row]) -> Plan:
    """Say which believed links or entries end because rows take them back; one that speaks for a later day stays."""
    plan = Plan()
    believed, gone = sorted_out(stored)
    for fact in facts:
        known = believed.get(fact.key)
        if known is not None and rank_of(known) <= fact.rank:
            plan.close.append(ended(known, epoch_ms(load.recorded_at), fact.rank))
        else:
            plan.unchanged += 1
            plan.again |= {fact.row_number} if taken_back_by(load, gone.get(fact.key)) else set()
    return plan


def plan_forgetting(load: Load, facts: Sequence[Stated], stored: Mapping[str, Row], named: frozenset[str]) -> Plan:
    """Say which nodes become stubs because rows take them back; a node that is ``named`` by a believed fact stays as described."""
    plan = Plan()
    for fact in facts:
        known = stored.get(fact.anchor, {})
        described = known.get("fact_id") is not None
        if described and fact.anchor not in named and rank_of(known) <= fact.rank:
            plan.update.append(forgotten(fact.table, known, fact.rank))
            plan.archive.append(fact.anchor)
        else:
            plan.unchanged += 1
            plan.again |= {fact.row_number} if not described and taken_back_by(load, known.get("withdrawn")) else set()
    return plan


def forgotten(table: str, known: Row, withdrawn: str) -> Properties:
    """Return what makes a node a stub: it keeps its key, and the rank at which it was taken back."""
    blank = dict.fromkeys(
        [
            *TABLES[table],
            "fact_id",
            "fact_key",
            "load_id",
            "source_file",
            "source_hash",
            "source_row",
            "recorded_from",
            "recorded_to",
            "tellings",
            "older",
        ]
    )
    return {**blank, "id": known["id"], "stub": True, "withdrawn": withdrawn}


def taken_back_by(load: Load, withdrawn: object) -> bool:
    """Say whether it was this load that took a fact back."""
    return isinstance(withdrawn, str) and withdrawn.rpartition("/")[2] == load.id
