"""Letters (告知函): what waits for a department without an interface goes out on paper, under the number of its letter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from graph_service.errors import ContradictionError, InputError
from graph_service.policy.schema import RuleBook
from graph_service.store.dossier_ports import Attempt, Delivered, Message
from graph_service.workflow.channels import load_channels
from graph_service.workflow.dossiers import known_department
from graph_service.workflow.services import Services, today

LETTER = "letter"
_PAGE = 500


@dataclass(frozen=True, slots=True)
class LetterLine:
    """One measure in a letter: the message, whom it concerns (``masked``: the id number of a person, masked), and what is to be done."""

    message: str
    push: str
    kind: str
    name: str
    masked: str
    measure: str
    articles: tuple[str, ...]
    first_day: str
    last_day: str
    binding: str
    why: str
    due: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter to a department: its number, its day, and its lines in the order of the messages."""

    department: str
    number: str
    on: date
    lines: tuple[LetterLine, ...]


def waiting_for(services: Services, department: str) -> Sequence[Message]:
    """Return the messages that wait for a letter to a department.

    Raises:
        InputError: no such department. ContradictionError: it has an interface, which delivers by itself.
    """
    known_department(department)
    if department in load_channels(services.home):
        raise ContradictionError(f"{department} has an interface: messages are delivered by graph-service work.")
    found: list[Message] = []
    after = 0
    while page := services.ledger.undelivered(after, _PAGE):
        found += [one for one in page if one.dossier.said.department == department]
        after = page[-1].step.seq
    return found


def compose(services: Services, department: str, number: str, messages: Sequence[Message]) -> Letter:
    """Compose the letter over messages.

    Raises:
        InputError: no number. ContradictionError: nothing waits.
    """
    if not number.strip():
        raise InputError("number", "a letter needs its document number (文号)")
    if not messages:
        raise ContradictionError(f"Nothing waits for a letter to {department}.", hint="See graph-service inbox.")
    keys = sorted({one.dossier.said.subject for one in messages})
    names = {key: record.name for key, record in services.graph.subjects_known(keys, None).items()}
    masked = services.ledger.masked_ids([key for key in keys if key.startswith("p-")])
    lines = tuple(_line(services.rules, one, names, masked) for one in messages)
    return Letter(department, number.strip(), today(services), lines)


def note_sent(services: Services, letter: Letter, messages: Sequence[Message]) -> int:
    """Record that the letter went out; a message that another process delivered meanwhile is passed over. Return how many."""
    at = services.now()
    return sum(
        services.ledger.note_attempt(one, Attempt(len(one.attempts) + 1, LETTER, Delivered.DELIVERED, letter.number, at))
        for one in messages
    )


def _line(rules: RuleBook, message: Message, names: Any, masked: Any) -> LetterLine:
    said, content = message.dossier.said, message.dossier.said.content
    rule = next((one for one in rules.rules if one.id == content.get("rule")), None)
    return LetterLine(
        message=message.id,
        push=message.dossier.id,
        kind=str(message.step.sends),
        name=names.get(said.subject, said.subject),
        masked=masked.get(said.subject, "") or ("" if said.subject.startswith("p-") else said.subject),
        measure=rule.measure.name if rule else str(content.get("measure", "")),
        articles=tuple(content.get("articles", ())),
        first_day=content.get("first_day") or "",
        last_day=content.get("last_day") or "",
        binding=str(content.get("binding", "")),
        why=str(message.step.content.get("why") or content.get("why", "")),
        due=message.step.due.isoformat() if message.step.due else "",
    )
