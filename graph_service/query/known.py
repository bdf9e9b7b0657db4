"""What was known at an earlier moment: the facts as they were believed, and the answers as they had been given."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from graph_service.model.facts import FactRows
from graph_service.model.identities import AsKnown, Standing
from graph_service.model.outcomes import Outcome
from graph_service.store.ports import SubjectRecord
from graph_service.workflow.services import Services


def as_known(services: Services, known: datetime | None) -> AsKnown | None:
    """Return the moment with who was read otherwise than as stated then; ``None`` for now."""
    return _then(services, known) if known else None


def _then(services: Services, known: datetime) -> AsKnown:
    return AsKnown(known, list(services.ledger.known_as(Standing(services.ledger.judgements(known))).values()))


def events_then(services: Services, subject: SubjectRecord) -> list[str]:
    """Return every event that touches the subject now, or of which any run considered it, in order."""
    touching = set(services.graph.events_of(subject.id))
    judged = {event for key in subject.keys for event in services.ledger.events_naming(key)}
    return sorted(touching | judged)


def facts_then(services: Services, events: Sequence[str], known: datetime) -> FactRows:
    """Return the facts of these events as they were believed at a moment."""
    return services.graph.facts_known(events, known, _then(services, known).merged)


def answered_then(services: Services, event: str, on: date, known: datetime) -> Sequence[Outcome] | None:
    """Return what the newest run of an event for a day had said by a moment; ``None`` when none had been stored."""
    runs = [run for run in services.ledger.runs_of_event(event) if run.on == on and run.recorded_at <= known]
    return services.ledger.outcomes_in(runs[-1:]) if runs else None
