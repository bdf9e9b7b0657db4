"""Lead edges: what an investigator suspects between two subjects. Acts in the ledger, never facts: no rule reads them. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from graph_service.errors import ContradictionError, InputError


class LeadKind(StrEnum):
    """What is suspected. ``NOMINEE``: ``one`` holds for ``other``; the other kinds have no direction."""

    NOMINEE = "nominee"
    ACTING_IN_CONCERT = "acting_in_concert"
    FAMILY = "family"
    SAME_PHONE = "same_phone"


class LeadStep(StrEnum):
    """What an investigator did with a lead. ``submit`` marks it for an officer."""

    ADD = "add"
    WITHDRAW = "withdraw"
    SUBMIT = "submit"


@dataclass(frozen=True, slots=True)
class NewLead:
    """A lead before it is on record.

    Attributes:
        key: the same key is the same lead, however often it is sent.
        source: what says so: a document, never a person who informed.
        start / end: when it holds (``end`` exclusive); ``None`` is open.
    """

    key: str
    kind: LeadKind
    one: str
    other: str
    source: str
    reason: str
    user: str
    start: date | None = None
    end: date | None = None

    def __post_init__(self) -> None:
        """Refuse what has no source, reason or author, ties a subject to itself, or ends before it begins."""
        for name in ("key", "source", "reason", "user"):
            if not getattr(self, name).strip():
                raise InputError(name, "a lead needs one")
        if self.one == self.other:
            raise InputError("other", "a lead ties two subjects, and these are one")
        if self.start and self.end and self.end <= self.start:
            raise InputError("end", f"the lead would end on {self.end}, not after its first day {self.start}")


@dataclass(frozen=True, slots=True)
class Taken:
    """One later step on a lead."""

    step: LeadStep
    user: str
    reason: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Lead:
    """A lead on record with every later step, oldest first."""

    seq: int
    said: NewLead
    recorded_at: datetime
    steps: tuple[Taken, ...] = ()

    @property
    def id(self) -> str:
        """The number under which people name it."""
        return f"l-{self.seq}"

    @property
    def state(self) -> LeadStep:
        """The newest step."""
        return self.steps[-1].step if self.steps else LeadStep.ADD


@dataclass(frozen=True, slots=True)
class LeadChoice:
    """Which leads are wanted.

    Attributes:
        subjects: those that tie one of these keys; ``None``: all.
        on: those that hold on this day; ``None``: whenever they hold.
        known: those recorded by then, with the steps taken by then; ``None``: now.
        before: those that were entered before the lead of this number.
        most: the newest so many.
    """

    subjects: Collection[str] | None = None
    on: date | None = None
    known: datetime | None = None
    before: int | None = None
    most: int | None = None


ALL_LEADS = LeadChoice()


def lead_number(text: str, where: str = "lead") -> int:
    """Read the number of a lead, such as ``l-12``.

    Raises:
        InputError: it is none; ``where`` names the place.
    """
    plain = text.removeprefix(_LETTER)
    if not (text.startswith(_LETTER) and plain.isascii() and plain.isdigit() and len(plain) <= _MOST_DIGITS):
        raise InputError(where, f"{text!r} is not the number of a lead", hint="Write it as l-12.")
    return int(plain)


_LETTER = "l-"
_MOST_DIGITS = 12


def refuse_step(lead: Lead, step: LeadStep) -> None:
    """Refuse a step that contradicts what stands.

    Raises:
        ContradictionError: it was withdrawn before.
    """
    if lead.state is LeadStep.WITHDRAW and step is not LeadStep.WITHDRAW:
        raise ContradictionError(f"{lead.id} was withdrawn.", hint="Enter it anew: graph-service lead add.")
