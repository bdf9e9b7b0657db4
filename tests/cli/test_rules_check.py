"""``rules check``: the table, JSON, and the exit code that a build can stop on."""

from __future__ import annotations

import json
import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from tests.cli.conftest import Command

SHIPPED = Path(str(files("graph_service.policy"))) / "data"
CASES = Path(__file__).parents[1] / "rules" / "cases"


@pytest.fixture
def spoilt(tmp_path: Path) -> Path:
    """The shipped rules, in which the ground of one live rule is only remembered."""
    policy = Path(shutil.copytree(SHIPPED, tmp_path / "policy"))
    rule = policy / "rules" / "CN-FOOD-135-1.yaml"
    rule.write_text(rule.read_text("utf-8").replace("verified: L", "verified: M"), "utf-8")
    return policy


def test_the_shipped_rules_pass_with_their_cases(cli: Command) -> None:
    done = cli.run("rules", "check", "--cases", str(CASES), "--lang", "en")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1].startswith("0 errors, ")


def test_an_error_exits_with_one_and_names_the_file_and_what_to_do(cli: Command, spoilt: Path) -> None:
    done = cli.run("rules", "check", "--policy", str(spoilt), "--cases", str(CASES), "--json")

    found = json.loads(done.stdout)
    assert (done.returncode, done.stderr, found["errors"]) == (1, "", 1)
    assert found["findings"][0] == {
        "severity": "error",
        "code": "unverified",
        "file": f"{spoilt}/rules/CN-FOOD-135-1.yaml",
        "about": "CN-FOOD-135-1",
        "text": {
            "zh": "版本 2015-10-01 已启用，但全部依据只凭记忆（M）",
            "en": "version 2015-10-01 is live, and all its grounds are from memory (M)",
        },
        "fix": {"zh": "核对原文并改标 L 或 W，或停用", "en": "check the text and mark it L or W, or switch the rule off"},
    }


def test_a_file_that_cannot_be_read_at_all_is_input_to_correct(cli: Command, spoilt: Path) -> None:
    (spoilt / "roles.yaml").unlink()

    done = cli.run("rules", "check", "--policy", str(spoilt))

    assert (done.returncode, done.stdout) == (2, "")
    assert "roles.yaml" in done.stderr
