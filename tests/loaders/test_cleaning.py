"""Names, days, money, shares, codes: every shape met, and no guess."""

from __future__ import annotations

import json
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest

from graph_service.loaders import cleaning, codes
from graph_service.loaders.cleaning import UncleanError
from graph_service.loaders.encodings import batches_of_lines, encoding_of
from graph_service.loaders.organizations import organization_type

CASES = {
    case["id"]: case for case in json.loads((Path(__file__).parents[1] / "data" / "cleaning_cases.json").read_text("utf-8"))
}


def code_of(reader: object, text: str, *before: object) -> str:
    with pytest.raises(UncleanError) as refused:
        reader(*before, text)  # type: ignore[operator]  # any reader of a cell
    return refused.value.code


def test_agreed_case_of_one_name_in_two_widths() -> None:
    case = CASES["L01"]

    assert cleaning.name_key(case["a"]) == cleaning.name_key(case["b"])


def test_agreed_case_of_a_branch_and_its_company() -> None:
    case = CASES["L03"]

    assert cleaning.name_key(case["a"]) != cleaning.name_key(case["b"])
    assert (organization_type(None, "", case["a"]), organization_type(None, "", case["b"])) == ("branch", "company")


def test_agreed_cases_of_unified_codes() -> None:
    assert codes.credit_code(CASES["L04"]["raw"]) == CASES["L04"]["expect"]
    assert code_of(codes.credit_code, CASES["L06"]["raw"]) == "excel-scientific"


def test_agreed_case_of_an_id_that_excel_rounded() -> None:
    assert code_of(codes.person_document, CASES["L07"]["raw"], "resident_id") == "excel-number"


def test_agreed_cases_of_days() -> None:
    assert cleaning.day(CASES["L10"]["raw"]).isoformat() == CASES["L10"]["expect"]
    assert cleaning.day(CASES["L12"]["raw"]).isoformat() == CASES["L12"]["expect"]
    assert cleaning.last_day(CASES["L13"]["raw"]) is None


def test_agreed_case_of_a_fine_in_ten_thousand_yuan() -> None:
    assert cleaning.fen_of_wan(CASES["L14"]["raw"]) == CASES["L14"]["expect_yuan"] * 100


@pytest.mark.parametrize("text", CASES["L16"]["raw"])
def test_agreed_cases_of_nothing(text: str) -> None:
    assert cleaning.is_null(text)


def test_agreed_case_of_a_character_that_python_leaves_private() -> None:
    data = BytesIO(bytes.fromhex(CASES["L17"]["bytes_hex"]))

    assert list(batches_of_lines(data, encoding_of(data))) == [["\u9fb4"]]


@pytest.mark.parametrize(
    "text",
    ["2024-03-05", "2024/3/5", "2024.3.5", "20240305", "2024年3月5日", "2024年03月05日", "２０２４－０３－０５", "45356", "45356.0",
     "2024-03-05 00:00:00", "2024-03-05T00:00:00", " 2024/03/05 "],
)  # fmt: skip
def test_one_day_in_all_its_shapes(text: str) -> None:
    assert cleaning.day(text) == date(2024, 3, 5)


@pytest.mark.parametrize(
    ("text", "code"),
    [("2024-02-30", "date-invalid"), ("20241301", "date-invalid"), ("03/05/2024", "date-ambiguous"), ("3月5日", "date-format"),
     ("2024年", "date-format"), ("1024-03-05", "date-range"), ("明天", "date-format"), ("453561", "date-format")],
)  # fmt: skip
def test_a_day_that_is_none_is_refused(text: str, code: str) -> None:
    assert code_of(cleaning.day, text) == code


@pytest.mark.parametrize("text", ["2099/12/31", "9999-12-31", "长期", "2099年12月31日"])
def test_no_end_is_no_day(text: str) -> None:
    assert cleaning.last_day(text) is None


def test_the_day_before_the_placeholder_is_a_day() -> None:
    assert cleaning.last_day("2099-12-30") == date(2099, 12, 30)


@pytest.mark.parametrize(
    ("text", "share"), [("44.71%", 0.4471), ("44.71", 0.4471), ("100", 1.0), ("０．５％", 0.005), ("0", 0.0)]
)
def test_a_percentage_becomes_a_share(text: str, share: float) -> None:
    assert cleaning.share(text) == share


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("0.4471", "share-ambiguous"),
        ("1", "share-ambiguous"),
        ("101%", "share-range"),
        ("-1%", "share-range"),
        ("一半", "share-format"),
    ],
)
def test_a_share_that_may_mean_two_things_is_refused(text: str, code: str) -> None:
    assert code_of(cleaning.share, text) == code


@pytest.mark.parametrize(
    ("text", "fen"),
    [("0.2", 200_000), ("1,234.5", 1_234_500_000), ("10万元", 10_000_000), ("0.000001", 1), ("０．２", 200_000)],
)
def test_ten_thousand_yuan_become_whole_fen(text: str, fen: int) -> None:
    assert cleaning.fen_of_wan(text) == fen


@pytest.mark.parametrize(
    ("text", "code"),
    [("0.0000001", "money-precision"), ("-1", "money-negative"), ("2000元", "money-unit"), ("3亿", "money-unit"),
     ("两千", "money-format"), ("1,23", "money-format")],
)  # fmt: skip
def test_an_amount_that_is_none_is_refused(text: str, code: str) -> None:
    assert code_of(cleaning.fen_of_wan, text) == code


@pytest.mark.parametrize(
    "text",
    ["京市监罚〔2024〕5号", "京市监罚[2024]5号", "京市监罚【2024】 5号", "京市监罚（2024）5号", "京市监罚［２０２４］5号"],
)
def test_document_numbers_fold_their_brackets(text: str) -> None:
    assert cleaning.document_number(text) == "京市监罚[2024]5号"


@pytest.mark.parametrize(
    "text", ["阿里木·买买提", "阿里木•买买提", "阿里木・买买提", "阿里木‧买买提", "阿里木\u200b·买买提", "阿里木 · 买买提"]
)
def test_names_with_any_middle_dot_have_one_key(text: str) -> None:
    assert cleaning.name_key(text) == "阿里木·买买提"


def test_similar_names_of_two_firms_keep_two_keys() -> None:
    assert cleaning.name_key("北京甲一有限公司") != cleaning.name_key("北京甲一有限责任公司")


def test_a_persons_name_is_kept_in_one_spelling() -> None:
    assert cleaning.person_name(" 赵　甲\u200b") == "赵甲"
    assert cleaning.person_name("Tom  Lee") == "Tom Lee"


@pytest.mark.parametrize(
    ("text", "code"), [("张*", "masked-name"), ("张某", "masked-name"), ("110", "not-a-name"), ("…", "not-a-name")]
)
def test_what_is_no_name_is_refused(text: str, code: str) -> None:
    assert code_of(cleaning.person_name, text) == code
