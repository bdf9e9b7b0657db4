"""The routes on screening: one subject, many, their answers by cursor, receipts, and the change feed."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool

from graph_service.api.screening_inputs import (
    AnswersPage,
    BatchRequest,
    ChangesPage,
    FilePurpose,
    RelyingPage,
    ScreeningRequest,
)
from graph_service.errors import InputError, SourceFileError
from graph_service.loaders.questions import questions_in
from graph_service.query.feed import changes_after
from graph_service.query.screenings import shape_answers, shape_receipt, shape_relying, shape_screening
from graph_service.security.acting import acting_user
from graph_service.workflow.receipts import find_receipt, relying_on, verify
from graph_service.workflow.screening import Screener
from graph_service.workflow.screening_batch import Batch, screen_batch
from graph_service.workflow.services import Services

_KINDS = {
    "text/csv": ".csv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
}
_FILE_BODY = {"requestBody": {"required": True, "content": {kind: {"schema": {"type": "string"}} for kind in _KINDS}}}


def screening_routes(services: Services) -> APIRouter:
    """Build the routes that screen."""
    router = APIRouter(prefix="/v1/screenings", tags=["screening"])

    @cache
    def screener() -> Screener:
        return Screener(services)

    @router.post("", summary="Screen one subject for a purpose on a day; the answer leaves a receipt")
    def screen(asked: ScreeningRequest) -> dict[str, object]:
        occasion = screener().occasion(asked.purpose, asked.on, acting_user())
        return shape_screening(services, screener().screen(asked.question(), occasion, receipt=asked.receipt), asked.view)

    @router.post("/batch", summary="Screen up to 100,000 subjects; the answers are read by cursor")
    def batch(asked: BatchRequest) -> dict[str, object]:
        occasion = screener().occasion(asked.purpose, asked.on, acting_user())
        questions = [one.question(row) for row, one in enumerate(asked.rows, start=1)]
        return _shape_batch(screen_batch(screener(), [questions], occasion))

    @router.post("/file", summary="Screen the subjects of a file (csv or xlsx)", openapi_extra=_FILE_BODY)
    async def file(request: Request, asked: Annotated[FilePurpose, Query()]) -> dict[str, object]:
        with tempfile.TemporaryDirectory(dir=services.home) as folder:
            path = await _received(request, Path(folder))
            return _shape_batch(await run_in_threadpool(_screen_file, screener(), path, asked))

    @router.get("/{receipt_id}/answers", summary="The answers of a screening, by cursor")
    def answers(receipt_id: str, asked: Annotated[AnswersPage, Query()]) -> dict[str, object]:
        head = find_receipt(services, receipt_id).head
        return shape_answers(services, head, services.ledger.answers(head.id, asked.after, asked.limit), asked.view)

    return router


def receipt_routes(services: Services) -> APIRouter:
    """Build the routes that look receipts up again, and the change feed."""
    router = APIRouter(prefix="/v1", tags=["receipts"])

    @router.get("/receipts", summary="The receipts that relied on an event, a subject, a measure or a fact")
    def relying(asked: Annotated[RelyingPage, Query()]) -> dict[str, object]:
        found = shape_relying(relying_on(services, asked.relying_on, asked.after, asked.limit))
        return {"relying_on": asked.relying_on, "receipts": found, "after": found[-1]["id"] if found else None}

    @router.get("/receipts/{receipt_id}", summary="A receipt, and whether it is genuine")
    def receipt(receipt_id: str) -> dict[str, object]:
        found = verify(services, receipt_id)
        return shape_receipt(found.receipt) | {"genuine": found.genuine}

    @router.get("/changes", summary="What was added, ended, corrected, decided and loaded behind a cursor")
    def changes(asked: Annotated[ChangesPage, Query()]) -> dict[str, object]:
        return changes_after(services, asked.after, asked.limit)

    return router


def _screen_file(screener: Screener, path: Path, asked: FilePurpose) -> Batch:
    occasion = screener.occasion(asked.purpose, asked.on, acting_user())
    try:
        return screen_batch(screener, questions_in(path), occasion)
    except SourceFileError as error:
        # It came with the request: it is the caller's to correct.
        raise InputError("body", error.message, hint=error.hint) from error


async def _received(request: Request, folder: Path) -> Path:
    """Write the body to a file of its kind, as it comes.

    Raises:
        InputError: it is of no kind that is read.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in _KINDS:
        raise InputError("Content-Type", f"must be one of {', '.join(_KINDS)}")
    path = folder / f"list{_KINDS[kind]}"
    with path.open("wb") as file:
        async for part in request.stream():
            file.write(part)
    return path


def _shape_batch(batch: Batch) -> dict[str, object]:
    return {"receipt": shape_receipt(batch.receipt), "counts": dict(batch.counts)}
