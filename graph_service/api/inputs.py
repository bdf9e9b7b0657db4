"""What may come in: strict query parameters and bounded JSON bodies. Everything else is refused with the place of the fault."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated, Literal

from fastapi import Request
from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

from graph_service.errors import InputError
from graph_service.model.identities import Act
from graph_service.policy.measures import MeasureField, MeasureKind
from graph_service.query.neighbourhood import DEFAULT_PAGE, HARD_PAGE, Around
from graph_service.query.paths import DEFAULT_LONGEST, LONGEST, MOST_ENDS, PathQuestion
from graph_service.query.search import DEFAULT_HITS, HARD_HITS, SearchQuestion
from graph_service.query.subject_map import DEFAULT_LIMIT, HARD_LIMIT
from graph_service.query.subject_ownership import MOST_PATHS, MOST_TOLD
from graph_service.security.acting import acting_user
from graph_service.workflow.preview import Draft, PersonalSanction, violation_of

MAX_DEPTH = 32
MAX_ITEMS = 200_000
#: Most persons whom one decision may find liable or sanction in a preview.
MAX_NAMED = 1000
_ISO_LENGTH = len("2026-11-23")


def _iso_day(value: object) -> object:
    """Read ``2026-11-23`` and nothing looser; the strict model refuses what stays a text."""
    if isinstance(value, str) and len(value) == _ISO_LENGTH:
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    return value


def whole(value: object) -> object:
    """Read a number of a query's text; the strict model refuses what stays a text."""
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < _ISO_LENGTH else value


def _flag(value: object) -> object:
    return {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value


class Strict(BaseModel):
    """Base of everything that comes in: no coercion, no unknown names, no NaN."""

    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)


class OnDay(Strict):
    """The day of evaluation; today (in China) when it is not given."""

    on: Annotated[date | None, BeforeValidator(_iso_day), Field(description="Day of evaluation, YYYY-MM-DD.")] = None


class MapSize(OnDay):
    """The day, the most subjects that the map may hold, and whether leads are wanted beside it."""

    limit: Annotated[int, Field(ge=1, le=HARD_LIMIT), BeforeValidator(whole)] = DEFAULT_LIMIT
    leads: Annotated[bool, BeforeValidator(_flag), Field(description="With the leads, apart from all relationships.")] = False


class MeasureChoice(Strict):
    """Which measures of the catalogue; all when nothing is given."""

    kind: Annotated[MeasureKind | None, Field(description="reward or punishment.")] = None
    field: Annotated[MeasureField | None, Field(description="administrative, market or social.")] = None


Day = Annotated[date | None, BeforeValidator(_iso_day)]


class PreviewFinding(Strict):
    """A person who would be found liable."""

    person: Annotated[str, Field(description="The person's key (p-…).")]
    liability: str


class PreviewSanction(Strict):
    """A decision against one person: for ``years``, or for life."""

    person: str
    years: Annotated[int | None, Field(ge=1, le=99)] = None
    lifetime: bool = False


class PreviewRequest(OnDay):
    """A decision that is being prepared. Days are YYYY-MM-DD; the violation's are both inside. No name and no id number."""

    subject: Annotated[str, Field(description="Unified code, registration number or key.")]
    category: str
    kind: str | None = None
    decision_date: Day = None
    listing_date: Day = None
    order_date: Day = None
    violation_first: Day = None
    violation_last: Day = None
    findings: Annotated[list[PreviewFinding], Field(max_length=MAX_NAMED)] = []
    sanctions: Annotated[list[PreviewSanction], Field(max_length=MAX_NAMED)] = []
    basis: str | None = None

    def draft(self) -> Draft:
        """Return the draft that the request describes.

        Raises:
            InputError: the violation ends before it begins.
        """
        plain = {name: getattr(self, name) for name in ("decision_date", "listing_date", "order_date", "basis")}
        return Draft(
            self.subject,
            self.category,
            self.kind,
            **plain,
            violation=violation_of(self.violation_first, self.violation_last),
            findings=[(one.person, one.liability) for one in self.findings],
            sanctions=[PersonalSanction(one.person, one.years, one.lifetime) for one in self.sanctions],
        )


_Reason = Annotated[str, Field(min_length=1, max_length=2000, description="Why; it is recorded with the user.")]
_Evidence = Annotated[list[Annotated[str, Field(max_length=500)]], Field(max_length=50, description="What was looked at.")]


def _moment(value: object) -> object:
    try:
        return datetime.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return value


class CandidateChoice(Strict):
    """Which leads: those of one subject, or from where an earlier answer ended."""

    subject: Annotated[str | None, Field(description="A person's key, or a firm: its unified code or key.")] = None
    after: Annotated[str, Field(description="`after` of an earlier answer.")] = ""
    limit: Annotated[int, Field(ge=1, le=200, description="About so many."), BeforeValidator(whole)] = 20


class KnownAt(Strict):
    """As it was known at a moment, with its zone; now when it is not given."""

    as_of: Annotated[AwareDatetime | None, BeforeValidator(_moment)] = None


class KnownOnDay(OnDay):
    """The day of evaluation, and the moment as of which it is told; now when it is not given."""

    known: Annotated[AwareDatetime | None, BeforeValidator(_moment), Field(description="Recorded time, with its zone.")] = None


RelationKind = Literal["HOLDS_ROLE", "OWNS", "BRANCH_OF"]


class NeighbourChoice(KnownOnDay):
    """Which neighbours: all kinds of relationships held on the day, the first page, unless told."""

    kinds: Annotated[list[RelationKind], Field(min_length=1, max_length=3)] = ["HOLDS_ROLE", "OWNS", "BRANCH_OF"]
    former: Annotated[bool, BeforeValidator(_flag), Field(description="Those that ended by the day too.")] = False
    group: Annotated[str, Field(max_length=100, description="`name` of a group: only it, unfolded.")] = ""
    after: Annotated[str, Field(max_length=200, description="`after` of an earlier answer.")] = ""
    limit: Annotated[int, Field(ge=1, le=HARD_PAGE), BeforeValidator(whole)] = DEFAULT_PAGE

    def around(self, on: date) -> Around:
        """Return what is asked for."""
        return Around(on, self.known, self.kinds, self.former, self.group, self.after, self.limit)


class PathRequest(OnDay):
    """Between whom, and which paths; days are YYYY-MM-DD. Codes or keys, no names."""

    subjects: Annotated[list[Annotated[str, Field(max_length=200)]], Field(min_length=2, max_length=MOST_ENDS)]
    known: Annotated[AwareDatetime | None, BeforeValidator(_moment), Field(description="Recorded time, with its zone.")] = None
    kinds: Annotated[list[Literal["HOLDS_ROLE", "OWNS", "BRANCH_OF", "SAME_ADDRESS"]], Field(min_length=1, max_length=4)] = [
        "HOLDS_ROLE", "OWNS", "BRANCH_OF", "SAME_ADDRESS",
    ]  # fmt: skip
    former: bool = False
    longest: Annotated[int, Field(ge=1, le=LONGEST)] = DEFAULT_LONGEST
    all: Annotated[bool, Field(description="All simple paths; else the shortest of each pair.")] = False
    through_hubs: bool = False

    def question(self, on: date) -> PathQuestion:
        """Return what is asked for."""
        return PathQuestion(self.subjects, on, self.known, self.kinds, self.former, self.longest, self.all, self.through_hubs)


class SearchRequest(Strict):
    """What is sought. A POST: a name or an id number never stands in an address."""

    text: Annotated[str, Field(min_length=2, max_length=200, description="Name, part of one, number, or document number.")]
    kinds: Annotated[list[Literal["organization", "person", "event"]], Field(min_length=1, max_length=3)] = [
        "organization", "person", "event",
    ]  # fmt: skip
    after: Annotated[str, Field(max_length=200, description="`after` of an earlier answer.")] = ""
    limit: Annotated[int, Field(ge=1, le=HARD_HITS)] = DEFAULT_HITS

    def question(self) -> SearchQuestion:
        """Return what is asked for."""
        return SearchQuestion(self.text, self.kinds, self.after, self.limit)


class OwnershipSize(KnownOnDay):
    """The day, the moment, and how many paths and holdings are told."""

    limit: Annotated[int, Field(ge=1, le=MOST_TOLD), BeforeValidator(whole)] = MOST_PATHS


class KnownOnly(Strict):
    """The moment as of which a record is told; now when it is not given."""

    known: Annotated[AwareDatetime | None, BeforeValidator(_moment), Field(description="Recorded time, with its zone.")] = None


class PairJudgement(OnDay):
    """Two that are, or are not, one person; ``on`` is the day of evaluation of what is propagated again."""

    one: Annotated[str, Field(description="A person's key, or the id of an event with a masked subject.")]
    other: Annotated[str, Field(description="A person's key.")]
    reason: _Reason
    evidence: _Evidence = []

    def act(self, *, overrides: bool = False) -> Act:
        """Return the act of the user who runs the service."""
        return Act(acting_user(), self.reason, tuple(self.evidence), overrides)


class Confirmation(PairJudgement):
    """Two that are one person; ``overrides``: although their documents differ, for the reason given."""

    overrides: bool = False


class Undoing(OnDay):
    """A judgement that holds no longer."""

    judgement: Annotated[str, Field(description="Its number: j-12.")]
    reason: _Reason
    evidence: _Evidence = []

    def act(self) -> Act:
        """Return the act of the user who runs the service."""
        return Act(acting_user(), self.reason, tuple(self.evidence))


async def scenario_body(request: Request) -> bytes:
    """Read a scenario's bytes and refuse a shape that no real scenario has.

    Raises:
        InputError: no JSON, nested more than ``MAX_DEPTH`` deep, or more than ``MAX_ITEMS`` values.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise InputError("Content-Type", "must be application/json")
    body = await request.body()
    _check_depth(body)
    try:
        document = json.loads(body)
    except ValueError as error:
        raise InputError("body", f"is not JSON: {error}") from None
    if sum(1 for _ in _values(document)) > MAX_ITEMS:
        raise InputError("body", f"has more than {MAX_ITEMS} values")
    return body


def _check_depth(body: bytes) -> None:
    """Count brackets outside of texts, before a parser recurses into them."""
    depth, in_text, escaped = 0, False, False
    for byte in body:
        if in_text:
            in_text, escaped = escaped or byte != ord('"'), byte == ord("\\") and not escaped
        elif byte == ord('"'):
            in_text = True
        elif byte in b"[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise InputError("body", f"is nested more than {MAX_DEPTH} deep")
        elif byte in b"]}":
            depth -= 1


def _values(document: object) -> Iterator[object]:
    yield document
    inner = document.values() if isinstance(document, dict) else document if isinstance(document, list) else ()
    for value in inner:
        yield from _values(value)
