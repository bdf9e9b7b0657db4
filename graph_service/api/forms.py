"""Every answer in other forms: where ``Accept`` names one, the JSON of a route is written as CSV, xlsx, Parquet or GraphML."""

from __future__ import annotations

import json
from http import HTTPStatus

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graph_service.api.problems import MEDIA_TYPE, of_error
from graph_service.errors import InputError
from graph_service.query.exports import render

#: Form by media type. JSON is what routes answer anyway.
FORMS = {
    "text/csv": "csv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.apache.parquet": "parquet",
    "application/graphml+xml": "graphml",
}


class Forms:
    """Writes the answers of ``/v1`` in the form asked for; an error stays a problem detail."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap ``app``."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        wanted = _wanted(scope)
        if wanted is None:
            await self.app(scope, receive, send)
            return
        kept = _Kept()
        await self.app(scope, receive, kept)
        if kept.status != HTTPStatus.OK or not kept.is_json:
            for message in kept.messages:
                await send(message)
            return
        answer = await run_in_threadpool(_written, kept.body, wanted)
        await answer(scope, receive, send)


class _Kept:
    """Holds an answer back."""

    def __init__(self) -> None:
        self.messages: list[Message] = []

    async def __call__(self, message: Message) -> None:
        self.messages.append(message)

    @property
    def status(self) -> int:
        return int(self.messages[0]["status"])

    @property
    def is_json(self) -> bool:
        return MutableHeaders(raw=self.messages[0]["headers"]).get("content-type", "") == "application/json"

    @property
    def body(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self.messages[1:])


def _wanted(scope: Scope) -> str | None:
    """Return the media type that ``Accept`` names first, if it is one of ours."""
    if scope["type"] != "http" or not scope["path"].startswith("/v1/"):
        return None
    first = Headers(scope=scope).get("accept", "").partition(",")[0].partition(";")[0].strip().lower()
    return first if first in FORMS else None


def _written(body: bytes, media_type: str) -> Response:
    form = FORMS[media_type]
    try:
        data = render(json.loads(body), form)
    except InputError as error:
        details = of_error(error)
        return JSONResponse(details, HTTPStatus.UNPROCESSABLE_ENTITY, media_type=MEDIA_TYPE)
    return Response(data, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="answer.{form}"'})
