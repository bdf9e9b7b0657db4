"""The clause verdicts of a rule by hand-written Cypher in Neo4j are those of ``propagate()``, row by row."""

from collections import Counter
from datetime import date

import pytest

from graph_service.policy.loader import load_rulebook
from graph_service.propagation.engine import propagate
from graph_service.propagation.facts import Facts
from tests.benchmarks.in_graph import RULE, clause_table_in_graph, load_registry, with_plain_days
from tests.benchmarks.registry import registry

EVENTS = 400
DAYS = [date(2022, 3, 1), date(2026, 11, 23)]

pytestmark = [
    pytest.mark.neo4j,
    pytest.mark.slow,
    pytest.mark.parametrize("graph_server", [pytest.param("neo4j", id="neo4j")], indirect=True),
]


def test_the_clause_table_of_one_rule_by_cypher_is_that_of_the_engine(graph_server, graph_store):
    rule = load_rulebook().only(frozenset({RULE}))
    facts = Facts.from_rows(graph_store.facts_for(load_registry(graph_store, registry(EVENTS))))
    expected = {on: Counter(propagate(facts, rule, on).clauses.to_native().rows()) for on in DAYS}

    with graph_server.driver() as driver, driver.session(database=graph_server.connection.database) as session:
        by_cypher = {on: Counter(with_plain_days(clause_table_in_graph(session, on))) for on in DAYS}

    assert by_cypher == expected
    assert min(sum(rows.values()) for rows in expected.values()) > EVENTS / 2
