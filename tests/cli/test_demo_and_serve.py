"""The demo and the service as a user meets them: a summary, an address, and a clean end."""

from __future__ import annotations

import json
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.cli.conftest import Command

DAY = "2026-11-24"
pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Command, str]]:
    """A home on which ``demo --once`` was run, and what it printed."""
    command = Command(tmp_path_factory.mktemp("demo") / "home")
    done = command.run("demo", "--once", "--on", DAY)
    assert done.returncode == 0, done.stderr
    yield command, done.stdout
    command.run("engine", "stop")


@pytest.fixture(scope="module")
def town(shown: tuple[Command, str]) -> Command:
    """The command on the demo's own home."""
    return Command(shown[0].home / "demo")


@pytest.fixture
def serving(town: Command) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A service that is ready, and its address."""
    process = subprocess.Popen(
        town.arguments("serve", "--port", "0", "--json"),
        env=town.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    yield process, printed_document(process)["address"]
    process.kill()
    process.communicate()


def printed_document(process: subprocess.Popen[str]) -> dict[str, Any]:
    """Read the one JSON document that a command prints before it goes on serving."""
    assert process.stdout is not None
    text = line = process.stdout.readline()
    while line != "}\n":
        line = process.stdout.readline()
        assert line, (text, process.communicate())
        text += line
    return dict(json.loads(text))


def test_the_summary_counts_rows_and_outcomes_and_names_who_is_reached_and_who_is_not(shown: tuple[Command, str]) -> None:
    for word in ("读取", "新入库", "隔离", "生效中", "需人工核查", "不受影响", "法定代表人", "任职资格冲突", "校验位不符"):
        assert word in shown[1]


def test_the_demo_leaves_real_data_and_the_machine_alone(shown: tuple[Command, str]) -> None:
    command = shown[0]

    assert [path.name for path in command.home.iterdir()] == ["demo"]
    assert {state["running"] for state in command.json("engine", "status")} == {False}
    assert command.run("engine", "stop").returncode == 0


def test_the_demo_again_loads_nothing_new_and_prints_one_json_document(shown: tuple[Command, str]) -> None:
    again = json.loads(shown[0].run("demo", "--once", "--on", DAY, "--json").stdout)

    loads, propagation = again["loads"], again["propagation"]
    assert (loads["loaded"], loads["rejected"]) == (0, 33)
    assert loads["read"] == loads["unchanged"] + loads["rejected"]
    assert (propagation["runs_stored"], propagation["runs_unchanged"]) == (0, 1)


def test_no_id_number_is_printed(shown: tuple[Command, str], town: Command) -> None:
    someone = re.findall(r"p-[a-z2-7]{26}", shown[1])[0]

    printed = shown[1] + town.run("explain", someone, "--on", DAY).stdout + town.run("quarantine", "list").stdout

    assert re.findall(r"\d{6}(?:18|19|20)\d{2}[01]\d[0-3]\d\d{3}[\dX]", printed) == []


def test_explain_shows_clauses_dates_articles_and_source_rows(shown: tuple[Command, str], town: Command) -> None:
    someone = re.findall(r"p-[a-z2-7]{26}", shown[1])[0]

    printed = town.run("explain", someone, "--on", DAY).stdout
    data = town.json("explain", someone, "--on", DAY)

    assert all(word in printed for word in ("✓ 成立", "评价日 2026-11-24", "台账记录", "依据文书", "第", "条"))
    assert re.search(r"\[\S+\.(csv|xlsx) #\d+\]", printed)
    assert (data["basis"], data["is_current"], data["subject"]["id"]) == ("ledger", True, someone)
    assert all(outcome["clauses"] and outcome["sources"] and outcome["articles"] for outcome in data["outcomes"])


def test_two_sets_of_rules_are_compared_over_everything_on_record(
    shown: tuple[Command, str], town: Command, tmp_path: Path
) -> None:
    policy = Path(shutil.copytree(Path(str(files("graph_service.policy"))) / "data", tmp_path / "policy"))
    rule = policy / "rules" / "CN-FOOD-135-1.yaml"
    rule.write_text(rule.read_text("utf-8").replace("      - {role: legal_representative, liability: none}\n", ""), "utf-8")
    asked = ("--facts-from-graph", "--on", DAY)

    same, fewer = (town.json("rules", "diff", "current", new, *asked) for new in ("current", str(policy)))

    assert (same["on"], same["changes"], same["differences"]) == (DAY, [], [])
    assert {(one["kind"], one["rule"], one["facts"]) for one in fewer["differences"]} == {("freed", "CN-FOOD-135-1", "graph")}


def test_explain_of_another_day_is_computed_and_says_so(shown: tuple[Command, str], town: Command) -> None:
    someone = re.findall(r"p-[a-z2-7]{26}", shown[1])[0]

    assert town.json("explain", someone, "--on", "2026-11-23")["basis"] == "computed"


def test_a_name_lists_candidates_and_exits_with_two(shown: tuple[Command, str], town: Command) -> None:
    name = re.findall(r"│ (\S+)\s+\(?p-", shown[1])[0]

    done = town.run("explain", name)

    assert (done.returncode, done.stdout) == (2, "")
    assert "p-" in done.stderr


def test_quarantined_rows_are_written_out_only_with_a_reason_and_the_look_is_logged(town: Command, tmp_path: Path) -> None:
    held = town.json("quarantine", "list")

    without = town.run("quarantine", "open", held[0]["load"], "--to", str(tmp_path))
    opened = town.run("quarantine", "open", held[0]["load"], "--reason", "更正代码", "--to", str(tmp_path))

    assert sum(one["rejected"] for one in held) == 33
    assert without.returncode == 2
    assert opened.returncode == 0
    assert [path.suffix for path in tmp_path.iterdir()] == [".xlsx"]
    looks = [one for one in town.json("audit", "list")["entries"] if one["act"] == "look.file"]
    assert [one["reason"] for one in looks] == ["更正代码"]
    assert town.json("audit", "verify")["sound"]


def test_a_map_is_exported_as_one_file(town: Command, tmp_path: Path) -> None:
    target = tmp_path / "map.html"

    done = town.run("export", "map", "91110101MA0FAKE09X", "--pyvis", str(target), "--on", DAY)

    assert done.returncode == 0, done.stderr
    assert target.read_text("utf-8").lstrip().lower().startswith(("<!doctype html", "<html"))


def test_a_file_of_no_known_layout_exits_with_two_and_says_what_is_missing(town: Command, tmp_path: Path) -> None:
    (tmp_path / "other.csv").write_text("a,b\n1,2\n", "utf-8")

    done = town.run("load", str(tmp_path / "other.csv"))

    assert (done.returncode, done.stdout) == (2, "")
    assert "other.csv" in done.stderr


def test_the_service_answers_on_loopback_and_ends_cleanly_on_sigterm(serving: tuple[subprocess.Popen[str], str]) -> None:
    process, address = serving

    ready, page = httpx.get(f"{address}v1/ready"), httpx.get(address)
    process.terminate()
    _, errors = process.communicate(timeout=60)

    assert (ready.status_code, page.status_code, process.returncode, errors) == (200, 200, 0, "")
    assert address.startswith("http://127.0.0.1:")


def test_ctrl_c_ends_the_service_with_130_and_no_traceback(serving: tuple[subprocess.Popen[str], str]) -> None:
    process, _ = serving

    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)

    assert process.returncode == 130
    assert "Traceback" not in errors


def test_a_second_demo_is_told_that_one_is_running(shown: tuple[Command, str]) -> None:
    command = shown[0]
    process = subprocess.Popen(
        command.arguments("demo", "--on", DAY, "--json"),
        env=command.environment | {"GRAPH_SERVICE_PORT": "0"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    printed = printed_document(process)

    second = command.run("demo", "--once")
    process.terminate()
    _, errors = process.communicate(timeout=60)

    assert second.returncode == 3
    assert "already running" in second.stderr
    assert (process.returncode, errors) == (0, "")
    assert printed["address"].startswith("http://127.0.0.1:")


def test_the_town_is_exported_in_foreign_standards(town: Command, tmp_path: Path) -> None:
    held = town.json("export", "bods", "--out", str(tmp_path / "owners.jsonl"), "--on", DAY)
    whole = town.json("export", "ftm", "--out", str(tmp_path / "entities.ftm.json"))

    assert held["written"]["organizations"] == whole["written"]["organizations"] > 0
    assert 0 < held["written"]["holdings"] <= whole["written"]["holdings"]
    assert (whole["left_out"], set(held["left_out"]) > {"roles.supervisor"}) == ({}, True)


def test_exported_facts_judged_without_the_graph_are_what_the_ledger_holds(town: Command, tmp_path: Path) -> None:
    exported = town.json("export", "facts", "--out", str(tmp_path / "facts"))
    offline = Command(tmp_path / "no-home")

    judged = offline.json("propagate", "--facts", str(tmp_path / "facts"), "--out", str(tmp_path / "out"), "--on", DAY)
    loaded = town.json("propagate", "--from", str(tmp_path / "out"))

    assert exported["rows"]["events"] == judged["events"] == loaded["events"] > 0
    assert judged["states"] == loaded["states"]
    assert (loaded["runs_stored"], loaded["runs_unchanged"] > 0) == (0, True)
    assert not offline.home.exists()
