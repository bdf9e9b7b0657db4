"""Sixteen writers at once, and a lost commit, on every server alike."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import neo4j
import pytest

from graph_service.model.facts import JUDGED_TABLES
from graph_service.store.graph import writer
from graph_service.store.graph.store import BoltGraphStore
from tests.graph.cutting_proxy import CuttingProxy
from tests.graph.facts import (
    FIRM,
    event,
    live_representatives,
    load,
    organization,
    person,
    put,
    representative,
    story,
)
from tests.servers import GraphServer

WRITERS = 16


def at_once(server: GraphServer, act: Callable[[BoltGraphStore, int], object]) -> None:
    """Run ``act`` for sixteen writers with a connection each, all released at the same moment."""
    gate = threading.Barrier(WRITERS)

    def run(number: int) -> None:
        with BoltGraphStore(server.connection) as store:
            store.graph_version()
            gate.wait(60)
            act(store, number)

    with ThreadPoolExecutor(WRITERS) as pool:
        for done in [pool.submit(run, number) for number in range(WRITERS)]:
            done.result()


def count(server: GraphServer, text: str) -> int:
    with server.driver() as driver, driver.session(database=server.connection.database) as session:
        return int(session.run(text).single(strict=True)[0])  # type: ignore[arg-type]  # the texts of this file


@pytest.mark.timeout(300)
class TestWritersAtOnce:
    def test_the_same_people_put_by_sixteen_writers_are_there_once(
        self, graph_server: GraphServer, graph_store: BoltGraphStore
    ) -> None:
        people = [person(f"p-{number}") for number in range(25)]
        offices = [representative(f"p-{number}", FIRM, date(2000 + number, 1, 1)) for number in range(25)]

        at_once(graph_server, lambda store, number: put(store, 1, {"persons": people, "roles": offices}))

        assert count(graph_server, "MATCH (p:Person) RETURN count(p)") == 25
        assert count(graph_server, "MATCH (:Person)-[r:HOLDS_ROLE]->(:Organization) RETURN count(r)") == 25
        assert graph_store.graph_version() == 1

    def test_no_update_of_sixteen_writers_is_lost(self, graph_server: GraphServer, graph_store: BoltGraphStore) -> None:
        put(graph_store, 1, {"events": [event("ev-1")], "organizations": [organization(FIRM)]})
        before = graph_store.graph_version()

        def find_liable(store: BoltGraphStore, number: int) -> None:
            for row in range(3):
                finding = {"event": "ev-1", "person": f"p-{number}-{row}", "liability": "direct", "found": True}
                put(store, 10 + number, {"findings": [finding]})

        at_once(graph_server, find_liable)

        assert graph_store.graph_version() == before + 3 * WRITERS
        assert len(graph_store.facts_for(["ev-1"])["findings"]) == 3 * WRITERS

    def test_no_firm_ends_up_with_two_live_representatives(
        self, graph_server: GraphServer, graph_store: BoltGraphStore
    ) -> None:
        firms = [f"FIRM{number}" for number in range(3)]
        put(
            graph_store,
            1,
            {"organizations": [organization(key) for key in firms], "events": [event(f"ev-{key}", key) for key in firms]},
        )

        def take_over(store: BoltGraphStore, number: int) -> None:
            for firm in firms:
                store.change_legal_representative(load(10 + number), firm, f"p-{number}", date(2020, 1, 1 + number))

        at_once(graph_server, take_over)

        facts = graph_store.facts_for([f"ev-{key}" for key in firms])
        days = [date(2020, 1, 1 + number) for number in range(WRITERS)]
        expected = [(f"p-{n}", day, end) for n, (day, end) in enumerate(zip(days, [*days[1:], None], strict=True))]
        for firm in firms:
            assert live_representatives(facts, firm) == sorted(expected, key=str)

    def test_the_naive_change_without_a_lock_leaves_two_representatives_on_neo4j(
        self, graph_server: GraphServer, graph_store: BoltGraphStore
    ) -> None:
        """The control: had this passed the invariant, the tests above would prove nothing."""
        if graph_server.name == "embedded":
            put(graph_store, 1, {"organizations": [organization(FIRM)], "roles": [representative("p-0", FIRM, None)]})
            with pytest.raises((neo4j.exceptions.Neo4jError, neo4j.exceptions.DriverError)):
                naive_change_by_two(graph_server)  # this engine notices the conflict by itself
            return
        put(graph_store, 1, {"organizations": [organization(FIRM)], "roles": [representative("p-0", FIRM, None)]})

        naive_change_by_two(graph_server)

        assert count(graph_server, "MATCH (:Organization)<-[r:HOLDS_ROLE]-() WHERE r.end IS NULL RETURN count(r)") == 2


def naive_change_by_two(server: GraphServer) -> None:
    """Let two writers read the representative, meet, and then replace what they read."""
    meeting = threading.Barrier(2)

    def change(number: int) -> None:
        with (
            server.driver() as driver,
            driver.session(database=server.connection.database) as session,
            session.begin_transaction() as transaction,
        ):
            old = transaction.run(
                "MATCH (:Organization {id: $firm})<-[r:HOLDS_ROLE]-() RETURN r.fact_id AS fact", firm=FIRM
            ).single(strict=True)
            meeting.wait(30)
            transaction.run(
                "MATCH (:Organization {id: $firm})<-[r:HOLDS_ROLE {fact_id: $fact}]-() DELETE r", firm=FIRM, fact=old["fact"]
            ).consume()
            transaction.run(
                "MATCH (o:Organization {id: $firm}) CREATE (:Person {id: $id})-[:HOLDS_ROLE {role: 'legal_representative'}]->(o)",
                firm=FIRM,
                id=f"p-new-{number}",
            ).consume()
            transaction.commit()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(change, number) for number in range(2)]:
            done.result()


class TestLostAnswers:
    @pytest.mark.parametrize(("cuts", "together"), [(1, writer.MOST_TOGETHER), (3, 3)])
    def test_a_commit_whose_answer_is_lost_counts_once(
        self, graph_server: GraphServer, graph_store: BoltGraphStore, monkeypatch: pytest.MonkeyPatch, cuts: int, together: int
    ) -> None:
        monkeypatch.setattr(writer, "MOST_TOGETHER", together)  # with three there are several commits to lose
        rows = story()
        with CuttingProxy(graph_server.connection.uri, cuts) as proxy:
            with BoltGraphStore(replace(graph_server.connection, uri=proxy.uri)) as store:
                counts = put(store, 1, rows)
            left = proxy.cuts

        facts = graph_store.facts_for(["ev-1", "ev-2"])
        assert left == 0
        assert {table: len(given) for table, given in facts.items()} == {table: len(rows[table]) for table in JUDGED_TABLES}
        assert counts.created + counts.unchanged == sum(map(len, rows.values()))
        assert counts.written_rows == frozenset(range(1, 9))
