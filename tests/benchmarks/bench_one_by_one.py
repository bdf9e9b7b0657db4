"""The same derivation one thing at a time: one event in process, object by object, and as Cypher in Neo4j.

A *candidate* is a row of the clause table: an event, somebody considered for it by one link, a rule, a target. Every figure is
given for one candidate too, so that it can be held against ``bench_propagate.py``.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from datetime import date
from statistics import median
from time import perf_counter

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from graph_service.model.facts import FactRows
from graph_service.policy.loader import load_rulebook
from graph_service.propagation.engine import propagate
from graph_service.propagation.facts import Facts
from graph_service.store.graph.store import BoltGraphStore
from tests.benchmarks.in_graph import RULE, clause_table_in_graph, load_registry
from tests.benchmarks.registry import around, registry
from tests.oracle.reference import reference
from tests.servers import GraphServer

ON = date(2026, 11, 24)
RULES = load_rulebook().enabled()
EVENTS, IN_GRAPH = 200, 1_000


@pytest.fixture(scope="module")
def cases() -> list[FactRows]:
    frames = registry(EVENTS)
    return [around(frames, event) for event in frames["events"]["id"]]


def seconds_of(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


def for_one(seconds: float, candidates: float) -> str:
    return f"{seconds / candidates * 1e6:,.1f} µs"


def candidates_of(cases: list[FactRows]) -> int:
    return sum(len(propagate(Facts.from_rows(case), RULES, ON).clauses) for case in cases)


def test_propagate_one_event_in_process(benchmark: BenchmarkFixture, cases: list[FactRows]) -> None:
    """Rows in, outcomes out; the plan of the day is kept after the first event. Nobody considered: what the plan itself costs."""
    queue = iter(cases)
    nobody = Facts.from_rows({})

    benchmark.pedantic(
        lambda: propagate(Facts.from_rows(next(queue)), RULES, ON).outcomes(), rounds=EVENTS - 5, warmup_rounds=5
    )

    tables = [seconds_of(lambda case=case: propagate(Facts.from_rows(case), RULES, ON)) for case in cases]
    empty = [seconds_of(lambda: propagate(nobody, RULES, ON)) for _ in cases]
    candidates = candidates_of(cases) / len(cases)
    benchmark.extra_info |= {
        "clause table": f"{median(tables) * 1e3:.1f} ms",
        "clause table of no event": f"{median(empty) * 1e3:.1f} ms",
        "candidates an event": f"{candidates:.0f}",
        "a candidate": for_one(benchmark.stats.stats.mean, candidates),
    }


def test_object_by_object(benchmark: BenchmarkFixture, cases: list[FactRows]) -> None:
    """The oracle of the tests: plain loops over plain objects, every clause of every rule."""
    queue = iter(cases)

    benchmark.pedantic(lambda: reference(next(queue), RULES, ON), rounds=EVENTS)

    candidates = candidates_of(cases) / len(cases)
    benchmark.extra_info |= {
        "candidates an event": f"{candidates:.0f}",
        "a candidate": for_one(benchmark.stats.stats.mean, candidates),
    }


@pytest.mark.parametrize("graph_server", [pytest.param("neo4j", id="neo4j")], indirect=True)
def test_one_rule_as_cypher(benchmark: BenchmarkFixture, graph_server: GraphServer, graph_store: BoltGraphStore) -> None:
    """The clause table of one rule over a loaded registry, in Neo4j and in process; the rows are handed out by the driver."""
    facts = Facts.from_rows(graph_store.facts_for(load_registry(graph_store, registry(IN_GRAPH))))
    rule = RULES.only(frozenset({RULE}))
    with graph_server.driver() as driver, driver.session(database=graph_server.connection.database) as session:
        rows = benchmark.pedantic(lambda: clause_table_in_graph(session, ON), rounds=20, warmup_rounds=5)

    gc.collect()
    ours = median(seconds_of(lambda: propagate(facts, rule, ON)) for _ in range(20))
    benchmark.extra_info |= {
        "candidates": len(rows),
        "a candidate": for_one(benchmark.stats.stats.median, len(rows)),
        "propagate on the same facts, a candidate": for_one(ours, len(rows)),
    }
