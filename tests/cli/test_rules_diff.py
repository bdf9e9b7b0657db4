"""``rules diff``: two policy directories over scenario files."""

from __future__ import annotations

import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from tests.cli.conftest import Command

SHIPPED = Path(str(files("graph_service.policy"))) / "data"
SCENARIOS = Path(__file__).parents[1] / "data" / "scenarios"
FOOD = "rules/CN-FOOD-135-1.yaml"


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, tmp_path / "policy"))


def rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_a_clause_that_is_dropped_shows_who_is_newly_reached_with_the_clause_that_stopped_them(
    cli: Command, policy: Path
) -> None:
    rewrite(policy / FOOD, ", newcomer: review", "")

    found = cli.json("rules", "diff", "current", str(policy), "--scenario", str(SCENARIOS / "C02.json"))

    assert [(one["about"], one["field"]) for one in found["changes"]] == [("CN-FOOD-135-1@2015-10-01", "as_of")]
    assert [
        (one["kind"], one["rule"], one["name"], one["before"]["clause"], one["after"]["clause"]) for one in found["differences"]
    ] == [("newly_reached", "CN-FOOD-135-1", "周戊", "not_newcomer", "reached")]
    assert found["old"]["policy"] == "current"
    assert found["old"]["fingerprint"] != found["new"]["fingerprint"]


def test_a_role_that_is_removed_shows_who_is_freed_in_every_scenario(cli: Command, policy: Path) -> None:
    rewrite(policy / FOOD, "      - {role: legal_representative, liability: none}\n", "")
    both = [word for name in ("C01.json", "C29.json") for word in ("--scenario", str(SCENARIOS / name))]

    done = cli.run("rules", "diff", "current", str(policy), *both, "--lang", "en")

    assert (done.returncode, done.stderr) == (0, "")
    assert "freed: 2" in done.stdout
    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in done.stdout.splitlines() if ".json" in line]
    assert rows == [
        [
            "CN-FOOD-135-1",
            "赵甲",
            "V1",
            "C01.json",
            "in force · 2024-03-15 – 2029-03-15",
            "not affected · ✗ role listed by the rule",
        ],
        [
            "CN-FOOD-135-1",
            "赵甲",
            "V2",
            "C29.json",
            "in force · 2025-03-01 – 2030-03-01",
            "not affected · ✗ role listed by the rule",
        ],
    ]


def test_the_day_of_evaluation_can_be_chosen(cli: Command, policy: Path) -> None:
    rewrite(policy / FOOD, "      - {role: legal_representative, liability: none}\n", "")

    asked = ("rules", "diff", "current", str(policy), "--scenario", str(SCENARIOS / "C01.json"), "--on", "2024-03-14")
    found = cli.json(*asked)

    assert (found["on"], found["differences"]) == ("2024-03-14", [])


def test_without_facts_only_the_rules_are_compared(cli: Command, policy: Path) -> None:
    same, other = cli.run("rules", "diff", "current", "current"), cli.run("rules", "diff", str(policy), "current")

    assert same.stdout.splitlines() == ["两套规则没有差别。", "未给出事实：加 --scenario 或 --facts-from-graph 可看谁受影响。"]
    assert other.stdout == same.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("current", "/nowhere"), "/nowhere: there is no such directory"),
        (("current", "current", "--scenario", "x.json", "--facts-from-graph"), "--scenario: cannot be given together"),
        (("current", "current", "--scenario", "/nowhere.json"), "/nowhere.json"),
    ],
)
def test_what_cannot_be_compared_is_refused(cli: Command, arguments: tuple[str, ...], words: str) -> None:
    done = cli.run("rules", "diff", *arguments)

    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
