"""Frames of everything on record: current facts of one version of the graph, read a page at a time, only the columns that are named."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

import polars as pl

from graph_service.analysis.frames import Columns, Frames, joined, narrow
from graph_service.model.facts import Row
from graph_service.workflow.services import GraphStore

#: Told the table of a page that is named, and how many facts it has.
Told = Callable[[str, int], None]


def read_frames(
    graph: GraphStore, version: int, columns: Columns, registered: Sequence[str] = (), told: Told | None = None
) -> Frames:
    """Read the whole graph.

    Args:
        graph: what is read.
        version: of which version.
        columns: which tables, and what of each.
        registered: columns of organizations that the register keeps beside the judged ones (``register_ports.Registered``).
        told: called after each page.

    Raises:
        StoreConflictError: the graph is no longer at ``version``; trying again helps.
    """
    parts: dict[str, list[pl.DataFrame]] = defaultdict(list)
    for table, rows in graph.all_facts(version):
        if table not in columns:
            continue
        known = _registered(graph, rows, registered) if registered and table == "organizations" else rows
        parts[table].append(narrow(columns, table, known))
        if told:
            told(table, len(rows))
    return joined(columns, parts)


def _registered(graph: GraphStore, rows: Sequence[Row], names: Sequence[str]) -> list[Row]:
    known = graph.registered([str(row["id"]) for row in rows])
    said = {firm: {name: getattr(one, name) for name in names} for firm, one in known.items()}
    return [{**row, **said.get(str(row["id"]), {})} for row in rows]
