"""One connection to a service: requests out, JSON or an exception back, and the newest answers kept for their version."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from datetime import date
from http import HTTPStatus
from types import TracebackType
from typing import Any, Self, TypeVar, cast
from urllib.parse import quote

import httpx

from graph_service.client.problems import UnreachableError, problem_of

AnswerT = TypeVar("AnswerT")

#: Where ``graph-service serve`` listens unless told otherwise.
DEFAULT_ADDRESS = "http://127.0.0.1:8765"
#: Seconds without a byte from the service; a list of 100,000 subjects is answered as a whole.
DEFAULT_TIMEOUT = 120.0
DEFAULT_KEPT = 64


class Connection:
    """Sends requests. Usable by one thread at a time; a context manager, which closes it.

    What is asked for again carries the version of the answer that is kept (``If-None-Match``): nothing stale is ever returned, for the
    service says each time whether it still holds.
    """

    def __init__(
        self,
        address: str = DEFAULT_ADDRESS,
        *,
        timeout: float = DEFAULT_TIMEOUT,
        kept: int = DEFAULT_KEPT,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """Prepare a connection; nothing is sent yet.

        Args:
            address: of the service.
            timeout: seconds to wait for a connection, and for each next byte.
            kept: most answers to keep in memory; 0 keeps none.
            transport: speaks to the service instead of a socket.
        """
        # No proxy of the environment: the service listens on this machine alone.
        self._http = httpx.Client(
            base_url=address, timeout=timeout, transport=transport, follow_redirects=True, trust_env=False
        )
        self._kept: OrderedDict[str, tuple[str, bytes]] = OrderedDict()
        self._most = kept

    def __enter__(self) -> Self:
        """Keep it open until the block ends."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Let go of sockets and answers."""
        self._kept.clear()
        self._http.close()

    def _get(self, _answer: type[AnswerT], path: Sequence[str], asked: Mapping[str, object] | None = None) -> AnswerT:
        request = self._http.build_request("GET", _address(path), params=_parameters(asked or {}))
        url = str(request.url)
        tag, body = self._kept.get(url, ("", b""))
        if tag:
            request.headers["If-None-Match"] = tag
        found = self._answered(request)
        if found.status_code != HTTPStatus.NOT_MODIFIED:
            body = found.content
            self._keep(url, found.headers.get("ETag"), body)
        return cast("AnswerT", json.loads(body))

    def _post(self, answer: type[AnswerT], path: Sequence[str], asked: Mapping[str, object]) -> AnswerT:
        body = json.dumps(asked, default=_iso).encode()
        return self._send(answer, path, {}, (body, "application/json"))

    def _send(
        self, _answer: type[AnswerT], path: Sequence[str], asked: Mapping[str, object], content: tuple[Any, str]
    ) -> AnswerT:
        body, kind = content
        request = self._http.build_request(
            "POST", _address(path), params=_parameters(asked), content=body, headers={"Content-Type": kind}
        )
        return cast("AnswerT", self._answered(request).json())

    def _answered(self, request: httpx.Request) -> httpx.Response:
        try:
            found = self._http.send(request)
        except httpx.TransportError as error:
            raise UnreachableError(
                f"No answer from {request.url.copy_with(path='/', query=None)}: {str(error) or type(error).__name__}.",
                hint="Start the service there: graph-service serve.",
            ) from error
        if found.status_code not in {HTTPStatus.OK, HTTPStatus.NOT_MODIFIED}:
            raise problem_of(found.status_code, _details(found))
        return found

    def _keep(self, url: str, tag: str | None, body: bytes) -> None:
        self._kept.pop(url, None)
        if tag and self._most:
            self._kept[url] = (tag, body)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)


def _address(path: Sequence[str]) -> str:
    return "/v1/" + "/".join(quote(part, safe="") for part in path)


def _parameters(asked: Mapping[str, object]) -> dict[str, Any]:
    return {name: _iso(value) if isinstance(value, date) else value for name, value in asked.items() if value is not None}


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a request")


def _details(found: httpx.Response) -> object:
    try:
        return found.json()
    except ValueError:
        return None
