"""Dossiers as people and programs read them: where each stands, since when, what can follow, and what is overdue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graph_service.errors import InputError
from graph_service.model.dossiers import Dossier, DossierChoice, Step
from graph_service.policy.flows import load_flows
from graph_service.query.acts import shape_proposal
from graph_service.query.verdicts import Json, iso
from graph_service.workflow.cases import holder_of, proposals_in
from graph_service.workflow.dossiers import departments, flow_of, known_department
from graph_service.workflow.pushes import fallen, over_long
from graph_service.workflow.reminding import ESCALATED, reminders
from graph_service.workflow.services import Services, today

DEFAULT_PAGE, HARD_PAGE = 50, 500


@dataclass(frozen=True, slots=True)
class InboxQuestion:
    """Whose inbox: of a department (``None``: everybody's), of one kind of dossier, behind a number, at most so many."""

    department: str | None = None
    kind: str | None = None
    after: int = 0
    limit: int = DEFAULT_PAGE


def inbox(services: Services, asked: InboxQuestion) -> Json:
    """Return what waits for somebody to act, in the order of numbers; ``after`` is where to go on.

    Raises:
        InputError: no such kind, or no such department.
    """
    if asked.kind not in {None, *load_flows()}:
        raise InputError("kind", f"{asked.kind!r} is not known", hint=f"Known are: {', '.join(load_flows())}.")
    if asked.department:
        known_department(asked.department)
    flows = [flow for flow in load_flows().values() if asked.kind in (None, flow.kind)]
    states = {(flow.kind, code) for flow in flows for code in flow.live if _waits(flow.kind, code)}
    most = min(asked.limit, HARD_PAGE)
    chosen = DossierChoice(kind=asked.kind, department=asked.department, states=states, after=asked.after, most=most + 1)
    found = services.ledger.dossiers(chosen)
    shown = found[:most]
    names = _names(services, shown)
    return {
        "on": iso(today(services)),
        "department": asked.department,
        "items": [shape_dossier(services, one, names) for one in shown],
        "after": shown[-1].seq if len(found) > len(shown) else None,
    }


def _waits(kind: str, state: str) -> bool:
    """Say whether somebody must act: a push that is applied or was declined waits for nobody."""
    return not (kind == "push" and load_flows()[kind].states[state].awaits == "owner")


def shape_case(services: Services, case: Dossier) -> Json:
    """Shape a case with what is proposed in it today, every push of it, and each step."""
    pushes = services.ledger.dossiers(DossierChoice(kind="push", parent=case.seq))
    names = _names(services, [case, *pushes])
    gone = {push.seq for push, _ in fallen(services, [one for one in pushes if one.state in load_flows()["push"].live])}
    return {
        **shape_dossier(services, case, names),
        "holder": holder_of(case),
        "proposals": [shape_proposal(one) for one in proposals_in(services, case.said.event)],
        "pushes": [shape_dossier(services, one, names) | {"ground_fallen": one.seq in gone} for one in pushes],
    }


def shape_dossier(services: Services, one: Dossier, names: Mapping[str, str] | None = None) -> Json:
    """Shape a dossier with every step; ``next`` lists what can follow, ``version`` is to be named by whoever acts."""
    said, flow = one.said, flow_of(one)
    named = _names(services, [one]) if names is None else names
    return {
        "id": one.id,
        "kind": said.kind,
        "kind_words": {"zh": flow.name, "en": flow.name_en},
        "subject": {"id": said.subject, "name": named.get(said.subject)},
        "event": said.event,
        "department": said.department,
        "department_words": _department(said.department),
        "parent": said.parent,
        "content": dict(said.content),
        **_standing(services, one),
        "steps": [_shape_step(one, step) for step in one.steps],
    }


def _standing(services: Services, one: Dossier) -> Json:
    flow = flow_of(one)
    state, due = flow.states[one.state], one.due
    return {
        "state": one.state,
        "state_words": {"zh": state.name, "en": state.name_en},
        "final": state.final,
        "awaits": state.awaits,
        "version": one.version,
        "due": iso(due),
        "overdue": due is not None and due < today(services) and not state.final,
        "escalated": reminders(one) >= ESCALATED,
        "over_long": one.said.kind == "push" and over_long(one),
        "next": [
            {"did": step.code, "words": {"zh": step.name, "en": step.name_en}}
            for step in flow.next_steps(one.state, services.signing)
        ],
    }


def casework_of(services: Services, subjects: Sequence[str], events: Sequence[str]) -> list[Json]:
    """Return where every matter of these subjects in these events stands, by its number."""
    if not events:
        return []
    found = services.ledger.dossiers(DossierChoice(subjects=subjects, events=events))
    return [_in_short(one) for one in found]


def _in_short(one: Dossier) -> Json:
    flow, said = flow_of(one), one.said
    state = flow.states[one.state]
    return {
        "id": one.id,
        "kind": said.kind,
        "kind_words": {"zh": flow.name, "en": flow.name_en},
        "event": said.event,
        "rule": said.content.get("rule"),
        "subject": said.subject,
        "department": said.department,
        "department_words": _department(said.department),
        "state": one.state,
        "state_words": {"zh": state.name, "en": state.name_en},
        "since": iso(one.steps[-1].on),
    }


def told_step(one: Dossier, step: Step) -> Json:
    """Tell what a step did, to what, by whom and when: what other systems may hear of it."""
    return {
        "dossier": one.id,
        "did": step.did,
        "state": step.state,
        "event": one.said.event,
        "subject": one.said.subject,
        "department": one.said.department,
        "by": step.user,
        "recorded_at": step.recorded_at.isoformat(),
    }


def _shape_step(one: Dossier, step: Step) -> Json:
    words = next((each for each in flow_of(one).steps if each.code == step.did), None)
    return {
        "number": step.number,
        "did": step.did,
        "words": {"zh": words.name, "en": words.name_en} if words else {"zh": step.did, "en": step.did},
        "state": step.state,
        "by": step.user,
        "department": step.department,
        "reason": step.reason,
        "content": dict(step.content),
        "on": iso(step.on),
        "due": iso(step.due),
        "message": f"m-{step.seq}" if step.sends else None,
        "recorded_at": step.recorded_at.isoformat(),
    }


def _department(code: str) -> Json:
    found = departments().get(code)
    return {"zh": found.name, "en": found.name_en} if found else {"zh": code, "en": code}


def _names(services: Services, dossiers: Sequence[Dossier]) -> Mapping[str, str]:
    keys = sorted({one.said.subject for one in dossiers})
    return {key: record.name for key, record in services.graph.subjects_known(keys, None).items()} if keys else {}
