"""A small input, a world to load it into, and one digest over everything that was written."""

from __future__ import annotations

import hashlib
import io
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from pydantic import SecretStr
from python_calamine import CalamineWorkbook

from graph_service.bootstrap import now, open_services
from graph_service.loaders.run import load_paths
from graph_service.policy.loader import load_rulebook
from graph_service.security.keyring import KeyRing
from graph_service.security.sealed import unseal
from graph_service.settings import Settings
from graph_service.store.graph.store import BoltGraphStore
from graph_service.store.ledger import SqlLedger, canonical_identities, ledger_digest, open_ledger
from graph_service.workflow.projection import EventDifference, bring_up_to_date, compare_with_ledger
from graph_service.workflow.propagate import propagate_events
from graph_service.workflow.services import Services
from tests.loaders.tables import FIRMS, PEOPLE, write_csv
from tests.servers import GraphServer, impatient

DAY = date(2026, 11, 1)
#: Graph, ledger, and the sealed files of a home.
Digest = tuple[str, str, tuple[str, ...]]


@pytest.fixture(scope="session")
def small_input(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some thirty rows: two revoked licences, a swapped representative, a correction, same names, and rows to refuse."""
    folder = tmp_path_factory.mktemp("small")
    _write_register(folder)
    _write_decisions(folder)
    return folder


_SECOND = {"企业名称": "北京乙二食品有限公司", "统一社会信用代码": FIRMS[1], "法定代表人": "钱乙"}
_THIRD = {"企业名称": "北京丙三食品有限公司", "统一社会信用代码": FIRMS[2], "法定代表人": "李丁"}
_QIAN = {"姓名": "钱乙", "证件号码": PEOPLE[1]}
_UNKNOWN_ZHANG = {"姓名": "张伟", "证件类型": "", "证件号码": "", "职务": "董事"}


def _write_register(folder: Path) -> None:
    write_csv(folder, "enterprise", {}, _SECOND, _THIRD, {"登记状态": "很好"})
    here = {"企业名称": _SECOND["企业名称"], "企业统一社会信用代码": FIRMS[1]}
    there = {"企业名称": _THIRD["企业名称"], "企业统一社会信用代码": FIRMS[2], "姓名": "李丁", "证件号码": PEOPLE[3]}
    write_csv(
        folder,
        "person",
        {"任职截止日期": "2024-02-01"},
        {"姓名": "孙丙", "证件号码": PEOPLE[2], "任职起始日期": "2024-02-02"},
        _QIAN | {"职务": "监事"},
        _UNKNOWN_ZHANG,
        here | _QIAN,
        here | _UNKNOWN_ZHANG,
        here | {"职务": "总经理"},
        there,
        there | {"职务": "部门经理"},
    )
    write_csv(folder, "person", here | _QIAN | {"任职截止日期": "2025-06-30"}, name="person_later.csv")
    write_csv(folder, "holding", {}, {"股东名称": "钱乙", "股东证照号码": PEOPLE[1], "持股比例": "10%"}, {"持股比例": "多数"})


def _write_decisions(folder: Path) -> None:
    revoked = {
        "处罚类别": "吊销许可证",
        "处罚内容": "吊销食品经营许可证",
        "暂扣或吊销证照名称及编号": "食品经营许可证JY11101050000001",
    }
    party = {
        "行政相对人名称": _SECOND["企业名称"],
        "统一社会信用代码": FIRMS[1],
        "法定代表人": "钱乙",
        "法定代表人证件号码": PEOPLE[1],
    }
    number = {"行政处罚决定书文号": "京甲市监罚〔2024〕2号"}
    write_csv(folder, "penalty", revoked, revoked | party | number, number | {"处罚决定日期": "2024-02-30"})
    found = {"当事人名称": _SECOND["企业名称"], "当事人统一社会信用代码": FIRMS[1], "决定文号": "京甲市监罚[2024]2号"}
    write_csv(folder, "finding", {}, found | _QIAN, {"责任类型": "有责任"})


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keys that all ledgers of these tests share, so that their keyed hashes can be compared."""
    ring = tmp_path_factory.mktemp("ring") / "keys"
    KeyRing(ring).current()
    return ring


@dataclass
class World:
    """One graph server, and homes with fresh ledgers beside it."""

    server: GraphServer
    keys: Path
    folder: Path
    made: int = 0

    def fresh_home(self) -> Path:
        """Empty the graph and make a home without anything but the keys."""
        self.server.empty()
        self.made += 1
        home = self.folder / f"home-{self.made}"
        home.mkdir(mode=0o700)
        shutil.copytree(self.keys, home / "keys")
        return home

    def services(self, home: Path) -> AbstractContextManager[Services]:
        """Open graph and ledger by the very function that every command calls."""
        connection = self.server.connection
        settings = Settings(
            home=home,
            graph_uri=connection.uri,
            graph_user=connection.user,
            graph_password=SecretStr(connection.password),
            graph_database=connection.database,
        )
        return open_services(settings)

    @contextmanager
    def impatient_services(self, home: Path) -> Iterator[Services]:
        """Open them with a graph that is given up soon, for a server that is expected to go away."""
        with self._ledger(home) as ledger, BoltGraphStore(impatient(self.server.connection)) as graph:
            yield Services(graph, ledger, load_rulebook(), home, now)

    @contextmanager
    def _ledger(self, home: Path) -> Iterator[SqlLedger]:
        ledger = open_ledger(f"sqlite:///{home}/ledger.sqlite3", KeyRing(home / "keys"), now)
        try:
            yield ledger
        finally:
            ledger.close()

    def digest(self, home: Path) -> Digest:
        """Digest graph, ledger, and what the sealed files say; one that was cut short does not open."""
        with self._ledger(home) as ledger, BoltGraphStore(self.server.connection) as graph:
            return graph.graph_digest(canonical_identities(ledger)), ledger_digest(ledger), _sealed(home)

    def differing(self, home: Path) -> list[EventDifference]:
        """Name the events of which the graph shows something else than the ledger says; the digest knows nothing of that."""
        with self._ledger(home) as ledger, BoltGraphStore(self.server.connection) as graph:
            return compare_with_ledger(Services(graph, ledger, load_rulebook(), home, now)).differing


def _sealed(home: Path) -> tuple[str, ...]:
    ring = KeyRing(home / "keys")
    said = []
    for path in sorted(home.rglob("*.sealed")):
        name = path.name.partition(".")[0]
        data = b"".join(unseal(ring, path, context=f"{path.parent.name}:{name}"))
        said.append(f"{path.name} {hashlib.sha256(_rows(data) if '.xlsx' in path.name else data).hexdigest()}")
    return tuple(said)


def _rows(workbook: bytes) -> bytes:
    """Leave out the time of the load, which a workbook carries."""
    return repr(CalamineWorkbook.from_filelike(io.BytesIO(workbook)).get_sheet_by_index(0).to_python()).encode()


def load_and_propagate(services: Services, small_input: Path) -> None:
    """The whole main job, as the commands do it."""
    load_paths(services, [small_input])
    propagate_and_show(services)


def propagate_and_show(services: Services) -> None:
    """Propagate, then show what was stored; a failure of the second is raised at the end, as the commands do."""
    shown = bring_up_to_date(services, propagate_events(services, None, DAY).propagated)
    if shown.error:
        raise shown.error


@pytest.fixture
def world(graph_server: GraphServer, keys: Path, tmp_path: Path) -> World:
    return World(graph_server, keys, tmp_path)


@pytest.fixture
def undisturbed(world: World, small_input: Path) -> Digest:
    """Digest of a run that nothing disturbed."""
    home = world.fresh_home()
    with world.services(home) as services:
        load_and_propagate(services, small_input)
    return world.digest(home)
