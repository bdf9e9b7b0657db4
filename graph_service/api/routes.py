"""The routes under ``/v1``. Each reads its input, calls one use case and shapes the answer.

Organisations are asked for by their unified code, which is public; persons only by their opaque key: no id number and no name
ever stands in a URL.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import JSONResponse, Response

from graph_service import __version__
from graph_service.api.inputs import (
    KnownOnDay,
    KnownOnly,
    MapSize,
    MeasureChoice,
    OnDay,
    OwnershipSize,
    PreviewRequest,
    scenario_body,
)
from graph_service.api.problems import MEDIA_TYPE, problem
from graph_service.errors import GraphServiceError
from graph_service.query.explain import explain_subject, shape_explanation
from graph_service.query.facts import describe_fact
from graph_service.query.history import history_of_event
from graph_service.query.measures import list_measures
from graph_service.query.previews import shape_preview
from graph_service.query.rule_words import describe_rule, find_rule, list_rules
from graph_service.query.scenario import evaluate_scenario
from graph_service.query.subject_map import subject_map
from graph_service.query.subject_ownership import Asked, subject_ownership
from graph_service.query.subjects import find_by_code, find_subject, shape_subject
from graph_service.workflow.preview import preview
from graph_service.workflow.services import Services, today

_SCENARIO_BODY = {"requestBody": {"required": True, "content": {"application/json": {"schema": {"type": "object"}}}}}


def subject_routes(services: Services) -> APIRouter:
    """Build the routes that read subjects."""
    router = APIRouter(prefix="/v1/subjects", tags=["subjects"])

    @router.get("/by-code/{uscc}", summary="Subject by unified social credit code")
    def by_code(uscc: str) -> dict[str, object]:
        return shape_subject(services, find_by_code(services, uscc))

    @router.get("/{subject_id}", summary="Subject by key")
    def by_key(subject_id: str) -> dict[str, object]:
        return shape_subject(services, find_subject(services, subject_id))

    @router.get("/{subject_id}/outcomes", summary="Outcomes of a subject with every clause, article and source row")
    def outcomes(subject_id: str, asked: Annotated[KnownOnDay, Query()]) -> dict[str, object]:
        explanation = explain_subject(services, find_subject(services, subject_id), asked.on or today(services), asked.known)
        return shape_explanation(services, explanation)

    @router.get("/{subject_id}/map", summary="The map around a subject")
    def around(subject_id: str, asked: Annotated[MapSize, Query()]) -> dict[str, object]:
        return subject_map(services, subject_id, asked.on or today(services), asked.limit, leads=asked.leads)

    @router.get(
        "/{subject_id}/ownership",
        summary="Who owns and controls a subject, and what it holds: leads, with every path and source row",
    )
    def ownership(subject_id: str, asked: Annotated[OwnershipSize, Query()]) -> dict[str, object]:
        wanted = Asked(asked.on or today(services), asked.known, asked.limit)
        return subject_ownership(services, find_subject(services, subject_id), wanted)

    return router


def event_routes(services: Services) -> APIRouter:
    """Build the routes that read events."""
    router = APIRouter(prefix="/v1/events", tags=["events"])

    @router.get("/{event_id}/history", summary="What each run added, ended and changed, newest first")
    def history(event_id: str, asked: Annotated[KnownOnly, Query()]) -> dict[str, object]:
        return history_of_event(services, event_id, asked.known)

    return router


def fact_route(services: Services) -> APIRouter:
    """Build the route from a fact to the source row behind it."""
    router = APIRouter(prefix="/v1", tags=["facts"])

    @router.get("/facts/{fact_id}", summary="What one fact says, and the source row that it was taken from")
    def fact(fact_id: str) -> dict[str, object]:
        return describe_fact(services, fact_id)

    return router


def measures_route() -> APIRouter:
    """Build the route that shows the catalogue of measures; it asks no store."""
    router = APIRouter(prefix="/v1", tags=["measures"])

    @router.get("/measures", summary="The catalogue of measures and the four kinds of seriously dishonest conduct")
    def measures(asked: Annotated[MeasureChoice, Query()]) -> dict[str, object]:
        return list_measures(asked.kind, asked.field)

    return router


def rule_routes(services: Services) -> APIRouter:
    """Build the routes that say the rules in words."""
    router = APIRouter(prefix="/v1/rules", tags=["rules"])

    @router.get("", summary="The rules, which are live, and their articles")
    def rules() -> dict[str, object]:
        return {"fingerprint": services.rules.fingerprint, "rules": [asdict(row) for row in list_rules(services.rules)]}

    @router.get("/{rule_id}", summary="One rule in words; with `on` only the version in force on that day")
    def rule(rule_id: str, asked: Annotated[OnDay, Query()]) -> dict[str, object]:
        found = describe_rule(services.rules, find_rule(services.rules, rule_id), asked.on)
        return asdict(found) | {"on": asked.on}

    return router


def evaluate_route(services: Services) -> APIRouter:
    """Build the route that judges a scenario without touching a store."""
    router = APIRouter(prefix="/v1", tags=["evaluate"])

    @router.post("/evaluate", summary="Judge a scenario (scenario format)", openapi_extra=_SCENARIO_BODY)
    def evaluate(body: Annotated[bytes, Depends(scenario_body)]) -> dict[str, object]:
        return evaluate_scenario(body, services.rules)

    return router


def preview_route(services: Services) -> APIRouter:
    """Build the route that says what would follow from a decision; a POST, for it may name persons, that stores nothing."""
    router = APIRouter(prefix="/v1", tags=["preview"])

    @router.post("/preview", summary="What would follow from a decision before it is issued; nothing is stored")
    def preview_of(asked: PreviewRequest) -> dict[str, object]:
        return shape_preview(services, preview(services, asked.draft(), today(services), asked.on))

    return router


def health_routes(services: Services) -> APIRouter:
    """Build liveness and readiness. Liveness touches no store, so that a slow store does not kill the service."""
    router = APIRouter(prefix="/v1", tags=["health"])
    graph, ledger = services.graph, services.ledger
    checks = {"graph": graph.graph_version, "ledger": ledger.loads, "schema": graph.check_schema}

    @router.get("/health", summary="The process answers")
    async def health() -> dict[str, str]:
        return {"status": "ok", "version": __version__}

    @router.get("/ready", summary="Graph, schema and ledger can be used")
    def ready() -> Response:
        reasons = {name: reason for name, check in checks.items() if (reason := _reason(check))}
        if not reasons:
            return JSONResponse({"status": "ready", "checked": sorted(checks)})
        status = HTTPStatus.SERVICE_UNAVAILABLE
        details = problem(status, "not-ready", f"Not ready: {', '.join(reasons)}.", reasons=reasons)
        return JSONResponse(details, status, headers={"Retry-After": "5"}, media_type=MEDIA_TYPE)

    return router


def _reason(check: Callable[[], object]) -> str | None:
    try:
        check()
    except GraphServiceError as error:
        return str(error)
    return None
