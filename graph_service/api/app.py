"""The HTTP application: routes under ``/v1``, problem details, the guard, an OpenAPI page that works offline, and pages if given."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from fastapi import Depends, FastAPI
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles

from graph_service import __version__
from graph_service.api.access import Access, guarded
from graph_service.api.described import describe
from graph_service.api.dossiers import casework_routes
from graph_service.api.forms import Forms
from graph_service.api.guard import Guard
from graph_service.api.identities import identity_routes
from graph_service.api.looking import looking_routes
from graph_service.api.objections import objection_routes
from graph_service.api.patterns import pattern_routes
from graph_service.api.problems import install_problems
from graph_service.api.routes import (
    evaluate_route,
    event_routes,
    fact_route,
    health_routes,
    measures_route,
    preview_route,
    rule_routes,
    subject_routes,
)
from graph_service.api.screenings import receipt_routes, screening_routes
from graph_service.api.versions import Versions
from graph_service.workflow.services import Services

#: Adds pages to the application.
Install = Callable[[FastAPI, Services], None]


_STATIC = Path(__file__).parent / "static"
_DESCRIPTION = (
    "Who is reached by a decision, under which article, with proof. Every day is an ISO date in China; intervals end exclusively "
    "(`end`) and name the last day inside (`last_day`). Errors are problem details (RFC 9457)."
)


def create_app(services: Services, pages: Install | None = None) -> FastAPI:
    """Build the application on these ports; ``pages`` installs the web pages (``graph_service.web.pages.install_pages``)."""
    app = FastAPI(
        title="graph-service",
        version=__version__,
        description=_DESCRIPTION,
        openapi_url="/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        dependencies=[Depends(guarded(services))],
    )
    install_problems(app)
    app.include_router(subject_routes(services))
    app.include_router(event_routes(services))
    app.include_router(fact_route(services))
    app.include_router(identity_routes(services))
    app.include_router(measures_route())
    app.include_router(rule_routes(services))
    app.include_router(evaluate_route(services))
    app.include_router(preview_route(services))
    app.include_router(screening_routes(services))
    app.include_router(receipt_routes(services))
    app.include_router(looking_routes(services))
    app.include_router(pattern_routes(services))
    app.include_router(casework_routes(services))
    app.include_router(objection_routes(services))
    app.include_router(health_routes(services))
    _add_docs(app)
    describe(app)
    if pages:
        pages(app, services)
    app.add_middleware(Forms)
    app.add_middleware(Versions, services=services)
    app.add_middleware(Access, services=services)
    app.add_middleware(Guard)
    return app


def _add_docs(app: FastAPI) -> None:
    """Serve the vendored Swagger UI; nothing is loaded from elsewhere, and no script or style stands in the page."""
    page = (_STATIC / "docs.html").read_text(encoding="utf-8")
    app.mount("/v1/static", StaticFiles(directory=_STATIC), name="api-static")

    @app.get("/v1/docs", include_in_schema=False)
    def docs() -> HTMLResponse:
        return HTMLResponse(page)
