"""What stands around every request: loopback host names only, no writing from another site, bounded bodies, security headers.

Plain ASGI, so that it also covers static files and errors of the framework.
"""

from __future__ import annotations

import json
import logging
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graph_service.api.problems import MEDIA_TYPE, problem
from graph_service.security.acting import ORIGIN
from graph_service.settings import is_loopback

MAX_BODY = 5 * 1024 * 1024
#: A list of 100,000 subjects as a file: it is written to disk while it is received, never held in memory.
MAX_FILE = 64 * 1024 * 1024
_FILES = frozenset({"/v1/screenings/file"})

#: No inline script or style anywhere; ``data:`` only for pictures (icons of the vendored style sheets, exported maps).
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)
SECURITY_HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_log = logging.getLogger(__name__)
_STATIC = ("/static/", "/v1/static/")
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class BodyTooLargeError(Exception):
    """The body turned out larger than announced, while it was being read."""


class Guard:
    """Refuses foreign host names (DNS rebinding), forms of other sites, and large bodies; adds the security headers to every answer."""

    def __init__(self, app: ASGIApp, max_body: int = MAX_BODY) -> None:
        """Wrap ``app``."""
        self.app = app
        self.max_body = max_body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        guarded = _Guarded(send, scope["path"])
        most = MAX_FILE if scope["path"] in _FILES else self.max_body
        refused = self._refusal(Headers(scope=scope), scope["method"], most)
        if refused is not None:
            await _answer(guarded, refused, "The request is refused before it is read.")
            return
        ORIGIN.set(scope["client"][0] if scope.get("client") else "http")
        try:
            await self.app(scope, _Bounded(receive, most), guarded)
        except BodyTooLargeError:
            await _answer(guarded, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"At most {most} bytes are read.")
        except Exception as error:
            _log.exception("unforeseen %s in %s", type(error).__name__, scope["path"])
            if guarded.started:
                raise  # the answer is half sent: only closing the connection tells that it is not whole
            await _answer(guarded, HTTPStatus.INTERNAL_SERVER_ERROR, "Something unforeseen went wrong.", "internal")

    def _refusal(self, headers: Headers, method: str, most: int) -> HTTPStatus | None:
        if not is_loopback(_host_name(headers.get("host", ""))):
            return HTTPStatus.MISDIRECTED_REQUEST
        if method not in _SAFE and _is_from_elsewhere(headers):
            return HTTPStatus.FORBIDDEN
        length = headers.get("content-length", "0")
        if not length.isascii() or not length.isdigit():
            return HTTPStatus.BAD_REQUEST
        return HTTPStatus.REQUEST_ENTITY_TOO_LARGE if int(length) > most else None


class _Guarded:
    """Adds the security headers to the answer, and knows whether it has begun."""

    def __init__(self, send: Send, path: str) -> None:
        self.send = send
        self.path = path
        self.started = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            _add_headers(MutableHeaders(scope=message), self.path)
        await self.send(message)


class _Bounded:
    """Counts what is received, because a chunked body announces no length."""

    def __init__(self, receive: Receive, limit: int) -> None:
        self.receive = receive
        self.left = limit

    async def __call__(self) -> Message:
        message = await self.receive()
        self.left -= len(message.get("body", b""))
        if self.left < 0:
            raise BodyTooLargeError
        return message


def _is_from_elsewhere(headers: Headers) -> bool:
    """Say whether a page of another site sent the request: without log-in, a form anywhere could act in the officer's name.

    Browsers say where a request comes from; older ones name the page's origin only. Other programs send neither.
    """
    if site := headers.get("sec-fetch-site"):
        return site not in {"same-origin", "none"}
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != headers.get("host")


def _host_name(host: str) -> str:
    """Cut the port off, also behind ``[::1]``."""
    return host.rpartition("]")[0] + "]" if host.startswith("[") else host.partition(":")[0]


def _add_headers(headers: MutableHeaders, path: str) -> None:
    for name, value in SECURITY_HEADERS.items():
        headers[name] = value
    headers.setdefault("Cache-Control", "no-cache" if path.startswith(_STATIC) else "no-store")


async def _answer(send: Send, status: HTTPStatus, detail: str, code: str | None = None) -> None:
    body = json.dumps(problem(status, code or status.phrase.lower().replace(" ", "-"), detail)).encode()
    headers = [(b"content-type", MEDIA_TYPE.encode()), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": int(status), "headers": headers})
    await send({"type": "http.response.body", "body": body})
