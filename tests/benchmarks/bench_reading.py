"""Neighbourhood and profile beside the bare Cypher that reads the same, in turn, and a search by name, on each graph server."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from itertools import cycle
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
  [(subject)<-[:AGAINST]-(event:Event) | [event {.*}, [(event)-[fact:FINDING_ON|SANCTIONS|NAMES|MAY_BE]->(who) WHERE fact.recorded_to IS NULL | [fact {.*}, who.id]]]] AS events,
  [(subject)<-[:AGAINST]-(measure:Measure) | measure {.*}] AS measures
"""


@pytest.fixture(scope="module")
def services(graph_server: GraphServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    with opened(graph_server, tmp_path_factory.mktemp("reading")) as services:
        assert isinstance(services.graph, BoltGraphStore)
        load_registry(services.graph, registry(EVENTS, firms=FIRMS))
        yield services


@pytest.fixture
def session(graph_server: GraphServer) -> Iterator[neo4j.Session]:
    with graph_server.driver() as driver, driver.session(database=graph_server.connection.database) as session:
        yield session


def firms(services: Services, *, with_events: bool) -> Sequence[str]:
    """Return firms that events touch, or that none does."""
    known = registry(EVENTS, firms=FIRMS)["organizations"]["id"].to_list()
    return [one for one in known if bool(services.graph.events_of(one)) is with_events][:ROUNDS]


def beside(
    benchmark: BenchmarkFixture, session: neo4j.Session, text: str, subjects: Sequence[str], ours: Callable[[str], object]
) -> None:
    turn, bare = cycle(subjects), []

    def read_bare(subject: str) -> None:
        start = perf_counter()
        session.execute_read(lambda transaction: [dict(row) for row in transaction.run(text, id=subject, on=ON)])
        bare.append(perf_counter() - start)

    def before() -> tuple[tuple[str], dict[str, object]]:
        subject = next(turn)
        read_bare(subject)
        return (subject,), {}

    benchmark.pedantic(ours, setup=before, rounds=ROUNDS, warmup_rounds=WARM)
    theirs = median(bare[WARM:])
    benchmark.extra_info.update(
        {"bare Cypher": f"{theirs * 1000:.1f} ms", "ratio": round(benchmark.stats.stats.median / theirs, 1)}
    )


def test_a_neighbourhood(benchmark: BenchmarkFixture, services: Services, session: neo4j.Session) -> None:
    subjects = firms(services, with_events=True)

    beside(benchmark, session, NEIGHBOURS, subjects, lambda subject: neighbourhood(services, subject, Around(ON)))


@pytest.mark.parametrize("with_events", [False, True], ids=["without decisions", "with decisions"])
def test_a_profile(benchmark: BenchmarkFixture, services: Services, session: neo4j.Session, with_events: bool) -> None:
    subjects = firms(services, with_events=with_events)

    beside(benchmark, session, EVERYTHING, subjects, lambda subject: profile(services, subject, ON))


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
