"""What may be asked beside what must be: the keyword arguments of the operations. What is left out has the service's default."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Literal, TypedDict

RelationKind = Literal["HOLDS_ROLE", "OWNS", "BRANCH_OF"]
StepKind = Literal["HOLDS_ROLE", "OWNS", "BRANCH_OF", "SAME_ADDRESS"]
HitKind = Literal["organization", "person", "event"]
View = Literal["department", "office"]
Purpose = Literal["permit", "tender", "subsidy", "honour", "office"]
LeadKind = Literal["nominee", "acting_in_concert", "family", "same_phone"]


class OnDay(TypedDict, total=False):
    """``on``: day of evaluation; today in China."""

    on: date


class KnownOnDay(OnDay, total=False):
    """``known``: recorded moment, with its zone; now."""

    known: datetime


class KnownOnly(TypedDict, total=False):
    """``known``: recorded moment, with its zone; now."""

    known: datetime


class AsOf(TypedDict, total=False):
    """``as_of``: recorded moment, with its zone; now."""

    as_of: datetime


class Page(TypedDict, total=False):
    """``after`` is the ``after`` (or ``cursor``) of the page before."""

    after: str
    limit: int


class Sized(OnDay, total=False):
    """``limit``: most items told."""

    limit: int


class MapOptions(Sized, total=False):
    """``leads``: with the leads, apart from all relationships."""

    leads: bool


class LeadPage(KnownOnDay, Page, total=False):
    """Which leads of a subject."""


class OwnershipOptions(KnownOnDay, total=False):
    """``limit``: most paths and holdings told."""

    limit: int


class NeighbourOptions(KnownOnDay, Page, total=False):
    """Which neighbours; ``group`` unfolds one group by its ``name``."""

    kinds: Sequence[RelationKind]
    former: bool
    group: str


class SearchOptions(Page, total=False):
    """What may be found."""

    kinds: Sequence[HitKind]


class PathOptions(KnownOnDay, total=False):
    """Which paths; ``all``: all simple ones instead of the shortest of each pair."""

    kinds: Sequence[StepKind]
    former: bool
    longest: int
    all: bool
    through_hubs: bool


class CandidateOptions(Page, total=False):
    """``subject``: only those of one person or firm."""

    subject: str


class JudgementOptions(OnDay, total=False):
    """``evidence``: what was looked at."""

    evidence: Sequence[str]


class ConfirmOptions(JudgementOptions, total=False):
    """``overrides``: although documents differ, for the reason given."""

    overrides: bool


class Finding(TypedDict):
    """A person who would be found liable."""

    person: str
    liability: str


class Sanction(TypedDict, total=False):
    """A decision against one person: for ``years``, or for life."""

    person: str
    years: int
    lifetime: bool


class PreviewOptions(OnDay, total=False):
    """The decision that is being prepared; the days of the violation are both inside."""

    kind: str
    decision_date: date
    listing_date: date
    order_date: date
    violation_first: date
    violation_last: date
    findings: Sequence[Finding]
    sanctions: Sequence[Sanction]
    basis: str


class AskedSubject(TypedDict, total=False):
    """Who is screened: an organisation by its code, a person by name and document number."""

    code: str
    name: str
    id_type: str
    id_number: str


class ScreeningOptions(OnDay, AskedSubject, total=False):
    """``receipt=False``: an answer that nobody may rely on."""

    view: View
    receipt: bool


class AnswerOptions(TypedDict, total=False):
    """Which answers of a batch."""

    after: int
    limit: int
    view: View


class LeadOptions(TypedDict, total=False):
    """When it holds (``end`` exclusive); the same ``key`` is the same lead, however often it is sent."""

    start: date
    end: date
    key: str


class AlertOptions(Sized, total=False):
    """Which patterns, by id; all."""

    pattern: Sequence[str]


class MeasureOptions(TypedDict, total=False):
    """Which measures of the catalogue; all."""

    kind: Literal["reward", "punishment"]
    field: Literal["administrative", "market", "social"]


#: A scenario in the format of ``docs/scenario-format.md``.
Scenario = Mapping[str, object]
