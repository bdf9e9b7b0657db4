"""The command as a process: exit codes, pure JSON, errors in one block, help that starts at once."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Command

SCENARIO = Path(__file__).parents[1] / "data" / "scenarios" / "C01.json"
COMMANDS = (
    "demo",
    "load",
    "propagate",
    "explain",
    "evaluate",
    "serve",
    "doctor",
    "engine",
    "export",
    "measures",
    "quarantine",
    "rules",
    "preview",
    "history",
    "generate",
    "backup",
    "restore",
)


def test_help_lists_every_command_and_every_exit_code(cli: Command) -> None:
    done = cli.run("--help")

    assert done.returncode == 0
    assert all(f"\n  {name} " in done.stdout for name in COMMANDS)
    assert all(f"\n    {code} " in done.stdout for code in ("0", "1", "2", "3", "130"))


@pytest.mark.parametrize(
    "command",
    [
        ("demo",),
        ("load",),
        ("propagate",),
        ("explain",),
        ("evaluate",),
        ("serve",),
        ("export", "facts"),
        ("export", "bods"),
        ("export", "ftm"),
        ("export", "map"),
        ("preview",),
        ("history",),
        ("generate",),
        ("measures", "list"),
    ],
)
def test_help_of_a_command_has_an_example(cli: Command, command: tuple[str, ...]) -> None:
    done = cli.run(*command, "--help")

    assert done.returncode == 0
    assert f"\n    graph-service {' '.join(command)}" in done.stdout


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys\nfrom graph_service.bootstrap import main\nsys.argv = ['graph-service', '--help']\n"
        "try:\n    main()\nexcept SystemExit:\n    print('\\nMODULES', *(name.partition('.')[0] for name in sys.modules))"
    )

    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout

    loaded = set(printed.partition("\nMODULES ")[2].split())
    heavy = {"pandas", "polars", "fastapi", "sqlalchemy", "neo4j", "rich", "pydantic", "scipy", "networkx", "pyvis", "uvicorn"}
    assert "typer" in loaded
    assert not heavy & loaded


def test_the_version_is_printed(cli: Command) -> None:
    assert cli.run("--version").stdout.startswith("graph-service ")


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("explain",),
        ("propagate", "--on", "24.11.2026"),
        ("serve", "--port", "70000"),
        ("evaluate", "/nowhere/case.json"),
        ("evaluate", "--rules", "NO-SUCH-RULE", str(SCENARIO)),
        ("measures", "list", "--kind", "penalty"),
        ("measures", "list", "--field", "economic"),
    ],
)
def test_bad_input_exits_with_two_and_leaves_stdout_empty(cli: Command, arguments: tuple[str, ...]) -> None:
    done = cli.run(*arguments)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr
    assert "Traceback" not in done.stderr


def test_a_misspelt_setting_is_shown_as_one_block_with_what_to_do(cli: Command) -> None:
    done = cli.run("engine", "status", "--lang", "en", GRAPH_SERVICE_GRAPH_PASWORD="x")

    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "Error [settings]: GRAPH_SERVICE_GRAPH_PASWORD is not a setting.",
        "  What to do: Did you mean GRAPH_SERVICE_GRAPH_PASSWORD? Unset or rename it.",
    ]


def test_errors_are_chinese_first(cli: Command) -> None:
    assert cli.run("engine", "status", GRAPH_SERVICE_PORTS="x").stderr.startswith("错误 [settings]: ")


def test_a_graph_server_that_does_not_answer_exits_with_three(cli: Command) -> None:
    done = cli.run("propagate", GRAPH_SERVICE_GRAPH_URI="bolt://127.0.0.1:9", GRAPH_SERVICE_GRAPH_PASSWORD="not-used")

    assert (done.returncode, done.stdout) == (3, "")
    assert "[store-unavailable]" in done.stderr


def test_an_authority_file_that_is_missing_is_named(cli: Command) -> None:
    done = cli.run(
        "propagate",
        GRAPH_SERVICE_GRAPH_URI="bolt://127.0.0.1:9",
        GRAPH_SERVICE_GRAPH_PASSWORD="not-used",
        GRAPH_SERVICE_GRAPH_TLS_CA="/nowhere/ca.pem",
    )

    assert done.returncode == 2
    assert "/nowhere/ca.pem" in done.stderr


def test_a_scenario_is_judged_without_a_home(cli: Command) -> None:
    done = cli.run("evaluate", str(SCENARIO))

    assert (done.returncode, done.stderr) == (0, "")
    assert {"in_force", "pending_decision", "needs_review", "not_affected", "trace"} <= json.loads(done.stdout).keys()
    assert not cli.home.exists()


def test_a_scenario_from_stdin_gives_the_same_answer(cli: Command) -> None:
    assert cli.run("evaluate", "-", stdin=SCENARIO.read_bytes()).stdout == cli.run("evaluate", str(SCENARIO)).stdout


def test_rules_can_be_restricted(cli: Command) -> None:
    scenario = json.loads(SCENARIO.read_text("utf-8")) | {"rules_under_test": []}

    done = cli.run("evaluate", "-", "--rules", "BJ-R3-ENTITY-ONLY", stdin=json.dumps(scenario).encode())

    assert {entry["rule"] for entry in json.loads(done.stdout)["trace"]} <= {"BJ-R3-ENTITY-ONLY"}


def test_a_malformed_scenario_is_refused_by_the_name_of_its_field(cli: Command) -> None:
    scenario = json.loads(SCENARIO.read_text("utf-8"))
    scenario["events"][0]["decision_date"] = "2024-02-31"

    done = cli.run("evaluate", "-", stdin=json.dumps(scenario).encode())

    assert (done.returncode, done.stdout) == (2, "")
    assert "events[0].decision_date" in done.stderr


def test_rules_are_listed_as_json(cli: Command) -> None:
    rows = cli.json("rules", "list")["rules"]

    assert {"BJ-R1-MARKET-BAN", "CN-FOOD-135-1"} <= {row["id"] for row in rows if row["enabled"]}
    assert all(row["articles"] for row in rows)


def test_measures_are_listed_by_kind_and_field_with_departments_and_the_rules_that_propose_them(cli: Command) -> None:
    rows = cli.json("measures", "list", "--kind", "punishment", "--field", "social")["measures"]

    assert [(row["code"], row["departments"][0]["code"], row["proposed_by"]) for row in rows] == [
        ("member_credit_file_entry", "industry_associations", []),
        ("association_warning", "industry_associations", []),
        ("association_criticism", "industry_associations", []),
        ("public_condemnation", "industry_associations", []),
        ("membership_refusal", "industry_associations", []),
        ("advised_withdrawal", "industry_associations", []),
        ("media_exposure", "news_media", []),
        ("public_reporting", "credit_joint_conference", []),
    ]


def test_the_table_of_measures_marks_what_was_assigned_by_function_or_not_checked(cli: Command) -> None:
    printed = cli.run("measures", "list", "--kind", "punishment", "--field", "market").stdout

    air, loans = (next(line for line in printed.splitlines() if code in line) for code in ("air_travel", "loan_rate"))
    assert "强制性措施†" in air
    assert "人民法院*; 民航部门*" in air
    assert "CN-COURT-CONSUMPTION" in air
    assert "推荐性措施 " in loans
    assert "商业银行 " in loans
    assert "* 按职能推定的部门" in printed


def test_stopping_an_engine_that_does_not_run_is_no_failure(cli: Command) -> None:
    assert cli.json("engine", "stop") == [{"home": str(cli.home), "stopped": False}]


def test_the_status_of_the_engine_starts_nothing(cli: Command) -> None:
    assert [(state["home"], state["running"]) for state in cli.json("engine", "status")] == [(str(cli.home), False)]
    assert not cli.home.exists()
