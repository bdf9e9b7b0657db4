"""Typed rules: what a rule file says, checked and frozen. ``policy.loader`` builds these; nothing here reads a file.

Words: a *trigger* is what sets a rule in motion; a *target* is a role that the rule reaches and the liability it asks for; the
*selector* names the day on which the role must be held. No article, number, role list or date lives in Python.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Literal

Effect = Literal["ipso_iure", "own_decision", "named_in_list", "court_order", "policy_route"]
Selector = Literal[
    "decision_date", "violation_period", "listing_date", "evaluation_date", "own_decision", "order_date", "filing_date"
]
Liability = Literal["none", "direct", "personal_finding", "own_sanction"]
TermKind = Literal["fixed", "lifetime", "while_listed", "until_event", "decision_defined", "from_underlying_basis", "per_event"]
Verified = Literal["L", "S", "W", "M"]
MappedVerdict = Literal["reach", "review"]
Relation = Literal["same_principal", "direct_holding", "management"]
ExceptionName = Literal["court_found_another"]
Silence = Literal["review", "not_affected"]


@dataclass(frozen=True, slots=True)
class Remark:
    """What we say of a text ourselves, in both languages."""

    zh: str
    en: str


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
    """What the rule imposes. ``honours``: part of it applies only where an honour is on record."""

    code: str
    name: str
    list_category: str | None = None
    industry: str | None = None
    honours: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """A role that the rule reaches.

    Attributes:
        role: an office (``director``), the subject itself (``enterprise``, ``listed_subject``), or a role that only a finding
            gives (``direct_supervisor``).
        liability: what must be on record about this person; ``none``: the role alone suffices.
        office_alone: what an office entry in the register is worth when the rule wants a finding (``actual_controller``).
        unless: the exception that frees whoever would be reached; ``None``: no exception.
        disclosed_with: the name is published inside the subject's own entry; the person is not listed by it.
    """

    role: str
    liability: Liability
    office_alone: MappedVerdict = "reach"
    unless: ExceptionName | None = None
    disclosed_with: bool = False
    note: str | None = None


@dataclass(frozen=True, slots=True)
class AsOf:
    """The day on which the role must be held; holders on ``also_review`` days only go to review.

    ``newcomer: review`` sends somebody to review who holds the office on the rule's day but on no day of a known violation.
    ``unknown: event_day`` reads the office on the event's own day where the violation period is not on record.
    """

    selector: Selector
    also_review: tuple[Selector, ...] = ()
    newcomer: MappedVerdict = "reach"
    unknown: Literal["review", "event_day"] = "review"


@dataclass(frozen=True, slots=True)
class FactTest:
    """What a fact of the event must say; whatever it says otherwise is false, nothing at all is not stated.

    Attributes:
        fact: a column of the table ``events``.
        holds: for a yes/no fact, the answer asked for.
        any_of: the fact is one of these words.
        contains / denied_by: one of these pieces stands in the text; else, if one of the others does, it is false, and if none
            does, it is not settled (read as not stated).
    """

    fact: str
    holds: bool | None = None
    any_of: tuple[str, ...] = ()
    contains: tuple[str, ...] = ()
    denied_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another term, where one of the conditions holds: a fact, or a day (``stated``) that is on record."""

    when: tuple[FactTest, ...]
    stated: tuple[str, ...]
    kind: Literal["fixed", "lifetime", "decision_defined"]
    start: tuple[str, ...]
    years: int | None = None
    min_years: int | None = None
    max_years: int | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """How long it lasts. ``years`` is already read from the parameters; ``start`` names event days, of which the latest counts.

    ``ends_on``: facts that end it early: ``performed``, ``removed``, ``order_lifted``. ``before_start: review``: the person is
    bound before the first day too, so that a start to come, or not on record, frees nobody. ``scope: same_industry``: it binds
    only in the industry of the event (``None``: everywhere that the measure forbids).
    """

    kind: TermKind
    start: tuple[str, ...]
    years: int | None = None
    ends_on: tuple[str, ...] = ()
    min_years: int | None = None
    max_years: int | None = None
    before_start: MappedVerdict = "reach"
    scope: str | None = None
    alternatives: tuple[Alternative, ...] = ()


@dataclass(frozen=True, slots=True)
class RequiredFact:
    """A fact of the event that the rule asks for: false → not reached; not stated → ``missing``."""

    test: FactTest
    missing: Silence = "review"


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
    ambiguity: Remark | None = None
    not_modelled: tuple[Remark, ...] = ()
    relations: tuple[Relation, ...] = ()


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

    def applies_to(self, types: Iterable[str | None]) -> bool:
        """Say whether it can apply where the event's subject is of one of these types."""
        return not self.subject_types or not self.subject_types.isdisjoint(types)


@dataclass(frozen=True, slots=True)
class Forbids:
    """Which offices a measure (or, where ``rule`` is given, that rule alone) forbids, in which organisations: post conflicts.

    ``organizations``: ``any``, or one of the keys of ``organization_scopes`` in the data (a list of subject types), or
    ``industry:<name>``, ``listed``, ``state_owned``. ``except_punished_firm`` leaves the event's own firm out.
    """

    measure: str
    offices: frozenset[str]
    rule: str | None = None
    organization_types: frozenset[str] = frozenset()
    industry: str | None = None
    listed_only: bool = False
    state_owned_only: bool = False
    except_punished_firm: bool = False


@dataclass(frozen=True, slots=True)
class ControllingShare:
    """From which share on a holder is a controlling shareholder (控股股东), since ``first_day`` (``None``: before our records).

    ``share`` is 0-1; ``inclusive``: the share itself is enough.
    """

    first_day: date | None
    share: Decimal
    inclusive: bool
    source: str


@dataclass(frozen=True, slots=True)
class RuleBook:
    """Everything that ``propagate()`` needs of the policy: one value, named by its ``fingerprint`` (SHA-256 of the files).

    ``orders``: categories whose event is itself an order, so that its removal lifts the order; a list removal does not.
    ``in_charge``: the offices whose holder is the 单位负责人 (``counts_as`` is ``in_charge``).
    """

    rules: tuple[Rule, ...]
    role_mappings: tuple[RoleMapping, ...]
    finding_mappings: tuple[RoleMapping, ...]
    forbids: tuple[Forbids, ...]
    industries: Mapping[str, tuple[str, ...]]
    orders: frozenset[str]
    controlling_share: tuple[ControllingShare, ...]
    in_charge: tuple[RoleMapping, ...]
    fingerprint: str

    def only(self, rule_ids: frozenset[str]) -> RuleBook:
        """Keep just these rules, enabled or not. Unknown ids must be refused by the caller."""
        return replace(self, rules=tuple(rule for rule in self.rules if rule.id in rule_ids))

    def enabled(self) -> RuleBook:
        """Keep the rules that are switched on."""
        return self.only(frozenset(rule.id for rule in self.rules if rule.enabled))
