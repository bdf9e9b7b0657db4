"""A staged graph takes the place of the empty one whole, or not at all."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph_service.errors import EngineError, StoreConflictError
from graph_service.store.graph.engine import status, stop
from graph_service.store.graph.engine_files import EnginePaths
from graph_service.store.graph.engine_homes import EngineHomes
from graph_service.store.graph.engine_process import Arcade, Program
from graph_service.store.graph.neo4j_process import Neo4j
from graph_service.store.graph.store import BoltGraphStore
from graph_service.store.staging.folder import private_folder, sweep
from graph_service.store.staging.graph import StagedGraph
from graph_service.store.staging.handover import Copying, Fill, Handover, ImportTool, Told, connection_to
from scripts import neo4j_server
from tests.graph.facts import put, story
from tests.tiers import FULL

HARD = '北京"甲一",食品\\有限公司\r\n（分部）'


def programs(folder: Path, name: str) -> tuple[EngineHomes, Program, Fill]:
    if name == "embedded":
        program = Arcade("384m")
        return EngineHomes(folder, "engine"), program, Copying(program)
    try:
        installed = Neo4j(neo4j_server.resolve().parent, "512m")
        neo4j_server.java()
    except neo4j_server.UnavailableError as error:
        pytest.skip(f"no Neo4j: {error}")
    return EngineHomes(folder, "neo4j"), installed, ImportTool(installed, folder)


#: The embedded engine is filled by the command of ``test_command`` in every run.
_PARAMS = [pytest.param("neo4j", marks=[pytest.mark.neo4j, pytest.mark.slow]), *(["embedded"] if FULL else [])]


@pytest.fixture(params=_PARAMS)
def handover(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Handover]:
    homes, program, fill = programs(tmp_path, request.param)
    yield Handover(homes, program, fill)
    for name in (homes.kind, f"{homes.kind}-2"):
        stop(EnginePaths(tmp_path / name), program)


@pytest.fixture
def staged(tmp_path: Path) -> Iterator[StagedGraph]:
    with StagedGraph(tmp_path) as graph:
        yield graph


def fill_with_everything(graph: StagedGraph) -> None:
    """Put rows of every table, then other content for some: texts at which a file could break, an empty one, an odd share."""
    first, second = story(), story()
    second["organizations"][0] = {**second["organizations"][0], "name": HARD, "address": "", "registrar": "'; --"}
    second["holdings"][1] = {**second["holdings"][1], "share": 0.1 + 0.2, "share_min": 1e-9}
    second["events"][0] = {**second["events"][0], "reason": HARD, "lifetime": True}
    second["names"][0] = {**second["names"][0], "name": HARD}
    put(graph, 1, first)
    put(graph, 2, second)


def test_a_graph_is_filled_checked_and_switched_to(handover: Handover, staged: StagedGraph) -> None:
    fill_with_everything(staged)
    told: list[str] = []
    before = handover.homes.in_use

    handed = handover.hand_over(staged, lambda: told.append("finished"), told.append)

    with BoltGraphStore(connection_to(handover.homes.in_use, handover.program)) as graph:
        found = (graph.exact_digest(), graph.graph_version(), graph.migrate())
    assert found == (staged.exact_digest(), staged.graph_version(), ())
    assert (handed.digest, handed.directory) == (found[0], handover.homes.in_use.root)
    assert told[-2:] == ["check", "finished"]
    assert handover.homes.in_use != before


def test_a_server_that_holds_less_is_not_switched_to(tmp_path: Path, staged: StagedGraph) -> None:
    homes, program, fill = programs(tmp_path, "embedded")

    def lose_something(graph: StagedGraph, paths: EnginePaths, told: Told) -> None:
        fill(graph, paths, told)
        graph.database.execute("UPDATE persons SET name = name || '.'")

    fill_with_everything(staged)
    before, finished = homes.in_use, []

    with pytest.raises(EngineError, match="another graph"):
        Handover(homes, program, lose_something).hand_over(staged, lambda: finished.append(True), lambda step: None)

    assert (homes.in_use, finished, (tmp_path / "engine-2").exists()) == (before, [], False)


def test_what_a_killed_try_left_is_taken_away_and_what_is_kept_stays(tmp_path: Path) -> None:
    homes, program = EngineHomes(tmp_path, "engine"), Arcade("384m")
    (tmp_path / "engine-2").mkdir()
    homes.switch(EnginePaths(tmp_path / "engine-2"), program)
    for name in ("engine", "engine-3", "engine-4"):
        (tmp_path / name).mkdir()

    second = homes.second(program)

    assert second.root.name == "engine-3"
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_dir()) == ["engine", "engine-2"]
    assert homes.former == EnginePaths(tmp_path / "engine")
    assert not status(homes.in_use, program).running


def use_and_fail(home: Path, modes: set[int]) -> None:
    with private_folder(home) as folder, StagedGraph(folder):
        modes |= {stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.iterdir())}
        with pytest.raises(StoreConflictError, match="under way"), private_folder(home):
            pass
        sweep(home, lambda: pytest.fail("it is under way"))  # another command begins meanwhile
        assert folder.exists()
        raise KeyboardInterrupt


def test_the_private_folder_is_closed_to_others_and_goes_whatever_happens(tmp_path: Path) -> None:
    modes: set[int] = set()

    with pytest.raises(KeyboardInterrupt):
        use_and_fail(tmp_path, modes)

    assert modes == {0o700, 0o600}
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == []


def test_what_a_killed_load_left_is_swept_away_with_its_server(tmp_path: Path) -> None:
    homes, cleared = EngineHomes(tmp_path, "engine"), []
    for name in ("first-load", "engine", "engine-2"):
        (tmp_path / name).mkdir()

    sweep(tmp_path, lambda: cleared.append(homes.clear(Arcade("384m"))))
    sweep(tmp_path, lambda: pytest.fail("nothing is left"))

    assert cleared == [None]
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == ["engine"]
