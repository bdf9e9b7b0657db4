"""Relationships between subjects: of some kinds, held on a day, as believed at a moment. Every query is bounded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from graph_service.model.identities import AsKnown
from graph_service.store.graph.client import BoltClient, Record, Transaction
from graph_service.store.graph.facts_reader import NOW, described
from graph_service.store.graph.folding import folded
from graph_service.store.graph.history import origin
from graph_service.store.graph.identities import Merged, merged_among, merged_of, merged_subjects
from graph_service.store.graph.records import records_of
from graph_service.store.graph.rows import content_of, epoch_ms, row_of
from graph_service.store.ports import Relationship
from graph_service.store.reading_ports import EventsAbout, LinkFilter, Links

_TABLE_OF = {"HOLDS_ROLE": "roles", "OWNS": "holdings"}
#: Days before and after all that a register states: with them a query asks for any day.
_EARLIEST, _LATEST = date(1800, 1, 1), date(9999, 12, 31)
_CHUNK = 1_000


def believed(chosen: LinkFilter) -> dict[str, object]:
    """Return the parameters by which a query chooses links."""
    return {
        "kinds": list(chosen.kinds),
        "at": moment_of(chosen.known),
        "begun": chosen.on or _LATEST,
        "ended": _EARLIEST if chosen.former or chosen.on is None else chosen.on,
    }


def moment_of(known: AsKnown | None) -> int:
    """Return the moment in milliseconds since 1970 UTC; without one, a moment after all others."""
    return epoch_ms(known.moment) if known else NOW


def merged_then(transaction: Transaction, known: AsKnown | None, ids: Iterable[str]) -> Merged:
    """Return who of these is, or was then, read otherwise than as stated."""
    return merged_of(known.merged) if known else merged_subjects(transaction, ids)


def links_of(client: BoltClient, subject_ids: Sequence[str], chosen: LinkFilter, limit: int, *, described: bool) -> Links:
    """Return up to ``limit`` links of each subject, under whichever keys they are stated, and which subjects have more."""
    return client.read(lambda transaction: _links_of(transaction, subject_ids, chosen, limit, described=described))


def _links_of(
    transaction: Transaction, subject_ids: Sequence[str], chosen: LinkFilter, limit: int, *, described: bool
) -> Links:
    mine = merged_then(transaction, chosen.known, subject_ids)
    keys = sorted(mine.widened(subject_ids))
    rows: dict[tuple[str, str], Record] = {}
    seen: Counter[str] = Counter()
    for chunk in chunked(keys):
        bounds = {"most": limit + 1, "described": described}
        for row in transaction.run("read/relationships_around", ids=chunk, **bounds, **believed(chosen)):
            key = str(row["id"])
            seen[key] += 1
            if seen[key] <= limit:
                rows[row["fact"]["fact_id"], row["start"]] = row
    kept = branches_then(transaction, chosen.known, list(rows.values()))
    ends = {str(row[end]) for row in kept for end in ("start", "end")}
    merged = merged_then(transaction, chosen.known, {*keys, *ends})
    more = frozenset(merged.of(key) for key, number in seen.items() if number > limit)
    # Whoever is stated under several keys, or was described otherwise, has to be looked up.
    others = {} if merged or chosen.known or not described else {row["other"]: row for row in kept}
    return Links(relationships_of(kept, merged), more, {one.id: one for one in records_of(list(others.values()), merged)})


def branches_then(transaction: Transaction, known: AsKnown | None, rows: Sequence[Record]) -> list[Record]:
    """Leave out the branches that were not known at the moment to belong to the company: the link itself has no history."""
    drawn = {str(row["start"]) for row in rows if row["kind"] == "BRANCH_OF"} if known else set()
    if not drawn:
        return list(rows)
    stored = [row["stored"] for row in transaction.run("state/subjects", ids=sorted(drawn))]
    then = described(transaction, stored, moment_of(known))
    return [row for row in rows if row["kind"] != "BRANCH_OF" or then.get(row["start"], {}).get("parent") == row["end"]]


def relationships_of(rows: Iterable[Record], merged: Merged) -> tuple[Relationship, ...]:
    """Give the links with both ends as they are known; of links that say the same of one person, the one with the least fact id."""
    kept: dict[tuple[object, ...], Relationship] = {}
    for row in rows:
        found = _relationship(row, merged)
        key = (
            found.type,
            found.source,
            found.target,
            found.label,
            found.start,
            found.end,
            *sorted((found.properties or {}).items()),
        )
        if key not in kept or found.fact < kept[key].fact:
            kept[key] = found
    return tuple(kept.values())


def _relationship(row: Record, merged: Merged) -> Relationship:
    kind, fact = str(row["kind"]), row["fact"]
    content: Mapping[str, object] = content_of(_TABLE_OF[kind], fact) if kind in _TABLE_OF else {}
    label = {"HOLDS_ROLE": content.get("role"), "OWNS": "shareholder", "BRANCH_OF": "branch"}[kind]
    rest = {name: value for name, value in content.items() if value is not None and name not in {"start", "end", "role"}}
    rest |= {name: merged.of(str(rest[name])) for name in ("person", "holder") if name in rest}
    return Relationship(
        fact=str(fact["fact_id"]), type=kind, source=merged.of(row["start"]), target=merged.of(row["end"]), label=str(label),
        start=content.get("start"), end=content.get("end"), properties=rest,  # type: ignore[arg-type]  # days by TABLES
        provenance=origin(fact) if kind in _TABLE_OF else None,
    )  # fmt: skip


def events_about(client: BoltClient, subject_id: str, limit: int) -> EventsAbout:
    """Return up to ``limit`` events that touch a subject; who is meant by an event is told as it is known."""

    def work(transaction: Transaction) -> EventsAbout:
        found = transaction.run("read/events_about", id=subject_id, most=limit)
        kinds = ("touching", "through", "by_branches")
        touching = {event["id"]: event for record in found for kind in kinds for event in record[kind]}
        stored = [touching[key] for key in sorted(touching)][:limit]
        rows = [row_of("events", event) for event in stored]
        merged = merged_among(transaction, {str(row["subject"] or row["id"]) for row in rows} - {subject_id})
        version = min((int(record["version"]) for record in found), default=0)
        return EventsAbout(version, folded("events", rows, merged), {event["fact_id"]: origin(event) for event in stored})

    return client.read(work)


def at_same_address(client: BoltClient, subject_ids: Sequence[str], limit: int) -> Links:
    """Return who states the very same address as these now; a relationship of its own kind, without a fact."""
    found: dict[tuple[str, str], Relationship] = {}
    seen: Counter[str] = Counter()
    for chunk in chunked(sorted(set(subject_ids))):
        for row in client.read_one("read/same_address", ids=chunk, most=limit + 1):
            seen[row["id"]] += 1
            one, other = sorted((str(row["id"]), str(row["other"])))
            said = {"address": row["address"]}
            found[one, other] = Relationship("", "SAME_ADDRESS", one, other, "same_address", None, None, said)
    return Links(tuple(found.values()), frozenset(key for key, number in seen.items() if number > limit))


def chunked(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """Give the ids in pieces that one query takes."""
    return (ids[first : first + _CHUNK] for first in range(0, len(ids), _CHUNK))
