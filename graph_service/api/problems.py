"""Errors as problem details (RFC 9457): the one table from error class to HTTP status, and the answer's shape.

A stack trace never leaves the service; what was not foreseen is logged and answered with a bare 500 (``api.guard``).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import cast
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from graph_service import errors

MEDIA_TYPE = "application/problem+json"

#: The most exact class of an error's ancestry decides.
STATUS: dict[type[errors.GraphServiceError], HTTPStatus] = {
    errors.GraphServiceError: HTTPStatus.INTERNAL_SERVER_ERROR,
    errors.InputError: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.PolicyFileError: HTTPStatus.INTERNAL_SERVER_ERROR,
    errors.SourceFileError: HTTPStatus.INTERNAL_SERVER_ERROR,
    errors.NotFoundError: HTTPStatus.NOT_FOUND,
    errors.MovedError: HTTPStatus.PERMANENT_REDIRECT,
    errors.ContradictionError: HTTPStatus.CONFLICT,
    errors.UnauthenticatedError: HTTPStatus.UNAUTHORIZED,
    errors.ForbiddenError: HTTPStatus.FORBIDDEN,
    errors.UnusualVolumeError: HTTPStatus.CONFLICT,
    errors.SettingsError: HTTPStatus.INTERNAL_SERVER_ERROR,
    errors.StoreUnavailableError: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.ReadTimeoutError: HTTPStatus.GATEWAY_TIMEOUT,
    errors.StoreConflictError: HTTPStatus.CONFLICT,
    errors.SchemaError: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.EngineError: HTTPStatus.SERVICE_UNAVAILABLE,
}

Problem = dict[str, object]
Page = Callable[[Request, Problem], Response]

_log = logging.getLogger(__name__)


def status_of(error: errors.GraphServiceError) -> HTTPStatus:
    """Return the status of the error's class, or of its nearest ancestor in the table."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def problem(status: int, code: str, detail: str, **more: object) -> Problem:
    """Build problem details; ``code`` names the kind of problem and stays the same across versions."""
    title = HTTPStatus(status).phrase
    return {"type": f"urn:graph-service:problem:{code}", "title": title, "status": status, "detail": detail, **more}


def of_error(error: errors.GraphServiceError) -> Problem:
    """Describe one of our own errors, with its place and advice where it has them."""
    more: dict[str, object] = {"hint": error.hint} if error.hint else {}
    if isinstance(error, errors.InputError) and error.where:
        more["where"] = error.where
    if isinstance(error, errors.MovedError):
        more["moved_to"] = error.moved_to
    return problem(status_of(error), error.code, error.message, retryable=error.retryable, **more)


def answer(request: Request, details: Problem) -> Response:
    """Answer with problem details, or with a page where a browser asked for one and pages are installed."""
    page = cast("Page | None", getattr(request.app.state, "problem_page", None))
    if page and not request.url.path.startswith("/v1/") and "text/html" in request.headers.get("accept", ""):
        return page(request, details)
    headers = {"Retry-After": "1"} if details.get("retryable") else None
    return JSONResponse(details, cast("int", details["status"]), headers=headers, media_type=MEDIA_TYPE)


def install_problems(app: FastAPI) -> None:
    """Answer every error of ``app`` in this one shape."""

    @app.exception_handler(errors.GraphServiceError)
    def ours(request: Request, error: errors.GraphServiceError) -> Response:
        details = of_error(error)
        if details["status"] == HTTPStatus.INTERNAL_SERVER_ERROR:
            _log.error("%s: %s", error.code, error.message)
        response = answer(request, details)
        if isinstance(error, errors.MovedError):
            response.headers["Location"] = _elsewhere(request, error.moved_to)
        return response

    @app.exception_handler(HTTPException)
    def of_framework(request: Request, error: HTTPException) -> Response:
        response = answer(request, problem(error.status_code, _code(error.status_code), str(error.detail)))
        response.headers.update(error.headers or {})
        return response

    @app.exception_handler(RequestValidationError)
    def malformed(request: Request, error: RequestValidationError) -> Response:
        # Only the place and the rule are told: a rejected value may be personal and would end up in logs.
        faults = [{"where": ".".join(map(str, one["loc"])), "message": one["msg"]} for one in error.errors()]
        details = problem(HTTPStatus.UNPROCESSABLE_ENTITY, "bad-input", "The request is malformed.", errors=faults)
        return answer(request, details)


def _elsewhere(request: Request, key: str) -> str:
    """Return the same address for another key of the subject."""
    path: str = request.scope["route"].path_format.replace("{subject_id}", quote(key, safe=""))
    return f"{path}?{request.url.query}" if request.url.query else path


def _code(status: int) -> str:
    return HTTPStatus(status).phrase.lower().replace(" ", "-")
