"""Decisions and judgments against persons: who, under which trigger words, for how long."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from graph_service.loaders.run import load_paths
from graph_service.workflow.services import Services
from tests.loaders.tables import FIRMS, PEOPLE, write_csv
from tests.loaders.test_facts import loaded, picked

JUDGMENT = {"文书类别": "刑事判决", "处理种类": "有期徒刑", "刑罚": "有期徒刑三年，缓刑四年", "罪名": "合同诈骗罪", "事由": "", "期限": "",
            "判决生效日期": "2025-03-20", "缓刑考验期满日期": "2029-03-20"}  # fmt: skip
DRUG = {"文书类别": "行政处罚决定", "处理种类": "终身禁止从事药品生产经营活动", "事由": "生产假药", "期限": "终身"}
ALONE = {"单位名称": "", "单位统一社会信用代码": ""}


def test_a_ban_is_an_event_against_the_person_with_its_term(services: Services, tmp_path: Path) -> None:
    graph = loaded(services, write_csv(tmp_path, "sanction", {}))

    ((event, subject, *said),) = picked(graph.rows("events"), "id", "subject", "kind", "category", "decision_date", "document")
    assert said == ["sanction", "securities.ban_decision", date(2025, 3, 5), "〔2025〕1号"]
    assert picked(graph.rows("persons"), "id", "name", "confirmed") == [(subject, "赵甲", True)]
    assert picked(graph.rows("sanctions"), "event", "person", "years", "lifetime") == [(event, subject, 5, None)]
    assert PEOPLE[0] not in repr(graph.facts)


@pytest.mark.parametrize(
    ("said", "years", "lifetime"),
    [("终身", None, True), ("十年", 10, None), ("3", 3, None), ("10年", 10, None), ("", None, None)],
)
def test_a_term_is_read_as_stated(
    services: Services, tmp_path: Path, said: str, years: int | None, lifetime: bool | None
) -> None:
    graph = loaded(services, write_csv(tmp_path, "sanction", {"期限": said}))

    assert picked(graph.rows("sanctions"), "years", "lifetime") == [(years, lifetime)]


def test_a_judgment_keeps_sentence_and_days(services: Services, tmp_path: Path) -> None:
    (event,) = loaded(services, write_csv(tmp_path, "sanction", JUDGMENT)).rows("events")

    assert (event["kind"], event["category"], event["sentence"], event["reason"]) == (
        "criminal_judgment", "criminal.economic", "有期徒刑三年，缓刑四年", "合同诈骗罪",
    )  # fmt: skip
    assert (event["judgment_effective_date"], event["probation_end_date"]) == (date(2025, 3, 20), date(2029, 3, 20))


def test_two_persons_of_one_decision_in_the_case_of_a_unit_are_one_event(services: Services, tmp_path: Path) -> None:
    other = DRUG | {"主体名称": "钱乙", "证件号码": PEOPLE[1]}
    graph = loaded(services, write_csv(tmp_path, "sanction", DRUG, other))

    ((event, *said),) = picked(graph.rows("events"), "id", "kind", "category", "subject")
    assert said == ["penalty", "drug.fake", FIRMS[0]]
    assert picked(graph.rows("sanctions"), "event", "lifetime") == [(event, True), (event, True)]


def test_a_decision_of_other_words_gets_the_neutral_word(services: Services, tmp_path: Path) -> None:
    graph = loaded(services, write_csv(tmp_path, "sanction", {"处理种类": "罚款", "文书类别": "行政处罚决定"}))

    assert picked(graph.rows("events"), "category") == [("sanction.other",)]


def test_a_person_without_a_number_is_known_within_the_unit_and_unconfirmed(services: Services, tmp_path: Path) -> None:
    graph = loaded(services, write_csv(tmp_path, "sanction", {"证件类型": "", "证件号码": ""}))

    assert picked(graph.rows("persons"), "name", "confirmed") == [("赵甲", False)]


def test_a_masked_person_without_a_unit_leaves_candidates_and_no_sanction(services: Services, tmp_path: Path) -> None:
    masked = ALONE | {"证件号码": f"{PEOPLE[0][:10]}****{PEOPLE[0][-4:]}"}
    graph = loaded(services, write_csv(tmp_path, "person", {}), write_csv(tmp_path, "sanction", masked))

    assert picked(graph.rows("events"), "subject") == [(None,)]
    assert picked(graph.rows("candidates"), "person", "compatible") == [(graph.rows("persons")[0]["id"], True)]
    assert graph.rows("sanctions") == []


def test_a_later_row_annuls_the_same_decision(services: Services, tmp_path: Path) -> None:
    loaded(services, write_csv(tmp_path, "sanction", {}, name="a.csv"))
    graph = loaded(services, write_csv(tmp_path, "sanction", {"撤销日期": "2026-01-01"}, name="b.csv"))

    assert picked(graph.rows("events"), "annulled_date") == [(date(2026, 1, 1),)]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"期限": "6个月"}, "term-format"),
        ({"期限": "3年以上5年以下"}, "term-format"),
        ({"期限": "0"}, "term-format"),
        ({"文书类别": "通知"}, "document-kind-unknown"),
        (DRUG | ALONE, "unit-required"),
        (ALONE | {"证件号码": ""}, "required-for-person"),
        ({"决定日期": "2030-01-01"}, "date-future"),
        ({"撤销日期": "2025-01-01"}, "end-before-start"),
        ({"主体名称": "赵某"}, "masked-name"),
    ],
)
def test_what_cannot_be_understood_waits_with_its_reason(
    services: Services, tmp_path: Path, change: dict[str, str], code: str
) -> None:
    report = load_paths(services, [write_csv(tmp_path, "sanction", change)])

    assert (report.rejected, report.files[0].reasons) == (1, {code: 1})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_dirty_file_counts_up_in_every_encoding(services: Services, tmp_path: Path, encoding: str) -> None:
    rows = [{}, {}, {"决定文号": "〔2025〕2号", "决定日期": "2025年3月6日"}, {"决定日期": "5/3/25"}]
    report = load_paths(services, [write_csv(tmp_path, "sanction", *rows, encoding=encoding)])

    assert (report.read, report.loaded, report.unchanged, report.rejected) == (4, 2, 1, 1)
