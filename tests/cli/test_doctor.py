"""``doctor``: every check says how it is and what to do; a failure is exit code 1."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from graph_service.cli import checks
from tests.cli.conftest import Command

NAMES = ["python", "packages", "clock", "settings", "home", "disk", "secrets", "engine", "schema", "ledger", "projection"]


def _by_name(printed: str) -> dict[str, dict[str, Any]]:
    return {check["name"]: check for check in json.loads(printed)}


def test_a_new_home_has_no_failure_and_is_not_created_by_looking(cli: Command) -> None:
    found = cli.json("doctor")

    assert [check["name"] for check in found] == NAMES
    assert {check["verdict"] for check in found} == {"ok", "warn"}
    assert not cli.home.exists()


def test_a_running_engine_with_its_schema_is_all_well(live: Command) -> None:
    live.json("propagate")

    found = live.json("doctor")

    assert {check["name"]: check["verdict"] for check in found} == dict.fromkeys(NAMES, "ok")


def test_a_key_that_others_can_read_fails_and_says_how_to_mend_it(cli: Command) -> None:
    key = cli.home / "keys" / "key-0001.json"
    key.parent.mkdir(parents=True, mode=0o700)
    key.touch(mode=0o644)

    done = cli.run("doctor", "--json")

    secrets = _by_name(done.stdout)["secrets"]
    assert done.returncode == 1
    assert (secrets["verdict"], secrets["advice"]) == ("fail", f"chmod 600 {key}")


def test_a_home_that_others_can_read_is_a_warning(cli: Command) -> None:
    cli.home.mkdir(mode=0o755)

    assert _by_name(cli.run("doctor", "--json").stdout)["home"]["verdict"] == "warn"


def test_a_bad_setting_is_a_finding_and_not_a_crash(cli: Command) -> None:
    done = cli.run("doctor", "--json", GRAPH_SERVICE_HOST="0.0.0.0")

    assert done.returncode == 1
    assert _by_name(done.stdout)["settings"]["verdict"] == "fail"


def test_a_graph_server_that_does_not_answer_fails(cli: Command) -> None:
    done = cli.run("doctor", "--json", GRAPH_SERVICE_GRAPH_URI="bolt://127.0.0.1:9", GRAPH_SERVICE_GRAPH_PASSWORD="not-used")

    assert done.returncode == 1
    assert _by_name(done.stdout)["graph"]["verdict"] == "fail"


def test_a_file_that_is_no_ledger_fails(cli: Command) -> None:
    cli.home.mkdir(mode=0o700)
    (cli.home / "ledger.sqlite3").write_bytes(b"this is no database" * 100)

    done = cli.run("doctor", "--json")

    assert done.returncode == 1
    assert _by_name(done.stdout)["ledger"]["verdict"] == "fail"


def test_too_little_space_fails(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    class Usage:
        free = 1024

    monkeypatch.setattr(checks.shutil, "disk_usage", lambda _path: Usage)

    assert checks._disk(tmp_path / "not" / "there").verdict == "fail"


def test_the_table_is_for_people_in_both_languages(cli: Command) -> None:
    assert "✓ 正常" in cli.run("doctor").stdout
    assert "✓ ok" in cli.run("doctor", "--lang", "en").stdout
