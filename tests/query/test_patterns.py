"""Alerts in words: one a subject, with names, source rows and thresholds, within a bound, and nothing that punishes anybody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from graph_service.api.app import create_app
from graph_service.errors import InputError
from graph_service.model.outcomes import Outcome, State
from graph_service.query.patterns import PatternQuestion, list_patterns, run_patterns
from graph_service.store.history_ports import EventRun
from graph_service.store.ports import Provenance
from graph_service.store.register_ports import Registered
from graph_service.workflow.services import Services
from tests.analysis.patterns.worlds import DECIDED, ON, PATTERNS, Row, event, firm, office, person
from tests.api.test_api import client_of
from tests.web.fakes import FakeLedger, fake_services

MOMENT = datetime(2026, 1, 1, tzinfo=UTC)


class Graph:
    """A graph of one page a table; what the register says beside facts is asked for apart."""

    def __init__(self, tables: Mapping[str, Sequence[Row]]) -> None:
        self.tables = tables

    def graph_version(self) -> int:
        return 7

    def check_schema(self) -> None:
        return None

    def all_facts(self, version: int) -> Iterator[tuple[str, Sequence[Row]]]:
        yield from self.tables.items()

    def registered(self, ids: Sequence[str]) -> Mapping[str, Registered]:
        return {key: Registered(closed=DECIDED, status="cancelled") for key in ids if key == "F"}

    def provenance(self, facts: Sequence[str]) -> Mapping[str, Provenance]:
        return {fact: Provenance(fact, "登记.csv", "0" * 64, 3, "load-1", MOMENT) for fact in facts}


class Ledger(FakeLedger):
    """One run that banned P1 for the decision."""

    def newest_runs(self, events: Sequence[str]) -> Sequence[EventRun]:
        return [EventRun(one, "run-1", ON, "rules", 7, MOMENT, None) for one in events]

    def outcomes_in(self, entries: Sequence[EventRun], *, open_only: bool = False) -> Sequence[Outcome]:
        assert open_only
        words = {"measure": "food_ban", "force": "law", "reason": "r", "why": "因", "why_en": "why"}
        term = {"first_day": DECIDED, "last_day": date(2029, 2, 28)}
        return [Outcome("ev", "CN-FOOD-135-1", "v", "P1", State.IN_FORCE, sources=("r0",), **words, **term)]  # type: ignore[arg-type]  # texts and days


TABLES: Mapping[str, Sequence[Row]] = {
    "events": [event(document="京甲罚〔2024〕1号")],
    "organizations": [firm(), firm("G")],
    "persons": [person("P1"), person("P2")],
    "roles": [
        office("P1", "r1", end=DECIDED),
        office("P2", "r2", start=DECIDED),
        office("P1", "r3", organization="G", start=DECIDED),
    ],
    "findings": [{"event": "ev", "person": "P1", "liability": "direct", "found": True, "source": "x"}],
}


@pytest.fixture
def services() -> Services:
    return replace(fake_services(), graph=Graph(TABLES), ledger=Ledger())  # type: ignore[arg-type]  # what these tests ask for


def run(services: Services, *names: str, **more: Any) -> Any:
    return run_patterns(services, PatternQuestion(ON, names, **more))


def test_all_findings_of_a_subject_stand_in_one_alert_and_the_most_telling_comes_first(services: Services) -> None:
    found = run(services)

    alerts = [(alert["subject"]["id"], [one["pattern"] for one in alert["findings"]]) for alert in found["alerts"]]
    assert alerts == [("F", ["deregistered-before-decision", "representative-swapped"]), ("P1", ["returned-before-term-ends"])]
    assert (found["graph_version"], found["truncated"], found["counts"]["alerts"]) == (7, False, 2)


def test_a_finding_says_in_words_what_it_rests_on_with_names_days_and_rows(services: Services) -> None:
    (alert,) = run(services, "representative-swapped")["alerts"]

    (one,) = alert["findings"]
    assert one["words"]["zh"] == (
        "京甲罚〔2024〕1号：人P1 在 2023-03-01 至决定日 2024-03-01 之间任法定代表人，2024-03-01 起不再担任；决定日在任：人P2。"
    )
    assert one["others"] == [{"id": "P1", "name": "人P1"}, {"id": "P2", "name": "人P2"}]
    assert one["rows"][0] == {"fact": "e", "file": "登记.csv", "row": 3, "load": "load-1"}
    assert one["fact_count"] == len(one["rows"]) == 3


def test_what_no_record_says_is_said_to_be_missing(services: Services) -> None:
    roles = [one | {"end": one.get("end")} for one in TABLES["roles"] if one["source"] == "r1"]
    alone = replace(services, graph=Graph({**TABLES, "roles": roles, "events": [event(violation_start=None)]}))  # type: ignore[arg-type]  # as above

    (alert,) = run(alone, "representative-swapped")["alerts"]

    words = alert["findings"][0]["words"]
    assert "决定日在任：未载明。违法行为日期未在案" in words["zh"]
    assert words["en"].endswith("a period before the decision stands for it.")


def test_no_more_alerts_are_told_than_asked_for_and_that_is_said(services: Services) -> None:
    found = run(services, limit=1)

    assert ([alert["subject"]["id"] for alert in found["alerts"]], found["truncated"]) == (["F"], True)
    assert found["counts"]["alerts"] == 2


def test_a_group_raises_no_alert(services: Services) -> None:
    found = run(services, "same-representative")

    assert (found["alerts"], found["groups"]) == ([], [])
    assert run(services, "serial-representatives")["alerts"] == []


def test_an_unknown_pattern_and_too_many_facts_are_refused(services: Services) -> None:
    with pytest.raises(InputError, match="no pattern is called 'swaps'"):
        run(services, "swaps")
    with pytest.raises(InputError, match="more than 3 facts"):
        run(services, most_facts=3)


def test_every_threshold_is_told_with_its_source_and_nothing_speaks_of_punishing_for_a_finding() -> None:
    patterns: Any = list_patterns()["patterns"]

    assert {one["id"] for one in patterns} == set(PATTERNS)
    limits = [limit for one in patterns for versions in one["parameters"].values() for limit in versions]
    assert {limit["verified"] for limit in limits} == {"R"}
    assert "不是惩戒" in list_patterns()["notice"]["zh"] or "更不是惩戒" in list_patterns()["notice"]["zh"]  # type: ignore[index]  # words


def test_the_words_of_every_pattern_name_the_same_values_in_both_languages() -> None:
    import string

    for pattern in PATTERNS.values():
        named = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in pattern.says.values()]
        assert named[0] == named[1], pattern.id


def test_the_routes_list_patterns_and_run_those_that_are_named(services: Services) -> None:
    with client_of(create_app(services)) as client:
        listed = client.get("/v1/patterns").json()
        found = client.get("/v1/alerts", params={"on": "2026-11-24", "pattern": ["shares-moved", "representative-swapped"]})
        refused = client.get("/v1/alerts", params={"pattern": "swaps"})
        loose = client.get("/v1/alerts", params={"limit": "0"})

    assert len(listed["patterns"]) == len(PATTERNS)
    assert [one["id"] for one in found.json()["patterns"]] == ["representative-swapped", "shares-moved"]
    assert (refused.status_code, loose.status_code) == (422, 422)
