"""Out of the quarantine, corrected, loaded again: for every kind of table the facts of a clean load, and each row remembers its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph_service.errors import SourceFileError
from graph_service.loaders.jobs import Claim
from graph_service.loaders.layout import QUARANTINE_COLUMNS
from graph_service.loaders.quarantine import open_quarantine, quarantined
from graph_service.loaders.reading import get
from graph_service.loaders.report import FileReport
from graph_service.loaders.run import load_paths
from graph_service.workflow.services import Services
from tests.loaders.conftest import records, services_in
from tests.loaders.fakes import MemoryGraph
from tests.loaders.tables import KINDS, filled_columns, header, line, write_csv, write_xlsx

#: What must be on record before a table of a kind can be loaded.
NEEDED = {"finding": ["penalty"], "answer": ["penalty"], "objection": ["penalty"], "repair": ["penalty"]}


def content(services: Services) -> dict[str, list[dict[str, object]]]:
    assert isinstance(services.graph, MemoryGraph)
    return {table: services.graph.rows(table) for table in services.graph.facts}


def opened(services: Services, load: str, folder: Path) -> list[dict[str, str]]:
    (sheet,) = get(open_quarantine(services, load, folder / f"{load}.xlsx", "更正"))
    return [dict(zip(sheet.header, record.cells, strict=True)) for record in records(sheet)]


def returned(services: Services, path: Path, rows: list[dict[str, str]]) -> FileReport:
    write_xlsx(path, {"隔离": [list(rows[0]), *(list(row.values()) for row in rows)]})
    return load_paths(services, [path]).files[-1]


@pytest.mark.parametrize("kind", KINDS)
def test_a_corrected_row_of_any_kind_is_settled_and_gives_the_facts_of_a_clean_load(tmp_path: Path, kind: str) -> None:
    dirty, clean = services_in(tmp_path / "dirty"), services_in(tmp_path / "clean")
    for services in (dirty, clean):
        load_paths(services, [write_csv(tmp_path, needed, {}) for needed in NEEDED.get(kind, ())])
    column = filled_columns(kind)[0]
    load = load_paths(dirty, [write_csv(tmp_path, kind, {column: ""}, name="dirty.csv")]).files[0]
    (row,) = opened(dirty, load.load_id, tmp_path)

    report = returned(dirty, tmp_path / "corrected.xlsx", [row | {column: line(kind)[header(kind).index(column)]}])
    load_paths(clean, [write_csv(tmp_path, kind, {}, name="clean.csv")])

    assert (load.rejected, report.loaded, report.ignored_columns) == (1, 1, ())
    assert report.settled == {load.load_id: {"settled": 1, "refused": 0}}
    assert content(dirty) == content(clean)


def test_a_row_that_is_still_wrong_comes_back_with_the_place_where_it_first_stood(services: Services, tmp_path: Path) -> None:
    book = write_xlsx(
        tmp_path / "处罚.xlsx",
        {
            "表一": [
                header("penalty"),
                line("penalty"),
                line("penalty", {"处罚决定日期": "?"}),
                line("penalty", {"处罚内容": ""}),
            ]
        },
    )
    first = load_paths(services, [book]).files[0]
    rows = opened(services, first.load_id, tmp_path)
    rows[1]["处罚内容"] = "罚款2000元"

    again = returned(services, tmp_path / "更正.xlsx", rows)
    (left,) = opened(services, again.load_id, tmp_path)
    last = returned(
        services,
        tmp_path / "再更正.xlsx",
        [left | {"处罚决定日期": "2024-03-05", "行政处罚决定书文号": "京甲市监罚〔2024〕9号"}],
    )

    assert again.settled == {first.load_id: {"settled": 1, "refused": 1}}
    assert [left[name] for name in ("隔离文件", "隔离工作表", "隔离行号", "隔离行位", "隔离原因代码", "隔离批次")] == [
        "处罚.xlsx", "表一", "2", "第3行", "date-format", first.load_id,
    ]  # fmt: skip
    assert list(left) == [*QUARANTINE_COLUMNS, *header("penalty")]
    assert last.settled == {first.load_id: {"settled": 1, "refused": 0}}
    assert quarantined(services) == sorted([first.load_id, again.load_id])


def test_rows_of_several_loads_in_one_file_are_told_apart_and_a_new_row_is_of_none(services: Services, tmp_path: Path) -> None:
    loads = [
        load_paths(services, [write_csv(tmp_path, "honour", {"荣誉名称": "", "主体名称": name}, name=f"{name}.csv")])
        .files[0]
        .load_id
        for name in ("甲公司", "乙公司")
    ]
    (one,), (other,) = (opened(services, load, tmp_path) for load in loads)
    fresh = dict.fromkeys(QUARANTINE_COLUMNS, "")

    report = returned(services, tmp_path / "更正.xlsx", [one | {"荣誉名称": "甲"}, other, one | fresh | {"荣誉名称": "乙"}])

    assert report.settled == {loads[0]: {"settled": 1, "refused": 0}, loads[1]: {"settled": 0, "refused": 1}}
    assert (report.loaded, report.rejected) == (2, 1)


def test_an_ordinary_table_settles_nothing(services: Services, tmp_path: Path) -> None:
    assert load_paths(services, [write_csv(tmp_path, "honour", {})]).files[0].settled == {}


def test_a_corrected_file_is_no_full_file(services: Services, tmp_path: Path) -> None:
    load = load_paths(services, [write_csv(tmp_path, "honour", {"荣誉名称": ""})]).files[0].load_id
    opened(services, load, tmp_path)

    with pytest.raises(SourceFileError, match="no full file"):
        load_paths(services, [tmp_path / f"{load}.xlsx"], claim=Claim(full=True))
