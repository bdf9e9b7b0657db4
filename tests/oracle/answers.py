"""What the oracle says: answers of single clauses, the ways in which somebody is tied to an event, and verdicts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum

from graph_service.model.intervals import Interval


class Answer(IntEnum):
    """What a clause is worth; the order is the meaning."""

    NO = 0
    REVIEW = 1
    PENDING = 2
    YES = 3


#: One clause tested: its name, and what it is worth.
Clause = tuple[str, Answer]

STATE = {
    Answer.NO: "not_affected",
    Answer.REVIEW: "needs_review",
    Answer.PENDING: "pending_decision",
    Answer.YES: "in_force",
}
#: The clauses of ``docs/semantics.md`` by what their failure means, and what the oracle calls that failure.
FREEING: dict[str, set[str]] = {
    "stands": {"annulled"},
    "decided": {"decided"},
    "rule_in_force": {"version"},
    "type_covered": {"subject_type"},
    "role_listed": {"role_listed", "excluded_candidate"},
    "held": {"role_day"},
    "not_denied": {"denied"},
    "liability_found": {"none_found", "named"},
    "not_excepted": {"excepted"},
    "fact_not_denied": {"required_fact"},
    "basis_on_record": {"underlying_basis"},
    "begun": {"started"},
    "not_ended": {"performed", "removed", "order_lifted"},
    "within_term": {"expired"},
}
REVIEWING: dict[str, set[str]] = {
    "type_settled": {"subject_type"},
    "role_settled": {"mapping", "office_alone"},
    "exact_identity": {"candidate"},
    "identity_confirmed": {"identity"},
    "day_known": {"no_day", "violation_unknown"},
    "held_on_the_day": {"also_review"},
    "not_newcomer": {"newcomer"},
    "registration_settled": {"registered_late"},
    "findings_agree": {"both_found"},
    "fault_stated": {"none_found"},
    "fact_stated": {"required_fact"},
    "exception_settled": {"exception_unknown"},
    "start_reached": {"start_unknown"},
    "term_lawful": {"term_unlawful"},
    "lifting_known": {"list_removal"},
}
WAITING: dict[str, set[str]] = {"order_on_record": {"no_order"}, "authority_decided": {"policy_route", "not_decided"}}
ORACLE_WORDS = FREEING | REVIEWING | WAITING
CLAUSES = frozenset().union(*ORACLE_WORDS.values())


@dataclass(frozen=True)
class Link:
    """One way in which a subject is tied to the event: an office, itself, or something that a document says."""

    kind: str  # office, self, statement, other
    word: str
    held: Interval = field(default_factory=Interval)
    registered_on: date | None = None
    both_found: bool = False
    candidate: bool | None = None


@dataclass(frozen=True)
class Verdict:
    """What the oracle says about one (event, rule, subject).

    ``targets``: the roles by which the state is reached, each with the flag that it would carry; the engine names one of them.
    What follows is said only of whoever is reached (in force or pending), apart from ``reasons``: every clause that stands in the
    way with the strength of the state, by any of the best links; ``reason`` is one of them.
    """

    state: str
    reason: str
    targets: Mapping[str, str | None] = field(default_factory=dict)
    first_day: date | None = None
    last_day: date | None = None
    lifetime: bool = False
    scope: str | None = None
    early_removal_from: date | None = None
    basis_at_decision: str | None = None
    reasons: frozenset[str] = frozenset()

    @property
    def reached(self) -> bool:
        return self.state in ("in_force", "pending_decision")

    @property
    def flag(self) -> str | None:
        """Give the flag that goes with every one of the targets; ``None`` where they differ."""
        flags = set(self.targets.values())
        return flags.pop() if len(flags) == 1 else None


#: (event, the two ids in order, rule, kind, settled)
RelationAlert = tuple[str, tuple[str, str], str, str, bool]


@dataclass(frozen=True)
class Reference:
    """Everything the oracle says."""

    verdicts: dict[tuple[str, str, str], Verdict]
    post_conflicts: set[tuple[str, str, str, str]]
    inquiries: dict[str, set[tuple[str, str]]]
    relation_alerts: set[RelationAlert]
