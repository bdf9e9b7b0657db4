"""The routes about change: the record of an event, and what would follow from a decision."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest

from graph_service.api.app import create_app
from graph_service.workflow.propagate import propagate_events
from tests.web.fakes import EVENT, FIRM, TODAY, fake_services
from tests.web.serving import running
from tests.workflow.conftest import MemoryLedger

DRAFT: dict[str, Any] = {
    "subject": FIRM,
    "category": "food.licence_revoked",
    "decision_date": "2024-03-15",
    "violation_first": "2023-06-01",
    "violation_last": "2023-09-30",
    "findings": [{"person": "p-zhang", "liability": "direct_supervisor"}],
    "on": "2026-11-23",
}


@pytest.fixture
def ledger() -> MemoryLedger:
    return MemoryLedger()


@pytest.fixture
def client(ledger: MemoryLedger) -> Iterator[httpx.Client]:
    services = replace(fake_services(), ledger=ledger)  # type: ignore[arg-type]  # a fake
    propagate_events(services, [EVENT], TODAY)
    with running(create_app(services)) as address, httpx.Client(base_url=address, trust_env=False) as client:
        yield client


def test_the_record_of_an_event_says_what_each_run_changed(client: httpx.Client) -> None:
    found = client.get(f"/v1/events/{EVENT}/history").json()

    (entry,) = found["entries"]
    assert (found["event"], found["complete"], entry["on"]) == (EVENT, True, TODAY.isoformat())
    zhang = next(
        one for one in entry["difference"]["changes"] if one["subject"] == "p-zhang" and one["rule"] == "CN-FOOD-135-1"
    )
    assert (zhang["kind"], zhang["what"], zhang["since"], zhang["name"]) == ("added", "measure", "2024-03-15", "张伟")
    assert zhang["words"] == {"zh": "新增措施", "en": "measure added"}


def test_an_event_without_a_run_is_a_404(client: httpx.Client) -> None:
    assert client.get("/v1/events/ev-none/history").status_code == 404


def test_a_preview_says_who_would_be_touched_and_stores_nothing(client: httpx.Client, ledger: MemoryLedger) -> None:
    answer = client.post("/v1/preview", json=DRAFT)

    found = answer.json()
    states = {(one["subject"], one["rule"]): one["state"] for one in found["persons"]}
    assert (answer.status_code, found["stored"], len(ledger.runs)) == (200, False, 1)
    assert (states["p-zhang", "CN-FOOD-135-1"], states["p-zhao", "CN-FOOD-135-1"]) == ("in_force", "not_affected")
    assert {one["person"] for one in found["post_conflicts"]} == {"p-zhang"}
    assert found["event"]["days"] == {"decision_date": "2024-03-15"}


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"category": "food"}, "category"),
        ({"findings": [{"person": "p-nobody", "liability": "direct"}]}, "finding"),
        ({"violation_last": "2023-05-31"}, "violation"),
        ({"subject": "110105190001010015"}, "SUBJECT"),
    ],
)
def test_a_draft_to_be_corrected_names_the_field_and_what_to_do(
    client: httpx.Client, change: dict[str, object], place: str
) -> None:
    answer = client.post("/v1/preview", json=DRAFT | change)

    details = answer.json()
    assert (answer.status_code, details["type"], details["where"]) == (422, "urn:graph-service:problem:bad-input", place)
    assert details["hint"]
    assert "110105190001010015" not in answer.text


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"decision_date": "15.3.2024"}, "decision_date"),
        ({"surprise": 1}, "surprise"),
        ({"sanctions": [{"person": "p-zhang", "years": 0}]}, "years"),
        ({"findings": [{"person": "p-zhang"}]}, "liability"),
    ],
)
def test_a_malformed_draft_is_refused_with_its_place(client: httpx.Client, change: dict[str, object], place: str) -> None:
    answer = client.post("/v1/preview", json=DRAFT | change)

    assert answer.status_code == 422
    assert [place in one["where"] for one in answer.json()["errors"]] == [True]
