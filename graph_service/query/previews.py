"""A preview as people and programs read it: persons and firms with why, posts to be given up, licences, inquiries, the alarm."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from graph_service.query import words as w
from graph_service.query.verdicts import Json, iso, shape_event, shape_outcomes
from graph_service.workflow.preview import Preview
from graph_service.workflow.services import Services


def shape_preview(services: Services, found: Preview) -> Json:
    """Shape a preview as plain JSON data, with words in both languages; the gravest outcomes come first."""
    shaped = [one | {"name": found.names.get(str(one["subject"]))} for one in shape_outcomes(services, found.outcomes)]
    persons = [one for one in shaped if one["subject"] in found.persons]
    firms = [one for one in shaped if one["subject"] not in found.persons]
    return {
        "stored": False,
        "on": found.on.isoformat(),
        "subject": {"id": found.subject.id, "kind": found.subject.kind, "name": found.subject.name},
        "event": shape_event(found.event),
        "alarm": _alarm(found),
        "counts": {
            "persons": len({one["subject"] for one in persons} & found.touched),
            "firms": len({one["subject"] for one in firms} & found.touched),
            "post_conflicts": len(found.post_conflicts),
            "firms_to_change_posts": len({one["org"] for one in found.post_conflicts}),
            "practices": len(found.practices),
            "inquiries": sum(len(_offices(letter)) for letter in found.inquiries),
        },
        "persons": persons,
        "firms": firms,
        "post_conflicts": [_conflict(found, dict(one)) for one in found.post_conflicts],
        "practices": [_practice(found, dict(row)) for row in found.practices],
        "inquiries": [_named(found, office) for letter in found.inquiries for office in _offices(letter)],
        "names": dict(sorted(found.names.items())),
    }


def _alarm(found: Preview) -> Json | None:
    if found.alarm is None:
        return None
    plain = asdict(found.alarm)
    return {**{name: plain[name] for name in ("touched", "limit", "events", "usual")}, "words": _pair(plain)}


def _pair(plain: Json) -> Json:
    return {"zh": plain["why"], "en": plain["why_en"]}


def _conflict(found: Preview, conflict: dict[str, str]) -> Json:
    return {
        "person": conflict["person"],
        "person_name": found.names.get(conflict["person"]),
        "org": conflict["org"],
        "org_name": found.names.get(conflict["org"]),
        "post": conflict["post"],
        "post_words": w.words(w.ROLE_WORDS, conflict["post"]),
        "rule": conflict["rule"],
    }


def _practice(found: Preview, row: Json) -> Json:
    start, end = row.get("start"), row.get("end")
    return {
        "person": row["person"],
        "person_name": found.names.get(str(row["person"])),
        "org": row["organization"],
        "org_name": found.names.get(str(row["organization"])),
        "role": row["role"],
        "role_words": w.words(w.ROLE_WORDS, row["role"]),
        "licence": row.get("licence"),
        "start": iso(start if isinstance(start, date) else None),
        "end": iso(end if isinstance(end, date) else None),
    }


def _offices(letter: object) -> list[dict[str, str]]:
    offices = letter.get("offices") if isinstance(letter, dict) else None
    return offices if isinstance(offices, list) else []


def _named(found: Preview, office: dict[str, str]) -> Json:
    return {**office, "name": found.names.get(office["person"]), "role_words": w.link_words(office["role"])}
