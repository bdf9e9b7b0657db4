"""``propagate --facts`` as a user starts it, on Polars and on Spark."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from graph_service.bulk.spark import missing_for_spark
from tests.bulk.conftest import Write, worlds
from tests.tiers import FULL

#: Spark takes its time over the plan of each rule: every run tries few, of different kinds; a full run all that are switched on.
FEW_RULES = () if FULL else ("--rules", "CN-FOOD-135-1", "--rules", "CN-CO-178-4", "--rules", "CN-COURT-CONSUMPTION-P")


def run(*arguments: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "graph_service", "propagate", *map(str, arguments)]
    environment = os.environ | {"GRAPH_SERVICE_SPARK_MASTER": "local[2]"} | variables
    return subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False, text=True)


@pytest.mark.spark
@pytest.mark.slow
def test_spark_writes_the_very_files_that_polars_writes(write: Write, tmp_path: Path) -> None:
    if lacking := missing_for_spark():
        pytest.skip(f"no Spark: {lacking}")
    facts = write(worlds(30))

    done = {
        engine: run(
            "--facts", facts, "--engine", engine, "--out", tmp_path / engine, "--on", "2026-11-23", "--json", *FEW_RULES
        )
        for engine in ("polars", "spark")
    }

    assert {
        engine: (each.returncode, each.stderr if each.returncode else "") for engine, each in done.items()
    } == dict.fromkeys(done, (0, ""))
    assert done["polars"].stdout.replace("/polars", "/spark") == done["spark"].stdout
    written = {
        engine: {path.name: path.read_bytes() for path in (tmp_path / engine).iterdir()} for engine in ("polars", "spark")
    }
    assert [name for name, content in written["polars"].items() if written["spark"][name] != content] == []


def test_without_java_the_command_says_what_is_missing(write: Write, tmp_path: Path) -> None:
    done = run("--facts", write(worlds(1)), "--engine", "spark", "--out", tmp_path / "out", JAVA_HOME=str(tmp_path / "no-java"))

    assert done.returncode == 2
    assert "--engine spark: " in done.stderr
    assert "not installed" in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "place"),
    [
        (("--facts", "facts"), "--out: is needed"),
        (("--out", "out"), "--out: does not go"),
        (("--engine", "spark"), "--engine: does not go"),
        (("--rules", "CN-CO-178-4"), "--rules: does not go"),
        (("--from", "out", "--facts", "facts", "--out", "new"), "--from: does not go"),
        (("--from", "out", "--on", "2026-11-23"), "--on: does not go"),
        (("--from", "out", "--event", "ev-1"), "--event, --changed: does not go"),
        (("--facts", "facts", "--out", "out", "--rules", "NONE"), "--rules: unknown rule"),
        (("--facts", "nowhere", "--out", "out"), "nowhere/manifest.json: cannot be read"),
    ],
)
def test_options_that_do_not_fit_are_refused_by_name(arguments: tuple[str, ...], place: str) -> None:
    done = run(*arguments)

    assert (done.returncode, done.stdout) == (2, "")
    assert place in done.stderr
