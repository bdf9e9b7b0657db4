"""Where engine and oracle differ, in words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from graph_service.model.facts import FactRows
from graph_service.model.outcomes import Outcome, State
from graph_service.policy.schema import RuleBook
from graph_service.propagation.engine import propagate
from graph_service.propagation.facts import Facts
from graph_service.propagation.result import Result
from tests.oracle.answers import ORACLE_WORDS, Reference, RelationAlert, Verdict
from tests.oracle.reference import all_of, reference
from tests.oracle.smallest import in_words, smallest
from tests.oracle.worlds import together


def disagreements(rows: FactRows, book: RuleBook, on: date) -> list[str]:
    """Judge the same facts twice and say what differs."""
    result = propagate(Facts.from_rows(rows), book, on)
    return list(_disagreements(reference(rows, book, on), result))


def first_disagreement(worlds: Sequence[FactRows], book: RuleBook, on: date) -> str | None:
    """Judge many worlds in one call of the engine, each alone by the oracle; describe the first that differs, made small."""
    result = propagate(Facts.from_rows(together(worlds)), book, on)
    found = list(_disagreements(all_of([reference(world, book, on) for world in worlds]), result))
    if not found:
        return None
    words = set(re.findall(r"[\w-]+", found[0]))
    (world,) = (world for world in worlds if any(row["id"] in words for table in ("events", "persons") for row in world[table]))
    if not disagreements(world, book, on):
        return f"on {on}, only when judged together: {found[0]}"
    small = smallest(world, lambda less: bool(disagreements(less, book, on)))
    return "\n".join([f"on {on}:", in_words(small), *disagreements(small, book, on)])


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
    for event in sorted(asked.keys() | expected.inquiries.keys()):
        if asked.get(event) != expected.inquiries.get(event):
            yield f"inquiry {event}: oracle {expected.inquiries.get(event)}, engine {asked.get(event)}"
    yield from (f"relation alert {found}" for found in sorted(_alerts(result) ^ expected.relation_alerts))


def _alerts(result: Result) -> set[RelationAlert]:
    return {
        (str(said["event"]), tuple(said["pair"]), str(said["rule"]), str(said["kind"]), bool(said["settled"]))
        for said in result.relation_alerts
    }


def same(verdict: Verdict, outcome: Outcome) -> bool:
    """Compare state, days and labels, the clause that decides, and, unless nobody is affected, the target: one of several may be named."""
    if content(verdict) != content(outcome) or not _same_reason(verdict, outcome):
        return False
    if outcome.state is State.NOT_AFFECTED:
        return outcome.flag is None
    return outcome.target in verdict.targets and outcome.flag == verdict.targets[outcome.target]


def _same_reason(verdict: Verdict, outcome: Outcome) -> bool:
    """Say whether the clause that the engine names is one that, by the oracle too, decides."""
    if outcome.state is State.IN_FORCE or verdict.reason == "employer":
        return verdict.reasons == frozenset()
    return not verdict.reasons.isdisjoint(ORACLE_WORDS[outcome.reason])


def content(said: Verdict | Outcome) -> tuple[object, ...]:
    days = (said.first_day, said.last_day, said.early_removal_from)
    return (said.state, *days, said.lifetime, said.scope, said.basis_at_decision)


def shown(outcome: Outcome) -> str:
    return f"{content(outcome)} because of {outcome.reason}, as {outcome.target}, flag {outcome.flag}"
