"""What the rules say of facts that were loaded into memory."""

from __future__ import annotations

from datetime import date
from functools import cache

from graph_service.model.facts import JUDGED_TABLES
from graph_service.model.outcomes import State
from graph_service.policy.loader import load_rulebook
from graph_service.propagation.engine import propagate
from graph_service.propagation.facts import Facts
from graph_service.propagation.result import Result
from tests.loaders.fakes import MemoryGraph

DAY = date(2026, 11, 24)
_rules = cache(lambda: load_rulebook().enabled())


def result_of(graph: MemoryGraph, on: date = DAY) -> Result:
    """Judge all events in a graph."""
    rows = {
        table: [{name: row.get(name) for name in columns} for row in graph.rows(table)]
        for table, columns in JUDGED_TABLES.items()
    }
    return propagate(Facts.from_rows(rows), _rules(), on)


def reached(graph: MemoryGraph, on: date = DAY) -> set[tuple[str, str]]:
    """Say which rules reach, or put up for review, whom; persons by their names."""
    names = {str(row["id"]): str(row["name"]) for row in graph.rows("persons")}
    return {
        (one.rule, names.get(one.subject, one.subject))
        for one in result_of(graph, on).outcomes()
        if one.state is not State.NOT_AFFECTED
    }
