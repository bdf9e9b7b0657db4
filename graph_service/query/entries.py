"""What stands on record about subjects beside relationships and decisions: former names, licences, honours, lists for reference.

None of it is a ground for anything: no rule reads it. Everything returned is plain JSON data.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from graph_service.model.identities import AsKnown
from graph_service.model.intervals import Interval
from graph_service.query import words as w
from graph_service.query.fact_words import LICENCE_STATE_WORDS, REFERENCE_ONLY, TABLE_WORDS
from graph_service.query.sections import both, joined
from graph_service.query.verdicts import Json, shape_days
from graph_service.store.register_ports import Entry, FormerName
from graph_service.workflow.services import Services

#: Most entries shown of one subject, and as many for reference.
MOST_ENTRIES = 50
#: Columns of each table: the first one that is stated names the entry, the rest is said behind it.
_SAID: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "names": (("name",), ()),
    "licences": (("name", "category", "number", "id"), ("number", "authority", "content", "state")),
    "honours": (("title",), ("authority", "document")),
    "references": (("list",), ("publisher", "grade", "content", "document")),
}


def entries_by_subject(
    services: Services, subject_ids: Sequence[str], on: date, known: AsKnown | None = None
) -> Mapping[str, list[Json]]:
    """Return the entries about each subject, in the order of former names, licences, honours, reference; the newest first.

    ``end`` is exclusive, ``last_day`` inside; ``in_force`` and ``former`` are told for the day ``on``. A subject without any is left
    out.
    """
    found: dict[str, list[Json]] = defaultdict(list)
    order = list(_SAID)
    stated = services.graph.entries_of(subject_ids, limit=MOST_ENTRIES, known=known)
    for entry in sorted(stated, key=lambda one: order.index(one.table)):
        found[entry.subject].append(_shape(entry, on))
    return found


def holds_licence(entries: Sequence[Json]) -> bool:
    """Say whether one of the entries is a licence in force on their day, and not one that was suspended or taken away."""
    return any(one["table"] == "licences" and one["in_force"] and one["state"] in {None, "valid"} for one in entries)


def _shape(entry: Entry, on: date) -> Json:
    said = entry.content
    titles, details = _SAID[entry.table]
    title = next(str(said[column]) for column in titles if said.get(column) is not None)
    words = [_words(column, said[column]) for column in details if said.get(column) is not None]
    return {
        "table": entry.table,
        "words": w.words(TABLE_WORDS, entry.table),
        "fact": entry.fact,
        "title": title,
        "detail": joined([one for one in words if one["zh"] != title]),
        "state": said.get("state"),
        "mark": both(*REFERENCE_ONLY) if entry.table == "references" else None,
        **_period(said.get("start"), said.get("end"), on),
    }


def _words(column: str, value: object) -> w.Words:
    return w.words(LICENCE_STATE_WORDS, value) if column == "state" else both(str(value), str(value))


def _period(start: object, end: object, on: date) -> Json:
    first, until = (day if isinstance(day, date) else None for day in (start, end))
    held = Interval(first, until)
    return {**shape_days(first, until), "in_force": held.covers(on), "former": until is not None and until <= on}


def shape_former_name(former: FormerName) -> Json:
    """Shape the name that a subject was found by and no longer has; ``last_day`` is the last on which it had it."""
    held = Interval(former.start, former.end)
    return {
        "name": former.name,
        "start": former.start.isoformat() if former.start else None,
        "last_day": held.last_day.isoformat() if held.last_day else None,
        "fact": former.fact,
    }
