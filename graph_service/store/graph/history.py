"""What facts say and where they come from, by fact id, superseded ones included."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from math import inf

from graph_service.model.facts import WITHHELD_TABLES
from graph_service.store.graph.client import BoltClient, Record, Transaction
from graph_service.store.graph.rows import content_of, from_epoch_ms, split_fact_id
from graph_service.store.ports import Provenance, StatedFact

_CHUNK = 500
_NODE_QUERY = {
    "organizations": "read/provenance_of_subjects",
    "persons": "read/provenance_of_subjects",
    "events": "read/provenance_of_events",
}


def provenance(client: BoltClient, fact_ids: Sequence[str]) -> dict[str, Provenance]:
    """Return where each fact comes from; of a content believed twice, the newest time."""
    return {fact: origin(stored) for fact, stored in _newest(client, fact_ids).items()}


def fact(client: BoltClient, fact_id: str) -> StatedFact | None:
    """Return what one fact says and where it comes from."""
    stored = _newest(client, [fact_id]).get(fact_id)
    place = split_fact_id(fact_id)
    return StatedFact(place[0], content_of(place[0], stored), origin(stored)) if place and stored else None


def _newest(client: BoltClient, fact_ids: Sequence[str]) -> dict[str, Record]:
    wanted: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for fact in dict.fromkeys(fact_ids):
        place = split_fact_id(fact)
        if place and place[0] not in WITHHELD_TABLES:
            wanted[place[0]][place[1]].append(fact)
    asked = set(fact_ids)

    def work(transaction: Transaction) -> dict[str, Record]:
        found: dict[str, Record] = {}
        for table, by_anchor in wanted.items():
            for row in _rows(transaction, table, by_anchor):
                _keep_newest(found, row["fact"])
        return {fact: stored for fact, stored in found.items() if fact in asked}

    return client.read(work) if wanted else {}


def _rows(transaction: Transaction, table: str, by_anchor: dict[str, list[str]]) -> Iterable[Record]:
    anchors = sorted(by_anchor)
    for first in range(0, len(anchors), _CHUNK):
        chunk = anchors[first : first + _CHUNK]
        if table in _NODE_QUERY:
            yield from transaction.run(_NODE_QUERY[table], ids=chunk)
        else:
            ids = [fact for anchor in chunk for fact in by_anchor[anchor]]
            yield from transaction.run(f"read/provenance_of_{table}", anchors=chunk, ids=ids)


def _keep_newest(found: dict[str, Record], stored: Record) -> None:
    fact_id = stored.get("fact_id")
    if fact_id is None:  # a stub: named by other facts, described by none
        return
    before = found.get(fact_id)
    if before is None or _believed_until(stored) > _believed_until(before):
        found[fact_id] = stored


def _believed_until(stored: Record) -> float:
    until = stored.get("recorded_to")
    return inf if until is None else float(until)


def origin(stored: Record) -> Provenance:
    """Return where a stored fact comes from."""
    until = stored.get("recorded_to")
    return Provenance(
        fact=stored["fact_id"],
        source_file=stored["source_file"],
        source_hash=stored["source_hash"],
        source_row=stored["source_row"],
        load_id=stored["load_id"],
        recorded_from=from_epoch_ms(stored["recorded_from"]),
        recorded_to=None if until is None else from_epoch_ms(until),
    )
