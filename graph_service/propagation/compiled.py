"""Rules as data frames, so that one join serves every rule: versions with their days, triggers, covered types, targets.

The days before a rule's first version and after its repeal are *gap* slots: rows like any version, but not in force. Exactly one
slot of a rule therefore holds on any day, and "the law was not in force" is a clause that fails, not a row that is missing.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import narwhals as nw

from graph_service.errors import PolicyFileError
from graph_service.policy.schema import Rule, RuleBook, Target, Version
from graph_service.propagation.facts import Frame

#: Link names that propagation makes itself; the role mappings of the policy say what they count as.
SELF, CANDIDATE, EXCLUDED = "self", "candidate", "excluded"
PARENT, PARENT_REPRESENTATIVE = "parent_company", "parent_legal_representative"
CLIENT, CLIENT_OFFICE, EMPLOYER, DENIED = "client", "client_office", "employer", "finding_denied"
FINDING = "finding:"

ANY_TYPE = "*"
SELECTORS = ("decision_date", "listing_date", "order_date", "filing_date", "evaluation_date", "violation_period")


@dataclass(frozen=True, slots=True)
class Slot:
    """A version of a rule, or a gap in which none is in force; ``until`` is exclusive."""

    rule: Rule
    version: Version
    name: str
    since: date
    until: date
    in_force: bool


@dataclass(frozen=True, slots=True)
class CompiledRules:
    """The frames of a rule book, and the closed sets of values that expressions are built from; ``key`` names them all."""

    key: Hashable
    slots: Mapping[str, Slot]
    versions: Frame
    triggers: Frame
    types: Frame
    targets: Frame
    forbids: Frame
    years: frozenset[int]
    months: frozenset[int]
    term_starts: tuple[str, ...]
    selectors: frozenset[str]
    also_selectors: tuple[str, ...]
    industries: Mapping[str, tuple[str, ...]]
    orders: frozenset[str]
    apart: frozenset[str]

    def target_type(self, subject_type: nw.Expr) -> nw.Expr:
        """Reduce a type to what the targets tell apart, so that one join finds them (``apart``, or any other type)."""
        return nw.when(subject_type.is_in(sorted(self.apart))).then(subject_type).otherwise(nw.lit(ANY_TYPE))


def compile_rules(book: RuleBook) -> CompiledRules:
    """Turn the rules of ``book`` into frames. The work is done once for a book and reused for every call."""
    key = (book.fingerprint, tuple(rule.id for rule in book.rules))
    if key not in _CACHE:
        _CACHE.clear()
        _CACHE[key] = _compile(book, key)
    return _CACHE[key]


_CACHE: dict[tuple[str, tuple[str, ...]], CompiledRules] = {}


def version_name(version: Version) -> str:
    """Name a version by its first day; ``origin`` when the first day is not recorded."""
    return version.valid_from.isoformat() if version.valid_from else "origin"


def _compile(book: RuleBook, key: Hashable) -> CompiledRules:
    slots = [slot for rule in book.rules for slot in _slots(rule)]
    terms = [slot.version.term for slot in slots]
    apart = frozenset(name for mapping in (*book.role_mappings, *book.finding_mappings) for name in mapping.subject_types)
    return CompiledRules(
        key=key,
        slots={slot.name: slot for slot in slots},
        versions=_table([_version_row(slot) for slot in slots], _VERSION_COLUMNS),
        triggers=_table([{"rule": r.id, "category": c} for r in book.rules for c in sorted(r.categories)], _TRIGGER_COLUMNS),
        types=_table(list(_type_rows(book)), _TYPE_COLUMNS),
        targets=_table([row for slot in slots for row in _target_rows(slot, book, apart)], _TARGET_COLUMNS),
        forbids=_table(list(_forbid_rows(book)), _FORBID_COLUMNS),
        years=frozenset(term.years for term in terms if term.years is not None),
        months=frozenset(s.version.early_removal_months for s in slots if s.version.early_removal_months is not None),
        term_starts=tuple(sorted({term.start for term in terms})),
        selectors=frozenset(slot.version.as_of.selector for slot in slots),
        also_selectors=tuple(sorted({name for slot in slots for name in slot.version.as_of.also_review})),
        industries=book.industries,
        orders=book.orders,
        apart=apart,
    )


def _slots(rule: Rule) -> Iterator[Slot]:
    cursor = date.min
    for version in rule.versions:
        since, until = version.valid_from or date.min, version.valid_until or date.max
        name = f"{rule.id}@{version_name(version)}"
        if since > cursor:
            yield Slot(rule, version, f"{name}<", cursor, since, in_force=False)
        yield Slot(rule, version, name, since, until, in_force=True)
        cursor = until
    if cursor < date.max:
        yield Slot(rule, rule.versions[-1], f"{rule.id}@repealed", cursor, date.max, in_force=False)


_VERSION_COLUMNS = {
    "slot": nw.String(),
    "rule": nw.String(),
    "since": nw.Date(),
    "until": nw.Date(),
    "in_force": nw.Boolean(),
    "law_today": nw.Boolean(),
    "selector": nw.String(),
    **{f"also_{selector}": nw.Boolean() for selector in SELECTORS},
    "newcomer_review": nw.Boolean(),
    "court_order": nw.Boolean(),
    "policy_route": nw.Boolean(),
    "needs_basis": nw.Boolean(),
    "needs_debt_large": nw.Boolean(),
    "debt_silence_reviews": nw.Boolean(),
    "term_kind": nw.String(),
    "term_start": nw.String(),
    "rule_years": nw.Int64(),
    "ends_performed": nw.Boolean(),
    "ends_removed": nw.Boolean(),
    "ends_lifted": nw.Boolean(),
    "early_months": nw.Int64(),
    "early_from_correction": nw.Boolean(),
    "measure": nw.String(),
}


def _version_row(slot: Slot) -> dict[str, object]:
    version, debt = slot.version, {fact.fact: fact for fact in slot.version.requires}.get("debt_large")
    return {
        "slot": slot.name,
        "rule": slot.rule.id,
        "since": slot.since,
        "until": slot.until,
        "in_force": slot.in_force,
        "law_today": version.law_as_of == "evaluation_date",
        "selector": version.as_of.selector,
        **{f"also_{selector}": selector in version.as_of.also_review for selector in SELECTORS},
        "newcomer_review": version.as_of.newcomer == "review",
        "court_order": version.effect == "court_order",
        "policy_route": version.effect == "policy_route",
        "needs_basis": version.requires_underlying_basis,
        "needs_debt_large": debt is not None,
        "debt_silence_reviews": debt is not None and debt.missing == "review",
        "measure": slot.rule.measure.code,
        **_term_row(version),
    }


def _term_row(version: Version) -> dict[str, object]:
    term = version.term
    return {
        "term_kind": term.kind,
        "term_start": term.start,
        "rule_years": term.years,
        "ends_performed": "performed" in term.ends_on,
        "ends_removed": "removed" in term.ends_on,
        "ends_lifted": "order_lifted" in term.ends_on,
        "early_months": version.early_removal_months,
        "early_from_correction": version.early_removal_from == "correction_date",
    }


_TRIGGER_COLUMNS = {"rule": nw.String(), "category": nw.String()}
_TYPE_COLUMNS = {"rule": nw.String(), "subject_type": nw.String(), "type_settled": nw.Boolean()}


def _type_rows(book: RuleBook) -> Iterator[dict[str, object]]:
    for rule in book.rules:
        for subject_type in sorted(rule.covers | rule.reviews):
            yield {"rule": rule.id, "subject_type": subject_type, "type_settled": subject_type in rule.covers}


_TARGET_COLUMNS = {
    "slot": nw.String(),
    "link": nw.String(),
    "target_type": nw.String(),
    "target": nw.String(),
    "liability": nw.String(),
    "debt_target": nw.Boolean(),
    "role_settled": nw.Boolean(),
}


def _target_rows(slot: Slot, book: RuleBook, apart: frozenset[str]) -> Iterator[dict[str, object]]:
    for target in slot.version.targets:
        if target.unless is not None:
            raise PolicyFileError(slot.rule.source_file, f"target {target.role}: unknown condition {target.unless!r}")
        for mapping in book.role_mappings:
            if mapping.counts_as == target.role:
                office_reaches = mapping.verdict == "reach" and target.office_alone == "reach"
                types = mapping.subject_types or apart | {ANY_TYPE}
                yield from _link_rows(slot, target, types, mapping.held, settled=office_reaches)
                if mapping.held == SELF:
                    yield from _link_rows(slot, target, types, CANDIDATE, settled=True)
        for mapping in book.finding_mappings:
            if mapping.counts_as == target.role:
                types = mapping.subject_types or apart | {ANY_TYPE}
                link = FINDING + mapping.held
                yield from _link_rows(slot, target, types, link, settled=mapping.verdict == "reach")


def _link_rows(slot: Slot, target: Target, types: frozenset[str], link: str, *, settled: bool) -> Iterator[dict[str, object]]:
    for target_type in sorted(types):
        yield {
            "slot": slot.name,
            "link": link,
            "target_type": target_type,
            "target": target.role,
            "liability": target.liability,
            "debt_target": target.role == "debt_responsible_person",
            "role_settled": settled,
        }


_FORBID_COLUMNS = {
    "measure": nw.String(),
    "office": nw.String(),
    "scope_type": nw.String(),
    "scope_industry": nw.String(),
    "listed_only": nw.Boolean(),
    "state_owned_only": nw.Boolean(),
    "spares_punished_firm": nw.Boolean(),
}


def _forbid_rows(book: RuleBook) -> Iterator[dict[str, object]]:
    for forbid in book.forbids:
        for office in sorted(forbid.offices):
            for scope_type in sorted(forbid.organization_types) or [ANY_TYPE]:
                yield {
                    "measure": forbid.measure,
                    "office": office,
                    "scope_type": scope_type,
                    "scope_industry": forbid.industry,
                    "listed_only": forbid.listed_only,
                    "state_owned_only": forbid.state_owned_only,
                    "spares_punished_firm": forbid.except_punished_firm,
                }


def _table(rows: list[dict[str, Any]], schema: Mapping[str, Any]) -> Frame:
    return nw.from_dict({name: [row[name] for row in rows] for name in schema}, schema, backend="polars").lazy()
