"""Subjects and their surroundings, for people to look at. Every query is bounded: a running one cannot be cancelled everywhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from graph_service.errors import NotFoundError
from graph_service.store.graph.client import BoltClient, Record, Transaction
from graph_service.store.graph.identities import Merged, merged_among, merged_subjects
from graph_service.store.graph.links import believed, relationships_of
from graph_service.store.graph.records import record_of, records_of
from graph_service.store.ports import Neighbourhood, SubjectRecord
from graph_service.store.reading_ports import HUB, LinkFilter
from graph_service.store.register_ports import KnownEvent

_MOST_LINKS_EACH = 200
_MOST_COUNTED = 10_000
_MOST_LINKS = 5_000
_HOPS = 3
_CHUNK = 2_000
_ANY = LinkFilter()


def subject(client: BoltClient, subject_id: str) -> SubjectRecord | None:
    """Return one subject under the key by which it is known, or ``None``."""

    def work(transaction: Transaction) -> list[SubjectRecord]:
        merged = merged_subjects(transaction, [subject_id])
        return records_of(transaction.run("state/subjects", ids=sorted(merged.widened([subject_id]))), merged)

    return next(iter(client.read(work)), None)


def _merged(client: BoltClient, ids: Iterable[str]) -> Merged:
    return client.read(lambda transaction: merged_subjects(transaction, ids))


def neighbourhood(client: BoltClient, subject_id: str, limit: int) -> Neighbourhood:
    """Return up to ``limit`` subjects around one, nearest first; a hub on the way is shown and counted, not walked through.

    Raises:
        NotFoundError: there is no such subject.
    """
    centre = subject(client, subject_id)
    if centre is None:
        raise NotFoundError("There is no such subject.", hint="Check the unified code or the key.")
    shown = _walk(client, centre, limit)
    merged = _merged(client, shown)
    keys = sorted(merged.widened(shown))
    found = client.read_one("read/subjects", ids=keys)
    links = client.read_one("read/relationships_among", ids=keys, most=_MOST_LINKS, **believed(_ANY))
    hidden = _hidden(client, keys, links, merged)
    order = {key: place for place, key in enumerate(shown)}
    subjects = sorted(records_of(found, merged), key=lambda record: order[record.id])
    return Neighbourhood(
        centre.id, tuple(subjects), relationships_of(links, merged), hidden, bool(hidden) or len(links) == _MOST_LINKS
    )


def _walk(client: BoltClient, centre: SubjectRecord, limit: int) -> list[str]:
    """Collect subjects hop by hop until the limit; a crowded subject passes on only its most telling neighbours."""
    shown = dict.fromkeys([centre.id])
    keys = set(centre.keys)
    for _ in range(_HOPS):
        if len(shown) >= limit or not keys:
            break
        rows = client.read_one(
            "read/relationships_around", ids=sorted(keys), most=min(limit, _MOST_LINKS_EACH), described=False, **believed(_ANY)
        )
        others = [str(row["other"]) for row in rows]
        merged = _merged(client, others)
        fresh = [key for key in dict.fromkeys(map(merged.of, others)) if key not in shown][: limit - len(shown)]
        shown.update(dict.fromkeys(fresh))
        keys = _passable(client, merged.widened(fresh))
    return list(shown)


def _passable(client: BoltClient, keys: set[str]) -> set[str]:
    """Leave out the hubs: a registration agent would lead to thousands of firms that have nothing else in common."""
    counted = client.read_one("read/neighbour_counts", ids=sorted(keys), most=HUB + 1, **believed(_ANY))
    return {str(row["id"]) for row in counted if int(row["neighbours"]) <= HUB}


def _hidden(client: BoltClient, keys: Sequence[str], links: Iterable[Record], merged: Merged) -> dict[str, int]:
    """Count neighbours left out, by subject; one that several merged keys, or several keys of its own, lead to counts for each."""
    visible: dict[str, set[str]] = {key: set() for key in keys}
    for row in links:
        visible[row["start"]].add(row["end"])
        visible[row["end"]].add(row["start"])
    hidden: Counter[str] = Counter()
    for row in client.read_one("read/neighbour_counts", ids=list(keys), most=_MOST_COUNTED, **believed(_ANY)):
        hidden[merged.of(row["id"])] += int(row["neighbours"]) - len(visible[row["id"]])
    return dict(+hidden)


def known(client: BoltClient, subject_ids: Sequence[str]) -> frozenset[str]:
    """Return those of the ids that a source has described; a mere mention does not make a subject known."""
    return frozenset(str(row["id"]) for row in _described(client, "read/described_subjects", subject_ids))


def known_events(client: BoltClient, event_ids: Iterable[str]) -> dict[str, KnownEvent]:
    """Return those of the ids that a source has described as events, with what they are."""
    rows = _described(client, "read/described_events", event_ids)
    return {str(row["id"]): KnownEvent(str(row["kind"]), str(row["category"])) for row in rows}


def _described(client: BoltClient, query: str, asked: Iterable[str]) -> Iterator[Record]:
    ids = sorted(set(asked))
    for first in range(0, len(ids), _CHUNK):
        yield from client.read_one(query, ids=ids[first : first + _CHUNK])


def subjects_named(client: BoltClient, name: str, limit: int) -> list[SubjectRecord]:
    """Return up to ``limit`` subjects of exactly this name, by id; then organisations that once had it, by id and start.

    A person who was merged stands under the key by which it is known.
    """
    rows = client.read_one("read/subjects_named", name=name, most=limit)
    named = [row for row in rows if row["former"] is None]
    ids = {str(row["stored"]["id"]) for row in named}
    merged = _merged(client, ids)
    others = merged.widened(ids) - ids
    found = [*named, *(client.read_one("state/subjects", ids=sorted(others)) if others else ())]
    current = sorted(records_of(found, merged), key=lambda record: (record.kind, record.id))
    once = [record_of(str(row["stored"]["id"]), [row], ()) for row in rows if row["former"] is not None]
    return [*current, *once][:limit]


def events_of(client: BoltClient, subject_ids: Sequence[str]) -> list[str]:
    """Return the ids of the events that touch any of the subjects, in order; a masked subject that was recognised is touched."""
    return _events(client, "read/events_of", subject_ids)


def events_reading(client: BoltClient, ids: Sequence[str]) -> list[str]:
    """Return the ids of the events among whose facts one of these persons or masked subjects is, in order."""
    return _events(client, "read/events_reading", ids)


def _events(client: BoltClient, query: str, subject_ids: Sequence[str]) -> list[str]:
    def work(transaction: Transaction) -> list[str]:
        merged = merged_among(transaction, subject_ids)
        ids = sorted(merged.widened(subject_ids) | merged.events)
        chunks = (ids[first : first + _CHUNK] for first in range(0, len(ids), _CHUNK))
        return sorted({str(row["id"]) for chunk in chunks for row in transaction.run(query, ids=chunk)})

    return client.read(work)
