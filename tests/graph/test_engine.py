"""The embedded engine as a process: one a directory, private, stopped cleanly, back after a kill."""

from __future__ import annotations

import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from graph_service.errors import EngineError
from graph_service.store.graph import engine_process
from graph_service.store.graph.client import Connection
from graph_service.store.graph.engine import EngineHandle, engine_status, ensure_engine, stop_engine
from graph_service.store.graph.engine_files import EnginePaths, EngineState, read_state, write_state
from graph_service.store.graph.store import BoltGraphStore
from tests.graph.facts import person, put

START = "import sys, pathlib; from graph_service.store.graph.engine import ensure_engine as e; print(e(pathlib.Path(sys.argv[1]), heap='256m').pid)"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A home whose engine, if any, is stopped at the end."""
    yield tmp_path
    stop_engine(tmp_path)


def start(home: Path) -> EngineHandle:
    return ensure_engine(home, heap="256m")


def store_on(engine: EngineHandle) -> BoltGraphStore:
    return BoltGraphStore(Connection(engine.uri, engine.user, engine.password, engine.database))


def kill(pid: int) -> None:
    process = psutil.Process(pid)
    process.kill()
    process.wait(30)


def test_commands_that_start_at_once_share_one_engine(home: Path) -> None:
    commands = [subprocess.Popen([sys.executable, "-c", START, str(home)], stdout=subprocess.PIPE, text=True) for _ in range(3)]

    pids = {command.communicate(timeout=120)[0].strip() for command in commands}

    assert pids == {str(engine_status(home).pid)}
    assert not start(home).started_now


def test_an_engine_lives_apart_and_is_found_stopped_and_started_again_with_its_data(home: Path) -> None:
    told: list[str] = []
    first = ensure_engine(home, heap="256m", progress=told.append)
    with store_on(first) as store:
        store.migrate()
        put(store, 1, {"persons": [person("p-a")]})

    assert told == ["starting the graph engine", "the graph engine is up"]
    assert first.started_now
    assert engine_status(home).uri == first.uri
    assert stop_engine(home)
    assert not psutil.pid_exists(first.pid)
    assert (engine_status(home).running, stop_engine(home), read_state(EnginePaths.of(home))) == (False, False, None)
    with store_on(start(home)) as store:
        assert store.known(["p-a"]) == {"p-a"}


def test_nobody_else_can_read_the_secret_and_it_is_on_no_command_line(home: Path) -> None:
    engine = start(home)
    paths = EnginePaths.of(home)

    modes = [stat.S_IMODE(path.stat().st_mode) for path in (paths.secret, paths.state, paths.root)]

    assert modes == [0o600, 0o600, 0o700]
    assert engine.password == paths.secret.read_text().strip()
    process = psutil.Process(engine.pid)
    assert engine.password not in " ".join([*process.cmdline(), *process.environ().values(), repr(engine)])
    assert {
        address.laddr.ip.removeprefix("::ffff:") for address in process.net_connections() if address.status == "LISTEN"
    } == {"127.0.0.1"}


def test_an_engine_that_was_killed_comes_back_with_its_data(home: Path) -> None:
    first = start(home)
    with store_on(first) as store:
        store.migrate()
        put(store, 1, {"persons": [person("p-a")]})
    kill(first.pid)
    found = engine_status(home).running

    second = start(home)

    assert (found, second.started_now, second.password) == (False, True, first.password)
    with store_on(second) as store:
        store.check_schema()
        assert store.known(["p-a"]) == {"p-a"}


def test_an_engine_whose_state_file_was_lost_is_found_and_not_started_twice(home: Path) -> None:
    first = start(home)
    EnginePaths.of(home).state.unlink()

    second = start(home)

    assert (second.pid, second.uri, second.started_now) == (first.pid, first.uri, False)


def test_a_lost_secret_is_replaced_when_the_engine_starts_again(home: Path) -> None:
    first = start(home)
    stop_engine(home)
    EnginePaths.of(home).secret.unlink()

    second = start(home)

    assert second.password != first.password
    with store_on(second) as store:
        store.migrate()
        assert store.graph_version() == 0


def test_a_foreign_process_with_the_recorded_pid_is_never_taken_for_the_engine(home: Path) -> None:
    paths = EnginePaths.of(home)
    paths.create()
    me = psutil.Process()
    write_state(paths, EngineState(me.pid, 1, me.create_time()))

    assert not engine_status(home).running
    assert not stop_engine(home)
    assert me.is_running()


def test_a_state_file_cut_short_counts_as_none(home: Path) -> None:
    paths = EnginePaths.of(home)
    paths.create()
    paths.state.write_text('{"pid": 1')

    assert not engine_status(home).running


def test_a_start_that_fails_says_where_the_log_is_and_what_it_ends_with(home: Path) -> None:
    with pytest.raises(EngineError, match="ended while it was starting") as failure:
        ensure_engine(home, heap="nonsense")

    assert str(EnginePaths.of(home).log) in failure.value.hint
    assert "nonsense" in failure.value.hint
    assert not engine_status(home).running


def test_a_full_disk_is_named(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph_service.store.graph.engine._NEEDED_BYTES", 1 << 62)

    with pytest.raises(EngineError, match="no space left"):
        start(home)


def test_a_directory_that_can_not_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(EngineError, match="cannot be created"):
        start(tmp_path / "file")


def test_a_missing_engine_tells_what_to_install(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_process.importlib.util, "find_spec", lambda name: None)

    with pytest.raises(EngineError) as failure:
        start(home)

    assert "pip install 'graph-service[embedded]'" in failure.value.hint
