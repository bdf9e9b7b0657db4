"""``map suggest``, ``map check``, ``load --map``: from a table of an unknown layout to facts."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Command
from tests.loaders.tables import FIRMS, PEOPLE

HEADER = "企业名称,信用代码,人员姓名,证件类型,证件号码,担任职务,任职起始日,任职截止日,MEMO"
ROW = f"北京甲一食品有限公司,{FIRMS[6]},赵甲,居民身份证,{PEOPLE[6]},监事,25/02/2015,长期,x"


def table_in(folder: Path, *rows: str) -> Path:
    path = folder / "t.csv"
    path.write_text("\n".join([HEADER, ROW, *rows]), "utf-8")
    return path


def test_a_proposal_is_checked_and_loaded(live: Command, tmp_path: Path) -> None:
    table, mapping = table_in(tmp_path), tmp_path / "mapping.yaml"
    proposed = live.json("map", "suggest", str(table), "--to", str(mapping))
    table = table_in(tmp_path, ROW.replace("25/02", "31/02"))
    checked = live.json("map", "check", str(mapping), str(table))

    first = live.json("load", str(table), "--map", str(mapping))
    again = live.json("load", str(table), "--map", str(mapping))

    assert (proposed["source"], proposed["missing"]) == ("registry.persons", [])
    assert mapping.read_text("utf-8") == proposed["mapping"]
    refused = [{"column": "任职起始日期", "code": "date-invalid", "cells": 1}]
    assert checked["tables"] == [{"table": "t.csv", "records": 2, "ignored": ["MEMO"], "refused": refused}]
    assert (first["read"], first["loaded"], first["rejected"], first["files"][0]["reasons"]) == (2, 1, 1, {"date-invalid": 1})
    assert (again["loaded"], again["unchanged"], again["files"][0]["load_id"]) == (0, 1, first["files"][0]["load_id"])


def test_a_proposal_overwrites_nothing(cli: Command, tmp_path: Path) -> None:
    table, there = table_in(tmp_path), tmp_path / "there.yaml"
    there.write_text("x", "utf-8")

    done = cli.run("map", "suggest", str(table), "--to", str(there))

    assert (done.returncode, there.read_text("utf-8")) == (2, "x")


def test_a_proposal_is_printed_as_a_mapping_file(cli: Command, tmp_path: Path) -> None:
    done = cli.run("map", "suggest", str(table_in(tmp_path)), "--source", "registry.persons")

    assert "source: registry.persons" in done.stdout.splitlines()
    assert '  "信用代码": "企业统一社会信用代码"  # 标题相近' in done.stdout


def test_a_mapping_with_a_fault_is_told_with_its_line(cli: Command, tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text("source: registry.persons\ncolumns:\n  A: 姓\n", "utf-8")

    done = cli.run("map", "check", str(tmp_path / "m.yaml"))

    assert (done.returncode, done.stdout) == (2, "")
    assert "m.yaml:3: unknown field '姓'" in done.stderr


def test_an_unknown_source_is_told(cli: Command, tmp_path: Path) -> None:
    done = cli.run("map", "suggest", str(table_in(tmp_path)), "--source", "cats")

    assert done.returncode == 2
    assert "registry.persons" in done.stderr
