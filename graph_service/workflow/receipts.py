"""Look receipts up again: whether one is genuine, and which ones relied on what has fallen (倒查召回)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph_service.errors import InputError, NotFoundError
from graph_service.store.screening_ports import Answer, Receipt, ReceiptHead
from graph_service.workflow.services import Services

_PAGE = 5_000


@dataclass(frozen=True, slots=True)
class Verified:
    """What a verification found.

    Attributes:
        sealed: seal and answers are those that this instance made.
        as_shown: whether the document that was shown says what was answered; ``None``: only an id was given.
    """

    receipt: Receipt
    sealed: bool
    as_shown: bool | None = None

    @property
    def genuine(self) -> bool:
        """Whether everything that was looked at is as it was made."""
        return self.sealed and self.as_shown is not False


def find_receipt(services: Services, receipt_id: str) -> Receipt:
    """Return a receipt.

    Raises:
        NotFoundError: there is none of this id.
    """
    found = services.ledger.receipt(receipt_id.strip())
    if found is None:
        raise NotFoundError("No such receipt is on record.", hint="It was not issued here, or the id is mistyped.")
    return found


def verify(services: Services, receipt_id: str) -> Verified:
    """Verify a receipt by its id: the seal over its head, and every answer.

    Raises:
        NotFoundError: there is none of this id.
    """
    receipt = find_receipt(services, receipt_id)
    return Verified(receipt, services.ledger.is_genuine(receipt, _answers(services, receipt.head)))


def verify_document(services: Services, document: Mapping[str, Any]) -> Verified:
    """Verify a document that names its receipt and its code: it is genuine if it says word for word what was answered.

    Raises:
        InputError: it names none.
        NotFoundError: no such receipt is on record.
    """
    named = document.get("receipt")
    if not isinstance(named, Mapping) or not isinstance(named.get("id"), str):
        raise InputError("document", "names no receipt", hint="Give the file as it was issued.")
    found = verify(services, named["id"])
    answers = services.ledger.answers(found.receipt.head.id, 0, 1)
    said = json.loads(answers[0].content) if answers else None
    same = named.get("code") == found.receipt.seal and document.get("content") == said
    return Verified(found.receipt, found.sealed, same)


def relying_on(services: Services, ref: str, after: str = "", limit: int = 100) -> Sequence[tuple[ReceiptHead, Answer]]:
    """Return the receipts with an answer that rests on an event, a subject, a measure or a fact, oldest first.

    Raises:
        InputError: nothing is named.
    """
    if not ref.strip():
        raise InputError("relying_on", "is empty", hint="Name an event, a subject, a measure or a fact.")
    return services.ledger.relying_on(ref.strip(), after, limit)


def _answers(services: Services, head: ReceiptHead) -> Iterator[Answer]:
    after = 0
    while page := services.ledger.answers(head.id, after, _PAGE):
        yield from page
        after = page[-1].row
