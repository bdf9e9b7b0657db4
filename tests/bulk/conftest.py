"""A directory of facts made of random worlds, as ``export facts`` writes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from random import Random

import pytest

from graph_service.bulk.folder import written_whole
from graph_service.bulk.tables import FACT_SCHEMAS, FACTS
from graph_service.model.facts import FactRows, Row
from tests.oracle.worlds import one_world, together

Write = Callable[[FactRows], Path]


@cache
def worlds(number: int) -> FactRows:
    random = Random("facts in files")
    return together([one_world(random, f"w{each}-") for each in range(number)])


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write rows as a directory of facts."""

    def written(rows: Mapping[str, Sequence[Row]]) -> Path:
        folder = tmp_path / f"facts-{len(list(tmp_path.iterdir()))}"
        with written_whole(folder, FACT_SCHEMAS, {"kind": FACTS, "graph_version": 7}) as writer:
            for table, given in rows.items():
                writer.add(table, given)
        return folder

    return written
