"""Who may ask what: every route has its permission in one table, and a route that is not in it answers nobody.

An instance without accounts serves the user of this machine, as before. From the first account on every request needs a token or a
session. What a step of casework needs besides is checked where it is taken (``workflow.dossiers.new_step``).
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Receive, Scope, Send

from graph_service.api.problems import MEDIA_TYPE, of_error, status_of
from graph_service.errors import ForbiddenError, GraphServiceError, UnauthenticatedError
from graph_service.policy.permissions import load_permissions
from graph_service.security.acting import ACTOR, Actor, require
from graph_service.store.audit_ports import Look
from graph_service.workflow.accounts import actor_of
from graph_service.workflow.services import Services

COOKIE = "session"
#: Nobody need say who he is: whether the service is well, how to ask, how to log in; and what is public, the rules, asks no store.
OPEN = frozenset({
    "/v1/health", "/v1/ready", "/v1/docs", "/v1/openapi.json", "/login", "/v1/measures", "/v1/patterns", "/v1/rules", "/v1/rules/{rule_id}",
})  # fmt: skip
_RULES = "/v1/rules/"
_OPEN_FOLDERS = ("/static/", "/v1/static/")
_PURPOSE = "x-purpose"
_MOST_PURPOSE = 200

#: Method and path → permission.
ROUTES: Mapping[str, str] = {
    "GET /": "subject.search",
    "POST /search": "subject.search",
    "GET /subjects/{subject_id}": "subject.read",
    "GET /subjects/{subject_id}/list": "subject.read",
    "GET /sources/{fact}": "subject.read",
    "GET /rules": "rule.read",
    "GET /rules/{rule_id}": "rule.read",
    "GET /identities": "identity.read",
    "POST /identities": "identity.judge",
    "GET /v1/subjects/by-code/{uscc}": "subject.search",
    "GET /v1/subjects/{subject_id}": "subject.read",
    "GET /v1/subjects/{subject_id}/outcomes": "subject.read",
    "GET /v1/subjects/{subject_id}/map": "subject.read",
    "GET /v1/subjects/{subject_id}/ownership": "subject.read",
    "GET /v1/subjects/{subject_id}/profile": "subject.read",
    "GET /v1/subjects/{subject_id}/officers": "subject.read",
    "GET /v1/subjects/{subject_id}/neighbourhood": "subject.read",
    "GET /v1/subjects/{subject_id}/leads": "subject.read",
    "POST /v1/search": "subject.search",
    "POST /v1/paths": "subject.read",
    "GET /v1/events/{event_id}/history": "subject.read",
    "GET /v1/facts/{fact_id}": "subject.read",
    "POST /v1/evaluate": "rule.try",
    "POST /v1/preview": "rule.try",
    "GET /v1/alerts": "pattern.run",
    "GET /v1/coverage": "coverage.read",
    "POST /v1/leads": "lead.write",
    "GET /v1/identities/candidates": "identity.read",
    "GET /v1/identities/judgements": "identity.read",
    "GET /v1/identities/{key}": "identity.read",
    "POST /v1/identities/confirm": "identity.judge",
    "POST /v1/identities/reject": "identity.judge",
    "POST /v1/identities/undo": "identity.judge",
    "POST /v1/screenings": "screening.run",
    "POST /v1/screenings/batch": "screening.run",
    "POST /v1/screenings/file": "screening.run",
    "GET /v1/screenings/{receipt_id}/answers": "screening.run",
    "GET /v1/receipts": "recall.read",
    "GET /v1/receipts/{receipt_id}": "receipt.read",
    "GET /v1/changes": "changes.read",
    "GET /v1/inbox": "inbox.read",
    "POST /v1/cases": "case.open",
    "GET /v1/cases/{case_id}": "case.read",
    "POST /v1/cases/{case_id}/steps": "case.read",
    "POST /v1/cases/{case_id}/pushes": "push.send",
    "GET /v1/pushes/{push_id}": "push.read",
    "POST /v1/pushes/{push_id}/feedback": "feedback.give",
    "POST /v1/objections": "objection.file",
    "GET /v1/objections/{objection_id}": "objection.read",
    "POST /v1/objections/{objection_id}/steps": "objection.read",
    "POST /v1/repairs": "repair.apply",
    "GET /v1/repairs/{repair_id}": "objection.read",
    "POST /v1/repairs/{repair_id}/steps": "objection.read",
    "POST /logout": "self",
}


class Access:
    """Finds out who asks, before anything is read. Plain ASGI, so that it also covers what no route answers."""

    def __init__(self, app: ASGIApp, services: Services) -> None:
        """Wrap ``app``; ``services`` knows the accounts."""
        self.app = app
        self.services = services

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http" or _is_open(scope["path"]):
            await self.app(scope, receive, send)
            return
        try:
            ACTOR.set(await run_in_threadpool(self._actor, Headers(scope=scope)))
        except GraphServiceError as error:
            await _refused(scope, send, error)
            return
        await self.app(scope, receive, send)

    def _actor(self, headers: Headers) -> Actor | None:
        secret = _secret(headers)
        if secret:
            return actor_of(self.services, secret)
        if self.services.ledger.has_accounts():
            raise UnauthenticatedError
        return None


def guarded(services: Services) -> Callable[[Request], Awaitable[None]]:
    """Return the dependency that every route has: it refuses whom the table does not let in, and notes looks at persons."""

    async def check(request: Request) -> None:
        path: str = request.scope["route"].path_format
        method = "GET" if request.method == "HEAD" else request.method
        if path in OPEN or ACTOR.get() is None:
            return
        permission = ROUTES.get(f"{method} {path}")
        if permission is None:
            raise ForbiddenError("none: the route is in no table")
        require(permission)
        if load_permissions().permissions[permission].personal:
            await run_in_threadpool(services.ledger.note_look, _look(request, permission))

    return check


def _look(request: Request, permission: str) -> Look:
    actor = ACTOR.get()
    what = " ".join(str(value) for value in request.path_params.values()) or request.url.path
    purpose = request.headers.get(_PURPOSE, "").strip()[:_MOST_PURPOSE]
    return Look(f"look.{permission}", actor.login if actor else "", what, purpose or permission)


def _secret(headers: Headers) -> str:
    kind, _, secret = headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return secret.strip()
    return cookie_parser(headers.get("cookie", "")).get(COOKIE, "")


def _is_open(path: str) -> bool:
    return path in OPEN or path.startswith((*_OPEN_FOLDERS, _RULES))


async def _refused(scope: Scope, send: Send, error: GraphServiceError) -> None:
    """Answer with the problem; a browser that asks for a page is sent to log in."""
    headers = Headers(scope=scope)
    wants_page = "text/html" in headers.get("accept", "") and not scope["path"].startswith("/v1/")
    if wants_page and isinstance(error, UnauthenticatedError):
        await send({"type": "http.response.start", "status": int(HTTPStatus.SEE_OTHER), "headers": [(b"location", b"/login")]})
        await send({"type": "http.response.body", "body": b""})
        return
    body = json.dumps(of_error(error)).encode()
    told = [(b"content-type", MEDIA_TYPE.encode()), (b"content-length", str(len(body)).encode())]
    if isinstance(error, UnauthenticatedError):
        told.append((b"www-authenticate", b"Bearer"))
    await send({"type": "http.response.start", "status": int(status_of(error)), "headers": told})
    await send({"type": "http.response.body", "body": body})
