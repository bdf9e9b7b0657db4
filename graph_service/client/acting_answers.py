"""What judgements, leads, patterns, screenings and rules answer. Days and moments are ISO texts; ``end`` is exclusive, ``last_day`` inside.

Where a value is ``Json`` it has the shape of the example that ``/v1/docs`` shows.
"""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

from graph_service.client.records import (
    Change,
    Identity,
    Json,
    Judgement,
    Lead,
    Receipt,
    RelyingReceipt,
    RuleRow,
    ScreeningAnswer,
    Subject,
    Words,
)


class Candidates(TypedDict):
    """Persons who may be one."""

    candidates: list[Json]
    looked_at: int
    after: str | None


class Judgements(TypedDict):
    """The newest judgements."""

    judgements: list[Judgement]


class Judged(TypedDict):
    """What a judgement changed; ``written`` is false where it was on record."""

    judgement: Judgement
    written: bool
    known_as: dict[str, str]
    still_one_by: list[Json]
    on: str
    events: int
    causes: list[Json]
    difference: Json
    not_shown: str | None


class LeadEntered(TypedDict):
    """A lead; ``written`` is false where it was on record."""

    lead: Lead
    written: bool


class Leads(TypedDict):
    """One page of the leads of a subject; ``names`` of those whom they tie."""

    subject: Subject
    on: str
    known: str | None
    notice: Words
    leads: list[Lead]
    names: dict[str, str]
    after: str | None


class Alerts(TypedDict):
    """What the patterns find: leads, no punishment."""

    on: str
    graph_version: int
    notice: Words
    patterns: list[Json]
    alerts: list[Json]
    groups: list[Json]
    counts: dict[str, int]
    truncated: bool


class Coverage(TypedDict):
    """How far decisions reach everybody whom the rules name, and the gaps."""

    on: str
    graph_version: int
    counted: list[str]
    total: dict[str, int]
    by: dict[str, list[Json]]
    gap_counts: list[Json]
    gaps: list[Json]
    truncated: bool


class Screening(TypedDict):
    """One subject screened; ``receipt`` is what may be relied on."""

    purpose: str
    purpose_words: Words
    on: str
    view: Literal["department", "office"]
    answer: ScreeningAnswer
    data: dict[str, int]
    receipt: Receipt | None


class Batch(TypedDict):
    """Many subjects screened: their answers are read by the id of the receipt."""

    receipt: Receipt
    counts: dict[str, int]


class Answers(TypedDict):
    """One page of the answers of a screening."""

    receipt: str
    view: Literal["department", "office"]
    answers: list[ScreeningAnswer]
    after: int | None


class CheckedReceipt(Receipt):
    """A receipt, and whether it is genuine."""

    genuine: bool


class Receipts(TypedDict):
    """One page of receipts that relied on something."""

    relying_on: str
    receipts: list[RelyingReceipt]
    after: str | None


class Changes(TypedDict):
    """One page of the change feed; ``cursor`` is where to go on, ``more`` says whether at once."""

    changes: list[Change]
    cursor: str
    more: bool


class Measures(TypedDict):
    """The catalogue of measures."""

    measures: list[Json]
    conduct: list[Json]


class Patterns(TypedDict):
    """Evasion patterns and groups."""

    notice: Words
    patterns: list[Json]


class Rules(TypedDict):
    """The rules, and the fingerprint of all of them."""

    fingerprint: str
    rules: list[RuleRow]


class Rule(TypedDict):
    """One rule in words."""

    id: str
    title: str
    enabled: bool
    sections: list[Json]
    versions: list[Json]
    on: str | None


class Evaluation(TypedDict):
    """A scenario judged; look-through only where it has holdings."""

    in_force: list[Json]
    pending_decision: list[Json]
    needs_review: list[Json]
    not_affected: list[Json]
    post_conflicts: list[Json]
    relation_alerts: list[Json]
    inquiries: list[Json]
    trace: list[Json]
    effective_ownership: NotRequired[dict[str, dict[str, float]]]
    path_product: NotRequired[dict[str, dict[str, float]]]
    control: NotRequired[list[list[str]]]
    controllers: NotRequired[dict[str, list[str]]]
    controlling_shareholders: NotRequired[dict[str, list[str]]]
    beneficial_owners: NotRequired[dict[str, list[Any]]]


class Health(TypedDict):
    """The process answers."""

    status: str
    version: str


class Ready(TypedDict):
    """Graph, schema and ledger can be used."""

    status: str
    checked: list[str]


class KeysOfPerson(Identity):
    """The keys of one person, and who judged so."""

    judgements: list[Judgement]
