"""The example rows of the document on formats load as they stand there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from graph_service.loaders.run import load_paths
from graph_service.workflow.services import Services
from tests.meta.documents import document

SECTION = "## Lists, courts, decisions against persons, red list"
EXAMPLES = re.findall(
    r"```csv\n(.*?)```", document("docs/formats.md").text.partition(SECTION)[2].partition("\n## ")[0], re.DOTALL
)
SOURCES = ["lists.serious", "lists.samr", "lists.abnormal", "courts.executees", "courts.orders", "sanctions", "honours"]


@pytest.mark.parametrize(("source", "example"), list(zip(SOURCES, EXAMPLES, strict=True)), ids=SOURCES)
def test_an_example_row_loads(services: Services, tmp_path: Path, source: str, example: str) -> None:
    path = tmp_path / "example.csv"
    path.write_text(example, "utf-8")

    (file,) = load_paths(services, [path]).files

    assert (file.source, file.loaded, file.rejected, file.ignored_columns) == (source, 1, 0, ())
