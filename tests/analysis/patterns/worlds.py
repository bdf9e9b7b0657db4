"""Small worlds for patterns: what is not said is ordinary. F is the firm that was decided against, P1 and P2 are persons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from graph_service.analysis.frames import joined, narrow
from graph_service.analysis.patterns.finding import Finding, find
from graph_service.analysis.patterns.world import COLUMNS, World
from graph_service.policy.loader import load_rulebook
from graph_service.policy.ownership import load_ownership_terms
from graph_service.policy.patterns import load_patterns
from graph_service.propagation.compiled import compile_rules

ON = date(2026, 11, 24)
VIOLATION, DECIDED = date(2023, 3, 1), date(2024, 3, 1)
Row = dict[str, Any]
Rows = Mapping[str, Sequence[Row]]
RULES = compile_rules(load_rulebook().enabled())
TERMS = load_ownership_terms()
PATTERNS = load_patterns()


def firm(key: str = "F", **more: Any) -> Row:
    return {"id": key, "name": f"北京{key}", "type": "company", "industry": "食品制造业", "source": f"o-{key}"} | more


def person(key: str) -> Row:
    return {"id": key, "name": f"人{key}", "confirmed": True}


def office(who: str, source: str, **more: Any) -> Row:
    return {"person": who, "organization": "F", "role": "legal_representative", "source": source} | more


def holding(who: str, source: str, **more: Any) -> Row:
    return {"holder": who, "organization": "F", "source": source} | more


def event(**more: Any) -> Row:
    given = {"id": "ev", "kind": "penalty", "category": "food.licence_revoked", "subject": "F", "source": "e"}
    return given | {"violation_start": VIOLATION, "decision_date": DECIDED} | more


def ban(**more: Any) -> Row:
    """Five years out of the food trade, for P1."""
    given = {"event": "ev", "rule": "CN-FOOD-135-1", "subject": "P1", "state": "in_force", "sources": ["r0"]}
    return given | {"first_day": DECIDED, "last_day": date(2029, 2, 28)} | more


BASE: Rows = {"organizations": [firm()], "persons": [person("P1"), person("P2"), person("P3")], "events": [event()]}


def world(rows: Rows, on: date = ON) -> World:
    """Build a world; tables that are not given are those of ``BASE``."""
    given = {**BASE, **rows}
    return World(
        joined(COLUMNS, {name: [narrow(COLUMNS, name, given[name])] for name in COLUMNS if name in given}), RULES, TERMS, on
    )


def found(name: str, rows: Rows, on: date = ON) -> list[Finding]:
    return find(world(rows, on), PATTERNS[name])


def told(name: str, rows: Rows, on: date = ON) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Subject, other subjects and facts of each finding."""
    return [(one.subject, one.others, one.facts) for one in found(name, rows, on)]
