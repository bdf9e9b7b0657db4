"""A Spark session for propagation, and what this machine lacks for one. The only module that knows PySpark (extra ``spark``)."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from graph_service.errors import SettingsError

OLDEST_JAVA = 17
#: Tables are handed over as Arrow, never as pandas: what PySpark says about pandas 3 concerns nothing that is used here.
_ABOUT_PANDAS = "PySpark does not yet fully support pandas"


def missing_java() -> str:
    """Say what of Java is missing; an empty text when Spark can run on it."""
    home = os.environ.get("JAVA_HOME")
    program = str(Path(home) / "bin" / "java") if home else shutil.which("java")
    if not program or not shutil.which(program):
        return f"Java {OLDEST_JAVA} or later is not installed"
    told = subprocess.run([program, "-version"], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(\d+)', told)
    if not found or int(found[1]) < OLDEST_JAVA:
        return f"Java {OLDEST_JAVA} or later is needed; found: {told.splitlines()[:1]}"
    return ""


def missing_for_spark() -> str:
    """Say what is missing; an empty text when a session can be opened."""
    return missing_java() if find_spec("pyspark") else "PySpark is not installed (extra `spark`)"


@contextmanager
def spark_session(master: str, scratch: Path) -> Iterator[Any]:
    """Open a session and stop it at the end; one at a time in a process.

    Args:
        master: as Spark names it: ``local[2]``, ``spark://host:7077``, ``yarn``. A local one listens on the loopback address alone.
        scratch: directory for whatever Spark writes for itself.

    Raises:
        SettingsError: PySpark or Java is missing.
    """
    if lacking := missing_for_spark():
        raise SettingsError(f"--engine spark: {lacking}.", hint="Install both, or use --engine polars: it says the same.")
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", _ABOUT_PANDAS, FutureWarning)
        session = _open(master, scratch)
        try:
            yield session
        finally:
            session.stop()


def _open(master: str, scratch: Path) -> Any:
    from pyspark.sql import SparkSession

    local = {
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.local.dir": str(scratch / "local"),
        "spark.sql.shuffle.partitions": "4",
    }
    always = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
        "spark.sql.warehouse.dir": str(scratch / "warehouse"),
        # Days move by calendar offsets as times at midnight: a zone with summer time has days without one.
        "spark.sql.session.timeZone": "UTC",
    }
    is_local = master.startswith("local")
    if is_local:
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    return (
        SparkSession.builder.master(master)
        .appName("graph-service")
        .config(map=always | (local if is_local else {}))
        .getOrCreate()
    )
