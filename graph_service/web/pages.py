"""The pages: start and search, the map of a subject, the same content as a list, the source row of a fact, the rules, identities."""

from __future__ import annotations

import tomllib
from datetime import date
from typing import Annotated, cast

from fastapi import APIRouter, FastAPI, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles

from graph_service.errors import InputError, NotFoundError
from graph_service.query.facts import describe_fact
from graph_service.query.recent import recent_decisions
from graph_service.query.resolve import MOST_CANDIDATES, resolve_subject
from graph_service.query.rule_words import describe_rule, find_rule, list_rules
from graph_service.query.subject_map import DEFAULT_LIMIT, subject_card, subject_map
from graph_service.query.subjects import shape_subject
from graph_service.query.verdicts import Json
from graph_service.web.identity_pages import identity_pages
from graph_service.web.login_pages import login_pages
from graph_service.web.rendering import HERE, language_of, page, subject_url
from graph_service.web.texts import text
from graph_service.workflow.services import Services, today

#: d3-force needs its three helpers to be loaded before it.
_LOAD_ORDER = ("d3-dispatch", "d3-quadtree", "d3-timer", "d3-force")


def install_pages(app: FastAPI, services: Services) -> None:
    """Add the pages and their static files to ``app``, and answer a browser's errors with a page."""
    app.include_router(_start(services), include_in_schema=False)
    app.include_router(_subjects(services), include_in_schema=False)
    app.include_router(_rules(services), include_in_schema=False)
    app.include_router(identity_pages(services), include_in_schema=False)
    app.include_router(login_pages(services), include_in_schema=False)
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    app.state.problem_page = _problem_page


def _start(services: Services) -> APIRouter:
    router = APIRouter()

    @router.get("/")
    def start(request: Request) -> HTMLResponse:
        return _start_page(request, services)

    @router.post("/search")
    def search(request: Request, q: Annotated[str, Form(max_length=200)]) -> Response:
        try:
            found = resolve_subject(services, q)
        except NotFoundError:
            return _start_page(request, services, "not_found", status=404)
        except InputError:
            named = services.graph.subjects_named(q.strip(), limit=MOST_CANDIDATES)
            candidates = [shape_subject(services, record) for record in named]
            return _start_page(request, services, "is_a_name" if named else "no_personal_number", candidates, 422)
        return RedirectResponse(subject_url(found.id), 303)

    return router


def _start_page(
    request: Request, services: Services, message: str | None = None, candidates: list[Json] | None = None, status: int = 200
) -> HTMLResponse:
    values = {
        "message": text(language_of(request), message) if message else None,
        "candidates": candidates or [],
        "recent": recent_decisions(services, today(services)),
    }
    return page(request, "start.html", values, status)


def _subjects(services: Services) -> APIRouter:
    router = APIRouter()
    vendored = _vendored()

    @router.get("/subjects/{subject_id}")
    def map_page(request: Request, subject_id: str, on: str | None = None) -> HTMLResponse:
        day = _day(on) or today(services)
        values = {"subject": subject_card(services, subject_id, day), "on": day.isoformat(), "limit": DEFAULT_LIMIT}
        return page(request, "subject.html", {"vendored": vendored, "view": "map", **values})

    @router.get("/subjects/{subject_id}/list")
    def list_page(request: Request, subject_id: str, on: str | None = None) -> HTMLResponse:
        day = _day(on) or today(services)
        around = subject_map(services, subject_id, day)
        subjects = cast("list[Json]", around["subjects"])
        names = {subject["id"]: subject["name"] for subject in subjects}
        values = {"map": around, "subject": subjects[0], "names": names, "on": day.isoformat()}
        return page(request, "list.html", {"view": "list", **values})

    @router.get("/sources/{fact}")
    def source_page(request: Request, fact: str) -> HTMLResponse:
        return page(request, "source.html", {"source": describe_fact(services, fact)})

    return router


def _rules(services: Services) -> APIRouter:
    router = APIRouter()

    @router.get("/rules")
    def rules_page(request: Request) -> HTMLResponse:
        return page(request, "rules.html", {"rules": list_rules(services.rules)})

    @router.get("/rules/{rule_id}")
    def rule_page(request: Request, rule_id: str, on: str | None = None) -> HTMLResponse:
        rule = describe_rule(services.rules, find_rule(services.rules, rule_id), _day(on))
        return page(request, "rule.html", {"rule": rule, "on": on or ""})

    return router


def _day(on: str | None) -> date | None:
    """Read the day of a date field; an emptied field means today."""
    try:
        return date.fromisoformat(on) if on else None
    except ValueError:
        raise InputError("on", "is no day; write it as 2026-11-23") from None


def _vendored() -> list[str]:
    """Return the vendored scripts in the order in which they must be loaded."""
    files = tomllib.loads((HERE / "static" / "vendor" / "vendor.toml").read_text(encoding="utf-8"))["file"]
    by_package = {file["package"]: file["name"] for file in files}
    return [by_package[package] for package in _LOAD_ORDER]


def _problem_page(request: Request, problem: Json) -> HTMLResponse:
    return page(request, "problem.html", {"problem": {"hint": None, **problem}}, cast("int", problem["status"]))
