"""What may come in on patterns, coverage and leads. Same strictness as ``inputs``."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from graph_service.api.inputs import Day, KnownOnDay, OnDay, Strict, whole
from graph_service.model.leads import LeadKind, NewLead
from graph_service.query.coverage import DEFAULT_GAPS, MOST_GAPS
from graph_service.query.leads import DEFAULT_PAGE, HARD_PAGE, LeadQuestion
from graph_service.query.patterns import DEFAULT_ALERTS, MOST_ALERTS
from graph_service.security.acting import acting_user
from graph_service.workflow.canonical import key_of_words


class PatternChoice(OnDay):
    """Which patterns, on which day; all of them when none is named."""

    pattern: Annotated[list[str], Field(default_factory=list, max_length=50, description="Patterns by id (`/v1/patterns`).")]
    limit: Annotated[int, BeforeValidator(whole), Field(ge=1, le=MOST_ALERTS)] = DEFAULT_ALERTS


class GapsShown(OnDay):
    """The day, and the most gaps told."""

    limit: Annotated[int, BeforeValidator(whole), Field(ge=1, le=MOST_GAPS)] = DEFAULT_GAPS


class LeadsPage(KnownOnDay):
    """Which leads of a subject: those that hold on the day, a page of them."""

    after: Annotated[str, Field(max_length=20, description="`after` of an earlier answer.")] = ""
    limit: Annotated[int, BeforeValidator(whole), Field(ge=1, le=HARD_PAGE)] = DEFAULT_PAGE

    def question(self, on: date) -> LeadQuestion:
        """Return what is asked for."""
        return LeadQuestion(on, self.known, self.after, self.limit)


_Told = Annotated[str, Field(min_length=1, max_length=2000)]


class LeadRequest(Strict):
    """A lead between two subjects; days are YYYY-MM-DD, ``end`` exclusive. ``source`` names a document, never an informant."""

    kind: Literal["nominee", "acting_in_concert", "family", "same_phone"]
    one: Annotated[str, Field(max_length=200, description="Unified code or key; of a nominee: who holds.")]
    other: Annotated[str, Field(max_length=200, description="Unified code or key; of a nominee: for whom.")]
    source: _Told
    reason: _Told
    start: Day = None
    end: Day = None
    key: Annotated[str | None, Field(min_length=1, max_length=200, description="The same key is the same lead.")] = None

    def lead(self) -> NewLead:
        """Return the lead of the user who runs the service."""
        user = acting_user()
        key = self.key or key_of_words(self.kind, self.one, self.other, self.source, self.reason, user, self.start, self.end)
        return NewLead(key, LeadKind(self.kind), self.one, self.other, self.source, self.reason, user, self.start, self.end)
