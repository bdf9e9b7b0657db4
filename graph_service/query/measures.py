"""The catalogue of measures and the four kinds of conduct, shaped for people and programs."""

from __future__ import annotations

from functools import cache

from graph_service.errors import InputError
from graph_service.model.outcomes import Outcome, State
from graph_service.policy.kinds import ConductKind, load_kinds
from graph_service.policy.measures import FIELDS, KINDS, Assignment, Catalogue, CatalogueMeasure, load_catalogue
from graph_service.propagation.terms import HONOUR_ON_RECORD
from graph_service.query.words import (
    ASSIGNMENT_WORDS,
    BINDING_WORDS,
    MEASURE_FIELD_WORDS,
    MEASURE_KIND_WORDS,
    MEASURE_SUBJECT_WORDS,
    NEED_WORDS,
    VERIFIED_WORDS,
    words,
)

Json = dict[str, object]


def list_measures(kind: str | None = None, field: str | None = None) -> Json:
    """Return the measures of this kind and field (``None``: of every), in the order of the document, and the kinds of conduct.

    Raises:
        InputError: an unknown kind or field.
    """
    _known("kind", kind, KINDS)
    _known("field", field, FIELDS)
    catalogue, conduct = _shipped()
    chosen = [one for one in catalogue.measures if kind in (None, one.kind) and field in (None, one.field)]
    return {"measures": [_measure(one) for one in chosen], "conduct": [_conduct(one) for one in conduct]}


def measures_proposed(outcome: Outcome) -> list[Json]:
    """Return the measures of the catalogue that the rule of an outcome proposes, where it reaches or is pending.

    What applies only where an honour is on record is left out where none is.
    """
    if outcome.state not in (State.IN_FORCE, State.PENDING_DECISION):
        return []
    honoured = outcome.flag == HONOUR_ON_RECORD
    return [
        {"code": one.code, "name": {"zh": one.name, "en": one.name_en}, "binding": one.binding}
        for one in _shipped()[0].measures
        if outcome.rule in one.proposed_by and (one.needs != "honour_on_record" or honoured)
    ]


@cache
def _shipped() -> tuple[Catalogue, tuple[ConductKind, ...]]:
    """Read the files once: they do not change while the process lives."""
    return load_catalogue(), load_kinds()


def _known(name: str, given: str | None, allowed: tuple[str, ...]) -> None:
    if given is not None and given not in allowed:
        raise InputError(name, f"unknown {name} {given!r}", hint=f"Known: {', '.join(allowed)}.")


def _measure(measure: CatalogueMeasure) -> Json:
    note = measure.binding_note
    return {
        "code": measure.code,
        "name": {"zh": measure.name, "en": measure.name_en},
        "paragraph": measure.paragraph,
        "phrase": list(measure.phrase),
        "kind": measure.kind,
        "kind_words": words(MEASURE_KIND_WORDS, measure.kind),
        "field": measure.field,
        "field_words": words(MEASURE_FIELD_WORDS, measure.field),
        "binding": measure.binding,
        "binding_words": words(BINDING_WORDS, measure.binding),
        "binding_note": {"zh": note.zh, "en": note.en, "verified": note.verified} if note else None,
        "subjects": measure.subjects,
        "subjects_words": words(MEASURE_SUBJECT_WORDS, measure.subjects),
        "departments": [_assignment(one) for one in measure.departments],
        "list_category": measure.list_category,
        "needs": measure.needs,
        "needs_words": words(NEED_WORDS, measure.needs) if measure.needs else None,
        "proposed_by": list(measure.proposed_by),
    }


def _assignment(assignment: Assignment) -> Json:
    department = assignment.department
    return {
        "code": department.code,
        "name": {"zh": department.name, "en": department.name_en},
        "kind": department.kind,
        "verified": assignment.verified,
        "verified_words": words(ASSIGNMENT_WORDS, assignment.verified),
    }


def _conduct(kind: ConductKind) -> Json:
    return {
        "code": kind.code,
        "name": {"zh": kind.phrase, "en": kind.name_en},
        "paragraph": kind.paragraph,
        "verified": kind.verified,
        "verified_words": words(VERIFIED_WORDS, kind.verified),
        "triggers": [
            {
                "category": trigger.category,
                "enabled": trigger.enabled,
                "reason": None if trigger.enabled else {"zh": trigger.reason, "en": trigger.reason_en},
            }
            for trigger in kind.triggers
        ],
    }
