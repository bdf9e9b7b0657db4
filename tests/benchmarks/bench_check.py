"""Rows checked a second: from the text of the cells to validated rows, across the whole table included, without reading and writing.

Beside it, in turn within one run, the same with every cell given to its reader alone: what the quick looks save.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from statistics import median
from time import process_time

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from graph_service.loaders import cells
from graph_service.loaders.firms import Firms
from graph_service.loaders.passes import Passes
from graph_service.loaders.reading import get
from graph_service.loaders.source import Surroundings
from graph_service.loaders.sources import Recognised, recognise
from tests.benchmarks.tables_in_bulk import write
from tests.loaders.fakes import MemoryGraph

ROWS = 60_000
ROUNDS = 5


def prepared(folder: Path, kind: str) -> Recognised:
    """Read a table into memory, so that only its check is measured."""
    (sheet,) = get(write(folder, kind, ROWS, dirty=0.01))
    chunks = list(sheet.chunks())
    found = recognise(replace(sheet, chunks=lambda: iter(chunks)))
    assert found is not None
    return found


def check(table: Recognised) -> int:
    firms = Firms(MemoryGraph(), "")  # type: ignore[arg-type]  # nothing is asked of it but firms
    known = Surroundings(firms, date(2026, 11, 24), lambda _ids: {}, lambda _name, _mask: [])
    return Passes(table, known, lambda _rows: []).first()


def processor_time(work: Callable[[], int]) -> float:
    start = process_time()
    assert work() == ROWS
    return process_time() - start


@pytest.mark.parametrize("kind", ["penalty", "person", "enterprise", "holding"])
def test_check(benchmark: BenchmarkFixture, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = prepared(tmp_path, kind)
    quick: list[float] = []
    slow: list[float] = []

    def both() -> None:
        quick.append(processor_time(lambda: check(table)))
        with monkeypatch.context() as patched:
            patched.setattr(cells, "LOOKS", {})
            slow.append(processor_time(lambda: check(table)))

    check(table)
    benchmark.pedantic(both, rounds=ROUNDS)

    seconds = median(quick)
    told = {
        "rows": ROWS,
        "rows/s of processor time": round(ROWS / seconds),
        "quicker than cell by cell": round(median(slow) / seconds, 1),
    }
    benchmark.extra_info.update(told)
