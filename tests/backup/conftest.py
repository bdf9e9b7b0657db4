"""An instance with facts, outcomes and rows in quarantine on an engine of its own, and a backup of it."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from graph_service.backup.manifest import Manifest
from graph_service.backup.taking import Instance, back_up
from graph_service.bootstrap import CommandLine, open_services
from graph_service.loaders.run import load_paths
from graph_service.security.keyring import KeyRing
from graph_service.settings import Settings
from graph_service.store.graph.engine import stop_engine
from graph_service.store.ledger import open_ledger
from graph_service.store.ledger.copying import SqliteCopy, sqlite_digest
from graph_service.workflow.propagate import propagate_events
from tests.cli.conftest import Command
from tests.loaders.tables import FIRMS, PEOPLE, write_csv

AT = datetime(2026, 11, 1, tzinfo=UTC)


def unseen(_done: int, _whole: int) -> None:
    """Look away."""


@pytest.fixture(scope="session")
def original(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Command]:
    """Loaded and propagated; its engine runs."""
    command, folder = Command(tmp_path_factory.mktemp("original") / "home"), tmp_path_factory.mktemp("tables")
    write_csv(folder, "enterprise", {}, {"统一社会信用代码": FIRMS[1], "企业名称": "北京乙二有限公司", "登记状态": "很好"})
    write_csv(folder, "person", {}, {"姓名": "孙丙", "证件号码": PEOPLE[2], "职务": "监事"}, {"职务": "厨师"})
    write_csv(folder, "penalty", {"处罚类别": "吊销许可证", "处罚内容": "吊销食品经营许可证"})
    write_csv(folder, "finding", {})
    with open_services(Settings(home=command.home, engine_heap="384m")) as services:
        load_paths(services, [folder])
        propagate_events(services, None, AT.date())
    (command.home / "catalogue.yaml").write_text("# mine\n")
    yield command
    stop_engine(command.home)


@pytest.fixture(scope="session")
def whole(original: Command, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Manifest]:
    """A backup with its keys, and what it says."""
    target = tmp_path_factory.mktemp("backups") / "whole"
    with CommandLine().instance(Settings(home=original.home)) as instance:
        return target, back_up(instance, target, with_keys=True, now=AT, progress=unseen)


@dataclass
class Still:
    """A graph and the state of a ledger that say what they are told to say."""

    versions: list[int]

    def graph_version(self) -> int:
        return self.versions.pop(0) if len(self.versions) > 1 else self.versions[0]

    def exact_digest(self) -> str:
        return "of the graph"


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Instance]:
    """An instance with a real ledger, and a graph of which nothing but a copy exists."""
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    open_ledger(f"sqlite:///{home}/ledger.sqlite3", KeyRing(home / "keys"), lambda: AT).close()
    for name in ("archive/a1.sealed", "quarantine/load-1.xlsx.sealed", "logs/looks.jsonl"):
        (home / name).parent.mkdir(mode=0o700, exist_ok=True)
        (home / name).write_bytes(name.encode() * 20)
    with SqliteCopy(home / "ledger.sqlite3") as ledger:
        yield Instance(home, ledger, sqlite_digest, Still([1]), copy_graph, 100)


def copy_graph(target: Path) -> None:
    """Stand for the engine's copy of its database."""
    target.touch(mode=0o600)
    with zipfile.ZipFile(target, "w") as bundle:
        bundle.writestr("facts.bucket", b"graph" * 20)
