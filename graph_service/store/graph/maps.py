"""Subjects and their surroundings, for people to look at. Every query is bounded: a running one cannot be cancelled everywhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from graph_service.errors import NotFoundError
from graph_service.store.graph.client import BoltClient, Record
from graph_service.store.graph.rows import content_of
from graph_service.store.ports import FormerName, Neighbourhood, Relationship, SubjectRecord

_MOST_LINKS_EACH = 200
_MOST_COUNTED = 10_000
_MOST_LINKS = 5_000
_HOPS = 3
_CHUNK = 1_000
_MARKS = frozenset(
    "id name uscc type fact_id fact_key live_key stated_id stated_from source_file source_hash source_row load_id "
    "recorded_from recorded_to anchor version stub end_derived".split()
)
_TABLE_OF = {"HOLDS_ROLE": "roles", "OWNS": "holdings"}


def subject(client: BoltClient, subject_id: str) -> SubjectRecord | None:
    """Return one subject, or ``None``."""
    found = client.read_one("read/subject", id=subject_id)
    return _record(found[0]) if found else None


def _record(found: Record) -> SubjectRecord:
    stored, is_person = found["stored"], found["is_person"]
    return SubjectRecord(
        id=stored["id"],
        kind="person" if is_person else "organization",
        name=stored.get("name") or stored["id"],
        type=stored.get("type"),
        uscc=stored.get("uscc"),
        properties={name: value for name, value in stored.items() if name not in _MARKS and value is not None},
        former_name=_former(found.get("former")),
    )


def _former(stored: Record | None) -> FormerName | None:
    if stored is None:
        return None
    said = content_of("names", stored)
    return FormerName(str(said["name"]), said["start"], said["end"], str(stored["fact_id"]))  # type: ignore[arg-type]  # days by TABLES


def neighbourhood(client: BoltClient, subject_id: str, limit: int) -> Neighbourhood:
    """Return up to ``limit`` subjects around one, nearest first.

    Raises:
        NotFoundError: there is no such subject.
    """
    if subject(client, subject_id) is None:
        raise NotFoundError("There is no such subject.", hint="Check the unified code or the key.")
    shown = _walk(client, subject_id, limit)
    found = client.read_one("read/subjects", ids=shown)
    links = client.read_one("read/relationships_among", ids=shown, most=_MOST_LINKS)
    hidden = _hidden(client, shown, links)
    order = {key: place for place, key in enumerate(shown)}
    subjects = sorted((_record(row) for row in found), key=lambda record: order[record.id])
    relationships = tuple(_relationship(row) for row in links)
    return Neighbourhood(subject_id, tuple(subjects), relationships, hidden, bool(hidden) or len(links) == _MOST_LINKS)


def _walk(client: BoltClient, centre: str, limit: int) -> list[str]:
    """Collect subjects hop by hop until the limit; a crowded subject passes on only its most telling neighbours."""
    shown = dict.fromkeys([centre])
    edge = [centre]
    for _ in range(_HOPS):
        if len(shown) >= limit or not edge:
            break
        rows = client.read_one("read/relationships_around", ids=edge, most=min(limit, _MOST_LINKS_EACH))
        fresh = [key for key in dict.fromkeys(str(row["other"]) for row in rows) if key not in shown]
        edge = fresh[: limit - len(shown)]
        shown.update(dict.fromkeys(edge))
    return list(shown)


def _hidden(client: BoltClient, shown: Sequence[str], links: Iterable[Record]) -> dict[str, int]:
    visible: dict[str, set[str]] = {key: set() for key in shown}
    for row in links:
        visible[row["start"]].add(row["end"])
        visible[row["end"]].add(row["start"])
    counts = client.read_one("read/neighbour_counts", ids=list(shown), most=_MOST_COUNTED)
    missing = {str(row["id"]): int(row["neighbours"]) - len(visible[row["id"]]) for row in counts}
    return {key: count for key, count in missing.items() if count > 0}


def _relationship(row: Record) -> Relationship:
    kind, fact = str(row["kind"]), row["fact"]
    content: Mapping[str, object] = content_of(_TABLE_OF[kind], fact) if kind in _TABLE_OF else {}
    label = {"HOLDS_ROLE": content.get("role"), "OWNS": "shareholder", "BRANCH_OF": "branch"}[kind]
    rest = {name: value for name, value in content.items() if value is not None and name not in {"start", "end", "role"}}
    return Relationship(
        fact=str(fact["fact_id"]), type=kind, source=str(row["start"]), target=str(row["end"]), label=str(label),
        start=content.get("start"), end=content.get("end"), properties=rest,  # type: ignore[arg-type]  # days by TABLES
    )  # fmt: skip


def known(client: BoltClient, subject_ids: Sequence[str]) -> frozenset[str]:
    """Return those of the ids that a source has described; a mere mention does not make a subject known."""
    return _described(client, "read/described_subjects", subject_ids)


def known_events(client: BoltClient, event_ids: Iterable[str]) -> frozenset[str]:
    """Return those of the ids that a source has described as events."""
    return _described(client, "read/described_events", event_ids)


def _described(client: BoltClient, query: str, asked: Iterable[str]) -> frozenset[str]:
    ids = sorted(set(asked))
    chunks = (ids[first : first + _CHUNK] for first in range(0, len(ids), _CHUNK))
    return frozenset(str(row["id"]) for chunk in chunks for row in client.read_one(query, ids=chunk))


def subjects_named(client: BoltClient, name: str, limit: int) -> list[SubjectRecord]:
    """Return up to ``limit`` subjects of exactly this name, by id; then organisations that once had it, by id and start."""
    return [_record(row) for row in client.read_one("read/subjects_named", name=name, most=limit)][:limit]


def events_of(client: BoltClient, subject_ids: Sequence[str]) -> list[str]:
    """Return the ids of the events that touch any of the subjects, in order."""
    ids = sorted(set(subject_ids))
    chunks = (ids[first : first + _CHUNK] for first in range(0, len(ids), _CHUNK))
    return sorted({str(row["id"]) for chunk in chunks for row in client.read_one("read/events_of", ids=chunk)})
