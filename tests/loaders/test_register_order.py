"""The register's tables, split into files and loads of any order, give one graph."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random

from graph_service.loaders.run import load_paths
from graph_service.model.facts import KEYS
from graph_service.store.graph.store import BoltGraphStore
from graph_service.workflow.services import Services
from tests.loaders.conftest import NOW
from tests.loaders.fakes import MemoryLedger
from tests.loaders.tables import FIRMS, write_csv
from tests.servers import GraphServer

NUMBERLESS = {"证件类型": "", "证件号码": ""}
ROWS: tuple[tuple[str, dict[str, str]], ...] = (
    ("enterprise", {"曾用名": "北京甲零食品有限公司", "法定代表人": "钱乙"}),
    ("branch", {}),
    ("person", NUMBERLESS | {"姓名": "赵甲", "职务": "董事", "任职起始日期": "2018-03-01"}),
    ("person", NUMBERLESS | {"姓名": "钱乙", "职务": "法定代表人", "任职起始日期": ""}),
    ("person", {"姓名": "李丁", "职务": "监事"}),
    ("holding", {"股东名称": "孙丙", "股东证照类型": "", "股东证照号码": ""}),
    ("change", {"变更前内容": "周戊", "变更后内容": "赵甲"}),
    ("change", {"变更前内容": "赵甲", "变更后内容": "吴己", "变更日期": "2020-03-01"}),
    ("change", {"变更事项": "法定代表人变更", "变更前内容": "赵甲", "变更后内容": "钱乙", "变更日期": "2019-03-01"}),
    ("change", {"变更事项": "投资人变更", "变更前内容": "孙丙；郑庚", "变更后内容": "郑庚；王辛 10%", "变更日期": "2021-03-01"}),
    ("change", {"变更事项": "名称变更", "变更前内容": "北京甲零食品有限公司", "变更后内容": "北京甲一食品有限公司", "变更日期": "2016-03-01"}),
)  # fmt: skip
DAY, LATER = date(2018, 3, 1), date(2020, 3, 1)


def loads(folder: Path, random: Random) -> Iterator[list[Path]]:
    """Deal the rows out to files, and the files to loads."""
    files: dict[tuple[str, int], list[dict[str, str]]] = {}
    for kind, row in random.sample(ROWS, len(ROWS)):
        files.setdefault((kind, random.randrange(3)), []).append(row)
    paths = [write_csv(folder, kind, *rows, name=f"{kind}{at}.csv") for (kind, at), rows in files.items()]
    random.shuffle(paths)
    while paths:
        taken = random.randint(1, len(paths))
        yield paths[:taken]
        paths = paths[taken:]


def believed(services: Services, table: str) -> list[dict[str, object]]:
    """Give the facts of one table that are believed, with persons by their names."""
    graph = services.graph
    facts = {name: [] for name in KEYS} | {name: [] for name in ("persons",)}
    for name, rows in graph.all_facts(graph.graph_version()):
        facts[name] += rows
    names = {row["id"]: row["name"] for row in facts["persons"]}
    return [{name: names.get(cell, cell) for name, cell in row.items() if name != "source"} for row in facts[table]]


def told(services: Services) -> list[str]:
    """Write down everything that is believed: what is judged, and the former names."""
    facts = [f"{table} {sorted(row.items(), key=str)}" for table in ("organizations", "persons", "roles", "holdings")
             for row in believed(services, table)]  # fmt: skip
    entries = services.graph.entries_of([FIRMS[0]], limit=50)  # type: ignore[attr-defined]  # a store reads these too
    return sorted([*facts, *(f"{entry.table} {entry.content}" for entry in entries)])


def test_any_order_and_split_of_the_registers_files_gives_one_graph(
    graph_server: GraphServer, graph_store: BoltGraphStore, tmp_path: Path
) -> None:
    found = []
    for seed in range(3):
        graph_server.empty()
        home = tmp_path / str(seed)
        home.mkdir()
        services = Services(graph_store, MemoryLedger(), None, home, lambda: NOW)  # type: ignore[arg-type]  # loading asks for no more
        for paths in loads(home, Random(seed)):
            assert load_paths(services, paths).rejected == 0
        found.append(told(services))

    assert found[1:] == found[:1] * 2
    directors = [
        (row["person"], row["start"], row["end"], row["registered_on"])
        for row in believed(services, "roles")
        if row["role"] == "director"
    ]
    assert sorted(directors, key=str) == [
        ("吴己", LATER, None, LATER), ("周戊", None, DAY, None), ("赵甲", DAY, LATER, DAY),
    ]  # fmt: skip
    heads = [
        (row["person"], row["start"], row["end"])
        for row in believed(services, "roles")
        if row["role"] == "legal_representative"
    ]
    assert sorted(heads, key=str) == [("赵甲", None, date(2019, 3, 1)), ("钱乙", date(2019, 3, 1), None)]
    holders = [(row["holder"], row["share"], row["start"], row["end"]) for row in believed(services, "holdings")]
    assert sorted(holders) == [("孙丙", 0.4471, date(2015, 1, 1), date(2021, 3, 1)), ("王辛", 0.1, date(2021, 3, 1), None)]
