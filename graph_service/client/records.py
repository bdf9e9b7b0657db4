"""The records that answers are made of."""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict

Json = dict[str, Any]


class Words(TypedDict):
    """The same in both languages."""

    zh: str
    en: str


class Source(TypedDict):
    """The source row behind a fact, and when it was recorded."""

    fact: str
    source_file: str
    source_hash: str
    source_row: int
    load_id: str
    recorded_from: str
    recorded_to: str | None


class Told(TypedDict):
    """One column of a fact, in words; ``subject`` where it names one."""

    column: str
    words: Words
    value: Words
    subject: str | None


class Subject(TypedDict):
    """An organisation or a person; id numbers are masked."""

    id: str
    kind: str
    type: str | None
    name: str
    type_words: Words
    licensed: bool
    uscc: str | None
    former_name: str | None
    masked_id: str | None
    confirmed: bool | None
    merged: list[str]


class Outcome(TypedDict):
    """What a rule says of one subject because of one event."""

    event: str
    rule: str
    rule_title: str
    version: str
    subject: str
    state: str
    state_words: Words
    status: str
    measure: str
    measure_name: str
    force: str
    force_words: Words
    reason: str
    why: Words
    target: str | None
    role: str | None
    role_words: Words | None
    first_day: str | None
    last_day: str | None
    lifetime: bool
    scope: str | None
    flag: str | None
    basis_at_decision: str | None
    remarks: list[Any]
    measures: list[Json]
    early_removal_from: str | None
    articles: list[Json]
    clauses: list[Json]
    sources: list[Source]
    name: NotRequired[str]


class Relationship(TypedDict):
    """An office, a holding or a branch; ``share`` is 0 to 1."""

    fact: str
    type: str
    role: str | None
    source: str
    target: str
    title: str | None
    share: float | None
    start: str | None
    end: str | None
    last_day: str | None
    days: Words
    registered_on: str | None
    in_force: bool
    former: bool
    words: Words
    provenance: NotRequired[Source | None]
    other: NotRequired[Subject]
    person: NotRequired[Subject]
    contested: NotRequired[bool]


class Neighbour(TypedDict):
    """A neighbour with what ties it; ``hidden`` counts what else it is tied to."""

    relationships: list[Relationship]
    hidden: int
    hub: bool
    subject: Subject


class Hit(TypedDict):
    """What a search found; ``candidate``: by a name alone."""

    type: str
    match: str
    candidate: bool
    subject: Subject | None
    former_name: str | None
    event: Json | None


#: Begins and ends at a subject: ``from``, ``to``, and ``title`` in words.
Step = TypedDict("Step", {"from": str, "to": str, "title": Words, "relationships": list[Relationship]})
PathFound = TypedDict("PathFound", {"from": str, "to": str, "length": int, "steps": list[Step]})


class Judgement(TypedDict):
    """What an officer said on who is the same person."""

    id: str
    verdict: str
    words: Words
    one: str
    other: str
    undoes: str | None
    user: str
    reason: str
    evidence: list[Json]
    overrides: bool
    recorded_at: str
    stands: bool | None


class Identity(TypedDict):
    """The keys of one person."""

    id: str
    known_as: str
    until: str | None
    members: list[Json]


class LeadStep(TypedDict):
    """What was done with a lead: ``withdraw`` or ``submit``."""

    did: str
    by: str
    reason: str
    recorded_at: str


class Lead(TypedDict):
    """A lead between two subjects: no fact, and read by no rule."""

    id: str
    kind: str
    words: Words
    one: str
    other: str
    start: str | None
    end: str | None
    source: str
    reason: str
    by: str
    recorded_at: str
    state: str
    state_words: Words
    steps: list[LeadStep]


class ScreeningAnswer(TypedDict):
    """The answer on one row; what follows ``rewards`` is told to the credit office alone."""

    row: int
    answer: str
    answer_words: Words
    problem: str | None
    problem_words: Words | None
    measures: list[Json]
    rewards: list[Json]
    verdict: NotRequired[str]
    verdict_words: NotRequired[Words]
    subject: NotRequired[str | None]
    stale: NotRequired[list[Any]]
    considered: NotRequired[list[Json]]


class ReceiptHead(TypedDict):
    """Who asked what for, and when."""

    id: str
    kind: str
    purpose: str
    on: str
    by: str
    recorded_at: str


class Receipt(ReceiptHead):
    """A receipt: over which data, and the code by which it is verified."""

    entry: int
    graph_version: int
    rules: str
    rows: int
    digest: str
    code: str


class RelyingReceipt(ReceiptHead):
    """A receipt with the first of its rows that rests on what was asked for."""

    row: int
    verdict: str


class Change(TypedDict):
    """One entry of the change feed; ``kind`` (run, act, load, judgement, step) says which of the members it has."""

    entry: int
    kind: str
    recorded_at: str
    event: NotRequired[str]
    run: NotRequired[str]
    on: NotRequired[str]
    changes: NotRequired[list[Json]]
    act: NotRequired[str]
    load: NotRequired[str]
    source: NotRequired[str]
    counts: NotRequired[Json]
    judgement: NotRequired[str]
    dossier: NotRequired[str]


class RuleRow(TypedDict):
    """One rule of the list."""

    id: str
    title: str
    enabled: bool
    articles: list[str]
