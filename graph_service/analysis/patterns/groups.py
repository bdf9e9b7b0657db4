"""Groups: who belongs together, and by what. ``others`` are the members; columns: see ``decisions``. Telephones are not on record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import networkx as nx
import numpy as np
import polars as pl

from graph_service.analysis.frames import holds_on
from graph_service.analysis.patterns.decisions import Limits
from graph_service.analysis.patterns.world import World, listed
from graph_service.policy.patterns import Pattern

#: Louvain draws by chance; the same seed gives the same communities.
_SEED = 7


def same_representative(world: World, limits: Limits, _pattern: Pattern) -> pl.DataFrame:
    """Live firms of one legal representative on the day."""
    heads = world.heads.filter(holds_on(world.on)).join(world.live, on="organization", how="semi")
    return _by_person(world, heads, limits)


def serial_representatives(world: World, limits: Limits, _pattern: Pattern) -> pl.DataFrame:
    """Firms of which one person has been legal representative, at one time or another."""
    return _by_person(world, world.heads, limits)


def _by_person(world: World, heads: pl.DataFrame, limits: Limits) -> pl.DataFrame:
    grouped = heads.group_by("person").agg(*listed("organization", "source"))
    found = grouped.rename({"organization": "others", "source": "facts"}).with_columns(subject="person")
    return _large(world, found, limits)


def same_address(world: World, limits: Limits, _pattern: Pattern) -> pl.DataFrame:
    """Live firms that state the very same address; the first of them, by id, stands for the group."""
    firms = world.facts["organizations"].filter(pl.col("address").is_not_null())
    live = firms.join(world.live, left_on="id", right_on="organization", how="semi")
    found = live.group_by("address").agg(*listed("id", "source")).rename({"id": "others", "source": "facts"})
    return _large(world, found.with_columns(subject=pl.col("others").list.first()), limits)


def same_controller(world: World, limits: Limits, _pattern: Pattern) -> pl.DataFrame:
    """Firms that one person, or a subject whom nobody controls, controls through shares on the day."""
    pairs = world.control
    tops = pairs.join(pairs.select(holder="organization").unique(), on="holder", how="anti")
    held = world.held("holdings").select("organization", "source")
    grouped = tops.join(held, on="organization").group_by("holder").agg(*listed("organization", "source"))
    found = grouped.rename({"organization": "others", "source": "facts"}).with_columns(subject="holder", controller="holder")
    return _large(world, found, limits)


def circular_holding(world: World, _limits: Limits, _pattern: Pattern) -> pl.DataFrame:
    """Firms that hold each other in a circle on the day, or themselves (strongly connected components)."""
    held = world.held("holdings").select("holder", "organization", "source")
    graph: nx.DiGraph[str] = nx.DiGraph()
    # Only who is held and holds can stand in a circle, so few edges are left to walk.
    both = set(held["holder"]) & set(held["organization"])
    graph.add_edges_from(
        held.filter(pl.col("holder").is_in(list(both)), pl.col("organization").is_in(list(both)))[:, :2].iter_rows()
    )
    circles = [firms for firms in nx.strongly_connected_components(graph) if len(firms) > 1 or graph.has_edge(*[*firms] * 2)]
    return _numbered(world, held, circles, ("holder", "organization"))


def communities(world: World, limits: Limits, _pattern: Pattern) -> pl.DataFrame:
    """Subjects tied by offices and holdings of the day, hubs left out: connected components, large ones divided by Louvain."""
    ties = pl.concat([
        world.held("roles").select("source", one="person", other="organization"),
        world.held("holdings").select("source", one="holder", other="organization"),
    ])  # fmt: skip
    ends = pl.concat([ties.select(id="one", end="other"), ties.select(id="other", end="one")]).unique()
    hubs = ends.group_by("id").len().filter(pl.col("len") > limits["most_ties"])["id"].implode()
    inner = ties.filter(~pl.col("one").is_in(hubs), ~pl.col("other").is_in(hubs))
    groups = [part for whole in _components(inner) for part in _divided(inner, whole, limits["split_above"])]
    firms = set(world.facts["organizations"]["id"])
    large = [group for group in groups if len(group & firms) >= limits["least_firms"]]
    return _numbered(world, inner, large, ("one", "other"))


def _components(ties: pl.DataFrame) -> Iterator[set[str]]:
    """Give the connected components, in order of their first member."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    ids = pl.concat([ties["one"], ties["other"]]).unique().sort()
    places = {one: place for place, one in enumerate(ids)}
    ends = [np.array([places[one] for one in ties[name]], dtype=np.int64) for name in ("one", "other")]
    edges = coo_array((np.ones(len(ends[0])), (ends[0], ends[1])), shape=(len(ids), len(ids)))
    _, label = connected_components(edges, directed=False) if len(ids) else (0, np.zeros(0))
    grouped = pl.DataFrame({"id": ids, "label": label}).group_by("label", maintain_order=True).agg("id")
    yield from (set(members) for members in grouped["id"])


def _divided(ties: pl.DataFrame, whole: set[str], split_above: int) -> Iterable[set[str]]:
    if len(whole) <= split_above:
        return [whole]
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(sorted(whole))
    graph.add_edges_from(ties.filter(pl.col("one").is_in(list(whole))).select("one", "other").sort("one", "other").iter_rows())
    parts: list[set[str]] = nx.community.louvain_communities(graph, seed=_SEED)
    return parts


def _numbered(world: World, ties: pl.DataFrame, groups: Iterable[set[str]], ends: tuple[str, str]) -> pl.DataFrame:
    """Make one finding a group, with the facts that tie two of its members."""
    rows = [(number, member) for number, group in enumerate(groups) for member in group]
    members = pl.DataFrame(rows, schema={"group": pl.Int64, "id": pl.String}, orient="row")
    one, other = ends
    tied = ties.join(members, left_on=one, right_on="id").join(members, left_on=[other, "group"], right_on=["id", "group"])
    facts = tied.group_by("group").agg(facts=pl.col("source").unique().sort())
    who = members.group_by("group").agg(others=pl.col("id").unique().sort())
    found = who.join(facts, on="group").with_columns(subject=pl.col("others").list.first())
    return _large(world, found, {"least_firms": 1})


def _large(world: World, found: pl.DataFrame, limits: Limits) -> pl.DataFrame:
    counted = found.with_columns(count=pl.col("others").list.len(), on=pl.lit(world.on), note=pl.lit(None, dtype=pl.String))
    return counted.filter(pl.col("count") >= limits["least_firms"])
