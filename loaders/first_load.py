"""A first load: the same steps as any other, into a graph that is put together aside and only then given to a server.

Until it is handed over, the ledger knows the loads as begun, and every try begins anew: the same command again comes to the same graph.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast

from graph_service.errors import ContradictionError
from graph_service.loaders.jobs import Claim, Job, jobs_in
from graph_service.loaders.mapping import TableMap
from graph_service.loaders.replaying import Replayed, Report
from graph_service.loaders.report import LoadReport
from graph_service.loaders.run import Progress, load_jobs
from graph_service.store.ports import Load
from graph_service.workflow.services import GraphStore, Ledger, Services


@dataclass
class FirstLedger(Replayed):
    """The ledger of a first load: earlier tries have loaded nothing, and nothing counts as loaded before ``finish``."""

    pending: list[tuple[str, Report]] = field(default_factory=list)

    def begin_load(self, load: Load, command: str = "") -> Load:
        """Record an attempt."""
        return self.ledger.begin_load(load, command)

    def finish_load(self, load_id: str, report: Report) -> None:
        """Keep the report until the graph is there."""
        super().finish_load(load_id, report)
        self.pending.append((load_id, report))

    def finish(self) -> None:
        """Record every report."""
        for load_id, report in self.pending:
            self.ledger.finish_load(load_id, report)


@dataclass(frozen=True, slots=True)
class Said:
    """What the user says about files, and the mapping file that they are read by."""

    claim: Claim = field(default_factory=Claim)
    mapping: TableMap | None = None


@dataclass(frozen=True, slots=True)
class FirstLoaded:
    """What was put together. ``finish`` records it on the ledger: call it once a server holds the graph, before it is used."""

    report: LoadReport
    finish: Callable[[], None]


def load_first(
    services: Services,
    staged: GraphStore,
    paths: Sequence[Path],
    said: Said = Said(),
    progress: Progress | None = None,
) -> FirstLoaded:
    """Put together what ``load_paths`` would make of an empty graph.

    Args:
        services: graph, ledger, home and clock.
        staged: where the graph is put together.
        paths: as for ``load_paths``.
        said: what the user says about the files.
        progress: as for ``load_paths``.

    Raises:
        ContradictionError: the graph holds facts, or the ledger knows of other loads than these.
        SourceFileError, UnusualVolumeError, StoreUnavailableError: as for ``load_paths``; the graph is as it was.
    """
    said.claim.refuse_future(services.now())
    if services.graph.holds_facts():
        raise ContradictionError("The graph is not empty.", hint="Load without --bulk: what is on record counts then.")
    jobs, ignored = jobs_in(paths, said.claim, said.mapping)
    _refuse_other_loads(services, jobs)
    ledger = FirstLedger(services.ledger)
    aside = replace(services, graph=staged, ledger=cast(Ledger, ledger))
    files = load_jobs(aside, sorted(jobs, key=lambda job: job.order), secrets.token_hex(8), progress)
    return FirstLoaded(LoadReport(files, tuple(ignored)), ledger.finish)


def _refuse_other_loads(services: Services, jobs: Sequence[Job]) -> None:
    """Refuse an empty graph whose ledger has loads that would then be missing from it."""
    ours = {job.load_id for job in jobs}
    others = [load for load, report in services.ledger.loads() if report is not None and load.id not in ours]
    if others:
        raise ContradictionError(
            f"The graph is empty, but the ledger knows of {len(others)} other loads ({others[0].source_file}, …).",
            hint="Bring them back with `graph-service rebuild`, then load without --bulk.",
        )
