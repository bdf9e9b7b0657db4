"""Tables of other layouts are read by a mapping file: what it names, as it says, and nothing else."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest

from graph_service.errors import PolicyFileError, SourceFileError
from graph_service.loaders.archive import archive_path, open_original
from graph_service.loaders.mapping import TableMap, compiled_day, mapped, read_mapping, tried
from graph_service.loaders.mapping_suggest import suggest
from graph_service.loaders.quarantine import open_quarantine
from graph_service.loaders.reading import get
from graph_service.loaders.report import LoadReport
from graph_service.loaders.run import load_paths
from graph_service.workflow.services import Services
from tests.loaders.fakes import MemoryGraph, MemoryLedger
from tests.loaders.tables import FIRMS, PEOPLE, write_xlsx
from tests.meta.documents import document

MAPPING = """
source: registry.persons
columns:
  CORP: 企业名称
  CREDIT_NO: 企业统一社会信用代码
  NM: 姓名
  ID_NO: 证件号码
  POST: {field: 职务, values: {"01": 法定代表人, "02": 监事, "99": ~}}
  FROM_DAY: {field: 任职起始日期, date: DD/MM/YYYY}
constants:
  证件类型: 居民身份证
  任职截止日期: ~
"""
HEADER = "CORP,CREDIT_NO,NM,ID_NO,POST,FROM_DAY,MEMO"
ROW = f"北京甲一食品有限公司,{FIRMS[0]},赵甲,{PEOPLE[0]},01,01/02/2015,x"


def mapping_in(folder: Path, text: str = MAPPING) -> TableMap:
    path = folder / "mapping.yaml"
    path.write_text(text, "utf-8")
    return read_mapping(path)


def table_in(folder: Path, *rows: str, header: str = HEADER, name: str = "t.csv") -> Path:
    path = folder / name
    path.write_text("\n".join([header, *rows]) + "\n", "utf-8")
    return path


def loaded(services: Services, folder: Path, *rows: str, text: str = MAPPING) -> LoadReport:
    return load_paths(services, [table_in(folder, *rows)], mapping=mapping_in(folder, text))


def facts(services: Services, table: str) -> list[dict[str, object]]:
    assert isinstance(services.graph, MemoryGraph)
    return services.graph.rows(table)


def test_a_table_of_another_layout_becomes_facts(services: Services, tmp_path: Path) -> None:
    (file,) = loaded(services, tmp_path, ROW).files

    assert (file.source, file.read, file.loaded, file.ignored_columns) == ("registry.persons", 1, 1, ("MEMO",))
    (role,) = facts(services, "roles")
    assert (role["role"], role["organization"], role["start"]) == ("legal_representative", FIRMS[0], date(2015, 2, 1))
    (person,) = facts(services, "persons")
    assert (person["name"], person["confirmed"]) == ("赵甲", True)


@pytest.mark.parametrize(
    ("cell", "other", "reason", "column"),
    [
        ("01/02/2015", "31/02/2015", "date-invalid", "任职起始日期"),
        ("01/02/2015", "20150201", "date-format", "任职起始日期"),
        (",01,", ",07,", "value-unmapped", "职务"),
        (",01,", ",99,", "required", "职务"),
        (PEOPLE[0], "110101190001010011", "id-check-digit", "证件号码"),
    ],
)
def test_what_the_mapping_cannot_turn_is_refused(
    services: Services, tmp_path: Path, cell: str, other: str, reason: str, column: str
) -> None:
    (file,) = loaded(services, tmp_path, ROW, ROW.replace(cell, other)).files

    assert (file.read, file.loaded, file.rejected) == (2, 1, 1)
    assert [(one.row, one.column, one.code) for one in file.refused] == [(2, column, reason)]


def test_a_day_in_iso_form_needs_no_pattern(services: Services, tmp_path: Path) -> None:
    assert loaded(services, tmp_path, ROW.replace("01/02/2015", "2015-02-01")).loaded == 1


def test_the_quarantine_shows_the_senders_table_and_is_loaded_by_the_same_mapping(services: Services, tmp_path: Path) -> None:
    report = loaded(services, tmp_path, ROW.replace(",01,", ",07,"))
    opened = open_quarantine(services, report.files[0].load_id, tmp_path / "q.xlsx", "更正")
    (sheet,) = get(opened)
    (record,) = next(iter(sheet.chunks())).records()
    assert sheet.header[-7:] == tuple(HEADER.split(","))
    corrected = ["01" if cell == "07" else cell for cell in record.cells]

    again = load_paths(
        services,
        [write_xlsx(tmp_path / "corrected.xlsx", {"隔离": [sheet.header, corrected]})],
        mapping=mapping_in(tmp_path),
    )

    assert (again.loaded, again.rejected) == (1, 0)
    assert again.files[0].ignored_columns == ("MEMO",)


def test_another_mapping_is_another_load_and_lies_in_the_archive(services: Services, tmp_path: Path) -> None:
    first = loaded(services, tmp_path, ROW).files[0]
    same = loaded(services, tmp_path, ROW).files[0]
    text = MAPPING.replace('"02": 监事', '"02": 董事')

    other = loaded(services, tmp_path, ROW, text=text).files[0]

    assert first.load_id == same.load_id != other.load_id
    assert (same.loaded, same.unchanged) == (0, 1)
    kept = open_original(services, other.mapping, tmp_path / "kept.yaml", "核对")
    assert kept.read_text("utf-8") == text
    assert archive_path(services, first.mapping).exists()
    assert isinstance(services.ledger, MemoryLedger)
    assert dict(services.ledger.reports)[other.load_id]["mapping"] == other.mapping


def test_amounts_in_yuan_become_the_same_fen(services: Services, tmp_path: Path) -> None:
    text = """
source: registry.shareholders
columns:
  CORP: 企业名称
  NO: 企业统一社会信用代码
  NM: 股东名称
  AMT: {field: 认缴出资额（万元）, unit: 元}
  PAID: 实缴出资额（万元）
  PCT: 持股比例
  DAY: 持股起始日期
  END: 持股截止日期
  KIND: 股东证照类型
  NUM: 股东证照号码
constants:
  股东类型: 自然人股东
"""
    header = "CORP,NO,NM,AMT,PAID,PCT,DAY,END,KIND,NUM"
    row = f"北京甲一食品有限公司,{FIRMS[0]},赵甲,{{}},10,44.71%,2015-01-01,,居民身份证,{PEOPLE[0]}"
    path = table_in(tmp_path, row.format("447100元"), row.format("44.71万元").replace(PEOPLE[0], PEOPLE[1]), header=header)

    report = load_paths(services, [path], mapping=mapping_in(tmp_path, text))

    assert report.loaded == 1
    (holding,) = facts(services, "holdings")
    assert holding["subscribed_fen"] == 44_710_000
    assert report.files[0].reasons == {"money-unit": 1}


@pytest.mark.parametrize(
    ("old", "new", "line", "told"),
    [
        ("registry.persons", "registry.cats", 2, "unknown source 'registry.cats'"),
        ("NM: 姓名", "NM: 名字", 6, "unknown field '名字'"),
        ("NM: 姓名", "NM: 职务", 8, "filled twice"),
        ("NM: 姓名", "corp: 姓名", 6, "column 'corp' is mapped twice"),
        ("  NM: 姓名\n", "", 4, "neither mapped nor constant: 姓名"),
        ("DD/MM/YYYY", "DD/MM", 9, "no pattern of days"),
        ("DD/MM/YYYY", "DD/DD/YYYY", 9, "no pattern of days"),
        ("field: 任职起始日期, date", "field: 任职起始日期, dates", 9, "unknown key 'dates'"),
        ("NM: 姓名", "NM: {field: 姓名, date: YYYY-MM-DD}", 6, "is no day"),
        ("NM: 姓名", "NM: {field: 姓名, unit: 元}", 6, "is no amount"),
        ("法定代表人,", "厨师,", 8, "'厨师' is no value of '职务'"),
        ('"99": ~', '"无": 监事', 8, "never looked up"),
        ("居民身份证", "工作证", 11, "'工作证' is no value"),
        ("证件类型: 居民", "姓名: 居民", 11, "filled twice"),
        ("columns:", "columns: [", 5, "not YAML"),
        ("  任职截止日期: ~\n", "", 4, "neither mapped nor constant: 任职截止日期"),
        ("证件类型: 居民身份证", "备注: 居民身份证", 11, "unknown field '备注'"),
    ],
)
def test_a_mapping_with_a_fault_is_refused_where_it_stands(tmp_path: Path, old: str, new: str, line: int, told: str) -> None:
    assert old in MAPPING

    with pytest.raises(PolicyFileError) as refused:
        mapping_in(tmp_path, MAPPING.replace(old, new, 1))

    assert told in refused.value.message
    assert refused.value.where == f"mapping.yaml:{line}"


def test_a_column_that_is_not_there_stops_the_load(services: Services, tmp_path: Path) -> None:
    path = table_in(tmp_path, ROW, header=HEADER.replace("ID_NO", "IDNO"))

    with pytest.raises(SourceFileError, match=r"columns of mapping\.yaml are missing: ID_NO"):
        load_paths(services, [path], mapping=mapping_in(tmp_path))

    assert services.ledger.loads() == []


def test_one_sheet_of_a_workbook_is_named(services: Services, tmp_path: Path) -> None:
    book = write_xlsx(tmp_path / "a.xlsx", {"说明": [["x", "y"], ["1", "2"]], "人员": [HEADER.split(","), ROW.split(",")]})

    report = load_paths(services, [book], mapping=mapping_in(tmp_path, MAPPING + "sheet: 人员\n"))

    assert (report.loaded, report.ignored_sheets) == (1, ("a.xlsx[说明]",))
    with pytest.raises(SourceFileError, match="no sheet '别的'; there are: 说明、人员"):
        mapped(get(book), mapping_in(tmp_path, MAPPING + "sheet: 别的\n"))


def test_the_documented_mapping_says_what_the_one_here_says(tmp_path: Path) -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", document("docs/formats.md").text.partition("## Mapping files")[2], re.DOTALL)

    mapping = mapping_in(tmp_path, example)

    assert (mapping.sheet, mapping.source) == ("人员", "registry.persons")
    assert [(one.field, one.title, one.constant) for one in mapping.fields] == [
        (one.field, one.title, one.constant) for one in mapping_in(tmp_path).fields
    ]


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("DD/MM/YYYY", "5/3/2024", ("2024", "3", "5")),
        ("MM-DD-YYYY", "03-05-2024 10:20", ("2024", "03", "05")),
        ("YYYYMMDD", "20240305", ("2024", "03", "05")),
        ("YYYY年MM月DD日", "2024年3月5日", ("2024", "3", "5")),
        ("YYYYMMDD", "2024035", None),
        ("DD/MM/YYYY", "5.3.2024", None),
    ],
)
def test_patterns_of_days(pattern: str, text: str, found: tuple[str, str, str] | None) -> None:
    compiled = compiled_day(pattern)
    assert compiled is not None

    seen = compiled.fullmatch(text)

    assert (seen and (seen["year"], seen["month"], seen["day"])) == found


def test_a_trial_counts_what_would_be_refused(tmp_path: Path) -> None:
    path = table_in(tmp_path, ROW, ROW.replace(",01,", ",07,"), ROW.replace("01/02", "41/02"))
    (table,), _ = mapped(get(path), mapping_in(tmp_path))

    trial = tried(table)

    assert (trial.records, trial.ignored) == (3, ("MEMO",))
    assert trial.as_rows() == [
        {"column": "任职起始日期", "code": "date-invalid", "cells": 1},
        {"column": "职务", "code": "value-unmapped", "cells": 1},
    ]


STRANGE = "单位名称,信用代码,人员姓名,证件号码,担任职务,任职起始日,任职截止日,MEMO"
STRANGE_ROW = f"北京甲一食品有限公司,{FIRMS[0]},赵甲,{PEOPLE[0]},法定代表人,{{}},长期,x"


def test_a_proposal_names_fields_with_reasons_and_leaves_the_rest_open(tmp_path: Path) -> None:
    path = table_in(tmp_path, STRANGE_ROW.format("25/02/2015"), header=STRANGE)

    proposed = suggest(get(path)[0], "registry.persons")

    found = {one.title: one.field for one in proposed.proposals}
    assert found["信用代码"] == "企业统一社会信用代码"
    assert (found["人员姓名"], found["担任职务"], found["MEMO"]) == ("姓名", "职务", "")
    begun = next(one for one in proposed.proposals if one.title == "任职起始日")
    assert (begun.field, begun.options) == ("任职起始日期", {"date": "DD/MM/YYYY"})
    assert all(one.reason for one in proposed.proposals)
    text = proposed.text("t.csv", "")
    assert '  # "MEMO": ?' in text


def test_a_proposal_that_was_completed_loads(services: Services, tmp_path: Path) -> None:
    path = table_in(tmp_path, STRANGE_ROW.format("25/02/2015"), header=STRANGE)
    text = suggest(get(path)[0]).text("t.csv", "")
    assert text.splitlines()[1] == "source: registry.persons"
    lines = [line for line in text.splitlines() if "单位名称" not in line]
    lines.insert(lines.index("columns:") + 1, "  单位名称: 企业名称")
    lines.append("  证件类型: 居民身份证")

    report = load_paths(services, [path], mapping=mapping_in(tmp_path, "\n".join(lines)))

    assert (report.loaded, report.rejected) == (1, 0)


def test_a_day_that_may_be_read_two_ways_is_left_to_a_person(tmp_path: Path) -> None:
    path = table_in(tmp_path, STRANGE_ROW.format("05/02/2015"), header=STRANGE)

    text = suggest(get(path)[0], "registry.persons").text("t.csv", "")

    (line,) = [line for line in text.splitlines() if "任职起始日" in line and "任职截止日" not in line]
    assert line.startswith("  # ")
    assert "DD/MM/YYYY|MM/DD/YYYY" in line


def test_no_value_of_a_person_stands_in_a_proposal(tmp_path: Path) -> None:
    path = table_in(tmp_path, STRANGE_ROW.format("25/02/2015"), header=STRANGE)

    shown = json.dumps(suggest(get(path)[0]).text("t.csv", ""), ensure_ascii=False)

    assert not [value for value in ("赵甲", PEOPLE[0], FIRMS[0]) if value in shown]
