"""未涉及说明: for a namesake or a former director, that an event was looked at and does not reach them, by which clause, as of which day."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from graph_service.errors import ContradictionError, NotFoundError, StoreConflictError
from graph_service.model.facts import EVENT_DAYS, Row
from graph_service.model.identities import is_person
from graph_service.model.outcomes import Outcome, State
from graph_service.store.act_ports import Spoken
from graph_service.store.ports import SubjectRecord
from graph_service.store.screening_ports import NewAnswer, ReceiptHead
from graph_service.workflow.canonical import dumps
from graph_service.workflow.freshness import is_behind
from graph_service.workflow.screening import NONE, new_receipt_id
from graph_service.workflow.services import Services

PURPOSE = "not_affected"
Document = Mapping[str, Any]


def issue_statement(services: Services, subject: SubjectRecord, event: str, on: date, user: str) -> Document:
    """Issue a statement and keep its receipt; the document is plain JSON data: ``receipt`` (id, code) and ``content``.

    Raises:
        NotFoundError: the event's newest run for the day did not consider the subject.
        ContradictionError: the subject is reached, or something is pending or in review.
        StoreConflictError: the graph holds what was not propagated yet.
    """
    version = services.graph.graph_version()
    position, spoken = services.ledger.spoken_of(sorted(subject.keys), on)
    rules = services.rules.enabled().fingerprint
    if is_behind(position.check, version, rules):
        raise StoreConflictError(
            "The graph holds what was not propagated yet.", hint="Run `graph-service propagate --changed`."
        )
    considered = _not_reached([one for one in spoken if one.outcome.event == event], event, on)
    now = services.now()
    content = _content(services, subject, considered, on) | {"issued_at": now.isoformat()}
    head = ReceiptHead(new_receipt_id(), "statement", PURPOSE, on, user, now, position.entry, version, rules, 1)
    refs = dict.fromkeys([event, subject.id, *(fact for one in considered for fact in one.sources)])
    receipt = services.ledger.keep_receipt(head, [NewAnswer(1, subject.id, NONE, dumps(content), tuple(refs))])
    return {"receipt": {"id": head.id, "code": receipt.seal}, "content": json.loads(dumps(content))}


def _not_reached(spoken: Sequence[Spoken], event: str, on: date) -> list[Outcome]:
    if not spoken or not all(one.holds for one in spoken):
        raise NotFoundError(
            f"No run says for {on} that the subject was considered in {event}.",
            hint=f"Whom nobody considered needs no statement; else run `graph-service propagate --on {on}`.",
        )
    open_ones = sorted({one.outcome.rule for one in spoken if one.outcome.state is not State.NOT_AFFECTED})
    if open_ones:
        raise ContradictionError(f"It cannot be stated: something is open by {', '.join(open_ones)}.", hint="See explain.")
    return [one.outcome for one in spoken]


def _content(services: Services, subject: SubjectRecord, considered: Sequence[Outcome], on: date) -> dict[str, Any]:
    person = is_person(subject.id)
    return {
        "title": "未涉及说明",
        "on": on.isoformat(),
        "subject": {
            "id": subject.id,
            "name": subject.name,
            "number": services.ledger.masked_id(subject.id) if person else subject.uscc,
        },
        "event": _event(services, considered[0].event),
        "considered": [
            {
                "rule": one.rule,
                "title": next((rule.title for rule in services.rules.rules if rule.id == one.rule), one.rule),
                "version": one.version,
                "articles": list(one.articles),
                "reason": one.reason,
                "why": {"zh": one.why, "en": one.why_en},
            }
            for one in considered
        ],
    }


def _event(services: Services, event: str) -> dict[str, Any]:
    """Describe the event as its source does; whom it concerns only where that is an organisation."""
    facts = services.graph.facts_for([event])
    row: Row = next((one for one in facts.get("events", ()) if one["id"] == event), {"id": event})
    firm = next((one for one in facts.get("organizations", ()) if one["id"] == row.get("subject")), None)
    days = {name: day.isoformat() for name in EVENT_DAYS if isinstance(day := row.get(name), date)}
    told = {name: row.get(name) for name in ("id", "kind", "document", "office")}
    return told | {"subject": firm["name"] if firm else None, "days": days}
