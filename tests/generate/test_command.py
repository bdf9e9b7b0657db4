"""``graph-service generate`` as a user starts it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Command
from tests.generate.truths import owed, read_truth


@pytest.fixture
def cli(tmp_path: Path) -> Command:
    return Command(tmp_path / "home")


def test_the_command_writes_tables_and_truth_and_says_what_to_expect(cli: Command, tmp_path: Path) -> None:
    target = tmp_path / "registry"

    said = cli.json("generate", "--enterprises", "60", "--seed", "5", "--dirty", "0.2", "--to", str(target))

    truth = read_truth(target)
    assert {file["name"]: file["rejected"] for file in said["files"]} == {
        name: report["rejected"] for name, report in owed(truth).items()
    }
    assert said["facts"] == truth.whole["facts"]
    assert (said["tables"], said["truth"]) == (str(target / "tables"), str(target / "truth.jsonl"))
    assert truth.whole["plan"] == {"enterprises": 60, "seed": 5, "dirty": 0.2, "form": "csv", "encoding": "utf-8"}
    assert not cli.home.exists()


def test_the_command_tells_people_how_to_go_on(cli: Command, tmp_path: Path) -> None:
    done = cli.run("generate", "--enterprises", "20", "--to", str(tmp_path / "registry"), "--format", "xlsx", "--lang", "en")

    assert (done.returncode, done.stderr) == (0, "")
    assert f"graph-service load {tmp_path / 'registry' / 'tables'}" in done.stdout
    assert (tmp_path / "registry" / "tables" / "主要人员.xlsx").exists()


@pytest.mark.parametrize(
    "options",
    [
        ("--enterprises", "0"),
        ("--enterprises", "9", "--dirty", "1"),
        ("--enterprises", "9", "--encoding", "gbk"),
        ("--dirty", "0.1"),
    ],
)
def test_bad_options_exit_with_two(cli: Command, tmp_path: Path, options: tuple[str, ...]) -> None:
    done = cli.run("generate", *options, "--to", str(tmp_path / "registry"))

    assert (done.returncode, done.stdout) == (2, "")
    assert not (tmp_path / "registry").exists()
