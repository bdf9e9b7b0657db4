"""Casework: what is asked, what is answered, and the methods. Whoever acts names the ``version`` that he looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Literal, NotRequired, TypedDict, Unpack

from graph_service.client.connection import Connection
from graph_service.client.records import Json, Words

ObjectionDid = Literal["accept", "refuse", "ask", "answer", "uphold", "dismiss", "withdraw"]
RepairDid = Literal["supplement", "grant", "refuse", "withdraw"]
Origin = Literal["subject", "window", "complaint", "found"]
CaseDid = Literal["prepare", "check", "return", "sign", "hand_over", "drop", "close"]
Answered = Literal["receive", "apply", "apply_partly", "not_apply", "decline", "confirm_lifting"]


class InboxOptions(TypedDict, total=False):
    """Whose inbox, and from where on."""

    department: str
    kind: str
    after: int
    limit: int


class ActingOptions(TypedDict, total=False):
    """``department``: for which one acts. ``key``: the same key is the same act, however often it is sent."""

    department: str
    key: str


class DecisionGiven(TypedDict):
    """A decision on one proposal; ``until`` is the last day (inside) of a shorter term."""

    did: Literal["confirm", "narrow", "reject"]
    rule: str
    subject: str
    until: NotRequired[date]


class CaseOptions(ActingOptions, total=False):
    """``decisions`` go with `prepare` and `sign`, ``to`` (a colleague) with `hand_over`."""

    decisions: Sequence[DecisionGiven]
    to: str


class FeedbackOptions(ActingOptions, total=False):
    """What the answer says: days (inside), reasons, evidence."""

    from_day: date
    until_day: date
    lifted_on: date
    why_not: str
    what_is_missing: str
    evidence: str


class FilingOptions(ActingOptions, total=False):
    """``evidence``: documents, never informants."""

    evidence: Sequence[str]


class ObjectionOptions(ActingOptions, total=False):
    """``finding`` goes with `answer`, ``remedies`` with `dismiss`, the rest with `uphold`; ``days`` of the event by name."""

    finding: str
    remedies: str
    result: Literal["annulled", "corrected"]
    document: str
    on: date
    days: Mapping[str, date]


class RepairOptions(ActingOptions, total=False):
    """What a subject brings; ``supporting`` never suffices alone."""

    corrected_on: date
    correction: str
    commitment: str
    supporting: Sequence[str]


class RepairStepOptions(RepairOptions, total=False):
    """What goes with `grant` besides."""

    severity: Literal["minor", "general", "serious"]
    published_on: date
    document: str


class Step(TypedDict):
    """One step of a dossier; ``message``: the id under which it was sent to the department."""

    number: int
    did: str
    words: Words
    state: str
    by: str
    department: str
    reason: str
    content: Json
    on: str
    due: str | None
    message: str | None
    recorded_at: str


class Dossier(TypedDict):
    """A matter that officers carry through steps; ``next`` says what can follow."""

    id: str
    kind: str
    kind_words: Words
    subject: Json
    event: str
    department: str
    department_words: Words
    parent: int | None
    content: Json
    state: str
    state_words: Words
    final: bool
    awaits: str | None
    version: int
    due: str | None
    overdue: bool
    escalated: bool
    over_long: bool
    next: list[Json]
    steps: list[Step]


class Push(Dossier):
    """A push; ``ground_fallen``: its measure does not hold any more, and the department is told with the next round."""

    ground_fallen: bool


class Case(Dossier):
    """A case with what is proposed in it today and what was pushed."""

    holder: str
    proposals: list[Json]
    pushes: list[Push]


class Taken(TypedDict):
    """Where a dossier stands after a step; ``written`` is false where it was on record, ``not_shown`` why the graph lags behind."""

    dossier: Dossier
    written: bool
    not_shown: str | None


class Pushed(TypedDict):
    """What was pushed; ``written`` is false where it was on record."""

    pushes: list[Dossier]
    written: bool
    not_shown: str | None


class Inbox(TypedDict):
    """What waits for somebody to act."""

    on: str
    department: str | None
    items: list[Dossier]
    after: int | None


class Casework(Connection):
    """Cases, pushes and feedback."""

    def inbox(self, **asked: Unpack[InboxOptions]) -> Inbox:
        """Return a page of what waits for somebody to act."""
        return self._get(Inbox, ("inbox",), asked)

    def open_case(self, subject: str, event: str, reason: str, **asked: Unpack[ActingOptions]) -> Taken:
        """Open a case on a subject and the event that proposes measures."""
        return self._post(Taken, ("cases",), {"subject": subject, "event": event, "reason": reason, **asked})

    def case(self, case_id: str) -> Case:
        """Return a case with its proposals, pushes and steps."""
        return self._get(Case, ("cases", case_id))

    def case_step(self, case_id: str, did: CaseDid, version: int, reason: str, **asked: Unpack[CaseOptions]) -> Taken:
        """Take a step on a case."""
        said: dict[str, Any] = {"did": did, "version": version, "reason": reason}
        return self._post(Taken, ("cases", case_id, "steps"), {**said, **asked})

    def push_case(self, case_id: str, departments: Sequence[str], reason: str, **asked: Unpack[ActingOptions]) -> Pushed:
        """Push what is confirmed to the departments of the catalogue and to these."""
        return self._post(Pushed, ("cases", case_id, "pushes"), {"departments": list(departments), "reason": reason, **asked})

    def push(self, push_id: str) -> Dossier:
        """Return a push with every step."""
        return self._get(Dossier, ("pushes", push_id))

    def feedback(self, push_id: str, did: Answered, version: int, reason: str, **asked: Unpack[FeedbackOptions]) -> Taken:
        """Give the answer of a department."""
        said: dict[str, Any] = {"did": did, "version": version, "reason": reason}
        return self._post(Taken, ("pushes", push_id, "feedback"), {**said, **asked})

    def file_objection(
        self, subject: str, event: str, origin: Origin, disputed: str, reason: str, **asked: Unpack[FilingOptions]
    ) -> Taken:
        """File an objection of a subject; ``department`` is the one that provided the information."""
        said = {"subject": subject, "event": event, "origin": origin, "disputed": disputed, "reason": reason}
        return self._post(Taken, ("objections",), {**said, **asked})

    def objection(self, objection_id: str) -> Dossier:
        """Return an objection with every step."""
        return self._get(Dossier, ("objections", objection_id))

    def objection_step(
        self, objection_id: str, did: ObjectionDid, version: int, reason: str, **asked: Unpack[ObjectionOptions]
    ) -> Taken:
        """Take a step on an objection; one that is upheld corrects the record."""
        said: dict[str, Any] = {"did": did, "version": version, "reason": reason}
        return self._post(Taken, ("objections", objection_id, "steps"), {**said, **asked})

    def apply_for_repair(self, subject: str, event: str, reason: str, **asked: Unpack[RepairOptions]) -> Taken:
        """Apply for the repair of a record; ``department`` is the one that decides."""
        return self._post(Taken, ("repairs",), {"subject": subject, "event": event, "reason": reason, **asked})

    def repair(self, repair_id: str) -> Dossier:
        """Return a repair with every step."""
        return self._get(Dossier, ("repairs", repair_id))

    def repair_step(
        self, repair_id: str, did: RepairDid, version: int, reason: str, **asked: Unpack[RepairStepOptions]
    ) -> Taken:
        """Take a step on a repair."""
        said: dict[str, Any] = {"did": did, "version": version, "reason": reason}
        return self._post(Taken, ("repairs", repair_id, "steps"), {**said, **asked})
