"""A department without an interface: a letter goes out under its number, and the sheet comes back filled in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter  # type: ignore[import-untyped]
from docx import Document
from python_calamine import CalamineWorkbook

from graph_service.cli.failures import BAD_INPUT
from graph_service.web.letter_file import SHEET
from graph_service.workflow.delivering import Reply, Sender
from tests.api.conftest import client_in_process
from tests.cli.conftest import Over
from tests.identity.conftest import DECISION, FIRM, FOOD, World, real_world
from tests.servers import GraphServer

pytestmark = pytest.mark.parametrize("graph_server", ["embedded"], indirect=True, scope="module")
NOON = datetime(2026, 11, 24, 4, 30, tzinfo=UTC)
NUMBER = "京信惩函〔2026〕1号"


class Never:
    def post(self, *_: object) -> Reply:
        raise AssertionError("nothing goes out by an interface")


class Office(Over):
    def sender(self) -> AbstractContextManager[Sender]:
        return nullcontext(Never())


@pytest.fixture(scope="module")
def town(graph_server: GraphServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with real_world(graph_server, tmp_path_factory.mktemp("office"), clock=lambda: NOON) as world:
        client, _ = client_in_process(world.services)
        case = client.open_case(FIRM, DECISION, "吊销许可证", department="market_regulation")["dossier"]
        decision: Any = {"did": "confirm", "rule": FOOD, "subject": FIRM}
        client.case_step(case["id"], "sign", case["version"], "事实清楚", decisions=[decision])
        client.push_case(case["id"], ["tax", "finance"], "依法推送")
        yield world


@pytest.fixture(scope="module")
def office(town: World) -> Office:
    return Office(lambda: town.services)


def filled(path: Path, *rows: tuple[str, ...]) -> Path:
    """A sheet as a clerk fills it in: number of the push, answer, first day, last day, words."""
    book = xlsxwriter.Workbook(path, {"strings_to_formulas": False})
    sheet = book.add_worksheet("回执")
    places = [SHEET.index(name) for name in ("推送编号", "办理结果", "起始日期", "截止日期", "说明")]
    for at, title in enumerate(SHEET):
        sheet.write_string(0, at, title)
    for row, cells in enumerate(rows, start=1):
        for at, text in zip(places, cells, strict=True):
            sheet.write_string(row, at, text)
    book.close()
    return path


def test_a_letter_says_all_that_is_to_be_done_and_goes_out_once(office: Office, tmp_path: Path) -> None:
    done = office.json("push", "letter", "tax", "--number", NUMBER, "--to", str(tmp_path / "函"))
    again = office.run("push", "letter", "tax", "--number", NUMBER, "--to", str(tmp_path / "函"))
    rounds = office.json("work", "--once")

    words = "\n".join(one.text for one in Document(done["letter"]).paragraphs)
    assert (done["messages"], again.exit_code, rounds["delivery"]["waiting"]) == (1, BAD_INPUT, 1)
    assert "Nothing waits for a letter to tax" in again.stderr
    assert all(text in words for text in (NUMBER, "税务部门", FIRM, "p-2（m-3）", "2024-03-15 至 2029-03-15", "2026年11月24日"))
    rows = CalamineWorkbook.from_path(done["sheet"]).get_sheet_by_index(0).to_python()
    assert tuple(rows[0]) == SHEET
    assert rows[1][:4] == ["m-3", "p-2", "企业17J", FIRM]


def test_the_sheet_that_comes_back_is_taken_row_by_row_and_once(office: Office, town: World, tmp_path: Path) -> None:
    sheet = filled(
        tmp_path / "回执.xlsx",
        ("p-2", "执行", "2026年11月25日", "2027/3/1", "已列入限制名单"),
        ("p-3", "", "", "", "尚未办理"),
        ("p-99", "签收", "", "", ""),
        ("p-2", "照办", "", "", ""),
        ("p-3", "不予采取", "", "", ""),
        ("p-3", "执行", "明天", "", ""),
    )

    command = ("push", "readback", str(sheet), "--reason", "纸质回执", "--json")

    first, second = office.run(*command), json.loads(office.run(*command).stdout)
    push = client_in_process(town.services)[0].push("p-2")

    assert first.exit_code == BAD_INPUT
    assert [(one["row"], one["answer"], one["written"], bool(one["refused"])) for one in second] == [
        (1, "执行", False, False),
        (3, "签收", False, True),
        (4, "照办", False, True),
        (5, "不予采取", False, True),
        (6, "执行", False, True),
    ]
    assert (push["state"], push["steps"][-1]["content"]) == (
        "applied",
        {"from_day": "2026-11-25", "until_day": "2027-03-01", "evidence": "已列入限制名单"},
    )
    assert len(push["steps"]) == 2


def test_a_table_that_is_no_such_sheet_is_refused(office: Office, tmp_path: Path) -> None:
    strange = tmp_path / "别的.csv"
    strange.write_text("甲,乙\n1,2\n", "utf-8")

    refused = office.run("push", "readback", str(strange), "--reason", "x")

    assert refused.exit_code == BAD_INPUT
    assert "推送编号" in refused.stderr


def test_a_letter_is_for_whom_has_no_interface_and_has_a_number(office: Office, town: World, tmp_path: Path) -> None:
    home = town.services.home
    (home / "secret").write_text("a secret of a department, invented")
    (home / "secret").chmod(0o600)
    (home / "channels.yaml").write_text(
        "channels:\n  - {department: finance, url: 'https://x.invalid/', secret_file: secret}\n"
    )
    by_interface = office.run("push", "letter", "finance", "--number", NUMBER, "--to", str(tmp_path))
    (home / "channels.yaml").unlink()
    without = office.run("push", "letter", "finance", "--number", " ", "--to", str(tmp_path))

    assert "has an interface" in by_interface.stderr
    assert "文号" in without.stderr
    assert list(tmp_path.iterdir()) == []
