"""Exports in BODS and FollowTheMoney: of the published shape, without id numbers, and read back as the same facts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from graph_service.bulk import bods, ftm
from graph_service.bulk.standard_words import FORMS, POSITIONS
from graph_service.bulk.statements import Standard, Written, export_statements
from graph_service.errors import InputError, StoreConflictError
from graph_service.loaders.organizations import organization_type, roles_of
from graph_service.loaders.run import load_paths
from graph_service.model.facts import JUDGED_TABLES, ROLES, Row
from graph_service.store.ports import Provenance
from tests.bulk.standard_shapes import faults_of_bods, faults_of_ftm
from tests.loaders.conftest import services_in
from tests.loaders.fakes import MemoryGraph
from tests.loaders.tables import FIRMS

DAY = date(2024, 6, 1)
UNNUMBERED = "org:0123456789abcdef0123456789abcdef"
LEARNED = datetime(2024, 1, 1, tzinfo=UTC)
SHAPES = {bods.statement: faults_of_bods, ftm.statement: faults_of_ftm}


def row(table: str, **given: object) -> Row:
    return {column: given.get(column) for column in JUDGED_TABLES[table]} | {"source": f"f-{table}"}


def office(role: str, **given: object) -> Row:
    return row("roles", **{"person": "p-a", "organization": FIRMS[0], "role": role, "start": date(2015, 1, 1), **given})


def holding(**given: object) -> Row:
    return row("holdings", **{"holder": "p-a", "organization": FIRMS[0], "start": date(2015, 1, 1), **given})


ORGANIZATIONS = (
    row("organizations", id=FIRMS[0], name="北京甲一食品有限公司", type="company", uscc=FIRMS[0]),
    row("organizations", id=UNNUMBERED, name="乙二合伙", type="partnership"),
)
PERSONS = (row("persons", id="p-a", name="赵甲", confirmed=True), row("persons", id="p-b", name="钱乙", confirmed=False))
HOLDINGS = (
    holding(share=0.4471),
    holding(holder="p-b", share_min=0.25, share_max=0.5, end=date(2020, 1, 1)),
    holding(holder=UNNUMBERED, start=None),
    holding(holder=FIRMS[0], organization=UNNUMBERED, share=1.0),
)
EVERY_OFFICE = tuple(office(role) for role in sorted(ROLES))


@dataclass
class Graph:
    """Gives rows in pages, as the store does; ``changed`` breaks the reading off."""

    tables: Mapping[str, Sequence[Row]]
    changed: bool = False

    def graph_version(self) -> int:
        return 7

    def all_facts(self, version: int) -> Iterator[tuple[str, Sequence[Row]]]:
        yield from self.tables.items()
        if self.changed:
            raise StoreConflictError(f"no longer at {version}")

    def provenance(self, fact_ids: Sequence[str]) -> Mapping[str, Provenance]:
        return {fact: Provenance(fact, "登记.xlsx", "0" * 64, 3, "load-1", LEARNED) for fact in fact_ids}


def graph(*roles: Row) -> Graph:
    events = [row("events", id="ev-1", kind="penalty", category="food")]
    # What names the parties comes before them, as it may in the pages of the store.
    return Graph({"events": events, "holdings": HOLDINGS, "roles": roles, "persons": PERSONS, "organizations": ORGANIZATIONS})


def exported(given: Graph, standard: Standard, out: Path, *, only_held: bool = False) -> tuple[list[dict[str, Any]], Written]:
    written = export_statements(given, standard, out, on=DAY, only_held=only_held)  # type: ignore[arg-type]  # it asks for no more
    return [json.loads(line) for line in out.read_text("utf-8").splitlines()], written


def read_back(folder: Path, file: Path) -> MemoryGraph:
    services = services_in(folder / "home")
    report = load_paths(services, [file])
    assert report.rejected == 0, [one.refused for one in report.files]
    assert isinstance(services.graph, MemoryGraph)
    return services.graph


def named(found: MemoryGraph | Graph, table: str, columns: Sequence[str]) -> set[tuple[object, ...]]:
    """Rows of a table with names in the place of keys: keys of persons are random, those without a number are made anew."""
    tables = found.tables if isinstance(found, Graph) else {name: found.rows(name) for name in JUDGED_TABLES}
    names = {one["id"]: one["name"] for one in (*tables["organizations"], *tables["persons"])}
    return {
        tuple(one[name] if name == "uscc" else names.get(one[name], one[name]) for name in columns) for one in tables[table]
    }


@pytest.mark.parametrize(("standard", "faults"), SHAPES.items(), ids=["bods", "ftm"])
def test_an_export_has_the_published_shape(tmp_path: Path, standard: Standard, faults: Callable[..., list[str]]) -> None:
    statements, _ = exported(graph(*EVERY_OFFICE), standard, tmp_path / "out.jsonl")

    assert faults(statements) == []


@pytest.mark.parametrize("standard", SHAPES, ids=["bods", "ftm"])
def test_what_is_exported_is_read_back_as_the_same(tmp_path: Path, standard: Standard) -> None:
    given = graph(office("director"), office("general_manager", end=date(2020, 1, 1)), office("legal_representative"))
    exported(given, standard, tmp_path / "out.jsonl")

    back = read_back(tmp_path, tmp_path / "out.jsonl")

    for table, columns in {
        "organizations": ("name", "type", "uscc"),
        "persons": ("name",),
        "holdings": ("holder", "organization", "share", "share_min", "share_max", "start", "end"),
        "roles": ("person", "organization", "role", "start", "end"),
    }.items():
        assert named(back, table, columns) == named(given, table, columns)


def test_followthemoney_keeps_every_office(tmp_path: Path) -> None:
    exported(graph(*EVERY_OFFICE), ftm.statement, tmp_path / "out.jsonl")

    assert {one["role"] for one in read_back(tmp_path, tmp_path / "out.jsonl").rows("roles")} == ROLES


def test_offices_for_which_bods_has_no_code_are_counted(tmp_path: Path) -> None:
    _, written = exported(graph(*EVERY_OFFICE), bods.statement, tmp_path / "out.jsonl")

    without = {
        "supervisor", "shareholder", "registered_practitioner", "project_manager", "eia_lead", "eia_main_author", "employee",
    }  # fmt: skip
    assert written.left_out == {f"roles.{role}": 1 for role in without}
    assert written.written == {"organizations": 2, "persons": 2, "roles": len(ROLES) - len(without), "holdings": 4}


@pytest.mark.parametrize("standard", SHAPES, ids=["bods", "ftm"])
def test_a_day_leaves_out_what_is_not_held_on_it(tmp_path: Path, standard: Standard) -> None:
    offices = (office("director", start=DAY), office("general_manager", end=DAY))

    _, written = exported(graph(*offices), standard, tmp_path / "out.jsonl", only_held=True)

    assert (written.written["roles"], written.written["holdings"], written.written["persons"]) == (1, 3, 2)


@pytest.mark.parametrize("standard", SHAPES, ids=["bods", "ftm"])
def test_the_same_facts_in_another_order_make_the_same_statements(tmp_path: Path, standard: Standard) -> None:
    first, _ = exported(graph(*EVERY_OFFICE), standard, tmp_path / "a.jsonl")
    second, _ = exported(graph(*reversed(EVERY_OFFICE)), standard, tmp_path / "b.jsonl")

    assert first == second


def test_every_statement_names_the_file_and_row_that_states_it(tmp_path: Path) -> None:
    statements, _ = exported(graph(), bods.statement, tmp_path / "a.jsonl")
    entities, _ = exported(graph(), ftm.statement, tmp_path / "b.jsonl")

    assert {one["source"]["description"] for one in statements} == {"登记.xlsx#3"}
    assert {one["properties"]["publisher"][0] for one in entities} == {"登记.xlsx#3"}


def test_a_file_is_there_as_a_whole_or_not_at_all(tmp_path: Path) -> None:
    changing = graph()
    changing.changed = True

    with pytest.raises(StoreConflictError):
        exported(changing, bods.statement, tmp_path / "out.jsonl")

    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "out.jsonl").write_text("mine", "utf-8")

    with pytest.raises(InputError, match="exists already"):
        exported(graph(), bods.statement, tmp_path / "out.jsonl")

    assert (tmp_path / "out.jsonl").read_text("utf-8") == "mine"


def test_the_words_of_exports_are_read_as_what_they_were_written_for() -> None:
    assert {role: roles_of(word) for role, word in POSITIONS.items()} == {role: (role,) for role in ROLES}
    assert {organization_type(word, UNNUMBERED, "乙二") for word in FORMS.values()} == set(FORMS)
