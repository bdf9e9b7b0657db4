"""Two sets of rules over the same facts: who is newly reached, newly in review, freed, or bound for other days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from graph_service.model.facts import FactRows
from graph_service.model.outcomes import Outcome, State
from graph_service.policy.schema import RuleBook
from graph_service.propagation.engine import propagate
from graph_service.propagation.facts import Facts
from graph_service.propagation.result import Result
from graph_service.workflow import propagate as use_case
from graph_service.workflow.propagate import Progress, facts_at_rest
from graph_service.workflow.services import Services

_Key = tuple[str, str, str]
_REACHED = frozenset({State.IN_FORCE, State.PENDING_DECISION})


class Kind(StrEnum):
    """What became of somebody, the gravest first."""

    NEWLY_REACHED = "newly_reached"
    NEWLY_IN_REVIEW = "newly_in_review"
    FREED = "freed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Difference:
    """One (rule, event, subject) on which the two sets of rules disagree; ``None``: not even considered under that set."""

    kind: Kind
    rule: str
    event: str
    subject: str
    before: Outcome | None
    after: Outcome | None


@dataclass
class Comparison:
    """What two sets of rules make of the same facts; parts are added together.

    Attributes:
        differences: in any order; ``in_order`` sorts them.
        new_conflicts / gone_conflicts: post conflicts (event, rule, person, org, post) that only one of the sets finds.
    """

    differences: list[Difference] = field(default_factory=list)
    new_conflicts: list[dict[str, str]] = field(default_factory=list)
    gone_conflicts: list[dict[str, str]] = field(default_factory=list)


def compare_rules(rows: FactRows, old: RuleBook, new: RuleBook, on: date) -> Comparison:
    """Apply both sets of rules, those that are switched on, to the same facts.

    Who is free under both, or in review under both, is no difference.
    """
    facts = Facts.from_rows(rows)
    earlier, later = (propagate(facts, book.enabled(), on) for book in (old, new))
    before, after = _by_key(earlier), _by_key(later)
    found = (_difference(key, before.get(key), after.get(key)) for key in before.keys() | after.keys())
    return Comparison(
        in_order([one for one in found if one is not None]),
        [one for one in later.post_conflicts if one not in earlier.post_conflicts],
        [one for one in earlier.post_conflicts if one not in later.post_conflicts],
    )


def in_order(differences: list[Difference]) -> list[Difference]:
    """Sort by kind, rule, event and subject."""
    kinds = list(Kind)
    return sorted(differences, key=lambda one: (kinds.index(one.kind), one.rule, one.event, one.subject))


def facts_of_graph(services: Services, progress: Progress | None = None) -> Iterator[FactRows]:
    """Give the facts of all events on record, so many events at a time as one run of ``propagate`` reads.

    Raises:
        StoreConflictError: the graph kept changing while it was read; trying again helps.
        StoreUnavailableError: a store did not answer; trying again may help.
    """
    events = sorted(services.graph.event_ids())
    for first in range(0, len(events), use_case.CHUNK):
        chunk = events[first : first + use_case.CHUNK]
        yield facts_at_rest(services, chunk)[0]
        if progress:
            progress(first + len(chunk), len(events))


def _by_key(result: Result) -> dict[_Key, Outcome]:
    return {(one.rule, one.event, one.subject): one for one in result.outcomes()}


def _difference(key: _Key, before: Outcome | None, after: Outcome | None) -> Difference | None:
    kind = _kind(before, after)
    return Difference(kind, *key, before, after) if kind else None


def _kind(before: Outcome | None, after: Outcome | None) -> Kind | None:
    was, now = _place(before), _place(after)
    if was == now:
        return Kind.CHANGED if was == "reached" and _terms(before) != _terms(after) else None
    return {"reached": Kind.NEWLY_REACHED, "review": Kind.NEWLY_IN_REVIEW, "free": Kind.FREED}[now]


def _place(outcome: Outcome | None) -> str:
    if outcome is None or outcome.state is State.NOT_AFFECTED:
        return "free"
    return "reached" if outcome.state in _REACHED else "review"


def _terms(outcome: Outcome | None) -> tuple[object, ...]:
    """Return what somebody who is reached notices: the state, the measure and its force, and its days."""
    if outcome is None:
        return ()
    days = (outcome.first_day, outcome.last_day, outcome.lifetime, outcome.early_removal_from)
    return (outcome.state, outcome.measure, outcome.force, *days)
