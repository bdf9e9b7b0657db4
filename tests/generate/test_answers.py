"""What the loaders answer to every generated row, held against the truth: nothing lost, nothing guessed, nothing refused for nothing."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from graph_service.generate.faults import FAULTS
from graph_service.generate.run import TABLES, Plan
from graph_service.loaders import codes
from graph_service.loaders.reasons import REASONS
from graph_service.loaders.run import load_paths
from graph_service.loaders.warned import WARNINGS
from graph_service.model.checked import Checked, normalized
from graph_service.model.facts import JUDGED_TABLES
from graph_service.workflow.services import Services
from tests.benchmarks.serving import opened
from tests.generate.truths import (
    HEADERS,
    OF_OTHER_TABLES,
    STEMS,
    corrected_rows,
    generated,
    owed,
    quarantined_rows,
    read_truth,
    right_rows,
    told,
    write_rows,
)
from tests.loaders.conftest import services_in
from tests.loaders.fakes import MemoryGraph, MemoryLedger
from tests.loaders.foreign_files import FOREIGN_REASONS
from tests.servers import GraphServer
from tests.tiers import FULL

_IN_EVERY_RUN = [("csv", "gb18030"), ("xlsx", "utf-8")]
ENTERPRISES = 600 if FULL else 250
FORMS = [*_IN_EVERY_RUN, *([("csv", "utf-8"), ("csv", "utf-8-sig"), ("csv", "utf-16")] if FULL else [])]


@pytest.mark.slow
@pytest.mark.parametrize(("form", "encoding"), FORMS)
def test_every_row_gets_the_answer_that_it_is_owed(embedded: GraphServer, tmp_path: Path, form: str, encoding: str) -> None:
    truth = generated(Plan(ENTERPRISES, 7, 0.25, form, encoding), tmp_path / "registry")

    with opened(embedded, tmp_path / "home") as services:
        report = load_paths(services, [tmp_path / "registry" / TABLES])
        refused = quarantined_rows(services, report, tmp_path / "quarantine")

    assert told(report) == owed(truth)
    assert refused == {file: truth.refused(file) for file in truth.reports}
    assert truth.whole["rows"] > 5 * ENTERPRISES
    assert truth.whole["dirty"] > ENTERPRISES


def test_a_clean_registry_loads_without_any_loss(embedded: GraphServer, tmp_path: Path) -> None:
    truth = generated(Plan(500, 11), tmp_path / "registry")

    with opened(embedded, tmp_path / "home") as services:
        report = load_paths(services, [tmp_path / "registry" / TABLES])
        version = services.graph.graph_version()
        judged = {table: count for table, count in truth.whole["facts"].items() if table in JUDGED_TABLES}
        facts = Counter(dict.fromkeys(judged, 0))
        for table, rows in services.graph.all_facts(version):
            facts[table] += len(rows)

    assert (report.rejected, report.unchanged) == (0, 0)
    assert truth.rows == {}
    assert {table: facts[table] for table in judged} == judged


def content(services: Services) -> dict[str, Counter[str]]:
    """All facts, with persons named by who they are instead of by a key."""
    graph, ledger = services.graph, services.ledger
    assert isinstance(graph, MemoryGraph)
    assert isinstance(ledger, MemoryLedger)
    who = {key: repr((identity.name, identity.id_number, identity.anchor)) for identity, key in ledger.persons.items()}
    return {
        table: Counter(repr({name: who.get(str(cell), cell) for name, cell in row.items()}) for row in graph.rows(table))
        for table in graph.facts
    }


@pytest.fixture(scope="module")
def dirty_and_right(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """A dirty registry, the same with every fault cleaned or corrected, and what a clerk makes of the quarantine."""
    folder = tmp_path_factory.mktemp("corrected")
    truth = generated(Plan(1200, 5, 0.3), folder / "dirty")
    generated(Plan(1200, 5), folder / "clean")
    for name in ("right", "corrected"):
        (folder / name).mkdir()
    for stem in STEMS:
        write_rows(folder / "right" / f"{stem}.csv", list(right_rows(folder / "clean", truth, stem)))
        write_rows(folder / "corrected" / f"{stem}.csv", [HEADERS[stem], *corrected_rows(truth, stem)])
    return folder / "dirty" / TABLES, folder / "right", folder / "corrected"


def test_dirty_rows_and_their_corrections_give_the_facts_of_right_rows(
    dirty_and_right: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    dirty, right, corrected = dirty_and_right
    first, other = services_in(tmp_path / "first"), services_in(tmp_path / "other")

    load_paths(first, [dirty])
    corrections = load_paths(first, [corrected])
    load_paths(other, [right])

    assert corrections.rejected == 0
    found, expected = content(first), content(other)
    for table in expected:
        assert (found[table] - expected[table], expected[table] - found[table]) == (Counter(), Counter())


def test_the_facts_of_a_corrected_registry_are_counted(dirty_and_right: tuple[Path, Path, Path], tmp_path: Path) -> None:
    dirty, right, _ = dirty_and_right
    services = services_in(tmp_path / "home")

    load_paths(services, [right])

    counts = {table: sum(rows.values()) for table, rows in content(services).items() if rows}
    assert counts == read_truth(dirty.parent).whole["facts"]


def test_every_kind_of_fault_comes_up_and_calls_for_every_reason(tmp_path: Path) -> None:
    truth = generated(Plan(6000, 3, 0.3), tmp_path / "csv")
    book = generated(Plan(800, 3, 0.3, "xlsx"), tmp_path / "xlsx")

    assert {fault.name for fault in FAULTS} - truth.faults - book.faults == set()
    assert len(truth.faults) > 60
    reports = [*truth.reports.values(), *book.reports.values()]
    reasons = {code for report in reports for code in report["reasons"]}
    doubts = {code for report in reports for code in report["warnings"]}
    assert reasons == set(REASONS) - OF_OTHER_TABLES - FOREIGN_REASONS
    assert doubts <= set(WARNINGS) | set(REASONS)


def test_a_loader_that_guesses_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A planted bug: wrong check characters pass. The answers must differ in just these rows."""
    truth = generated(Plan(300, 7, 0.3), tmp_path / "registry")
    monkeypatch.setattr(codes, "check_credit_code", lambda text: Checked("valid", normalized(text)))
    services = services_in(tmp_path / "home")

    report = load_paths(services, [tmp_path / "registry" / TABLES])
    refused = quarantined_rows(services, report, tmp_path / "quarantine")

    missed = {
        truth.rows[file][number]["fault"]
        for file in truth.reports
        for number, says in truth.refused(file).items()
        if refused[file].get(number) != says
    }
    assert "code with a wrong check character" in missed
    assert not {fault for fault in missed if fault.startswith(("day", "amount", "share", "id "))}
