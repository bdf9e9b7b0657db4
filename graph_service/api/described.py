"""What the description of the API says of each operation beside its input: an example of its answer, and every status it may give.

The examples stand in ``examples.json`` and are held against real answers by a test; the table of codes in ``docs/api.md`` is
written from ``CODES``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from graph_service.api.access import OPEN
from graph_service.api.problems import MEDIA_TYPE, STATUS, problem
from graph_service.errors import GraphServiceError, MovedError

_EXAMPLES = Path(__file__).with_name("examples.json")
_METHODS = {"get", "post", "put", "delete", "patch"}

#: No store is asked: they answer while one is down.
_STORELESS = {"/v1/measures", "/v1/patterns", "/v1/rules", "/v1/rules/{rule_id}", "/v1/evaluate", "/v1/health"}
#: They name nothing that might not be on record.
_NOTHING_NAMED = {
    "/v1/alerts", "/v1/changes", "/v1/coverage", "/v1/evaluate", "/v1/health", "/v1/identities/judgements", "/v1/inbox", "/v1/measures",
    "/v1/patterns", "/v1/ready", "/v1/receipts", "/v1/rules", "/v1/search",
}  # fmt: skip
#: They write, and may meet another writer or what stands on record.
_WRITING = {
    "/v1/cases", "/v1/cases/{case_id}/pushes", "/v1/cases/{case_id}/steps", "/v1/objections",
    "/v1/objections/{objection_id}/steps", "/v1/pushes/{push_id}/feedback", "/v1/repairs", "/v1/repairs/{repair_id}/steps",
    "/v1/identities/confirm", "/v1/identities/reject", "/v1/identities/undo", "/v1/leads", "/v1/screenings",
    "/v1/screenings/batch", "/v1/screenings/file",
}  # fmt: skip
#: Its answer has more members for a scenario with holdings.
_BY_WHAT_IS_GIVEN = "/v1/evaluate"
_UNVERSIONED = ("/v1/health", "/v1/ready", "/v1/receipts")


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of problem: its status, its code, when it comes, and whether the same request may succeed later."""

    status: HTTPStatus
    code: str
    when: str
    retryable: bool = False


def _of_classes() -> Iterator[Code]:
    for kind, status in STATUS.items():
        if kind is not GraphServiceError:
            yield Code(status, kind.code, (kind.__doc__ or "").partition("\n")[0], kind.retryable)


CODES = sorted(
    [
        *_of_classes(),
        Code(HTTPStatus.BAD_REQUEST, "bad-request", "The length that the request announces is no number."),
        Code(HTTPStatus.FORBIDDEN, "forbidden", "A page of another site sent a request that changes something."),
        Code(HTTPStatus.NOT_FOUND, "not-found", "There is no such route."),
        Code(HTTPStatus.METHOD_NOT_ALLOWED, "method-not-allowed", "The route has other methods; `Allow` names them."),
        Code(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "request-entity-too-large", "The body is larger than is read."),
        Code(HTTPStatus.MISDIRECTED_REQUEST, "misdirected-request", "The `Host` is not of this machine."),
        Code(HTTPStatus.INTERNAL_SERVER_ERROR, GraphServiceError.code, "A failure that has no code of its own."),
        Code(HTTPStatus.INTERNAL_SERVER_ERROR, "internal", "Something unforeseen; the log of the service has it."),
        Code(HTTPStatus.SERVICE_UNAVAILABLE, "not-ready", "`/v1/ready`: `reasons` names what cannot be used.", retryable=True),
    ],
    key=lambda one: (one.status, one.code),
)

_PROBLEM: dict[str, Any] = {
    "title": "Problem",
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "pattern": "^urn:graph-service:problem:[a-z-]+$"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "hint": {"type": "string", "description": "What to do next."},
        "where": {"type": "string", "description": "The place of the fault, by the names of fields."},
        "errors": {"type": "array", "items": {"type": "object"}, "description": "Place and rule of each malformed field."},
        "retryable": {"type": "boolean", "description": "Whether the same request may succeed later."},
        "moved_to": {"type": "string", "description": "The key under which the subject is known."},
        "reasons": {"type": "object", "description": "What is not ready, and why."},
    },
}


@cache
def examples() -> Mapping[str, Any]:
    """Return an example of the answer of each operation (``GET /v1/…``)."""
    found: dict[str, Any] = json.loads(_EXAMPLES.read_text("utf-8"))
    return found


def describe(app: FastAPI) -> None:
    """Let ``app`` describe its answers too."""
    plain = app.openapi

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = plain()
            document["components"]["schemas"]["Problem"] = _PROBLEM
            for name in ("HTTPValidationError", "ValidationError"):
                document["components"]["schemas"].pop(name, None)
            for path, methods in document["paths"].items():
                for method in _METHODS & set(methods):
                    _describe(path, method, methods[method])
        return app.openapi_schema or plain()

    app.openapi = described  # type: ignore[method-assign]  # the way that FastAPI documents


def _describe(path: str, method: str, operation: dict[str, Any]) -> None:
    example = examples().get(f"{method.upper()} {path}")
    always = sorted(example) if example and path != _BY_WHAT_IS_GIVEN else []
    schema = {"type": "object", "required": always}
    answers: dict[str, Any] = {
        "200": {"description": "Done.", "content": {"application/json": {"schema": schema, "example": example}}}
    }
    if method == "get" and not path.startswith(_UNVERSIONED):
        answers["200"]["headers"] = {"ETag": {"schema": {"type": "string"}, "description": "Names this answer."}}
        answers["304"] = {"description": "`If-None-Match` names the present answer."}
    for status in statuses(path, method, operation):
        answers[str(int(status))] = _told(status, path)
    operation["responses"] = answers


def statuses(path: str, method: str, operation: Mapping[str, Any]) -> list[HTTPStatus]:
    """Return the errors that an operation may answer with."""
    may_be = {
        HTTPStatus.BAD_REQUEST: True,
        HTTPStatus.MISDIRECTED_REQUEST: True,
        HTTPStatus.INTERNAL_SERVER_ERROR: True,
        HTTPStatus.UNPROCESSABLE_ENTITY: bool(operation.get("parameters") or operation.get("requestBody")),
        HTTPStatus.UNAUTHORIZED: path not in OPEN,
        HTTPStatus.FORBIDDEN: method != "get" or path not in OPEN,
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: True,
        HTTPStatus.NOT_FOUND: path not in _NOTHING_NAMED,
        HTTPStatus.PERMANENT_REDIRECT: path not in _NOTHING_NAMED | _STORELESS,
        HTTPStatus.CONFLICT: path in _WRITING,
        HTTPStatus.SERVICE_UNAVAILABLE: path not in _STORELESS or path not in OPEN,
    }
    return sorted(status for status, possible in may_be.items() if possible)


def _told(status: HTTPStatus, path: str) -> dict[str, Any]:
    codes = [one for one in CODES if one.status == status and (one.code == "not-ready") <= (path == "/v1/ready")]
    example = problem(status, codes[0].code, codes[0].when)
    words = " ".join(f"`{one.code}`: {one.when}" for one in codes)
    told: dict[str, Any] = {
        "description": words,
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}, "example": example}},
    }
    if status == STATUS[MovedError]:
        told["headers"] = {"Location": {"schema": {"type": "string"}, "description": "The same under the other key."}}
    return told
