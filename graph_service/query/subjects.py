"""One subject as JSON data: who it is, in words, with a person's id number masked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from graph_service.errors import MovedError, NotFoundError
from graph_service.query import words as w
from graph_service.query.entries import shape_former_name
from graph_service.query.resolve import resolve_subject
from graph_service.query.verdicts import Json
from graph_service.store.ports import SubjectRecord
from graph_service.workflow.services import Services


def find_subject(services: Services, subject_id: str) -> SubjectRecord:
    """Return the subject with this very key.

    Raises:
        MovedError: it was confirmed to be the same person as another, under whose key it is known.
        NotFoundError: no such subject.
    """
    record = services.graph.subject(subject_id)
    if record is None:
        raise NotFoundError("No such subject is on record.", hint="Check the key, or load the registry extract that lists it.")
    if record.id != subject_id:
        raise MovedError(record.id)
    return record


def find_by_code(services: Services, code: str) -> SubjectRecord:
    """Return the organisation with this code; full-width letters, spaces and small letters are read as meant.

    Raises:
        InputError: the text is a name or an id number.
        NotFoundError: no organisation has this code.
    """
    record = resolve_subject(services, code)
    if record.kind == "person":
        raise NotFoundError("No organisation has this code.", hint="A person is asked for by key.")
    return record


def shape_subject(services: Services, record: SubjectRecord, *, licensed: bool = False) -> Json:
    """Shape a subject; ``licensed`` marks a registered practitioner. ``confirmed`` is ``None`` for an organisation.

    ``former_name`` is the name that it was looked for by where it no longer has it, else ``None``.
    ``merged`` lists the other keys under which facts about this person are stated.
    """
    return _shape(record, services.ledger.masked_id(record.id) if record.kind == "person" else None, licensed=licensed)


def shape_subjects(services: Services, records: Sequence[SubjectRecord]) -> Mapping[str, Json]:
    """Shape several subjects, by id; their id numbers are looked up together."""
    masked = services.ledger.masked_ids([record.id for record in records if record.kind == "person"])
    return {record.id: _shape(record, masked.get(record.id), licensed=False) for record in records}


def _shape(record: SubjectRecord, masked_id: str | None, *, licensed: bool) -> Json:
    is_person = record.kind == "person"
    kind_word = ("practitioner" if licensed else "person") if is_person else (record.type or "organization")
    confirmed = (record.properties or {}).get("confirmed")
    return {
        "id": record.id,
        "kind": record.kind,
        "type": record.type,
        "name": record.name,
        "type_words": w.words(w.TYPE_WORDS, kind_word),
        "licensed": licensed,
        "uscc": record.uscc,
        "former_name": shape_former_name(record.former_name) if record.former_name else None,
        "masked_id": masked_id,
        "confirmed": confirmed if is_person and isinstance(confirmed, bool) else None,
        "merged": list(record.merged),
    }
