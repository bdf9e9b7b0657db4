"""What the operations that look things up answer. Days and moments are ISO texts; ``end`` is exclusive, ``last_day`` inside.

Where a value is ``Json`` it has the shape of the example that ``/v1/docs`` shows.
"""

from __future__ import annotations

from typing import TypedDict

from graph_service.client.records import (
    Hit,
    Json,
    Lead,
    Neighbour,
    Outcome,
    PathFound,
    Relationship,
    Source,
    Subject,
    Told,
    Words,
)


class Outcomes(TypedDict):
    """Outcomes of a subject; ``complete`` is false where an event could not be judged whole."""

    subject: Json
    on: str
    known: str | None
    basis: str
    is_current: bool
    complete: bool
    outcomes: list[Outcome]
    through: list[Outcome]
    post_conflicts: list[Json]
    events: dict[str, Json]
    casework: list[Json]
    offices: dict[str, Json]
    names: dict[str, str]
    facts: dict[str, Source]


class Profile(TypedDict):
    """Everything on record about a subject."""

    subject: Subject
    on: str
    known: str | None
    identity: Json
    offices: list[Relationship]
    officers: list[Relationship]
    owners: list[Relationship]
    holdings: list[Relationship]
    parents: list[Relationship]
    branches: list[Relationship]
    former_names: list[Json]
    licences: list[Json]
    honours: list[Json]
    references: list[Json]
    decisions: list[Json]
    outcomes: list[Outcome]
    basis: str
    post_conflicts: list[Json]
    timeline: list[Json]
    truncated: bool


class Officers(TypedDict):
    """Who held which office."""

    subject: Subject
    on: str
    known: str | None
    offices: list[Relationship]
    named_beside: Json | None
    contradictions: list[Json]
    truncated: bool


class Neighbourhood(TypedDict):
    """One page of neighbours."""

    subject: Subject
    on: str
    known: str | None
    neighbours: list[Neighbour]
    groups: list[Json]
    after: str | None
    truncated: bool


class Map(TypedDict):
    """The map around a subject."""

    centre: str
    on: str
    limit: int
    truncated: bool
    complete: bool
    rules: str
    hidden_total: int
    subjects: list[Json]
    relationships: list[Relationship]
    leads: list[Lead] | None
    leads_truncated: bool
    events: dict[str, Json]
    statuses: dict[str, Words]


class Ownership(TypedDict):
    """Who owns and controls a subject, and what it holds: a lead."""

    subject: Subject
    on: str
    lead: Words
    known: str | None
    up: Json | None
    down: Json
    warnings: list[Json]
    definitions: dict[str, Json]


class History(TypedDict):
    """What each run changed in an event, newest first."""

    event: str
    complete: bool
    entries: list[Json]


class Fact(Source):
    """What one fact says, and the source row."""

    table: Words
    mark: Words | None
    said: list[Told]


class Preview(TypedDict):
    """What would follow from a decision; nothing is stored."""

    stored: bool
    on: str
    subject: Json
    event: Json
    alarm: Json | None
    counts: dict[str, int]
    persons: list[Outcome]
    firms: list[Outcome]
    post_conflicts: list[Json]
    practices: list[Json]
    inquiries: list[Json]
    names: dict[str, str]


class Hits(TypedDict):
    """One page of what was found."""

    hits: list[Hit]
    after: str | None
    truncated: bool


class Paths(TypedDict):
    """How subjects are linked; ``cut`` says which bound left something out."""

    on: str
    known: str | None
    subjects: dict[str, Subject]
    pairs: list[Json]
    paths: list[PathFound]
    hubs: list[Json]
    truncated: bool
    cut: list[str]
