"""Look-through of one subject: owners, paths with their sources, what it holds, and how people read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from graph_service.cli.ownership_tables import show_subject
from graph_service.cli.screen import Screen
from graph_service.query.subject_ownership import Asked, subject_ownership
from graph_service.store.ownership_ports import HoldingsAround
from tests.analysis.ownership.worlds import facts
from tests.web.fakes import FakeGraph, fake_services

DAY = date(2026, 11, 23)
TRIPLES = [
    ("p-li", "E1", 51.0), ("p-sun", "E1", 49.0), ("E1", "E2", 60.0), ("E3", "E2", 15.0), ("p-ma", "E2", None),
    ("E2", "E3", 40.0), ("G", "E3", 60.0), ("E2", "E4", 100.0),
]  # fmt: skip


class Owned(FakeGraph):
    """Gives the holdings above, with what was cut."""

    cut: frozenset[str] = frozenset()

    def holdings_around(self, subject: str, reach: Any, then: Any = None) -> HoldingsAround:
        self.asked = (subject, reach.on, then)
        rows = facts(TRIPLES, ("p-li", "p-sun", "p-ma"), {**{f"E{n}": {} for n in range(1, 5)}, "G": {"type": "government"}})
        return HoldingsAround(rows, self.cut, full=False)  # type: ignore[arg-type]  # rows of a test


def answer(subject: str, asked: Asked | None = None, cut: frozenset[str] = frozenset()) -> Mapping[str, Any]:
    services = fake_services()
    graph = Owned()
    graph.cut = cut
    record = graph.records["p-li" if subject.startswith("p-") else next(iter(graph.records))]
    services = replace(services, graph=graph)  # type: ignore[arg-type]  # a fake
    return subject_ownership(services, replace(record, id=subject), asked or Asked(DAY))


def owners(found: Mapping[str, Any]) -> dict[str, tuple[Any, ...]]:
    return {one["id"]: (one["percent"], one["controls"], one["beneficial_owner"]) for one in found["up"]["owners"]}


def test_owners_come_with_what_is_certain_and_what_is_open() -> None:
    found = answer("E2")

    assert owners(found) == {
        "p-li": (pytest.approx(60 * 0.51 / 0.94), "yes", "yes"),
        "p-sun": (pytest.approx(60 * 0.49 / 0.94), "no", "yes"),
        "G": (pytest.approx(9 / 0.94), "no", "no"),
        "p-ma": (None, "no", "undetermined"),
        "E1": (None, "yes", "no"),
    }
    assert found["up"]["unattributed"] == pytest.approx(100 * (1 - 0.69 / 0.94))
    assert found["up"]["state"]["controlled_by"] == []


def test_every_path_has_its_steps_with_words_days_fact_and_source() -> None:
    paths = answer("E2")["up"]["paths"]

    assert [path["subjects"] for path in paths] == [
        ["p-li", "E1", "E2"],
        ["p-sun", "E1", "E2"],
        ["p-ma", "E2"],
        ["G", "E3", "E2"],
    ]
    assert [path["percent"] for path in paths] == [30.6, 29.4, None, 9.0]
    step = paths[0]["steps"][0]
    assert (step["holder"]["id"], step["organization"]["id"], step["percent"]) == ("p-li", "E1", 51.0)
    assert step["entries"][0]["fact"] == "f-0"
    assert step["entries"][0]["words"]["zh"] == "持股 51 %"
    assert set(step["entries"][0]) >= {"start", "end", "last_day", "days", "source"}


def test_what_a_subject_holds_and_controls_is_told_downwards() -> None:
    held = answer("p-li")["down"]["held"]

    assert {one["id"]: (one["percent"] and round(one["percent"], 4), one["controls"]) for one in held} == {
        "E1": (51.0, "yes"),
        "E2": (round(60 * 0.51 / 0.94, 4), "yes"),
        "E3": (round(40 * 0.6 * 0.51 / 0.94, 4), "no"),
        "E4": (round(60 * 0.51 / 0.94, 4), "yes"),
    }
    assert [one["id"] for one in held if one["direct"]] == ["E1"]
    assert answer("p-li")["up"] is None


def test_an_organisation_in_a_ring_is_told_what_it_holds_as_if_nobody_held_it() -> None:
    held = {one["id"]: one["percent"] for one in answer("E2")["down"]["held"]}

    assert held == {"E4": 100.0, "E3": 40.0}


def test_an_organisation_above_which_the_walk_stopped_is_no_owner() -> None:
    found = answer("E4", cut=frozenset({"G"}))

    assert "G" not in owners(found)
    assert found["up"]["truncated"]
    assert "cut" in {warning["code"] for warning in found["warnings"]}
    assert found["up"]["unattributed"] == pytest.approx(100 * (1 - 0.6 / 0.94))


def test_a_moment_is_handed_on_with_who_was_known_as_whom() -> None:
    services, graph = fake_services(), Owned()
    ledger = services.ledger
    ledger.judgements = lambda known=None: ()  # type: ignore[method-assign]  # a fake
    ledger.known_as = lambda standing, keys=None: {}  # type: ignore[method-assign]  # a fake
    moment = datetime(2025, 1, 1, tzinfo=UTC)

    found = subject_ownership(replace(services, graph=graph), graph.records["p-li"], Asked(DAY, moment))  # type: ignore[arg-type]

    assert graph.asked[2].known == moment
    assert found["known"] == moment.isoformat()


def test_people_read_owners_paths_and_what_is_held(capsys: pytest.CaptureFixture[str]) -> None:
    show_subject(Screen("zh", as_json=False), answer("E2", Asked(DAY, limit=1)))

    shown = capsys.readouterr().out
    assert "线索，非认定" in shown
    assert "无法确定" in shown
    assert "持股 51 %" in shown
    assert "未全部列出" in shown
