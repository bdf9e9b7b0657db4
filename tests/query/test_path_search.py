"""The search for paths, held against networkx on random graphs, and its bounds."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_service.query.path_search import Bounds, Found, Path, Web

MANY = 10_000


class Asked:
    """Answers from a graph, as a store would; a subject with more than ``hub`` neighbours is one."""

    def __init__(self, graph: nx.Graph[str], hub: int = MANY) -> None:
        self.graph = graph
        self.hub = hub
        self.batches: list[Sequence[str]] = []

    def __call__(self, subjects: Sequence[str]) -> Found:
        self.batches.append(subjects)
        known = [one for one in subjects if one in self.graph]
        hubs = [one for one in known if len(self.graph[one]) > self.hub]
        return Found({one: list(self.graph[one]) for one in known}, hubs)


def graph_of(*edges: str) -> nx.Graph[str]:
    return nx.Graph([tuple(edge) for edge in edges])


def web(graph: nx.Graph[str], ends: str, longest: int = 6, hub: int = MANY, **bounds: int) -> Web:
    return Web(list(ends), Bounds(longest, **({"subjects": MANY, "paths": MANY} | bounds)), Asked(graph, hub))


def by_networkx(graph: nx.Graph[str], ends: str, longest: int, hub: int) -> list[Path]:
    """List every simple path without a hub inside, the obvious way."""
    hubs = {one for one in graph if len(graph[one]) > hub}
    found = [
        tuple(path)
        for one, other in combinations(ends, 2)
        if one in graph and other in graph
        for path in nx.all_simple_paths(graph, one, other, cutoff=longest)
        if not hubs & set(path[1:-1])
    ]
    return sorted(found)


@st.composite
def graphs(draw: st.DrawFn) -> nx.Graph[str]:
    nodes = "ABCDEFGHIJ"[: draw(st.integers(2, 10))]
    pairs = list(combinations(nodes, 2))
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(nodes)
    graph.add_edges_from(draw(st.lists(st.sampled_from(pairs), max_size=18)))
    return graph


@settings(max_examples=300, deadline=None)
@given(graphs(), st.integers(1, 6), st.sampled_from([2, 3, 4, MANY]), st.sampled_from(["AB", "ABC"]))
def test_all_simple_paths_are_those_that_networkx_finds(graph: nx.Graph[str], longest: int, hub: int, ends: str) -> None:
    found = web(graph, ends, longest, hub).paths(shortest_only=False)

    assert sorted(found) == by_networkx(graph, ends, longest, hub)
    assert [len(path) for path in found] == sorted(len(path) for path in found)


@settings(max_examples=300, deadline=None)
@given(graphs(), st.integers(1, 6), st.sampled_from([2, 3, MANY]), st.sampled_from(["AB", "ABC"]))
def test_the_shortest_paths_are_those_that_networkx_finds(graph: nx.Graph[str], longest: int, hub: int, ends: str) -> None:
    found = web(graph, ends, longest, hub).paths(shortest_only=True)

    every = by_networkx(graph, ends, longest, hub)
    least = {(path[0], path[-1]): min(len(one) for one in every if (one[0], one[-1]) == (path[0], path[-1])) for path in every}
    assert sorted(found) == [path for path in every if len(path) == least[path[0], path[-1]]]


def test_a_hub_in_the_middle_is_met_and_not_walked_through() -> None:
    star = graph_of("AH", "HB", *(f"H{leaf}" for leaf in "cdefg"), "Ax", "xy", "yB")
    search = web(star, "AB", hub=3)

    assert search.paths(shortest_only=False) == [tuple("AxyB")]
    assert search.hubs == {"H"}


def test_a_hub_may_be_an_end() -> None:
    star = graph_of("AH", "Hx", "xB", *(f"H{leaf}" for leaf in "cdefg"))

    assert web(star, "HB", hub=3).paths(shortest_only=False) == [tuple("HxB")]


def test_no_end_is_searched_farther_than_half_the_way() -> None:
    line = graph_of(*(a + b for a, b in zip("ABCDEFGHIJ", "BCDEFGHIJK", strict=True)))
    asked = Asked(line)

    found = Web(["A", "K"], Bounds(4, MANY, MANY), asked).paths(shortest_only=False)

    assert (found, {one for batch in asked.batches for one in batch}) == ([], set("ABKJ"))


def test_the_shortest_search_stops_as_soon_as_all_are_joined() -> None:
    asked = Asked(graph_of("AB", "Bc", "cd", "de"))

    found = Web(["A", "B"], Bounds(6, MANY, MANY), asked).paths(shortest_only=True)

    assert (found, asked.batches) == ([("A", "B")], [["A", "B"]])


@pytest.mark.parametrize(("bounds", "cut"), [({"paths": 1}, {"paths"}), ({"subjects": 1}, {"subjects"}), ({}, set())])
def test_what_a_bound_cuts_off_is_said(bounds: dict[str, int], cut: set[str]) -> None:
    search = web(graph_of("Ax", "xB", "Ay", "yB"), "AB", **bounds)

    found = search.paths(shortest_only=False)

    assert (search.cut, len(found) < 2) == (cut, bool(cut))


def test_when_the_time_is_up_it_says_so() -> None:
    search = Web(["A", "B"], Bounds(6, MANY, MANY, lambda: True), Asked(graph_of("AB")))

    assert (search.paths(shortest_only=False), search.cut) == ([], {"time"})
