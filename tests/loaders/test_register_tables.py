"""The register's other tables: branches, former names, operators, deregistration, and the keys of the public register as titles."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from graph_service.loaders.run import load_paths
from graph_service.workflow.services import Services
from tests.loaders.tables import AUTHORITY, FIRMS, PEOPLE, REGISTRATION, write_csv
from tests.loaders.test_facts import loaded, picked

BUSINESS = {
    "企业名称": "北京甲三小吃店",
    "统一社会信用代码": "",
    "注册号": REGISTRATION,
    "企业类型": "个体工商户",
    "法定代表人": "",
    "经营者": "孙丙",
}
BRANCH = "北京甲一食品有限公司朝阳分公司"


def written(path: Path, cells: Mapping[str, str]) -> Path:
    path.write_text(",".join(cells) + "\n" + ",".join(cells.values()) + "\n", "utf-8")
    return path


def test_a_branch_belongs_to_the_firm_that_the_row_names(services: Services, tmp_path: Path) -> None:
    graph = loaded(services, write_csv(tmp_path, "enterprise", {}), write_csv(tmp_path, "branch", {}))

    assert picked(graph.rows("organizations"), "id", "name", "type", "parent") == [
        (FIRMS[0], "北京甲一食品有限公司", "company", None),
        (FIRMS[1], BRANCH, "branch", FIRMS[0]),
    ]


def test_a_later_table_finds_the_branch_by_its_name(services: Services, tmp_path: Path) -> None:
    head = {"企业名称": BRANCH, "企业统一社会信用代码": "", "职务": "负责人"}
    graph = loaded(services, write_csv(tmp_path, "branch", {}), write_csv(tmp_path, "person", head))

    assert picked(graph.rows("roles"), "organization", "role") == [(FIRMS[1], "branch_head")]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([{"分支机构统一社会信用代码": FIRMS[0]}], "own-parent"),
        ([{"分支机构名称": ""}], "required"),
        ([{}, {"企业统一社会信用代码": FIRMS[2]}], "conflicting-duplicate"),
        ([{"企业统一社会信用代码": ""}], "required"),
    ],
)
def test_a_branch_without_one_certain_firm_is_refused(
    services: Services, tmp_path: Path, rows: list[dict[str, str]], code: str
) -> None:
    report = load_paths(services, [write_csv(tmp_path, "branch", *rows)])

    assert report.files[0].reasons == {code: 1}


def test_former_names_keep_their_days(services: Services, tmp_path: Path) -> None:
    rows = [{}, {"曾用名称": "北京甲半食品有限公司", "使用起始日期": "2015-01-01", "使用截止日期": ""}]
    graph = loaded(services, write_csv(tmp_path, "former name", *rows))

    assert picked(graph.rows("names"), "name", "name_key", "start", "end") == [
        ("北京甲零食品有限公司", "北京甲零食品有限公司", date(2010, 1, 1), date(2015, 1, 1)),
        ("北京甲半食品有限公司", "北京甲半食品有限公司", date(2015, 1, 1), None),
    ]


@pytest.mark.parametrize(
    ("change", "code"), [({"使用截止日期": "2009-01-01"}, "end-before-start"), ({"曾用名称": "123"}, "not-a-name")]
)
def test_a_former_name_that_cannot_be_is_refused(services: Services, tmp_path: Path, change: dict[str, str], code: str) -> None:
    assert load_paths(services, [write_csv(tmp_path, "former name", change)]).files[0].reasons == {code: 1}


def test_former_names_may_stand_beside_the_firm(services: Services, tmp_path: Path) -> None:
    graph = loaded(services, write_csv(tmp_path, "enterprise", {"曾用名": "北京甲零食品厂；北京甲半食品有限公司"}))

    assert picked(graph.rows("names"), "organization", "name") == [
        (FIRMS[0], "北京甲零食品厂"),
        (FIRMS[0], "北京甲半食品有限公司"),
    ]


@pytest.mark.parametrize(
    ("kind", "title"), [("个体工商户", "经营者"), ("个人独资企业", "投资人")]
)  # fmt: skip
def test_the_operator_is_registered_with_the_firm_itself(services: Services, tmp_path: Path, kind: str, title: str) -> None:
    numbered = {"经营者证件类型": "居民身份证", "经营者证件号码": PEOPLE[2]}
    graph = loaded(services, write_csv(tmp_path, "enterprise", BUSINESS | numbered | {"企业类型": kind}))

    assert picked(graph.rows("roles"), "organization", "role", "start", "end", "title") == [
        (f"reg:{REGISTRATION}", "individual_operator", None, None, title)
    ]
    assert picked(graph.rows("persons"), "name", "confirmed") == [("孙丙", True)]


def test_an_operator_without_a_number_is_known_within_the_business(services: Services, tmp_path: Path) -> None:
    graph = loaded(services, write_csv(tmp_path, "enterprise", BUSINESS))

    assert picked(graph.rows("persons"), "name", "confirmed") == [("孙丙", False)]


@pytest.mark.parametrize(
    ("days", "closed"),
    [
        ({"注销日期": "2020-05-01"}, date(2020, 5, 1)),
        ({"吊销日期": "2019-05-01", "注销日期": "2020-05-01"}, date(2019, 5, 1)),
        ({}, None),
    ],
)
def test_a_firm_closes_on_the_first_of_its_last_days(
    services: Services, tmp_path: Path, days: dict[str, str], closed: date | None
) -> None:
    graph = loaded(services, write_csv(tmp_path, "enterprise", BUSINESS | days | {"登记状态": "注销"}))

    assert picked(graph.rows("organizations"), "status", "closed") == [("cancelled", closed)]
    assert picked(graph.rows("roles"), "end") == [(closed,)]


def test_an_active_firm_with_a_last_day_is_doubted(services: Services, tmp_path: Path) -> None:
    report = load_paths(services, [write_csv(tmp_path, "enterprise", {"注销日期": "2020-05-01"})])

    assert (report.loaded, report.files[0].warnings) == (1, {"active-though-closed": 1})


GSXT = {
    "registry.enterprises": {
        "entName": "北京甲一食品有限公司", "uniscId": FIRMS[0], "regNo": REGISTRATION, "estDate": "2015-01-01", "name": "赵甲",
        "entType_CN": "有限责任公司", "regState_CN": "存续", "regCap": "100", "regOrg_CN": AUTHORITY, "dom": "某街1号",
        "opFrom": "2015-01-01", "opTo": "", "historyName": "北京甲零食品有限公司",
    },
    "registry.persons": {"entName": "北京甲一食品有限公司", "uniscId": FIRMS[0], "name": "赵甲", "position_CN": "董事"},
    "registry.shareholders": {
        "entName": "北京甲一食品有限公司", "uniscId": FIRMS[0], "inv": "赵甲", "invType_CN": "自然人股东", "cerType_CN": "", "cerNo": "",
        "liSubConAm": "50", "liAcConAm": "10",
    },
    "registry.changes": {
        "entName": "北京甲一食品有限公司", "uniscId": FIRMS[0], "altItem_CN": "董事备案", "altBe": "钱乙", "altAf": "赵甲", "altDate": "2018年3月1日",
    },
}  # fmt: skip


def test_the_keys_of_the_public_register_serve_as_titles(services: Services, tmp_path: Path) -> None:
    paths = [written(tmp_path / f"{at}.csv", cells) for at, cells in enumerate(GSXT.values())]

    report = load_paths(services, paths)

    assert [(file.source, file.loaded, file.ignored_columns) for file in report.files] == [(kind, 1, ()) for kind in GSXT]
    graph = services.graph
    assert picked(graph.rows("holdings"), "share") == [(0.5,)]  # type: ignore[attr-defined]  # the one in memory
    assert len(graph.rows("persons")) == 2  # type: ignore[attr-defined]  # as above


def test_a_table_of_officers_that_lacks_their_offices_is_told_so(services: Services, tmp_path: Path) -> None:
    cells = {name: cell for name, cell in GSXT["registry.persons"].items() if name != "position_CN"}

    with pytest.raises(Exception, match="职务"):
        load_paths(services, [written(tmp_path / "p.csv", cells)])
