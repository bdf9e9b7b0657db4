"""The newest decisions with whom they reach: where a reader starts who has no subject in mind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from graph_service.model.facts import EVENT_DAYS, Row
from graph_service.model.outcomes import Outcome
from graph_service.query.judged import judge_events
from graph_service.query.verdicts import Json, shape_event, statuses
from graph_service.workflow.services import Services

SHOWN = 12
#: Among so many of the newest events those come first that reach somebody; any other subject can be searched.
COMPARED = 300
_HARD = ("punished", "reached", "pending")


def recent_decisions(services: Services, on: date) -> list[Json]:
    """Return up to ``SHOWN`` subjects of decisions, those with a person reached or in review first, then the newest, each subject once."""
    judged = judge_events(services, services.graph.newest_events(COMPARED), on)
    names = judged.names
    by_event: dict[str, list[Outcome]] = {}
    for outcomes in judged.outcomes.values():
        for outcome in outcomes:
            by_event.setdefault(outcome.event, []).append(outcome)
    entries = [
        _entry(row, names, by_event.get(str(row["id"]), ()), statuses(judged.outcomes.get(str(row["subject"]), ())))
        for row in judged.events
        if row.get("subject") in names
    ]
    entries.sort(key=lambda one: (bool(one["reached"]), bool(one["review"]), str(one["day"]), str(one["id"])), reverse=True)
    first_of_subject = {entry["id"]: entry for entry in reversed(entries)}
    return [entry for entry in entries if first_of_subject[entry["id"]] is entry][:SHOWN]


def _entry(row: Row, names: Mapping[str, str], outcomes: Sequence[Outcome], own: list[str]) -> Json:
    others = {one.subject for one in outcomes} - {row["subject"]}
    found = {subject: statuses(one for one in outcomes if one.subject == subject) for subject in others}
    return {
        "id": row["subject"],
        "name": names[str(row["subject"])],
        "event": shape_event(row),
        "day": max((day.isoformat() for name in EVENT_DAYS[:5] if isinstance(day := row.get(name), date)), default=""),
        "statuses": own,
        "reached": sum(1 for subject in others if found[subject][0] in _HARD),
        "review": sum(1 for subject in others if found[subject][0] == "review"),
    }
