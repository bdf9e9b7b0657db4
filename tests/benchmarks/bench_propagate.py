"""``propagate()`` with every live rule on 100,000 events beside the same tables by hand-written SQL, in turn, as a ratio of medians.

Both start from the same Polars frames in memory and end with a table in memory. Included on our side: taking the frames in, writing
the query plan, everything. Included on the other: parsing and planning the SQL, reading the frames, handing the table out as Arrow.
``test_same_tables.py`` holds the contents of both against each other.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from datetime import date
from statistics import median
from time import perf_counter

import polars as pl
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from graph_service.policy.loader import load_rulebook
from graph_service.propagation.engine import propagate
from graph_service.propagation.facts import Facts
from graph_service.propagation.result import Result
from tests.benchmarks.by_hand import ByHand
from tests.benchmarks.registry import registry

EVENTS = 100_000
ROUNDS = 7
ON = date(2026, 11, 24)
RULES = load_rulebook().enabled()


@pytest.fixture(scope="module")
def frames() -> dict[str, pl.DataFrame]:
    return registry(EVENTS)


class Others:
    """What runs before each round of ours: every other way once, with its times."""

    def __init__(self, ways: dict[str, Callable[[], object]]) -> None:
        self._ways = ways
        self.times: dict[str, list[float]] = {name: [] for name in ways}

    def run(self) -> None:
        for name, way in self._ways.items():
            gc.collect()
            start = perf_counter()
            way()
            self.times[name].append(perf_counter() - start)
        gc.collect()


def beside(benchmark: BenchmarkFixture, ours: Callable[[], object], others: Others) -> None:
    """Measure in turn; the first round of each is not counted."""
    ours()
    others.run()
    others.times = {name: [] for name in others.times}
    benchmark.pedantic(ours, setup=others.run, rounds=ROUNDS)
    for name, times in others.times.items():
        ratio = benchmark.stats.stats.median / median(times)
        benchmark.extra_info[name] = f"{median(times):.2f} s (ratio {ratio:.2f})"


def our_result(frames: dict[str, pl.DataFrame]) -> Result:
    return propagate(Facts.from_frames(frames), RULES, ON)


def test_propagate_100000_events_to_the_clause_table(benchmark: BenchmarkFixture, frames: dict[str, pl.DataFrame]) -> None:
    sql, inside = ByHand(frames), ByHand(frames, copied=True)
    ways = {"SQL on the same frames": lambda: sql.clause_table(ON), "SQL on its own tables": lambda: inside.clause_table(ON)}

    beside(benchmark, lambda: our_result(frames), Others(ways))

    rows = len(our_result(frames).clauses)
    benchmark.extra_info |= {"candidates": rows, "candidates/s": round(rows / benchmark.stats.stats.median)}


def test_propagate_100000_events_to_clause_table_and_verdicts(
    benchmark: BenchmarkFixture, frames: dict[str, pl.DataFrame]
) -> None:
    sql = ByHand(frames)

    beside(
        benchmark,
        lambda: our_result(frames).verdicts,
        Others({"SQL on the same frames": lambda: sql.clauses_and_verdicts(ON)}),
    )

    benchmark.extra_info["verdicts"] = len(our_result(frames).verdicts)
