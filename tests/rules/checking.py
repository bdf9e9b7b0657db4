"""What is wrong with an answer, measured by a case: state, days, the clauses that stand in the way, and what the outcome names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import narwhals as nw

from graph_service.model.outcomes import Outcome
from graph_service.propagation.result import Result
from tests.oracle.answers import ORACLE_WORDS, Reference, Verdict
from tests.rules.case_files import RuleCase

#: A clause that cannot hold where the first one fails.
IMPLIED = {"decided": {"begun"}, "type_covered": {"type_settled"}, "held": {"held_on_the_day"}}
#: Policy measures always wait for the competent authority; that is their best state.
WAITING = "authority_decided"
Posts = set[tuple[str, str, str]]
Asked = set[tuple[str, str]]


@dataclass(frozen=True)
class Answer:
    """What the engine says under one rule."""

    outcomes: Mapping[tuple[str, str], Outcome]
    conflicts: Mapping[str, Posts]
    alerts: Mapping[str, set[tuple[str, str, str, bool]]]
    inquiries: Mapping[str, Asked]


def answers(result: Result) -> dict[str, Answer]:
    """Sort a result by rule."""
    outcomes: dict[str, dict[tuple[str, str], Outcome]] = {slot.rule.id: {} for slot in result.rules.slots.values()}
    for outcome in result.outcomes():
        outcomes[outcome.rule][outcome.event, outcome.subject] = outcome
    conflicts: dict[str, dict[str, Posts]] = {rule: {} for rule in outcomes}
    for found in result.post_conflicts:
        conflicts[found["rule"]].setdefault(found["event"], set()).add((found["person"], found["org"], found["post"]))
    asked, alerts = _asked_by_rule(result), _alerts_by_rule(result)
    return {rule: Answer(outcomes[rule], conflicts[rule], alerts.get(rule, {}), asked.get(rule, {})) for rule in outcomes}


def _alerts_by_rule(result: Result) -> dict[str, dict[str, set[tuple[str, str, str, bool]]]]:
    found: dict[str, dict[str, set[tuple[str, str, str, bool]]]] = {}
    for alert in result.relation_alerts:
        mine = found.setdefault(str(alert["rule"]), {}).setdefault(str(alert["event"]), set())
        mine.add((*alert["pair"], alert["kind"], alert["settled"]))  # type: ignore[misc,arg-type]  # two ids
    return found


def _asked_by_rule(result: Result) -> dict[str, dict[str, Asked]]:
    """Read the letters of each rule apart: an event has one letter for all its rules."""
    apart = result.clauses.with_columns(event=nw.concat_str(nw.col("rule"), nw.lit(" "), nw.col("event")))
    asked: dict[str, dict[str, Asked]] = {}
    for letter in Result(apart, result.facts, result.rules, result.on).inquiries:
        rule, _, event = str(letter["event"]).partition(" ")
        asked.setdefault(rule, {})[event] = {(office["person"], office["role"]) for office in letter["offices"]}  # type: ignore[attr-defined]
    return asked


def faults(case: RuleCase, answer: Answer) -> Iterator[str]:
    """Say what the engine's answer has wrong."""
    event = str(case.rows["events"][0]["id"])
    for who, said in case.expect.items():
        outcome = answer.outcomes.get((event, who))
        state, first, last, extra = _wanted(case, said)
        if outcome is None or state == "not_considered":
            if outcome is not None or state != "not_considered":
                yield f"{who}: {outcome.state if outcome else 'not considered'} instead of {state}"
            continue
        given = (str(outcome.state), outcome.first_day, outcome.last_day)
        if given != (state, first, last) or extras(outcome) != extra:
            yield f"{who}: {given} {extras(outcome)} because of {outcome.reason} instead of {(state, first, last)} {extra}"
        elif case.clauses and said != "reached" and outcome.role != "employer":
            yield from _clause_faults(case, outcome)
        yield from _label_faults(case, outcome)
    yield from _second_pass_faults(case, answer, event)


def _wanted(case: RuleCase, said: str) -> tuple[str, date | None, date | None, set[str]]:
    state, *words = (case.reached if said == "reached" else said).split()
    first, _, last = next((word for word in words if ".." in word), "..").partition("..")
    return state, _day(first), _day(last), {word for word in words if ".." not in word}


def extras(said: Outcome | Verdict) -> set[str]:
    """Give what an outcome carries beside state and days, in the words of the case files."""
    named = {"scope": said.scope, "flag": said.flag, "early": said.early_removal_from, "basis": said.basis_at_decision}
    return {f"{name}={value}" for name, value in named.items() if value} | ({"lifetime"} if said.lifetime else set())


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _clause_faults(case: RuleCase, outcome: Outcome) -> Iterator[str]:
    """The first clause decides; no other may stand in the way, or the case would prove nothing about it."""
    failing = {clause.name for clause in outcome.clauses if clause.holds is False}
    allowed = set().union(*(IMPLIED.get(clause, set()) for clause in case.clauses))
    if case.reached.startswith("pending"):
        allowed.add(WAITING)
    if outcome.reason != case.clauses[0] or failing - allowed - set(case.clauses) or not set(case.clauses) <= failing:
        yield f"{outcome.subject}: {outcome.reason} decides and {sorted(failing)} fail instead of {case.clauses}"


def _label_faults(case: RuleCase, outcome: Outcome) -> Iterator[str]:
    if outcome.role == "employer":
        return
    given = {"measure": outcome.measure, "force": outcome.force, "articles": list(outcome.articles)}
    if outcome.state != "not_affected" and given != case.labels:
        yield f"{outcome.subject}: {given} instead of {case.labels}"


def _second_pass_faults(case: RuleCase, answer: Answer, event: str) -> Iterator[str]:
    conflicts = answer.conflicts.get(event, set())
    if case.post_conflicts is not None and conflicts != case.post_conflicts:
        yield f"post conflicts {sorted(conflicts)} instead of {sorted(case.post_conflicts)}"
    if case.relation_alerts is not None and (alerts := answer.alerts.get(event, set())) != case.relation_alerts:
        yield f"relation alerts {sorted(alerts)} instead of {sorted(case.relation_alerts)}"
    if case.inquiries is not None and (asked := answer.inquiries.get(event, set())) != case.inquiries:
        yield f"inquiries {sorted(asked)} instead of {sorted(case.inquiries)}"


def oracle_faults(case: RuleCase, answer: Reference) -> Iterator[str]:
    """Say where the slow reference does not say what the case expects."""
    event = str(case.rows["events"][0]["id"])
    words = ORACLE_WORDS[case.clauses[0]] if case.clauses else None
    for who, said in case.expect.items():
        verdict = answer.verdicts.get((event, case.rule, who), Verdict("not_considered", ""))
        given, wanted = (verdict.state, verdict.first_day, verdict.last_day, extras(verdict)), _wanted(case, said)
        if given != wanted:
            yield f"{who}: {given} because of {verdict.reason} instead of {wanted}"
        elif (
            words
            and said != "reached"
            and verdict.state != "not_considered"
            and not {verdict.reason, *verdict.reasons} & (words | {"employer"})
        ):
            yield f"{who}: {verdict.reason} decides instead of {case.clauses[0]}"
    conflicts = {found[:3] for found in answer.post_conflicts}
    if case.post_conflicts is not None and {(who, org, post) for who, org, post in conflicts} != case.post_conflicts:
        yield f"post conflicts {sorted(conflicts)} instead of {sorted(case.post_conflicts)}"
    if case.inquiries is not None and (asked := answer.inquiries.get(event, set())) != case.inquiries:
        yield f"inquiries {sorted(asked)} instead of {sorted(case.inquiries)}"
    alerts = {(*pair, kind, settled) for _, pair, _, kind, settled in answer.relation_alerts}
    if case.relation_alerts is not None and alerts != case.relation_alerts:
        yield f"relation alerts {sorted(alerts)} instead of {sorted(case.relation_alerts)}"
