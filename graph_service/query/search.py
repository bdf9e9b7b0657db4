"""Find subjects and decisions by whatever is at hand: a name or a part of one, a number, a document number. Nothing of it is kept.

What a number names is a match. Names are shared: whoever bears one is a candidate for a person to choose from.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from graph_service.errors import InputError
from graph_service.model.facts import Row
from graph_service.model.identifiers import check_person_document
from graph_service.model.names import name_key, without_legal_form
from graph_service.query import words as w
from graph_service.query.entries import shape_former_name
from graph_service.query.places import place_of, place_word
from graph_service.query.subjects import shape_subjects
from graph_service.query.verdicts import Json
from graph_service.store.ports import PersonIdentity, SubjectRecord
from graph_service.store.reading_ports import INITIALS_RANK, NameHit, NamePart
from graph_service.store.register_ports import OrganizationKey
from graph_service.workflow.services import Services

KINDS = ("organization", "person", "event")
DEFAULT_HITS = 20
HARD_HITS = 100
_SHORTEST = 2
_KEY = re.compile(r"p-\w+|org:\S+|reg:\d+")
_UNIFIED_CODE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}")
_REGISTRATION = re.compile(r"\d{15}")
_ORGANIZATION_CODE = re.compile(r"[0-9A-Z]{8}[0-9X]")
_PERSON_NUMBER = re.compile(r"\d{17}[0-9X]|\d{15}")
#: What may be the first letters of a name's pinyin.
_INITIALS = re.compile(r"[A-Z0-9]*[A-Z][A-Z0-9]*")
#: How the year of a document number may stand in brackets; registers write every one of these.
_YEAR = re.compile(r"[〔﹝［\[【(（](\d{4})[〕﹞］\]】)）]")
_BRACKETS = (("〔", "〕"), ("[", "]"), ("(", ")"), ("（", "）"), ("【", "】"), ("［", "］"))


@dataclass(frozen=True, slots=True)
class SearchQuestion:
    """What is sought: ``text`` of two characters at least, among these ``kinds``; ``after`` of the page before."""

    text: str
    kinds: Sequence[str] = KINDS
    after: str = ""
    limit: int = DEFAULT_HITS


@dataclass(frozen=True, slots=True)
class _Numbered:
    """One subject that a number names, and which kind of number."""

    match: str
    record: SubjectRecord


def search(services: Services, asked: SearchQuestion) -> Json:
    """Return one page of hits as plain JSON data: what a number names, then names, the closest first.

    Each hit has ``type``, ``match`` (the kind of number, ``name``, ``former_name`` or ``initials``), ``candidate`` (found by a name
    alone), and ``subject`` or ``event``. Spellings of one name are found alike: width, brackets, blanks, middle dots, the legal form of a
    firm. Latin letters are also looked for as first letters of pinyin.

    Raises:
        InputError: fewer than two characters, an unknown kind, or an ``after`` that no answer gave.
    """
    plain = unicodedata.normalize("NFKC", asked.text).strip()
    if len(name_key(asked.text)) < _SHORTEST:
        raise InputError("text", f"must have at least {_SHORTEST} characters")
    if unknown := set(asked.kinds) - set(KINDS):
        raise InputError("kinds", f"unknown kind {min(unknown)!r}", hint=f"Known: {', '.join(KINDS)}.")
    after = place_of(asked.after)
    numbered = [] if after else [one for one in _by_number(services, plain) if one.record.kind in asked.kinds]
    events = [] if after or "event" not in asked.kinds else _events(services, asked.text)
    parts = {kind: part for kind, part in _parts(asked.text).items() if kind in asked.kinds}
    named, next_place = services.graph.named_like(parts, after=after, limit=min(asked.limit, HARD_HITS))
    return {
        "hits": [*_shape_numbered(services, numbered), *events, *_shape_named(services, named, numbered)],
        "after": place_word(next_place),
        "truncated": next_place is not None,
    }


def _parts(text: str) -> Mapping[str, NamePart]:
    """Return what to look for in the names of firms and of persons."""
    key = name_key(text)
    core = without_legal_form(key)
    initials = key if _INITIALS.fullmatch(key) else ""
    return {
        "organization": NamePart(core if len(core) >= _SHORTEST else key, key, initials),
        "person": NamePart(key, key, initials),
    }


def _by_number(services: Services, plain: str) -> Iterator[_Numbered]:
    """Give the subjects that the text names as a number or key."""
    code = re.sub(r"[\s-]", "", plain).upper()
    keys = [("key", plain)] if _KEY.fullmatch(plain) else []
    keys += [("uscc", code)] if _UNIFIED_CODE.fullmatch(code) else []
    keys += [("id_number", key) for key in _persons(services, code)]
    keys += [("registration_number", key) for key in _registered(services, "registration_number", code, _REGISTRATION)]
    keys += [("organization_code", key) for key in _registered(services, "organization_code", code, _ORGANIZATION_CODE)]
    seen: set[str] = set()
    for match, key in keys:
        record = services.graph.subject(key)
        if record and record.id not in seen:
            seen.add(record.id)
            yield _Numbered(match, record)


def _persons(services: Services, code: str) -> list[str]:
    """Return who has this id number: by its keyed hash, which the ledger alone can make."""
    if not _PERSON_NUMBER.fullmatch(code) or check_person_document("resident_id", code).value is None:
        return []
    return [key for key in services.ledger.known_person_keys([PersonIdentity("", "resident_id", code)]) if key]


def _registered(services: Services, kind: str, code: str, shape: re.Pattern[str]) -> list[str]:
    if not shape.fullmatch(code):
        return []
    key = OrganizationKey(kind, code)  # type: ignore[arg-type]  # one of the kinds of the port
    return [match.id for match in services.graph.organizations_found([key])[key]]


def _events(services: Services, text: str) -> list[Json]:
    """Return the events with this document number, whichever brackets it is written with."""
    shown = text.strip()
    if not any(char.isdigit() for char in shown):
        return []
    written = dict.fromkeys([shown, *(_YEAR.sub(rf"{left}\1{right}", shown) for left, right in _BRACKETS)])
    found = services.graph.events_by_document(list(written), limit=HARD_HITS)
    return [_event(row) for row in found]


def _event(row: Row) -> Json:
    shown = {name: row[name] for name in ("id", "kind", "category", "subject", "document", "office")}
    event = shown | {"words": w.words(w.EVENT_WORDS, row["kind"])}
    return {"type": "event", "match": "document", "candidate": False, "subject": None, "former_name": None, "event": event}


def _shape_numbered(services: Services, numbered: Sequence[_Numbered]) -> list[Json]:
    shown = shape_subjects(services, [one.record for one in numbered])
    return [_hit(shown[one.record.id], one.match) for one in numbered]


def _shape_named(services: Services, named: Sequence[NameHit], numbered: Sequence[_Numbered]) -> list[Json]:
    """Shape who bears the name, each subject once; a person under merged keys is known under one."""
    records = services.graph.subjects_known([hit.place.key for hit in named], None)
    shown = shape_subjects(services, list(records.values()))
    seen = {one.record.id for one in numbered}
    hits = []
    for hit in named:
        record = records.get(hit.place.key)
        if record is None or record.id in seen:
            continue
        seen.add(record.id)
        former = shape_former_name(hit.former_name) if hit.former_name else None
        match = "initials" if hit.place.rank >= INITIALS_RANK else "former_name" if former else "name"
        hits.append(_hit(shown[record.id], match) | {"former_name": former})
    return hits


def _hit(subject: Json, match: str) -> Json:
    named = match in {"name", "former_name", "initials"}
    return {
        "type": subject["kind"],
        "match": match,
        "candidate": named,
        "subject": subject,
        "former_name": None,
        "event": None,
    }
