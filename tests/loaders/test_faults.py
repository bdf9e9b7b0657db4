"""One mistake a row: each is refused with its own code, in its own column, and the good row beside it is loaded."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph_service.loaders.reasons import REASONS, words_of
from graph_service.loaders.run import load_paths
from graph_service.workflow.services import Services
from tests.loaders.foreign_files import FOREIGN_REASONS
from tests.loaders.tables import FIRMS, PEOPLE, REGISTRATION, header, line, write_csv, write_xlsx

GOOD = {
    "penalty": {"行政处罚决定书文号": "京甲市监罚〔2024〕9号"},
    "enterprise": {"统一社会信用代码": FIRMS[1], "企业名称": "北京乙二食品有限公司"},
    "person": {"姓名": "钱乙", "证件号码": PEOPLE[1], "职务": "监事"},
    "holding": {"股东名称": "钱乙", "股东证照号码": PEOPLE[1], "持股比例": "10%"},
    "finding": {"姓名": "钱乙", "证件号码": PEOPLE[1]},
    "change": {"变更日期": "2018-03-02"},
}
NATURAL = {"行政相对人名称": "孙丙", "行政相对人类别": "自然人", "统一社会信用代码": "", "法定代表人": "", "法定代表人证件类型": "",
           "法定代表人证件号码": "", "证件类型": "身份证", "证件号码": PEOPLE[2]}  # fmt: skip
FAULTS = [
    ("penalty", {"行政相对人名称": ""}, "required", "行政相对人名称"),
    ("penalty", {"行政相对人名称": "12345"}, "not-a-name", "行政相对人名称"),
    ("penalty", {"行政相对人名称": "未知"}, "not-a-name", "行政相对人名称"),
    ("penalty", {"行政相对人名称": "#REF!"}, "excel-error", "行政相对人名称"),
    ("penalty", {"备注": "#N/A"}, "excel-error", "备注"),
    ("enterprise", {"企业名称": "合计", "统一社会信用代码": FIRMS[2]}, "totals-row", "企业名称"),
    ("person", {"姓名": "不详"}, "not-a-name", "姓名"),
    ("person", {"姓名": "赵甲、钱乙"}, "not-a-name", "姓名"),
    ("penalty", {"行政相对人类别": "其他"}, "party-type-unknown", "行政相对人类别"),
    ("penalty", {"统一社会信用代码": "91110105MA0FAKE17K"}, "uscc-check-digit", "统一社会信用代码"),
    ("penalty", {"统一社会信用代码": "91110105MA0"}, "uscc-invalid", "统一社会信用代码"),
    ("penalty", {"统一社会信用代码": "9.111E+17"}, "excel-scientific", "统一社会信用代码"),
    ("penalty", {"工商注册号": "110108002734658"}, "registration-number-invalid", "工商注册号"),
    ("penalty", {"组织机构代码": "60003734-2"}, "organization-code-invalid", "组织机构代码"),
    ("penalty", {"法定代表人": "赵*"}, "masked-name", "法定代表人"),
    ("penalty", {"法定代表人证件号码": "110101190001010011"}, "id-check-digit", "法定代表人证件号码"),
    ("penalty", {"法定代表人证件类型": "", "法定代表人证件号码": "E12345678"}, "id-without-type", "法定代表人证件号码"),
    ("penalty", {"法定代表人证件类型": "工作证"}, "document-type-unknown", "法定代表人证件类型"),
    ("penalty", {"行政处罚决定书文号": "京甲市监罚字"}, "document-number", "行政处罚决定书文号"),
    ("penalty", {"违法事实": "无"}, "required", "违法事实"),
    ("penalty", {"违法事实": "事" * 20_001}, "too-long", "违法事实"),
    ("penalty", {"罚款金额（万元）": "2000元"}, "money-unit", "罚款金额（万元）"),
    ("penalty", {"罚款金额（万元）": "两千"}, "money-format", "罚款金额（万元）"),
    ("penalty", {"罚款金额（万元）": "-2"}, "money-negative", "罚款金额（万元）"),
    ("penalty", {"罚款金额（万元）": "0.00000001"}, "money-precision", "罚款金额（万元）"),
    ("penalty", {"处罚决定日期": "2024-02-30"}, "date-invalid", "处罚决定日期"),
    ("penalty", {"处罚决定日期": "05/03/2024"}, "date-ambiguous", "处罚决定日期"),
    ("penalty", {"处罚决定日期": "去年"}, "date-format", "处罚决定日期"),
    ("penalty", {"处罚决定日期": "0024-03-05"}, "date-range", "处罚决定日期"),
    ("penalty", {"处罚决定日期": "2026-11-25", "公示截止期": ""}, "date-future", "处罚决定日期"),
    ("penalty", {"处罚有效期": "2024-03-04"}, "decision-after-validity", "处罚有效期"),
    ("penalty", {"公示截止期": "2024-03-04"}, "decision-after-publication", "公示截止期"),
    ("penalty", NATURAL | {"证件号码": ""}, "required-for-person", "证件号码"),
    ("penalty", NATURAL | {"证件号码": "110101****0030"}, "masked-id", "证件号码"),
    ("penalty", {"工商注册号": FIRMS[1][8:17]}, "number-of-other-kind", "工商注册号"),
    ("penalty", {"组织机构代码": REGISTRATION}, "number-of-other-kind", "组织机构代码"),
    ("penalty", NATURAL | {"证件号码": "110105194902300020"}, "id-birth-date", "证件号码"),
    ("penalty", NATURAL | {"证件号码": "1101"}, "id-invalid", "证件号码"),
    ("penalty", NATURAL | {"证件号码": "110101190001010000"}, "excel-number", "证件号码"),
    ("penalty", GOOD["penalty"] | {"处罚内容": "另一内容"}, "conflicting-duplicate", ""),
    ("enterprise", {"登记状态": "很好"}, "state-unknown", "登记状态"),
    ("enterprise", {"是否上市": "也许"}, "not-yes-or-no", "是否上市"),
    ("enterprise", {"隶属企业统一社会信用代码": FIRMS[0]}, "own-parent", "隶属企业统一社会信用代码"),
    ("enterprise", {"成立日期": "2030-01-01"}, "date-future", "成立日期"),
    ("person", {"职务": "部门经理"}, "position-unknown", "职务"),
    ("person", {"任职截止日期": "2014-12-31"}, "end-before-start", "任职截止日期"),
    ("person", {"企业统一社会信用代码": ""}, "organization-unknown", "企业统一社会信用代码"),
    ("person", {"姓名": "李丁", "证件号码": PEOPLE[1], "职务": "董事"}, "same-id-other-name", "证件号码"),
    ("holding", {"股东类型": "亲戚"}, "holder-type-unknown", "股东类型"),
    ("holding", {"持股比例": "0.4471"}, "share-ambiguous", "持股比例"),
    ("holding", {"持股比例": "144.71%"}, "share-range", "持股比例"),
    ("holding", {"持股比例": "多数"}, "share-format", "持股比例"),
    ("holding", {"实缴出资额（万元）": "45"}, "paid-above-subscribed", "实缴出资额（万元）"),
    ("holding", {"股东类型": "企业法人", "股东名称": "北京甲一食品有限公司", "股东证照类型": "营业执照", "股东证照号码": FIRMS[0]},
     "own-shareholder", "股东名称"),
    ("holding", {"股东证照类型": "学生证"}, "document-type-unknown", "股东证照号码"),
    ("enterprise", {"注销日期": "2014-12-31"}, "end-before-start", "注销日期"),
    ("enterprise", {"吊销日期": "2030-01-01"}, "date-future", "吊销日期"),
    ("enterprise", {"经营者": "赵甲"}, "operator-of-other-firm", "经营者"),
    ("enterprise", {"曾用名": "甲、乙食品厂"}, "name-list-unclear", "曾用名"),
    ("change", {"变更事项": "股权冻结"}, "change-item-unknown", "变更事项"),
    ("change", {"变更前内容": ""}, "required", "变更前内容"),
    ("change", {"变更后内容": "赵甲等3人"}, "name-list-unclear", "变更后内容"),
    ("change", {"变更后内容": "赵*"}, "masked-name", "变更后内容"),
    ("change", {"变更后内容": "赵甲（厨师）"}, "position-unknown", "变更后内容"),
    ("change", {"变更后内容": "赵甲；赵甲"}, "conflicting-duplicate", "变更后内容"),
    ("change", {"变更事项": "高级管理人员备案", "变更后内容": "赵甲（董事）"}, "office-not-stated", "变更前内容"),
    ("change", {"变更日期": "2030-01-01"}, "date-future", "变更日期"),
    ("finding", {"责任类型": "有责任"}, "liability-unknown", "责任类型"),
    ("finding", {"是否认定": "待定"}, "not-yes-or-no", "是否认定"),
    ("finding", {"决定文号": "京甲市监罚[2024]7号"}, "event-not-on-record", "决定文号"),
    ("finding", {"决定机关": "别的机关"}, "event-not-on-record", "决定文号"),
    ("finding", {"证件号码": "110101********0014"}, "masked-id", "证件号码"),
    ("finding", {"认定日期": "2027-01-01"}, "date-future", "认定日期"),
]  # fmt: skip


def faults_of(services: Services, path: Path) -> tuple[list[tuple[str, str]], tuple[int, int]]:
    report = load_paths(services, [path])
    return [(one.code, one.column) for one in report.files[-1].refused], (report.loaded, report.rejected)


@pytest.mark.parametrize(
    ("kind", "changes", "code", "column"), FAULTS, ids=[f"{kind}-{code}-{at}" for at, (kind, _, code, _) in enumerate(FAULTS)]
)
def test_a_mistake_is_refused_with_its_reason(
    services: Services, tmp_path: Path, kind: str, changes: dict[str, str], code: str, column: str
) -> None:
    if kind == "finding":
        load_paths(services, [write_csv(tmp_path, "penalty", {})])
    path = write_csv(tmp_path, kind, GOOD[kind], changes)

    found, counts = faults_of(services, path)

    assert found == [(code, column)]
    assert counts == (1, 1)


def test_every_reason_of_a_cell_has_a_row_here_or_a_test_of_its_own() -> None:
    elsewhere = {"surplus-fields", "short-row", "unbalanced-quote", "undecodable-bytes", "control-character", "private-use-character",
                 "shares-above-hundred", "second-legal-representative", "organization-ambiguous", "json-invalid", "json-key-twice", "json-nested", "value-unmapped",
                 "list-unknown", "naming-unknown", "removed-before-listed", "removed-without-day", "person-not-in-the-end", "term-format",
                 "document-kind-unknown", "unit-required", "conclusion-unknown", "result-unknown", "profession-unknown",
                 "practice-state-unknown", "publisher-unknown", "government-subject-unknown", "list-reference-only", "list-official",
                 "practice-over-without-day", "correction-mismatch", "not-for-repair",
                 "party-type-unclear", "status-unknown", "annulled-without-day", "decision-before-violation", "operation-unknown", "not-on-record", "delete-of-part"}  # fmt: skip

    assert set(REASONS) == {code for _, _, code, _ in FAULTS} | elsewhere | FOREIGN_REASONS


@pytest.mark.parametrize("column", ["统一社会信用代码", "法定代表人证件号码", "税务登记号"])
def test_an_id_typed_as_a_number_in_excel_is_refused(services: Services, tmp_path: Path, column: str) -> None:
    at = header("penalty").index(column)
    bad: list[object] = list(line("penalty"))
    bad[at] = 110101190001010014
    path = write_xlsx(tmp_path / "p.xlsx", {"处罚": [header("penalty"), bad, line("penalty", GOOD["penalty"])]})

    found, counts = faults_of(services, path)

    assert (found, counts) == ([("excel-number", column)], (1, 1))


def test_the_earlier_of_two_open_legal_representatives_lacks_its_end(services: Services, tmp_path: Path) -> None:
    later = {"姓名": "钱乙", "证件号码": PEOPLE[1], "任职起始日期": "2020-01-01"}
    path = write_csv(tmp_path, "person", later, {})

    report = load_paths(services, [path])

    (refused,) = report.files[0].refused
    assert (refused.row, refused.code, refused.fix) == (2, "second-legal-representative", "填写离任者的任职截止日期")


def test_two_legal_representatives_one_after_the_other_are_fine(services: Services, tmp_path: Path) -> None:
    later = {"姓名": "钱乙", "证件号码": PEOPLE[1], "任职起始日期": "2020-01-01"}
    path = write_csv(tmp_path, "person", {"任职截止日期": "2019-12-31"}, later)

    assert load_paths(services, [path]).rejected == 0


def test_shares_above_the_whole_refuse_all_rows_of_those_days(services: Services, tmp_path: Path) -> None:
    over = {"股东名称": "钱乙", "股东证照号码": PEOPLE[1], "持股比例": "60%"}
    past = {
        "股东名称": "孙丙",
        "股东证照号码": PEOPLE[2],
        "持股比例": "50%",
        "持股起始日期": "2010-01-01",
        "持股截止日期": "2014-12-31",
    }
    path = write_csv(tmp_path, "holding", {}, over, past)

    report = load_paths(services, [path])

    assert [(one.row, one.code) for one in report.files[0].refused] == [
        (1, "shares-above-hundred"),
        (2, "shares-above-hundred"),
    ]


def test_a_name_that_two_firms_bear_identifies_neither(services: Services, tmp_path: Path) -> None:
    write_csv(tmp_path, "enterprise", {}, {"统一社会信用代码": FIRMS[1]})
    write_csv(tmp_path, "person", {"企业统一社会信用代码": ""})

    report = load_paths(services, [tmp_path / "enterprise.csv", tmp_path / "person.csv"])

    assert report.files[1].reasons == {"organization-ambiguous": 1}


def test_all_mistakes_of_a_row_are_told_at_once(services: Services, tmp_path: Path) -> None:
    path = write_csv(tmp_path, "penalty", {"处罚决定日期": "?", "罚款金额（万元）": "?", "统一社会信用代码": "?"})

    report = load_paths(services, [path])

    assert report.files[0].reasons == {"date-format": 1, "money-format": 1, "uscc-invalid": 1}
    assert (report.read, report.rejected) == (1, 1)


def test_reports_show_neither_full_numbers_nor_full_names(services: Services, tmp_path: Path) -> None:
    bad = NATURAL | {"行政相对人名称": "孙*", "证件号码": "110101190001010031", "违法事实": "事" * 20_001}
    path = write_csv(tmp_path, "penalty", bad, {"处罚决定日期": PEOPLE[3]})

    shown = repr(load_paths(services, [path]))

    assert "110101190001010031" not in shown
    assert PEOPLE[3] not in shown


def test_reasons_and_warnings_have_words_in_both_languages() -> None:
    assert words_of("share-unknown") == "持股比例不明"
    assert words_of("date-format", english=True) == "not a day"


def test_doubts_do_not_cost_a_row(services: Services, tmp_path: Path) -> None:
    doubts = {"统一社会信用代码": "000000000000000000", "法定代表人证件号码": "110101********0014"}
    path = write_csv(tmp_path, "penalty", doubts)

    report = load_paths(services, [path])

    assert (report.loaded, report.files[0].warnings) == (
        1,
        {"masked-id": 1, "organization-without-code": 1, "placeholder-code": 1},
    )
    assert all(words_of(code) for code in report.files[0].warnings)
