"""``load --bulk`` as a user starts it, and as a power cut ends it."""

from __future__ import annotations

import json
import shutil
import stat
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest
from typer.testing import CliRunner

from graph_service.bootstrap import first_load, now, open_services
from graph_service.cli.app import app
from graph_service.cli.door import Root
from graph_service.generate.run import TABLES, Plan, generate
from graph_service.loaders.run import load_paths
from graph_service.security.keyring import KeyRing
from graph_service.settings import Settings
from graph_service.store.graph.client import Connection
from graph_service.store.graph.engine import ensure_engine
from graph_service.store.graph.engine_files import EnginePaths
from graph_service.store.graph.store import BoltGraphStore
from graph_service.store.ledger import SqlLedger, canonical_identities, open_ledger
from graph_service.store.staging.graph import StagedGraph
from graph_service.workflow.services import Services
from tests.cli.conftest import Command
from tests.loaders.conftest import NOW
from tests.tiers import FULL

Sign = Callable[[Path], bool]
#: How far a load has got when it is killed.
SIGNS: dict[str, Sign] = {
    "the graph is being put together": lambda home: (home / "first-load" / "graph.sqlite3").exists(),
    "rows are archived": lambda home: any(home.glob("archive/*.sealed")),
    "the second server starts": lambda home: (home / "engine-2" / "state.json").exists(),
    "the second server is filled": lambda home: any(home.glob("engine-2/databases/*/*.wal")),
}
_POLL = 0.002


@pytest.fixture
def bulk(tmp_path: Path) -> Iterator[Command]:
    home = tmp_path / "home"
    yield Command(home)
    for path in sorted(home.glob("engine*/")):
        stop_directory(path)


def stop_directory(path: Path) -> None:
    for process in psutil.process_iter(["cmdline"]):
        if f"-Darcadedb.server.rootPath={path}" in (process.info["cmdline"] or []):
            process.kill()
            process.wait()


def registry(folder: Path) -> Path:
    generate(Plan(enterprises=20, seed=7, dirty=0.1), folder / "registry")
    return folder / "registry" / TABLES


def kill_at(command: Command, arguments: list[str], sign: Sign) -> bool:
    """Start the command, kill it at the sign; say whether it was still at work."""
    process = subprocess.Popen(command.arguments(*arguments), env=command.environment, stdout=subprocess.DEVNULL)
    while process.poll() is None and not sign(command.home):
        time.sleep(_POLL)
    process.kill()
    return process.wait() < 0


def finished(command: Command, arguments: list[str]) -> Any:
    done = subprocess.run(command.arguments(*arguments), env=command.environment, capture_output=True, check=True)
    return json.loads(done.stdout)


def expected(folder: Path, tables: Path, keys: Path) -> tuple[str, list[object]]:
    """Return digest and journal of an ordinary load, whose graph is a file: the servers hold the same (``test_same_graph``)."""
    folder.mkdir()
    shutil.copytree(keys, folder / "keys")
    ledger = open_ledger(f"sqlite:///{folder}/ledger.sqlite3", KeyRing(folder / "keys"), now)
    with StagedGraph(folder) as graph:
        load_paths(Services(graph, ledger, None, folder, now), [tables])  # type: ignore[arg-type]  # loading asks for no rules
        found = (graph.graph_digest(canonical_identities(ledger)), journal(ledger))
    ledger.close()
    return found


def journal(ledger: SqlLedger) -> list[object]:
    """Return what the ledger says of each load, but for delays, which are counted to the day of loading."""
    return [
        (load.id, {name: report[name] for name in ("read", "loaded", "unchanged", "rejected", "reasons")} if report else None)
        for load, report in sorted(ledger.loads(), key=lambda one: one[0].id)
    ]


@pytest.mark.slow
def test_a_first_load_killed_at_any_moment_comes_to_the_same_graph(bulk: Command, tmp_path: Path) -> None:
    tables = registry(tmp_path)
    arguments = ["load", "--bulk", str(tables)]
    signs = list(SIGNS.values()) if FULL else [SIGNS["the second server is filled"]]

    for sign in signs:
        assert kill_at(bulk, arguments, sign)
        assert EnginePaths.of(bulk.home) == EnginePaths(bulk.home / "engine")
    with open_services(Settings(home=bulk.home, engine_heap="384m")) as services:
        untouched = (services.graph.holds_facts(), [report for _, report in services.ledger.loads() if report])
    leftover = (bulk.home / "first-load").exists()
    done = finished(bulk, [*arguments, "--drop-old", "--json"])

    ledger = open_ledger(f"sqlite:///{bulk.home}/ledger.sqlite3", KeyRing(bulk.home / "keys"), lambda: NOW)
    engine = ensure_engine(bulk.home, heap="384m")
    with BoltGraphStore(Connection(engine.uri, engine.user, engine.password, engine.database)) as graph:
        found = (graph.graph_digest(canonical_identities(ledger)), journal(ledger))
    ledger.close()
    assert (untouched, leftover) == ((False, []), False)
    assert found == expected(tmp_path / "ordinary", tables, bulk.home / "keys")
    assert done["graph"]["directory"] == str(bulk.home / "engine-2")
    assert sorted(path.name for path in bulk.home.glob("*/")) == ["archive", "engine-2", "keys", "names", "quarantine"]


@dataclass
class Elsewhere:
    """The application beside a graph server that somebody else runs."""

    home: Path

    def settings(self) -> Settings:
        return Settings(home=self.home, graph_uri="bolt://127.0.0.1:1", graph_password="of nobody")  # type: ignore[arg-type]  # pydantic hides it

    @contextmanager
    def services(self, settings: Settings) -> Iterator[Services]:
        settings.create_home()
        (self.home / "server").mkdir(exist_ok=True)
        ledger = open_ledger(settings.ledger_address, KeyRing(settings.path("keys")), lambda: NOW)
        with StagedGraph(self.home / "server") as graph:
            yield Services(graph, ledger, None, self.home, lambda: NOW)  # type: ignore[arg-type]  # loading asks for no rules
        ledger.close()

    def first_load(self, settings: Settings) -> AbstractContextManager[object]:
        return first_load(settings)


def test_files_are_written_for_a_server_that_somebody_else_runs(tmp_path: Path) -> None:
    tables, to = registry(tmp_path), tmp_path / "files"

    done = CliRunner().invoke(
        app, ["load", "--bulk", str(tables), "--to", str(to), "--json"], obj=Root(Elsewhere(tmp_path / "home"))
    )  # type: ignore[arg-type]  # of the application only what is asked for

    told = json.loads(done.stdout)["graph"]
    named = {word.rpartition("=")[2] for word in told["command"].split() if word.startswith(("--nodes=", "--relationships="))}
    assert told["command"].startswith("neo4j-admin database import full ")
    assert named == {str(path) for path in to.iterdir()}
    assert {stat.S_IMODE(path.stat().st_mode) for path in (to, *to.iterdir())} == {0o700, 0o600}
    assert not (tmp_path / "home" / "first-load").exists()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--bulk"], "run by somebody else"),
        (["--bulk", "--propagate", "--to", "new"], "does not go with --bulk"),
        (["--bulk", "--to", "."], "exists already"),
        (["--to", "new"], "goes with --bulk alone"),
        (["--drop-old"], "goes with --bulk alone"),
    ],
)
def test_options_that_make_no_sense_together_are_refused(tmp_path: Path, options: list[str], message: str) -> None:
    done = CliRunner().invoke(app, ["load", str(tmp_path), *options], obj=Root(Elsewhere(tmp_path / "home")))  # type: ignore[arg-type]  # of the application only what is asked for

    assert (done.exit_code, message in done.output) == (2, True)
    assert not (tmp_path / "home").exists()
