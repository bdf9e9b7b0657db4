"""What officers and departments do on the command line: measures, screenings, receipts, statements. Each answers, and refuses."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from graph_service.cli.failures import BAD_INPUT, FAILURE
from graph_service.security.acting import acting_user
from tests.cli.conftest import Over
from tests.identity.conftest import DECISION, FIRM, FOOD, OTHER, World, real_world
from tests.servers import GraphServer

pytestmark = pytest.mark.parametrize("graph_server", ["embedded"], indirect=True, scope="module")
#: 12:30 in Beijing, on the day of evaluation of the world.
NOON = datetime(2026, 11, 24, 4, 30, tzinfo=UTC)
MEASURE = (DECISION, FOOD, FIRM)
#: A right code of which nothing is on record.
STRANGER = "91110105MA0FAKE5XT"
LIST = f"统一社会信用代码,名称\n{FIRM},\n{STRANGER},\n,张三\n"


@pytest.fixture(scope="module")
def town(graph_server: GraphServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with real_world(graph_server, tmp_path_factory.mktemp("office"), clock=lambda: NOON) as world:
        yield world


@pytest.fixture(scope="module")
def office(town: World) -> Over:
    return Over(lambda: town.services)


@pytest.fixture(scope="module")
def act(office: Over) -> str:
    """The act by which the food ban on the firm was confirmed."""
    done = office.json("measure", "confirm", *MEASURE, "--reason", "属实", "--key", "k-1")
    assert (done["written"], done["act"]["did"], done["act"]["by"]) == (True, "confirm", acting_user())
    return str(done["act"]["id"])


@pytest.fixture(scope="module")
def receipt(office: Over, act: str) -> str:
    """The receipt of a screening that found the firm."""
    found = office.json("screen", FIRM, "--purpose", "permit")
    assert (found["answer"]["answer"], [one["rule"] for one in found["answer"]["measures"]]) == ("yes", [FOOD])
    return str(found["receipt"]["id"])


@pytest.fixture
def names(tmp_path: Path) -> Path:
    file = tmp_path / "名单.csv"
    file.write_text(LIST, "utf-8")
    return file


def refused(office: Over, *arguments: str) -> str:
    """Run what must be refused; the words of the refusal."""
    done = office.run(*arguments)
    assert (done.exit_code, done.stdout) == (BAD_INPUT, "")
    return done.stderr


def test_a_measure_is_shown_with_both_states_and_its_act_in_beijing_time(office: Over, act: str) -> None:
    found = office.json("measure", "show", FIRM)
    shown = office.run("measure", "show", FIRM).stdout.splitlines()
    english = office.run("measure", "show", FIRM, "--lang", "en").stdout

    (measure,) = found["measures"]
    assert (measure["state"], measure["act_state"], measure["act"]) == ("in_force", "confirmed", act)
    (row,) = [line for line in shown if FOOD in line and "│" in line]
    assert all(words in row for words in ("生效中", f"已确认 {act}", "2024-03-15 – 2029-03-15"))
    assert f"{act} 2026-11-24 12:30:00 {acting_user()} 确认 {FOOD} · {DECISION}：属实" in shown
    assert f"confirmed {act}" in english


def test_the_same_key_is_the_same_act(office: Over, act: str) -> None:
    again = office.json("measure", "confirm", *MEASURE, "--reason", "属实", "--key", "k-1")
    said = office.run("measure", "confirm", *MEASURE, "--reason", "属实", "--key", "k-1").stdout

    assert (again["act"]["id"], again["written"]) == (act, False)
    assert f"{act} 确认：{FOOD} · {DECISION} · {FIRM}（此前已记录）" in said


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("reject", *MEASURE, "--reason", "不实"), "measure lift"),
        (("confirm", DECISION, FOOD, OTHER, "--reason", "属实"), "not-found"),
        (("confirm", DECISION, FOOD, "nobody", "--reason", "属实"), "not-found"),
        (("confirm", *MEASURE, "--reason", "属实", "--until", "2030-01-01"), "["),
        (("confirm", *MEASURE, "--reason", " "), "["),
        (("lift", *MEASURE, "--reason", "另一件", "--key", "k-1"), "["),
        (("show", "nobody"), "not-found"),
    ],
)
def test_an_act_that_contradicts_or_names_nothing_is_refused(
    office: Over, act: str, arguments: tuple[str, ...], words: str
) -> None:
    assert words in refused(office, "measure", *arguments)
    assert [one["id"] for one in office.json("measure", "show", FIRM)["acts"]] == [act]


def test_what_is_confirmed_is_a_hit_and_the_office_sees_all_that_was_considered(office: Over, receipt: str) -> None:
    shown = office.run("screen", FIRM, "--purpose", "permit").stdout
    inside = office.run("screen", FIRM, "--purpose", "permit", "--office", "--lang", "en").stdout
    clean = office.run("screen", STRANGER, "--purpose", "tender").stdout

    assert "行政许可 · 2026-11-24：有" in shown
    assert f"食品许可证被吊销的从业禁止 ({FOOD})" in shown
    assert "hit; departments see: yes" in inside
    assert "2026-11-24：无" in clean
    assert "receipt verify r-" in clean


def test_a_list_is_answered_row_by_row_and_written_to_a_file(office: Over, act: str, names: Path, tmp_path: Path) -> None:
    asked = ("screen", "--file", str(names), "--purpose", "permit")
    table, answer = tmp_path / "answers.csv", tmp_path / "answers.json"

    found = office.json(*asked)
    shown = office.run(*asked).stdout
    written = office.run(*asked, "--to", str(table)).stdout
    told = office.json(*asked, "--to", str(answer))

    answers = ["yes", "no", "identity_needed"]
    assert [one["answer"] for one in found["answers"]] == answers
    assert "3 行：有 × 1; 无 × 1; 需补充身份信息 × 1" in shown
    assert (written, told) == (f"已写入 {table}\n", {"file": str(answer)})
    rows = list(csv.DictReader(io.StringIO(table.read_text("utf-8-sig"))))
    assert [(row["row"], row["answer"]) for row in rows] == [
        (str(number), word) for number, word in enumerate(answers, start=1)
    ]
    assert json.loads(rows[0]["measures"])[0]["rule"] == FOOD
    assert json.loads(answer.read_text("utf-8"))["receipt"]["kind"] == "batch"


def test_what_cannot_be_screened_is_refused(office: Over, names: Path, tmp_path: Path) -> None:
    (tmp_path / "taken.csv").touch()
    (tmp_path / "nobody.csv").write_text("备注\nx\n", "utf-8")

    assert "party" in refused(office, "screen", FIRM, "--purpose", "party")
    assert "--file" in refused(office, "screen")
    assert "--file" in refused(office, "screen", FIRM, "--file", str(names))
    assert "--file" in refused(office, "screen", FIRM, "--to", str(tmp_path / "answer.csv"))
    assert "taken.csv" in refused(office, "screen", "--file", str(names), "--to", str(tmp_path / "taken.csv"))
    assert "nobody.csv" in refused(office, "screen", "--file", str(tmp_path / "nobody.csv"))
    assert "missing.csv" in refused(office, "screen", "--file", str(tmp_path / "missing.csv"))


def test_the_receipts_that_rest_on_something_are_found_page_by_page(office: Over, receipt: str) -> None:
    office.json("screen", FIRM, "--purpose", "honour")

    found = office.json("receipts", "--relying-on", DECISION)["receipts"]
    rest = office.json("receipts", "--relying-on", DECISION, "--after", receipt)["receipts"]
    shown = office.run("receipts", "--relying-on", FIRM, "--limit", "1").stdout

    assert found[0]["id"] == receipt
    assert [one["id"] for one in rest] == [one["id"] for one in found[1:]] != []
    (row,) = [line for line in shown.splitlines() if receipt in line]
    assert all(words in row for words in ("permit", "2026-11-24 12:30:00", acting_user()))
    assert office.json("receipts", "--relying-on", "ev-none")["receipts"] == []


def test_a_receipt_is_verified_and_one_that_was_never_given_is_refused(office: Over, receipt: str) -> None:
    assert office.json("receipt", "verify", receipt)["genuine"] is True
    assert "属实，未被改动" in office.run("receipt", "verify", receipt).stdout
    assert "not-found" in refused(office, "receipt", "verify", "r-none")
    assert office.run("receipts").exit_code == BAD_INPUT


@pytest.mark.parametrize("ending", ["html", "json"])
def test_a_statement_is_written_once_verified_and_a_changed_word_shows(
    office: Over, town: World, tmp_path: Path, ending: str
) -> None:
    file = tmp_path / f"说明.{ending}"
    asked = ("statement", town.keys["li"], "--event", DECISION, "--to", str(file))

    told = office.json(*asked)
    genuine = office.run("receipt", "verify", str(file))
    file.write_text(file.read_text("utf-8").replace("2026-11-24", "2026-11-25"), "utf-8")
    changed = office.run("receipt", "verify", str(file), "--lang", "en")

    assert told["file"] == str(file)
    assert (genuine.exit_code, "属实" in genuine.stdout) == (0, True)
    assert (changed.exit_code, "NOT genuine" in changed.stdout) == (FAILURE, True)


def test_nothing_is_stated_of_whom_something_is_open_or_nobody_considered(office: Over, town: World, tmp_path: Path) -> None:
    file = tmp_path / "说明.html"

    assert FOOD in refused(office, "statement", town.keys["named"], "--event", DECISION, "--to", str(file))
    assert "not-found" in refused(office, "statement", OTHER, "--event", DECISION, "--to", str(file))
    assert ".html" in refused(office, "statement", town.keys["li"], "--event", DECISION, "--to", str(tmp_path / "说明.pdf"))
    assert not file.exists()
