"""失信被执行人 and 限制消费令: nobody behind a mask is a hit, and an entry ends by a later row of the same case."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from graph_service.loaders import courts
from graph_service.loaders.run import load_paths
from graph_service.workflow.services import Services
from tests.loaders.tables import FIRMS, PEOPLE, header, line, write_csv, write_xlsx
from tests.loaders.test_facts import loaded, picked

FIRM = {"主体名称": "北京甲一食品有限公司", "主体类别": "1", "证件号码": FIRMS[0]}
OFF = {"移出日期": "2021-07-13", "移出原因": "期限届满"}


def namesakes(folder: Path) -> Path:
    """Two persons called 孙丙; only the first fits the mask."""
    rows = [{"姓名": "孙丙", "证件号码": number, "职务": "监事"} for number in (PEOPLE[2], PEOPLE[3])]
    return write_csv(folder, "person", *rows)


def test_a_masked_executee_is_nobody_yet_and_namesakes_are_candidates_or_excluded(services: Services, tmp_path: Path) -> None:
    graph = loaded(services, namesakes(tmp_path), write_csv(tmp_path, "executee", {}))

    ((event, *said),) = picked(
        graph.rows("events"), "id", "kind", "category", "subject", "listing_date", "filing_date", "debt_large"
    )
    right, wrong = (row["id"] for row in graph.rows("persons"))
    assert said == ["court", "court.dishonest_executee", None, date(2019, 7, 13), date(2019, 7, 9), None]
    assert picked(graph.rows("candidates"), "event", "person", "compatible") == [(event, right, True), (event, wrong, False)]
    assert "1101011900" not in repr(graph.facts)


def test_a_masked_executee_whom_nobody_resembles_is_kept(services: Services, tmp_path: Path) -> None:
    graph = loaded(services, write_csv(tmp_path, "executee", {}))

    assert (len(graph.rows("events")), graph.rows("persons"), graph.rows("candidates")) == (1, [], [])


def test_an_executee_with_the_whole_number_is_the_subject(services: Services, tmp_path: Path) -> None:
    graph = loaded(services, write_csv(tmp_path, "executee", {"证件号码": PEOPLE[2], "证件类型": "居民身份证"}))

    assert picked(graph.rows("persons"), "id", "confirmed") == [(graph.rows("events")[0]["subject"], True)]


@pytest.mark.parametrize(
    "number",
    [FIRMS[0], f"{FIRMS[0][:10]}****{FIRMS[0][-4:]}", "MA0FAKE1-7", "MA0FAKE17"],
    ids=["code", "mask", "dash", "organ"],
)
def test_a_firm_is_found_by_its_number_or_by_a_mask_that_agrees(services: Services, tmp_path: Path, number: str) -> None:
    firm = write_csv(tmp_path, "enterprise", {})
    graph = loaded(services, firm, write_csv(tmp_path, "executee", FIRM | {"证件号码": number}))

    assert picked(graph.rows("events"), "subject") == [(FIRMS[0],)]


@pytest.mark.parametrize("number", [f"{FIRMS[0][:8]}99****{FIRMS[0][-4:]}", ""])
def test_a_firm_whose_visible_characters_differ_is_not_joined_by_its_name(
    services: Services, tmp_path: Path, number: str
) -> None:
    firm = write_csv(tmp_path, "enterprise", {})
    graph = loaded(services, firm, write_csv(tmp_path, "executee", FIRM | {"证件号码": number}))

    ((subject,),) = picked(graph.rows("events"), "subject")
    assert str(subject).startswith("org:")


def test_a_later_row_of_the_case_ends_the_entry_over_other_brackets(services: Services, tmp_path: Path) -> None:
    loaded(services, write_csv(tmp_path, "executee", {}, name="a.csv"))
    paid = OFF | {"移出原因": "已履行完毕", "案号": "(2019)京0105执1号"}
    graph = loaded(services, write_csv(tmp_path, "executee", paid, name="b.csv"))

    assert picked(graph.rows("events"), "listing_date", "removed_date", "performed_date", "annulled_date") == [
        (date(2019, 7, 13), date(2021, 7, 13), date(2021, 7, 13), None)
    ]


def test_who_is_listed_again_after_a_removal_is_not_left_out_in_silence(services: Services, tmp_path: Path) -> None:
    report = load_paths(services, [write_csv(tmp_path, "executee", OFF, {"发布日期": "2022-01-01"})])

    assert (report.loaded, report.files[0].reasons) == (1, {"conflicting-duplicate": 1})


def test_an_order_against_a_firm_has_the_firm_as_subject_and_names_the_person(services: Services, tmp_path: Path) -> None:
    graph = loaded(services, write_csv(tmp_path, "order", {}, {"主体名称": "钱乙", "证件号码": "", "关联类型": "实际控制人"}))

    ((event, *said),) = picked(graph.rows("events"), "id", "category", "subject", "order_date", "document")
    head, controller = (row["id"] for row in graph.rows("persons"))
    assert said == ["court.consumption_order", FIRMS[0], date(2019, 7, 10), "（2019）京0105执1号"]
    assert picked(graph.rows("persons"), "name", "confirmed") == [("赵甲", False), ("钱乙", False)]
    assert picked(graph.rows("namings"), "event", "person", "how") == [(event, head, "named")]
    assert picked(graph.rows("findings"), "event", "person", "liability", "found") == [
        (event, controller, "actual_controller", True)
    ]


def test_an_order_against_a_person_alone_leaves_candidates(services: Services, tmp_path: Path) -> None:
    alone = {
        "主体名称": "孙丙",
        "证件号码": f"{PEOPLE[2][:10]}****{PEOPLE[2][-4:]}",
        "关联企业名称": "",
        "关联企业统一社会信用代码": "",
    }
    graph = loaded(services, namesakes(tmp_path), write_csv(tmp_path, "order", alone))

    assert picked(graph.rows("events"), "subject") == [(None,)]
    assert picked(graph.rows("candidates"), "compatible") == [(True,), (False,)]


def test_an_order_without_its_day_takes_that_of_its_publication_and_says_so(services: Services, tmp_path: Path) -> None:
    report = load_paths(services, [write_csv(tmp_path, "order", {"限制消费令日期": ""})])

    assert report.files[0].warnings["order-day-from-publication"] == 1
    assert picked(services.graph.rows("events"), "order_date") == [(date(2019, 7, 13),)]  # type: ignore[attr-defined]  # in memory


@pytest.mark.parametrize(
    ("kind", "change", "code"),
    [
        ("executee", {"主体类别": "2"}, "party-type-unknown"),
        ("executee", {"证件号码": ""}, "required-for-person"),
        ("executee", {"证件号码": "1101011900****00"}, "masked-id"),
        ("executee", {"案号": "执字"}, "document-number"),
        ("executee", {"移出日期": "2019-01-01"}, "removed-before-listed"),
        ("executee", {"移出原因": "已履行完毕"}, "removed-without-day"),
        ("executee", {"发布日期": "2019-13-01"}, "date-invalid"),
        ("executee", FIRM | {"证件号码": "91110105MA0FAKE18J"}, "uscc-check-digit"),
        ("order", {"关联企业统一社会信用代码": "", "关联企业名称": "北京未知有限公司"}, "organization-unknown"),
        ("order", {"发布日期": "2030-01-01"}, "date-future"),
    ],
)
def test_what_cannot_be_understood_waits_with_its_reason(
    services: Services, tmp_path: Path, kind: str, change: dict[str, str], code: str
) -> None:
    report = load_paths(services, [write_csv(tmp_path, kind, change)])

    assert (report.rejected, report.files[0].reasons) == (1, {code: 1})


@pytest.mark.parametrize(("kind", "layout"), [("executee", courts.EXECUTEES), ("order", courts.ORDERS)])
def test_the_field_names_of_the_courts_serve_as_titles(services: Services, tmp_path: Path, kind: str, layout: object) -> None:
    codes = {column.name: column.code for column in layout.columns if column.code}  # type: ignore[attr-defined]  # a layout
    path = write_xlsx(tmp_path / "a.xlsx", {"x": [[codes.get(name, name) for name in header(kind)], line(kind)]})

    (file,) = load_paths(services, [path]).files
    assert (file.source, file.loaded, file.ignored_columns) == (f"courts.{kind}s", 1, ())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("kind", ["executee", "order"])
def test_a_dirty_file_counts_up_in_every_encoding(services: Services, tmp_path: Path, kind: str, encoding: str) -> None:
    rows = [
        {},
        {},
        {"案号": "（2020）京0105执恢2号", "立案日期": "2020-01-01", "发布日期": "2020-02-01"},
        {"立案日期": "9/7/19"},
    ]
    report = load_paths(services, [write_csv(tmp_path, kind, *rows, encoding=encoding)])

    assert (report.read, report.loaded, report.unchanged, report.rejected) == (4, 2, 1, 1)
    assert report.files[0].reasons == {"date-ambiguous": 1}
