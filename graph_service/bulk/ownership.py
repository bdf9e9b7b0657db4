"""Look-through of a whole register into one Parquet file, from exported tables or from the graph.

Memory grows with the holdings of the day and what follows from them, not with the other facts: only the columns of ``register.COLUMNS`` are read.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from graph_service.analysis.frames import Columns, Frames
from graph_service.analysis.ownership.register import COLUMNS, Register, Whole, register_on
from graph_service.analysis.ownership.register_control import control_pairs
from graph_service.analysis.ownership.register_integrated import RegisterShares, integrated_shares
from graph_service.bulk.folder import Folder
from graph_service.bulk.tables import FACT_SCHEMAS
from graph_service.errors import InputError
from graph_service.policy.ownership import StateBodies, Threshold
from graph_service.query.whole_graph import read_frames
from graph_service.workflow.services import GraphStore


@dataclass(frozen=True, slots=True)
class RegisterReport:
    """How much was looked through: organisations held, holdings, rows written, and organisations that could not be solved."""

    organizations: int
    holdings: int
    rows: int
    unsolved: int


def frames_of_folder(folder: Folder) -> Frames:
    """Read what is needed of a directory of exported facts."""
    return {table: pl.read_parquet(list(folder.files[table]), columns=list(columns)) for table, columns in COLUMNS.items()}


def frames_of_graph(graph: GraphStore) -> Frames:
    """Read what is needed of the graph's current facts, of one version, a page at a time.

    Raises:
        StoreConflictError: the graph was changed meanwhile; trying again helps.
    """
    return read_frames(graph, graph.graph_version(), _columns())


def _columns() -> Columns:
    return {table: pl.DataFrame(FACT_SCHEMAS[table].empty_table()).select(named).schema for table, named in COLUMNS.items()}


def look_through_register(facts: Frames, terms: tuple[Threshold, StateBodies], on: date, out: Path) -> RegisterReport:
    """Write one row for each organisation and holder, in order of both; the file is there as a whole or not at all.

    Columns: ``organization``; ``holder`` (empty: the part of which no terminal owner is known); ``integrated`` (0-1; empty for holders that are
    held themselves); ``controls`` (``yes``, ``undetermined``, empty); ``unsolved`` (in a loop without an outside owner or beyond the whole).

    Args:
        facts: frames with the columns of ``register.COLUMNS``.
        terms: which part of the votes controls, and where chains stop.
        on: the day.
        out: the file.

    Raises:
        InputError: ``out`` is there already, or cannot be written.
    """
    if out.exists():
        raise InputError(str(out), "exists already", hint="Name a file that is not there yet.")
    threshold, bodies = terms
    register = register_on(facts, on, bodies)
    solved = integrated_shares(register)
    rows = _rows(register, solved, _controls(register, threshold))
    _write(rows, out)
    return RegisterReport(int(register.owned().sum()), len(register.holder), rows.height, int(solved.unsolved.sum()))


def _controls(register: Register, threshold: Threshold) -> pl.DataFrame:
    certain, possible = (control_pairs(register, threshold, bound) for bound in ("low", "high"))
    pairs = pl.DataFrame({"o": possible[1], "h": possible[0]})
    sure = pl.DataFrame({"o": certain[1], "h": certain[0], "controls": np.repeat("yes", len(certain[0]))})
    return pairs.join(sure, on=["o", "h"], how="left").with_columns(pl.col("controls").fill_null("undetermined"))


def _rows(register: Register, solved: RegisterShares, controls: pl.DataFrame) -> pl.DataFrame:
    shares = pl.DataFrame({"o": solved.organization, "h": solved.owner, "integrated": solved.share})
    told = shares.join(controls, on=["o", "h"], how="full", coalesce=True)
    rest = np.flatnonzero(solved.unattributed > _NOTHING)
    nobodys = pl.DataFrame({"o": rest, "integrated": solved.unattributed[rest]})
    ordered = pl.concat([told, nobodys], how="diagonal").sort("o", "h", nulls_last=False)
    firms: Whole = ordered["o"].to_numpy()
    return ordered.select(
        organization=register.ids.gather(ordered["o"]),
        holder=register.ids.gather(ordered["h"]),
        integrated="integrated",
        controls=pl.col("controls").cast(pl.String),
        unsolved=pl.Series(solved.unsolved[firms]),
    )


#: What is left of a whole by rounding of shares.
_NOTHING = 1e-9


def _write(rows: pl.DataFrame, out: Path) -> None:
    part = out.with_name(f".{out.name}.partial")
    try:
        rows.write_parquet(part, compression="zstd")
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.rename(out)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise InputError(str(out), f"cannot be written: {error.strerror}", hint="Name a place that you can write to.") from None
