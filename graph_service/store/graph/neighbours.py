"""The neighbours of one subject, a page at a time, and how many there are by what ties them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from graph_service.model.identities import AsKnown
from graph_service.store.graph.client import BoltClient, Record, Transaction
from graph_service.store.graph.facts_reader import described
from graph_service.store.graph.identities import Merged
from graph_service.store.graph.links import believed, branches_then, chunked, merged_then, moment_of, relationships_of
from graph_service.store.graph.records import records_of
from graph_service.store.ports import Relationship, SubjectRecord
from graph_service.store.reading_ports import (
    HUB,
    RELATION_KINDS,
    LinkFilter,
    LinkGroup,
    Neighbour,
    NeighbourPage,
    PageStart,
    Place,
)

_MOST_AMONG = 5_000
_FIRST = Place(-1, "")


def subjects_known(client: BoltClient, subject_ids: Sequence[str], known: AsKnown | None) -> dict[str, SubjectRecord]:
    """Return those of the subjects that are on record, as they were known at the moment, by the key asked for."""

    def work(transaction: Transaction) -> dict[str, SubjectRecord]:
        merged = merged_then(transaction, known, subject_ids)
        return dict(_asked(transaction, subject_ids, known, merged))

    return client.read(work)


def _asked(
    transaction: Transaction, subject_ids: Sequence[str], known: AsKnown | None, merged: Merged
) -> list[tuple[str, SubjectRecord]]:
    found: list[Record] = []
    for chunk in chunked(sorted(merged.widened(subject_ids))):
        found += transaction.run("state/subjects", ids=chunk)
    if known:
        then = described(transaction, [row["stored"] for row in found], moment_of(known))
        found = [{**row, "stored": then.get(key := row["stored"]["id"], {"id": key})} for row in found]
    records = {record.id: record for record in records_of(found, merged)}
    return [(key, records[merged.of(key)]) for key in dict.fromkeys(subject_ids) if merged.of(key) in records]


def neighbours(client: BoltClient, subject: SubjectRecord, chosen: LinkFilter, page: PageStart, limit: int) -> NeighbourPage:
    """Return the next ``limit`` neighbours or fewer: a person stated under several keys stands at the first of them alone."""
    return client.read(lambda transaction: _page(transaction, subject, chosen, (page, limit)))


def _page(transaction: Transaction, subject: SubjectRecord, chosen: LinkFilter, asked: tuple[PageStart, int]) -> NeighbourPage:
    start, limit = asked
    keys = sorted(subject.keys)
    bounds = {"most": limit + 1, "counted": HUB + 1}
    rows = transaction.run("read/neighbours_page", ids=keys, **bounds, **_of_page(start), **believed(chosen))
    places = [Place(int(row["rank"]), str(row["id"])) for row in rows[:limit]]
    merged = merged_then(transaction, chosen.known, {*keys, *(place.key for place in places)})
    links = _links(transaction, rows[:limit], keys, merged, chosen)
    first = _first_places(links, keys, merged)
    shown = [merged.of(place.key) for place in places if first.get(merged.of(place.key)) == place]
    if merged or chosen.known:
        records, numbers = dict(_asked(transaction, shown, chosen.known, merged)), _counted(transaction, shown, chosen, merged)
    else:
        records = {record.id: record for record in records_of(rows, merged)}
        numbers = Counter({str(row["id"]): int(row["neighbours"]) for row in rows})
    ties = _ties(links, merged.of(keys[0]), merged)
    found = tuple(Neighbour(records[key], ties[key], numbers[key]) for key in shown)
    return NeighbourPage(found, places[-1] if len(rows) > limit else None)


def _of_page(start: PageStart) -> dict[str, object]:
    after = start.after or _FIRST
    return {"rank": after.rank, "after": after.key, "folded": list(start.folded), "group": start.group}


def _links(
    transaction: Transaction, page: Sequence[Record], keys: Sequence[str], merged: Merged, chosen: LinkFilter
) -> list[Record]:
    """Return the links to the neighbours on the page; to one who is stated under several keys, those to all of them."""
    links: list[Record] = [
        {"kind": kind, "fact": fact, "start": start, "end": end} for row in page for kind, fact, start, end in row["links"]
    ]
    on_page = {str(row["id"]) for row in page}
    if elsewhere := merged.widened(on_page) - on_page - set(keys):
        asked = sorted({*elsewhere, *keys})
        among = transaction.run("read/relationships_among", ids=asked, most=_MOST_AMONG, **believed(chosen))
        links += [row for row in among if (row["start"] in keys) != (row["end"] in keys)]
    return branches_then(transaction, chosen.known, links)


def _first_places(links: Sequence[Record], keys: Sequence[str], merged: Merged) -> dict[str, Place]:
    """Return where each neighbour stands: at the first of the keys under which it is stated to be one."""
    first: dict[str, Place] = {}
    for row in links:
        other = str(row["end"] if row["start"] in keys else row["start"])
        place = Place(RELATION_KINDS.index(row["kind"]), other)
        first[merged.of(other)] = min(place, first.get(merged.of(other), place))
    return first


def _ties(links: Sequence[Record], mine: str, merged: Merged) -> dict[str, tuple[Relationship, ...]]:
    found: dict[str, list[Relationship]] = defaultdict(list)
    for one in relationships_of(links, merged):
        found[one.target if one.source == mine else one.source].append(one)
    return {key: tuple(sorted(ties, key=_order)) for key, ties in found.items()}


def _counted(transaction: Transaction, shown: Sequence[str], chosen: LinkFilter, merged: Merged) -> Counter[str]:
    """Count the neighbours of each, up to one more than makes a hub; two that are one person count twice."""
    found: Counter[str] = Counter()
    for chunk in chunked(sorted(merged.widened(shown))):
        for row in transaction.run("read/neighbour_counts", ids=chunk, most=HUB + 1, **believed(chosen)):
            found[merged.of(str(row["id"]))] += int(row["neighbours"])
    return found


def _order(one: Relationship) -> tuple[int, str, str]:
    return (RELATION_KINDS.index(one.type), one.label, one.fact)


def link_groups(client: BoltClient, subject: SubjectRecord, chosen: LinkFilter, limit: int) -> list[LinkGroup]:
    """Count the neighbours by what ties them, the largest groups first."""
    rows = client.read_one("read/link_groups", ids=sorted(subject.keys), most=limit, **believed(chosen))
    return [LinkGroup(str(row["kind"]), row["role"], bool(row["outward"]), int(row["neighbours"])) for row in rows]
