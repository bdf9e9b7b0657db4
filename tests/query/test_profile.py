"""The profile of a subject: every section says what is on record, and nothing else; the timeline has all of it in one order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from graph_service.errors import NotFoundError
from graph_service.query import explain
from graph_service.query.profile import profile
from graph_service.store.ports import Provenance
from tests.web.fakes import EVENT, FIRM, FORMER, LISTING, NOW, TODAY, FakeGraph, FakeLedger, fake_services

BRANCH = "91110105MA0FAKE25F"


def asked(subject: str = FIRM, graph: FakeGraph | None = None, on: date = TODAY) -> Any:
    return profile(replace(fake_services(), graph=graph or FakeGraph()), subject, on)  # type: ignore[arg-type]  # a fake


def names(ties: Any) -> list[tuple[str, str, bool]]:
    return [(one["other"]["name"], one["words"]["zh"], one["former"]) for one in ties]


def test_offices_come_with_those_of_today_first_then_the_newest() -> None:
    found = asked()["officers"]

    assert names(found)[0] == ("李淑芬", "法定代表人", False)
    assert names(found)[-3:] == [("马文博", "高级管理人员", True), ("王建国", "董事", True), ("王建国", "法定代表人", True)]
    assert found[0]["provenance"]["source_file"] == "登记抽取_主要人员.csv"
    assert asked()["offices"] == []


def test_ownership_is_told_one_step_up_and_one_step_down() -> None:
    found = asked()

    assert {(name, share) for name, share, _ in names(found["owners"])} == {
        ("北京盛泽投资控股（集团）有限责任公司", "持股 44.71 %"), ("孙浩然", "持股 20 %"), ("王建国", "持股 10 %–25 %"),
    }  # fmt: skip
    assert names(found["holdings"]) == [("北京嘉禾冷链物流股份有限公司", "持股 51 %", False)]


def test_a_branch_and_its_company_name_each_other() -> None:
    assert [one["other"]["id"] for one in asked()["branches"]] == [BRANCH]
    assert [one["other"]["id"] for one in asked(BRANCH)["parents"]] == [FIRM]


def test_a_person_has_offices_and_holdings_and_a_masked_number() -> None:
    found = asked("p-sun")

    assert [(one["other"]["id"], one["role"]) for one in found["offices"]] == [
        (FIRM, "director"), ("91110105MA0FAKE33A", "legal_representative"),
    ]  # fmt: skip
    assert [one["other"]["id"] for one in found["holdings"]] == [FIRM]
    assert (found["officers"], found["subject"]["masked_id"]) == ([], "1101**********0014")


def test_entries_are_told_by_what_they_are() -> None:
    found = asked()

    told = {name: [one["title"] for one in found[name]] for name in ("former_names", "licences", "honours", "references")}
    assert told == {"former_names": [FORMER], "licences": ["食品经营许可证"], "honours": [], "references": ["会员信用评级"]}


def test_decisions_say_whether_the_subject_is_the_party_and_outcomes_say_why() -> None:
    firm, person = asked(), asked("p-zhang")

    assert [(one["id"], one["against"]) for one in firm["decisions"]] == [(LISTING, True), (EVENT, True)]
    assert [(one["id"], one["against"]) for one in person["decisions"]] == [(LISTING, False), (EVENT, False)]
    assert firm["decisions"][1]["provenance"]["source_row"] == 12
    reached = [one for one in person["outcomes"] if one["status"] == "reached"]
    assert all(one["why"]["zh"] and one["clauses"] and one["articles"] for one in reached)
    assert {one["subject"] for one in person["outcomes"]} == {"p-zhang"}
    assert person["post_conflicts"]


def test_the_identity_says_every_column_and_its_row() -> None:
    graph = FakeGraph()
    origin = Provenance("f-firm", "企业基本信息.csv", "ab" * 32, 3, "load-1", NOW)
    stated = {"founded": date(2010, 2, 3), "address": "某街一号", "capital_fen": 100, "name_key": "不示"}
    graph.records[FIRM] = replace(graph.records[FIRM], properties=stated, provenance=origin)

    found = asked(graph=graph)

    said = {one["column"]: one["value"]["zh"] for one in found["identity"]["said"]}
    assert said == {"uscc": FIRM, "founded": "2010-02-03", "address": "某街一号", "capital_fen": "1.00 元"}
    assert found["identity"]["provenance"]["source_row"] == 3
    assert (found["timeline"][0]["day"], found["timeline"][0]["fact"]) == ("2010-01-01", "f-name-0")
    assert ("2010-02-03", "f-firm") in {(one["day"], one["fact"]) for one in found["timeline"]}


def test_the_timeline_has_what_is_dated_in_one_order() -> None:
    items = [(one["day"], one["words"]["zh"], one["title"]) for one in asked()["timeline"]]

    assert [day for day, _, _ in items] == sorted(day for day, _, _ in items)
    assert {
        ("2024-02-09", "法定代表人 结束", "王建国"),
        ("2024-02-10", "法定代表人 开始", "李淑芬"),
        ("2018-01-10", "法定代表人 登记", "王建国"),
        ("2024-03-15", "行政处罚 决定日期", "京朝市监罚〔2024〕第17号"),
        ("2017-12-31", "曾用名 结束", FORMER),
    } <= set(items)
    assert {("2024-03-15", "CN-FOOD-135-1"), ("2029-03-15", "CN-FOOD-135-1")} <= {(day, title) for day, _, title in items}


def test_what_is_in_review_or_does_not_apply_has_no_term_in_the_timeline() -> None:
    found = asked("p-zhao")

    assert {one["status"] for one in found["outcomes"]} <= {"review", "not_affected"}
    assert not any("（" in one["words"]["zh"] for one in found["timeline"])


def test_more_than_is_told_is_said_to_be_there(monkeypatch: pytest.MonkeyPatch) -> None:
    assert asked()["truncated"] is False
    monkeypatch.setattr(explain, "MAX_EVENTS", 1)
    assert asked()["truncated"] is True
    monkeypatch.setattr("graph_service.query.profile.MOST_RELATIONSHIPS", 1)
    assert asked("p-sun")["truncated"] is True


def test_a_subject_that_no_event_touches_is_not_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explain, "propagate", None)
    graph = FakeGraph()
    graph.events = []
    graph.events_of = lambda _subject: []  # type: ignore[method-assign]  # nothing happened

    assert asked(graph=graph)["outcomes"] == []


def test_the_past_is_asked_for_as_it_was_known() -> None:
    seen = []

    class Then(FakeGraph):
        def subjects_known(self, subject_ids: Any, known: Any) -> Any:
            seen.append(known.moment)
            return super().subjects_known(subject_ids, known)

        def facts_known(self, event_ids: Any, known: Any, merged: Any) -> Any:
            seen.append(known)
            return self.facts_for(event_ids)

    class Ledger(FakeLedger):
        def judgements(self, until: Any) -> Any:
            seen.append(until)
            return []

        def known_as(self, standing: Any) -> Any:
            return {}

    moment = NOW - timedelta(days=1)
    services = replace(fake_services(), graph=Then(), ledger=Ledger())  # type: ignore[arg-type]  # fakes
    found = profile(services, FIRM, TODAY, moment)

    assert (set(seen), found["known"]) == ({moment}, moment.isoformat())


def test_an_unknown_subject_is_not_found() -> None:
    with pytest.raises(NotFoundError):
        asked("none")
