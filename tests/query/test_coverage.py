"""Coverage over a graph and a real ledger: runs, an officer's act, and what is missing in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from graph_service.api.app import create_app
from graph_service.model.acts import ActKind, NewAct
from graph_service.model.outcomes import Outcome, State
from graph_service.query.coverage import GAP_WORDS, CoverageQuestion, area_of, coverage
from graph_service.security.keyring import KeyRing
from graph_service.store.history_ports import Grounds
from graph_service.store.ledger import SqlLedger, open_ledger
from graph_service.store.ports import Run
from graph_service.workflow.services import Services
from tests.analysis.patterns.worlds import DECIDED, event, firm, person
from tests.api.test_api import client_of
from tests.ledger.samples import NOON, clock
from tests.query.test_patterns import Graph
from tests.web.fakes import fake_services

ON = date(2026, 3, 1)
RULE = "CN-FOOD-135-1"
CODE = "91119901MA0FAKE17J"
BAN = Outcome(
    "ev", RULE, "v", "P1", State.IN_FORCE, "food_ban", "law", "reached", "因", "why", "legal_representative",
    "legal_representative", DECIDED, date(2029, 2, 28),
)  # fmt: skip
REVIEW = replace(BAN, event="ev-2", subject="P2", state=State.NEEDS_REVIEW, reason="identity_confirmed")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[SqlLedger]:
    ledger = open_ledger(f"sqlite:///{tmp_path / 'ledger.sqlite3'}", KeyRing(tmp_path / "keys"), clock)
    yield ledger
    ledger.close()


@pytest.fixture
def services(ledger: SqlLedger) -> Services:
    tables = {
        "organizations": [firm(CODE), firm("G")],
        "persons": [person("P1"), person("P2")],
        "events": [
            event(subject=CODE, office="某市甲区市场监督管理局"),
            event(id="ev-2", subject="G", source="e2", decision_date=date(2025, 5, 1)),
            event(id="ev-3", subject="P1", source="e3"),
            event(id="ev-4", subject="G", source="e4"),
        ],
    }
    run = Run("run-1", ON, "rules", 7, "inputs", ("ev", "ev-2"), NOON)
    ledger.store_run(run, [BAN, REVIEW], {one: Grounds("f", "r", None, None) for one in ("ev", "ev-2")})
    return replace(fake_services(), graph=Graph(tables), ledger=ledger)  # type: ignore[arg-type]  # what coverage asks for


def total(services: Services) -> tuple[int, ...]:
    found: Any = coverage(services, CoverageQuestion(ON))
    return tuple(found["total"][name] for name in ("enterprises", "resolved", "confirmed"))


def test_a_confirmation_moves_the_figure_and_its_undoing_takes_it_back(services: Services, ledger: SqlLedger) -> None:
    before = total(services)
    act = NewAct("k", ActKind.CONFIRM, "ev", RULE, "P1", ON, "officer", "looked at the file")
    ledger.act(act)
    after = total(services)
    ledger.act(replace(act, key="k2", kind=ActKind.LIFT))

    assert (before, after, total(services)) == ((2, 1, 0), (2, 1, 1), (1, 0, 0))


def test_figures_name_role_department_area_and_year_and_nothing_that_is_not_on_record(services: Services) -> None:
    found: Any = coverage(services, CoverageQuestion(ON))

    by = {name: [(row["value"], row["enterprises"], row["resolved"]) for row in rows] for name, rows in found["by"].items()}
    assert by == {
        "role": [("legal_representative", 2, 1)],
        "department": [("某市甲区市场监督管理局", 1, 1), (None, 1, 0)],
        "area": [("119901", 1, 1), (None, 1, 0)],
        "period": [("2024", 1, 1), ("2025", 1, 0)],
    }
    assert found["counted"] == ["resolved", "confirmed"]
    assert not {"pushed", "applied"} & set(found["total"])


def test_the_gaps_are_listed_with_their_reasons_and_bounded(services: Services) -> None:
    found: Any = coverage(services, CoverageQuestion(ON))
    one: Any = coverage(services, CoverageQuestion(ON, limit=1))

    assert [(gap["enterprise"]["id"], gap["person"]["id"], gap["reason"]) for gap in found["gaps"]] == [
        (CODE, "P1", "awaiting-confirmation"),
        ("G", "P2", "no-id"),
    ]
    assert {gap["reason"]: gap["count"] for gap in found["gap_counts"]} == {"awaiting-confirmation": 1, "no-id": 1}
    assert (len(one["gaps"]), one["truncated"], found["truncated"]) == (1, True, False)
    assert {gap["reason"] for gap in found["gaps"]} <= set(GAP_WORDS)


@pytest.mark.parametrize(
    ("key", "area"), [(CODE, "119901"), ("reg:110105000000017", "110105"), ("org:0123456789abcdef", None), ("91X", None)]
)
def test_the_area_is_read_from_the_number(key: str, area: str | None) -> None:
    assert area_of(key) == area


def test_the_route_answers_with_the_figures_of_a_day(services: Services) -> None:
    with client_of(create_app(services)) as client:
        found = client.get("/v1/coverage", params={"on": ON.isoformat()})

    assert (found.status_code, found.json()["total"]["enterprises"]) == (200, 2)
