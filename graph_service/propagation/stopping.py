"""Which clauses can stop anybody under a rule: the others always hold there, whatever the facts are.

``rules check`` asks for a negative case of each of them; the tests of the rules leave each of them out in turn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from graph_service.model.facts import LIABILITIES
from graph_service.policy.schema import Rule, RuleBook, Version
from graph_service.propagation.clauses import CLAUSES
from graph_service.propagation.compiled import SELF


def _compares_terms(version: Version) -> bool:
    """Whether the law has a range for the term that a decision fixes, or the very term that a decision must impose."""
    term = version.term
    imposed = version.effect == "own_decision" and term.kind in ("fixed", "lifetime")
    return imposed or term.min_years is not None or term.max_years is not None


#: Clauses that stand in the way only where the rule asks for what they test; the others can stop anybody under any rule.
ONLY_WHERE: Mapping[str, Callable[[Version], bool]] = {
    "basis_on_record": lambda version: version.requires_underlying_basis,
    "fact_not_denied": lambda version: bool(version.requires),
    "fact_stated": lambda version: bool(version.requires),
    "order_on_record": lambda version: version.effect == "court_order",
    "authority_decided": lambda version: version.effect in ("policy_route", "own_decision"),
    "not_ended": lambda version: bool(version.term.ends_on),
    "lifting_known": lambda version: "order_lifted" in version.term.ends_on,
    "within_term": lambda version: version.term.kind in ("fixed", "decision_defined"),
    "not_excepted": lambda version: any(target.unless for target in version.targets),
    "exception_settled": lambda version: any(target.unless for target in version.targets),
    "start_reached": lambda version: version.term.before_start == "review",
    "term_lawful": _compares_terms,
    "not_newcomer": lambda version: version.as_of.newcomer == "review",
    "fault_stated": lambda version: "personal_finding" in {target.liability for target in version.targets},
}


def reads_offices(version: Version, book: RuleBook) -> bool:
    """Whether anybody is reached by an office, so that a day of the office matters."""
    roles = {target.role for target in version.targets}
    return any(mapping.counts_as in roles and mapping.held != SELF for mapping in book.role_mappings)


def stopping_clauses(book: RuleBook, rule: Rule) -> Iterator[str]:
    """Give the clauses that can stop somebody under the newest version of ``rule``, in the order of explanation."""
    version = rule.versions[-1]
    if version.relations:  # it reaches nobody whom a clause could stop
        return
    by_office = {mapping.counts_as for mapping in book.role_mappings if mapping.held != SELF}
    mapped = {mapping.counts_as for mapping in (*book.role_mappings, *book.finding_mappings) if mapping.verdict == "review"}
    roles, direct = {target.role for target in version.targets}, {t.role for t in version.targets if t.liability == "direct"}
    asked = direct | {target.role for target in version.targets if target.liability == "personal_finding"}
    found = {mapping.counts_as for mapping in book.finding_mappings if mapping.held in LIABILITIES}
    itself = {m.counts_as for m in book.role_mappings if m.held == SELF and m.applies_to(rule.covers | rule.reviews)} & roles
    orders_only = rule.categories <= book.orders
    never = {
        "rule_in_force": rule.versions[0].valid_from is None and version.valid_until is None,
        "held": not roles & by_office,
        # An office is held in an organisation; a rule about persons alone frees its holders by the type of the subject.
        "registration_settled": not roles & by_office or rule.covers | rule.reviews <= {"person"},
        "held_on_the_day": not roles & by_office or not version.as_of.also_review,
        "role_settled": not roles & mapped,
        "exact_identity": "person" not in rule.covers | rule.reviews or not itself,
        # A decision against a person is not read before its day, and binding before the first day is for review.
        "begun": version.term.before_start == "review" or (version.term.start == ("own_decision_date",) and not itself),
        "lifting_known": orders_only,
        "authority_decided": version.effect == "own_decision" and not _has_pool(version, book, roles),
        "type_settled": not rule.reviews,
        "not_denied": not asked & by_office,
        "liability_found": not direct & by_office,
        "findings_agree": not asked and not roles & found,
    }
    for clause in CLAUSES:
        asked_for = ONLY_WHERE.get(clause.name)
        if (asked_for is None or asked_for(version)) and not never.get(clause.name, False):
            yield clause.name


def _has_pool(version: Version, book: RuleBook, roles: set[str]) -> bool:
    """Whether anybody can hold a listed role without a decision about them: by office, by a finding, or by a mere mention."""
    if any(target.liability != "own_sanction" for target in version.targets):
        return True
    by_office = {mapping.counts_as for mapping in book.role_mappings if mapping.held != SELF}
    mentioned = {mapping.counts_as for mapping in book.finding_mappings if mapping.held not in ("sanctioned", "named")}
    return bool(roles & (by_office | mentioned))
