"""Posts messages to departments over HTTP. It follows no redirect and never raises because of the receiver."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import Self

import httpx

from graph_service.workflow.delivering import Reply

_SECONDS = 10.0
_MOST_READ = 2_000


class HttpSender:
    """A sender over one pool of connections; to be used as a context."""

    def __init__(self, transport: httpx.BaseTransport | None = None) -> None:
        """Open it; ``transport`` is for tests."""
        self._http = httpx.Client(timeout=_SECONDS, follow_redirects=False, trust_env=False, transport=transport)

    def __enter__(self) -> Self:
        """Open it."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close it."""
        self._http.close()

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        """Post, and read no more than the beginning of the answer."""
        try:
            with self._http.stream("POST", url, content=body, headers=dict(headers)) as answer:
                first = next(answer.iter_bytes(_MOST_READ), b"")
                return Reply(answer.status_code, first.decode("utf-8", "replace"))
        except httpx.HTTPError as error:
            return Reply(0, type(error).__name__)
