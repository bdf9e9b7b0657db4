"""Other ways to the same numbers: a dense solve of everything at once, every simple path one by one, and votes counted from scratch."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from math import prod

import networkx as nx
import numpy as np

Edges = Iterable[tuple[str, str, float]]


def dense(edges: Edges) -> dict[str, dict[str, float]] | None:
    """Solve ``X = (I - C)^-1 D`` in one matrix; ``None`` where there is no inverse or the series diverges."""
    found = list(edges)
    owned = sorted({org for _, org, _ in found})
    terminal = sorted({holder for holder, _, _ in found} - set(owned))
    inner, outer = np.zeros((len(owned), len(owned))), np.zeros((len(owned), len(terminal)))
    for holder, org, percent in found:
        row = owned.index(org)
        if holder in owned:
            inner[row, owned.index(holder)] += percent / 100
        else:
            outer[row, terminal.index(holder)] += percent / 100
    if np.abs(np.linalg.eigvals(inner)).max(initial=0) > 1 - 1e-9:
        return None
    solved = np.linalg.inv(np.eye(len(owned)) - inner) @ outer
    return {
        org: {owner: value for owner, value in zip(terminal, solved[row], strict=True) if value > 1e-12}
        for row, org in enumerate(owned)
    }


def over_simple_paths(edges: Edges) -> dict[str, dict[str, float]]:
    graph: nx.DiGraph = nx.DiGraph()
    graph.add_weighted_edges_from((holder, org, percent / 100) for holder, org, percent in edges)
    sums: dict[str, dict[str, float]] = {org: {} for _, org in graph.edges}
    for org, found in sums.items():
        for holder in graph.nodes:
            paths = nx.all_simple_paths(graph, holder, org) if holder != org else ()
            total = sum(prod(graph[above][below]["weight"] for above, below in pairwise(path)) for path in paths)
            if total:
                found[holder] = total
    return sums


def controlled(edges: Edges) -> set[tuple[str, str]]:
    """Grow each holder's set until nothing is added, counting all votes anew each time; whole percents, so that sums are exact."""
    found = list(edges)
    organizations = {org for _, org, _ in found}
    pairs = set()
    for holder in {holder for holder, _, _ in found}:
        mine: set[str] = set()
        while True:
            votes = {
                org: sum(percent for by, of, percent in found if of == org and (by == holder or by in mine))
                for org in organizations
            }
            grown = {org for org, cast in votes.items() if cast > 50 and org != holder}
            if grown == mine:
                break
            mine = grown
        pairs |= {(holder, org) for org in mine}
    return pairs
