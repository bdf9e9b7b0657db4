"""``graph-service ownership FILE``: pure JSON, seeds, a table for people, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Command

SCENARIO = Path(__file__).parents[1] / "data" / "scenarios" / "C35.json"


def test_a_scenario_is_looked_through_without_a_database(cli: Command) -> None:
    done = cli.run("ownership", str(SCENARIO), "--json", "--seeds", "P1,E1", "--threshold", "50", "--strict", "--no-aggregate")

    found = json.loads(done.stdout)
    assert done.returncode == 0
    assert found["effective_ownership"]["E2"] == {"P1": 37.5, "P2": 62.5}
    assert found["cascade"] == []
    assert found["cascade_asked"] == {"seeds": ["E1", "P1"], "threshold": 50.0, "aggregate": False, "inclusive": False}
    assert {"path_product", "control", "controllers", "unattributed", "warnings"} <= set(found)


def test_people_read_a_table_in_their_language(cli: Command) -> None:
    chinese = cli.run("ownership", str(SCENARIO), "--seeds", "P1").stdout
    english = cli.run("ownership", str(SCENARIO), "--lang", "en").stdout

    assert "疑似实际控制人" in chinese
    assert "级联" in chinese
    assert "actual controller (lead)" in english


@pytest.mark.parametrize(
    "arguments", [(), ("/nowhere.json",), (str(SCENARIO), "--seeds", "Q"), (str(SCENARIO), "--threshold", "x")]
)
def test_what_cannot_be_asked_is_refused(cli: Command, arguments: tuple[str, ...]) -> None:
    done = cli.run("ownership", *arguments)

    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr
