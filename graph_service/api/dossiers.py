"""The routes of casework: the inbox, cases, pushes and feedback."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from graph_service.api.dossier_inputs import CaseRequest, CaseStep, FeedbackRequest, InboxPage, PushRequest
from graph_service.errors import InputError
from graph_service.query.dossiers import inbox, shape_case, shape_dossier
from graph_service.query.resolve import resolve_subject
from graph_service.workflow import cases
from graph_service.workflow.dossiers import Done, find_dossier, take
from graph_service.workflow.projection import bring_up_to_date
from graph_service.workflow.pushes import give_feedback, push_case
from graph_service.workflow.services import Services

_PLAIN = frozenset({"check", "return", "drop"})


def casework_routes(services: Services) -> APIRouter:
    """Build the routes of casework."""
    router = APIRouter(prefix="/v1", tags=["casework"])

    @router.get("/inbox", summary="What waits for somebody to act, with its term, in pages")
    def waiting(asked: Annotated[InboxPage, Query()]) -> dict[str, object]:
        return inbox(services, asked.question())

    @router.post("/cases", summary="Open a case on a subject and the event that proposes measures")
    def opened(asked: CaseRequest) -> dict[str, object]:
        return done(services, cases.open_case(services, resolve_subject(services, asked.subject), asked.event, asked.said()))

    @router.get("/cases/{case_id}", summary="A case: what is proposed today, what was pushed, every step")
    def case(case_id: str) -> dict[str, object]:
        return shape_case(services, find_dossier(services, case_id, "case"))

    @router.post("/cases/{case_id}/steps", summary="Prepare, check, return, sign, hand over, drop or close a case")
    def step(case_id: str, asked: CaseStep) -> dict[str, object]:
        return done(services, _take(services, case_id, asked))

    @router.post("/cases/{case_id}/pushes", summary="Push every confirmed measure of a signed case to its departments")
    def pushed(case_id: str, asked: PushRequest) -> dict[str, object]:
        found, written = push_case(services, find_dossier(services, case_id, "case"), asked.departments, asked.said())
        shaped = [shape_dossier(services, one) for one in found]
        return {"pushes": shaped, "written": written, "not_shown": _shown(services, found[0].said.event)}

    @router.get("/pushes/{push_id}", summary="One measure on its way through one department, with every step")
    def push(push_id: str) -> dict[str, object]:
        return shape_dossier(services, find_dossier(services, push_id, "push"))

    @router.post("/pushes/{push_id}/feedback", summary="What the department answers: received, applied, not applied, lifted")
    def feedback(push_id: str, asked: FeedbackRequest) -> dict[str, object]:
        found = find_dossier(services, push_id, "push")
        return done(services, give_feedback(services, found, asked.did, asked.content(), asked.said(asked.version)))

    return router


def _take(services: Services, case_id: str, asked: CaseStep) -> Done:
    case, said = find_dossier(services, case_id, "case"), asked.said(asked.version)
    decisions = [one.decision() for one in asked.decisions]
    if decisions and asked.did not in {"prepare", "sign"}:
        raise InputError("decisions", f"'{asked.did}' decides nothing")
    if asked.did in _PLAIN:
        return take(services, case, asked.did, said)
    if asked.did == "hand_over":
        return cases.hand_over(services, case, asked.to, said)
    if asked.did == "close":
        return cases.close(services, case, said)
    decide = cases.prepare if asked.did == "prepare" else cases.sign
    return decide(services, case, decisions, said)


def done(services: Services, taken: Done) -> dict[str, object]:
    """Shape where a dossier stands after a step, and show it in the graph."""
    dossier, written = taken
    return {"dossier": shape_dossier(services, dossier), "written": written, "not_shown": _shown(services, dossier.said.event)}


def _shown(services: Services, event: str) -> str | None:
    """Show in the graph where the matter stands; why not, where that failed: the ledger is right nevertheless."""
    error = bring_up_to_date(services, [event]).error
    return str(error) if error else None
