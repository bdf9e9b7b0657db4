"""执业人员: registrations become certificates and offices, so that the rules about 注册执业人员 reach whom they must and nobody else."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from graph_service.loaders.practitioners import PROFESSIONS
from graph_service.loaders.reasons import REASONS
from graph_service.loaders.run import load_paths
from graph_service.policy.documents import load_documents
from graph_service.workflow.services import Services
from tests.loaders.judging import reached
from tests.loaders.tables import FIRMS, OF_LIST, PEOPLE, write_csv
from tests.loaders.test_facts import loaded, picked

OTHER_FIRM = {"执业机构": "北京乙二医药有限公司", "执业机构统一社会信用代码": FIRMS[1]}


def test_a_registration_is_a_certificate_and_an_office_under_its_number(services: Services, tmp_path: Path) -> None:
    graph = loaded(services, write_csv(tmp_path, "practitioner", {"执业截止日期": "2023-04-30", "状态": "注销"}))

    period = (date(2018, 5, 1), date(2023, 5, 1))
    ((who, *certificate),) = picked(graph.rows("licences"), "holder", "name", "category", "number", "state", "start", "end")
    assert certificate == ["执业药师", "执业药师", "11190000000001", "cancelled", *period]
    assert picked(graph.rows("roles"), "person", "organization", "role", "licence", "start", "end") == [
        (who, FIRMS[0], "registered_practitioner", "11190000000001", *period)
    ]
    assert picked(graph.rows("persons"), "id", "name", "confirmed") == [(who, "李丁", True)]


@pytest.mark.parametrize(
    ("said", "profession"),
    [("执业律师", "律师"), ("一级建造师", "注册建造师"), ("注册会计师", "会计审计人员"), ("领队", "导游")],
)
def test_registers_have_other_words_for_a_profession(services: Services, tmp_path: Path, said: str, profession: str) -> None:
    graph = loaded(services, write_csv(tmp_path, "practitioner", {"职业类别": said}))

    assert picked(graph.rows("licences"), "name", "category") == [(said, profession)]
    assert picked(graph.rows("roles"), "title") == [(said,)]


def test_every_profession_that_the_document_names_can_be_loaded_and_the_refusal_lists_all() -> None:
    (wording,) = {
        paragraph.wording for one in load_documents(None) for paragraph in one.paragraphs if "会计审计人员" in paragraph.wording
    }
    people = wording.partition("企业法定代表人及相关负责人、")[2].partition("等职业人群")[0].split("、")

    assert len(people) == 12
    assert set(people) <= PROFESSIONS.keys()
    assert all(profession in REASONS["profession-unknown"].fix for profession in PROFESSIONS)


def test_the_same_office_in_the_list_of_officers_is_one_office(services: Services, tmp_path: Path) -> None:
    officer = {
        "姓名": "李丁",
        "证件号码": PEOPLE[3],
        "职务": "执业药师",
        "任职起始日期": "2018-05-01",
        "执业证书": "11190000000001",
    }
    graph = loaded(services, write_csv(tmp_path, "person", officer), write_csv(tmp_path, "practitioner", {}))

    assert picked(graph.rows("roles"), "role", "licence", "start") == [
        ("registered_practitioner", "11190000000001", date(2018, 5, 1))
    ]


def test_a_certificate_that_goes_to_another_employer_is_kept_with_both(services: Services, tmp_path: Path) -> None:
    before = {"执业截止日期": "2020-06-30", "状态": "注销"}
    now = OTHER_FIRM | {"执业起始日期": "2020-07-01"}
    path = write_csv(tmp_path, "practitioner", now, before)

    report = load_paths(services, [path])
    graph = loaded(services, path)

    assert report.files[0].warnings == {}
    assert sorted(picked(graph.rows("licences"), "content", "state")) == [
        ("北京乙二医药有限公司", "valid"),
        ("北京甲一食品有限公司", "cancelled"),
    ]
    assert {row["organization"] for row in graph.rows("roles")} == {FIRMS[0], FIRMS[1]}


@pytest.mark.parametrize(
    ("second", "warned"),
    [
        (OTHER_FIRM, 2),
        (OTHER_FIRM | {"执业证书编号": "11190000000002"}, 2),
        (OTHER_FIRM | {"证件类型": "", "证件号码": ""}, 2),
        (OTHER_FIRM | {"执业证书编号": "11190000000002", "职业类别": "税务师"}, 0),
        (OTHER_FIRM | {"执业证书编号": "11190000000002", "姓名": "李丁", "证件号码": PEOPLE[4]}, 0),
        ({"执业起始日期": "2019-01-01"}, 0),
    ],
    ids=["same certificate", "other certificate", "no number", "other profession", "other person", "same employer"],
)
def test_two_employers_at_once_are_doubted_and_both_kept(
    services: Services, tmp_path: Path, second: dict[str, str], warned: int
) -> None:
    report = load_paths(services, [write_csv(tmp_path, "practitioner", {}, second)])

    assert (report.loaded, report.files[0].warnings.get("two-employers", 0)) == (2, warned)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"职业类别": "厨师"}, "profession-unknown"),
        ({"状态": "在岗"}, "practice-state-unknown"),
        ({"状态": "吊销"}, "practice-over-without-day"),
        ({"状态": "注销", "执业截止日期": "长期"}, "practice-over-without-day"),
        ({"状态": "注销", "执业截止日期": "2030-01-01"}, "practice-over-without-day"),
        ({"执业截止日期": "2018-04-30"}, "end-before-start"),
        ({"执业起始日期": "2030-01-01"}, "date-future"),
        ({"执业证书编号": ""}, "required"),
        ({"执业机构统一社会信用代码": ""}, "organization-unknown"),
        ({"证件号码": "110101190001010011"}, "id-check-digit"),
        ({"姓名": "李*"}, "masked-name"),
    ],
)
def test_what_cannot_be_understood_waits_with_its_reason(
    services: Services, tmp_path: Path, change: dict[str, str], code: str
) -> None:
    report = load_paths(services, [write_csv(tmp_path, "practitioner", change)])

    assert (report.rejected, report.files[0].reasons) == (1, {code: 1})


def test_a_practitioner_found_liable_is_reached_by_the_ban_and_a_colleague_is_not(services: Services, tmp_path: Path) -> None:
    colleague = {"姓名": "周戊", "证件号码": PEOPLE[4], "执业证书编号": "11190000000009"}
    answer = OF_LIST | {"姓名": "李丁", "证件号码": PEOPLE[3]}
    paths = [
        write_csv(tmp_path, "practitioner", {}, colleague),
        write_csv(
            tmp_path,
            "listing",
            {"惩戒措施依据": "安全生产法", "列名人员姓名": "", "列名人员证件类型": "", "列名人员证件号码": ""},
        ),
    ]
    silent = {who for rule, who in reached(loaded(services, *paths)) if rule == "BJ-R1-MARKET-BAN"}
    found = {
        who for rule, who in reached(loaded(services, write_csv(tmp_path, "answer", answer))) if rule == "BJ-R1-MARKET-BAN"
    }

    assert silent == {FIRMS[0]}
    assert found == {FIRMS[0], "李丁"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_dirty_file_counts_up_in_every_encoding(services: Services, tmp_path: Path, encoding: str) -> None:
    rows = [{}, {}, {"执业证书编号": "1 2", "执业起始日期": "2019年1月1日"}, {"执业起始日期": "5/3/25"}]
    report = load_paths(services, [write_csv(tmp_path, "practitioner", *rows, encoding=encoding)])

    assert (report.read, report.loaded, report.unchanged, report.rejected) == (4, 2, 1, 1)
