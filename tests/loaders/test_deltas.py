"""Rows that add, modify and delete; files that speak for a day; full files that would end unusually much."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from graph_service.errors import InputError, UnusualVolumeError
from graph_service.loaders.jobs import Claim
from graph_service.loaders.report import LoadReport
from graph_service.loaders.run import load_paths
from graph_service.model.facts import FactRows
from graph_service.store.load_ports import Retired
from graph_service.store.ports import Load, PutCounts
from graph_service.workflow.services import Services
from tests.loaders.conftest import services_in
from tests.loaders.fakes import MemoryGraph, MemoryLedger
from tests.loaders.tables import PEOPLE, header, line, write_csv

QIAN = {"姓名": "钱乙", "证件号码": PEOPLE[1], "任职起始日期": "2024-03-01"}


def delta(folder: Path, kind: str, *rows: tuple[Mapping[str, str], Mapping[str, str]], name: str = "delta.csv") -> Path:
    """Write rows with further columns: what a row says, and what stands in those columns."""
    titles = list(dict.fromkeys(title for _, more in rows for title in more))
    lines = [",".join([*line(kind, dict(edit)), *(more.get(title, "") for title in titles)]) for edit, more in rows]
    path = folder / name
    path.write_text("\n".join([",".join([*header(kind), *titles]), *lines]) + "\n", "utf-8")
    return path


def offices(services: Services) -> list[tuple[object, object]]:
    graph = services.graph
    assert isinstance(graph, MemoryGraph)
    return sorted((str(row["role"]), str(row["start"])) for row in graph.rows("roles"))


def reasons(report: LoadReport) -> list[tuple[int, str, str]]:
    return [(one.row, one.column, one.code) for file in report.files for one in file.refused]


@pytest.mark.parametrize(("title", "word"), [("操作", "删除"), ("变更类型", "DEL"), ("op", "delete")])
def test_a_row_that_deletes_takes_its_fact_back(services: Services, tmp_path: Path, title: str, word: str) -> None:
    load_paths(services, [write_csv(tmp_path, "person", {}, {"职务": "董事"})])

    report = load_paths(services, [delta(tmp_path, "person", ({"职务": "董事"}, {title: word}))])

    assert (report.read, report.loaded, report.rejected) == (1, 1, 0)
    assert offices(services) == [("legal_representative", "2015-01-01")]


def test_the_same_delta_again_changes_nothing(services: Services, tmp_path: Path) -> None:
    load_paths(services, [write_csv(tmp_path, "person", {})])
    path = delta(tmp_path, "person", ({}, {"操作": "删除"}))
    load_paths(services, [path])

    again = load_paths(services, [path])

    assert (again.loaded, again.unchanged, again.rejected) == (0, 1, 0)


@pytest.mark.parametrize("row", [{"任职起始日期": "2016-01-01"}, QIAN])
def test_deleting_what_is_not_on_record_is_refused_and_makes_nobody_known(
    services: Services, tmp_path: Path, row: dict[str, str]
) -> None:
    load_paths(services, [write_csv(tmp_path, "person", {})])
    ledger = services.ledger
    assert isinstance(ledger, MemoryLedger)
    known = dict(ledger.persons)

    report = load_paths(services, [delta(tmp_path, "person", ({"职务": "董事"}, {"操作": "新增"}), (row, {"操作": "删除"}))])

    assert reasons(report) == [(2, "操作", "not-on-record")]
    assert (report.loaded, report.rejected, ledger.persons) == (1, 1, known)


def test_an_unknown_operation_is_refused(services: Services, tmp_path: Path) -> None:
    report = load_paths(services, [delta(tmp_path, "person", ({}, {"操作": "合并"}))])

    assert reasons(report) == [(1, "操作", "operation-unknown")]


def test_a_delta_may_change_the_representative_in_two_rows(services: Services, tmp_path: Path) -> None:
    load_paths(services, [write_csv(tmp_path, "person", {})])

    report = load_paths(services, [delta(tmp_path, "person", ({}, {"操作": "删除"}), (QIAN, {"操作": "新增"}))])

    assert (report.loaded, report.rejected) == (2, 0)
    assert offices(services) == [("legal_representative", "2024-03-01")]


def test_two_open_representatives_that_nothing_deletes_are_still_refused(services: Services, tmp_path: Path) -> None:
    report = load_paths(services, [delta(tmp_path, "person", ({}, {"操作": "新增"}), (QIAN, {"操作": "新增"}))])

    assert [code for _, _, code in reasons(report)] == ["second-legal-representative"]


def test_a_modified_row_takes_the_place_of_what_it_is_about(services: Services, tmp_path: Path) -> None:
    load_paths(services, [write_csv(tmp_path, "person", {})])

    report = load_paths(services, [delta(tmp_path, "person", ({"任职截止日期": "2024-02-29"}, {"操作": "修改"}))])

    graph = services.graph
    assert isinstance(graph, MemoryGraph)
    assert (report.files[0].facts_closed, [row["end"] for row in graph.rows("roles")]) == (1, [date(2024, 3, 1)])


def test_adding_and_deleting_one_fact_in_one_file_contradict_each_other(services: Services, tmp_path: Path) -> None:
    report = load_paths(services, [delta(tmp_path, "person", ({}, {"操作": "新增"}), ({}, {"操作": "删除"}))])

    assert [code for _, _, code in reasons(report)] == ["conflicting-duplicate"]


class Listening(MemoryGraph):
    """Remembers for which days it was told something."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[tuple[date, dict[int, date]]] = []

    def put(
        self, load: Load, rows: FactRows, row_numbers: Mapping[str, Sequence[int]], days: Mapping[int, date] | None = None
    ) -> PutCounts:
        self.heard.append((load.day, dict(days or {})))
        return super().put(load, rows, row_numbers, days)


def test_file_and_row_say_for_which_day_they_speak_and_a_mention_for_none(services: Services, tmp_path: Path) -> None:
    graph = Listening()
    path = delta(tmp_path, "person", ({}, {"数据更新时间戳": "2026-05-06 07:08:09"}), ({"职务": "董事"}, {}))

    load_paths(replace(services, graph=graph), [path], claim=Claim(as_of=date(2026, 6, 1)))  # type: ignore[arg-type]  # a fake

    assert graph.heard == [(date.min, {}), (date(2026, 6, 1), {1: date(2026, 5, 6)})]


def test_rows_that_differ_only_in_when_they_were_updated_are_repeats(services: Services, tmp_path: Path) -> None:
    stamped = [({}, {"数据更新时间戳": day}) for day in ("2026-05-06", "2026-05-07")]

    report = load_paths(services, [delta(tmp_path, "person", *stamped)])

    assert (report.loaded, report.unchanged, report.rejected) == (1, 1, 0)


def test_the_same_file_with_another_day_is_another_load(services: Services, tmp_path: Path) -> None:
    path = write_csv(tmp_path, "person", {})
    claims = [None, Claim(sure=True), Claim(as_of=date(2026, 6, 1)), Claim(scope="甲局"), Claim(scope="甲局", full=True)]

    ids = [load_paths(services, [path], claim=claim).files[0].load_id for claim in claims]

    assert ids[0] == ids[1]
    assert len(set(ids)) == 4


def test_a_day_that_has_not_come_is_refused(services: Services, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="has not come"):
        load_paths(services, [write_csv(tmp_path, "person", {})], claim=Claim(as_of=date(2027, 1, 1)))


@pytest.fixture
def many(tmp_path: Path) -> Services:
    """Services with a register of three hundred offices on record."""
    services = services_in(tmp_path / "many")
    load_paths(services, [write_csv(tmp_path, "person", *_offices(300), name="many.csv")])
    return services


def _offices(number: int) -> list[dict[str, str]]:
    """Return rows on offices of one person in one firm, each from a day of its own."""
    days = [date.fromordinal(date(2020, 1, 1).toordinal() + at).isoformat() for at in range(number)]
    return [{"职务": "董事", "任职起始日期": day, "任职截止日期": "2021-12-31"} for day in days]


def test_a_full_file_with_far_fewer_rows_stops_before_anything_is_written(many: Services, tmp_path: Path) -> None:
    path = write_csv(tmp_path, "person", *_offices(200), name="full.csv")
    before = _state(many)

    with pytest.raises(UnusualVolumeError, match=r"full\.csv: would end or change .* --yes"):
        load_paths(many, [path], claim=Claim(full=True))
    assert _state(many) == before

    report = load_paths(many, [path], claim=Claim(full=True, sure=True))
    assert report.files[0].retired == {"roles": 100}
    assert report.files[0].for_ledger()["retired"] == {"roles": 100}


def test_a_full_file_with_a_few_rows_less_is_loaded_without_asking(many: Services, tmp_path: Path) -> None:
    path = write_csv(tmp_path, "person", *_offices(295), name="full.csv")

    report = load_paths(many, [path], claim=Claim(full=True))

    assert report.files[0].retired == {"roles": 5}


def test_a_full_file_with_refused_rows_stops(many: Services, tmp_path: Path) -> None:
    path = write_csv(tmp_path, "person", *_offices(299), {"职务": "厨师"}, name="full.csv")

    with pytest.raises(UnusualVolumeError, match="1 rows are refused"):
        load_paths(many, [path], claim=Claim(full=True))


def test_a_delta_that_deletes_unusually_much_stops_and_one_without_that_does_not(many: Services, tmp_path: Path) -> None:
    few, lots = ([(row, {"操作": "删除"}) for row in _offices(number)] for number in (40, 100))

    load_paths(many, [delta(tmp_path, "person", *few, name="few.csv")])
    with pytest.raises(UnusualVolumeError):
        load_paths(many, [delta(tmp_path, "person", *lots[40:] + lots[:20], name="lots.csv")], claim=Claim(sure=False))

    assert len(offices(many)) == 260


def _state(services: Services) -> str:
    graph, ledger = services.graph, services.ledger
    assert isinstance(graph, MemoryGraph)
    assert isinstance(ledger, MemoryLedger)
    archived = sorted(path.name for path in services.home.rglob("*.sealed"))
    return json.dumps([graph.rows("roles"), len(ledger.journal), archived, str(Retired())], default=str)


@pytest.mark.parametrize("kind", ["objection", "repair"])
def test_a_row_that_adds_to_a_decision_cannot_be_deleted_and_the_decision_stands(
    services: Services, tmp_path: Path, kind: str
) -> None:
    load_paths(services, [write_csv(tmp_path, "penalty", {}), write_csv(tmp_path, kind, {})])
    graph = services.graph
    assert isinstance(graph, MemoryGraph)
    before = graph.rows("events")

    report = load_paths(services, [delta(tmp_path, kind, ({}, {"操作": "删除"}))])

    assert reasons(report) == [(1, "操作", "delete-of-part")]
    assert graph.rows("events") == before != []
