"""变更记录: who is new was entered on the day, who is missing was struck off; nothing else is concluded."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from graph_service.loaders.run import load_paths
from graph_service.workflow.services import Services
from tests.loaders.fakes import MemoryGraph
from tests.loaders.tables import FIRMS, write_csv
from tests.loaders.test_facts import loaded, picked

DAY = date(2018, 3, 1)
SAID = ("role", "start", "end", "registered_on", "change", "changed_on")


def by_name(graph: MemoryGraph, *columns: str) -> list[tuple[object, ...]]:
    names = {row["id"]: row["name"] for row in graph.rows("persons")}
    return sorted(((names[row["person"]], *(row[name] for name in columns)) for row in graph.rows("roles")), key=repr)


def test_who_is_new_begins_and_who_is_missing_ends_on_the_day_of_registration(services: Services, tmp_path: Path) -> None:
    graph = loaded(services, write_csv(tmp_path, "change", {}))

    assert by_name(graph, *SAID) == [
        ("孙丙", "director", DAY, None, DAY, "began", DAY),
        ("钱乙", "director", None, DAY, None, "ended", DAY),
    ]
    assert {row["confirmed"] for row in graph.rows("persons")} == {False}


def test_offices_are_told_apart_by_person_and_title(services: Services, tmp_path: Path) -> None:
    officers = {
        "变更事项": "高级管理人员备案（董事、监事、经理等）",
        "变更前内容": "赵甲（董事长）；钱乙（监事）",
        "变更后内容": "赵甲（董事兼经理）；孙丙（监事）",
    }
    graph = loaded(services, write_csv(tmp_path, "change", officers))

    assert by_name(graph, "role", "change", "title") == [
        ("孙丙", "supervisor", "began", "监事"),
        ("赵甲", "general_manager", "began", "董事兼经理"),
        ("钱乙", "supervisor", "ended", "监事"),
    ]


def test_a_representative_gives_way_to_the_next(services: Services, tmp_path: Path) -> None:
    swap = {"变更事项": "法定代表人变更", "变更前内容": "赵甲", "变更后内容": "钱乙"}
    graph = loaded(services, write_csv(tmp_path, "change", swap))

    assert by_name(graph, "role", "change") == [
        ("赵甲", "legal_representative", "ended"),
        ("钱乙", "legal_representative", "began"),
    ]


def test_two_representatives_at_once_are_refused(services: Services, tmp_path: Path) -> None:
    report = load_paths(services, [write_csv(tmp_path, "change", {"变更事项": "法定代表人变更", "变更后内容": "赵甲；钱乙"})])

    assert report.files[0].reasons == {"name-list-unclear": 2}


def test_holders_come_and_go_with_what_is_said_of_them(services: Services, tmp_path: Path) -> None:
    firm = write_csv(tmp_path, "enterprise", {"企业名称": "北京甲二投资有限公司", "统一社会信用代码": FIRMS[1]})
    holders = {
        "变更事项": "投资人（股权）变更",
        "变更前内容": "赵甲 60万元；钱乙",
        "变更后内容": "赵甲 50万元；北京甲二投资有限公司 40%",
    }
    graph = loaded(services, firm, write_csv(tmp_path, "change", holders))

    ((person,),) = picked(graph.rows("persons"), "id")
    held = picked(graph.rows("holdings"), "holder", "share", "start", "end", "change")
    assert held == [(FIRMS[1], 0.4, DAY, None, "began"), (person, None, None, DAY, "ended")]


def test_a_firm_cannot_become_its_own_shareholder(services: Services, tmp_path: Path) -> None:
    firm = write_csv(tmp_path, "enterprise", {})
    change = write_csv(tmp_path, "change", {"变更事项": "股东变更", "变更后内容": "北京甲一食品有限公司"})

    assert load_paths(services, [firm, change]).files[1].reasons == {"own-shareholder": 1}


def test_a_name_that_is_given_up_is_kept_with_its_days(services: Services, tmp_path: Path) -> None:
    rename = {"变更事项": "名称变更", "变更前内容": "北京甲零食品有限公司", "变更后内容": "北京甲一食品有限公司"}
    graph = loaded(services, write_csv(tmp_path, "change", rename))

    assert picked(graph.rows("names"), "name", "start", "end", "change") == [
        ("北京甲一食品有限公司", DAY, None, "began"),
        ("北京甲零食品有限公司", None, DAY, "ended"),
    ]


@pytest.mark.parametrize(
    "change",
    [{"变更事项": "住所变更", "变更前内容": "某街1号", "变更后内容": "某街2号"}, {"变更事项": "注册资本变更", "变更前内容": ""}, {"变更后内容": "钱乙、赵 甲"},
     {"变更前内容": "买买提·甲", "变更后内容": "买买提甲"}],
)  # fmt: skip
def test_what_makes_no_fact_is_counted_and_said(services: Services, tmp_path: Path, change: dict[str, str]) -> None:
    report = load_paths(services, [write_csv(tmp_path, "change", change)])

    assert (report.read, report.loaded, report.unchanged, report.rejected) == (1, 0, 1, 0)
    assert report.files[0].warnings == {"change-without-fact": 1}


def test_persons_of_one_name_in_two_firms_are_two(services: Services, tmp_path: Path) -> None:
    graph = loaded(services, write_csv(tmp_path, "change", {}, {"企业统一社会信用代码": FIRMS[1]}))

    assert len({row["person"] for row in graph.rows("roles")}) == 4


def test_a_person_is_the_one_of_that_name_in_the_list_of_officers(services: Services, tmp_path: Path) -> None:
    listed = write_csv(tmp_path, "person", {"姓名": "钱 乙", "证件类型": "", "证件号码": "", "职务": "董事"})
    graph = loaded(services, listed, write_csv(tmp_path, "change", {}))

    assert len(graph.rows("persons")) == 2


def test_one_with_a_number_is_never_taken_for_one_known_by_name(services: Services, tmp_path: Path) -> None:
    listed = write_csv(tmp_path, "person", {"姓名": "钱乙", "职务": "董事"})
    graph = loaded(services, listed, write_csv(tmp_path, "change", {}))

    assert sorted(picked(graph.rows("persons"), "name", "confirmed")) == [("孙丙", False), ("钱乙", False), ("钱乙", True)]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_dirty_file_counts_up(services: Services, tmp_path: Path, encoding: str) -> None:
    dirty = [{}, {}, {"变更日期": "2019年3月1日", "变更后内容": "赵 甲"}, {"变更后内容": "赵甲等3人"}, {"变更事项": "住所变更"}]
    report = load_paths(services, [write_csv(tmp_path, "change", *dirty, encoding=encoding)])

    assert (report.read, report.loaded, report.unchanged, report.rejected) == (5, 2, 2, 1)
    again = load_paths(services, [tmp_path / "change.csv"])
    assert (again.loaded, again.unchanged, again.rejected) == (0, 4, 1)
