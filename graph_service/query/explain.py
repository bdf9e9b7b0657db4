"""Why a subject is reached, and why not: its outcomes with every clause, and the source row behind each fact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from graph_service.model.facts import FactRows, Row
from graph_service.model.outcomes import Outcome
from graph_service.propagation.engine import propagate
from graph_service.propagation.facts import Facts
from graph_service.query import words as w
from graph_service.query.dossiers import casework_of
from graph_service.query.judged import MAX_EVENTS
from graph_service.query.known import answered_then, events_then, facts_then
from graph_service.query.verdicts import Json, iso, shape_days, shape_event, shape_outcomes, shape_provenance
from graph_service.store.ports import Provenance, SubjectRecord
from graph_service.workflow.services import Services

Basis = Literal["ledger", "computed", "partly_computed"]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything that is known about one subject on a day.

    Attributes:
        subject: the subject; ``masked_id`` is a person's id number, masked.
        on: the day of evaluation.
        basis: ``ledger`` (as stored by propagation), ``computed`` (nothing was stored for this day, so it was worked out now and
            not stored), or ``partly_computed`` (some events).
        is_current: whether the facts on record still give the outcomes shown.
        outcomes: of the subject itself, by event and rule.
        through: for an organisation, the outcomes of everybody else considered in the events against it.
        events: the row of each event named, by id.
        offices: the row of each office on which an outcome of the subject itself rests, by fact.
        names: the name of each subject named, by id.
        provenance: where each fact that is named comes from, the events themselves included.
        known: the moment as of which it is told; ``None``: now.
        post_conflicts: offices of this subject, or in this organisation, that a ban in force forbids.
        complete: whether every event was looked at.
    """

    subject: SubjectRecord
    masked_id: str | None
    on: date
    basis: Basis
    is_current: bool
    outcomes: tuple[Outcome, ...]
    through: tuple[Outcome, ...]
    events: Mapping[str, Row]
    offices: Mapping[str, Row]
    names: Mapping[str, str]
    provenance: Mapping[str, Provenance]
    post_conflicts: tuple[Mapping[str, str], ...]
    known: datetime | None = None
    complete: bool = True


def explain_subject(services: Services, subject: SubjectRecord, on: date, known: datetime | None = None) -> Explanation:
    """Explain the outcomes of one subject as of ``on``.

    What the ledger holds for that day is shown as it was stored; events never propagated for that day are computed, not stored.

    Args:
        services: the ports.
        subject: as ``query.resolve`` finds it.
        on: the day of evaluation.
        known: as it was known at that moment: the runs stored by then, over the facts believed then; the rules are those of today.

    Raises:
        StoreUnavailableError: a store did not answer; trying again may help.
    """
    events, rows, complete = _facts(services, subject, known)
    computed, conflicts = _judged(services, subject, rows, on)
    shown, missing = _as_recorded(services, events, computed, on, known)
    event_rows = {str(row["id"]): row for row in rows.get("events", ())}
    # What was stored before two were found to be one stays under the key of its time.
    own = tuple(one for one in shown if one.subject in subject.keys)
    through = _through(subject, shown, event_rows)
    return Explanation(
        subject=subject,
        masked_id=services.ledger.masked_id(subject.id) if subject.kind == "person" else None,
        on=on,
        known=known,
        basis=_basis(events, missing),
        is_current=_same(own + through, computed, subject, event_rows),
        outcomes=own,
        through=through,
        events=event_rows,
        offices=_offices(rows, own),
        names=_names(rows) | dict.fromkeys(subject.keys, subject.name),
        provenance=_provenance(services, own + through, event_rows),
        post_conflicts=conflicts,
        complete=complete,
    )


def _facts(services: Services, subject: SubjectRecord, known: datetime | None) -> tuple[Sequence[str], FactRows, bool]:
    """Return the events that touch the subject, everything that they rest on, and whether these are all of them."""
    found = events_then(services, subject) if known else services.graph.events_of(subject.id)
    events, complete = found[:MAX_EVENTS], len(found) <= MAX_EVENTS
    if not events:
        return [], {}, complete
    if known:
        rows = facts_then(services, events, known)
        return sorted(str(row["id"]) for row in rows.get("events", ())), rows, complete
    return events, services.graph.facts_for(events), complete


def _judged(
    services: Services, subject: SubjectRecord, rows: FactRows, on: date
) -> tuple[tuple[Outcome, ...], tuple[Mapping[str, str], ...]]:
    """Return what the facts say: outcomes of everybody, and the post conflicts of this subject."""
    if not rows.get("events"):
        return (), ()
    result = propagate(Facts.from_rows(rows), services.rules.enabled(), on)
    conflicts = (one for one in result.post_conflicts if subject.id in (one["person"], one["org"]))
    return tuple(result.outcomes()), tuple(conflicts)


def _as_recorded(
    services: Services, events: Sequence[str], computed: Sequence[Outcome], on: date, known: datetime | None
) -> tuple[list[Outcome], frozenset[str]]:
    """Take each event's outcomes from the ledger; where it has no run for the day, take what was computed."""
    stored = {event: _stored(services, event, on, known) for event in events}
    missing = frozenset(event for event, said in stored.items() if said is None)
    shown = [one for one in computed if one.event in missing]
    shown += [one for said in stored.values() for one in said or ()]
    return sorted(shown, key=lambda one: (one.event, one.rule, one.subject)), missing


def _stored(services: Services, event: str, on: date, known: datetime | None) -> Sequence[Outcome] | None:
    if known:
        return answered_then(services, event, on, known)
    return services.ledger.outcomes_of_event(event, on) if services.ledger.latest_run(event, on) else None


def _basis(events: Sequence[str], missing: frozenset[str]) -> Basis:
    if not missing:
        return "ledger"
    return "computed" if len(missing) == len(events) else "partly_computed"


def _through(subject: SubjectRecord, shown: Sequence[Outcome], events: Mapping[str, Row]) -> tuple[Outcome, ...]:
    if subject.kind != "organization":
        return ()
    against = {event for event, row in events.items() if row.get("subject") == subject.id}
    return tuple(one for one in shown if one.event in against and one.subject != subject.id)


def _same(shown: tuple[Outcome, ...], computed: tuple[Outcome, ...], subject: SubjectRecord, events: Mapping[str, Row]) -> bool:
    """Compare what is shown with what the facts say now, clause by clause."""
    own = tuple(one for one in computed if one.subject == subject.id)
    return sorted(shown, key=_key) == sorted(own + _through(subject, computed, events), key=_key)


def _key(outcome: Outcome) -> tuple[str, str, str]:
    return (outcome.event, outcome.rule, outcome.subject)


def _names(rows: FactRows) -> dict[str, str]:
    return {str(row["id"]): str(row["name"]) for table in ("organizations", "persons") for row in rows.get(table, ())}


def _offices(rows: FactRows, outcomes: Sequence[Outcome]) -> dict[str, Row]:
    named = {fact for one in outcomes for fact in one.sources}
    return {fact: row for row in rows.get("roles", ()) if (fact := str(row.get("source"))) in named}


def _provenance(services: Services, outcomes: Sequence[Outcome], events: Mapping[str, Row]) -> Mapping[str, Provenance]:
    facts = {fact for one in outcomes for fact in one.sources}
    facts |= {fact for one in outcomes for clause in one.clauses for fact in clause.facts}
    facts |= {str(row["source"]) for row in events.values() if row.get("source")}
    return services.graph.provenance(sorted(facts)) if facts else {}


def shape_explanation(services: Services, explanation: Explanation) -> Json:
    """Shape an explanation as plain JSON data, with words in both languages."""
    subject = explanation.subject
    return {
        "subject": {
            "id": subject.id,
            "kind": subject.kind,
            "type": subject.type,
            "name": subject.name,
            "uscc": subject.uscc,
            "masked_id": explanation.masked_id,
            "merged": list(subject.merged),
        },
        "on": explanation.on.isoformat(),
        "known": explanation.known.isoformat() if explanation.known else None,
        "basis": explanation.basis,
        "is_current": explanation.is_current,
        "complete": explanation.complete,
        "outcomes": shape_outcomes(services, explanation.outcomes),
        "through": shape_outcomes(services, explanation.through),
        "post_conflicts": [dict(one) for one in explanation.post_conflicts],
        "events": {
            event: shape_event(row) | _decided_in(explanation, row) for event, row in sorted(explanation.events.items())
        },
        "casework": casework_of(services, [subject.id, *subject.merged], sorted(explanation.events)),
        "offices": {fact: _shape_office(row) for fact, row in sorted(explanation.offices.items())},
        "names": dict(sorted(explanation.names.items())),
        "facts": {fact: shape_provenance(found) for fact, found in sorted(explanation.provenance.items())},
    }


def _shape_office(row: Row) -> Json:
    registered = row.get("registered_on")
    days = shape_days(row.get("start"), row.get("end"), registered)
    return {"words": w.words(w.ROLE_WORDS, row["role"]), **days, "registered_on": iso(registered)}


def _decided_in(explanation: Explanation, row: Row) -> Json:
    found = explanation.provenance.get(str(row.get("source")))
    return {"source": shape_provenance(found) if found else None}
