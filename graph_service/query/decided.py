"""What is decided about a subject: the events that touch it, its outcomes and post conflicts on a day, and where all that comes from.

As long as the ledger answers for the graph as it is, the newest runs are read: propagating anew would say the same
(``docs/decisions/0014``). Otherwise the rules are applied, as ``explain`` does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from graph_service.model.facts import FactRows, Row
from graph_service.model.intervals import Interval
from graph_service.model.outcomes import Outcome, State
from graph_service.propagation.compiled import compile_rules
from graph_service.propagation.conflicts import conflicts_of
from graph_service.propagation.facts import Facts
from graph_service.query import judged
from graph_service.query.explain import Basis, explain_subject
from graph_service.store.history_ports import EventRun
from graph_service.store.ports import Provenance, Relationship, SubjectRecord
from graph_service.store.reading_ports import EventsAbout, Links
from graph_service.workflow.freshness import is_behind
from graph_service.workflow.services import Services


@dataclass(frozen=True, slots=True)
class Decided:
    """What is decided; ``basis`` as in ``Explanation``, a run of a day between which and this one nothing can differ counting as its own.

    Attributes:
        events: the row of each event that touches the subject, by id.
        outcomes: of the subject itself, by event and rule.
        provenance: where the events and what the outcomes rest on come from, by fact.
        complete: whether every event was looked at.
    """

    basis: Basis
    events: Mapping[str, Row]
    outcomes: Sequence[Outcome]
    post_conflicts: Sequence[Mapping[str, str]]
    provenance: Mapping[str, Provenance]
    complete: bool


@dataclass(frozen=True, slots=True)
class Around:
    """What was read about a subject already: its links, and the subjects at their ends, by id."""

    subject: SubjectRecord
    links: Links
    records: Mapping[str, SubjectRecord]


def decided_about(services: Services, around: Around, on: date, known: datetime | None) -> Decided:
    """Return what is decided about a subject on a day; ``known``: as of that moment, see ``explain_subject``.

    Raises:
        StoreUnavailableError: a store did not answer; trying again may help.
    """
    return (None if known else _on_record(services, around, on)) or _explained(services, around.subject, on, known)


def _explained(services: Services, subject: SubjectRecord, on: date, known: datetime | None) -> Decided:
    found = explain_subject(services, subject, on, known)
    return Decided(found.basis, found.events, found.outcomes, found.post_conflicts, found.provenance, found.complete)


def _on_record(services: Services, around: Around, on: date) -> Decided | None:
    """Return what the newest runs say; ``None`` where they do not answer for the graph, or more is to be read than was."""
    subject = around.subject
    if around.links.more or subject.merged:
        return None
    about = services.graph.events_about(subject.id, limit=judged.MAX_EVENTS + 1)
    events = {str(row["id"]): row for row in about.rows}
    entries = _speaking(services, about, on) if events else []
    if entries is None or len(events) > judged.MAX_EVENTS:
        return None
    own = services.ledger.outcomes_in(entries, subjects=subject.keys) if entries else ()
    held = [one for one in around.links.relationships if one.type == "HOLDS_ROLE" and Interval(one.start, one.end).covers(on)]
    reached = _reached(services, around, held, entries, own)
    conflicts = (
        conflicts_of(reached, Facts.from_rows(_facts(services, around, held, about.rows)), services.rules, on)
        if reached
        else ()
    )
    return Decided("ledger", events, own, conflicts, _provenance(services, around, about, own), complete=True)


def _speaking(services: Services, about: EventsAbout, on: date) -> list[EventRun] | None:
    """Return the run that speaks for each event on the day; ``None`` unless all do, on the facts and rules of today."""
    if is_behind(services.ledger.position().check, about.version, services.rules.enabled().fingerprint):
        return None
    speaking: dict[str, EventRun] = {}
    for entry in services.ledger.runs_for([str(row["id"]) for row in about.rows], on):
        newest = speaking.get(entry.event)
        if newest is None and not (entry.on == on or (entry.grounds and entry.grounds.hold_on(on))):
            return None
        if newest is None:
            speaking[entry.event] = entry
        elif not _alike(newest, entry):  # what was stored for the day is told as it was stored, and that is another answer
            return None
    return list(speaking.values()) if len(speaking) == len(about.rows) else None


def _alike(one: EventRun, other: EventRun) -> bool:
    grounds = (one.grounds, other.grounds)
    return all(grounds) and len({(each.facts, each.rules) for each in grounds if each}) == 1


def _reached(
    services: Services,
    around: Around,
    held: Sequence[Relationship],
    entries: Sequence[EventRun],
    own: Sequence[Outcome],
) -> list[Outcome]:
    """Return the outcomes in force that may forbid one of the offices held: of the subject, or of whoever holds one in it."""
    is_person = around.subject.kind == "person"
    officers = {one.source for one in held} if entries else set()
    said = own if is_person or not officers else services.ledger.outcomes_in(entries, subjects=officers, open_only=True)
    offices: dict[str, set[str]] = defaultdict(set)
    for one in held:
        offices[one.source].add(one.label)
    forbidden = compile_rules(services.rules).forbidden
    in_force = (one for one in said if one.state is State.IN_FORCE)
    return [one for one in in_force if any((one.rule, office) in forbidden for office in offices[one.subject])]


def _facts(services: Services, around: Around, held: Sequence[Relationship], events: Sequence[Row]) -> FactRows:
    """Return the facts that conflicts depend on: the events, the offices, and the organisations of both."""
    firms = {one.target for one in held} | {str(row["subject"]) for row in events if row["subject"]}
    missing = sorted(firms - around.records.keys())
    records = {**around.records, **(services.graph.subjects_known(missing, None) if missing else {})}
    return {
        "events": events,
        "organizations": [
            _organization(records[key]) for key in sorted(firms & records.keys()) if records[key].kind != "person"
        ],
        "roles": [_role(one) for one in held],
    }


def _organization(record: SubjectRecord) -> Row:
    said = record.properties or {}
    stated = {name: said.get(name) for name in ("industry", "listed", "state_owned")}
    return {"id": record.id, "name": record.name, "type": record.type or "unknown", **stated}


def _role(one: Relationship) -> Row:
    days = {"start": one.start, "end": one.end}
    return {"person": one.source, "organization": one.target, "role": one.label, **days, "source": one.fact}


def _provenance(
    services: Services, around: Around, about: EventsAbout, outcomes: Sequence[Outcome]
) -> Mapping[str, Provenance]:
    """Return where everything comes from; only what was not read already is asked for."""
    read = {one.fact: one.provenance for one in around.links.relationships if one.provenance} | dict(about.provenance)
    missing = sorted({fact for one in outcomes for fact in one.sources} - read.keys())
    return {**read, **(services.graph.provenance(missing) if missing else {})}
