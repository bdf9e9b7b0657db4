"""Where engine and oracle differ, in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from graph_service.model.facts import FactRows
from graph_service.model.outcomes import Outcome, State
from graph_service.policy.schema import RuleBook
from graph_service.propagation.engine import propagate
from graph_service.propagation.facts import Facts
from graph_service.propagation.result import Result
from tests.oracle.reference import Reference, Verdict, reference


def disagreements(rows: FactRows, book: RuleBook, on: date) -> list[str]:
    """Judge the same facts twice and say what differs."""
    result = propagate(Facts.from_rows(rows), book, on)
    return list(_disagreements(reference(rows, book, on), result))


def disagreements_of(result: Result, expected: Reference) -> list[str]:
    """Say what differs between an engine's result and the oracle's."""
    return list(_disagreements(expected, result))


def _disagreements(expected: Reference, result: Result) -> Iterator[str]:
    given = {(outcome.event, outcome.rule, outcome.subject): outcome for outcome in result.outcomes()}
    yield from (f"only the engine considers {key}" for key in sorted(given.keys() - expected.verdicts.keys()))
    yield from (f"only the oracle considers {key}" for key in sorted(expected.verdicts.keys() - given.keys()))
    for key in sorted(given.keys() & expected.verdicts.keys()):
        if not same(expected.verdicts[key], given[key]):
            yield f"{key}: oracle {expected.verdicts[key]}, engine {shown(given[key])}"
    conflicts = {(found["person"], found["org"], found["post"], found["rule"]) for found in result.post_conflicts}
    yield from (f"post conflict {found}" for found in sorted(conflicts ^ expected.post_conflicts))
    asked = {
        letter["event"]: {(office["person"], office["role"]) for office in letter["offices"]} for letter in result.inquiries
    }
    if asked != expected.inquiries:
        yield f"inquiries: oracle {expected.inquiries}, engine {asked}"


def same(verdict: Verdict, outcome: Outcome) -> bool:
    """Compare state and days, and the target where somebody is reached or in review (it may be one of several)."""
    state_and_days = (verdict.state, verdict.first_day, verdict.last_day)
    if state_and_days != (str(outcome.state), outcome.first_day, outcome.last_day):
        return False
    return outcome.state is State.NOT_AFFECTED or outcome.target in verdict.targets


def shown(outcome: Outcome) -> str:
    return f"{outcome.state} because of {outcome.reason}, as {outcome.target}, {outcome.first_day} to {outcome.last_day}"
