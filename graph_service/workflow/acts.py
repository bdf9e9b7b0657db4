"""Act on one outcome as a named officer: confirm, narrow, reject, lift. Nothing is ever widened, and nothing is ever removed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from graph_service.model.acts import ActKind, MeasureAct, NewAct
from graph_service.security.acting import require
from graph_service.store.act_ports import Spoken
from graph_service.store.ports import SubjectRecord
from graph_service.workflow.canonical import key_of_words
from graph_service.workflow.services import Services, today


@dataclass(frozen=True, slots=True)
class Acted:
    """An act as it stands on record; ``written``: by this call."""

    act: MeasureAct
    written: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """What the ledger says of a subject on a day, and every act on it, oldest first."""

    subject: SubjectRecord
    on: date
    spoken: Sequence[Spoken]
    acts: Sequence[MeasureAct]


def act_on(services: Services, act: NewAct) -> Acted:
    """Record an act; without a key of its own the same act of the same officer on the same day is one.

    Raises:
        NotFoundError: the ledger says nothing of the outcome for the day.
        ContradictionError: it contradicts the outcome, or what stands.
        ForbiddenError: who acts may not decide directly, outside a case.
    """
    require("measure.decide")
    return Acted(*services.ledger.act(act))


def key_for(services: Services, kind: ActKind, named: Sequence[str], said: Sequence[str], until: date | None) -> str:
    """Return the key of an act that was given none: the same words of the same officer, today, about the same outcome."""
    return key_of_words(kind.value, *named, *said, until, today(services))


def standing_of(services: Services, subject: SubjectRecord, on: date) -> Standing:
    """Return what the ledger says of a subject on a day, under all its keys, with the acts."""
    keys = sorted(subject.keys)
    _, spoken = services.ledger.spoken_of(keys, on)
    return Standing(subject, on, spoken, services.ledger.acts_on(keys))
