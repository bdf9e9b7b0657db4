"""No record disappears while a file is read, and no cell changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph_service.errors import SourceFileError
from graph_service.loaders.reading import Sheet, get
from tests.loaders.conftest import records
from tests.loaders.tables import write_xlsx


def read(tmp_path: Path, data: bytes | str) -> Sheet:
    path = tmp_path / "table.csv"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    (sheet,) = get(path)
    return sheet


def seen(sheet: Sheet) -> list[tuple[int, tuple[str, ...], str]]:
    return [(record.line, record.cells, record.damage) for record in records(sheet)]


@pytest.mark.parametrize(
    ("codec", "label"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("gb18030", "gb18030"), ("utf-16", "utf-16-le")],
)
def test_each_encoding_is_recognised(tmp_path: Path, codec: str, label: str) -> None:
    sheet = read(tmp_path, "姓名,号\n䶮𠮷㐀,1\n".encode(codec))

    assert (sheet.encoding, sheet.header, seen(sheet)) == (label, ("姓名", "号"), [(2, ("䶮𠮷㐀", "1"), "")])


def test_private_positions_of_gb18030_become_their_public_characters(tmp_path: Path) -> None:
    sheet = read(tmp_path, "姓名,号\n".encode("gb18030") + b"\xfe\x59\xfe\x51,1\n")

    assert records(sheet)[0].cells[0] == "\u9fb4\U00020087"


def test_one_line_in_another_encoding_is_refused_and_the_others_stay(tmp_path: Path) -> None:
    sheet = read(tmp_path, "姓名,号\n赵,1\n".encode() + "钱乙丙,2\n".encode("gb18030") + "孙,3\n".encode())

    assert [(record.line, record.damage) for record in records(sheet)] == [(2, ""), (3, "undecodable-bytes"), (4, "")]


def test_a_damaged_line_of_gb18030_is_refused_and_the_others_stay(tmp_path: Path) -> None:
    sheet = read(tmp_path, "姓名,号\n赵,1\n".encode("gb18030") + b"\xff\xff,2\n" + "孙,3\n".encode("gb18030"))

    assert [(record.line, record.damage) for record in records(sheet)] == [(2, ""), (3, "undecodable-bytes"), (4, "")]


def test_surplus_and_short_rows_are_named_and_kept(tmp_path: Path) -> None:
    sheet = read(tmp_path, "a,b\n1,2,3\n4\n5,6\n")

    assert seen(sheet) == [(2, ("1", "2", "3"), "surplus-fields"), (3, ("4", ""), "short-row"), (4, ("5", "6"), "")]


def test_an_unclosed_quote_costs_one_line(tmp_path: Path) -> None:
    sheet = read(tmp_path, 'a,b\n1,"2\n3,4\n5,6\n')

    assert seen(sheet) == [(2, ("1", "2"), "unbalanced-quote"), (3, ("3", "4"), ""), (4, ("5", "6"), "")]


def test_two_stray_quotes_cannot_swallow_the_lines_between(tmp_path: Path) -> None:
    sheet = read(tmp_path, 'a,b,c\n1,"2,3\n4,5,6\n7,8",9\n10,11,12\n')

    assert [(r.line, r.damage, r.detail) for r in records(sheet)] == [
        (2, "unbalanced-quote", "lines 2-4"),
        (3, "unbalanced-quote", "lines 2-4"),
        (4, "unbalanced-quote", "lines 2-4"),
        (5, "", ""),
    ]


def test_a_quoted_field_may_run_over_lines(tmp_path: Path) -> None:
    sheet = read(tmp_path, 'a,b\r\n1,"x\r\ny"\r\n3,4\r\n')

    assert seen(sheet) == [(2, ("1", "x\r\ny"), ""), (4, ("3", "4"), "")]


def test_text_behind_a_closing_quote_is_refused(tmp_path: Path) -> None:
    sheet = read(tmp_path, 'a,b\n"1"x,2\n')

    assert seen(sheet)[0][2] == "unbalanced-quote"


def test_unicode_line_separators_end_no_record(tmp_path: Path) -> None:
    sheet = read(tmp_path, "a,b\n1,x\u2028y\n")

    assert seen(sheet) == [(2, ("1", "x\u2028y"), "")]


@pytest.mark.parametrize("char", ["\x00", "\x07", "\x1f", "\x85"])
def test_control_characters_spoil_the_row(tmp_path: Path, char: str) -> None:
    sheet = read(tmp_path, f"a,b\n1,x{char}\n2,y\n")

    assert [record.damage for record in records(sheet)] == ["control-character", ""]


def test_a_private_character_without_a_public_one_spoils_the_row(tmp_path: Path) -> None:
    sheet = read(tmp_path, "a,b\n\ue000,1\n")

    assert records(sheet)[0].damage == "private-use-character"


@pytest.mark.parametrize(
    ("text", "told"),
    [("", "empty"), ("a,Ａ \n1,2\n", "twice"), ("a,,b\n1,2,3\n", "no title"), ("a,b\x01\n1,2\n", "control character"),
     ('a,"b\n1,2\n', "quotes of the header")],
)  # fmt: skip
def test_a_spoiled_header_refuses_the_file(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(SourceFileError, match=told):
        read(tmp_path, text)


def test_an_unknown_kind_of_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "table.pdf"
    path.write_bytes(b"%PDF")

    with pytest.raises(SourceFileError, match="unknown kind"):
        get(path)


def test_a_number_in_a_workbook_stays_marked_as_one(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"甲": [["号", "名"], [110105194912310000, "x"], ["110105194912310000", "y"]]})

    (sheet,) = get(path)

    assert [(record.cells[0], record.numeric) for record in records(sheet)] == [
        ("110105194912310000", frozenset({0})),
        ("110105194912310000", frozenset()),
    ]


def test_headings_blank_rows_and_empty_sheets_are_passed(tmp_path: Path) -> None:
    rows = [["行政处罚汇总表"], [], ["a", "b"], ["1", "2"], [], ["3", "4"]]
    path = write_xlsx(tmp_path / "a.xlsx", {"甲": rows, "空": []})

    (sheet,) = get(path)

    assert seen(sheet) == [(4, ("1", "2"), ""), (6, ("3", "4"), "")]


def test_what_only_calls_itself_a_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"PK\x03\x04 not a zip")

    with pytest.raises(SourceFileError, match="not a sound zip"):
        get(path)
