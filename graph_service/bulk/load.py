"""Loads a directory of outcomes into the ledger, as the runs that ``workflow.propagate`` would have stored."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from graph_service.bulk.folder import Folder, read_folder
from graph_service.bulk.tables import OUTCOME_SCHEMAS, OUTCOMES, outcome_of
from graph_service.errors import InputError
from graph_service.model.outcomes import Outcome
from graph_service.store.ports import Run
from graph_service.workflow.propagate import PropagationReport, run_id
from graph_service.workflow.services import Services

Progress = Callable[[int, int], None]


def load_outcomes(services: Services, path: Path, progress: Progress | None = None) -> PropagationReport:
    """Store the runs of a directory of outcomes; the same directory again stores nothing.

    Raises:
        InputError: the directory is not whole, or was made with other rules than those switched on here, or for a graph that this
            one has not reached.
        StoreUnavailableError: the ledger did not answer; the same call again goes on where it stopped.
    """
    folder = read_folder(path, OUTCOMES, OUTCOME_SCHEMAS)
    _refuse_others(services, folder)
    report = PropagationReport(date.fromisoformat(folder.about["on"]))
    total = sum(len(run["events"]) for rows in folder.batches("runs") for run in rows)
    outcomes = _Outcomes(folder)
    for row in (row for rows in folder.batches("runs") for row in rows):
        mine = tuple(outcomes.of(frozenset(row["events"])))
        if len(mine) != row["outcomes"]:
            raise InputError(str(folder.files["outcomes"][0]), f"{len(mine)} outcomes of a run that has {row['outcomes']}")
        report.count(mine, stored=services.ledger.store_run(_run(services, folder, row), mine))
        report.events += len(row["events"])
        if progress:
            progress(report.events, total)
    for table in ("post_conflicts", "relation_alerts", "inquiries"):
        getattr(report, table).extend(row for rows in folder.batches(table) for row in rows)
    return report


def _refuse_others(services: Services, folder: Folder) -> None:
    about, where = folder.about, str(folder.path)
    live = services.rules.enabled()
    if about["rules"] != live.fingerprint:
        raise InputError(
            where,
            "was made with other rules than these",
            hint="Run `graph-service propagate --facts DIR --out OUT` again with these rules.",
        )
    if about["rule_ids"] != sorted(rule.id for rule in live.rules):
        raise InputError(
            where,
            "was made with a choice of rules (--rules)",
            hint="Run `graph-service propagate --facts DIR --out OUT` without --rules.",
        )
    version = about["graph_version"]
    if not isinstance(version, int) or version > services.graph.graph_version():
        raise InputError(where, f"speaks of version {version} of the graph, which this graph has not reached")


def _run(services: Services, folder: Folder, row: Mapping[str, Any]) -> Run:
    about, inputs = folder.about, row["inputs"]
    on, version = date.fromisoformat(about["on"]), about["graph_version"]
    return Run(run_id(inputs), on, about["rules"], version, inputs, tuple(row["events"]), services.now())


class _Outcomes:
    """The outcomes of a directory, which lie in the order of the runs; an event may have none."""

    def __init__(self, folder: Folder) -> None:
        self._rows = (row for rows in folder.batches("outcomes") for row in rows)
        self._next = next(self._rows, None)

    def of(self, events: frozenset[str]) -> Iterator[Outcome]:
        """Take the next outcomes as long as they belong to these events."""
        while self._next is not None and self._next["event"] in events:
            yield outcome_of(self._next)
            self._next = next(self._rows, None)
