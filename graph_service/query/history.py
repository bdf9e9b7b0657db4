"""The record of an event or a subject: what each run added, ended and changed, when we learned it, and under which rules.

Nothing of it is stored. Runs and outcomes are append-only, so every difference follows from two of them, today as on the day itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import pairwise

from graph_service.errors import NotFoundError
from graph_service.model.facts import Row
from graph_service.model.outcomes import Outcome
from graph_service.query.differences import shape_difference
from graph_service.query.verdicts import Json
from graph_service.store.history_ports import EventRun
from graph_service.store.ports import SubjectRecord
from graph_service.workflow.differences import Difference, Seen, compare
from graph_service.workflow.services import Services

#: Most entries of one event, and most events of one subject, that one question looks at; the newest ones.
MOST_ENTRIES = 200


def history_of_event(services: Services, event: str, known: datetime | None = None) -> Json:
    """Return the record of an event, newest entry first, as plain JSON data; ``known``: as it was at that moment.

    Raises:
        NotFoundError: no run of this event is on record.
    """
    entries, complete = _entries(services, event, known)
    if not entries:
        raise NotFoundError(
            f"No run of the event {event} is on record.", hint="Check the id, or run `graph-service propagate` first."
        )
    names = _Names(services)
    shaped = [_shape(entry, difference, names) for entry, difference in reversed(entries)]
    return {"event": event, "complete": complete, "entries": shaped}


def history_of_subject(services: Services, subject: SubjectRecord, known: datetime | None = None) -> Json:
    """Return what runs changed for one subject by a moment, newest first; runs that changed nothing for it are left out.

    What was stored under the keys of persons that were merged into it is part of its record, as it was stored.
    """
    events = sorted({event for key in subject.keys for event in services.ledger.events_naming(key)})
    found: list[tuple[EventRun, Difference]] = []
    complete = len(events) <= MOST_ENTRIES
    for event in events[:MOST_ENTRIES]:
        entries, whole = _entries(services, event, known)
        complete = complete and whole
        own = ((entry, _about(subject.keys, difference)) for entry, difference in entries)
        found += [(entry, difference) for entry, difference in own if difference.changes]
    found.sort(key=lambda one: (one[0].recorded_at, one[0].event), reverse=True)
    names = _Names(services)
    shaped = [_shape(entry, difference, names) for entry, difference in found]
    return {"subject": {"id": subject.id, "name": subject.name}, "complete": complete, "entries": shaped}


def _about(keys: frozenset[str], difference: Difference) -> Difference:
    return Difference([change for change in difference.changes if change.subject in keys])


def _entries(services: Services, event: str, known: datetime | None) -> tuple[list[tuple[EventRun, Difference]], bool]:
    """Return the newest entries, oldest first, each with its difference to the one before; and whether these are all."""
    record = [entry for entry in services.ledger.runs_of_event(event) if known is None or entry.recorded_at <= known]
    complete = len(record) <= MOST_ENTRIES
    kept = record[-MOST_ENTRIES - 1 :]
    said = [services.ledger.outcomes_in([entry]) for entry in kept]
    steps = list(zip(kept, said, strict=True))
    first = [(kept[0], difference_at(services, kept[0], (), said[0]))] if complete and kept else []
    later = [(entry, difference_at(services, entry, old, new)) for (_, old), (entry, new) in pairwise(steps)]
    return [*first, *later], complete


def difference_at(services: Services, entry: EventRun, old: Sequence[Outcome], new: Sequence[Outcome]) -> Difference:
    """Return what the run of an entry changed against what had been said of the event before."""
    return compare(old, new, Seen(entry.on, {entry.event: _event_then(services, new)}, services.rules))


def _event_then(services: Services, outcomes: Sequence[Outcome]) -> Row:
    """The event's row as it was believed when the run judged it; it is asked for only where its days say when a term ended."""
    sources = {fact for one in outcomes if one.reason == "not_ended" for fact in one.sources}
    stated = (services.graph.fact(fact) for fact in sorted(sources))
    return next((fact.content for fact in stated if fact and fact.table == "events"), {})


class _Names:
    """Names of subjects, each asked for once; one that is no longer on record has none."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._known: dict[str, str] = {}

    def of(self, subjects: Iterable[str]) -> Mapping[str, str]:
        for subject in set(subjects) - self._known.keys():
            found = self._services.graph.subject(subject)
            self._known[subject] = found.name if found else subject
        return self._known


def _shape(entry: EventRun, difference: Difference, names: _Names) -> Json:
    known = names.of(change.subject for change in difference.changes)
    return {
        "event": entry.event,
        "run": entry.run,
        "on": entry.on.isoformat(),
        "recorded_at": entry.recorded_at.isoformat(),
        "rules": entry.rules,
        "graph_version": entry.graph_version,
        "difference": shape_difference(difference.counts, difference.unchanged, difference.changes, known),
    }
