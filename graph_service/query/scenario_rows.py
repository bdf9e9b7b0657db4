"""A scenario as fact rows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

from graph_service.model.facts import EVENT_DAYS, FactRows, Row
from graph_service.model.intervals import Interval
from graph_service.query.scenario_format import Event, Holding, Person, Scenario, TermYears
from graph_service.security.masking import mask_is_compatible

_PLAIN = (
    "id kind category subject evidence_against_lr severity accident_level industry debt_large client reason performance term_years"
).split()


def scenario_rows(scenario: Scenario) -> FactRows:
    """Turn a scenario into fact rows; last days become exclusive ends, percent become shares."""
    graph = scenario.graph
    return {
        "organizations": [
            org.model_dump(include={"id", "name", "type", "uscc", "industry", "parent", "listed", "state_owned"})
            for org in graph.orgs
        ],
        "persons": [_person(person) for person in graph.persons],
        "roles": [
            {"person": r.person, "organization": r.org, "role": r.role, "title": r.title, "licence": r.licence}
            | _held(r.first, r.last)
            | {"registered_on": r.registered_on, "source": f"graph.roles[{number}]"}
            for number, r in enumerate(graph.roles)
        ],
        "holdings": [_holding(number, holding) for number, holding in enumerate(graph.holdings)],
        "events": [_event(event) for event in scenario.events],
        **_statements(scenario),
    }


def _person(person: Person) -> Row:
    return {"id": person.id, "name": person.name, "confirmed": bool(person.id_no), "honoured": bool(person.honours)}


def _held(first: date | None, last: date | None) -> dict[str, object]:
    held = Interval.of_days(first, last)
    return {"start": held.start, "end": held.end}


def _holding(number: int, holding: Holding) -> Row:
    shares = {"share": holding.pct, "share_min": holding.pct_min, "share_max": holding.pct_max}
    parts = {name: None if percent is None else percent / 100 for name, percent in shares.items()}
    who = {"holder": holding.holder, "organization": holding.org, "source": f"graph.holdings[{number}]"}
    return who | parts | _held(holding.first, holding.last)


def _event(event: Event) -> Row:
    violation = Interval.of_days(*event.violation) if event.violation else Interval()
    row: dict[str, object] = {name: getattr(event, name) for name in (*_PLAIN, *EVENT_DAYS)}
    row |= {"violation_start": violation.start, "violation_end": violation.end, "lifetime": event.term == "lifetime"}
    row["underlying_basis"] = _text(event.underlying_basis)
    row["sentence"] = _text(event.sentence)
    if isinstance(event.term, TermYears):
        row["term_years"] = event.term.years
    return row


def _text(value: object) -> str | None:
    """Keep a free-form fact as text; anything empty is not stated."""
    if not value:
        return None
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _statements(scenario: Scenario) -> dict[str, list[Row]]:
    """Collect what the events' documents say of persons: findings, decisions, names, candidates, participants."""
    tables: dict[str, list[Row]] = {name: [] for name in ("findings", "sanctions", "namings", "candidates", "participants")}
    for number, event in enumerate(scenario.events):
        where = f"events[{number}]"
        for index, finding in enumerate(event.findings or ()):
            said = {"person": finding.person, "liability": finding.liability, "found": finding.found}
            proof = {"document": finding.source, "source": f"{where}.findings[{index}]"}
            tables["findings"].append({"event": event.id, **said, **proof})
        for index, sanction in enumerate(event.person_sanctions or ()):
            years = sanction.term.years if isinstance(sanction.term, TermYears) else None
            decided = {"decision_date": sanction.decision_date, "years": years, "lifetime": sanction.term == "lifetime"}
            source = f"{where}.person_sanctions[{index}]"
            tables["sanctions"].append({"event": event.id, "person": sanction.person, **decided, "source": source})
        tables["namings"] += _namings(where, event)
        tables["candidates"] += _candidates(scenario, event)
        tables["participants"] += [{"event": event.id, "organization": org} for org in event.participants or ()]
    return tables


def _namings(where: str, event: Event) -> Iterator[Row]:
    fields = (("named_persons", "named"), ("court_found_responsible", "court_found"), ("responsible", "responsible"))
    for field, how in fields:
        given = getattr(event, field)  # `responsible` may also be a plain fact in words, which names nobody
        for index, person in enumerate(given if isinstance(given, list) else ()):
            yield {"event": event.id, "person": person, "how": how, "source": f"{where}.{field}[{index}]"}


def _candidates(scenario: Scenario, event: Event) -> Iterator[Row]:
    """Name whom a masked subject may be. A name without a comparable id number says nothing."""
    if event.subject is not None or not event.subject_masked_id:
        return
    for person in scenario.graph.persons:
        if person.name == event.subject_name and person.id_no:
            agrees = mask_is_compatible(event.subject_masked_id, person.id_no)
            yield {"event": event.id, "person": person.id, "compatible": agrees}
