"""What a truth file says, and what a loader said, in one form."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from python_calamine import load_workbook

from graph_service.generate.run import TABLES, TRUTH, Plan, generate
from graph_service.generate.sources import SOURCES
from graph_service.loaders.quarantine import open_quarantine
from graph_service.loaders.report import LoadReport
from graph_service.workflow.services import Services

#: Reasons that only tables, columns and files can call for which the generator does not write yet: lists, courts, decisions against
#: persons, operators, JSON, mappings.
OF_OTHER_TABLES = frozenset(
    "list-unknown term-format document-kind-unknown unit-required naming-unknown removed-before-listed removed-without-day "
    "person-not-in-the-end list-reference-only not-for-repair government-subject-unknown operator-of-other-firm "
    "decision-before-violation operation-unknown not-on-record delete-of-part json-invalid json-key-twice json-nested value-unmapped".split()
)
#: Row → what is said of it: code and column.
Sayings = dict[int, list[tuple[str, str]]]


@dataclass(frozen=True)
class Truth:
    """A truth file: rows with a fault by file and number, the report of every file, and the whole."""

    rows: Mapping[str, Mapping[int, dict[str, Any]]]
    reports: Mapping[str, dict[str, Any]]
    whole: dict[str, Any]

    def refused(self, file: str) -> Sayings:
        return {
            number: sorted((said["code"], said["column"]) for said in row["says"])
            for number, row in self.rows.get(file, {}).items()
            if row["answer"] == "refused"
        }

    @property
    def faults(self) -> set[str]:
        return {row["fault"] for rows in self.rows.values() for row in rows.values()}


def generated(plan: Plan, folder: Path) -> Truth:
    generate(plan, folder)
    return read_truth(folder)


def read_truth(folder: Path) -> Truth:
    rows: dict[str, dict[int, dict[str, Any]]] = {}
    reports, whole = {}, {}
    for line in (folder / TRUTH).read_text("utf-8").splitlines():
        said = json.loads(line)
        if "report" in said:
            reports[said["report"]["name"]] = said["report"]
        elif "whole" in said:
            whole = said["whole"]
        else:
            rows.setdefault(said["file"], {})[said["row"]] = said
    return Truth(rows, reports, whole)


def told(report: LoadReport) -> dict[str, dict[str, Any]]:
    """A load report, in the words of the truth."""
    return {
        file.file: {
            "rows": file.read,
            "loaded": file.loaded,
            "unchanged": file.unchanged,
            "rejected": file.rejected,
            "reasons": dict(sorted(file.reasons.items())),
            "warnings": dict(sorted(file.warnings.items())),
        }
        for file in report.files
    }


def owed(truth: Truth) -> dict[str, dict[str, Any]]:
    """What a load report must say."""
    return {
        name: {key: report[key] for key in ("rows", "loaded", "unchanged", "rejected")}
        | {key: dict(sorted(report[key].items())) for key in ("reasons", "warnings")}
        for name, report in truth.reports.items()
    }


def quarantined_rows(services: Services, report: LoadReport, folder: Path) -> dict[str, Sayings]:
    """What the quarantine says of every refused row, file by file."""
    folder.mkdir()
    found: dict[str, Sayings] = {}
    for file in report.files:
        found[file.file] = {}
        if file.quarantined:
            opened = open_quarantine(services, file.load_id, folder, "对照")
            for row in load_workbook(opened).get_sheet_by_index(0).to_python(skip_empty_area=False)[1:]:
                columns, codes = str(row[4]).split("；"), str(row[6]).split("；")
                found[file.file][int(str(row[2]))] = sorted(zip(codes, columns, strict=True))
    return found


def right_rows(folder: Path, truth: Truth, stem: str, suffix: str = ".csv") -> Iterator[list[str]]:
    """The rows of a table with every fault cleaned or corrected; ``folder`` holds the same registry as csv without any dirt."""
    file = f"{stem}{suffix}"
    with (folder / TABLES / f"{stem}.csv").open(encoding="utf-8", newline="") as lines:
        clean = csv.reader(lines)
        yield next(clean)
        for number in range(1, truth.reports[file]["rows"] + 1):
            row = truth.rows.get(file, {}).get(number)
            if row is None:
                yield next(clean)
            elif not row["extra"]:
                next(clean)
                yield row["sound"]
        assert next(clean, None) is None


def corrected_rows(truth: Truth, stem: str) -> Iterator[list[str]]:
    """What a clerk makes of the quarantined rows of a csv table: each is corrected, or dropped where it is one too many."""
    for row in truth.rows.get(f"{stem}.csv", {}).values():
        if row["answer"] == "refused" and row["sound"] is not None:
            yield row["sound"]


def write_rows(path: Path, rows: Sequence[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerows(rows)


STEMS = tuple(source.table.file for source in SOURCES)
HEADERS = {source.table.file: list(source.table.titles) for source in SOURCES}
