"""The clause table of one rule by a hand-written Cypher query in Neo4j: what ``propagate()`` is compared with, in content and speed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import neo4j
import polars as pl
from neo4j.time import Date

from graph_service.model.facts import KEYS
from graph_service.propagation.engine import CLAUSE_TABLE
from graph_service.store.graph.store import BoltGraphStore
from graph_service.store.ports import Load

RULE, CATEGORY = "CN-FOOD-135-1", "food.licence_revoked"
QUERY = (Path(__file__).parent / "clause_table_food.cypher").read_text("utf-8")
_LOAD = Load("load-1", "registry", "registry.csv", f"{1:064x}", datetime(2026, 1, 1, tzinfo=UTC))


def load_registry(store: BoltGraphStore, frames: Mapping[str, pl.DataFrame]) -> list[str]:
    """Put a registry into an empty graph, as the loaders do; return the ids of the events of ``CATEGORY``."""
    each_once = {name: table.unique(KEYS[name], keep="first", maintain_order=True) for name, table in frames.items()}
    rows = {name: table.drop("source").to_dicts() for name, table in each_once.items()}
    store.put(_LOAD, rows, {name: range(1, len(given) + 1) for name, given in rows.items()})
    return each_once["events"].filter(pl.col("category") == CATEGORY)["id"].to_list()


def clause_table_in_graph(session: neo4j.Session, on: date) -> list[tuple[object, ...]]:
    """Return the rows of the clause table, in the columns of ``CLAUSE_TABLE``, as the driver hands them out."""
    return [tuple(record[name] for name in CLAUSE_TABLE) for record in session.run(QUERY, on=on)]


def with_plain_days(rows: list[tuple[object, ...]]) -> list[tuple[object, ...]]:
    """Return the rows with Python's own dates."""
    return [tuple(value.to_native() if isinstance(value, Date) else value for value in row) for row in rows]
