"""One fact as it stands on record: what it says, in words, and the source row that it was taken from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from graph_service.errors import NotFoundError
from graph_service.query import words as w
from graph_service.query.fact_words import (
    CHANGE_WORDS,
    COLUMN_WORDS,
    LIABILITY_WORDS,
    LICENCE_STATE_WORDS,
    ORGANIZATION_STATUS_WORDS,
    REFERENCE_ONLY,
    TABLE_WORDS,
)
from graph_service.query.sections import both
from graph_service.query.verdicts import Json, shape_provenance
from graph_service.workflow.services import Services

_SUBJECTS = frozenset({"person", "organization", "holder", "subject", "parent", "client"})
_EXCLUSIVE = frozenset({"end", "violation_end"})
_SHARES = frozenset({"share", "share_min", "share_max"})
_CODES: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "role": w.ROLE_WORDS,
    "type": w.TYPE_WORDS,
    "kind": w.EVENT_WORDS,
    "liability": LIABILITY_WORDS,
    "status": ORGANIZATION_STATUS_WORDS,
    "state": LICENCE_STATE_WORDS,
    "change": CHANGE_WORDS,
}
_YES: Mapping[bool, tuple[str, str]] = {True: ("是", "yes"), False: ("否", "no")}


def describe_fact(services: Services, fact_id: str) -> Json:
    """Return what a fact says, column by column, and where it comes from, as plain JSON data.

    A column that the source left empty is left out; days that end something are shown as the last day, which is inside. ``mark`` says
    that a fact is for reference only, else it is ``None``.

    Raises:
        NotFoundError: no such fact was ever on record.
    """
    found = services.graph.fact(fact_id)
    if found is None:
        raise NotFoundError("No such fact is on record.", hint="It may have come from another load.")
    said = shape_columns(services, found.content)
    mark = both(*REFERENCE_ONLY) if found.table == "references" else None
    return {"table": w.words(TABLE_WORDS, found.table), "mark": mark, "said": said, **shape_provenance(found.provenance)}


def shape_columns(services: Services, content: Mapping[str, object]) -> list[Json]:
    """Say what columns of a table of facts hold, in words, in their order; an empty one is left out."""
    return [_line(services, name, value) for name, value in content.items() if value is not None]


def _line(services: Services, column: str, value: object) -> Json:
    subject = str(value) if column in _SUBJECTS else None
    record = services.graph.subject(subject) if subject else None
    shown = {"zh": record.name, "en": record.name} if record else _value(column, value)
    return {"column": column, "words": w.words(COLUMN_WORDS, column), "value": shown, "subject": record.id if record else None}


def _value(column: str, value: object) -> w.Words:
    if column in _CODES:
        return w.words(_CODES[column], value)
    shown = _plain(column, value)
    return {"zh": shown, "en": shown} if isinstance(shown, str) else {"zh": shown[0], "en": shown[1]}


def _plain(column: str, value: object) -> str | tuple[str, str]:
    if isinstance(value, bool):
        return _YES[value]
    if isinstance(value, date):
        return (value - timedelta(days=1) if column in _EXCLUSIVE else value).isoformat()
    if column in _SHARES and isinstance(value, float):
        return w.percent(value)
    if column.endswith("_fen") and isinstance(value, int):
        return w.yuan(value)
    return str(value)
