"""Objections (异议): somebody says that what is on record is wrong; the source is asked; what is upheld is corrected or taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from graph_service.errors import ContradictionError, InputError
from graph_service.model.dossiers import Command, Dossier, DossierChoice, NewDossier
from graph_service.policy.flows import load_flows
from graph_service.store.ports import SubjectRecord
from graph_service.workflow.dossiers import Done, Said, key_of, known_department, once, opening, take
from graph_service.workflow.services import Services, today

#: How it came: from the subject, taken down for it at a counter (窗口代录), as a complaint, or found by a department itself.
ORIGINS = ("subject", "window", "complaint", "found")
ANNULLED, CORRECTED = "annulled", "corrected"
#: Days of an event that an objection can correct. The last day of a violation is given inside, as files give it.
CORRECTABLE = "decision_date listing_date publication_date violation_start violation_end correction_date performed_date".split()


@dataclass(frozen=True, slots=True)
class Filed:
    """What is disputed: how the objection came, what is wrong, and which documents show it; never who informed."""

    origin: str
    disputed: str
    evidence: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse an unknown origin, and an objection to nothing."""
        if self.origin not in ORIGINS:
            raise InputError("origin", f"{self.origin!r} is not known", hint=f"Known are: {', '.join(ORIGINS)}.")
        if not self.disputed.strip():
            raise InputError("disputed", "say what is wrong on record")


@dataclass(frozen=True, slots=True)
class Upheld:
    """What an upheld objection does: the decision counts as never made, or days of it were others.

    Attributes:
        document: number of the decision on the objection. ``on``: its day.
        days: for a correction, days of the event (``CORRECTABLE``).
    """

    result: str
    document: str
    on: date
    days: Mapping[str, date]

    def content(self) -> dict[str, Any]:
        """Return it as plain JSON data.

        Raises:
            InputError: an unknown result or day, no document, or days that do not go with the result.
        """
        if self.result not in (ANNULLED, CORRECTED):
            raise InputError("result", f"{self.result!r} is not known", hint=f"Known are: {ANNULLED}, {CORRECTED}.")
        if (self.result == CORRECTED) != bool(self.days):
            raise InputError("days", "a correction says which days are right, and only that does")
        if unknown := sorted(self.days.keys() - {*CORRECTABLE}):
            raise InputError("days", f"no day of an event: {', '.join(unknown)}", hint=f"Known are: {', '.join(CORRECTABLE)}.")
        if not self.document.strip():
            raise InputError("document", "name the decision on the objection")
        days = {name: day.isoformat() for name, day in sorted(self.days.items())}
        return {"result": self.result, "document": self.document.strip(), "on": self.on.isoformat(), "days": days}


def file_objection(services: Services, subject: SubjectRecord, event: str, filed: Filed, said: Said) -> Done:
    """File an objection of a subject; ``said.department`` is the one that provided the information.

    Raises:
        ContradictionError: the event does not concern the subject, or an objection of it is open already.
        InputError: the department is not known, or no reason was given.
    """
    known_department(said.department)
    what = ("objection", subject.id, event, filed.origin, filed.disputed)

    def build() -> Command:
        refuse_strange(services, subject, event)
        refuse_second(services, "objection", subject, event)
        content = {"origin": filed.origin, "disputed": filed.disputed.strip(), "evidence": list(filed.evidence)}
        new = NewDossier("objection", subject.id, event, said.department, content)
        return Command(key_of(said, what), said.user, said.department, said.reason, (opening(services, new),))

    found, written = once(services, said, what, build)
    return found[0], written


def answer_inquiry(services: Services, objection: Dossier, finding: str, said: Said) -> Done:
    """Record what the source answers after it has verified.

    Raises:
        InputError: nothing was found. ContradictionError: see ``take``.
    """
    if not finding.strip():
        raise InputError("finding", "say what the source found")
    return take(services, objection, "answer", said, {"finding": finding.strip()})


def uphold(services: Services, objection: Dossier, upheld: Upheld, said: Said) -> Done:
    """Uphold an objection; the service then corrects the record, and everything derived from it follows.

    Raises:
        InputError: see ``Upheld.content``, or a day that has not come yet.
        ContradictionError: see ``take``.
    """
    content = upheld.content()
    if late := [day for day in (upheld.on, *upheld.days.values()) if day > today(services)]:
        raise InputError("on", f"{late[0]} has not come yet")
    return take(services, objection, "uphold", said, content)


def dismiss(services: Services, objection: Dossier, remedies: str, said: Said) -> Done:
    """Dismiss an objection; the reply names the remedies.

    Raises:
        InputError: it does not. ContradictionError: see ``take``.
    """
    if not remedies.strip():
        raise InputError("remedies", "name the remedies: the reply must say what the subject can still do")
    return take(services, objection, "dismiss", said, {"remedies": remedies.strip()})


def open_objections(services: Services, events: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """Return the numbers of the objections that are open, by event."""
    states = {("objection", state) for state in load_flows()["objection"].live}
    found: dict[str, list[str]] = {}
    if events:
        for one in services.ledger.dossiers(DossierChoice("objection", events=events, states=states)):
            found.setdefault(one.said.event, []).append(one.id)
    return found


def refuse_strange(services: Services, subject: SubjectRecord, event: str) -> None:
    """Refuse a matter of a subject whom the event does not concern.

    Raises:
        ContradictionError: no run considered the subject in the event, and the event is not against it.
    """
    spoken = services.ledger.spoken_in([event], today(services))[1]
    if not any(one.outcome.subject in subject.keys for one in spoken):
        raise ContradictionError(
            f"{event} does not concern {subject.id}: no run considered it there.",
            hint="Look at the subject's events: graph-service explain SUBJECT.",
        )


def refuse_second(services: Services, kind: str, subject: SubjectRecord, event: str) -> None:
    """Refuse a second open dossier of a kind of one subject on one event.

    Raises:
        ContradictionError: names the first.
    """
    live = {(kind, state) for state in load_flows()[kind].live}
    for one in services.ledger.dossiers(DossierChoice(kind, subjects=subject.keys, events=[event], states=live, most=1)):
        raise ContradictionError(f"{one.id} of this subject on this event is open already.", hint="See graph-service inbox.")
