"""The example rows of the document on formats load as they stand there, one after the other: later ones speak of earlier ones."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from graph_service.loaders.run import load_paths
from graph_service.workflow.services import Services
from tests.meta.documents import document

SOURCES = {
    "## Lists, courts, decisions against persons, red list": [
        "lists.serious", "lists.samr", "lists.abnormal", "courts.executees", "courts.orders", "sanctions", "honours",
    ],
    "## Register extract": [
        "registry.enterprises", "registry.branches", "registry.former_names", "registry.persons", "registry.shareholders", "registry.changes",
    ],
    "## 双公示: 行政处罚 and 行政许可": [
        "penalty_2016", "penalty_2018.organizations", "penalty_2018.persons", "penalty_2019",
        "licence_2016", "licence_2018.organizations", "licence_2018.persons", "licence_2019",
    ],
    "## Practitioners, liability, what is taken back, bids, reference": [
        "practitioners", "findings", "findings.answers", "objections", "repairs", "results", "bids", "references", "government",
    ],
}  # fmt: skip


def examples(section: str) -> list[str]:
    below = document("docs/formats.md").text.partition(section)[2].partition("\n## ")[0]
    return re.findall(r"```csv\n(.*?)```", below, re.DOTALL)


@pytest.mark.parametrize("section", SOURCES)
def test_the_example_rows_load(services: Services, tmp_path: Path, section: str) -> None:
    first, *_ = examples(next(iter(SOURCES)))
    path = tmp_path / "example.csv"
    path.write_text(first, "utf-8")
    load_paths(services, [path])
    told = []
    for example in examples(section):
        path.write_text(example.replace("EVENT_ID", _an_event(services)), "utf-8")
        (file,) = load_paths(services, [path]).files
        told.append((file.source, file.read, file.rejected, file.ignored_columns))

    assert told == [(source, 1, 0, ()) for source in SOURCES[section]]


def _an_event(services: Services) -> str:
    """The id of an entry of a list that is on record; the document cannot name one."""
    events = services.graph.facts["events"].items()  # type: ignore[attr-defined]  # the graph in memory
    return next((str(key[0]) for key, fact in events if fact.content["kind"] == "listing"), "ev-none")
