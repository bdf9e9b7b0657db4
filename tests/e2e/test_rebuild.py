"""A graph with a history of its own, thrown away and built again from archive and ledger, on both graph servers."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from graph_service.errors import ContradictionError, SchemaError
from graph_service.loaders.jobs import Claim
from graph_service.loaders.rebuild import rebuild
from graph_service.loaders.run import load_paths
from graph_service.model.identities import Act
from graph_service.policy.loader import load_rulebook
from graph_service.query.candidates import find_candidates
from graph_service.security.keyring import KeyRing
from graph_service.store.graph.store import BoltGraphStore
from graph_service.store.ledger import SqlLedger, canonical_identities, open_ledger
from graph_service.workflow.identities import confirm, differences
from graph_service.workflow.projection import compare_with_ledger
from graph_service.workflow.propagate import propagate_events
from graph_service.workflow.services import Services
from tests.loaders.foreign_files import entity, link, person, shareholding, write_lines
from tests.loaders.tables import FIRMS, PEOPLE, write_csv
from tests.loaders.test_deltas import delta
from tests.loaders.test_mapping import ROW, mapping_in, table_in
from tests.servers import GraphServer

ON = date(2026, 11, 24)


@dataclass
class Clock:
    """A day passes between any two moments that somebody asks for."""

    moment: datetime = field(default_factory=lambda: datetime(2026, 1, 1, tzinfo=UTC))

    def __call__(self) -> datetime:
        self.moment += timedelta(hours=1)
        return self.moment


@pytest.fixture
def unused(graph_server: GraphServer, tmp_path: Path) -> Iterator[Services]:
    """Stores in which nothing was ever done."""
    graph_server.empty()
    clock = Clock()
    ledger = open_ledger(f"sqlite:///{tmp_path}/ledger.sqlite3", KeyRing(tmp_path / "keys"), clock)
    with BoltGraphStore(graph_server.connection) as graph:
        yield Services(graph, ledger, load_rulebook(), tmp_path, clock)
    ledger.close()


@pytest.fixture
def services(unused: Services, tmp_path: Path) -> Services:
    """Stores that have seen a year."""
    live_through(unused, tmp_path)
    return unused


def live_through(services: Services, folder: Path) -> None:
    """Load what a year brings: repeated, corrected, late, deleted and full files, one that had to wait, and a judgement."""

    def load(*paths: Path, claim: Claim | None = None) -> None:
        load_paths(services, paths, claim=claim)

    def write(kind: str, *rows: Mapping[str, str], name: str) -> Path:
        return write_csv(folder, kind, *rows, name=name)

    sun = {"姓名": "孙丙", "证件号码": PEOPLE[2], "职务": "监事"}
    qian = {"姓名": "钱乙", "证件号码": PEOPLE[1], "职务": "董事"}
    register = write("enterprise", {}, {"统一社会信用代码": FIRMS[1], "企业名称": "北京乙二有限公司"}, name="firms.csv")
    people = write("person", {}, sun, qian, {"职务": "厨师"}, name="people.csv")
    finding, penalty = write("finding", {}, name="finding.csv"), write("penalty", {}, name="penalty.csv")
    load(write("executee", {}, name="masked.csv"))  # nobody of that name is known yet
    load(finding)  # its decision is not on record yet
    load(register, people)
    load(write("executee", {"案号": "（2019）京0105执2号"}, name="masked_again.csv"))
    load(penalty, finding)
    load(people)
    load(write("person", {"任职截止日期": "2024-02-29"}, name="ended.csv"), claim=Claim(as_of=date(2025, 12, 1)))
    load(write("person", {"任职截止日期": "2023-02-28"}, name="late.csv"), claim=Claim(as_of=date(2025, 6, 1)))
    load(
        delta(
            folder,
            "person",
            (qian, {"操作": "删除"}),
            ({"姓名": "李丁", "证件号码": PEOPLE[3], "职务": "董事"}, {"操作": "新增"}),
        )
    )
    load(write("holding", {}, name="holders.csv"), claim=Claim(scope="甲局"))
    load(write("person", {"任职截止日期": "2024-02-29"}, sun, name="full.csv"), claim=Claim(full=True))
    propagate_events(services, None, ON)
    leads = [one for one in find_candidates(services).candidates if not one.one.startswith("p-")]
    confirm(services, leads[0].one, leads[0].other, Act("测试员", "法院函复完整证件号码"), ON)


def history_of(services: Services) -> list[str]:
    """Return where every fact that was ever believed of the firm's people comes from, and for how long it was believed."""
    facts = [str(row["source"]) for table, rows in services.graph.all_facts(services.graph.graph_version()) for row in rows]
    return sorted(map(str, services.graph.provenance(facts).values()))


def test_the_graph_built_anew_is_the_same_in_every_property(services: Services, graph_server: GraphServer) -> None:
    graph, ledger = services.graph, services.ledger
    assert isinstance(graph, BoltGraphStore)
    assert isinstance(ledger, SqlLedger)
    before = graph.exact_digest(), graph.graph_digest(canonical_identities(ledger)), history_of(services)
    journal = ledger.tries(), list(ledger.loads())
    with pytest.raises(ContradictionError, match="not empty"):
        rebuild(services, graph)
    graph_server.empty()

    with pytest.raises(KeyboardInterrupt):
        rebuild(services, graph, _stop_at(5))
    with pytest.raises(SchemaError, match="half built"):
        graph.refuse_half_built()
    built = rebuild(services, graph)

    graph.refuse_half_built()
    assert (built.digest, graph.graph_digest(canonical_identities(ledger)), history_of(services)) == before
    assert built.digest == graph.exact_digest()
    assert (ledger.tries(), list(ledger.loads())) == journal
    assert differences(services) == {}
    assert compare_with_ledger(services).differing == []


def _stop_at(attempts: int) -> Callable[[int, int], None]:
    def progress(done: int, _of: int) -> None:
        if done >= attempts:
            raise KeyboardInterrupt

    return progress


def zipped(folder: Path, name: str, *tables: Path) -> Path:
    with zipfile.ZipFile(folder / name, "w") as bundle:
        for table in tables:
            bundle.write(table, table.name)
    return folder / name


def test_foreign_files_and_mapped_zips_are_read_again_as_they_were(
    unused: Services, graph_server: GraphServer, tmp_path: Path
) -> None:
    """Each comes twice: a first time, and in full, so that what it then passes over ends."""
    graph = unused.graph
    assert isinstance(graph, BoltGraphStore)
    everything = Claim(full=True, sure=True)
    owners = [entity(), person(), person("p2", "孙丙", PEOPLE[2]), link(shareholding())]
    other = link(shareholding(share={"exact": 10.0}), record="r2", party="p2")
    rows = [ROW, ROW.replace(PEOPLE[0], PEOPLE[1]).replace("赵甲", "钱乙").replace(",01,", ",02,")]
    first, last = table_in(tmp_path, *rows, name="first.csv"), table_in(tmp_path, rows[0], name="last.csv")

    ended = []
    load_paths(unused, [write_lines(tmp_path, *owners, other)])
    ended.append(load_paths(unused, [write_lines(tmp_path, *owners, name="in_full.jsonl")], claim=everything))
    load_paths(unused, [zipped(tmp_path, "first.zip", first)], mapping=mapping_in(tmp_path))
    ended.append(load_paths(unused, [zipped(tmp_path, "last.zip", last)], claim=everything, mapping=mapping_in(tmp_path)))
    before = graph.exact_digest()
    graph_server.empty()
    built = rebuild(unused, graph)

    assert [one.rejected for one in ended] == [0, 0]
    assert [dict(file.retired) for one in ended for file in one.files] == [{}, {"holdings": 1}, {"persons": 1, "roles": 1}]
    assert (built.attempts, built.files) == (6, 4)  # parties and links of a foreign file are loads of their own
    assert built.digest == before
