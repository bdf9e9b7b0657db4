"""The versions of rules as rows: days, the day of the office, effect, required facts, term and its alternatives.

The days before a rule's first version and after its repeal are *gap* slots: rows like any version, but not in force. Exactly one
slot of a rule therefore holds on any day, and "the law was not in force" is a clause that fails, not a row that is missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import narwhals as nw

from graph_service.policy.schema import Alternative, FactTest, Rule, Version

SELECTORS = ("decision_date", "listing_date", "order_date", "filing_date", "evaluation_date", "violation_period")

#: What an alternative term turns on: any of these facts, or any of these days on record.
Condition = tuple[tuple[FactTest, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Slot:
    """A version of a rule, or a gap in which none is in force; ``until`` is exclusive."""

    rule: Rule
    version: Version
    name: str
    since: date
    until: date
    in_force: bool


def version_name(version: Version) -> str:
    """Name a version by its first day; ``origin`` when the first day is not recorded."""
    return version.valid_from.isoformat() if version.valid_from else "origin"


def slots_of(rule: Rule) -> Iterator[Slot]:
    """Give the versions of a rule and the gaps around them, in date order; together they cover every day once."""
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


def start_name(start: tuple[str, ...]) -> str:
    """Name a start day in the frames; ``+`` joins days of which the latest counts."""
    return "+".join(start)


def term_starts(versions: Iterable[Version]) -> tuple[tuple[str, ...], ...]:
    """Return the different start days that terms and their alternatives name."""
    terms = [version.term for version in versions]
    return tuple(
        sorted({start for term in terms for start in (term.start, *(other.start for other in term.alternatives)) if start})
    )


def term_years(versions: Iterable[Version]) -> Iterator[int]:
    """Give every number of years that a term or an alternative fixes."""
    for version in versions:
        given = [version.term.years, *(other.years for other in version.term.alternatives)]
        yield from (years for years in given if years is not None)


def fact_tests(versions: Iterable[Version]) -> tuple[FactTest, ...]:
    """Return the different facts that some version requires, in a fixed order."""
    return tuple(sorted({required.test for version in versions for required in version.requires}, key=repr))


def conditions_of(versions: Iterable[Version]) -> tuple[Condition, ...]:
    """Return the different conditions of alternative terms, in a fixed order."""
    return tuple(sorted({(other.when, other.stated) for version in versions for other in version.term.alternatives}, key=repr))


_COLUMNS: dict[str, Any] = {
    "slot": nw.String(),
    "rule": nw.String(),
    "since": nw.Date(),
    "until": nw.Date(),
    "in_force": nw.Boolean(),
    "repealed": nw.Boolean(),
    "law_today": nw.Boolean(),
    "selector": nw.String(),
    **{f"also_{selector}": nw.Boolean() for selector in SELECTORS},
    "newcomer_review": nw.Boolean(),
    "unknown_event_day": nw.Boolean(),
    "court_order": nw.Boolean(),
    "policy_route": nw.Boolean(),
    "own_decision": nw.Boolean(),
    "needs_basis": nw.Boolean(),
    "asks_honours": nw.Boolean(),
    "term_kind": nw.String(),
    "term_start": nw.String(),
    "rule_years": nw.Int64(),
    "min_years": nw.Int64(),
    "max_years": nw.Int64(),
    "scope": nw.String(),
    "bound_before": nw.Boolean(),
    "ends_performed": nw.Boolean(),
    "ends_removed": nw.Boolean(),
    "ends_lifted": nw.Boolean(),
    "early_months": nw.Int64(),
    "early_from_correction": nw.Boolean(),
}
_ALTERNATIVE = {
    "when": nw.Int64(),
    "kind": nw.String(),
    "start": nw.String(),
    "years": nw.Int64(),
    "min_years": nw.Int64(),
    "max_years": nw.Int64(),
}


def version_columns(tests: int, alternatives: int) -> dict[str, Any]:
    """Return the columns of the frame of versions: so many required facts, so many alternative terms at most."""
    needs = {f"{sign}_{number}": nw.Boolean() for number in range(tests) for sign in ("needs", "silence")}
    others = {f"alt{number}_{name}": kind for number in range(alternatives) for name, kind in _ALTERNATIVE.items()}
    return _COLUMNS | needs | others


def version_row(slot: Slot, tests: Sequence[FactTest], conditions: Sequence[Condition], alternatives: int) -> dict[str, object]:
    """Lay a slot out as a row; facts and conditions stand in it by their numbers."""
    version, as_of = slot.version, slot.version.as_of
    silence = {required.test: required.missing == "review" for required in version.requires}
    return {
        "slot": slot.name,
        "rule": slot.rule.id,
        "since": slot.since,
        "until": slot.until,
        "in_force": slot.in_force,
        "repealed": slot.since == slot.rule.versions[-1].valid_until,
        "law_today": version.law_as_of == "evaluation_date",
        "selector": as_of.selector,
        **{f"also_{selector}": selector in as_of.also_review for selector in SELECTORS},
        "newcomer_review": as_of.newcomer == "review",
        "unknown_event_day": as_of.unknown == "event_day",
        **{effect: version.effect == effect for effect in ("court_order", "policy_route", "own_decision")},
        "needs_basis": version.requires_underlying_basis,
        "asks_honours": slot.rule.measure.honours,
        **{f"needs_{number}": test in silence for number, test in enumerate(tests)},
        **{f"silence_{number}": silence.get(test, False) for number, test in enumerate(tests)},
        **_term_row(version),
        **_alternatives_row(version.term.alternatives, conditions, alternatives),
    }


def _term_row(version: Version) -> dict[str, object]:
    term = version.term
    return {
        "term_kind": term.kind,
        "term_start": start_name(term.start),
        "rule_years": term.years,
        "min_years": term.min_years,
        "max_years": term.max_years,
        "scope": term.scope,
        "bound_before": term.before_start == "review",
        "ends_performed": "performed" in term.ends_on,
        "ends_removed": "removed" in term.ends_on,
        "ends_lifted": "order_lifted" in term.ends_on,
        "early_months": version.early_removal_months,
        "early_from_correction": version.early_removal_from == "correction_date",
    }


def _alternatives_row(others: Sequence[Alternative], conditions: Sequence[Condition], places: int) -> dict[str, object]:
    row: dict[str, object] = {f"alt{number}_{name}": None for number in range(places) for name in _ALTERNATIVE}
    for number, other in enumerate(others):
        row |= {
            f"alt{number}_when": conditions.index((other.when, other.stated)),
            f"alt{number}_kind": other.kind,
            f"alt{number}_start": start_name(other.start) or None,
            f"alt{number}_years": other.years,
            f"alt{number}_min_years": other.min_years,
            f"alt{number}_max_years": other.max_years,
        }
    return row
