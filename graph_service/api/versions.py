"""Versions of what is read: an ``ETag`` on every answer of a ``GET``, and 304 for whoever has that answer already.

An answer depends on the graph, the ledger, the rules, this product and the day that counts as today; the tag is made of these and
of the address. It is taken before the answer is computed: where something is written meanwhile the tag is the older one, and the
next question is answered in full.
"""

from __future__ import annotations

import hashlib
from http import HTTPStatus

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graph_service import __version__
from graph_service.errors import GraphServiceError
from graph_service.security.acting import ACTOR
from graph_service.workflow.services import Services, today

#: Answered from the rules alone; asked while a store is down they are told all the same.
_OF_RULES = ("/v1/rules", "/v1/measures", "/v1/patterns")
#: The state of the moment, files, and receipts, which are checked anew each time.
_UNVERSIONED = ("/v1/health", "/v1/ready", "/v1/receipts", "/v1/docs", "/v1/openapi.json", "/v1/static")


class Versions:
    """Adds the tag, and answers 304 where ``If-None-Match`` names it."""

    def __init__(self, app: ASGIApp, services: Services) -> None:
        """Wrap ``app``, which reads from ``services``."""
        self.app = app
        self.services = services

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if not _is_versioned(scope):
            await self.app(scope, receive, send)
            return
        tag = await run_in_threadpool(self._tag, scope)
        if tag and tag in _named(Headers(scope=scope)):
            headers = [(b"etag", tag.encode()), (b"vary", b"Accept")]
            await send({"type": "http.response.start", "status": int(HTTPStatus.NOT_MODIFIED), "headers": headers})
            await send({"type": "http.response.body", "body": b""})
            return
        await self.app(scope, receive, _tagging(send, tag) if tag else send)

    def _tag(self, scope: Scope) -> str | None:
        """Return the tag; ``None`` while a store does not answer."""
        services = self.services
        parts: list[object] = [__version__, services.rules.fingerprint, scope["path"], scope.get("query_string", b"")]
        try:
            if not scope["path"].startswith(_OF_RULES):
                parts += [services.graph.graph_version(), services.ledger.position(), today(services)]
        except GraphServiceError:
            return None
        parts += [Headers(scope=scope).get("accept", ""), ACTOR.get()]
        return f'"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"'


def _is_versioned(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
        return False
    path: str = scope["path"]
    return path.startswith("/v1/") and not path.startswith(_UNVERSIONED)


def _named(headers: Headers) -> set[str]:
    """Return the tags that the caller has. ``*`` names none: whether there is an answer at all is only known by reading."""
    return {one.strip().removeprefix("W/") for one in headers.get("if-none-match", "").split(",")}


def _tagging(send: Send, tag: str) -> Send:
    async def tagged(message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] == HTTPStatus.OK:
            headers = MutableHeaders(scope=message)
            headers["ETag"], headers["Vary"] = tag, "Accept"
        await send(message)

    return tagged
