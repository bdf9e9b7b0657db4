"""Writes the graph's current facts as a directory of Parquet tables."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from graph_service.bulk.folder import Folder, read_folder, written_whole
from graph_service.bulk.tables import FACT_SCHEMAS, FACTS
from graph_service.workflow.services import GraphStore


def export_facts(graph: GraphStore, out: Path, progress: Callable[[int, int], None] | None = None) -> Folder:
    """Write every current fact, of one version of the graph, into ``out``; a page at a time, so memory is bounded.

    Args:
        graph: the store.
        out: a directory that is not there yet; it is there as a whole or not at all.
        progress: called with the events written and all events.

    Raises:
        InputError: ``out`` is there already, or cannot be made.
        StoreConflictError: the graph was changed meanwhile; trying again helps.
        StoreUnavailableError: the store did not answer; trying again may help.
    """
    version, events = graph.graph_version(), len(graph.event_ids())
    with written_whole(out, FACT_SCHEMAS, {"kind": FACTS, "graph_version": version}) as writer:
        done = 0
        for table, rows in graph.all_facts(version):
            writer.add(table, rows)
            done += len(rows) if table == "events" else 0
            if progress and table == "events":
                progress(done, events)
    return read_folder(out, FACTS, FACT_SCHEMAS)
