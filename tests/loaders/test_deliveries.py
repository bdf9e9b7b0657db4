"""What a load keeps of each department's delivery: counts, delays and filled columns, and nobody's name."""

from __future__ import annotations

import json
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any, cast

from graph_service.loaders.deliveries import DAYS, DEPARTMENTS, MAX_DELAY, MAX_DEPARTMENTS, Deliveries
from graph_service.loaders.layout import Column, Layout
from graph_service.loaders.run import load_paths
from graph_service.loaders.sources import SOURCES
from graph_service.workflow.catalogue import read_catalogue
from graph_service.workflow.services import Services
from tests.loaders.fakes import MemoryLedger
from tests.loaders.tables import AUTHORITY, FIRMS, Changes, write_csv

OTHER = "北京市乙区市场监督管理局"


def delivered(services: Services, folder: Path, kind: str, *rows: Changes) -> dict[str, dict[str, Any]]:
    load_paths(services, [write_csv(folder, kind, *rows)])
    ledger = services.ledger
    assert isinstance(ledger, MemoryLedger)
    parts = cast("list[dict[str, Any]]", ledger.reports[-1][1]["deliveries"])
    return {part["department"]: part for part in json.loads(json.dumps(parts))}


def test_accepted_and_refused_records_are_told_by_department(services: Services, tmp_path: Path) -> None:
    late = {"统一社会信用代码": FIRMS[1], "列入机关": OTHER, "列入日期": "2026-11-20", "列入事由": ""}
    refused = {"统一社会信用代码": FIRMS[2], "列入机关": OTHER, "列入日期": "?"}

    found = delivered(services, tmp_path, "listing", {}, late, refused)

    assert {name: (one["records"], one["refused"], one["newest"], one["delays"]) for name, one in found.items()} == {
        AUTHORITY: (1, 0, "2024-03-05", {str(MAX_DELAY): 1}),
        OTHER: (1, 1, "2026-11-20", {"4": 1}),
    }
    assert {name: found[OTHER]["filled"].get(name) for name in ("主体名称", "列入事由", "列入日期", "移出日期")} == {
        "主体名称": 2,
        "列入事由": 1,
        "列入日期": 2,
        "移出日期": None,
    }


def test_what_a_refused_record_alone_has_for_a_department_is_not_kept(services: Services, tmp_path: Path) -> None:
    found = delivered(services, tmp_path, "listing", {}, {"列入机关": "赵甲", "列入日期": "?"})

    assert {name: one["refused"] for name, one in found.items()} == {AUTHORITY: 0, "": 1}


def test_records_that_say_nothing_new_are_a_delivery_and_no_delay(services: Services, tmp_path: Path) -> None:
    delivered(services, tmp_path, "listing", {})

    found = delivered(services, tmp_path, "listing", {}, {"统一社会信用代码": FIRMS[1], "列入日期": "?"})[AUTHORITY]

    assert (found["records"], found["unchanged"], found["refused"], found["delays"]) == (0, 1, 1, {})


def test_a_table_without_a_department_is_told_under_no_name(services: Services, tmp_path: Path) -> None:
    assert delivered(services, tmp_path, "person", {}).keys() == {""}


def test_a_file_that_names_very_many_departments_names_none() -> None:
    layout = Layout("某表", (Column("登记机关", str),))
    deliveries = Deliveries(layout, layout.match(["登记机关"]), date(2026, 11, 24))

    deliveries.add([{"row": at, "登记机关": f"第{at}局"} for at in range(MAX_DEPARTMENTS + 1)], range(MAX_DEPARTMENTS + 1))

    assert [(one["department"], one["records"]) for one in deliveries.for_ledger()] == [("", MAX_DEPARTMENTS + 1)]


def test_the_kinds_that_an_authority_answers_for_name_it_and_the_day() -> None:
    named = {source.kind for source in SOURCES if {column.name for column in source.layout.columns} & {*DEPARTMENTS}}
    dated = {source.kind for source in SOURCES if {column.name for column in source.layout.columns} & {*DAYS}}

    # what comes from abroad, or from the service's own casework, no department here owes
    kinds = {source.kind for source in SOURCES if not source.kind.startswith(("foreign.", "gleif.", "results"))}
    assert kinds - named == {"registry.former_names", "registry.persons", "registry.shareholders", "registry.changes", "bids"}
    assert kinds - dated == {
        "registry.enterprises", "registry.branches", "registry.former_names", "registry.persons", "registry.shareholders", "practitioners",
    }  # fmt: skip


def test_the_example_catalogue_names_kinds_and_columns_that_exist() -> None:
    columns = {source.kind: {column.name for column in source.layout.columns} for source in SOURCES}
    content = (files("graph_service") / "data" / "catalogue.example.yaml").read_bytes()

    for item in read_catalogue("example.yaml", content).items:
        assert set(item.required) <= columns[item.source]
