"""Views as files: nothing is lost, nothing runs in a spreadsheet, and a graph has every subject and relationship."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import networkx as nx
import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from graph_service.errors import InputError
from graph_service.query.exports import FORMS, graph, render, tables, write
from graph_service.query.neighbourhood import Around, neighbourhood
from graph_service.query.paths import PATH_KINDS, PathQuestion, find_paths
from tests.web.fakes import FIRM, TODAY, fake_services

HITS = {
    "hits": [
        {"type": "organization", "subject": {"id": "a", "name": '=HYPERLINK("http://example.invalid")'}, "merged": []},
        {"type": "person", "subject": {"id": "b", "name": "李四"}, "share": 0.5, "merged": ["c"]},
    ],
    "after": None,
}


def around() -> dict[str, Any]:
    return neighbourhood(fake_services(), FIRM, Around(TODAY, None, ["HOLDS_ROLE", "OWNS", "BRANCH_OF"], True, "", "", 50))


def linked() -> dict[str, Any]:
    return find_paths(fake_services(), PathQuestion(["p-sun", FIRM], TODAY, None, PATH_KINDS, False, 4, True, False))


def records(view: dict[str, Any]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(render(view, "csv").decode("utf-8-sig"))))


def test_a_nested_record_becomes_columns_and_a_nested_list_json() -> None:
    assert tables(HITS) == {
        "hits": [
            {"type": "organization", "subject.id": "a", "subject.name": HITS["hits"][0]["subject"]["name"], "merged": "[]"},
            {"type": "person", "subject.id": "b", "subject.name": "李四", "share": 0.5, "merged": '["c"]'},
        ]
    }


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r", "＝"])
def test_a_text_that_a_spreadsheet_would_run_is_a_text(begins: str) -> None:
    hostile = f"{begins}cmd|' /C calc'!A0"
    view = {"hits": [{"name": hostile, "share": -0.5}]}

    (row,) = records(view)
    ((_, _), (name, share)) = (
        CalamineWorkbook.from_filelike(io.BytesIO(render(view, "xlsx"))).get_sheet_by_name("hits").to_python()
    )

    assert (row["name"], row["share"]) == (f"'{hostile}", "-0.5")
    assert (str(name).strip(), share) == (hostile.strip(), -0.5)
    assert b"<f>" not in render(view, "xlsx")


def test_csv_is_read_by_a_spreadsheet_as_utf_8() -> None:
    data = render(HITS, "csv")

    assert data.startswith(b"\xef\xbb\xbf")
    assert records(HITS)[1] == {"type": "person", "subject.id": "b", "subject.name": "李四", "merged": '["c"]', "share": "0.5"}


def test_parquet_keeps_kinds_and_what_is_absent() -> None:
    frame = pl.read_parquet(io.BytesIO(render(HITS, "parquet")))

    assert frame["share"].to_list() == [None, 0.5]
    assert frame["subject.id"].to_list() == ["a", "b"]


def test_json_is_the_answer_itself() -> None:
    assert json.loads(render(HITS, "json")) == HITS


def test_a_neighbourhood_is_a_graph_of_its_subjects_and_relationships() -> None:
    view = around()
    facts = {tie["fact"] for one in view["neighbours"] for tie in one["relationships"]}

    made = graph(view)
    read = nx.parse_graphml(render(view, "graphml").decode())

    assert {key for _, _, key in made.edges(keys=True)} == facts
    assert set(made) == {FIRM, *(one["subject"]["id"] for one in view["neighbours"])}
    assert made.nodes["p-li"]["name"] == "李淑芬"
    assert (set(read), read.number_of_edges()) == (set(made), len(facts))


def test_every_step_of_every_path_is_a_row_and_an_edge() -> None:
    view = linked()

    steps = [(row["path"], row["step"], row["from"], row["to"]) for row in tables(view)["steps"]]

    assert steps == [
        (number, at, step["from"], step["to"])
        for number, path in enumerate(view["paths"], start=1)
        for at, step in enumerate(path["steps"], start=1)
    ]
    assert {frozenset((a, b)) for a, b in graph(view).edges()} == {frozenset(step[2:]) for step in steps}


@pytest.mark.parametrize(("view", "form"), [(HITS, "graphml"), (HITS, "docx"), ({"subject": {"id": "a"}}, "csv")])
def test_what_a_form_cannot_hold_is_refused(view: dict[str, Any], form: str) -> None:
    with pytest.raises(InputError):
        render(view, form)


def test_a_file_is_new(tmp_path: Path) -> None:
    write(HITS, tmp_path / "hits.csv")

    with pytest.raises(InputError, match="cannot be written"):
        write(HITS, tmp_path / "hits.csv")
    assert (tmp_path / "hits.csv").read_bytes() == render(HITS, "csv")


@pytest.mark.parametrize("form", FORMS)
def test_an_empty_view_is_an_empty_file_of_each_form(form: str) -> None:
    empty = around() | {"neighbours": []}

    assert render(empty, form)


def test_owners_and_what_is_held_are_tables_of_a_look_through() -> None:
    step = {"holder": {"id": "p-a"}, "organization": {"id": "E1"}, "percent": 60.0, "entries": []}
    view = {
        "subject": {"id": "E1", "merged": []},
        "up": {"owners": [{"id": "p-a", "percent": 60.0}], "paths": [{"percent": 60.0, "steps": [step]}], "unattributed": 40.0},
        "down": {"held": [], "total": 0},
    }

    found = tables(view)

    assert set(found) == {"owners", "paths", "steps", "held"}
    assert records(view) == [{"id": "p-a", "percent": "60.0"}]
    assert [(row["path"], row["step"], row["holder.id"]) for row in found["steps"]] == [(1, 1, "p-a")]
    assert tables({"up": None, "down": {"held": []}}) == {"held": []}


@pytest.mark.parametrize("name", ["leads", "alerts", "gaps"])
def test_a_list_of_leads_alerts_or_gaps_is_a_table(name: str) -> None:
    assert records({"on": "2026-11-23", name: [{"id": "x"}], "groups": []}) == [{"id": "x"}]
