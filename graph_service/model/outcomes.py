"""What propagation says about one subject under one rule, in the words of the law and with its proof."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

#: What makes an outcome another one to those whom it concerns; clauses and sources may differ without that.
COMPARED = (
    "state version measure force target role first_day last_day lifetime scope flag early_removal_from reason articles".split()
)


class State(StrEnum):
    """The legal state of a subject under a rule on a day. What officers did about it (the act state) lies in the ledger."""

    IN_FORCE = "in_force"
    PENDING_DECISION = "pending_decision"
    NEEDS_REVIEW = "needs_review"
    NOT_AFFECTED = "not_affected"


@dataclass(frozen=True, slots=True)
class Clause:
    """One tested condition: its name, its verdict (``None``: not stated, or not tested because it does not apply), and why."""

    name: str
    holds: bool | None
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """The verdict for one (event, rule, subject), with every clause behind it.

    ``first_day``/``last_day`` are both inside; ``last_day`` is ``None`` for a lifetime or an open end. ``reason`` is a code of
    ``propagation.reasons``; ``why``/``why_en`` are its words. ``sources`` are the fact ids that the verdict rests on.
    ``scope`` and ``flag``: see ``docs/semantics.md``. ``basis_at_decision``: the rule, or version of it, that was in force on the
    event's day where the law of a later day is applied.
    """

    event: str
    rule: str
    version: str
    subject: str
    state: State
    measure: str
    force: str
    reason: str
    why: str
    why_en: str
    target: str | None = None
    role: str | None = None
    first_day: date | None = None
    last_day: date | None = None
    lifetime: bool = False
    scope: str | None = None
    flag: str | None = None
    early_removal_from: date | None = None
    articles: tuple[str, ...] = ()
    clauses: tuple[Clause, ...] = ()
    sources: tuple[str, ...] = field(default=())
    basis_at_decision: str | None = None
