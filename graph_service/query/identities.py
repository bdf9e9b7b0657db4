"""Candidates, judgements and groups as people and programs read them: words in two languages, id numbers masked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from graph_service.errors import NotFoundError
from graph_service.model.facts import Row
from graph_service.model.identities import Judgement, Standing, Verdict, is_person
from graph_service.query import words as w
from graph_service.query.candidates import Found
from graph_service.query.differences import CAUSE_WORDS, shape_difference
from graph_service.query.likeness import FEATURE_WORDS, Candidate, Feature
from graph_service.query.verdicts import Json, iso, shape_event
from graph_service.store.identity_ports import Office, Ties
from graph_service.workflow.identities import Judged
from graph_service.workflow.services import Services

VERDICT_WORDS: Mapping[str, tuple[str, str]] = {
    "same": ("认定为同一人", "confirmed to be one person"),
    "different": ("认定不是同一人", "judged not to be one person"),
    "undo": ("撤销认定", "judgement undone"),
}
#: Judgements that one answer lists, the newest.
MOST_JUDGEMENTS = 100


def shape_found(services: Services, found: Found) -> Json:
    """Shape what a look for candidates found; ``after`` is where to go on, ``None`` at the end."""
    return {
        "candidates": [_candidate(services, found, one) for one in found.candidates],
        "looked_at": found.looked_at,
        "after": found.after,
    }


def _candidate(services: Services, found: Found, candidate: Candidate) -> Json:
    event = found.events.get(candidate.one)
    return {
        "one": _masked(event) if event else _person(services, found.ties[candidate.one]),
        "other": _person(services, found.ties[candidate.other]),
        "score": candidate.score,
        "features": [_feature(one) for one in candidate.features],
    }


def _feature(feature: Feature) -> Json:
    return {"code": feature.code, "points": feature.points, "words": feature.words}


def _masked(event: Row) -> Json:
    return {"kind": "masked_subject", "id": event["id"], "event": shape_event(event)}


def _person(services: Services, ties: Ties) -> Json:
    return {
        "kind": "person",
        "id": ties.id,
        "name": ties.name,
        "masked_id": services.ledger.masked_id(ties.id),
        "masks_seen": sorted({mask for key in ties.keys for mask in services.ledger.masks_seen(key)}),
        "confirmed": ties.confirmed,
        "merged": [key for key in ties.keys if key != ties.id],
        "offices": [_office(office) for office in ties.offices],
        "holdings": [{"firm": firm, "name": name} for firm, name in sorted(ties.holdings.items())],
    }


def _office(office: Office) -> Json:
    return {
        "firm": office.firm,
        "name": office.firm_name,
        "role": office.role,
        "words": w.words(w.ROLE_WORDS, office.role),
        "first_day": iso(office.start),
        "last_day": iso(office.end - timedelta(days=1)) if office.end else None,
        "licence": office.licence,
        "fact": office.fact,
    }


def shape_judgement(said: Judgement, standing: Standing | None = None) -> Json:
    """Shape one judgement; ``stands`` is ``None`` where nobody asked what stands."""
    return {
        "id": said.id,
        "verdict": said.verdict.value,
        "words": w.words(VERDICT_WORDS, said.verdict.value),
        "one": said.one,
        "other": said.other,
        "undoes": None if said.undoes is None else f"j-{said.undoes}",
        "user": said.act.user,
        "reason": said.act.reason,
        "evidence": [{"text": text, "words": w.words(FEATURE_WORDS, text)} for text in said.act.evidence],
        "overrides": said.act.overrides,
        "recorded_at": said.recorded_at.isoformat(),
        "stands": None if standing is None else said in standing.judgements,
    }


def shape_judged(services: Services, judged: Judged) -> Json:
    """Shape what a judgement did, with what it changed; ``not_shown`` says why the graph does not show all of it yet."""
    said, report = judged.judgement, judged.replayed
    known = services.graph.known_as(said.pair)
    return {
        "judgement": shape_judgement(said),
        "written": judged.written,
        "known_as": {key: known.get(key, key) for key in said.pair},
        "still_one_by": [one.id for one in judged.still],
        "on": report.on.isoformat(),
        "events": report.events,
        "causes": [
            {"cause": cause, "words": w.words(CAUSE_WORDS, cause), "events": report.causes[cause]}
            for cause in CAUSE_WORDS
            if report.causes[cause]
        ],
        "difference": shape_difference(report.differences, report.unchanged, report.changes, report.names),
        "not_shown": str(report.projection.error) if report.projection and report.projection.error else None,
    }


def list_judgements(services: Services, until: datetime | None = None) -> list[Json]:
    """Return the newest judgements, newest first, each with whether it stands; ``until``: as it was known then."""
    history = services.ledger.judgements(until)
    standing = Standing(history)
    return [shape_judgement(said, standing) for said in reversed(history[-MOST_JUDGEMENTS:])]


def describe_identity(services: Services, key: str, until: datetime | None = None) -> Json:
    """Return under which keys facts about one person are stated (or who an event's masked subject is), and who judged so.

    Args:
        services: the ports.
        key: any key of the person, or the event's id.
        until: as it was known at that moment; ``None``: now.

    Raises:
        NotFoundError: no such person is on record, and nothing was judged about the key.
    """
    history = services.ledger.judgements(until)
    standing = Standing(history)
    known = services.ledger.known_as(standing, [key])
    members = sorted(standing.group(key))
    if len(members) == 1 and services.graph.subject(key) is None and not any(key in said.pair for said in history):
        raise NotFoundError("No such person is on record.", hint="Give a key (p-…) as `graph-service explain` shows it.")
    about = [said for said in history if not set(members).isdisjoint(said.pair)]
    return {
        "id": key,
        "known_as": known[key].canonical if key in known else key,
        "until": until.isoformat() if until else None,
        "members": [_member(services, member) for member in members],
        "judgements": [shape_judgement(said, standing) for said in reversed(about[-MOST_JUDGEMENTS:])],
    }


def _member(services: Services, key: str) -> Json:
    if not is_person(key):
        return {"id": key, "kind": "masked_subject", "masked_id": None}
    return {"id": key, "kind": "person", "masked_id": services.ledger.masked_id(key)}


def names_of(services: Services, judgements: Sequence[Json]) -> dict[str, str]:
    """Return the names of the persons in some judgements, by key."""
    keys = {str(said[side]) for said in judgements for side in ("one", "other")}
    found = services.graph.ties(sorted(filter(is_person, keys))) if keys else {}
    return {key: ties.name for ties in found.values() for key in ties.keys}


def undoable(said: Json) -> bool:
    """Say whether a judgement stands and can be undone."""
    return said["stands"] is True and said["verdict"] != Verdict.UNDO.value
