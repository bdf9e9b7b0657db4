"""The routes on who is the same person: leads, judgements and their undoing. Persons are named by opaque keys alone."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from graph_service.api.inputs import CandidateChoice, Confirmation, KnownAt, PairJudgement, Undoing
from graph_service.query.candidates import candidates_of, find_candidates
from graph_service.query.identities import describe_identity, list_judgements, shape_found, shape_judged
from graph_service.query.resolve import resolve_subject
from graph_service.workflow.identities import confirm, reject, undo
from graph_service.workflow.services import Services, today


def identity_routes(services: Services) -> APIRouter:
    """Build the routes that read and judge identities."""
    router = APIRouter(prefix="/v1/identities", tags=["identities"])

    @router.get("/candidates", summary="Persons who may be one, with what speaks for it; leads, never facts")
    def candidates(asked: Annotated[CandidateChoice, Query()]) -> dict[str, object]:
        if asked.subject:
            return shape_found(services, candidates_of(services, resolve_subject(services, asked.subject)))
        return shape_found(services, find_candidates(services, asked.after, asked.limit))

    @router.get("/judgements", summary="The newest judgements, and whether they stand")
    def judgements(asked: Annotated[KnownAt, Query()]) -> dict[str, object]:
        return {"judgements": list_judgements(services, asked.as_of)}

    # Before the keys: whoever asks with another method is told which one these routes have.
    _judging_routes(services, router)

    @router.get("/{key}", summary="The keys of one person, and who judged so")
    def identity(key: str, asked: Annotated[KnownAt, Query()]) -> dict[str, object]:
        return describe_identity(services, key, asked.as_of)

    return router


def _judging_routes(services: Services, router: APIRouter) -> None:
    @router.post("/confirm", summary="Two are one person; the events concerned are propagated again")
    def confirmed(asked: Confirmation) -> dict[str, object]:
        act = asked.act(overrides=asked.overrides)
        return shape_judged(services, confirm(services, asked.one, asked.other, act, asked.on or today(services)))

    @router.post("/reject", summary="Two are not one person")
    def rejected(asked: PairJudgement) -> dict[str, object]:
        return shape_judged(services, reject(services, asked.one, asked.other, asked.act(), asked.on or today(services)))

    @router.post("/undo", summary="A judgement holds no longer; the events concerned are propagated again")
    def undone(asked: Undoing) -> dict[str, object]:
        return shape_judged(services, undo(services, asked.judgement, asked.act(), asked.on or today(services)))
