"""How subjects are linked: each step in words with its source row, filters, and what was left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from graph_service.errors import InputError, NotFoundError
from graph_service.query.paths import MOST_ENDS, PathQuestion, find_paths
from graph_service.store.ports import Relationship
from graph_service.store.reading_ports import HUB
from tests.web.fakes import FIRM, NOW, TODAY, FakeGraph, FakeLedger, fake_services

INVESTOR = "91110105MA0FAKE33A"
STATE_BODY = "91110105MA0FAKE68T"
LOGISTICS = "91110105MA0FAKE418"
RESTAURANT = "91110105MA0FAKE76P"


def asked(*subjects: str, graph: FakeGraph | None = None, on: date = TODAY, **more: Any) -> Any:
    services = replace(fake_services(), graph=graph or FakeGraph())  # type: ignore[arg-type]  # a fake
    return find_paths(services, PathQuestion(subjects, on, **more))


def told(found: Any) -> list[str]:
    """Write each path in one line."""
    return [
        " ".join([path["from"], *(f"{one['title']['zh']} {one['to']}" for one in path["steps"])]) for path in found["paths"]
    ]


def test_each_step_is_titled_with_all_that_ties_the_two_and_names_its_rows() -> None:
    found = asked(STATE_BODY, FIRM)

    assert told(found) == [f"{STATE_BODY} 持股 60 % {INVESTOR} 持股 44.71 % {FIRM}"]
    assert found["pairs"] == [{"from": STATE_BODY, "to": FIRM, "distance": 2, "paths": 1}]
    rows = [tie["provenance"]["source_row"] for step in found["paths"][0]["steps"] for tie in step["relationships"]]
    assert len(rows) == 2
    assert found["subjects"][INVESTOR]["name"] == "北京盛泽投资控股（集团）有限责任公司"
    assert told(asked("p-sun", FIRM)) == [f"p-sun 董事、持股 20 % {FIRM}"]


def test_all_simple_paths_come_with_the_shortest_first() -> None:
    found = asked("p-sun", FIRM, all=True)

    assert told(found) == [
        f"p-sun 董事、持股 20 % {FIRM}",
        f"p-sun 法定代表人 {INVESTOR} 持股 44.71 % {FIRM}",
    ]


def test_filters_decide_which_relationships_count() -> None:
    assert told(asked("p-wang", FIRM, kinds=["HOLDS_ROLE"])) == []
    assert told(asked("p-wang", FIRM, kinds=["HOLDS_ROLE"], former=True)) == [f"p-wang 董事、法定代表人 {FIRM}"]
    assert told(asked("p-wang", FIRM, kinds=["HOLDS_ROLE"], on=date(2024, 2, 9))) == [f"p-wang 董事、法定代表人 {FIRM}"]
    assert told(asked(STATE_BODY, FIRM, longest=1)) == []


def test_every_two_of_several_subjects_are_looked_at() -> None:
    found = asked("p-zhang", RESTAURANT, LOGISTICS)

    assert [(one["from"], one["to"], one["distance"]) for one in found["pairs"]] == [
        ("p-zhang", RESTAURANT, 1), ("p-zhang", LOGISTICS, 2), (RESTAURANT, LOGISTICS, 3),
    ]  # fmt: skip


def test_one_address_ties_two_firms_unless_very_many_state_it() -> None:
    graph = FakeGraph()
    graph.addresses = [(STATE_BODY, "91110105MA0FAKE50X")]
    assert told(asked(STATE_BODY, "91110105MA0FAKE50X", graph=graph)) == [f"{STATE_BODY} 同一地址 91110105MA0FAKE50X"]
    assert told(asked(STATE_BODY, "91110105MA0FAKE50X", graph=graph, kinds=["OWNS"]))[0].count("持股") == 5

    graph.addresses += [(STATE_BODY, f"firm-{number}") for number in range(HUB)]
    assert "同一地址" not in str(asked(STATE_BODY, "91110105MA0FAKE50X", graph=graph)["paths"])


def test_a_hub_is_named_and_walked_through_only_on_request() -> None:
    graph = FakeGraph()
    for number in range(HUB):
        graph.edges.append(Relationship(f"f-{number}", "HOLDS_ROLE", "p-qian", f"firm-{number}", "supervisor", None, None, {}))
    graph.edges.append(Relationship("f-x", "HOLDS_ROLE", "p-qian", "p-wu", "supervisor", None, None, {}))

    found = asked(STATE_BODY, "p-wu", graph=graph, kinds=["HOLDS_ROLE"])
    through = asked(STATE_BODY, "p-wu", graph=graph, kinds=["HOLDS_ROLE"], through_hubs=True)

    assert (found["paths"], found["hubs"], found["truncated"]) == ([], ["p-qian"], False)
    assert told(through) == [f"{STATE_BODY} 法定代表人 p-qian 监事 p-wu"]
    assert through["hubs"] == []


def test_what_a_bound_cuts_off_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    assert asked("p-sun", FIRM, all=True)["cut"] == []
    monkeypatch.setattr("graph_service.query.paths.MOST_PATHS", 1)
    assert asked("p-sun", FIRM, all=True)["cut"] == ["paths"]
    monkeypatch.setattr("graph_service.query.paths.MOST_SUBJECTS", 1)
    assert asked("p-sun", FIRM)["cut"] == ["subjects"]
    monkeypatch.setattr("graph_service.query.paths.MOST_OF_ONE", 1)
    found = asked("p-sun", FIRM)
    assert (found["cut"], found["truncated"]) == (["relationships", "subjects"], True)


def test_the_time_is_bounded() -> None:
    ticks = iter(NOW + timedelta(seconds=20 * number) for number in range(1000))
    services = replace(fake_services(), now=lambda: next(ticks))

    found: Any = find_paths(services, PathQuestion(["p-sun", FIRM], TODAY))

    assert (found["paths"], found["cut"]) == ([], ["time"])


def test_addresses_are_not_known_as_of_an_earlier_moment() -> None:
    class Ledger(FakeLedger):
        def judgements(self, until: Any) -> Any:
            return []

        def known_as(self, standing: Any) -> Any:
            return {}

    services = replace(fake_services(), ledger=Ledger())  # type: ignore[arg-type]  # a fake
    found: Any = find_paths(services, PathQuestion(["p-sun", FIRM], TODAY, NOW))

    assert (found["cut"], len(found["paths"])) == (["addresses"], 1)


@pytest.mark.parametrize(
    ("subjects", "more"),
    [
        ([FIRM], {}),
        ([FIRM, FIRM], {}),
        ([FIRM, "王建国"], {}),
        ([f"p-{number}" for number in range(MOST_ENDS + 1)], {}),
        ([FIRM, "p-sun"], {"longest": 7}),
        ([FIRM, "p-sun"], {"longest": 0}),
        ([FIRM, "p-sun"], {"kinds": ["LIKES"]}),
        ([FIRM, "p-sun"], {"kinds": []}),
    ],
)
def test_a_question_without_two_known_ends_and_known_filters_is_refused(subjects: list[str], more: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        asked(*subjects, **more)


def test_an_unknown_subject_is_not_found() -> None:
    with pytest.raises(NotFoundError):
        asked(FIRM, "p-nobody")
