"""Answers to inquiries, results of objections and repairs: each finds its decision on record, or waits and names its number."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from graph_service.loaders.run import load_paths
from graph_service.workflow.services import Services
from tests.loaders.judging import reached
from tests.loaders.tables import AUTHORITY, FIRMS, OF_LIST, PEOPLE, write_csv
from tests.loaders.test_facts import loaded, picked

FOOD = {"处罚类别": "罚款;吊销许可证", "处罚内容": "吊销食品经营许可证"}
#: Two licences at once: two events of one decision.
TWO = {"处罚类别": "吊销许可证;吊销营业执照", "处罚内容": "吊销食品经营许可证，吊销营业执照"}
BY_NAME = {"当事人统一社会信用代码": ""}
CASE = {"决定文号": "（2019）京0105执1号", "决定机关": "北京市甲区人民法院", "名单名称": "失信被执行人名单"}
FIRM_LISTED = {"主体名称": "北京甲一食品有限公司", "主体类别": "1", "证件号码": FIRMS[0]}
KINDS = ("answer", "objection", "repair")


def on_record(services: Services, tmp_path: Path) -> None:
    """A food licence revoked, an entry of the list of work safety, and one of a court, all of one firm with its head 赵甲."""
    paths = [
        write_csv(tmp_path, kind, change, name=f"{kind}.csv")
        for kind, change in (("person", {}), ("penalty", FOOD), ("listing", {}), ("executee", FIRM_LISTED))
    ]
    loaded(services, *paths)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "of", [{}, BY_NAME, OF_LIST, {"决定文号": "京甲市监罚 【２０２４】1 号"}], ids=["number", "name", "list", "spelt"]
)
def test_a_decision_on_record_is_found(services: Services, tmp_path: Path, kind: str, of: dict[str, str]) -> None:
    on_record(services, tmp_path)
    firm = write_csv(tmp_path, "enterprise", {})

    report = load_paths(services, [firm, write_csv(tmp_path, kind, of, name="row.csv")])

    assert (report.files[-1].loaded, report.rejected) == (1, 0)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("change", "code", "column", "value"),
    [
        ({"决定文号": "京甲市监罚〔2024〕77号"}, "event-not-on-record", "决定文号", "京甲市监罚〔2024〕77号"),
        ({"当事人统一社会信用代码": FIRMS[1]}, "event-not-on-record", "决定文号", "京甲市监罚[2024]1号"),
        (OF_LIST | {"列入日期": "2024-03-06"}, "event-not-on-record", "决定文号", ""),
        (OF_LIST | {"列入日期": ""}, "required", "列入日期", ""),
        (OF_LIST | {"名单名称": "某名单"}, "list-unknown", "名单名称", "某名单"),
        ({"决定文号": ""}, "required", "决定文号", ""),
        (CASE | {"决定文号": ""}, "required", "决定文号", ""),
        ({"决定文号": "京甲市监罚字"}, "document-number", "决定文号", "京甲市监罚字"),
    ],
)
def test_a_decision_that_is_not_on_record_is_refused_and_named(
    services: Services, tmp_path: Path, kind: str, change: dict[str, str], code: str, column: str, value: str
) -> None:
    on_record(services, tmp_path)

    report = load_paths(services, [write_csv(tmp_path, kind, change, name="row.csv")])

    ((one),) = report.files[0].refused
    assert (one.code, one.column, one.value, report.loaded) == (code, column, value, 0)


@pytest.mark.parametrize(
    ("said", "finding"),
    [
        ("直接责任", ("direct", True)),
        ("直接负责的主管人员", ("direct_supervisor", True)),
        ("不负直接责任", ("direct", False)),
    ],
)
def test_an_answer_is_a_finding_on_every_event_of_its_decision(
    services: Services, tmp_path: Path, said: str, finding: tuple[str, bool]
) -> None:
    loaded(services, write_csv(tmp_path, "penalty", TWO))
    graph = loaded(services, write_csv(tmp_path, "answer", {"认定结论": said}))

    assert {row["event"] for row in graph.rows("findings")} == {row["id"] for row in graph.rows("events")}
    assert picked(graph.rows("findings"), "liability", "found", "document") == [(*finding, "京甲市监函〔2024〕1号")] * 2


def test_an_answer_that_leaves_the_question_open_is_told_and_finds_nothing(services: Services, tmp_path: Path) -> None:
    on_record(services, tmp_path)
    path = write_csv(tmp_path, "answer", {"认定结论": "无法认定"})

    report = load_paths(services, [path])
    graph = loaded(services, path)

    assert (report.files[0].warnings, report.unchanged, graph.rows("findings")) == ({"liability-left-open": 1}, 1, [])


def test_an_answer_about_an_entry_of_a_court_is_found_by_its_case(services: Services, tmp_path: Path) -> None:
    on_record(services, tmp_path)
    graph = loaded(services, write_csv(tmp_path, "answer", CASE))

    (finding,) = graph.rows("findings")
    assert {row["id"]: row["kind"] for row in graph.rows("events")}[finding["event"]] == "court"


def test_a_decision_taken_back_reaches_nobody_and_keeps_what_it_said(services: Services, tmp_path: Path) -> None:
    on_record(services, tmp_path)
    before = reached(loaded(services))
    graph = loaded(services, write_csv(tmp_path, "objection", {}))

    event = next(row for row in graph.rows("events") if row["kind"] == "penalty")
    assert {rule for rule, _ in before} - {rule for rule, _ in reached(graph)} == {"CN-FOOD-135-1"}
    assert (event["annulled_date"], event["decision_date"], event["subject"]) == (
        date(2024, 6, 5),
        date(2024, 3, 5),
        FIRMS[0],
    )


def test_the_file_that_stated_a_decision_does_not_bring_it_back(services: Services, tmp_path: Path) -> None:
    on_record(services, tmp_path)
    loaded(services, write_csv(tmp_path, "objection", {}, {**OF_LIST}))
    graph = loaded(services, tmp_path / "penalty.csv", tmp_path / "listing.csv")

    assert {row["kind"] for row in graph.rows("events") if row["annulled_date"]} == {"penalty", "listing"}


def test_days_are_corrected_and_the_last_day_of_a_violation_is_inside(services: Services, tmp_path: Path) -> None:
    on_record(services, tmp_path)
    days = {"更正后决定日期": "2024-02-05", "更正后违法行为起始日期": "2023-01-01", "更正后违法行为截止日期": "2023-12-31"}
    graph = loaded(services, write_csv(tmp_path, "objection", {"处理结果": "更正"} | days))

    event = next(row for row in graph.rows("events") if row["kind"] == "penalty")
    assert picked([event], "decision_date", "violation_start", "violation_end", "annulled_date") == [
        (date(2024, 2, 5), date(2023, 1, 1), date(2024, 1, 1), None)
    ]


def test_an_objection_that_was_dismissed_changes_nothing(services: Services, tmp_path: Path) -> None:
    on_record(services, tmp_path)
    before = reached(loaded(services))

    path = write_csv(tmp_path, "objection", {"处理结果": "维持"})
    report = load_paths(services, [path])

    assert (report.read, report.unchanged, report.rejected) == (1, 1, 0)
    assert reached(loaded(services, path)) == before


def test_a_repair_ends_list_and_policy_and_never_a_statutory_ban(services: Services, tmp_path: Path) -> None:
    on_record(services, tmp_path)
    before = {rule for rule, _ in reached(loaded(services))}
    graph = loaded(
        services, write_csv(tmp_path, "repair", {}, {**OF_LIST, "修复决定文号": "京甲修〔2025〕2号", "改正日期": "2024-09-05"})
    )

    after = {rule for rule, _ in reached(graph)}
    assert {"CN-SAFE-LIST-11", "BJ-R2-HONOUR", "CN-FOOD-135-1"} <= before
    assert before - after == {"CN-SAFE-LIST-11"}
    assert ("CN-FOOD-135-1", "赵甲") in reached(graph)
    listing = next(row for row in graph.rows("events") if row["kind"] == "listing")
    assert picked([listing], "removed_date", "correction_date") == [(date(2025, 3, 5), date(2024, 9, 5))]


@pytest.mark.parametrize(
    ("kind", "change", "code"),
    [
        ("answer", {"认定结论": "有责任"}, "conclusion-unknown"),
        ("answer", {"认定结论": ""}, "required"),
        ("answer", {"证件号码": f"{PEOPLE[0][:10]}****{PEOPLE[0][-4:]}"}, "masked-id"),
        ("answer", {"认定日期": "2030-01-01"}, "date-future"),
        ("objection", {"处理结果": "再议"}, "result-unknown"),
        ("objection", {"处理结果": "更正"}, "correction-mismatch"),
        ("objection", {"更正后决定日期": "2024-02-05"}, "correction-mismatch"),
        (
            "objection",
            {"处理结果": "更正", "更正后违法行为起始日期": "2023-02-01", "更正后违法行为截止日期": "2023-01-01"},
            "end-before-start",
        ),
        ("objection", OF_LIST | {"处理日期": "2024-03-04"}, "end-before-start"),
        ("repair", CASE, "not-for-repair"),
        ("repair", OF_LIST | {"修复日期": "2024-03-04"}, "removed-before-listed"),
        ("repair", {"改正日期": "2025-03-06"}, "end-before-start"),
        ("repair", {"修复日期": "2030-01-01"}, "date-future"),
    ],
)
def test_what_cannot_be_understood_waits_with_its_reason(
    services: Services, tmp_path: Path, kind: str, change: dict[str, str], code: str
) -> None:
    on_record(services, tmp_path)

    report = load_paths(services, [write_csv(tmp_path, kind, change, name="row.csv")])

    assert (report.rejected, report.files[0].reasons) == (1, {code: 1})


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_dirty_file_counts_up_in_every_encoding(services: Services, tmp_path: Path, kind: str, encoding: str) -> None:
    on_record(services, tmp_path)
    again = {"answer": {"姓名": "钱乙", "证件号码": PEOPLE[1]}}.get(kind, OF_LIST)
    rows = [{}, {}, again, {"决定机关": f"{AUTHORITY}分局"}]

    report = load_paths(services, [write_csv(tmp_path, kind, *rows, name="rows.csv", encoding=encoding)])

    assert (report.read, report.loaded, report.unchanged, report.rejected) == (4, 2, 1, 1)
