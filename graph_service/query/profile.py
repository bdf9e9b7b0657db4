"""Everything on record about one subject on a day, as known at a moment: who it is, its ties, entries, decisions, outcomes, and a timeline.

Ownership is told one step up and one step down. Nothing is judged here that ``explain`` would not say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from graph_service.model.facts import TABLES
from graph_service.model.identities import AsKnown
from graph_service.query.decided import Around, Decided, decided_about
from graph_service.query.entries import MOST_ENTRIES, entries_by_subject
from graph_service.query.facts import shape_columns
from graph_service.query.known import as_known
from graph_service.query.relations import stated_relationship
from graph_service.query.subjects import find_subject, shape_subjects
from graph_service.query.timeline import timeline
from graph_service.query.verdicts import Json, iso, shape_event, shape_outcomes, shape_provenance
from graph_service.store.ports import Relationship, SubjectRecord
from graph_service.store.reading_ports import LinkFilter
from graph_service.workflow.services import Services

#: Most relationships that one profile tells.
MOST_RELATIONSHIPS = 500
#: Each section of relationships: its kind, and whether it starts at the subject.
_SECTIONS: Mapping[str, tuple[str, bool]] = {
    "offices": ("HOLDS_ROLE", True),
    "officers": ("HOLDS_ROLE", False),
    "owners": ("OWNS", False),
    "holdings": ("OWNS", True),
    "parents": ("BRANCH_OF", True),
    "branches": ("BRANCH_OF", False),
}
_ENTRIES: Mapping[str, str] = {
    "former_names": "names", "licences": "licences", "honours": "honours", "references": "references",
}  # fmt: skip
#: Columns of a subject's own description that say nothing to people, or stand beside it anyway.
_UNSAID = frozenset({"id", "name", "type", "name_key", "source"})


def profile(services: Services, subject_id: str, on: date, known: datetime | None = None) -> Json:
    """Return the profile of a subject as plain JSON data.

    Relationships and entries of all days are told, each with ``in_force`` and ``former`` on the day ``on``; those in force first, then
    the newest. ``truncated`` says that there is more than is told.

    Args:
        services: the ports.
        subject_id: key of the subject.
        on: the day of evaluation.
        known: as it was known at that moment; ``None``: now.

    Raises:
        MovedError, NotFoundError: see ``query.subjects``.
    """
    then = as_known(services, known)
    return services.graph.at_once(lambda: _profile(services, subject_id, on, (known, then)))


def _profile(services: Services, subject_id: str, on: date, moment: tuple[datetime | None, AsKnown | None]) -> Json:
    known, then = moment
    found = find_subject(services, subject_id)
    links = services.graph.links_of([found.id], LinkFilter(known=then), limit=MOST_RELATIONSHIPS, described=True)
    entries = entries_by_subject(services, [found.id], on, then).get(found.id, [])
    ends = {end for one in links.relationships for end in (one.source, one.target)} | {found.id}
    read = {} if then else {**links.others, found.id: found}
    unread = sorted(ends - read.keys())
    records = {**read, **(services.graph.subjects_known(unread, then) if unread else {})}
    record = records.get(found.id, found)
    decided = decided_about(services, Around(found, links, records), on, known)
    shown = shape_subjects(services, [record, *records.values()])
    sections = _relationships(links.relationships, found.id, on, shown)
    decisions, outcomes = _decisions(found, decided), shape_outcomes(services, decided.outcomes, decided.provenance)
    return {
        "subject": shown[record.id],
        "on": on.isoformat(),
        "known": iso(known),
        "identity": _identity(services, record),
        **sections,
        **{name: [one for one in entries if one["table"] == table] for name, table in _ENTRIES.items()},
        "decisions": decisions,
        "outcomes": outcomes,
        "basis": decided.basis,
        "post_conflicts": [dict(one) for one in decided.post_conflicts],
        "timeline": timeline(record, sections, entries, decisions, outcomes),
        "truncated": bool(links.more) or not decided.complete or len(entries) >= MOST_ENTRIES,
    }


def _identity(services: Services, record: SubjectRecord) -> Json:
    """Say what its description holds, in words, and which row it comes from."""
    stated: Mapping[str, object] = {"uscc": record.uscc, **(record.properties or {})}
    columns = TABLES["persons" if record.kind == "person" else "organizations"]
    said = {name: stated[name] for name in columns if name not in _UNSAID and stated.get(name) is not None}
    return {
        "said": shape_columns(services, said),
        "provenance": shape_provenance(record.provenance) if record.provenance else None,
    }


def _relationships(links: Sequence[Relationship], subject: str, on: date, shown: Mapping[str, Json]) -> dict[str, list[Json]]:
    found: dict[str, list[Json]] = {}
    for name, (kind, outward) in _SECTIONS.items():
        own = [one for one in links if one.type == kind and subject == (one.source if outward else one.target)]
        said = [stated_relationship(one, on) | {"other": shown.get(one.target if outward else one.source)} for one in own]
        newest = sorted(said, key=lambda one: (str(one["start"] or ""), str(one["fact"])), reverse=True)
        found[name] = sorted(newest, key=lambda one: not one["in_force"])
    return found


def _decisions(subject: SubjectRecord, decided: Decided) -> list[Json]:
    """Shape the events that touch the subject, the newest first; ``against`` says that it is the party, and not only tied to it."""
    shaped = []
    for row in decided.events.values():
        source = decided.provenance.get(str(row.get("source")))
        own = {"against": row.get("subject") in subject.keys, "provenance": shape_provenance(source) if source else None}
        shaped.append(shape_event(row) | own)
    return sorted(shaped, key=lambda one: (max(_days(one).values(), default=""), str(one["id"])), reverse=True)


def _days(event: Json) -> Mapping[str, str]:
    days = event["days"]
    return days if isinstance(days, dict) else {}
