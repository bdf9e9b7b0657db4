"""What a run changes against the run before it: who is newly reached, who is freed, why, and from which day. Pure.

A *measure* is there while an outcome is in force or pending; a *review* while it needs a person. One outcome may end the one and open
the other. Nothing is stored: both runs lie in the append-only ledger, and the difference follows from them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from graph_service.model.facts import Row
from graph_service.model.outcomes import COMPARED, Outcome, State
from graph_service.policy.schema import RuleBook
from graph_service.propagation.slots import version_name

Kind = Literal["added", "ended", "changed"]
What = Literal["measure", "review"]
Key = tuple[str, str, str]

KINDS: tuple[Kind, ...] = ("added", "ended", "changed")
_WHAT: Mapping[State, What] = {
    State.IN_FORCE: "measure",
    State.PENDING_DECISION: "measure",
    State.NEEDS_REVIEW: "review",
}
_ENDING_DAYS = {"performed": "performed_date", "removed": "removed_date", "order_lifted": "removed_date"}

#: Reasons that are no clause: nothing is said any longer about this subject, or by this rule, in the event.
NOT_CONSIDERED = (
    "not_considered",
    "所依据的事实或身份认定已变更，不再与该事项有关",
    "the fact or identity that linked the subject to the event is no longer on record",
)
NOT_APPLIED = (
    "rule_not_applied",
    "规则不再适用于该事项（规则已停用、事项类别已更正，或者事项已被其来源撤回）",
    "the rule no longer applies to the event: it was switched off, the event's category was corrected, or its source took it back",
)


@dataclass(frozen=True, slots=True)
class Change:
    """One measure or review that a run added, ended or changed.

    Attributes:
        since: from which day; where ``from_start``, the day from which it had been thought to be in force (``None``: not recorded).
        from_start: the decision fell away altogether, so that it never had effect.
        reason / why / why_en: the clause that decides now, with its words.
        fields: for what changed, the columns of ``Outcome`` that differ.
    """

    kind: Kind
    what: What
    event: str
    rule: str
    subject: str
    since: date | None
    from_start: bool
    reason: str
    why: str
    why_en: str
    before: Outcome | None = None
    after: Outcome | None = None
    fields: tuple[str, ...] = ()


@dataclass
class Difference:
    """All changes of a run, by event, rule, subject, and how many measures and reviews stayed as they were."""

    changes: list[Change] = field(default_factory=list)
    unchanged: int = 0

    @property
    def counts(self) -> Counter[tuple[Kind, What]]:
        """How many changes there are of each kind."""
        return Counter((change.kind, change.what) for change in self.changes)


@dataclass(frozen=True, slots=True)
class Seen:
    """What the newer run saw: its day, the rows of its events, and the rules that say what ends a term early."""

    on: date
    events: Mapping[str, Row]
    rules: RuleBook


def compare(before: Sequence[Outcome], after: Sequence[Outcome], seen: Seen) -> Difference:
    """Compare what two runs say about the same events.

    Args:
        before: the older outcomes; those that were not affected may be left out.
        after: all outcomes of the newer run, with the reason of each that is not affected.
        seen: what the newer run saw.
    """
    old, new = _by_key(before), _by_key(after)
    applied = {(outcome.event, outcome.rule) for outcome in after}
    difference = Difference()
    for key in sorted(old.keys() | new.keys()):
        found = _changes(old.get(key), new.get(key), seen, applied=key[:2] in applied)
        difference.changes.extend(found)
        difference.unchanged += not found and _what(new.get(key)) is not None
    return difference


def _by_key(outcomes: Sequence[Outcome]) -> dict[Key, Outcome]:
    return {(outcome.event, outcome.rule, outcome.subject): outcome for outcome in outcomes}


def _what(outcome: Outcome | None) -> What | None:
    return _WHAT.get(outcome.state) if outcome else None


def _changes(old: Outcome | None, new: Outcome | None, seen: Seen, *, applied: bool) -> list[Change]:
    was, now = _what(old), _what(new)
    if old and new and was and was == now:
        return list(_changed(old, new, was, seen))
    ended = [_ended(old, new, was, seen, applied=applied)] if old and was else []
    added = [_added(old, new, now, seen)] if new and now else []
    return [*ended, *added]


def _added(old: Outcome | None, new: Outcome, what: What, seen: Seen) -> Change:
    since = new.first_day or seen.on
    return Change("added", what, *_names(new), since, False, new.reason, new.why, new.why_en, old, new)


def _changed(old: Outcome, new: Outcome, what: What, seen: Seen) -> Iterator[Change]:
    fields = tuple(name for name in COMPARED if getattr(old, name) != getattr(new, name))
    if fields:
        yield Change("changed", what, *_names(new), seen.on, False, new.reason, new.why, new.why_en, old, new, fields)


def _ended(old: Outcome, new: Outcome | None, what: What, seen: Seen, *, applied: bool) -> Change:
    fallen = new is not None and new.reason == "stands"
    since = old.first_day if fallen else _ending_day(old, new, seen)
    words = (new.reason, new.why, new.why_en) if new else NOT_CONSIDERED if applied else NOT_APPLIED
    return Change("ended", what, *_names(old), since, fallen, *words, before=old, after=new)


def _names(outcome: Outcome) -> Key:
    return (outcome.event, outcome.rule, outcome.subject)


def _ending_day(old: Outcome, new: Outcome | None, seen: Seen) -> date:
    """The first day on which it no longer holds: performed, removed, lifted, after the term; else the day of evaluation."""
    if new and new.reason == "not_ended":
        row = seen.events.get(new.event, {})
        days = [day for name in _ending_columns(new, seen.rules) if isinstance(day := row.get(name), date) and day <= seen.on]
        return min(days, default=seen.on)
    if new and new.reason == "within_term" and old.last_day and old.last_day < seen.on:
        return old.last_day + timedelta(days=1)
    return seen.on


def _ending_columns(outcome: Outcome, rules: RuleBook) -> list[str]:
    """The event days that end a term under the outcome's rule; all of them where the rule book no longer has it."""
    for rule in rules.rules:
        for version in rule.versions:
            if rule.id == outcome.rule and version_name(version) == outcome.version:
                return [_ENDING_DAYS[name] for name in version.term.ends_on if name in _ENDING_DAYS]
    return sorted(set(_ENDING_DAYS.values()))
