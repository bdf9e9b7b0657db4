"""The map around one subject on a day: who is there, how they are tied, and what is computed about each of them.

The server decides what is true; a browser that draws this only compares days and places boxes.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from graph_service.model.facts import Row
from graph_service.query import words as w
from graph_service.query.entries import entries_by_subject, holds_licence
from graph_service.query.judged import Judged, judge
from graph_service.query.leads import leads_around
from graph_service.query.relations import role_of, shape_relationship
from graph_service.query.subjects import find_subject, shape_subject
from graph_service.query.verdicts import (
    Json,
    provenance_of,
    shape_event,
    shape_outcomes,
    shape_provenance,
    statuses,
)
from graph_service.store.ports import Neighbourhood, Provenance, Relationship
from graph_service.workflow.services import Services

DEFAULT_LIMIT = 150
HARD_LIMIT = 300
_DECIDING_DAYS = ("decision_date", "listing_date", "order_date", "judgment_effective_date")


def subject_map(services: Services, subject_id: str, on: date, limit: int = DEFAULT_LIMIT, *, leads: bool = False) -> Json:
    """Return the map as plain JSON data; relationships keep their intervals (``end`` exclusive, ``last_day`` inside).

    Args:
        services: the ports.
        subject_id: key of the subject in the middle.
        on: the day on which outcomes and ``former`` are judged.
        limit: most subjects to return, at most ``HARD_LIMIT``; what is left out is counted in ``hidden``.
        leads: with the leads of these subjects that hold on the day, apart from all relationships; they count nowhere.

    Raises:
        MovedError: the subject is known under another key.
        NotFoundError: no such subject.
        StoreUnavailableError: a store did not answer; trying again may help.
    """
    find_subject(services, subject_id)
    around = services.graph.neighbourhood(subject_id, limit=min(limit, HARD_LIMIT))
    judged = judge(services, [subject.id for subject in around.subjects], on)
    return {
        "centre": around.centre,
        "on": on.isoformat(),
        "limit": min(limit, HARD_LIMIT),
        "truncated": around.truncated,
        "complete": judged.complete,
        "rules": services.rules.fingerprint,
        "hidden_total": sum(around.hidden.values()),
        "subjects": _subjects(services, around, judged, on),
        "relationships": [shape_relationship(one, on) for one in sorted(around.relationships, key=_edge_order)],
        **(leads_around(services, around.subjects, on) if leads else {"leads": None, "leads_truncated": False}),
        "events": _events(services, judged),
        "statuses": {code: w.words(w.STATUS_WORDS, code) for code in w.STATUS_WORDS},
    }


def _events(services: Services, judged: Judged) -> Json:
    """Shape the events with the source row of each."""
    named = sorted({str(row["source"]) for row in judged.events if row.get("source")})
    found = services.graph.provenance(named) if named else {}
    sources = {str(row["id"]): found.get(str(row.get("source"))) for row in judged.events}
    return {
        str(row["id"]): shape_event(row) | {"source": shape_provenance(source) if (source := sources[str(row["id"])]) else None}
        for row in judged.events
    }


def _subjects(services: Services, around: Neighbourhood, judged: Judged, on: date) -> list[Json]:
    licensed = {one.source for one in around.relationships if role_of(one) == "registered_practitioner"}
    provenance = provenance_of(services, [outcome for found in judged.outcomes.values() for outcome in found])
    entries = entries_by_subject(services, [record.id for record in around.subjects], on)
    return [
        shape_subject(services, record, licensed=record.id in licensed)
        | {"hidden": around.hidden.get(record.id, 0)}
        | {"entries": entries.get(record.id, []), "holds_licence": holds_licence(entries.get(record.id, []))}
        | _judged(services, judged, provenance, record.id, on)
        for record in sorted(around.subjects, key=lambda one: (one.id != around.centre, one.id))
    ]


def subject_card(services: Services, subject_id: str, on: date) -> Json:
    """Return one subject with its statuses on the day, without what is around it.

    Raises:
        MovedError: the subject is known under another key.
        NotFoundError: no such subject.
    """
    record = find_subject(services, subject_id)
    return shape_subject(services, record) | _statuses(judge(services, [subject_id], on), subject_id, on)


def _statuses(judged: Judged, subject_id: str, on: date) -> Json:
    """Name the statuses, the gravest first; ``on_record`` says that a decision against the subject stands, and nothing more."""
    found = set(statuses(judged.outcomes.get(subject_id, ())))
    found |= {"conflict"} if judged.conflicts.get(subject_id) else set()
    found |= {"on_record"} if any(_stands(row, subject_id, on) for row in judged.events) else set()
    ordered = [status for status in w.STATUS_WORDS if status in found]
    return {"statuses": ordered, "status": ordered[0] if ordered else "none"}


def _stands(event: Row, subject_id: str, on: date) -> bool:
    def has_come(*names: str) -> bool:
        return any(isinstance(day, date) and day <= on for day in map(event.get, names))

    return event.get("subject") == subject_id and has_come(*_DECIDING_DAYS) and not has_come("annulled_date", "removed_date")


def _judged(services: Services, judged: Judged, provenance: Mapping[str, Provenance], subject_id: str, on: date) -> Json:
    outcomes, conflicts = judged.outcomes.get(subject_id, ()), judged.conflicts.get(subject_id, ())
    names = judged.names if conflicts else {}
    return _statuses(judged, subject_id, on) | {
        "outcomes": shape_outcomes(services, outcomes, provenance),
        "conflicts": [_conflict(conflict, names) for conflict in conflicts],
    }


def _conflict(conflict: Mapping[str, str], names: Mapping[str, str]) -> Json:
    named = {f"{key}_name": names.get(conflict[key], conflict[key]) for key in ("person", "org")}
    return {**conflict, **named, "post_words": w.words(w.ROLE_WORDS, conflict["post"])}


def _edge_order(one: Relationship) -> tuple[str, str, str, str]:
    return (one.source, one.target, one.type, one.fact)
