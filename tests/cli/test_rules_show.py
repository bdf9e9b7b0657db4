"""``rules show``: the golden text of one rule in both languages, JSON, a day, an unknown id."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Command

GOLDEN = Path(__file__).parents[1] / "data" / "rules"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_rule_is_shown_as_a_lawyer_reads_it(cli: Command, lang: str) -> None:
    done = cli.run("rules", "show", "CN-FOOD-135-1", "--lang", lang)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (GOLDEN / f"CN-FOOD-135-1.{lang}.txt").read_text("utf-8")


def test_a_rule_as_json_has_both_languages(cli: Command) -> None:
    found = cli.json("rules", "show", "CN-CO-178-4", "--on", "2024-07-01")

    assert (found["id"], found["on"], [version["name"] for version in found["versions"]]) == (
        "CN-CO-178-4",
        "2024-07-01",
        ["2024-07-01"],
    )
    assert found["sections"][0]["heading"] == {"zh": "效力", "en": "Standing"}


def test_a_day_on_which_no_version_is_in_force_says_so(cli: Command) -> None:
    done = cli.run("rules", "show", "CN-FOOD-135-1", "--on", "2015-09-30")

    assert done.returncode == 0
    assert done.stdout.splitlines()[-1] == "该日没有有效的版本。"


def test_an_unknown_rule_exits_with_two_and_names_the_nearest(cli: Command) -> None:
    done = cli.run("rules", "show", "CN-REG-12-5", "--lang", "en")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        "Error [not-found]: There is no rule CN-REG-12-5.",
        "  What to do: Did you mean CN-REG-12-4? `graph-service rules list` names all rules.",
    ]
