"""Logical doubts about offices and holdings: the row is loaded and tagged; its nearest sound neighbour is not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from graph_service.loaders.run import load_paths
from graph_service.model.person_documents import resident_check_digit
from graph_service.workflow.services import Services
from tests.loaders.tables import FIRMS, PEOPLE, Changes, write_csv

_BODY = "11010119001231001"
#: Born on the last day of 1900.
LATE = _BODY + resident_check_digit(_BODY)
CLOSED = {"登记状态": "注销", "注销日期": "2020-01-01"}
QIAN = {"姓名": "钱乙", "证件号码": PEOPLE[1]}
OWNER = {
    "股东名称": "钱乙",
    "股东证照号码": PEOPLE[1],
    "持股比例": "10%",
    "认缴出资额（万元）": "10",
    "实缴出资额（万元）": "10",
}
Tagged = Mapping[str, int]


def warnings(services: Services, folder: Path, kind: str, rows: Sequence[Changes], firm: Changes | None = None) -> Tagged:
    if firm is not None:
        load_paths(services, [write_csv(folder, "enterprise", firm)])
    report = load_paths(services, [write_csv(folder, kind, *rows)])
    assert (report.loaded, report.rejected) == (len(rows), 0)
    return report.files[0].warnings


@pytest.mark.parametrize(
    ("kind", "start"), [("person", "任职起始日期"), ("holding", "持股起始日期")], ids=["office", "holding"]
)
@pytest.mark.parametrize(
    ("day", "firm", "tagged"),
    [
        ("2020-01-01", CLOSED, {"relation-after-closing": 1}),
        ("2019-12-31", CLOSED, {}),
        ("", CLOSED, {}),
        ("2020-01-01", {}, {}),
        ("2014-12-31", {}, {"relation-before-founding": 1}),
        ("2015-01-01", {}, {}),
        ("2014-12-31", None, {}),
    ],
)
def test_a_relation_is_held_against_the_days_of_its_firm(
    services: Services, tmp_path: Path, kind: str, start: str, day: str, firm: Changes | None, tagged: Tagged
) -> None:
    assert warnings(services, tmp_path, kind, [{start: day}], firm) == tagged


@pytest.mark.parametrize(("day", "tagged"), [("1900-12-30", {"relation-before-birth": 1}), ("1900-12-31", {})])
def test_nobody_holds_anything_before_being_born(services: Services, tmp_path: Path, day: str, tagged: Tagged) -> None:
    assert warnings(services, tmp_path, "person", [{"证件号码": LATE, "任职起始日期": day}]) == tagged
    assert warnings(services, tmp_path, "holding", [{"股东证照号码": LATE, "持股起始日期": day}]) == tagged


@pytest.mark.parametrize(
    ("second", "tagged"),
    [
        ({"证件号码": PEOPLE[1]}, {"person-with-two-ids": 2}),
        ({"证件号码": PEOPLE[1], "姓名": "钱乙"}, {}),
        ({"证件号码": PEOPLE[1], "企业统一社会信用代码": FIRMS[1]}, {}),
        ({"证件号码": ""}, {}),
        ({}, {}),
    ],
)
def test_one_name_in_one_firm_has_one_number(services: Services, tmp_path: Path, second: Changes, tagged: Tagged) -> None:
    rows = [{"职务": "董事"}, {"职务": "监事"} | second]

    assert warnings(services, tmp_path, "person", rows) == tagged


@pytest.mark.parametrize(("name", "tagged"), [("赵甲", 2), ("钱乙", 0)])
def test_one_name_among_the_holders_of_a_firm_has_one_number(
    services: Services, tmp_path: Path, name: str, tagged: int
) -> None:
    found = warnings(services, tmp_path, "holding", [{}, OWNER | {"股东名称": name}])

    assert found.get("person-with-two-ids", 0) == tagged


@pytest.mark.parametrize(("capital", "tagged"), [("0", {"capital-zero": 1}), ("0.000001", {}), ("", {})])
def test_a_firm_with_a_capital_of_nothing_is_tagged(services: Services, tmp_path: Path, capital: str, tagged: Tagged) -> None:
    assert warnings(services, tmp_path, "enterprise", [{"注册资本（万元）": capital}]) == tagged


@pytest.mark.parametrize(("kind", "day"), [("listing", "列入日期"), ("sanction", "决定日期")])
@pytest.mark.parametrize(("begun", "codes"), [("2025-03-06", ["decision-before-violation"]), ("2025-03-05", [])])
def test_nothing_is_decided_before_the_violation_begins(
    services: Services, tmp_path: Path, kind: str, day: str, begun: str, codes: list[str]
) -> None:
    report = load_paths(services, [write_csv(tmp_path, kind, {day: "2025-03-05", "违法行为起始日期": begun})])

    assert [(one.code, one.column) for one in report.files[0].refused] == [(code, day) for code in codes]
