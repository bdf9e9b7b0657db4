"""Subjects by parts of their names, and events by document number.

What a name begins with is found by an index on both servers; nothing that both have finds what stands further on, so every name is read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from graph_service.store.graph.client import BoltClient, Record
from graph_service.store.graph.records import former_name
from graph_service.store.reading_ports import NameHit, NamePart, Place

_FIRST = Place(-1, "")
#: What is asked of each kind of subject: first by index, then, where that does not fill a page, of every name.
_BEGINNING: Mapping[str, Sequence[str]] = {
    "organization": ("read/organizations_beginning", "read/former_names_beginning"),
    "person": ("read/persons_beginning",),
}
_CONTAINING: Mapping[str, Sequence[str]] = {
    "organization": ("read/organizations_containing", "read/former_names_containing"),
    "person": ("read/persons_containing",),
}


def named_like(
    client: BoltClient, parts: Mapping[str, NamePart], after: Place | None, limit: int
) -> tuple[list[NameHit], Place | None]:
    """Return the next ``limit`` subjects, by rank and key, and where the next page goes on."""
    start = after or _FIRST
    asked = {"rank": start.rank, "after": start.key, "most": limit + 1}
    found = [
        _hit(kind, row)
        for kind, part in parts.items()
        for query in _BEGINNING[kind]
        for row in client.read_one(query, part=part.part, whole=part.whole, **asked)
    ]
    if len(found) <= limit:
        found += [
            _hit(kind, row)
            for kind, part in parts.items()
            for query in _CONTAINING[kind]
            for row in client.read_one(query, part=part.part, **asked)
        ]
    found.sort(key=lambda hit: hit.place)
    return found[:limit], found[limit - 1].place if len(found) > limit else None


def _hit(kind: str, row: Record) -> NameHit:
    return NameHit(Place(int(row["rank"]), str(row["id"])), kind, former_name(row.get("former")))


def events_by_document(client: BoltClient, documents: Sequence[str], limit: int) -> list[Record]:
    """Return the events with one of these document numbers, in order."""
    return list(client.read_one("read/events_by_document", documents=list(documents), most=limit))
