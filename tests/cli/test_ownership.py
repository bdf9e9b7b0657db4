"""``graph-service ownership FILE``: pure JSON, seeds, a table for people, and what is refused."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import polars as pl
import pytest

from graph_service.bulk.folder import written_whole
from graph_service.bulk.tables import FACT_SCHEMAS, FACTS
from tests.cli.conftest import Command, Over
from tests.web.fakes import fake_services

SCENARIO = Path(__file__).parents[1] / "data" / "scenarios" / "C35.json"


def test_a_scenario_is_looked_through_without_a_database(cli: Command) -> None:
    done = cli.run("ownership", str(SCENARIO), "--json", "--seeds", "P1,E1", "--threshold", "50", "--strict", "--no-aggregate")

    found = json.loads(done.stdout)
    assert done.returncode == 0
    assert found["effective_ownership"]["E2"] == {"P1": 37.5, "P2": 62.5}
    assert found["cascade"] == []
    assert found["cascade_asked"] == {"seeds": ["E1", "P1"], "threshold": 50.0, "aggregate": False, "inclusive": False}
    assert {"path_product", "control", "controllers", "unattributed", "warnings"} <= set(found)


def test_people_read_a_table_in_their_language(cli: Command) -> None:
    chinese = cli.run("ownership", str(SCENARIO), "--seeds", "P1").stdout
    english = cli.run("ownership", str(SCENARIO), "--lang", "en").stdout

    assert "疑似实际控制人" in chinese
    assert "级联" in chinese
    assert "actual controller (lead)" in english


def test_a_whole_register_is_looked_through_from_exported_tables(cli: Command, tmp_path: Path) -> None:
    with written_whole(tmp_path / "facts", FACT_SCHEMAS, {"kind": FACTS, "graph_version": 1}) as writer:
        writer.add("organizations", [{"id": "E1", "name": "甲", "type": "company"}])
        writer.add("holdings", [{"holder": "p-a", "organization": "E1", "share": 0.6}])
    out = tmp_path / "owners.parquet"
    asked = ("ownership", "--registry", "--facts", str(tmp_path / "facts"), "--out", str(out), "--on", "2026-11-23")

    told = cli.json(*asked)

    assert (told["organizations"], told["holdings"], told["rows"]) == (1, 1, 2)
    assert pl.read_parquet(out)["holder"].to_list() == [None, "p-a"]
    again = cli.run(*asked)
    assert (again.returncode, again.stdout) == (2, "")


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("/nowhere.json",),
        (str(SCENARIO), "--seeds", "Q"),
        (str(SCENARIO), "--out", "x"),
        ("--registry",),
        ("--registry", "--out", "x", "--to", "y.csv"),
        (str(SCENARIO), "--registry", "--out", "x"),
    ],
)
def test_what_cannot_be_asked_is_refused(cli: Command, arguments: tuple[str, ...]) -> None:
    done = cli.run("ownership", *arguments)

    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr


def test_what_is_found_is_written_to_a_file(tmp_path: Path) -> None:
    line = Over(fake_services)
    table, answer = tmp_path / "owners.csv", tmp_path / "owners.json"

    done = line.run("ownership", str(SCENARIO), "--to", str(table))
    told = line.json("ownership", str(SCENARIO), "--to", str(answer))

    rows = list(csv.DictReader(io.StringIO(table.read_text("utf-8-sig"))))
    found = line.json("ownership", str(SCENARIO))
    assert (done.stdout, told) == (f"已写入 {table}\n", {"file": str(answer)})
    assert {
        (row["organization"], row["holder"]): float(row["percent"]) for row in rows if row["percent"] and row["holder"]
    } == {(org, holder): share for org, owners in found["effective_ownership"].items() for holder, share in owners.items()}
    assert json.loads(answer.read_text("utf-8")) == found
    assert line.run("ownership", str(SCENARIO), "--to", str(table)).exit_code == 2
