"""Casework on the command line: each command answers, in both languages, and refuses in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime

import pytest

from graph_service.cli.failures import BAD_INPUT
from graph_service.workflow.delivering import Reply, Sender
from tests.cli.conftest import Over
from tests.identity.conftest import DECISION, ELSEWHERE, FIRM, FOOD, THIRD, World, real_world
from tests.servers import GraphServer

pytestmark = pytest.mark.parametrize("graph_server", ["embedded"], indirect=True, scope="module")
NOON = datetime(2026, 11, 24, 4, 30, tzinfo=UTC)


class Nobody:
    """Takes no message."""

    def post(self, *_: object) -> Reply:
        return Reply(0, "nobody")


class Office(Over):
    def sender(self) -> AbstractContextManager[Sender]:
        return nullcontext(Nobody())


@pytest.fixture(scope="module")
def town(graph_server: GraphServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with real_world(graph_server, tmp_path_factory.mktemp("office"), clock=lambda: NOON) as world:
        yield world


@pytest.fixture(scope="module")
def office(town: World) -> Office:
    return Office(lambda: town.services)


def test_a_case_is_opened_signed_pushed_answered_lifted_and_closed(office: Office) -> None:
    opened = office.json("case", "open", FIRM, "--event", DECISION, "--department", "market_regulation", "--reason", "吊销")
    waiting = office.run("inbox").stdout
    shown = office.run("case", "show", "c-1", "--lang", "en").stdout
    signed = office.run("case", "sign", "c-1", "--confirm", f"{FOOD}:{FIRM}", "--reason", "事实清楚", "--version", "1")
    sent = office.json("push", "send", "c-1", "--to", "market_regulation", "--reason", "依法推送")
    answered = office.run("feedback", "p-2", "apply", "--from", "2026-11-25", "--reason", "已列入")
    lifted = office.run("measure", "lift", DECISION, FOOD, FIRM, "--reason", "已履行")
    worked = office.json("work", "--once")
    done = office.run("feedback", "p-2", "confirm_lifting", "--lifted-on", "2026-11-26", "--reason", "已移出", "--lang", "en")
    push = office.run("push", "show", "p-2").stdout
    explained = office.run("explain", FIRM).stdout

    assert (opened["dossier"]["id"], opened["dossier"]["due"], opened["written"]) == ("c-1", "2026-12-08", True)
    assert all(words in waiting for words in ("c-1", "联合惩戒案件", "已发起", "2026-12-08", "移交, 签发, 撤销"))
    assert all(words in shown for words in ("opened", FOOD, "in force", "吊销"))
    assert (signed.exit_code, signed.stdout.strip()) == (0, "c-1 已签发")
    assert [(one["id"], one["state"]) for one in sent["pushes"]] == [("p-2", "sent")]
    assert (answered.stdout.strip(), lifted.exit_code) == ("p-2 已执行", 0)
    assert (worked["lifted"], worked["delivery"]["waiting"]) == (["p-2"], 1)
    assert done.stdout.strip() == "p-2 lifted"
    assert all(words in push for words in ("推送", "执行", "通知解除", "确认解除", "from_day=2026-11-25"))
    assert all(words in explained for words in ("c-1", "已签发", "p-2", "已解除"))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("case", "show", "c-99"), "c-99"),
        (("case", "show", "p-2"), "c-12"),
        (("case", "check", "c-1", "--reason", "x"), "Next can come"),
        (("case", "sign", "c-1", "--narrow", "R9", "--reason", "x"), "RULE:SUBJECT=2027-03-01"),
        (("case", "open", FIRM, "--event", DECISION, "--department", "nobody", "--reason", "x"), "Known are"),
        (("feedback", "p-2", "decline", "--reason", "x"), "why_not"),
        (("inbox", "--limit", "0"), "limit"),
    ],
)
def test_what_cannot_be_done_is_refused_with_the_way_out(office: Office, arguments: tuple[str, ...], words: str) -> None:
    done = office.run(*arguments)

    assert (done.exit_code, done.stdout) == (BAD_INPUT, "")
    assert words in done.stderr


ABOUT = (THIRD, "--event", ELSEWHERE, "--department", "market_regulation")


def test_an_objection_is_carried_to_its_end(office: Office) -> None:
    said = ("--origin", "window", "--disputed", "日期有误", "--reason", "来访")
    filed = office.json("objection", "file", *ABOUT, *said)["dossier"]["id"]
    steps = [office.run("objection", "step", filed, did, "--reason", "x").stdout.strip() for did in ("accept", "ask")]
    answered = office.run("objection", "answer", filed, "--finding", "日期确有误", "--reason", "已核实").stdout.strip()
    decided = ("objection", "uphold", filed, "--document", "京甲异〔2026〕1号", "--reason", "有误")
    bad = office.run(*decided)
    upheld = office.run(*decided, "--day", "decision_date=2024-04-01", "--lang", "en")
    shown = office.run("objection", "show", filed).stdout

    assert steps == [f"{filed} 已受理，期限 2026-11-27", f"{filed} 核实中，期限 2026-12-01"]
    assert (answered.partition("，")[0], bad.exit_code) == (f"{filed} 已回函", BAD_INPUT)
    assert (upheld.stderr, upheld.stdout.strip()) == ("", f"{filed} corrected or withdrawn")
    assert all(words in shown for words in ("提出", "发核实函", "回函", "异议成立", "更正或撤销"))


def test_a_repair_is_granted_once_nothing_is_missing(office: Office) -> None:
    applied = office.json("repair", "apply", *ABOUT, "--reason", "已整改")["dossier"]["id"]
    severity = ("--severity", "serious", "--published-on", "2024-04-01")
    grant = ("repair", "grant", applied, *severity, "--document", "京甲修〔2026〕1号", "--reason", "x")
    missing = office.run(*grant).stderr
    brought = ("--corrected-on", "2025-01-01", "--correction", "验收报告", "--commitment", "信用承诺书")
    office.run("repair", "supplement", applied, *brought, "--reason", "补充")
    granted = office.run(*grant).stdout

    assert all(words in missing for words in ("no document shows that the conduct was corrected", "no commitment"))
    assert granted.strip() == f"{applied} 已修复"
