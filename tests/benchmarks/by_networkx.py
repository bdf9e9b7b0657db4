"""The same two questions to a networkx graph, as one would write it: components, then shares and votes firm by firm."""

from __future__ import annotations

from collections import defaultdict

import networkx as nx
import numpy as np
import polars as pl

HALF = 5 * 10**9
WHOLE = 10**10


def built(frames: dict[str, pl.DataFrame]) -> nx.DiGraph:
    """Build the graph of certain shares; in ``owned`` something is held, if only by an unknown share."""
    bodies = frames["organizations"].filter(pl.col("type") == "government")["id"]
    held = frames["holdings"].filter(~pl.col("organization").is_in(bodies.implode()))
    graph: nx.DiGraph = nx.DiGraph(owned=set(held["organization"]))
    for holder, firm, share in held.select("holder", "organization", "share").iter_rows():
        if share:
            before = graph.get_edge_data(holder, firm, {"weight": 0})["weight"]
            graph.add_edge(holder, firm, weight=before + round(share * WHOLE))
    return graph


def controlled(graph: nx.DiGraph) -> int:
    """Return how many pairs of controller and firm there are."""
    pairs = 0
    for holder in graph:
        votes: dict[str, int] = defaultdict(int)
        mine, waiting = set(), [holder]
        while waiting:
            for firm, data in graph[waiting.pop()].items():
                votes[firm] += data["weight"]
                if votes[firm] > HALF and firm != holder and firm not in mine:
                    mine.add(firm)
                    waiting.append(firm)
        pairs += len(mine)
    return pairs


def integrated(graph: nx.DiGraph) -> dict[str, dict[str, float]]:
    """Return the shares of terminal owners, firm by firm, owners before what they own."""
    condensed = nx.condensation(graph)
    shares: dict[str, dict[str, float]] = {}
    for component in nx.topological_sort(condensed):
        members = sorted(condensed.nodes[component]["members"])
        outside = [_from_outside(graph, firm, set(members), shares) for firm in members]
        inner = np.array([[graph.get_edge_data(a, b, {"weight": 0})["weight"] / WHOLE for a in members] for b in members])
        if not inner.any():
            shares[members[0]] = outside[0]
        elif np.abs(np.linalg.eigvals(inner)).max() < 1 - 1e-12:
            inverse = np.linalg.inv(np.eye(len(members)) - inner)
            for row, firm in enumerate(members):
                shares[firm] = defaultdict(float)
                for column, owners in enumerate(outside):
                    for owner, share in owners.items():
                        shares[firm][owner] += inverse[row, column] * share
        else:
            shares |= {firm: {} for firm in members}
    return {firm: owners for firm, owners in shares.items() if firm in graph.graph["owned"]}


def _from_outside(graph: nx.DiGraph, firm: str, members: set[str], shares: dict[str, dict[str, float]]) -> dict[str, float]:
    found: dict[str, float] = defaultdict(float)
    for holder, data in graph.pred[firm].items():
        if holder in members:
            continue
        share = data["weight"]
        if holder in graph.graph["owned"]:
            for owner, theirs in shares[holder].items():
                found[owner] += share / WHOLE * theirs
        else:
            found[holder] += share / WHOLE
    return found
