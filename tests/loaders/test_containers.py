"""A table says the same in every container: tsv, JSON lines, a JSON array, Parquet, and any of them in a zip."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph_service.errors import SourceFileError
from graph_service.loaders import json_lines, parquet
from graph_service.loaders.archive import open_original
from graph_service.loaders.quarantine import open_quarantine
from graph_service.loaders.reading import Record, get
from graph_service.loaders.run import load_paths
from graph_service.workflow.services import Services
from tests.loaders import hostile
from tests.loaders.conftest import records, services_in
from tests.loaders.fakes import MemoryGraph
from tests.loaders.old_workbook import old_workbook
from tests.loaders.tables import FIRMS, PEOPLE, csv_bytes, header, line, write_csv, write_xlsx

Rows = list[list[str]]
DIRTY: tuple[Mapping[str, str], ...] = (
    {},
    {"处罚决定日期": "?"},
    {"统一社会信用代码": FIRMS[1]},
    {},
    {"违法事实": "#N/A"},
    {"行政相对人名称": "合计"},
)


def as_objects(titles: list[str], rows: Rows) -> list[dict[str, str]]:
    return [{title: cell for title, cell in zip(titles, row, strict=True) if cell} for row in rows]


def as_tsv(titles: list[str], rows: Rows) -> bytes:
    return "\n".join("\t".join(cells) for cells in [titles, *rows]).encode("gb18030")


def as_lines(titles: list[str], rows: Rows) -> bytes:
    return "\n".join(json.dumps(one, ensure_ascii=False) for one in as_objects(titles, rows)).encode("utf-8-sig")


def as_array(titles: list[str], rows: Rows) -> bytes:
    return json.dumps(as_objects(titles, rows), ensure_ascii=False, indent=2).encode("utf-16")


def as_parquet(titles: list[str], rows: Rows) -> bytes:
    columns = {title: [row[at] or None for row in rows] for at, title in enumerate(titles)}
    return hostile.parquet(pa.table({title: pa.array(cells, pa.string()) for title, cells in columns.items()}))


CONTAINERS: dict[str, Callable[[list[str], Rows], bytes]] = {
    "a.tsv": as_tsv,
    "a.jsonl": as_lines,
    "a.ndjson": as_lines,
    "a.json": as_array,
    "a.parquet": as_parquet,
}


def told(services: Services, path: Path) -> tuple[object, object]:
    (file,) = load_paths(services, [path]).files
    assert isinstance(services.graph, MemoryGraph)
    facts = {table: services.graph.rows(table) for table in services.graph.facts}
    shown = [(one.row, one.column, one.code) for one in file.refused]
    return (file.read, file.loaded, file.unchanged, file.rejected, file.reasons, shown), facts


@pytest.mark.parametrize("zipped", [False, True], ids=["alone", "in a zip"])
@pytest.mark.parametrize("name", CONTAINERS)
def test_a_dirty_table_says_the_same_in_every_container(tmp_path: Path, name: str, zipped: bool) -> None:
    csv = told(services_in(tmp_path / "csv"), write_csv(tmp_path, "penalty", *DIRTY))
    content = CONTAINERS[name](header("penalty"), [line("penalty", change) for change in DIRTY])
    path = tmp_path / ("a.zip" if zipped else name)
    path.write_bytes(hostile.packed({name: content}) if zipped else content)

    found = told(services_in(tmp_path / "other"), path)

    assert found == csv
    assert csv[0] == (6, 2, 1, 3, {"date-format": 1, "excel-error": 1, "totals-row": 1}, [
        (2, "处罚决定日期", "date-format"), (5, "违法事实", "excel-error"), (6, "行政相对人名称", "totals-row")])  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jsonl", json.dumps(dict(zip(header("person"), line("person"), strict=True)) | {"证件号码": int(PEOPLE[0])}).encode()),
        ("a.parquet", hostile.parquet(pa.table(
            {title: [int(cell) if title == "证件号码" else cell] for title, cell in zip(header("person"), line("person"), strict=True)}))),
    ],
)  # fmt: skip
def test_an_id_number_stored_as_a_number_may_have_lost_digits(
    services: Services, tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)

    (file,) = load_paths(services, [tmp_path / name]).files

    assert [(one.column, one.code) for one in file.refused] == [("证件号码", "excel-number")]


def read(tmp_path: Path, name: str, content: bytes | str) -> list[Record]:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    (sheet,) = get(path)
    return records(sheet)


def test_objects_with_other_keys_and_values_become_cells(tmp_path: Path) -> None:
    text = '{"a":"x","b":1.50}\n\n{"b":true,"a":null,"c":[]}\n{"c":12345678901234567890,"a":1E+17}'

    assert [(one.line, one.cells, one.numeric) for one in read(tmp_path, "a.jsonl", text)] == [
        (1, ("x", "1.50", ""), frozenset({1})),
        (3, ("", "TRUE", ""), frozenset()),
        (4, ("1E+17", "", "12345678901234567890"), frozenset({0, 2})),
    ]


@pytest.mark.parametrize(
    ("bad", "damage", "detail"),
    [
        ('{"a":{"b":[1,{"c":2}]}}', "json-nested", "line 2: a.b[0]"),
        ('{"a":[[{"b":1}]]}', "json-nested", "line 2: a[0][0].b"),
        ('{"a":"1","a":"2"}', "json-key-twice", "line 2"),
        ('{"a":NaN}', "json-invalid", "line 2: NaN is not JSON"),
        ('{"a":1} {"a":2}', "json-invalid", "line 2: more behind the object, at character 8"),
        ("[1]", "json-invalid", "line 2: not an object"),
        ("{'a':1}", "json-invalid", "line 2: "),
        ('{"a":"\\ud800"}', "control-character", "line 2"),
    ],
)
def test_what_is_no_cell_spoils_its_record_alone(tmp_path: Path, bad: str, damage: str, detail: str) -> None:
    found = read(tmp_path, "a.jsonl", f'{{"a":"1"}}\n{bad}\n{{"a":"3"}}\n')

    assert [one.damage for one in found] == ["", damage, ""]
    assert found[1].detail.startswith(detail)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.dictionaries(st.sampled_from(["a", "b", "名"]), st.text(st.characters(exclude_categories=["C"]), max_size=9)), min_size=1, max_size=9),
    indent=st.sampled_from([None, 0, 2]),
    block=st.sampled_from([8, 40, 1 << 20]),
)  # fmt: skip
def test_an_array_reads_as_its_objects_a_line_each(
    tmp_path: Path, rows: list[dict[str, str]], indent: int | None, block: int
) -> None:
    rows = [{"a": "1"}, *rows]
    lines = read(tmp_path, "a.jsonl", "\n".join(json.dumps(row) for row in rows))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("graph_service.loaders.encodings._BLOCK", block)
        array = read(tmp_path, "b.json", json.dumps(rows, indent=indent, ensure_ascii=False))

    assert [one.cells for one in array] == [one.cells for one in lines]
    if indent == 0:
        assert array[0].line == 2


def test_an_element_longer_than_any_record_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_lines, "MAX_LINE_BYTES", 100)

    with pytest.raises(SourceFileError, match="not a whole JSON array"):
        read(tmp_path, "a.json", '[{"a":"1"},{"a":"' + "x" * 200)


def test_the_types_of_a_parquet_file_become_cells(tmp_path: Path) -> None:
    table = pa.table({
        "text": pa.array(["x", None]),
        "whole": [1, None],
        "real": [1.5, float("nan")],
        "exact": [Decimal("1.50"), None],
        "day": [dt.date(2024, 3, 5), None],
        "moment": pa.array([dt.datetime(2024, 3, 4, 16), None], pa.timestamp("ns", "UTC")),  # noqa: DTZ001  # the type has the zone
        "flag": [True, None],
        "words": pa.array(["甲", "乙"]).dictionary_encode(),
    })  # fmt: skip

    found = read(tmp_path, "a.parquet", hostile.parquet(table))

    assert [(one.cells, one.numeric) for one in found] == [
        (("x", "1", "1.5", "1.5", "2024-03-05", "2024-03-05", "TRUE", "甲"), frozenset({1, 2, 3})),
        (("", "", "", "", "", "", "", "乙"), frozenset()),
    ]


def test_small_batches_give_what_one_gives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = "\n".join(json.dumps({"a": str(at), "b": at}) for at in range(7))
    table = hostile.parquet(pa.table({"a": [str(at) for at in range(7)], "b": range(7)}), row_group_size=3)
    in_one = (read(tmp_path, "a.jsonl", lines), read(tmp_path, "a.parquet", table))
    for module in (json_lines, parquet):
        monkeypatch.setattr(module, "CHUNK", 2)

    assert (read(tmp_path, "a.jsonl", lines), read(tmp_path, "a.parquet", table)) == in_one


def test_a_member_of_a_zip_is_the_load_that_the_file_itself_is(services: Services, tmp_path: Path) -> None:
    path = write_csv(tmp_path, "penalty", {}, {"处罚决定日期": "?"}, name="罚.csv")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as bundle:
        bundle.write(path, "2024/罚.csv")
        bundle.writestr("说明.docx", "x")
        bundle.writestr("__MACOSX/._罚.csv", "x")
    zipped = load_paths(services, [tmp_path / "a.zip"])

    alone = load_paths(services, [path])

    assert [(file.file, file.loaded, file.rejected) for file in zipped.files] == [("a.zip!2024/罚.csv", 1, 1)]
    assert zipped.ignored_sheets == ("a.zip!说明.docx",)
    assert (alone.files[0].load_id, alone.loaded, alone.unchanged) == (zipped.files[0].load_id, 0, 1)
    (load, _), *_ = services.ledger.loads()
    assert open_original(services, load.source_hash, tmp_path / "kept", "核对").read_bytes() == path.read_bytes()
    assert open_quarantine(services, load.id, tmp_path / "q.xlsx", "更正").exists()


def test_two_members_of_one_name_in_two_folders_are_two_loads(services: Services, tmp_path: Path) -> None:
    members = {f"{at}/a.csv": csv_bytes("penalty", {"行政处罚决定书文号": f"京甲市监罚〔2024〕{at}号"}) for at in (1, 2)}
    (tmp_path / "a.zip").write_bytes(hostile.packed(members))

    report = load_paths(services, [tmp_path / "a.zip"])

    assert (report.loaded, len({file.load_id for file in report.files})) == (2, 2)


@pytest.mark.parametrize(("codec", "flagged"), [("gb18030", False), ("utf-8", False), ("utf-8", True)])
def test_names_in_a_zip_are_read_as_chinese_systems_write_them(tmp_path: Path, codec: str, flagged: bool) -> None:
    made = io.BytesIO()
    packed = "处罚.csv".encode(codec)
    with zipfile.ZipFile(made, "w") as bundle:
        bundle.writestr("处罚.csv" if flagged else "x" * (len(packed) - 4) + ".csv", "a,b\n1,2\n")
    data = made.getvalue() if flagged else made.getvalue().replace(b"x" * (len(packed) - 4) + b".csv", packed)
    (tmp_path / "a.zip").write_bytes(data)

    (sheet,) = get(tmp_path / "a.zip")

    assert sheet.file == "a.zip!处罚.csv"


def test_an_error_value_of_a_workbook_is_no_empty_cell(services: Services, tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False})
    book.add_worksheet("空")
    sheet = book.add_worksheet("罚")
    sheet.write_row(2, 0, header("penalty"))
    sheet.write_row(3, 0, line("penalty"))
    sheet.write_row(4, 0, line("penalty", {"备注": "x", "行政处罚决定书文号": "京甲〔2024〕2号"}))
    sheet.write_formula(4, header("penalty").index("备注"), "=1/0", None, "#DIV/0!")
    book.close()

    report = load_paths(services, [path])

    assert [(one.line, one.column, one.value, one.code) for file in report.files for one in file.refused] == [
        (5, "备注", "#DIV/0!", "excel-error")
    ]


@pytest.mark.parametrize("size", [1, 200], ids=["short", "over many sectors"])
def test_an_old_workbook_says_the_same_with_its_error_values(tmp_path: Path, size: int) -> None:
    rows = [["a", "b"], ["赵", 2.5], ["#REF!", "#N/A"], *[["x" * 40, None]] * size]
    (tmp_path / "a.xls").write_bytes(old_workbook(rows))

    (sheet,) = get(tmp_path / "a.xls")

    assert (sheet.name, [(one.cells, one.numeric) for one in records(sheet)][:2]) == (
        "甲",
        [(("赵", "2.5"), frozenset({1})), (("#REF!", "#N/A"), frozenset())],
    )
    assert sum(len(chunk) for chunk in sheet.chunks()) == 2 + size


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ("姓名,号\n赵,1\n".encode() + "钱乙,2\n".encode("gb18030"), "line 3, byte 3"),
        ("姓名,号\n赵,1\n".encode() + "赵".encode() + b"\xff,2\n", "line 3, byte 4"),
        ("姓名,号\n".encode("gb18030") + "钱".encode("gb18030") + b"\xff,2\n", "line 2, byte 3"),
    ],
)
def test_a_byte_that_cannot_be_decoded_is_named(tmp_path: Path, data: bytes, told: str) -> None:
    assert [one.detail for one in read(tmp_path, "a.csv", data) if one.damage] == [told]


def test_titles_that_cannot_be_decoded_refuse_the_file_with_line_and_byte(tmp_path: Path) -> None:
    with pytest.raises(SourceFileError, match=r"a\.csv:2: byte 4 cannot be decoded as gb18030"):
        read(tmp_path, "a.csv", b"\n\xd0\xd5,\xff\n1,2\n")


def test_lines_of_nothing_but_delimiters_are_blank_in_every_form(tmp_path: Path) -> None:
    found = read(tmp_path, "a.csv", 'a,b,c\n1,2,3\n,,\n, ,\n"","",\n,,,\n4,5,6\n')
    book = get(write_xlsx(tmp_path / "a.xlsx", {"x": [["a", "b"], ["1", "2"], ["", " "], ["3", "4"]]}))

    assert [(one.row, one.line, one.damage) for one in found] == [(1, 2, ""), (2, 7, "")]
    assert [one.line for one in records(book[0])] == [2, 4]


def test_a_tsv_may_have_commas_in_its_titles(tmp_path: Path) -> None:
    assert read(tmp_path, "a.tsv", "a,b,c\td\n1,2\t3\n")[0].cells == ("1,2", "3")


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "a.jsonl", "a.parquet"])
def test_a_cell_of_a_million_characters_costs_its_row_alone(services: Services, tmp_path: Path, name: str) -> None:
    rows = [line("penalty"), line("penalty", {"行政处罚决定书文号": "京甲〔2024〕2号", "违法事实": "事" * 1_000_000})]
    titles, path = header("penalty"), tmp_path / name
    if name == "a.xlsx":
        short = hostile.workbook(hostile.sheet_of(b"".join(_inline(at, cells) for at, cells in enumerate([titles, *rows], 1))))
        path.write_bytes(short)
    elif name == "a.csv":
        path.write_text("\n".join(",".join(cells) for cells in [titles, *rows]), "utf-8")
    else:
        path.write_bytes(CONTAINERS[name](titles, rows))

    (file,) = load_paths(services, [path]).files

    assert (file.loaded, file.rejected, [(one.row, one.column, one.code) for one in file.refused]) == (
        1,
        1,
        [(2, "违法事实", "too-long")],
    )


def _inline(number: int, cells: list[str]) -> bytes:
    texts = "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells)
    return f'<row r="{number}">{texts}</row>'.encode()
