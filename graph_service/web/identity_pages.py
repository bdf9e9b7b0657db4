"""The page on which an officer compares persons that may be one, and confirms, rejects or undoes. Every judgement names its reason."""

from __future__ import annotations

from typing import Annotated, Literal, cast

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, ConfigDict, Field

from graph_service.model.identities import Act
from graph_service.query.candidates import candidates_of, find_candidates
from graph_service.query.identities import describe_identity, list_judgements, names_of, shape_found, shape_judged, undoable
from graph_service.query.resolve import resolve_subject
from graph_service.query.verdicts import Json
from graph_service.security.acting import acting_user
from graph_service.store.ports import SubjectRecord
from graph_service.web.rendering import page
from graph_service.workflow.identities import Judged, confirm, reject, undo
from graph_service.workflow.services import Services, today

_Text = Annotated[str, Field(max_length=2000)]


class Judging(BaseModel):
    """What a form says: ``one`` and ``other``, or for an undoing ``judgement``."""

    model_config = ConfigDict(extra="forbid")

    verdict: Literal["same", "different", "undo"]
    reason: _Text
    one: _Text = ""
    other: _Text = ""
    judgement: _Text = ""
    evidence: _Text = ""


def identity_pages(services: Services) -> APIRouter:
    """Build the page of leads and judgements, and what its forms are sent to."""
    router = APIRouter()

    @router.get("/identities")
    def leads(request: Request, subject: str = "", after: str = "") -> HTMLResponse:
        return page(request, "identities.html", _leads(services, subject, after))

    @router.post("/identities")
    def judge(request: Request, asked: Annotated[Judging, Form()]) -> HTMLResponse:
        return page(request, "identity_done.html", {"done": shape_judged(services, _judged(services, asked))})

    return router


def _leads(services: Services, subject: str, after: str) -> Json:
    about = resolve_subject(services, subject) if subject else None
    found = candidates_of(services, about) if about else find_candidates(services, after)
    judgements = _judgements(services, about)
    return {
        "found": shape_found(services, found),
        "about": about,
        "judgements": judgements,
        "undoable": [said["id"] for said in judgements if undoable(said)],
        "names": names_of(services, judgements),
    }


def _judgements(services: Services, about: SubjectRecord | None) -> list[Json]:
    if about is None:
        return list_judgements(services)
    return cast("list[Json]", describe_identity(services, about.id)["judgements"]) if about.kind == "person" else []


def _judged(services: Services, asked: Judging) -> Judged:
    on = today(services)
    act = Act(acting_user(), asked.reason, tuple(filter(None, [asked.evidence.strip()])))
    if asked.verdict == "undo":
        return undo(services, asked.judgement, act, on)
    return (confirm if asked.verdict == "same" else reject)(services, asked.one, asked.other, act, on)
