"""The routes that look around: search, profile, offices, neighbourhood, paths."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from graph_service.api.inputs import KnownOnDay, NeighbourChoice, PathRequest, SearchRequest
from graph_service.query.neighbourhood import neighbourhood
from graph_service.query.officers import officers
from graph_service.query.paths import find_paths
from graph_service.query.profile import profile
from graph_service.query.search import search
from graph_service.workflow.services import Services, today


def looking_routes(services: Services) -> APIRouter:
    """Build the routes that look around one subject, or between several."""
    router = APIRouter(prefix="/v1", tags=["looking"])

    @router.post("/search", summary="Subjects and decisions by name, part of a name, number or document number")
    def searched(asked: SearchRequest) -> dict[str, object]:
        return search(services, asked.question())

    @router.get("/subjects/{subject_id}/profile", summary="Everything on record about a subject, with a timeline")
    def profile_of(subject_id: str, asked: Annotated[KnownOnDay, Query()]) -> dict[str, object]:
        return profile(services, subject_id, asked.on or today(services), asked.known)

    @router.get("/subjects/{subject_id}/officers", summary="Who held which office on a day, and which source row says so")
    def officers_on(subject_id: str, asked: Annotated[KnownOnDay, Query()]) -> dict[str, object]:
        return officers(services, subject_id, asked.on or today(services), asked.known)

    @router.get("/subjects/{subject_id}/neighbourhood", summary="The neighbours of a subject in pages; large groups are folded")
    def neighbours(subject_id: str, asked: Annotated[NeighbourChoice, Query()]) -> dict[str, object]:
        return neighbourhood(services, subject_id, asked.around(asked.on or today(services)))

    @router.post("/paths", summary="How subjects are linked: shortest or all simple paths, each step in words")
    def paths(asked: PathRequest) -> dict[str, object]:
        return find_paths(services, asked.question(asked.on or today(services)))

    return router
