"""Every kind of fault in every form of file: all rows are accounted for, each refused row says where, what and why and keeps what it said, and
its correction, loaded from the quarantine, gives the facts of a registry that was never dirty.

A hundred thousand rows a form in a full run.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from pathlib import Path

import pytest
from python_calamine import load_workbook

from graph_service.generate.run import TABLES, Plan
from graph_service.loaders.layout import QUARANTINE_COLUMNS
from graph_service.loaders.quarantine import open_quarantine
from graph_service.loaders.reasons import REASONS
from graph_service.loaders.report import LoadReport
from graph_service.loaders.run import load_paths
from graph_service.workflow.services import Services
from tests.generate.test_answers import content
from tests.generate.truths import HEADERS, Truth, generated, owed, right_rows, told, write_rows
from tests.loaders.conftest import services_in
from tests.loaders.tables import write_xlsx
from tests.tiers import FULL

FIRMS, SEED, DIRTY = (20_000 if FULL else 120), 5, 0.3
ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "utf-16")
FORMS = [*(("csv", encoding) for encoding in ENCODINGS), ("xlsx", "utf-8")] if FULL else [("xlsx", "utf-8")]
_OURS = len(QUARANTINE_COLUMNS)

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600 if FULL else 400)]


def digest(services: Services) -> str:
    """One number over all facts, persons named by who they are."""
    lines = sorted(f"{table} {row} {many}" for table, rows in content(services).items() for row, many in rows.items())
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The registry without any dirt."""
    folder = tmp_path_factory.mktemp("clean")
    generated(Plan(FIRMS, SEED), folder)
    return folder


@pytest.mark.parametrize(("form", "encoding"), FORMS)
def test_nothing_is_lost_and_corrections_give_the_facts_of_a_clean_registry(
    clean: Path, tmp_path: Path, form: str, encoding: str
) -> None:
    truth = generated(Plan(FIRMS, SEED, DIRTY, form, encoding), tmp_path / "dirty")
    services, other = services_in(tmp_path / "home"), services_in(tmp_path / "other")
    for folder in ("quarantine", "corrected", "right"):
        (tmp_path / folder).mkdir()

    report = load_paths(services, [tmp_path / "dirty" / TABLES])
    quarantined = dict(opened(services, report, tmp_path / "quarantine"))
    corrected(truth, quarantined, tmp_path / "corrected")
    corrections = load_paths(services, [tmp_path / "corrected"])
    for stem in (file.partition(".")[0] for file in truth.reports):
        write_rows(tmp_path / "right" / f"{stem}.csv", list(right_rows(clean, truth, stem, f".{form}")))
    load_paths(other, [tmp_path / "right"])

    assert told(report) == owed(truth)
    assert all(one.read == one.loaded + one.unchanged + one.rejected for one in report.files)
    assert {file: sorted(rows) for file, rows in quarantined.items()} == {
        file: sorted(truth.refused(file)) for file in truth.reports if truth.refused(file)
    }
    assert unexplained(truth, quarantined) == []
    assert forgotten(tmp_path / "dirty" / TABLES, quarantined, encoding) == []
    assert corrections.rejected == 0
    assert digest(services) == digest(other)
    if FULL:
        assert truth.whole["rows"] >= 100_000
        assert len(truth.faults) >= 60


Lines = Mapping[int, list[str]]


def opened(services: Services, report: LoadReport, folder: Path) -> Iterator[tuple[str, Lines]]:
    """The lines of the quarantine, by file and number of the row."""
    for file in report.files:
        if file.quarantined:
            path = open_quarantine(services, file.load_id, folder, "更正")
            _, *lines = load_workbook(path).get_sheet_by_index(0).to_python(skip_empty_area=False)
            yield file.file, {int(str(line[2])): [str(cell) for cell in line] for line in lines}


def corrected(truth: Truth, quarantined: Mapping[str, Lines], folder: Path) -> None:
    """Do what a clerk does: correct the rows where they stand in the quarantine file, and drop those that are one too many."""
    for file, lines in quarantined.items():
        stem = file.partition(".")[0]
        rows = [
            [*line[:_OURS], *sound]
            for number, line in lines.items()
            if (sound := truth.rows[file][number]["sound"]) is not None
        ]
        write_xlsx(folder / f"{stem}.xlsx", {"隔离": [[*QUARANTINE_COLUMNS, *HEADERS[stem]], *rows]})


def unexplained(truth: Truth, quarantined: Mapping[str, Lines]) -> list[tuple[str, int]]:
    """Rows of which file, sheet, row, line, columns, reasons or fix are not said, or said otherwise than the truth."""
    wrong = []
    for file, lines in quarantined.items():
        for number, (name, sheet, row, place, columns, _, codes, texts, fixes, load, *_rest) in lines.items():
            said = sorted(zip(codes.split("；"), columns.split("；"), strict=True))
            whole = (
                all([sheet or file.endswith(".csv"), place, texts, fixes, load]) and set(codes.split("；")) <= REASONS.keys()
            )
            if (name, row, said) != (file, str(number), truth.refused(file)[number]) or not whole:
                wrong.append((file, number))
    return wrong


def forgotten(folder: Path, quarantined: Mapping[str, Lines], encoding: str) -> list[tuple[str, int]]:
    """Rows of which the quarantine does not hold what stands in the line that it names."""
    lost = []
    for file, lines in quarantined.items():
        originals = list(cells_of(folder / file, encoding))
        width = len(HEADERS[file.partition(".")[0]])
        for number, line in lines.items():
            said = originals[int(line[3].strip("第行")) - 1]
            cells = zip_longest(said[:width], line[_OURS:], fillvalue="")
            if any(legible(one) != legible(other) for one, other in cells if one is not None):
                lost.append((file, number))
    return lost


def legible(cell: str) -> str:
    """Leave out what a clerk cannot see: control characters, and bytes that belong to none."""
    return "".join(char for char in cell if (char.isprintable() or char in "\n\t") and char != "\ufffd")


def cells_of(path: Path, encoding: str) -> Iterator[list[str | None]]:
    """The lines of a file as somebody else reads them; ``None``: a cell that is no text, or a line that is not a record by itself."""
    if path.suffix == ".csv":
        for line in path.read_text(encoding, errors="replace").split("\n"):
            yield next(csv.reader([line]), []) if line.count('"') % 2 == 0 else [None] * len(line)
    else:
        for row in load_workbook(path).get_sheet_by_index(0).to_python(skip_empty_area=False):
            yield [cell if isinstance(cell, str) else None for cell in row]
