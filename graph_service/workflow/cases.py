"""Joint-punishment cases (联合惩戒案件): opened on what an event proposes, decided measure by measure, pushed, and closed when all is lifted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from graph_service.errors import ContradictionError, InputError
from graph_service.model.acts import ActKind, ActState, NewAct, act_state, said_digest
from graph_service.model.dossiers import Command, Content, Dossier, DossierChoice, NewDossier
from graph_service.model.outcomes import State
from graph_service.policy.flows import load_flows
from graph_service.store.act_ports import Spoken
from graph_service.store.ports import SubjectRecord
from graph_service.workflow.dossiers import Done, Said, key_of, known_department, new_step, once, opening, take
from graph_service.workflow.services import Services, today

#: A decision is about one measure; nothing widens it.
DECISIONS = (ActKind.CONFIRM, ActKind.NARROW, ActKind.REJECT)


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided on one proposal. ``until``: for ``narrow``, the last day (inside) of the shorter term."""

    kind: ActKind
    rule: str
    subject: str
    until: date | None = None

    def __post_init__(self) -> None:
        """Refuse a lifting, which is no decision on a proposal, and a term where none belongs."""
        if self.kind not in DECISIONS:
            raise InputError(
                "decision", f"{self.kind} is no decision on a proposal", hint="Lift with: graph-service measure lift."
            )
        if (self.kind is ActKind.NARROW) != (self.until is not None):
            raise InputError("until", "a shorter term needs its last day, and only that has one")


def open_case(services: Services, subject: SubjectRecord, event: str, said: Said) -> Done:
    """Open a case of a department on a subject and the event that proposes something against it or those answerable for it.

    Raises:
        ContradictionError: nothing is proposed in the event, or the department has an open case on it already.
        InputError: the department is not known, or no reason was given.
    """
    known_department(said.department)
    what = ("case", subject.id, event, said.department)

    def build() -> Command:
        if not any(_is_open(one) for one in proposals_in(services, event)):
            raise ContradictionError(
                f"Nothing is proposed in {event}: no measure rests on an earlier state.",
                hint="Propagate the event, or look at it: graph-service explain SUBJECT.",
            )
        _refuse_second(services, subject, event, said.department)
        new = NewDossier("case", subject.id, event, said.department)
        return Command(key_of(said, what), said.user, said.department, said.reason, (opening(services, new),))

    found, written = once(services, said, what, build)
    return found[0], written


def proposals_in(services: Services, event: str) -> Sequence[Spoken]:
    """Return what is said today of everybody in an event that is not unaffected, with the newest act on each."""
    spoken = services.ledger.spoken_in([event], today(services))[1]
    return [one for one in spoken if one.outcome.state is not State.NOT_AFFECTED]


def alike(proposals: Sequence[Spoken], rule: str) -> Sequence[Spoken]:
    """Return the proposals in force of one rule that nobody has decided: one event, one rule, one version of it.

    Raises:
        InputError: there are none, or more than one version of the rule speaks.
    """
    found = [one for one in proposals if one.outcome.rule == rule and _is_open(one) and one.outcome.state is State.IN_FORCE]
    if not found:
        raise InputError("rule", f"{rule} proposes nothing here that is in force and undecided")
    if len({one.outcome.version for one in found}) > 1:
        raise InputError("rule", f"several versions of {rule} speak here", hint="Decide on each by itself: RULE:SUBJECT.")
    return found


def prepare(services: Services, case: Dossier, decisions: Sequence[Decision], said: Said) -> Done:
    """Propose decisions for those who check and sign; each is bound to what its outcome says now.

    Raises:
        InputError: no decision, two on one measure, or one on what is not proposed.
        ContradictionError: the flow of this instance knows no such step, or somebody else acted on the case.
    """
    return take(services, case, "prepare", said, lambda: {"decisions": _written(services, case, decisions)})


def sign(services: Services, case: Dossier, decisions: Sequence[Decision], said: Said) -> Done:
    """Sign: the decisions become acts on measures, all of them or none.

    Where a colleague prepares, ``decisions`` is empty and what was prepared is signed, as it was looked at then.

    Raises:
        InputError: no decision, or one where they were prepared.
        ContradictionError: an outcome says something else by now, the officer prepared it himself, or see ``take``.
    """
    seen = replace(said, version=case.version if said.version is None else said.version)
    what = (case.id, "sign")

    def build() -> Command:
        step = new_step(services, case, "sign", said)
        prepared = case.last("prepare") if services.signing > 1 else None
        if prepared and decisions:
            raise InputError("decisions", "what was prepared is signed as it is", hint="Return the case to change it.")
        wanted: Sequence[dict[str, Any]] = prepared.content["decisions"] if prepared else _written(services, case, decisions)
        key = key_of(seen, what)
        acts = tuple(_act(case, one, seen, f"{key}/act-{number}", step.on) for number, one in enumerate(wanted))
        step = replace(step, content={"decisions": list(wanted)})
        return Command(key, said.user, said.department, said.reason, (step,), acts)

    found, written = once(services, seen, what, build)
    return found[0], written


def hand_over(services: Services, case: Dossier, to: str, said: Said) -> Done:
    """Give a case to a colleague of the department.

    Raises:
        InputError: no colleague is named.
    """
    if not to.strip():
        raise InputError("to", "name the colleague who takes the case over")
    return take(services, case, "hand_over", said, {"to": to.strip()})


def close(services: Services, case: Dossier, said: Said) -> Done:
    """Close a case once nothing is undecided and every push was lifted.

    Raises:
        ContradictionError: names what is still under way.
    """

    def finished() -> Content:
        proposals = [one for one in proposals_in(services, case.said.event) if _is_open(one)]
        if undecided := [one for one in proposals if one.outcome.state is State.IN_FORCE]:
            raise ContradictionError(
                f"{case.id}: {len(undecided)} proposals in force are undecided.", hint=_SEE.format(case.id)
            )
        live = {("push", state) for state in load_flows()["push"].live}
        if under_way := services.ledger.dossiers(DossierChoice(kind="push", parent=case.seq, states=live, most=10)):
            raise ContradictionError(
                f"{case.id}: not lifted yet: {', '.join(one.id for one in under_way)}.", hint=_SEE.format(case.id)
            )
        return {}

    return take(services, case, "close", said, finished)


_SEE = "See graph-service case show {}."


def holder_of(case: Dossier) -> str:
    """Return the officer whose case it is: to whom it was handed over last, else who opened it."""
    given = case.last("hand_over")
    return str(given.content["to"]) if given else case.steps[0].user


def _is_open(spoken: Spoken) -> bool:
    return spoken.outcome.state is not State.NOT_AFFECTED and act_state(spoken.outcome, spoken.act) is ActState.OPEN


def _refuse_second(services: Services, subject: SubjectRecord, event: str, department: str) -> None:
    live = {("case", state) for state in load_flows()["case"].live}
    chosen = DossierChoice("case", subjects=subject.keys, events=[event], department=department, states=live, most=1)
    for one in services.ledger.dossiers(chosen):
        raise ContradictionError(
            f"{one.id} of {department} is open on this subject and event already.", hint=_SEE.format(one.id)
        )


def _written(services: Services, case: Dossier, decisions: Sequence[Decision]) -> list[dict[str, Any]]:
    """Lay decisions out, each with the digest of what its outcome says."""
    if not decisions:
        raise InputError("decisions", "say what is decided on which proposal", hint=_SEE.format(case.id))
    proposed = {(one.outcome.rule, one.outcome.subject): one.outcome for one in proposals_in(services, case.said.event)}
    found = {}
    for one in decisions:
        named = (one.rule, one.subject)
        if named not in proposed:
            raise InputError(
                "decisions", f"{one.rule} proposes nothing against {one.subject} in this case", hint=_SEE.format(case.id)
            )
        if named in found:
            raise InputError("decisions", f"two decisions on {one.rule} against {one.subject}")
        until = one.until.isoformat() if one.until else None
        found[named] = {
            "kind": one.kind.value,
            "rule": one.rule,
            "subject": one.subject,
            "until": until,
            "seen": said_digest(proposed[named]),
        }
    return list(found.values())


def _act(case: Dossier, one: dict[str, Any], said: Said, key: str, on: date) -> NewAct:
    until = date.fromisoformat(one["until"]) if one["until"] else None
    kind, event = ActKind(one["kind"]), case.said.event
    return NewAct(key, kind, event, one["rule"], one["subject"], on, said.user, said.reason, until, one["seen"])
