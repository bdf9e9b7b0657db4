"""Holdings above and below one subject: by day and moment, bounded, and under the keys by which persons are known."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from graph_service.analysis.ownership.register import register_on
from graph_service.bulk.ownership import frames_of_graph
from graph_service.model.facts import Row
from graph_service.model.identities import KnownAs
from graph_service.policy.ownership import load_ownership_terms
from graph_service.store.graph.store import BoltGraphStore
from graph_service.store.ownership_ports import HoldingsAround, Reach, Then
from tests.graph.facts import load, organization, person, put

DAY = date(2025, 1, 1)
CHAIN = [f"FIRM{number}" for number in range(5)]


def holding(holder: str, firm: str, **more: object) -> Row:
    return {"holder": holder, "organization": firm, "share": 0.6, **more}


def reach(direction: str, depth: int = 10, most: int = 100, on: date = DAY) -> Reach:
    return Reach(direction, on, depth, most)  # type: ignore[arg-type]  # one of two words


def pairs(found: HoldingsAround) -> set[tuple[object, object]]:
    return {(row["holder"], row["organization"]) for row in found.rows["holdings"]}


@pytest.fixture
def chain(graph_store: BoltGraphStore) -> BoltGraphStore:
    """p-a holds FIRM0, which holds FIRM1, and so on to FIRM4, which holds FIRM0; p-b holds the rest of each."""
    ring = [holding(above, below) for above, below in zip(CHAIN, [*CHAIN[1:], CHAIN[0]], strict=True)]
    rest = [holding("p-b", firm, share=0.4) for firm in CHAIN[1:]]
    put(
        graph_store,
        1,
        {
            "organizations": [organization(key, listed=key == "FIRM0") for key in CHAIN],
            "persons": [person("p-a"), person("p-b")],
            "holdings": [*ring, *rest, holding("p-a", "FIRM0", share=0.4)],
        },
    )
    return graph_store


class TestOwnershipReader:
    def test_a_ring_is_gone_through_once_with_everybody_who_holds_a_part(self, chain: BoltGraphStore) -> None:
        found = chain.holdings_around("FIRM2", reach("up"))

        assert len(pairs(found)) == 10
        assert (found.cut, found.full) == (frozenset(), False)
        assert {row["id"] for row in found.rows["organizations"]} == set(CHAIN)
        assert [row["id"] for row in found.rows["organizations"] if row["listed"]] == ["FIRM0"]
        assert {row["id"] for row in found.rows["persons"]} == {"p-a", "p-b"}

    def test_where_the_walk_stops_is_said_and_whoever_has_no_owner_is_not_there(self, chain: BoltGraphStore) -> None:
        found = chain.holdings_around("FIRM4", reach("up", depth=2))

        assert pairs(found) == {("FIRM3", "FIRM4"), ("p-b", "FIRM4"), ("FIRM2", "FIRM3"), ("p-b", "FIRM3")}
        assert (found.cut, found.full) == (frozenset({"FIRM2"}), False)

    def test_the_bound_on_holdings_ends_the_walk(self, chain: BoltGraphStore) -> None:
        found = chain.holdings_around("FIRM4", reach("up", most=3))

        assert len(pairs(found)) == 3
        assert found.full
        assert found.cut <= {"FIRM1", "FIRM2", "FIRM3"} != set()

    def test_down_comes_with_the_other_holders_of_what_is_held(self, chain: BoltGraphStore) -> None:
        found = chain.holdings_around("p-a", reach("down", depth=2))

        assert pairs(found) == {("p-a", "FIRM0"), ("FIRM4", "FIRM0"), ("FIRM0", "FIRM1"), ("p-b", "FIRM1")}
        assert found.cut == {"FIRM1"}

    def test_only_what_is_held_on_the_day_is_followed(self, graph_store: BoltGraphStore) -> None:
        rows = [
            holding("p-a", "FIRM0", start=DAY, end=DAY + timedelta(days=2)),
            holding("p-b", "FIRM0", start=DAY + timedelta(days=2)),
            holding("p-c", "FIRM0", end=DAY),
        ]
        put(graph_store, 1, {"organizations": [organization("FIRM0")], "holdings": rows})

        days = [DAY + timedelta(days=number) for number in (-1, 0, 1, 2)]
        found = [pairs(graph_store.holdings_around("FIRM0", reach("up", on=day))) for day in days]

        held_by = [{holder for holder, _ in each} for each in found]
        assert held_by == [{"p-c"}, {"p-a"}, {"p-a"}, {"p-b"}]

    def test_what_was_believed_at_a_moment_is_told_as_it_was(self, graph_store: BoltGraphStore) -> None:
        put(graph_store, 1, {"organizations": [organization("FIRM0")], "holdings": [holding("p-a", "FIRM0")]})
        put(graph_store, 3, {"holdings": [holding("p-a", "FIRM0", share=0.1)]})

        then = Then(load(2).recorded_at, [])
        before, now = (graph_store.holdings_around("FIRM0", reach("up"), at) for at in (then, None))

        assert [row["share"] for row in before.rows["holdings"]] == [0.6]
        assert [row["share"] for row in now.rows["holdings"]] == [0.1]

    def test_a_merged_person_holds_under_one_key(self, graph_store: BoltGraphStore) -> None:
        rows = [holding("p-a", "FIRM0", share=0.3), holding("p-b", "FIRM0", share=0.2), holding("p-b", "FIRM1")]
        put(graph_store, 1, {"persons": [person("p-a"), person("p-b")], "holdings": rows})
        assert graph_store.project(0, 1, [KnownAs("p-b", "p-a"), KnownAs("p-a", "p-a")], [])

        up = graph_store.holdings_around("FIRM0", reach("up"))
        down = graph_store.holdings_around("p-a", reach("down"))

        assert sorted((row["holder"], row["share"]) for row in up.rows["holdings"]) == [("p-a", 0.2), ("p-a", 0.3)]
        assert pairs(down) == {("p-a", "FIRM0"), ("p-a", "FIRM1")}

    def test_the_whole_register_is_read_from_the_graph_in_the_columns_that_look_through_needs(
        self, chain: BoltGraphStore
    ) -> None:
        register = register_on(frames_of_graph(chain), DAY, load_ownership_terms().state_bodies)

        held = zip(register.holder.tolist(), register.organization.tolist(), register.low.tolist(), strict=True)
        assert {(register.ids[holder], register.ids[firm], share) for holder, firm, share in held} == {
            *((above, below, 6 * 10**9) for above, below in zip(CHAIN, [*CHAIN[1:], CHAIN[0]], strict=True)),
            *(("p-b", firm, 4 * 10**9) for firm in CHAIN[1:]),
            ("p-a", "FIRM0", 4 * 10**9),
        }

    def test_a_subject_without_holdings_has_none(self, graph_store: BoltGraphStore) -> None:
        put(graph_store, 1, {"organizations": [organization("FIRM0")]})

        assert graph_store.holdings_around("FIRM0", reach("up")).rows["holdings"] == []
        assert graph_store.holdings_around("FIRM0", reach("down")).rows["holdings"] == []
