"""What all dossiers share: a step is taken by an officer from the state in which he saw the dossier, as its flow allows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from graph_service.errors import ContradictionError, InputError, NotFoundError
from graph_service.model.dossiers import LETTERS, Command, Content, Dossier, DossierChoice, NewDossier, NewStep, dossier_number
from graph_service.policy.departments import Department, load_departments
from graph_service.policy.flows import Flow, FlowStep, load_flows, refuse_same_officer
from graph_service.policy.working_days import load_working_days
from graph_service.security.acting import Place, require
from graph_service.workflow.canonical import key_of_words
from graph_service.workflow.services import Services, today

#: Under this name the service acts by itself: reminders, notices of a lifting.
SERVICE = "graph-service"


@dataclass(frozen=True, slots=True)
class Said:
    """Who acts, and how.

    Attributes:
        user / department: the officer.
        reason: in his words.
        version: how many steps the dossier had when he looked; ``None``: whatever it has now.
        key: the same key is the same act, however often it is sent; ``None``: each call is an act of its own.
    """

    user: str
    reason: str
    department: str = ""
    version: int | None = None
    key: str | None = None


Done = tuple[Dossier, bool]


def find_dossier(services: Services, text: str, kind: str) -> Dossier:
    """Return the dossier of a number such as ``c-12``.

    Raises:
        InputError: it is no number of this kind. NotFoundError: no such dossier.
    """
    number = dossier_number(text, kind)
    found = services.ledger.dossiers(DossierChoice(kind=kind, numbers=[number]))
    if not found:
        raise NotFoundError(f"No {kind} {LETTERS[kind]}-{number} is on record.", hint="See graph-service inbox.")
    return found[0]


def flow_of(dossier: Dossier) -> Flow:
    """Return the flow of a dossier."""
    return load_flows()[dossier.said.kind]


def new_step(services: Services, dossier: Dossier, did: str, said: Said, content: Content | None = None) -> NewStep:
    """Return a step that its flow allows.

    Raises:
        ContradictionError: the flow does not know it from this state, or it is for another officer.
        ForbiddenError: the officer may not take it in this matter.
        InputError: the year in which something falls due has no official notice on holidays yet.
    """
    step = flow_of(dossier).step(did, dossier.state, services.signing)
    if step.permission:
        require(step.permission, place_of(dossier.said))
    refuse_same_officer(step, dossier, said.user)
    version = dossier.version if said.version is None else said.version
    state, due = step.target or dossier.state, due_day(services, step)
    return NewStep(dossier.seq, version, did, state, today(services), content or {}, due, step.sends)


def opening(services: Services, new: NewDossier) -> NewStep:
    """Return the step that opens a dossier."""
    step = next(one for one in load_flows()[new.kind].steps if not one.sources)
    if step.permission:
        require(step.permission, place_of(new))
    return NewStep(new, 0, step.code, str(step.target), today(services), {}, due_day(services, step), step.sends)


def place_of(said: NewDossier) -> Place:
    """Return whose matter a dossier is."""
    return Place(said.department, str(said.content.get("district", "")))


def due_day(services: Services, step: FlowStep) -> date | None:
    """Return the last day for what follows a step; nothing falls due after one that sets no term."""
    return None if step.due is None else load_working_days(services.home).after(today(services), step.due)


@cache
def departments() -> Mapping[str, Department]:
    """Return the departments that the catalogue of measures knows, by code."""
    return load_departments()


def known_department(code: str) -> str:
    """Return the code of a department.

    Raises:
        InputError: no such department.
    """
    known = departments()
    if code not in known:
        raise InputError("department", f"{code!r} is not known", hint=f"Known are: {', '.join(known)}.")
    return code


def once(
    services: Services, said: Said, what: Sequence[object], build: Callable[[], Command]
) -> tuple[Sequence[Dossier], bool]:
    """Carry a command out, or return what it did when it was sent before.

    Raises:
        ContradictionError: the key was used for something else.
    """
    if said.key:
        known = services.ledger.steps_of_command(key_of(said, what))
        if known:
            dossier, step = known[0]
            if (step.user, step.reason) != (said.user.strip(), said.reason.strip()):
                raise ContradictionError(f"The key was used by {step.user} for {dossier.id}: nothing was written.")
            return [one for one, _ in known], False
    return services.ledger.carry_out(build())


def key_of(said: Said, what: Sequence[object]) -> str:
    """Return the key of a command: that which was given, bound to what it is about, or one of its words."""
    return key_of_words(said.key, *what) if said.key else key_of_words(*what, said.version, said.user, said.reason)


def take(
    services: Services, dossier: Dossier, did: str, said: Said, content: Content | Callable[[], Content] | None = None
) -> Done:
    """Take one step on a dossier that needs nothing else.

    Args:
        services: the ports.
        dossier: as it was looked at.
        did: the step, in the words of its flow.
        said: who acts.
        content: what the step says; a function is asked, and may refuse, only where the step is not on record yet.

    Raises:
        ContradictionError, InputError: see ``new_step`` and ``DossierLedger.carry_out``.
    """
    seen = Said(said.user, said.reason, said.department, dossier.version if said.version is None else said.version, said.key)
    what = (dossier.id, did)

    def build() -> Command:
        step = new_step(services, dossier, did, said, content() if callable(content) else content)
        return Command(key_of(seen, what), said.user, said.department, said.reason, (step,))

    found, written = once(services, seen, what, build)
    return found[0], written
