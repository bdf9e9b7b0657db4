"""What may come in on cases, pushes and feedback. Same strictness as ``inputs``. Whoever acts names the version that he looked at."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from graph_service.api.inputs import Day, Strict, whole
from graph_service.model.acts import ActKind
from graph_service.query.dossiers import DEFAULT_PAGE, HARD_PAGE, InboxQuestion
from graph_service.security.acting import acting_user
from graph_service.workflow.cases import Decision
from graph_service.workflow.dossiers import Said

_Code = Annotated[str, Field(min_length=1, max_length=60, description="Code of a department (`/v1/measures`).")]
_Id = Annotated[str, Field(min_length=1, max_length=200)]
_Text = Annotated[str, Field(max_length=2000)]
_MOST = 1_000


class InboxPage(Strict):
    """Whose inbox, and from where on."""

    department: Annotated[str | None, Field(max_length=60)] = None
    kind: Annotated[str | None, Field(max_length=20, description="case, push, …")] = None
    after: Annotated[int, Field(ge=0, description="`after` of the page before."), BeforeValidator(whole)] = 0
    limit: Annotated[int, Field(ge=1, le=HARD_PAGE), BeforeValidator(whole)] = DEFAULT_PAGE

    def question(self) -> InboxQuestion:
        """Return what is asked for."""
        return InboxQuestion(self.department, self.kind, self.after, self.limit)


class Acting(Strict):
    """Who acts for which department, and why; the same key is the same act, however often it is sent."""

    reason: Annotated[str, Field(min_length=1, max_length=2000)]
    department: Annotated[str, Field(max_length=60, description="For which department you act.")] = ""
    key: Annotated[str | None, Field(min_length=1, max_length=200)] = None

    def said(self, version: int | None = None) -> Said:
        """Return it as use cases take it."""
        return Said(acting_user(), self.reason, self.department, version, self.key)


class CaseRequest(Acting):
    """A case on a subject and an event that proposes measures."""

    subject: Annotated[str, Field(min_length=1, max_length=200, description="Unified code or key.")]
    event: _Id


class DecisionGiven(Strict):
    """A decision on one proposal; ``until`` is the last day (inside) of a shorter term."""

    did: Literal["confirm", "narrow", "reject"]
    rule: _Id
    subject: _Id
    until: Day = None

    def decision(self) -> Decision:
        """Return it as use cases take it."""
        return Decision(ActKind(self.did), self.rule, self.subject, self.until)


class CaseStep(Acting):
    """One step on a case. ``decisions`` go with `prepare` and `sign`, ``to`` (a colleague) with `hand_over`."""

    did: Literal["prepare", "check", "return", "sign", "hand_over", "drop", "close"]
    version: Annotated[int, Field(ge=1, description="`version` of the case as you saw it; another one is refused.")]
    decisions: Annotated[list[DecisionGiven], Field(default_factory=list, max_length=_MOST)]
    to: Annotated[str, Field(max_length=100)] = ""


class PushRequest(Acting):
    """To whom what is confirmed goes besides those whom the catalogue names."""

    departments: Annotated[list[_Code], Field(default_factory=list, max_length=100)]


class FeedbackRequest(Acting):
    """What a department answers; which members must be given says ``did`` (docs/reference.md)."""

    did: Literal["receive", "apply", "apply_partly", "not_apply", "decline", "confirm_lifting"]
    version: Annotated[int, Field(ge=1, description="`version` of the push as you saw it; another one is refused.")]
    from_day: Day = None
    until_day: Day = None
    lifted_on: Day = None
    why_not: _Text = ""
    what_is_missing: _Text = ""
    evidence: _Text = ""

    def content(self) -> dict[str, str]:
        """Return what is said, as texts."""
        days: dict[str, date | None] = {name: getattr(self, name) for name in ("from_day", "until_day", "lifted_on")}
        texts = {name: str(getattr(self, name)) for name in ("why_not", "what_is_missing", "evidence")}
        return {name: day.isoformat() for name, day in days.items() if day} | texts
