"""Evaluate a scenario: read it, propagate, and answer in the sections of the scenario format. Needs no database."""

from __future__ import annotations

import json
from collections.abc import Mapping

from graph_service.errors import InputError
from graph_service.model.outcomes import Outcome, State
from graph_service.policy.schema import RuleBook
from graph_service.propagation.engine import propagate
from graph_service.propagation.facts import Facts
from graph_service.propagation.reasons import CLAUSE_WORDS, EMPLOYER
from graph_service.query.measures import measures_proposed
from graph_service.query.ownership import ownership_sections
from graph_service.query.scenario_format import Scenario, read_scenario
from graph_service.query.scenario_rows import scenario_rows


def evaluate_scenario(document: bytes | str | Mapping[str, object], rules: RuleBook) -> dict[str, object]:
    """Judge a scenario under the rules it names (absent or empty: all that are switched on).

    Args:
        document: the JSON text, or the object it would parse to.
        rules: the whole rule book.

    Raises:
        InputError: the scenario is malformed or names an unknown rule; the message names the field.
    """
    raw = json.dumps(document) if isinstance(document, Mapping) else document
    scenario = read_scenario(raw)
    chosen = _chosen_rules(scenario, rules)
    result = propagate(Facts.from_rows(scenario_rows(scenario)), chosen, scenario.evaluate_on)
    outcomes = result.outcomes()
    return {
        "in_force": [_in_force(outcome) for outcome in outcomes if outcome.state is State.IN_FORCE],
        **{
            str(state): [_with_measures(outcome) for outcome in outcomes if outcome.state is state]
            for state in (State.PENDING_DECISION, State.NEEDS_REVIEW, State.NOT_AFFECTED)
        },
        "post_conflicts": [
            {key: row[key] for key in ("person", "org", "post", "rule", "event")} for row in result.post_conflicts
        ],
        "relation_alerts": result.relation_alerts,
        "inquiries": result.inquiries,
        "trace": [_trace(outcome) for outcome in outcomes],
        **ownership_sections(scenario, rules),
    }


def _chosen_rules(scenario: Scenario, rules: RuleBook) -> RuleBook:
    if not scenario.rules_under_test:
        return rules.enabled()
    known = {rule.id for rule in rules.rules}
    for number, rule in enumerate(scenario.rules_under_test):
        if rule not in known:
            raise InputError(f"rules_under_test[{number}]", f"unknown rule {rule!r}; known: {', '.join(sorted(known))}")
    return rules.only(frozenset(scenario.rules_under_test))


def _in_force(outcome: Outcome) -> dict[str, object]:
    entry: dict[str, object] = {
        "event": outcome.event,
        "subject": outcome.subject,
        "rule": outcome.rule,
        "measure": outcome.measure,
        "from": outcome.first_day.isoformat() if outcome.first_day else None,
        "to": outcome.last_day.isoformat() if outcome.last_day else None,
        "force": outcome.force,
        "articles": list(outcome.articles),
    }
    early = outcome.early_removal_from.isoformat() if outcome.early_removal_from else None
    extras: dict[str, object] = {
        "lifetime": outcome.lifetime,
        "scope": outcome.scope,
        "flag": outcome.flag,
        "early_removal_from": early,
    }
    extras |= {"legal_basis_at_decision": outcome.basis_at_decision, "measures": _measures(outcome)}
    return entry | {name: value for name, value in extras.items() if value}


def _measures(outcome: Outcome) -> list[object]:
    """Name the measures of the catalogue that the outcome stands for."""
    return [measure["code"] for measure in measures_proposed(outcome)]


def _short(outcome: Outcome) -> dict[str, object]:
    return {
        "event": outcome.event,
        "subject": outcome.subject,
        "rule": outcome.rule,
        "measure": outcome.measure,
        "reason": outcome.reason,
        "why": outcome.why,
        "why_en": outcome.why_en,
    }


def _with_measures(outcome: Outcome) -> dict[str, object]:
    extras: dict[str, object] = {"measures": _measures(outcome), "flag": outcome.flag}
    return _short(outcome) | {
        name: value for name, value in extras.items() if value and outcome.state is State.PENDING_DECISION
    }


def _trace(outcome: Outcome) -> dict[str, object]:
    entry = _short(outcome) | {"version": outcome.version, "state": str(outcome.state)}
    entry |= {"role": outcome.role, "target": outcome.target, "facts": list(outcome.sources)}
    words = CLAUSE_WORDS | {"employer": EMPLOYER}
    entry["clauses"] = [
        {"clause": clause.name, "holds": clause.holds, "label": words[clause.name].label} for clause in outcome.clauses
    ]
    return entry
