"""Dossiers: matters that officers carry through steps, one after the other. Pure.

A case, a push to a department, an objection, a repair: each is a dossier, opened once, with steps that are only ever added. Where it
stands is what its last step says. How many steps there are is its version: whoever acts names the version that he looked at.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from graph_service.errors import InputError
from graph_service.model.acts import NewAct

Content = Mapping[str, Any]
#: Letter in front of the number of a dossier, by its kind.
LETTERS = {"case": "c", "push": "p", "objection": "o", "repair": "r", "listing": "x"}
_KINDS = {letter: kind for kind, letter in LETTERS.items()}
_MOST_DIGITS = 12


@dataclass(frozen=True, slots=True)
class NewDossier:
    """A dossier before it is on record.

    Attributes:
        subject: key of whom it concerns. ``event``: the event that it rests on.
        department: whose matter it is.
        parent: number of the dossier that it belongs to.
        content: what is said at its opening and never changes; plain JSON.
    """

    kind: str
    subject: str
    event: str
    department: str
    content: Content = field(default_factory=dict)
    parent: int | None = None


@dataclass(frozen=True, slots=True)
class NewStep:
    """A step before it is on record.

    Attributes:
        dossier: the number of one on record, or one that this step opens.
        version: how many steps it had when the step was chosen; 0 for one that is opened.
        did: what is done, in the words of its flow. ``state``: where it stands then.
        content: what the step says; plain JSON.
        on: the day for which it is done.
        due: the last day (inside) for whatever must follow.
        sends: kind of message to the dossier's department; ``None``: nothing is sent.
    """

    dossier: int | NewDossier
    version: int
    did: str
    state: str
    on: date
    content: Content = field(default_factory=dict)
    due: date | None = None
    sends: str | None = None


@dataclass(frozen=True, slots=True)
class Command:
    """What one officer does at once: all of it is recorded, or none.

    Attributes:
        key: the same key is the same command, however often it is sent.
        user / department: who, and for which department.
        reason: in the officer's words.
        steps: in order. ``acts``: acts on measures that go with them.
    """

    key: str
    user: str
    department: str
    reason: str
    steps: tuple[NewStep, ...]
    acts: tuple[NewAct, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a command without author or reason."""
        for name in ("key", "user", "reason"):
            if not getattr(self, name).strip():
                raise InputError(name, "an act needs one")


@dataclass(frozen=True, slots=True)
class Step:
    """One step on record; ``number`` counts from 1 within its dossier, ``seq`` over all."""

    seq: int
    number: int
    did: str
    state: str
    user: str
    department: str
    reason: str
    content: Content
    on: date
    due: date | None
    sends: str | None
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Dossier:
    """A dossier on record with all its steps, oldest first."""

    seq: int
    said: NewDossier
    recorded_at: datetime
    steps: tuple[Step, ...]

    @property
    def id(self) -> str:
        """The number under which people name it, as ``c-12``."""
        return f"{LETTERS[self.said.kind]}-{self.seq}"

    @property
    def state(self) -> str:
        """Where it stands."""
        return self.steps[-1].state

    @property
    def version(self) -> int:
        """How many steps it has."""
        return len(self.steps)

    @property
    def due(self) -> date | None:
        """Last day (inside) for what must follow."""
        return self.steps[-1].due

    def last(self, *did: str) -> Step | None:
        """Return the newest step of these kinds."""
        return next((step for step in reversed(self.steps) if step.did in did), None)


@dataclass(frozen=True, slots=True)
class DossierChoice:
    """Which dossiers are wanted; what is ``None`` is not asked.

    Attributes:
        states: where they stand now, together with their kind.
        due_before: something was due before this day.
        after: those with a greater number. ``most``: so many, the oldest first.
    """

    kind: str | None = None
    numbers: Collection[int] | None = None
    subjects: Collection[str] | None = None
    events: Collection[str] | None = None
    parent: int | None = None
    department: str | None = None
    states: Collection[tuple[str, str]] | None = None
    due_before: date | None = None
    after: int = 0
    most: int | None = None


def dossier_number(text: str, kind: str, where: str | None = None) -> int:
    """Read the number of a dossier of one kind, such as ``c-12``.

    Raises:
        InputError: it is none; ``where`` names the place.
    """
    letter, _, plain = text.strip().partition("-")
    if _KINDS.get(letter) != kind or not (plain.isascii() and plain.isdigit() and len(plain) <= _MOST_DIGITS):
        raise InputError(where or kind, f"{text!r} is not the number of a {kind}", hint=f"Write it as {LETTERS[kind]}-12.")
    return int(plain)
