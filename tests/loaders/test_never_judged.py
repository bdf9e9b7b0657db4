"""Lists of associations, banks and rating firms, and records on authorities: kept apart, found by nothing that is judged."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from graph_service.loaders.run import load_paths
from graph_service.workflow.services import Services
from tests.loaders.judging import reached, result_of
from tests.loaders.tables import FIRMS, PEOPLE, header, line, write_csv, write_xlsx
from tests.loaders.test_facts import loaded, picked

PERSON = {"主体名称": "孙丙", "统一社会信用代码": "", "证件类型": "居民身份证", "证件号码": PEOPLE[2]}
SERVANT = PERSON | {"主体类别": "公务员", "失信类别": "失信被执行"}
MASKED = f"{PEOPLE[2][:10]}****{PEOPLE[2][-4:]}"


def test_a_list_of_an_association_is_an_entry_for_reference(services: Services, tmp_path: Path) -> None:
    graph = loaded(services, write_csv(tmp_path, "reference", {}, PERSON | {"发布机构类别": "征信机构"}))

    first, second = picked(graph.rows("references"), "subject", "list", "publisher", "grade", "start", "end")
    assert first == (FIRMS[0], "严重失信企业名单", "北京市甲行业协会", "C", date(2024, 3, 5), date(2025, 3, 5))
    assert str(second[0]).startswith("p-")


def test_a_record_on_an_authority_or_a_civil_servant_is_kept(services: Services, tmp_path: Path) -> None:
    graph = loaded(services, write_csv(tmp_path, "government", {}, SERVANT | {"整改完成日期": "2024-06-05"}))

    assert picked(graph.rows("government_records"), "kind", "authority", "document", "day", "end") == [
        ("拖欠账款", "北京市甲区人民政府", "京甲政〔2024〕1号", date(2024, 3, 5), None),
        ("失信被执行", "北京市甲区人民政府", "京甲政〔2024〕1号", date(2024, 3, 5), date(2024, 6, 5)),
    ]


@pytest.mark.parametrize(("kind", "person"), [("reference", PERSON), ("government", SERVANT)])
def test_neither_puts_anybody_on_record_nor_is_there_anything_to_judge(
    services: Services, tmp_path: Path, kind: str, person: dict[str, str]
) -> None:
    graph = loaded(services, write_csv(tmp_path, kind, {}, person))

    assert {table for table in graph.facts if graph.rows(table)} == {
        {"reference": "references", "government": "government_records"}[kind]
    }
    assert result_of(graph).outcomes() == ()


@pytest.mark.parametrize("kind", ["reference", "government"])
def test_what_is_judged_of_the_same_subjects_stays_the_same(services: Services, tmp_path: Path, kind: str) -> None:
    before = reached(loaded(services, write_csv(tmp_path, "person", {}), write_csv(tmp_path, "listing", {})))
    about = {"主体名称": "北京甲一食品有限公司", "统一社会信用代码": FIRMS[0]}
    after = reached(loaded(services, write_csv(tmp_path, kind, about)))

    assert before
    assert after == before


@pytest.mark.parametrize(
    ("kind", "change", "code"),
    [
        ("reference", {"发布机构类别": "行政机关"}, "list-official"),
        ("reference", {"发布机构类别": "人民法院"}, "list-official"),
        ("reference", {"发布机构类别": "某机构"}, "publisher-unknown"),
        ("reference", {"发布机构类别": ""}, "required"),
        ("reference", {"有效期至": "2024-03-04"}, "end-before-start"),
        ("reference", PERSON | {"证件号码": MASKED}, "masked-id"),
        ("listing", {"发布机构类别": "行业协会"}, "list-reference-only"),
        ("listing", {"发布机构类别": "仅供参考"}, "list-reference-only"),
        ("listing", {"发布机构类别": "某机构"}, "publisher-unknown"),
        ("government", {"主体类别": "企业"}, "government-subject-unknown"),
        ("government", {"主体类别": ""}, "required"),
        ("government", {"失信类别": ""}, "required"),
        ("government", {"整改完成日期": "2024-03-04"}, "end-before-start"),
        ("government", {"认定日期": "2030-01-01"}, "date-future"),
        ("government", SERVANT | {"证件号码": ""}, "required-for-person"),
        ("government", SERVANT | {"证件号码": MASKED}, "masked-id"),
    ],
)
def test_what_cannot_be_understood_waits_with_its_reason(
    services: Services, tmp_path: Path, kind: str, change: dict[str, str], code: str
) -> None:
    report = load_paths(services, [write_csv(tmp_path, kind, change)])

    assert (report.rejected, report.files[0].reasons) == (1, {code: 1})


def test_a_list_that_says_it_is_an_authoritys_is_taken_as_before(services: Services, tmp_path: Path) -> None:
    graph = loaded(services, write_csv(tmp_path, "listing", {"发布机构类别": "行政机关"}))

    assert picked(graph.rows("events"), "category") == [("safety.serious_list",)]


def test_a_table_of_the_public_layout_that_says_whose_list_it_is_stays_a_table_of_lists(
    services: Services, tmp_path: Path
) -> None:
    titles = {"发布机构": "列入机关", "发布日期": "列入日期", "内容": "列入事由"}
    rows = [[titles.get(name, name) for name in header("reference")] + ["移出日期"], [*line("reference"), ""]]
    report = load_paths(services, [write_xlsx(tmp_path / "l.xlsx", {"x": rows})])

    assert [(file.source, file.reasons) for file in report.files] == [
        ("lists.serious", {"list-reference-only": 1, "list-unknown": 1})
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
@pytest.mark.parametrize(("kind", "day"), [("reference", "发布日期"), ("government", "认定日期")])
def test_a_dirty_file_counts_up_in_every_encoding(
    services: Services, tmp_path: Path, kind: str, day: str, encoding: str
) -> None:
    rows = [{}, {}, {day: "20240306"}, {day: "?"}]
    report = load_paths(services, [write_csv(tmp_path, kind, *rows, encoding=encoding)])

    assert (report.read, report.loaded, report.unchanged, report.rejected) == (4, 2, 1, 1)
