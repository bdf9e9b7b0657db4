"""``POST /v1/leads``, and leads as they are shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from graph_service.api.app import create_app
from graph_service.errors import InputError
from graph_service.model.leads import LeadKind, LeadStep
from graph_service.query.leads import KIND_WORDS, STEP_WORDS, list_leads
from graph_service.security.keyring import KeyRing
from graph_service.store.ledger import open_ledger
from graph_service.workflow.leads import step_on_lead
from graph_service.workflow.services import Services
from tests.api.test_api import client_of
from tests.ledger.samples import clock
from tests.web.fakes import FIRM, fake_services

BODY = {"kind": "family", "one": "p-wang", "other": "p-li", "source": "户籍材料2026-3", "reason": "同一户籍"}


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    ledger = open_ledger(f"sqlite:///{tmp_path / 'ledger.sqlite3'}", KeyRing(tmp_path / "keys"), clock)
    yield replace(fake_services(), ledger=ledger)
    ledger.close()


def test_a_lead_is_entered_once_between_two_subjects_on_record(services: Services) -> None:
    with client_of(create_app(services)) as client:
        first = client.post("/v1/leads", json=BODY)
        again = client.post("/v1/leads", json=BODY)

    lead = first.json()["lead"]
    assert (first.status_code, first.json()["written"], again.json()["written"]) == (200, True, False)
    # Without a direction the two stand in order.
    assert (lead["id"], lead["one"], lead["other"], lead["state"]) == ("l-1", "p-li", "p-wang", "add")


def test_a_nominee_keeps_its_direction(services: Services) -> None:
    with client_of(create_app(services)) as client:
        found = client.post("/v1/leads", json=BODY | {"kind": "nominee", "one": "p-wang", "other": FIRM, "start": "2024-01-01"})

    lead = found.json()["lead"]
    assert (lead["one"], lead["other"], lead["start"]) == ("p-wang", FIRM, "2024-01-01")


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"other": "p-nobody"}, 404),
        ({"other": "p-wang"}, 422),
        ({"source": ""}, 422),
        ({"kind": "friend"}, 422),
        ({"end": "soon"}, 422),
    ],
)
def test_what_is_no_lead_is_refused(services: Services, change: dict[str, str], status: int) -> None:
    with client_of(create_app(services)) as client:
        assert client.post("/v1/leads", json=BODY | change).status_code == status
    assert services.ledger.leads() == []


def test_leads_of_a_subject_are_listed_newest_first_with_their_state(services: Services) -> None:
    with client_of(create_app(services)) as client:
        client.post("/v1/leads", json=BODY)
        client.post("/v1/leads", json=BODY | {"kind": "same_phone"})
    step_on_lead(services, "l-1", LeadStep.SUBMIT, "officer", "please look")

    found = list_leads(services, services.graph.subject("p-li"))["leads"]

    assert [(one["id"], one["words"]["zh"], one["state_words"]["zh"]) for one in found] == [  # type: ignore[attr-defined,index]  # JSON
        ("l-2", "同一电话（线索）", "在查"),
        ("l-1", "亲属（线索）", "已提交经办人"),
    ]


@pytest.mark.parametrize("number", ["1", "l-x", "l-", "l-" + "9" * 30])
def test_what_is_no_number_of_a_lead_is_refused(services: Services, number: str) -> None:
    with pytest.raises(InputError):
        step_on_lead(services, number, LeadStep.SUBMIT, "officer", "why")


def test_every_kind_and_step_has_words() -> None:
    assert set(KIND_WORDS) == {one.value for one in LeadKind}
    assert set(STEP_WORDS) == {one.value for one in LeadStep}
