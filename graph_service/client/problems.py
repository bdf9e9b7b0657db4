"""What a request may end in instead of an answer: problem details (RFC 9457) as exceptions, and a service that is not reached."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from graph_service.errors import GraphServiceError


class ProblemError(GraphServiceError):
    """The service refused the request, or failed at it.

    Attributes:
        status: of HTTP.
        code: the kind of problem (``docs/api.md`` lists them); it stays the same across versions.
        where: the place of the fault in the request; empty where the service names none.
        faults: place and rule of each malformed field.
        reasons: what is not ready, and why (``not-ready`` alone).
    """

    def __init__(self, status: int, details: Mapping[str, Any]) -> None:
        """Read problem details; what came from something between here and the service has none."""
        super().__init__(str(details.get("detail", f"The answer has status {status}.")), hint=str(details.get("hint", "")))
        self.status = status
        self.code = str(details.get("type", "")).rpartition(":")[2] or "error"
        self.retryable = details.get("retryable", self.code == "not-ready") is True
        self.where = str(details.get("where", ""))
        self.faults: list[dict[str, str]] = list(details.get("errors", ()))
        self.reasons: dict[str, str] = dict(details.get("reasons", {}))


class NotOnRecordError(ProblemError):
    """What was asked for is not on record (404)."""


class ConflictError(ProblemError):
    """The act contradicts what stands on record, or another writer was faster; ``code`` tells which (409)."""


class RefusedInputError(ProblemError):
    """The request is to be corrected; ``where`` or ``faults`` name the place (422)."""


class UnavailableError(ProblemError):
    """A store cannot be used now (503)."""


class UnreachableError(GraphServiceError):
    """No answer came: nobody listens at the address, or the time was up. Whether an act was recorded is not known."""

    code = "unreachable"
    retryable = True


_BY_STATUS: Mapping[int, type[ProblemError]] = {
    HTTPStatus.NOT_FOUND: NotOnRecordError,
    HTTPStatus.CONFLICT: ConflictError,
    HTTPStatus.UNPROCESSABLE_ENTITY: RefusedInputError,
    HTTPStatus.SERVICE_UNAVAILABLE: UnavailableError,
}


def problem_of(status: int, details: object) -> ProblemError:
    """Return the exception for an answer that is none."""
    return _BY_STATUS.get(status, ProblemError)(status, details if isinstance(details, Mapping) else {})
