"""Loads a directory of outcomes into the ledger, as the runs that ``workflow.propagate`` would have stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import Any

from graph_service import __version__
from graph_service.bulk.folder import Folder, read_folder
from graph_service.bulk.tables import OUTCOME_SCHEMAS, OUTCOMES, outcome_of
from graph_service.errors import InputError
from graph_service.store.history_ports import Grounds
from graph_service.workflow.propagate import Judged, PropagationReport, keep, note_checked
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
    outcomes, rows = _rows(folder, "outcomes"), _rows(folder, "events")
    for inputs, group in groupby(rows, itemgetter("run")):
        judged = _judged(services, inputs, list(group), outcomes)
        newest = {entry.event: entry for entry in services.ledger.newest_runs(judged.events)}
        keep(services, judged, folder.about["graph_version"], newest, report)
        report.checked += len(judged.events)
        if progress:
            progress(report.checked, folder.rows["events"])
    for table in ("post_conflicts", "relation_alerts", "inquiries"):
        getattr(report, table).extend(_rows(folder, table))
    note_checked(services, {folder.about["graph_version"]}, services.rules.enabled(), report.on)
    return report


def _refuse_others(services: Services, folder: Folder) -> None:
    about, where = folder.about, str(folder.path)
    live = services.rules.enabled()
    if about["version"] != __version__:
        raise InputError(
            where, f"was made by version {about['version']} of this product", hint="Judge the facts again with this one."
        )
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


def _rows(folder: Folder, table: str) -> Iterator[dict[str, Any]]:
    return (row for rows in folder.batches(table) for row in rows)


def _judged(services: Services, inputs: str, rows: list[dict[str, Any]], outcomes: Iterator[dict[str, Any]]) -> Judged:
    """Put a run together; its outcomes are the next ones, for both lie in the order of the events."""
    mine = tuple(map(outcome_of, islice(outcomes, sum(row["outcomes"] for row in rows))))
    events = {str(row["id"]): row for row in rows}
    if Counter(outcome.event for outcome in mine) != Counter({key: row["outcomes"] for key, row in events.items()}):
        raise InputError("outcomes", f"do not belong to the events from {rows[0]['id']} to {rows[-1]['id']}")
    grounds = {key: Grounds(row["facts"], row["rules"], row["same_from"], row["same_until"]) for key, row in events.items()}
    return Judged(tuple(events), events, services.rules.enabled(), inputs, mine, grounds)
