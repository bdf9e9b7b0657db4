"""What the graph promises of the measures that it shows: exactly those said, once, tied, and no facts. On every server alike."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from graph_service.model.facts import Row
from graph_service.store.graph.store import BoltGraphStore
from graph_service.store.projection_ports import MeasureCount, Measures, ProjectionCounts
from tests.graph.cutting_proxy import CuttingProxy
from tests.graph.facts import FIRM, person, put, story
from tests.graph.test_concurrency import at_once, count
from tests.servers import GraphServer

NOBODY: dict[str, str] = {}
EXTRA = """MATCH (e:Event {id: 'ev-1'}), (s:Subject {id: 'p-b'})
CREATE (m:Measure {key: 'made up', event: 'ev-1', subject: 'p-b'}) CREATE (m)-[:RESTS_ON]->(e) CREATE (m)-[:AGAINST]->(s)"""
TIED = (
    "MATCH (e:Event)<-[:RESTS_ON]-(m:Measure)-[:AGAINST]->(s:Subject) WHERE e.id = m.event AND s.id = m.subject RETURN count(m)"
)


def measure(subject: str, event: str = "ev-1", **more: object) -> Row:
    row: dict[str, object] = {
        "key": f"{event} {subject}",
        "event": event,
        "subject": subject,
        "rule": "CN-FOOD-135-1",
        "run": "run-1",
        "on": date(2026, 11, 24),
        "state": "in_force",
        "measure": "市场禁入",
        "first_day": date(2024, 5, 2),
        "lifetime": False,
        "articles": ["食品安全法 第一百三十五条", "公司法 第一百七十八条"],
    }
    return row | more


def said(*rows: Row) -> Callable[[], Measures]:
    return lambda: {str(row["key"]): row for row in rows}


def everything(store: BoltGraphStore) -> list[tuple[str, str]]:
    """Every fact that the store gives, as text."""
    pages = store.all_facts(store.graph_version())
    return sorted((table, str(row)) for table, rows in pages for row in rows)


def by_hand(server: GraphServer, text: str, **values: object) -> None:
    with server.driver() as driver, driver.session(database=server.connection.database) as session:
        session.run(text, values).consume()  # type: ignore[arg-type]  # the texts of this file


@pytest.fixture
def store(graph_store: BoltGraphStore) -> BoltGraphStore:
    """A graph with facts around two events."""
    put(graph_store, 1, story())
    return graph_store


class TestMeasures:
    def test_a_measure_comes_back_as_it_was_said_and_is_tied_to_its_event_and_its_subject(
        self, store: BoltGraphStore, graph_server: GraphServer
    ) -> None:
        rows = (measure("p-a"), measure(FIRM, lifetime=True, last_day=date(9999, 12, 31), articles=[], scope="食品"))

        counts = store.show_measures(["ev-1"], said(*rows))

        assert store.measures_of(["ev-1", "ev-2", "none"]) == said(*rows)()
        assert counts == ProjectionCounts(created=2)
        assert (count(graph_server, TIED), count(graph_server, "MATCH (:Measure)-[r]->() RETURN count(r)")) == (2, 4)

    def test_the_same_again_changes_nothing(self, store: BoltGraphStore) -> None:
        store.show_measures(["ev-1"], said(measure("p-a"), measure("p-e")))

        assert store.show_measures(["ev-1"], said(measure("p-a"), measure("p-e"))) == ProjectionCounts(unchanged=2)

    def test_what_a_later_run_says_replaces_what_was_shown_and_an_empty_column_is_taken_away(
        self, store: BoltGraphStore
    ) -> None:
        store.show_measures(["ev-1"], said(measure("p-a", scope="食品"), measure("p-e"), measure("p-f")))
        later = (measure("p-a", run="run-2", state="needs_review"), measure("p-f"), measure("p-d", run="run-2"))

        counts = store.show_measures(["ev-1"], said(*later))

        assert store.measures_of(["ev-1"]) == said(*later)()
        assert counts == ProjectionCounts(created=1, changed=1, removed=1, unchanged=1)

    def test_an_event_of_which_nothing_is_said_any_more_loses_its_measures_and_no_other_does(
        self, store: BoltGraphStore, graph_server: GraphServer
    ) -> None:
        store.show_measures(["ev-1", "ev-2"], said(measure("p-a"), measure("p-h", "ev-2")))

        counts = store.show_measures(["ev-1"], said())

        assert counts == ProjectionCounts(removed=1)
        assert store.measures_of(["ev-1", "ev-2"]) == said(measure("p-h", "ev-2"))()
        assert count(graph_server, "MATCH (m:Measure) RETURN count(m)") == 1

    def test_a_measure_whose_event_or_subject_is_not_in_the_graph_is_counted_and_nothing_is_made_up_for_it(
        self, store: BoltGraphStore, graph_server: GraphServer
    ) -> None:
        rows = (measure("p-nobody"), measure("p-a", "ev-none"), measure("p-a"))

        counts = store.show_measures(["ev-1", "ev-none"], said(*rows))

        assert counts == ProjectionCounts(created=1, unplaced=2)
        assert store.measures_of(["ev-1", "ev-none"]) == said(measure("p-a"))()
        assert count(graph_server, "MATCH (n) WHERE n.id IN ['p-nobody', 'ev-none'] RETURN count(n)") == 0

    def test_more_measures_than_one_message_carries_are_all_shown(self, graph_store: BoltGraphStore) -> None:
        people = [f"p-{number}" for number in range(2_345)]
        put(graph_store, 1, story() | {"persons": [person(key) for key in people]})

        counts = graph_store.show_measures(["ev-1"], said(*map(measure, people)))

        assert counts == ProjectionCounts(created=len(people))
        assert graph_store.measures_shown() == {MeasureCount("ev-1", "run-1", len(people))}
        assert graph_store.show_measures(["ev-1"], said()) == ProjectionCounts(removed=len(people))

    def test_measures_are_counted_by_event_and_run(self, store: BoltGraphStore) -> None:
        rows = (measure("p-a"), measure("p-e"), measure("p-f", run="run-2"), measure("p-h", "ev-2"))
        store.show_measures(["ev-1", "ev-2"], said(*rows))

        expected = {MeasureCount("ev-1", "run-1", 2), MeasureCount("ev-1", "run-2", 1), MeasureCount("ev-2", "run-1", 1)}
        assert store.measures_shown() == expected

    @pytest.mark.parametrize(
        "damage",
        [
            "MATCH (:Measure {subject: 'p-a'})-[tie:RESTS_ON]->() DELETE tie",
            "MATCH (:Measure {subject: 'p-a'})-[tie:AGAINST]->() DELETE tie",
            "MATCH (m:Measure {subject: 'p-a'})-[tie:AGAINST]->(), (s:Subject {id: 'p-b'}) DELETE tie CREATE (m)-[:AGAINST]->(s)",
            "MATCH (m:Measure {subject: 'p-a'}), (s:Subject {id: 'p-b'}) CREATE (m)-[:AGAINST]->(s)",
            "MATCH (m:Measure {subject: 'p-a'}) SET m.subject = 'p-b'",
            "MATCH (m:Measure {subject: 'p-a'}) SET m.event = 'ev-2'",
            "MATCH (m:Measure {subject: 'p-a'}) SET m.state = 'pending_decision'",
            "MATCH (m:Measure {subject: 'p-a'}) SET m.confirmed = true",
            "MATCH (m:Measure {subject: 'p-a'}) DETACH DELETE m",
            EXTRA,
        ],
    )
    def test_whatever_was_changed_by_hand_is_seen_and_put_right(
        self, store: BoltGraphStore, graph_server: GraphServer, damage: str
    ) -> None:
        rows = (measure("p-a"), measure("p-e"))
        store.show_measures(["ev-1"], said(*rows))
        by_hand(graph_server, damage)
        seen = store.measures_of(["ev-1", "ev-2"])

        counts = store.show_measures(["ev-1", "ev-2"], said(*rows))

        assert seen != said(*rows)()
        assert counts.created + counts.changed + counts.removed == 1
        assert store.measures_of(["ev-1", "ev-2"]) == said(*rows)()
        assert (count(graph_server, TIED), count(graph_server, "MATCH (:Measure)-[r]->() RETURN count(r)")) == (2, 4)

    def test_a_measure_moved_to_another_event_by_hand_comes_back_when_its_own_event_is_shown(
        self, store: BoltGraphStore, graph_server: GraphServer
    ) -> None:
        store.show_measures(["ev-1"], said(measure("p-a")))
        by_hand(graph_server, "MATCH (m:Measure) SET m.event = 'ev-2'")

        store.show_measures(["ev-1"], said(measure("p-a")))

        assert store.measures_of(["ev-1", "ev-2"]) == said(measure("p-a"))()

    def test_measures_are_no_facts(self, store: BoltGraphStore) -> None:
        def facts() -> tuple[object, ...]:
            around = [store.neighbourhood(key, limit=50) for key in (FIRM, "p-a")]
            touching = [store.events_of(key) for key in (FIRM, "p-a", "p-e")]
            return (
                store.graph_version(), store.graph_digest(NOBODY), everything(store), store.facts_for(["ev-1", "ev-2"]),
                store.facts_around(FIRM, ["p-a"]), around, touching, store.newest_events(9),
            )  # fmt: skip

        before = facts()

        store.show_measures(["ev-1"], said(measure("p-a"), measure("p-e"), measure(FIRM)))
        shown = facts()
        store.show_measures(["ev-1"], said())

        assert before == shown == facts()

    def test_facts_that_are_put_afterwards_leave_the_measures_as_they_are(self, store: BoltGraphStore) -> None:
        store.show_measures(["ev-1"], said(measure("p-a")))

        put(store, 2, {"persons": [person("p-a", name="改名")], "events": [{**story()["events"][0], "document": "更正"}]})

        assert store.measures_of(["ev-1"]) == said(measure("p-a"))()


@pytest.mark.timeout(300)
class TestWritersOfMeasures:
    def test_an_answer_heard_earlier_never_replaces_one_heard_later(
        self, store: BoltGraphStore, graph_server: GraphServer
    ) -> None:
        """The first writer hears the old run; before it writes, the second stores a newer one and shows it, as far as it can get."""
        ledger = [measure("p-a", run="old"), measure("p-e", run="old")]
        threads: list[threading.Thread] = []

        def second() -> None:
            with BoltGraphStore(graph_server.connection) as other:
                other.show_measures(["ev-1"], said(*ledger))

        def heard_too_early() -> Measures:
            heard = said(*ledger)()
            if not threads:
                ledger[:] = [measure("p-a", run="new")]
                threads.append(threading.Thread(target=second))
                threads[0].start()
                threads[0].join(2)  # one server lets it through at once, on the other it waits for the first writer
            return heard

        store.show_measures(["ev-1"], heard_too_early)
        threads[0].join(60)

        assert store.measures_of(["ev-1"]) == said(measure("p-a", run="new"))()

    def test_sixteen_writers_of_the_same_events_beside_writers_of_facts_leave_each_measure_once(
        self, store: BoltGraphStore, graph_server: GraphServer
    ) -> None:
        people = [f"p-{letter}" for letter in "abcdefgh"]
        rows = [measure(key, event) for key in people for event in ("ev-1", "ev-2")]
        version = store.graph_version()

        def act(store: BoltGraphStore, number: int) -> None:
            if number % 4 == 0:
                found = [{"event": "ev-1", "person": key, "liability": "direct", "found": True} for key in people]
                put(store, 10 + number, {"findings": found[: 1 + number // 4]})
            else:
                store.show_measures(["ev-1", "ev-2"], said(*rows))

        at_once(graph_server, act)

        assert store.measures_of(["ev-1", "ev-2"]) == said(*rows)()
        assert count(graph_server, TIED) == count(graph_server, "MATCH (m:Measure) RETURN count(m)") == len(rows)
        assert len({row["person"] for row in store.facts_for(["ev-1"])["findings"]}) == 5
        assert store.graph_version() <= version + 4

    @pytest.mark.parametrize("cuts", [1, 3])
    def test_a_commit_whose_answer_is_lost_counts_once(
        self, store: BoltGraphStore, graph_server: GraphServer, cuts: int
    ) -> None:
        with CuttingProxy(graph_server.connection.uri, cuts) as proxy:
            with BoltGraphStore(replace(graph_server.connection, uri=proxy.uri)) as cut_off:
                counts = cut_off.show_measures(["ev-1"], said(measure("p-a"), measure("p-e")))
            left = proxy.cuts

        assert left == 0
        assert counts.created + counts.unchanged == 2
        assert store.measures_of(["ev-1"]) == said(measure("p-a"), measure("p-e"))()
        assert count(graph_server, TIED) == 2
