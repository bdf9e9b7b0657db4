"""Rules as data frames, so that one join serves every rule: versions with their days, triggers, covered types, targets."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import narwhals as nw

from graph_service.policy.schema import ControllingShare, FactTest, Forbids, RoleMapping, RuleBook, Target
from graph_service.propagation.facts import Frame, moved
from graph_service.propagation.slots import (
    Condition,
    Slot,
    conditions_of,
    fact_tests,
    slots_of,
    term_starts,
    term_years,
    version_columns,
    version_row,
)

#: Link names that propagation makes itself; the role mappings of the policy say what they count as.
SELF, CANDIDATE, EXCLUDED = "self", "candidate", "excluded"
PARENT, PARENT_REPRESENTATIVE = "parent_company", "parent_legal_representative"
CLIENT, CLIENT_OFFICE, EMPLOYER, DENIED = "client", "client_office", "employer", "finding_denied"
SHAREHOLDER, CORPORATE_SHAREHOLDER = "shareholder", "corporate_shareholder"
FINDING = "finding:"

ANY_TYPE = "*"


@dataclass(frozen=True, slots=True)
class CompiledRules:
    """The frames of a rule book, and the closed sets of values that expressions are built from; ``key`` names them all.

    ``forbidden`` pairs each rule with the offices that its measure forbids in some organisation.
    """

    key: Hashable
    slots: Mapping[str, Slot]
    versions: Frame
    triggers: Frame
    types: Frame
    targets: Frame
    forbids: Frame
    forbidden: frozenset[tuple[str, str]]
    years: frozenset[int]
    months: frozenset[int]
    term_starts: tuple[tuple[str, ...], ...]
    tests: tuple[FactTest, ...]
    conditions: tuple[Condition, ...]
    alternatives: int
    selectors: frozenset[str]
    also_selectors: tuple[str, ...]
    industries: Mapping[str, tuple[str, ...]]
    orders: frozenset[str]
    controlling_share: tuple[ControllingShare, ...]
    in_charge: tuple[RoleMapping, ...]
    apart: frozenset[str]

    def target_type(self, subject_type: nw.Expr) -> nw.Expr:
        """Reduce a type to what the targets tell apart, so that one join finds them (``apart``, or any other type)."""
        return nw.when(subject_type.is_in(sorted(self.apart))).then(subject_type).otherwise(nw.lit(ANY_TYPE))

    def beside(self, frame: Frame) -> CompiledRules:
        """Return the same rules with their own frames in the library of ``frame``, so that they can be joined with it."""
        return replace(
            self,
            versions=moved(self.versions, frame),
            triggers=moved(self.triggers, frame),
            types=moved(self.types, frame),
            targets=moved(self.targets, frame),
            forbids=moved(self.forbids, frame),
        )

    def basis_at_decision(self, slot: Slot, day: date | None, category: str) -> str | None:
        """Name what spoke of the event on its own day where the law of a later day is applied; ``None`` where it is the same.

        An earlier version of the rule is named ``RULE@VERSION``, its predecessor by its own id.
        """
        if day is None or not slot.in_force or slot.since <= day < slot.until:
            return None
        rules = (slot.rule.id, slot.rule.predecessor)
        spoke = [each for each in self.slots.values() if each.rule.id in rules and category in each.rule.categories]
        then = [each for each in spoke if each.in_force and each.since <= day < each.until]
        own = [each.name for each in then if each.rule.id == slot.rule.id]
        return next(iter([*own, *(each.rule.id for each in then)]), None)


def compile_rules(book: RuleBook) -> CompiledRules:
    """Turn the rules of ``book`` into frames. The work is done once for a book and reused for every call."""
    key = (book.fingerprint, tuple(rule.id for rule in book.rules))
    if key not in _CACHE:
        while len(_CACHE) >= _KEPT:
            _CACHE.pop(next(iter(_CACHE)), None)
        _CACHE[key] = _compile(book, key)
    return _CACHE[key]


#: Books kept: single events are judged by the few rules that they trigger, and each such set is compiled once.
_KEPT = 64
_CACHE: dict[tuple[str, tuple[str, ...]], CompiledRules] = {}


def _compile(book: RuleBook, key: Hashable) -> CompiledRules:
    slots = [slot for rule in book.rules for slot in slots_of(rule)]
    versions = [slot.version for slot in slots]
    tests, conditions = fact_tests(versions), conditions_of(versions)
    alternatives = max((len(version.term.alternatives) for version in versions), default=0)
    columns = version_columns(len(tests), alternatives)
    rows = [version_row(slot, tests, conditions, alternatives) for slot in slots]
    apart = frozenset(name for mapping in (*book.role_mappings, *book.finding_mappings) for name in mapping.subject_types)
    return CompiledRules(
        key=key,
        slots={slot.name: slot for slot in slots},
        versions=_table(rows, columns),
        triggers=_table([{"rule": r.id, "category": c} for r in book.rules for c in sorted(r.categories)], _TRIGGER_COLUMNS),
        types=_table(list(_type_rows(book)), _TYPE_COLUMNS),
        targets=_table([row for slot in slots for row in _target_rows(slot, book, apart)], _TARGET_COLUMNS),
        forbids=_table(list(_forbid_rows(book)), _FORBID_COLUMNS),
        forbidden=frozenset((str(row["rule"]), str(row["office"])) for row in _forbid_rows(book)),
        years=frozenset(term_years(versions)),
        months=frozenset(v.early_removal_months for v in versions if v.early_removal_months is not None),
        term_starts=term_starts(versions),
        tests=tests,
        conditions=conditions,
        alternatives=alternatives,
        selectors=frozenset(version.as_of.selector for version in versions),
        also_selectors=tuple(sorted({name for version in versions for name in version.as_of.also_review})),
        industries=book.industries,
        orders=book.orders,
        controlling_share=book.controlling_share,
        in_charge=book.in_charge,
        apart=apart,
    )


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
    "unless_another": nw.Boolean(),
    "disclosed_with": nw.Boolean(),
}


def _target_rows(slot: Slot, book: RuleBook, apart: frozenset[str]) -> Iterator[dict[str, object]]:
    for target in slot.version.targets:
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
            "unless_another": target.unless == "court_found_another",
            "disclosed_with": target.disclosed_with,
        }


_FORBID_COLUMNS = {
    "rule": nw.String(),
    "office": nw.String(),
    "scope_type": nw.String(),
    "scope_industry": nw.String(),
    "listed_only": nw.Boolean(),
    "state_owned_only": nw.Boolean(),
    "spares_punished_firm": nw.Boolean(),
}


def _forbid_rows(book: RuleBook) -> Iterator[dict[str, object]]:
    """Give what each rule forbids: what stands under its own name, else what its measure forbids."""
    for rule in book.rules:
        own = [forbid for forbid in book.forbids if forbid.rule == rule.id]
        usual = [forbid for forbid in book.forbids if forbid.rule is None and forbid.measure == rule.measure.code]
        for forbid in own or usual:
            for office in sorted(forbid.offices):
                for scope_type in sorted(forbid.organization_types) or [ANY_TYPE]:
                    yield {"rule": rule.id, "office": office, "scope_type": scope_type} | _scope(forbid)


def _scope(forbid: Forbids) -> dict[str, object]:
    return {
        "scope_industry": forbid.industry,
        "listed_only": forbid.listed_only,
        "state_owned_only": forbid.state_owned_only,
        "spares_punished_firm": forbid.except_punished_firm,
    }


def _table(rows: list[dict[str, Any]], schema: Mapping[str, Any]) -> Frame:
    return nw.from_dict({name: [row[name] for row in rows] for name in schema}, schema, backend="polars").lazy()
