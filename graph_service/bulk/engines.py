"""Opens a directory of facts on Polars or on Spark: the one place that chooses between them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import narwhals as nw
import polars as pl

from graph_service.bulk.closure import Tables
from graph_service.bulk.folder import Folder
from graph_service.bulk.spark import spark_session


class Engine(StrEnum):
    """What propagation runs on."""

    POLARS = "polars"
    SPARK = "spark"


@dataclass(frozen=True, slots=True)
class Opened:
    """Tables to join with, and how many runs are judged at once: a Spark job costs seconds however small it is."""

    tables: Tables
    runs_at_once: int


@contextmanager
def opened(engine: Engine, facts: Folder, spark_master: str) -> Iterator[Opened]:
    """Open the tables without reading them.

    Raises:
        SettingsError: PySpark or Java is missing.
    """
    if engine is Engine.POLARS:
        yield Opened({table: nw.from_native(pl.scan_parquet(list(files))) for table, files in facts.files.items()}, 10)
        return
    with (
        tempfile.TemporaryDirectory(prefix="graph-service-spark-") as scratch,
        spark_session(spark_master, Path(scratch)) as spark,
    ):
        read = {table: spark.read.parquet(*map(str, files)) for table, files in facts.files.items()}
        yield Opened({table: nw.from_native(frame) for table, frame in read.items()}, 20)
