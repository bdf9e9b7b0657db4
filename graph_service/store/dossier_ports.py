"""What use cases need of the ledger's dossiers and of its outbox. Every method may raise ``StoreUnavailableError``; writes are idempotent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from graph_service.model.dossiers import Command, Dossier, DossierChoice, Step


class Delivered(StrEnum):
    """What became of one attempt to deliver a message. ``REFUSED``: the receiver will never take it; a person must look."""

    DELIVERED = "delivered"
    FAILED = "failed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt to deliver the message of a step: by which channel, what became of it, and what the receiver said."""

    number: int
    channel: str
    result: Delivered
    detail: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Message:
    """A step that sends something to the department of its dossier, and every attempt to deliver it, oldest first."""

    dossier: Dossier
    step: Step
    attempts: Sequence[Attempt]

    @property
    def id(self) -> str:
        """The number under which receivers know it: the same number is the same message, however often it comes."""
        return f"m-{self.step.seq}"


class DossierLedger(Protocol):
    """Keeps dossiers, append-only, and what of their steps was delivered."""

    def carry_out(self, command: Command) -> tuple[Sequence[Dossier], bool]:
        """Record all steps and acts of a command in one transaction, each with its audit entry; ``False``: it is on record.

        Returns:
            The dossiers of its steps, in their order, as they stand then.

        Raises:
            ContradictionError: a dossier has another version by now, an act contradicts what stands, or the key was used for another
                command; nothing was written.
            NotFoundError: no such dossier, or nobody has judged what an act speaks of.
        """
        ...

    def dossiers(self, chosen: DossierChoice) -> Sequence[Dossier]:
        """Return the dossiers that are wanted, in the order of their numbers."""
        ...

    def steps_of_command(self, key: str) -> Sequence[tuple[Dossier, Step]]:
        """Return the steps that the command of this key recorded, in its order, each with its dossier as it stands now."""
        ...

    def steps_at(self, refs: Sequence[int]) -> Sequence[tuple[Dossier, Step]]:
        """Return the steps with these numbers, each with its dossier as it stands now."""
        ...

    def undelivered(self, after: int, limit: int) -> Sequence[Message]:
        """Return up to ``limit`` messages that were neither delivered nor refused, behind a step's number, in order.

        Of each dossier only the first: a later one waits until it has arrived, or is refused.
        """
        ...

    def note_attempt(self, message: Message, attempt: Attempt) -> bool:
        """Record an attempt; ``False``: another process recorded one of this number before, and nothing was written."""
        ...
