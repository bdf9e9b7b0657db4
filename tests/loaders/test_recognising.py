"""A table is known by its columns; one that is not known is told what it lacks."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph_service.errors import SourceFileError
from graph_service.loaders import penalties
from graph_service.loaders.run import load_paths
from graph_service.workflow.services import Services
from tests.loaders.tables import csv_bytes, header, line, write_csv, write_xlsx


def test_a_penalty_table_with_field_codes_is_recognised(services: Services, tmp_path: Path) -> None:
    codes = [column.code for column in penalties.LAYOUT_2019.columns]
    path = write_xlsx(tmp_path / "p.xlsx", {"x": [codes, line("penalty")]})

    assert [(file.source, file.loaded) for file in load_paths(services, [path]).files] == [("penalty_2019", 1)]


def test_the_titles_of_the_published_layout_are_recognised(services: Services, tmp_path: Path) -> None:
    published = [{"统一社会信用代码": "行政相对人代码_1(统一社会信用代码)", "罚款金额（万元）": "罚款金额(万元) *"}.get(name, name)
                 for name in header("penalty")]  # fmt: skip
    path = write_xlsx(tmp_path / "p.xlsx", {"x": [published, line("penalty")]})

    report = load_paths(services, [path])

    assert (report.loaded, report.files[0].ignored_columns) == (1, ())


def test_the_order_of_columns_does_not_matter(services: Services, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "p.xlsx", {"x": [header("penalty")[::-1], line("penalty")[::-1]]})

    assert load_paths(services, [path]).loaded == 1


def test_columns_that_no_layout_knows_are_reported(services: Services, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "p.xlsx", {"x": [[*header("penalty"), "地方编码"], [*line("penalty"), "110000"]]})

    assert load_paths(services, [path]).files[0].ignored_columns == ("地方编码",)


def test_one_workbook_may_hold_the_whole_extract_and_a_cover_page(services: Services, tmp_path: Path) -> None:
    kinds = ("holding", "person", "enterprise")
    sheets = {kind: [header(kind), line(kind)] for kind in kinds} | {"说明": [["说明", "日期"], ["登记摘录", "2026-11-01"]]}
    path = write_xlsx(tmp_path / "r.xlsx", sheets)

    report = load_paths(services, [path])

    assert [file.source for file in report.files] == ["registry.enterprises", "registry.persons", "registry.shareholders"]
    assert report.ignored_sheets == ("r.xlsx[说明]",)


def test_two_sheets_of_one_kind_are_two_loads(services: Services, tmp_path: Path) -> None:
    other = line("penalty", {"行政处罚决定书文号": "京甲市监罚〔2024〕9号"})
    path = write_xlsx(tmp_path / "p.xlsx", {"法人": [header("penalty"), line("penalty")], "自然人": [header("penalty"), other]})

    report = load_paths(services, [path])

    assert (report.loaded, len({file.load_id for file in report.files})) == (2, 2)


def test_a_missing_column_is_named_with_the_nearest_layout(services: Services, tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_bytes(csv_bytes("penalty", {}).replace("处罚决定日期".encode(), "决定日".encode()))

    with pytest.raises(SourceFileError) as refused:
        load_paths(services, [path])

    assert "Nearest layout: 双公示 行政处罚（2019版）; missing columns: 处罚决定日期." in refused.value.message
    assert "决定日" in refused.value.hint


def test_an_unknown_file_stops_the_call_before_anything_is_written(services: Services, tmp_path: Path) -> None:
    write_csv(tmp_path, "penalty", {})
    (tmp_path / "z.csv").write_text("a,b\n1,2\n", "utf-8")

    with pytest.raises(SourceFileError, match="not a table that we know"):
        load_paths(services, [tmp_path])

    assert services.ledger.loads() == []


def test_a_path_without_files_is_an_error(services: Services, tmp_path: Path) -> None:
    for path, told in ((tmp_path / "none", "no such file"), (tmp_path, "holds no file of")):
        with pytest.raises(SourceFileError, match=told):
            load_paths(services, [path])
