"""Lists of the seriously dishonest and of abnormal operation: who is listed, who is named, and how an entry ends."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from graph_service.loaders import listings
from graph_service.loaders.run import load_paths
from graph_service.workflow.services import Services
from tests.loaders.tables import AUTHORITY, FIRMS, PEOPLE, header, line, write_csv, write_xlsx
from tests.loaders.test_facts import loaded, picked

NOBODY = {"列名人员姓名": "", "列名人员证件类型": "", "列名人员证件号码": ""}
PERSON = {"主体名称": "孙丙", "统一社会信用代码": "", "证件类型": "居民身份证", "证件号码": PEOPLE[2]} | NOBODY
MASKED = PERSON | {"证件类型": "", "证件号码": "1101011900****0030"}
OFF = {"移出日期": "2025-03-05", "移出原因": "期限届满"}
DAYS = ("listing_date", "removed_date", "annulled_date", "performed_date")


def test_one_listing_with_two_persons_named_is_one_event(services: Services, tmp_path: Path) -> None:
    other = {"列名人员姓名": "钱乙", "列名人员证件号码": PEOPLE[1]}
    graph = loaded(services, write_csv(tmp_path, "listing", {}, other))

    ((event, *said),) = picked(graph.rows("events"), "id", "kind", "category", "subject", "listing_date", "office", "document")
    assert said == ["listing", "safety.serious_list", FIRMS[0], date(2024, 3, 5), AUTHORITY, "京甲应急失信〔2024〕1号"]
    assert [row["name"] for row in graph.rows("persons")] == ["赵甲", "钱乙"]
    assert picked(graph.rows("namings"), "event", "how") == [(event, "named"), (event, "named")]


def test_a_row_that_gives_a_day_of_removal_ends_the_same_listing(services: Services, tmp_path: Path) -> None:
    first = loaded(services, write_csv(tmp_path, "listing", {}, name="a.csv"))
    before = picked(first.rows("events"), "id", *DAYS)

    graph = loaded(services, write_csv(tmp_path, "listing", OFF | NOBODY | {"列入决定文号": ""}, name="b.csv"))

    ((event, *_),) = before
    assert picked(graph.rows("events"), "id", *DAYS) == [(event, date(2024, 3, 5), date(2025, 3, 5), None, None)]
    assert picked(graph.rows("namings"), "event") == [(event,)]


@pytest.mark.parametrize("first", [0, 1])
def test_of_one_table_the_row_that_ends_a_listing_counts(services: Services, tmp_path: Path, first: int) -> None:
    rows = [{}, OFF][:: -1 if first else 1]
    graph = loaded(services, write_csv(tmp_path, "listing", *rows))

    assert picked(graph.rows("events"), "removed_date") == [(date(2025, 3, 5),)]


def test_an_end_that_does_not_name_a_person_named_before_keeps_the_end_and_asks_about_the_person(
    services: Services, tmp_path: Path
) -> None:
    report = load_paths(services, [write_csv(tmp_path, "listing", {}, OFF | NOBODY)])

    assert (report.loaded, report.files[0].reasons) == (1, {"person-not-in-the-end": 1})
    assert picked(services.graph.rows("events"), "removed_date") == [(date(2025, 3, 5),)]  # type: ignore[attr-defined]  # in memory


@pytest.mark.parametrize(
    ("why", "ends"),
    [
        ("列入决定被撤销", (date(2025, 3, 5), date(2025, 3, 5), None)),
        ("已履行完毕", (date(2025, 3, 5), None, date(2025, 3, 5))),
        ("未履行完毕，期限届满", (date(2025, 3, 5), None, None)),
    ],
)
def test_why_it_was_taken_off_may_date_more_than_the_removal(
    services: Services, tmp_path: Path, why: str, ends: tuple[date | None, ...]
) -> None:
    graph = loaded(services, write_csv(tmp_path, "listing", OFF | {"移出原因": why}))

    assert picked(graph.rows("events"), *DAYS[1:]) == [ends]


@pytest.mark.parametrize(
    ("kind", "change", "code"),
    [
        ("listing", {"名单名称": "严重失信名单"}, "list-unknown"),
        ("listing", {"列名方式": "经办人"}, "naming-unknown"),
        ("listing", {"移出日期": "2024-03-04"}, "removed-before-listed"),
        ("listing", {"移出原因": "期满"}, "removed-without-day"),
        ("listing", {"列入日期": "2030-01-01"}, "date-future"),
        ("listing", {"统一社会信用代码": "91110105MA0FAKE18J"}, "uscc-check-digit"),
        ("listing", PERSON | {"证件号码": "", "主体类别": "自然人"}, "required-for-person"),
        ("listing", PERSON | {"证件号码": "110101****0030"}, "masked-id"),
        ("listing", PERSON | {"证件号码": "110101190001010031"}, "id-check-digit"),
        ("listing", PERSON | {"列名人员姓名": "赵甲"}, "required-for-person"),
        ("abnormal", {"列入机关": ""}, "required"),
    ],
)
def test_what_cannot_be_understood_waits_with_its_reason(
    services: Services, tmp_path: Path, kind: str, change: dict[str, str], code: str
) -> None:
    report = load_paths(services, [write_csv(tmp_path, kind, change)])

    assert (report.rejected, report.files[0].reasons) == (1, {code: 1})


def test_rows_on_one_listing_must_say_the_same_of_it(services: Services, tmp_path: Path) -> None:
    other = {"列名人员姓名": "钱乙", "列名人员证件号码": PEOPLE[1], "公布日期": "2024-03-09"}
    report = load_paths(services, [write_csv(tmp_path, "listing", {}, other)])

    assert (report.loaded, report.files[0].reasons) == (1, {"conflicting-duplicate": 1})


def test_a_person_listed_by_a_number_is_the_subject(services: Services, tmp_path: Path) -> None:
    graph = loaded(services, write_csv(tmp_path, "listing", PERSON))

    ((subject,),) = picked(graph.rows("events"), "subject")
    assert picked(graph.rows("persons"), "id", "name", "confirmed") == [(subject, "孙丙", True)]
    assert PEOPLE[2] not in repr(graph.facts)


def test_behind_a_mask_namesakes_are_candidates_or_excluded_and_nobody_is_the_subject(
    services: Services, tmp_path: Path
) -> None:
    namesakes = [{"姓名": "孙丙", "证件号码": number, "职务": "监事"} for number in (PEOPLE[2], PEOPLE[3])]
    extract = write_csv(tmp_path, "person", *namesakes, {})
    graph = loaded(services, extract, write_csv(tmp_path, "listing", MASKED))

    ((event, subject),) = picked(graph.rows("events"), "id", "subject")
    right, wrong, _ = (row["id"] for row in graph.rows("persons"))
    assert subject is None
    assert picked(graph.rows("candidates"), "event", "person", "compatible") == [(event, right, True), (event, wrong, False)]
    assert "1101011900" not in repr(graph.facts)


def test_a_masked_entry_never_overwrites_one_with_the_number(services: Services, tmp_path: Path) -> None:
    clear = write_csv(tmp_path, "listing", PERSON, name="a.csv")
    graph = loaded(services, clear, write_csv(tmp_path, "listing", MASKED, name="b.csv"))

    assert sorted(row["subject"] is None for row in graph.rows("events")) == [False, True]


def test_a_person_named_without_a_number_stays_unconfirmed(services: Services, tmp_path: Path) -> None:
    graph = loaded(services, write_csv(tmp_path, "listing", {"列名人员证件类型": "", "列名人员证件号码": "110101********0014"}))

    assert picked(graph.rows("persons"), "name", "confirmed") == [("赵甲", False)]


def test_the_two_lists_of_the_public_register_are_told_apart_by_the_title_of_the_cause(
    services: Services, tmp_path: Path
) -> None:
    reports = load_paths(services, [write_csv(tmp_path, kind, {}) for kind in ("samr", "abnormal")])

    assert [file.source for file in reports.files] == ["lists.samr", "lists.abnormal"]
    rows = services.graph.rows("events")  # type: ignore[attr-defined]  # in memory
    assert picked(rows, "category") == [("samr.serious_list",), ("samr.abnormal_list",)]


def test_a_firm_entered_for_two_causes_on_one_day_has_two_entries_in_the_list_of_abnormal_operation(
    services: Services, tmp_path: Path
) -> None:
    gone = {"列入经营异常名录原因": "通过登记的住所无法联系", "移出日期": "2025-03-05"}
    graph = loaded(services, write_csv(tmp_path, "abnormal", {}, gone))

    assert picked(graph.rows("events"), "removed_date") == [(None,), (date(2025, 3, 5),)]


@pytest.mark.parametrize("layout", [listings.SERIOUS, listings.ABNORMAL])
def test_the_keys_of_the_public_register_serve_as_titles(services: Services, tmp_path: Path, layout: object) -> None:
    kind = "samr" if layout is listings.SERIOUS else "abnormal"
    codes = {column.name: column.code for column in layout.columns if column.code}  # type: ignore[attr-defined]  # a layout
    path = write_xlsx(tmp_path / "a.xlsx", {"x": [[codes.get(name, name) for name in header(kind)], line(kind)]})

    assert [(file.source, file.loaded) for file in load_paths(services, [path]).files] == [(f"lists.{kind}", 1)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("kind", ["listing", "samr", "abnormal"])
def test_a_dirty_file_counts_up_in_every_encoding(services: Services, tmp_path: Path, kind: str, encoding: str) -> None:
    rows = [
        {},
        {},
        {"统一社会信用代码": FIRMS[1], "主体名称": "北京䶮二（集团）有限公司", "列入日期": "2024年3月5日"},
        {"列入日期": "3/5/24"},
    ]
    report = load_paths(services, [write_csv(tmp_path, kind, *rows, encoding=encoding)])

    assert (report.read, report.loaded, report.unchanged, report.rejected) == (4, 2, 1, 1)
    assert report.files[0].reasons == {"date-ambiguous": 1}


def test_an_id_typed_as_a_number_in_a_workbook_is_refused(services: Services, tmp_path: Path) -> None:
    rows = [header("listing"), [int(cell) if cell == PEOPLE[0] else cell for cell in line("listing")]]
    report = load_paths(services, [write_xlsx(tmp_path / "a.xlsx", {"x": rows})])

    assert (report.rejected, report.files[0].reasons) == (1, {"excel-number": 1})
