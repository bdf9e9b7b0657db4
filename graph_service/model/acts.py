"""What officers do with the outcomes of propagation, and what of it stands. Pure.

An act is about one outcome (event, rule, subject) *as it was said then*. It speaks no longer once the outcome says something else, and
a confirmation is spent as soon as its ground has fallen: what comes back later needs a new one.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from graph_service.errors import ContradictionError, InputError
from graph_service.model.intervals import CHINA
from graph_service.model.outcomes import COMPARED, Outcome, State


class ActKind(StrEnum):
    """What an officer does with an outcome. ``narrow`` confirms it for a shorter term; nothing ever widens it."""

    CONFIRM = "confirm"
    NARROW = "narrow"
    REJECT = "reject"
    LIFT = "lift"


class ActState(StrEnum):
    """The act state of an outcome, beside its legal state."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    LIFTED = "lifted"


@dataclass(frozen=True, slots=True)
class NewAct:
    """An act before it is on record.

    Attributes:
        key: the same key is the same act, however often it is sent.
        on: day for which the outcome is looked at.
        until: for ``narrow``, the last day (inside) of the shorter term.
        user: the officer; ``reason``: in the officer's words.
        seen: digest of what the outcome said when it was looked at (``said_digest``); ``None``: whatever it says now.
    """

    key: str
    kind: ActKind
    event: str
    rule: str
    subject: str
    on: date
    user: str
    reason: str
    until: date | None = None
    seen: str | None = None

    def __post_init__(self) -> None:
        """Refuse an act without author or reason, and a term where none belongs."""
        for name in ("key", "user", "reason"):
            if not getattr(self, name).strip():
                raise InputError(name, "an act on a measure needs one")
        if (self.kind is ActKind.NARROW) != (self.until is not None):
            raise InputError("until", "a shorter term needs its last day, and only that has one")


@dataclass(frozen=True, slots=True)
class MeasureAct:
    """One act on record.

    Attributes:
        seq: its place in the history.
        said: digest of what the outcome said (``said_digest``).
        fallen: later, on other facts or other rules, a run did not say the same.
    """

    seq: int
    kind: ActKind
    event: str
    rule: str
    subject: str
    said: str
    until: date | None
    user: str
    reason: str
    recorded_at: datetime
    fallen: bool = False

    @property
    def id(self) -> str:
        """The number under which people name it."""
        return f"a-{self.seq}"

    @property
    def day(self) -> date:
        """The day in China from which it counts."""
        return self.recorded_at.astimezone(CHINA).date()


def said_digest(outcome: Outcome) -> str:
    """Return the SHA-256 over all that makes an outcome another one to those whom it concerns."""
    said = [getattr(outcome, name) for name in ("event", "rule", "subject", *COMPARED)]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, default=str).encode()).hexdigest()


def act_state(outcome: Outcome, act: MeasureAct | None) -> ActState:
    """Say what stands of the newest act on an outcome, as the outcome is now."""
    if act is None or act.said != said_digest(outcome):
        return ActState.OPEN
    if act.kind in (ActKind.CONFIRM, ActKind.NARROW):
        return ActState.OPEN if act.fallen else ActState.CONFIRMED
    return ActState.REJECTED if act.kind is ActKind.REJECT else ActState.LIFTED


def last_day(outcome: Outcome, act: MeasureAct | None) -> date | None:
    """Return the last day of a measure, shortened where an officer did so; ``None``: open."""
    days = [day for day in (outcome.last_day, act.until if act else None) if day]
    return min(days, default=None)


def is_hit(outcome: Outcome, act: MeasureAct | None, on: date) -> bool:
    """Say whether a measure counts in screening on a day: in force by law, confirmed, and not past its (shortened) term."""
    if outcome.state is not State.IN_FORCE or act_state(outcome, act) is not ActState.CONFIRMED:
        return False
    end = last_day(outcome, act)
    return end is None or on <= end


def refuse_illegal(act: NewAct, outcome: Outcome, newest: MeasureAct | None) -> None:
    """Refuse what contradicts the outcome or what stands of earlier acts on it.

    Raises:
        ContradictionError: names what stands.
    """
    if act.seen is not None and act.seen != said_digest(outcome):
        raise ContradictionError(
            f"What {act.rule} says of {act.subject} in {act.event} is not what was looked at any more.",
            hint="Look at the outcome again, then decide anew.",
        )
    state = act_state(outcome, newest)
    allowed = {
        ActKind.CONFIRM: {ActState.OPEN, ActState.REJECTED},
        ActKind.NARROW: {ActState.OPEN, ActState.REJECTED, ActState.CONFIRMED},
        ActKind.REJECT: {ActState.OPEN},
        ActKind.LIFT: {ActState.CONFIRMED},
    }[act.kind]
    if state not in allowed:
        by = f" by {newest.id} ({newest.user}: {newest.reason})" if newest and state is not ActState.OPEN else ""
        raise ContradictionError(f"The measure is {state}{by}: it cannot be changed by {act.kind}.", hint=_HINTS[act.kind])
    if act.kind in (ActKind.CONFIRM, ActKind.NARROW) and outcome.state is not State.IN_FORCE:
        raise ContradictionError(
            f"The outcome is {outcome.state}, not in force: a confirmation does not make up for what is missing ({outcome.why_en}).",
            hint="Load the decision, order or finding that is missing, propagate, then confirm.",
        )
    if outcome.state is State.NOT_AFFECTED:
        raise ContradictionError(f"The subject is not affected: {outcome.why_en}.", hint="There is nothing to decide.")
    _refuse_wider(act, outcome, newest if state is ActState.CONFIRMED else None)


def _refuse_wider(act: NewAct, outcome: Outcome, standing: MeasureAct | None) -> None:
    if act.until is None:
        return
    end = last_day(outcome, standing)
    if end is not None and act.until >= end:
        raise ContradictionError(f"The term ends on {end}: a later or equal last day does not shorten it.")
    if act.until < max(act.on, outcome.first_day or act.on):
        raise ContradictionError("The shorter term would be over already.", hint="Lift the measure instead.")


_HINTS = {
    ActKind.CONFIRM: "A lifted measure needs a new ground.",
    ActKind.NARROW: "A lifted measure needs a new ground.",
    ActKind.REJECT: "A confirmed measure is lifted: graph-service measure lift.",
    ActKind.LIFT: "Only a confirmed measure can be lifted.",
}
