"""Where facts come from, by fact id, superseded ones included."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from graph_service.store.graph.client import BoltClient, Record
from graph_service.store.graph.rows import from_epoch_ms, split_fact_id
from graph_service.store.ports import Provenance

_CHUNK = 500
_NODE_QUERY = {
    "organizations": "read/provenance_of_subjects",
    "persons": "read/provenance_of_subjects",
    "events": "read/provenance_of_events",
}


def provenance(client: BoltClient, fact_ids: Sequence[str]) -> dict[str, Provenance]:
    """Return where each fact comes from; of a content believed twice, the newest time."""
    wanted: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for fact in dict.fromkeys(fact_ids):
        place = split_fact_id(fact)
        if place:
            wanted[place[0]][place[1]].append(fact)
    found: dict[str, Provenance] = {}
    for table, by_anchor in wanted.items():
        for row in _rows(client, table, by_anchor):
            _keep_newest(found, row["fact"])
    asked = set(fact_ids)
    return {fact: origin for fact, origin in found.items() if fact in asked}


def _rows(client: BoltClient, table: str, by_anchor: dict[str, list[str]]) -> Iterable[Record]:
    anchors = sorted(by_anchor)
    for first in range(0, len(anchors), _CHUNK):
        chunk = anchors[first : first + _CHUNK]
        if table in _NODE_QUERY:
            yield from client.read_one(_NODE_QUERY[table], ids=chunk)
        else:
            ids = [fact for anchor in chunk for fact in by_anchor[anchor]]
            yield from client.read_one(f"read/provenance_of_{table}", anchors=chunk, ids=ids)


def _keep_newest(found: dict[str, Provenance], fact: Record) -> None:
    if fact["fact_id"] is None:  # a stub: named by other facts, described by none
        return
    until = fact.get("recorded_to")
    origin = Provenance(
        fact=fact["fact_id"],
        source_file=fact["source_file"],
        source_hash=fact["source_hash"],
        source_row=fact["source_row"],
        load_id=fact["load_id"],
        recorded_from=from_epoch_ms(fact["recorded_from"]),
        recorded_to=None if until is None else from_epoch_ms(until),
    )
    before = found.get(origin.fact)
    if before is None or (
        before.recorded_to is not None and (origin.recorded_to is None or origin.recorded_to > before.recorded_to)
    ):
        found[origin.fact] = origin
