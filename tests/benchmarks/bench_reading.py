"""Neighbourhood and profile beside a bare read of the same, in turn, and a search by name, on each graph server."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from itertools import cycle
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter

import neo4j
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from graph_service.query.neighbourhood import Around, neighbourhood
from graph_service.query.profile import profile
from graph_service.query.search import SearchQuestion, search
from graph_service.store.graph.store import BoltGraphStore
from graph_service.store.ports import Load
from graph_service.workflow.propagate import propagate_events
from graph_service.workflow.services import Services
from tests.benchmarks.in_graph import load_registry
from tests.benchmarks.registry import registry
from tests.benchmarks.serving import opened
from tests.servers import GraphServer

ON = date(2024, 6, 30)
EVENTS, FIRMS, ROUNDS, WARM = 1_000, 2_000, 100, 20
NAMES = 10_000
NEIGHBOURS = """
MATCH (subject:Subject {id: $id})-[link:HOLDS_ROLE|OWNS|BRANCH_OF]-(other:Subject)
WHERE link.recorded_to IS NULL AND (link.start IS NULL OR link.start <= $on) AND (link.end IS NULL OR link.end > $on)
WITH other, collect(link {.*}) AS links
ORDER BY other.id
LIMIT 50
CALL {
  WITH other
  MATCH (other)-[more:HOLDS_ROLE|OWNS|BRANCH_OF]-(next:Subject)
  WHERE more.recorded_to IS NULL
  RETURN count(DISTINCT next) AS neighbours
}
RETURN other {.*} AS other, links, neighbours
"""
EVERYTHING = """
MATCH (subject:Subject {id: $id})
RETURN subject {.*} AS subject,
  [(subject)-[link:HOLDS_ROLE|OWNS|BRANCH_OF]-(other) WHERE link.recorded_to IS NULL | [link {.*}, other {.*}]] AS links,
  [(subject)-[:WAS_NAMED|LICENSED_AS|HONOURED_WITH]->(entry) WHERE entry.recorded_to IS NULL | entry {.*}] AS entries,
  [(subject)<-[fact:AGAINST|COMMISSIONED_BY|FINDING_ON|SANCTIONS|NAMES|MAY_BE|HAS_PARTICIPANT]-(event:Event) WHERE fact.recorded_to IS NULL | [fact {.*}, event {.*}]] AS events,
  [(subject)-[office:HOLDS_ROLE|OWNS]->(:Organization)<-[:AGAINST]-(event:Event) WHERE office.recorded_to IS NULL | event {.*}] AS through,
  [(subject)-[office:HOLDS_ROLE]->(:Organization)<-[:BRANCH_OF]-(:Organization)<-[:AGAINST]-(event:Event) WHERE office.recorded_to IS NULL | event {.*}] AS by_branches
"""
REFERENCES = "MATCH (fact:Reference {subject: $id}) WHERE fact.recorded_to IS NULL RETURN fact {.*} AS fact"
#: What the newest runs say, with the clauses: the proof lies in the ledger alone.
OUTCOMES = """
SELECT outcome.* FROM outcome
JOIN run_event ON run_event.run_seq = outcome.run_seq AND run_event.event = outcome.event AND run_event.on_day = outcome.on_day
WHERE outcome.subject = ? AND run_event.seq = (SELECT max(other.seq) FROM run_event AS other WHERE other.event = outcome.event)
"""


@pytest.fixture(scope="module")
def services(graph_server: GraphServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    with opened(graph_server, tmp_path_factory.mktemp("reading")) as services:
        assert isinstance(services.graph, BoltGraphStore)
        load_registry(services.graph, registry(EVENTS, firms=FIRMS))
        propagate_events(services, None, ON)
        yield services


@pytest.fixture
def session(graph_server: GraphServer) -> Iterator[neo4j.Session]:
    # Without notifications, as the product asks: reading them takes the driver longer than the rows.
    quiet = neo4j.NotificationMinimumSeverity.OFF
    database = graph_server.connection.database
    with graph_server.driver() as driver, driver.session(database=database, notifications_min_severity=quiet) as session:
        yield session


def firms(services: Services, *, with_events: bool) -> Sequence[str]:
    """Return firms that events touch, or that none does."""
    known = registry(EVENTS, firms=FIRMS)["organizations"]["id"].to_list()
    return [one for one in known if bool(services.graph.events_of(one)) is with_events][:ROUNDS]


Read = Callable[[str], object]


def bare_neighbourhood(session: neo4j.Session) -> Read:
    """Read the neighbours as one would write it by hand."""
    return lambda subject: session.execute_read(lambda transaction: rows_of(transaction, NEIGHBOURS, subject))


def bare_profile(session: neo4j.Session, ledger: Path) -> Read:
    """Read what a profile shows as one would write it by hand: two queries in the graph, and one in the ledger."""
    connection = sqlite3.connect(ledger)
    connection.row_factory = sqlite3.Row

    def read(subject: str) -> object:
        texts = (EVERYTHING, REFERENCES)
        found = session.execute_read(lambda transaction: [rows_of(transaction, text, subject) for text in texts])
        said = [dict(row) for row in connection.execute(OUTCOMES, (subject,))]
        return found, [{**row, **{name: json.loads(row[name]) for name in ("clauses", "sources", "articles")}} for row in said]

    return read


def rows_of(transaction: neo4j.ManagedTransaction, text: str, subject: str) -> list[dict[str, object]]:
    return [dict(row) for row in transaction.run(text, id=subject, on=ON)]


def beside(benchmark: BenchmarkFixture, subjects: Sequence[str], theirs: Read, ours: Read) -> None:
    turn, bare = cycle(subjects), []

    def read_bare(subject: str) -> None:
        start = perf_counter()
        theirs(subject)
        bare.append(perf_counter() - start)

    def before() -> tuple[tuple[str], dict[str, object]]:
        subject = next(turn)
        read_bare(subject)
        return (subject,), {}

    benchmark.pedantic(ours, setup=before, rounds=ROUNDS, warmup_rounds=WARM)
    middle = median(bare[WARM:])
    benchmark.extra_info.update(
        {"bare read": f"{middle * 1000:.1f} ms", "ratio": round(benchmark.stats.stats.median / middle, 1)}
    )


def test_a_neighbourhood(benchmark: BenchmarkFixture, services: Services, session: neo4j.Session) -> None:
    subjects = firms(services, with_events=True)

    beside(benchmark, subjects, bare_neighbourhood(session), lambda subject: neighbourhood(services, subject, Around(ON)))


@pytest.mark.parametrize("with_events", [False, True], ids=["without decisions", "with decisions"])
def test_a_profile(benchmark: BenchmarkFixture, services: Services, session: neo4j.Session, with_events: bool) -> None:
    subjects = firms(services, with_events=with_events)

    bare = bare_profile(session, services.home / "ledger.sqlite3")
    beside(benchmark, subjects, bare, lambda subject: profile(services, subject, ON))


@pytest.fixture(scope="module")
def named(services: Services) -> Services:
    """The same graph with a register of names."""
    random = Random(7)
    rows = [_named(random, number) for number in range(NAMES)]
    services.graph.put(
        Load("names", "registry", "names.csv", "0" * 64, datetime(2026, 2, 1, tzinfo=UTC)),
        {"organizations": rows},
        {"organizations": range(1, NAMES + 1)},
    )
    return services


def _named(random: Random, number: int) -> dict[str, object]:
    style = "".join(random.choices("天和盛泽嘉禾京西恒信惠民永昌隆达富源鑫宏泰瑞祥安康华美佳乐", k=3))
    name = f"北京{style}{random.choice(['食品', '商贸', '餐饮管理', '建筑工程', '科技', '置业'])}有限公司"
    return {"id": f"N{number:06}", "name": name, "name_key": name, "type": "company"}


@pytest.mark.parametrize("part", ["北京天和", "天和"], ids=["beginning", "further on"])
def test_a_search_by_name(benchmark: BenchmarkFixture, named: Services, part: str) -> None:
    def looked_for() -> None:
        assert search(named, SearchQuestion(part, ["organization"]))["hits"]

    benchmark.pedantic(looked_for, rounds=20, warmup_rounds=3)
    benchmark.extra_info["names"] = f"{NAMES:,}"
