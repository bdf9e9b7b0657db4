"""``rules new``: what is written, what is said, and where it asks for a directory."""

from __future__ import annotations

import shutil
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

from tests.cli.conftest import Command

PACKAGE = Path(str(files("graph_service")))


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PACKAGE / "policy" / "data", tmp_path / "policy"))


def test_a_rule_and_its_cases_are_begun_and_the_next_steps_are_told(cli: Command, policy: Path, tmp_path: Path) -> None:
    (tmp_path / "cases").mkdir()
    asked = ("rules", "new", "CN-NEW-1", "--title", "新规则", "--policy", str(policy), "--cases", str(tmp_path / "cases"))

    done = cli.run(*asked)

    lines = done.stdout.splitlines()
    assert (done.returncode, done.stderr) == (0, "")
    assert lines[:2] == [f"已写入 {policy}/rules/CN-NEW-1.yaml", f"已写入 {tmp_path}/cases/CN-NEW-1.yaml"]
    assert [line[:2] for line in lines[2:]] == ["1.", "2.", "3.", "4.", "5."]
    assert cli.run("rules", "check", "--policy", str(policy)).returncode == 0


def test_the_answer_as_json_names_the_files(cli: Command, policy: Path, tmp_path: Path) -> None:
    (tmp_path / "cases").mkdir()

    found = cli.json(
        "rules", "new", "CN-NEW-1", "--title", "x", "--policy", str(policy), "--cases", str(tmp_path / "cases"), "--lang", "en"
    )

    assert (found["rule"], found["cases"]) == (f"{policy}/rules/CN-NEW-1.yaml", f"{tmp_path}/cases/CN-NEW-1.yaml")
    assert found["next"][0] == "find or add the paragraph in documents.yaml, verbatim"


def test_a_second_time_nothing_is_overwritten(cli: Command, policy: Path) -> None:
    asked = ("rules", "new", "CN-FOOD-135-1", "--title", "x", "--policy", str(policy))
    before = (policy / "rules" / "CN-FOOD-135-1.yaml").read_bytes()

    done = cli.run(*asked)

    assert (done.returncode, done.stdout) == (2, "")
    assert "is there already" in done.stderr
    assert (policy / "rules" / "CN-FOOD-135-1.yaml").read_bytes() == before


def test_an_installed_program_asks_for_the_directory_and_leaves_its_own_alone(tmp_path: Path) -> None:
    site = tmp_path / "site"
    shutil.copytree(PACKAGE, site / "graph_service", ignore=shutil.ignore_patterns("__pycache__"))
    command = [sys.executable, "-m", "graph_service", "rules", "new", "CN-NEW-1", "--title", "x", "--lang", "en"]

    done = subprocess.run(command, cwd=site, env={"PYTHONPATH": str(site)}, capture_output=True, check=False, text=True)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        "Error [bad-input]: --policy: is needed outside of a checkout",
        "  What to do: Copy the policy directory, and give the copy.",
    ]
    assert list(tmp_path.rglob("CN-NEW-1.yaml")) == []
