"""In a generated registry the swaps of representatives that it planted around decisions are found, those and no others."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from graph_service.analysis.frames import joined, narrow
from graph_service.analysis.patterns.finding import find
from graph_service.analysis.patterns.world import COLUMNS, World
from graph_service.generate.run import TABLES, Plan
from graph_service.generate.world import World as Generated
from graph_service.loaders.run import load_paths
from graph_service.model.facts import key_of
from tests.analysis.patterns.worlds import ON, PATTERNS, RULES, TERMS
from tests.generate.truths import generated
from tests.loaders.conftest import services_in
from tests.loaders.fakes import MemoryGraph

LOOKBACK = timedelta(days=365)


def planted(seed: int, count: int, known: dict[str, date]) -> set[tuple[str, str]]:
    """Document and name of whoever headed a firm within a year before its decision and not on the day."""
    found = set()
    for town in Generated(seed, count).blocks():
        for penalty in town.penalties:
            if penalty.document not in known:
                continue
            heads = [one for one in town.offices if one.firm.name == getattr(penalty.party, "name", None) and one.is_head]
            stayed = {one.person for one in heads if one.held_on(penalty.decided)}
            left = [
                one
                for one in heads
                if one.last and penalty.decided - LOOKBACK < one.last + timedelta(days=1) <= penalty.decided
            ]
            found |= {(penalty.document, one.person.name) for one in left if one.person not in stayed}
    return found


def test_planted_swaps_are_found_and_no_others(tmp_path: Path) -> None:
    generated(Plan(400, 23), tmp_path / "registry")
    services = services_in(tmp_path / "home")
    load_paths(services, [tmp_path / "registry" / TABLES])
    graph = services.graph
    assert isinstance(graph, MemoryGraph)
    facts = joined(
        COLUMNS, {table: [narrow(COLUMNS, table, _numbered(table, graph))] for table in COLUMNS if table != "outcomes"}
    )
    world = World(facts, RULES, TERMS, ON)

    found = find(world, PATTERNS["representative-swapped"])

    documents = dict(facts["events"].select("id", "document").iter_rows())
    names = dict(facts["persons"].select("id", "name").iter_rows())
    asked = {documents[event]: day for event, day in world.decisions.select("event", "decided").iter_rows()}
    expected = planted(23, 400, asked)
    left = {(documents[str(one.values["event"])], names[who]) for one in found for who in one.values["left"]}  # type: ignore[attr-defined]  # a list
    assert len(expected) > 3
    assert left == expected


def _numbered(table: str, graph: MemoryGraph) -> list[dict[str, object]]:
    return [{**row, "source": repr((table, key_of(table, row)))} for row in graph.rows(table)]
