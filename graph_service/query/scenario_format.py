"""The scenario format: one JSON file with a small graph, its events and a day to judge on. See ``docs/scenario-format.md``.

Strict at the border: unknown fields, wrong types, NaN and unknown ids are refused with the field's name.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from graph_service.errors import InputError
from graph_service.model.facts import EVENT_KINDS, LIABILITIES, ROLES

Id = Annotated[str, Field(min_length=1, max_length=200)]
Name = Annotated[str, Field(max_length=500)]
Text = Annotated[str, Field(max_length=20_000)]
Percent = Annotated[float, Field(ge=0, le=100)]
Years = Annotated[int, Field(ge=1, le=100)]


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False, populate_by_name=True, frozen=True)


class Organization(_Strict):
    """An organisation; ``parent`` is a branch's company."""

    id: Id
    name: Name
    type: Id = "company"
    uscc: Name | None = None
    industry: Name | None = None
    parent: Id | None = None
    listed: bool | None = None
    state_owned: bool | None = None


class Person(_Strict):
    """A person; without ``id_no`` the identity is not confirmed."""

    id: Id
    name: Name
    id_type: Name | None = None
    id_no: Name | None = None
    honours: list[Name] | None = None


class _Dated(_Strict):
    first: date | None = Field(default=None, alias="from")
    last: date | None = Field(default=None, alias="to")


class Role(_Dated):
    """An office; ``from``/``to`` are the first and the last day held, ``registered_on`` the day on which it was registered."""

    person: Id
    org: Id
    role: Id
    registered_on: date | None = None
    title: Name | None = None
    licence: Name | None = None


class Holding(_Dated):
    """A holding in percent; ``pct: null`` is unknown."""

    holder: Id
    org: Id
    pct: Percent | None = None
    pct_min: Percent | None = None
    pct_max: Percent | None = None


class Graph(_Strict):
    """The small graph of a scenario."""

    orgs: list[Organization] = []
    persons: list[Person] = []
    roles: list[Role] = []
    holdings: list[Holding] = []


class Finding(_Strict):
    """What a document says about one person's liability; ``found: false`` is expressly not liable."""

    person: Id
    liability: Id
    source: Text | None = None
    found: bool = True


class TermYears(_Strict):
    """A term in whole years."""

    years: Years


class PersonSanction(_Strict):
    """What an authority decided about one person."""

    person: Id
    decision_date: date | None = None
    term: Literal["lifetime"] | TermYears | None = None


class Event(_Strict):
    """One event; dates as ``format.md`` names them."""

    id: Id
    kind: Id
    category: Id
    subject: Id | None = None
    subject_name: Name | None = None
    subject_masked_id: Name | None = None
    violation: tuple[date | None, date | None] | None = None
    decision_date: date | None = None
    listing_date: date | None = None
    publication_date: date | None = None
    filing_date: date | None = None
    order_date: date | None = None
    judgment_effective_date: date | None = None
    completion_date: date | None = None
    sentence_served_date: date | None = None
    probation_end_date: date | None = None
    bid_date: date | None = None
    performed_date: date | None = None
    removed_date: date | None = None
    annulled_date: date | None = None
    correction_date: date | None = None
    findings: list[Finding] | None = None
    person_sanctions: list[PersonSanction] | None = None
    named_persons: list[Id] | None = None
    court_found_responsible: list[Id] | None = None
    evidence_against_lr: bool | None = None
    term_years: Years | None = None
    term: Literal["lifetime"] | TermYears | None = None
    sentence: Any = None
    accident_level: Name | None = None
    responsible: list[Id] | bool | Text | None = None
    severity: Name | None = None
    industry: Name | None = None
    debt_large: bool | None = None
    client: Id | None = None
    underlying_basis: Any = None
    reason: Text | None = None
    performance: Text | None = None
    participants: list[Id] | None = None


class Scenario(_Strict):
    """A scenario; the fields after ``events`` are for people and for tests and are not read."""

    evaluate_on: date
    graph: Graph = Graph()
    events: list[Event] = []
    rules_under_test: list[Id] | None = None
    id: Any = None
    title: Any = None
    expect: Any = None
    why: Any = None
    legal_basis: Any = None
    confidence: Any = None
    note: Any = None


def read_scenario(raw: bytes | str, *, holders_listed: bool = True) -> Scenario:
    """Parse and check a scenario. Without ``holders_listed`` a holding may name ids that ``orgs`` and ``persons`` do not list.

    Raises:
        InputError: malformed JSON, an unknown or missing field, a wrong type, an unknown id, with the field's path.
    """
    try:
        scenario = Scenario.model_validate_json(raw)
    except ValidationError as problem:
        first = problem.errors()[0]
        more = f" ({problem.error_count() - 1} more faults in this file)" if problem.error_count() > 1 else ""
        raise InputError(_path(first["loc"]), f"{first['msg']}{more}") from None
    for where, message in _faults(scenario, holders_listed=holders_listed):
        raise InputError(where, message)
    return scenario


def _path(location: tuple[int | str, ...]) -> str:
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location)
    return text.lstrip(".") or "scenario"


def _faults(scenario: Scenario, *, holders_listed: bool) -> Iterator[tuple[str, str]]:
    """Yield what the types cannot say: unknown ids, words outside the vocabulary, ids used twice, days that run backwards."""
    persons = [person.id for person in scenario.graph.persons]
    orgs = [org.id for org in scenario.graph.orgs]
    yield from _repeated("graph.orgs/persons", orgs + persons)
    yield from _repeated("events", [event.id for event in scenario.events])
    yield from _graph_faults(scenario.graph, frozenset(orgs), frozenset(persons))
    yield from _holding_faults(scenario.graph, frozenset(orgs), frozenset(persons), listed=holders_listed)
    for number, event in enumerate(scenario.events):
        yield from _event_faults(f"events[{number}]", event, frozenset(orgs), frozenset(persons))


def _repeated(where: str, ids: list[str]) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for identifier in ids:
        if identifier in seen:
            yield where, f"the id {identifier!r} is used twice"
        seen.add(identifier)


def _graph_faults(graph: Graph, orgs: frozenset[str], persons: frozenset[str]) -> Iterator[tuple[str, str]]:
    for number, org in enumerate(graph.orgs):
        yield from _unknown(f"graph.orgs[{number}].parent", org.parent, orgs)
    for number, role in enumerate(graph.roles):
        where = f"graph.roles[{number}]"
        yield from _unknown(f"{where}.person", role.person, persons)
        yield from _unknown(f"{where}.org", role.org, orgs)
        yield from _outside(f"{where}.role", role.role, ROLES)
        yield from _backwards(f"{where}.to", role.first, role.last)


def _holding_faults(graph: Graph, orgs: frozenset[str], persons: frozenset[str], *, listed: bool) -> Iterator[tuple[str, str]]:
    for number, holding in enumerate(graph.holdings):
        where = f"graph.holdings[{number}]"
        if listed:
            yield from _unknown(f"{where}.holder", holding.holder, orgs | persons)
            yield from _unknown(f"{where}.org", holding.org, orgs)
        elif holding.org in persons:
            yield f"{where}.org", f"{holding.org!r} is a person; nothing can be held in one"
        yield from _backwards(f"{where}.to", holding.first, holding.last)
        if holding.pct_min is not None and holding.pct_max is not None and holding.pct_max < holding.pct_min:
            yield f"{where}.pct_max", f"{holding.pct_max} is less than pct_min {holding.pct_min}"


def _event_faults(where: str, event: Event, orgs: frozenset[str], persons: frozenset[str]) -> Iterator[tuple[str, str]]:
    yield from _outside(f"{where}.kind", event.kind, EVENT_KINDS)
    yield from _unknown(f"{where}.subject", event.subject, orgs | persons)
    yield from _unknown(f"{where}.client", event.client, orgs)
    if event.subject is None and event.subject_name is None and event.kind != "bid":
        yield f"{where}.subject", "give the id of the org or person, or subject_name with subject_masked_id"
    if event.violation:
        yield from _backwards(f"{where}.violation", *event.violation)
    for index, finding in enumerate(event.findings or ()):
        yield from _unknown(f"{where}.findings[{index}].person", finding.person, persons)
        yield from _outside(f"{where}.findings[{index}].liability", finding.liability, LIABILITIES)
    for index, sanction in enumerate(event.person_sanctions or ()):
        yield from _unknown(f"{where}.person_sanctions[{index}].person", sanction.person, persons)
    for field, known in (
        *(("named_persons", persons), ("court_found_responsible", persons), ("responsible", persons)),
        ("participants", orgs),
    ):
        given = getattr(event, field)
        for index, identifier in enumerate(given if isinstance(given, list) else ()):
            yield from _unknown(f"{where}.{field}[{index}]", identifier, known)


def _unknown(where: str, identifier: str | None, known: frozenset[str]) -> Iterator[tuple[str, str]]:
    if identifier is not None and identifier not in known:
        yield where, f"unknown id {identifier!r}: it is not among those in the graph"


def _outside(where: str, word: str, vocabulary: frozenset[str]) -> Iterator[tuple[str, str]]:
    if word not in vocabulary:
        yield where, f"unknown word {word!r}; known: {', '.join(sorted(vocabulary))}"


def _backwards(where: str, first: date | None, last: date | None) -> Iterator[tuple[str, str]]:
    if first and last and last < first:
        yield where, f"the last day {last} lies before the first day {first}"
