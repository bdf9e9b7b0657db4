"""The shipped sample: written by the script, invented throughout, and holding the cases it promises."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
import zipfile
from importlib.resources import files
from pathlib import Path

import pytest
from python_calamine import load_workbook

from graph_service.model.identifiers import check_credit_code, check_registration_number, check_resident_id
from graph_service.policy.loader import load_rulebook
from graph_service.query.scenario import evaluate_scenario

SHIPPED = Path(str(files("graph_service"))) / "data" / "sample"
ROOT = Path(__file__).resolve().parents[2]
SCRIPT = (sys.executable, "-m", "scripts.make_sample_data")
Table = list[dict[str, str]]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    subprocess.run([*SCRIPT, "--seed", "20170331", "--out", folder], cwd=ROOT, check=True, capture_output=True)
    return folder


def tables(folder: Path) -> dict[str, str | dict[str, str]]:
    """Everything that the script writes; of a workbook its parts, since packers may compress differently."""
    found: dict[str, str | dict[str, str]] = {}
    for path in sorted(folder.rglob("*.csv")):
        found[path.name] = path.read_bytes().hex()
    for path in sorted(folder.rglob("*.xlsx")):
        with zipfile.ZipFile(path) as bundle:
            found[path.name] = {name: bundle.read(name).decode() for name in bundle.namelist()}
    return found


def read_csv(path: Path, encoding: str) -> Table:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode(encoding))))


def read_sheet(path: Path, sheet: int, skip: int = 0) -> Table:
    header, *rows = load_workbook(path).get_sheet_by_index(sheet).to_python(skip_empty_area=False)[skip:]
    return [dict(zip(map(str, header), map(str, row), strict=True)) for row in rows]


@pytest.fixture(scope="module")
def decisions() -> Table:
    first = read_csv(SHIPPED / "行政处罚_2019版_1.csv", "gb18030")
    second = read_csv(SHIPPED / "行政处罚_2019版_2.csv", "utf-8-sig")
    third = read_sheet(SHIPPED / "行政处罚_2019版_3.xlsx", 0, skip=1)
    return [*first, *({key: value for key, value in row.items() if key} for row in second), *third]


@pytest.fixture(scope="module")
def enterprises() -> Table:
    return read_csv(SHIPPED / "登记信息_csv" / "企业基本信息.csv", "gb18030")


@pytest.fixture(scope="module")
def persons() -> Table:
    return read_csv(SHIPPED / "登记信息_csv" / "主要人员.csv", "utf-8-sig")


@pytest.fixture(scope="module")
def holdings() -> Table:
    return read_csv(SHIPPED / "登记信息_csv" / "股东及出资.csv", "utf-8")


def cells_of(word: str, *found: Table) -> list[str]:
    """The filled cells of the columns whose title has the word."""
    return [cell for table in found for row in table for title, cell in row.items() if cell and word in title]


def one_line(text: str) -> str:
    return re.sub(r"[\s\u200b]", "", text)


def test_the_script_writes_what_is_shipped(written: Path) -> None:
    assert tables(written) == tables(SHIPPED)


def test_another_seed_gives_another_town(tmp_path: Path, written: Path) -> None:
    subprocess.run([*SCRIPT, "--seed", "7", "--out", tmp_path], cwd=ROOT, check=True, capture_output=True)

    again = tables(tmp_path)

    assert again.keys() == tables(written).keys()
    assert again["行政处罚_2019版_1.csv"] != tables(written)["行政处罚_2019版_1.csv"]


def test_the_town_has_the_promised_size(enterprises: Table, persons: Table, decisions: Table) -> None:
    names = {one_line(row["企业名称"]) for row in enterprises} - {""}
    ids = {check_resident_id(row["证件号码"]).value for row in persons} - {None}
    documents = {re.sub(r"\W", "", row["行政处罚决定书文号"]) for row in decisions}

    assert len(names) in range(200, 206)
    assert len(ids) in range(330, 401)
    assert len([document for document in documents if not re.search(r"20249\d\d号", document)]) in range(55, 61)


def test_nobody_in_it_exists(enterprises: Table, persons: Table, holdings: Table, decisions: Table) -> None:
    everything = (enterprises, persons, holdings, decisions, read_sheet(SHIPPED / "责任认定.xlsx", 0))

    ids = [found for cell in cells_of("号码", *everything) if (found := check_resident_id(cell).value)]
    codes = [found for cell in cells_of("统一社会信用代码", *everything) if (found := check_credit_code(cell).value)]

    assert {number[6:10] for number in ids} == {"1900"}
    assert {code[8:15] for code in codes} == {"MA0FAKE"}
    assert len(ids) > 900
    assert len(codes) > 1000


def test_the_register_is_as_dirty_as_real_ones(enterprises: Table, persons: Table, holdings: Table) -> None:
    codes = [row["统一社会信用代码"] for row in enterprises]
    days = [row["任职起始日期"] for row in persons]

    assert any(not check_credit_code(code).value for code in codes)
    assert any(re.search("[a-z]|[０-９]| ", code) for code in codes)
    assert any(check_registration_number(row["注册号"]).value and row["企业类型"] == "个体工商户" for row in enterprises)
    assert any("万元" in row["注册资本（万元）"] for row in enterprises)
    assert any("\u200b" in row["企业名称"] for row in enterprises)
    for shape in (r"\d{4}/\d+/\d+", r"\d{4}\.\d+\.\d+", r"\d{8}", r"\d{4}年\d+月\d+日", r"\d{5}", r"\d+-\d+-\d+ 00:00:00"):
        assert any(re.fullmatch(shape, day) for day in days)
    assert any("****" in row["证件号码"] for row in persons)
    assert any(len(row["证件号码"]) == 15 and check_resident_id(row["证件号码"]).value for row in persons)
    assert {"无", "-", "/", "空", "暂无", "NULL", ""} <= {row["执业证书"] for row in persons}
    assert any(row["持股比例"] == "0.4" for row in holdings)


def test_numeric_ids_stand_as_numbers_in_the_workbook() -> None:
    sheets = load_workbook(SHIPPED / "登记信息.xlsx")

    rows = sheets.get_sheet_by_name("主要人员").to_python(skip_empty_area=False)

    assert [row[4] for row in rows[1:] if isinstance(row[4], float)] == [1.1010119000101e17]


def test_the_penalty_files_differ_in_encoding_brackets_and_heading() -> None:
    first = (SHIPPED / "行政处罚_2019版_1.csv").read_bytes()
    second = (SHIPPED / "行政处罚_2019版_2.csv").read_bytes()
    third = load_workbook(SHIPPED / "行政处罚_2019版_3.xlsx").get_sheet_by_index(0).to_python(skip_empty_area=False)

    assert "䶮" in first.decode("gb18030")
    with pytest.raises(UnicodeDecodeError):
        first.decode("gbk")
    assert second.startswith(b"\xef\xbb\xbf")
    assert "代码_1（统一社会信用代码）" in second.decode("utf-8-sig")
    assert third[0][0] == "行政处罚信息公示表（2019版）"
    assert len(third[1]) == 30


def holders(persons: Table, name: str, role: str) -> Table:
    return [row for row in persons if one_line(row["企业名称"]) == name and role in row["职务"]]


def decision(decisions: Table, year: int, number: int) -> dict[str, str]:
    return next(row for row in decisions if re.search(rf"{year}\W{number}号", row["行政处罚决定书文号"]))


def test_the_representative_was_swapped_before_the_decision(decisions: Table, persons: Table) -> None:
    row = decision(decisions, 2024, 1)
    firm = one_line(row["行政相对人名称"])

    old, new = holders(persons, firm, "法定代表人")

    assert row["暂扣或吊销证照名称及编号"].startswith("食品经营许可证")
    assert one_line(new["姓名"]) == one_line(row["法定代表人"]) != one_line(old["姓名"])
    found = [finding for finding in read_sheet(SHIPPED / "责任认定.xlsx", 0) if one_line(finding["当事人名称"]) == firm]
    assert one_line(old["姓名"]) in {one_line(finding["姓名"]) for finding in found}


def test_the_banned_person_holds_offices_elsewhere(decisions: Table, persons: Table) -> None:
    firm = one_line(decision(decisions, 2025, 2)["行政相对人名称"])
    (representative,) = holders(persons, firm, "法定代表人")

    elsewhere = {
        row["职务"]
        for row in persons
        if check_resident_id(row["证件号码"]).value == check_resident_id(representative["证件号码"]).value
        and one_line(row["企业名称"]) != firm
    }

    assert {"董事", "法定代表人、执行董事"} <= elsewhere


def test_two_firms_hold_each_other_and_a_state_body_stands_over_a_chain(holdings: Table) -> None:
    owns = {(one_line(row["股东名称"]), one_line(row["企业名称"])) for row in holdings if row["股东类型"] == "企业法人"}
    top = [row for row in holdings if row["股东类型"] == "机关法人"]

    mutual = {frozenset(pair) for pair in owns if pair[::-1] in owns and pair[0] != pair[1]}
    (state,) = top
    middle = [held for holder, held in owns if holder == one_line(state["企业名称"])]

    assert len(mutual) == 1
    assert state["股东名称"].startswith("北京市甲区国有资产监督管理委员会")
    assert [held for holder, held in owns if holder in middle] != []


def test_people_share_names_and_some_have_no_number(persons: Table) -> None:
    numbers: dict[str, set[str]] = {}
    for row in persons:
        if number := check_resident_id(row["证件号码"]).value:
            numbers.setdefault(one_line(row["姓名"]), set()).add(number)

    assert max(len(found) for found in numbers.values()) >= 3
    assert any(not re.search(r"\d", row["证件号码"]) for row in persons)


@pytest.mark.parametrize("path", sorted((SHIPPED / "scenarios").glob("*.json")), ids=lambda path: path.stem)
def test_a_shipped_scenario_gives_the_outcome_it_promises(path: Path) -> None:
    scenario = json.loads(path.read_text(encoding="utf-8"))

    outcome = evaluate_scenario(path.read_bytes(), load_rulebook())

    expected = {(entry["subject"], entry["rule"], entry["from"], entry["to"]) for entry in scenario["expect"]["in_force"]}
    assert {(entry["subject"], entry["rule"], entry["from"], entry["to"]) for entry in outcome["in_force"]} == expected
    assert expected
