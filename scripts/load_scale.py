"""Loads a large dirty table and says how long it took, how much memory this process needed, and that no row was lost.

The graph's own process is not counted. ``--graph none`` leaves it out altogether: facts are counted and forgotten, which shows what
reading, checking, shaping, identities, archive and quarantine take by themselves.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import cast

from graph_service.bootstrap import open_services
from graph_service.loaders.run import load_paths
from graph_service.model.facts import FactRows
from graph_service.policy.loader import load_rulebook
from graph_service.security.keyring import KeyRing
from graph_service.settings import Settings
from graph_service.store.ledger.ledger import open_ledger
from graph_service.store.load_ports import Days
from graph_service.store.ports import Load, PutCounts
from graph_service.workflow.services import GraphStore, Services
from tests.benchmarks.tables_in_bulk import KINDS, write
from tests.loaders.fakes import MemoryGraph

ROWS = 1_000_000
DIRTY = 0.05
_TOLD_EVERY = 50_000


class NoGraph(MemoryGraph):
    """Takes every fact for new and keeps none."""

    def put(
        self, _load: Load, rows: FactRows, row_numbers: Mapping[str, Sequence[int]], _days: Days | None = None
    ) -> PutCounts:
        """Count."""
        numbers = frozenset(number for some in row_numbers.values() for number in some)
        return PutCounts(sum(len(some) for some in rows.values()), 0, 0, numbers, numbers)


def _services(home: Path, graph: str, stack: ExitStack) -> Services:
    if graph == "embedded":
        return stack.enter_context(open_services(Settings(home=home).for_job()))
    ledger = open_ledger(f"sqlite:///{home}/ledger.sqlite3", KeyRing(home / "keys"), _now)
    stack.callback(ledger.close)
    return Services(cast(GraphStore, NoGraph()), ledger, load_rulebook(), home, _now)


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251  # the script is the outermost: it has the clock


class _Teller:
    """Says on the error stream how far a load is."""

    def __init__(self) -> None:
        self._start = perf_counter()
        self._next = 0

    def __call__(self, done: int, total: int) -> None:
        if done >= self._next:
            self._next = done + _TOLD_EVERY
            rate = done / (perf_counter() - self._start)
            print(f"{done:,} of {total:,} rows, {rate:,.0f}/s, {_peak_mib():,} MiB", file=sys.stderr, flush=True)


def _peak_mib() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def measure(kind: str, rows: int, dirty: float, graph: str) -> dict[str, object]:
    """Write a table, load it, and return what was measured; the process must be a fresh one, for its peak is never forgotten."""
    with tempfile.TemporaryDirectory(prefix="load-scale-") as place, ExitStack() as stack:
        folder, home = Path(place) / "in", Path(place) / "home"
        folder.mkdir()
        home.mkdir(mode=0o700)
        file = write(folder, kind, rows, dirty=dirty)
        services = _services(home, graph, stack)
        before, start = _peak_mib(), perf_counter()
        report = load_paths(services, [folder], progress=_Teller())
        seconds = perf_counter() - start
        return {
            "table": kind,
            "graph": graph,
            "file MiB": file.stat().st_size // 2**20,
            "read": report.read,
            "loaded": report.loaded,
            "unchanged": report.unchanged,
            "rejected": report.rejected,
            "seconds": round(seconds, 1),
            "rows/s": round(report.read / seconds),
            "MiB before": before,
            "peak MiB": _peak_mib(),
        }


def main() -> None:
    """Read the options, measure, print JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--table", choices=KINDS, default="penalty")
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--dirty", type=float, default=DIRTY, help="share of the rows with something wrong")
    parser.add_argument("--graph", choices=("embedded", "none"), default="embedded")
    options = parser.parse_args()
    print(json.dumps(measure(options.table, options.rows, options.dirty, options.graph), indent=2))


if __name__ == "__main__":
    main()
