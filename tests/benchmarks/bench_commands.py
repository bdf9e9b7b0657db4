"""The commands that a user waits for, as processes of their own: the help, and the evaluation of one scenario."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

COMMAND = Path(sys.executable).parent / "graph-service"
SCENARIO = Path(str(files("graph_service"))) / "data" / "sample" / "scenarios" / "swapped_representative.json"
ROUNDS = 15


@pytest.mark.parametrize("words", [["--help"], ["evaluate", str(SCENARIO)]], ids=["help", "evaluate one scenario"])
def test_graph_service(benchmark: BenchmarkFixture, words: list[str], tmp_path: Path) -> None:
    environment = os.environ | {"GRAPH_SERVICE_HOME": str(tmp_path)}

    def run() -> None:
        subprocess.run([COMMAND, *words], env=environment, stdout=subprocess.DEVNULL, check=True)

    benchmark.pedantic(run, rounds=ROUNDS, warmup_rounds=1)
