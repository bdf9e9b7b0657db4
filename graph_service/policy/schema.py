"""Typed rules: what a rule file says, checked and frozen. ``policy.loader`` builds these; nothing here reads a file.

Words: a *trigger* is what sets a rule in motion; a *target* is a role that the rule reaches and the liability it asks for; the
*selector* names the day on which the role must be held. No article, number, role list or date lives in Python.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

Effect = Literal["ipso_iure", "own_decision", "named_in_list", "court_order", "policy_route"]
Selector = Literal[
    "decision_date", "violation_period", "listing_date", "evaluation_date", "own_decision", "order_date", "filing_date"
]
Liability = Literal["none", "direct", "personal_finding", "own_sanction"]
TermKind = Literal["fixed", "lifetime", "while_listed", "until_event", "decision_defined", "from_underlying_basis", "per_event"]
Verified = Literal["L", "S", "W", "M"]
MappedVerdict = Literal["reach", "review"]


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """One legal ground: instrument, article, verbatim quotation (or ``None``) and how it was verified (L, S, W or M)."""

    instrument: str
    article: str
    verified: Verified
    quote: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """What the rule imposes, as named in the catalogue of measures."""

    code: str
    name: str
    list_category: str | None = None
    industry: str | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """A role that the rule reaches.

    Attributes:
        role: an office (``director``), the subject itself (``enterprise``, ``listed_subject``), or a role that only a finding
            gives (``direct_supervisor``).
        liability: what must be on record about this person; ``none``: the role alone suffices.
        office_alone: what an office entry in the register is worth when the rule wants a finding (``actual_controller``).
        unless: name of an exception condition of ``policy.conditions``; ``None``: no exception.
    """

    role: str
    liability: Liability
    office_alone: MappedVerdict = "reach"
    unless: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class AsOf:
    """The day on which the role must be held; holders on ``also_review`` days only go to review.

    ``newcomer: review`` sends somebody to review who holds the office on the rule's day but on no day of a known violation.
    """

    selector: Selector
    also_review: tuple[Selector, ...] = ()
    newcomer: MappedVerdict = "reach"


@dataclass(frozen=True, slots=True)
class Term:
    """How long it lasts. ``years`` is already read from the parameters; ``start`` names an event day.

    ``ends_on``: facts that end it early: ``performed``, ``removed``, ``order_lifted``.
    """

    kind: TermKind
    start: str
    years: int | None = None
    ends_on: tuple[str, ...] = ()
    min_years: int | None = None
    max_years: int | None = None


@dataclass(frozen=True, slots=True)
class RequiredFact:
    """A fact of the event that the rule asks for: false → not reached; not stated → ``missing``."""

    fact: Literal["debt_large"]
    missing: Literal["review", "not_affected"] = "review"


@dataclass(frozen=True, slots=True)
class Version:
    """A rule as it stands from ``valid_from`` (``None``: start not recorded) until the next version (``None``: still)."""

    valid_from: date | None
    valid_until: date | None
    status: str
    legal_basis: tuple[LegalBasis, ...]
    targets: tuple[Target, ...]
    as_of: AsOf
    term: Term
    effect: Effect
    force: str
    law_as_of: Literal["decision_date", "evaluation_date"] = "decision_date"
    requires_underlying_basis: bool = False
    requires: tuple[RequiredFact, ...] = ()
    early_removal_months: int | None = None
    early_removal_from: str | None = None
    not_targets: tuple[str, ...] = ()
    ambiguity: str | None = None
    not_modelled: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule with its versions in date order (no gaps inside; a repealed rule simply ends).

    Attributes:
        categories: trigger categories, groups already expanded (the group's own name included).
        covers / reviews: subject types that the rule covers, and those where a person must decide.
        predecessor: id of the rule that this one continues (named as ``basis_at_decision`` on outcomes).
    """

    id: str
    title: str
    enabled: bool
    measure: Measure
    categories: frozenset[str]
    covers: frozenset[str]
    reviews: frozenset[str]
    versions: tuple[Version, ...]
    predecessor: str | None = None
    confidence: Mapping[str, str] = field(default_factory=dict)
    source_file: str = ""


@dataclass(frozen=True, slots=True)
class RoleMapping:
    """What a held role or a finding counts as: ``held`` → target role ``counts_as``, reaching or only for review.

    ``subject_types``: only where the event's subject is of one of these types (empty: any).
    """

    held: str
    counts_as: str
    verdict: MappedVerdict = "reach"
    subject_types: frozenset[str] = frozenset()
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Forbids:
    """Which offices a measure forbids, in which organisations (second pass: post conflicts).

    ``organizations``: ``any``, or one of the keys of ``organization_scopes`` in the data (a list of subject types), or
    ``industry:<name>``, ``listed``, ``state_owned``. ``except_punished_firm`` leaves the event's own firm out.
    """

    measure: str
    offices: frozenset[str]
    organization_types: frozenset[str] = frozenset()
    industry: str | None = None
    listed_only: bool = False
    state_owned_only: bool = False
    except_punished_firm: bool = False


@dataclass(frozen=True, slots=True)
class RuleBook:
    """Everything that ``propagate()`` needs of the policy: one value, named by its ``fingerprint`` (SHA-256 of the files).

    ``orders``: categories whose event is itself an order, so that its removal lifts the order; a list removal does not.
    """

    rules: tuple[Rule, ...]
    role_mappings: tuple[RoleMapping, ...]
    finding_mappings: tuple[RoleMapping, ...]
    forbids: tuple[Forbids, ...]
    industries: Mapping[str, tuple[str, ...]]
    orders: frozenset[str]
    fingerprint: str

    def only(self, rule_ids: frozenset[str]) -> RuleBook:
        """Keep just these rules, enabled or not. Unknown ids must be refused by the caller."""
        return replace(self, rules=tuple(rule for rule in self.rules if rule.id in rule_ids))

    def enabled(self) -> RuleBook:
        """Keep the rules that are switched on."""
        return self.only(frozenset(rule.id for rule in self.rules if rule.enabled))
