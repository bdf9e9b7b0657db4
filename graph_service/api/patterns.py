"""The routes that look over everything on record: patterns, which are leads alone, and coverage; and those that enter and list leads."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from graph_service.api.pattern_inputs import GapsShown, LeadRequest, LeadsPage, PatternChoice
from graph_service.query.coverage import CoverageQuestion, coverage
from graph_service.query.leads import leads_of, shape_lead
from graph_service.query.patterns import MOST_FACTS, PatternQuestion, list_patterns, run_patterns
from graph_service.workflow.leads import add_lead
from graph_service.workflow.services import Services, today


def pattern_routes(services: Services) -> APIRouter:
    """Build the routes that list patterns and say what they find."""
    router = APIRouter(prefix="/v1", tags=["patterns"])

    @router.get("/patterns", summary="Evasion patterns and groups: what each finds, and its dated thresholds")
    def patterns() -> dict[str, object]:
        return list_patterns()

    @router.get("/alerts", summary="Leads to evasion, one alert a subject, and groups, with source rows; no punishment")
    def alerts(asked: Annotated[PatternChoice, Query()]) -> dict[str, object]:
        return run_patterns(services, PatternQuestion(asked.on or today(services), asked.pattern, asked.limit, MOST_FACTS))

    @router.get(
        "/coverage", summary="落实到人: how many punished enterprises have everybody resolved and confirmed, and the gaps"
    )
    def covered(asked: Annotated[GapsShown, Query()]) -> dict[str, object]:
        return coverage(services, CoverageQuestion(asked.on or today(services), asked.limit, MOST_FACTS))

    @router.post("/leads", summary="Enter a lead between two subjects; no rule ever reads it")
    def lead(asked: LeadRequest) -> dict[str, object]:
        found, written = add_lead(services, asked.lead())
        return {"lead": shape_lead(found), "written": written}

    @router.get("/subjects/{subject_id}/leads", summary="The leads of a subject, newest first, in pages; no facts")
    def leads(subject_id: str, asked: Annotated[LeadsPage, Query()]) -> dict[str, object]:
        return leads_of(services, subject_id, asked.question(asked.on or today(services)))

    return router
