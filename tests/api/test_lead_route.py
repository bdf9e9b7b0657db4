"""Leads entered and listed by the API, drawn beside a map, and leads as they are shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from graph_service.api.app import create_app
from graph_service.model.leads import LeadKind, LeadStep
from graph_service.query.leads import KIND_WORDS, MOST_DRAWN, STEP_WORDS, leads_around, list_leads
from graph_service.security.keyring import KeyRing
from graph_service.store.ledger import open_ledger
from graph_service.workflow.leads import step_on_lead
from graph_service.workflow.services import Services
from tests.api.test_api import client_of
from tests.ledger.samples import clock
from tests.web.fakes import FIRM, TODAY, fake_services, services_with, suspected

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


def test_the_leads_of_a_subject_come_in_pages_on_a_day_as_known_at_a_moment(services: Services) -> None:
    with client_of(create_app(services)) as client:
        for kind, start in (("family", None), ("same_phone", "2027-01-01"), ("acting_in_concert", "2026-01-01")):
            client.post("/v1/leads", json=BODY | {"kind": kind, "start": start})
        step_on_lead(services, "l-1", LeadStep.SUBMIT, "officer", "please look")

        def asked(**how: object) -> Any:
            return client.get("/v1/subjects/p-li/leads", params={"on": "2026-11-23", **how}).json()

        whole, first, then, earlier = asked(), asked(limit=1), asked(limit=1, after="l-3"), asked(known="2026-02-28T00:00:00Z")

    assert [(one["id"], one["state_words"]["zh"]) for one in whole["leads"]] == [("l-3", "在查"), ("l-1", "已提交经办人")]
    assert (whole["names"], whole["notice"]["zh"]) == ({"p-li": "李淑芬", "p-wang": "王建国"}, "线索（未经认定）")
    assert [(page["leads"][0]["id"], page["after"]) for page in (first, then)] == [("l-3", "l-3"), ("l-1", None)]
    assert earlier["leads"] == []


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("p-nobody/leads", 404),
        ("p-li/leads?after=3", 422),
        ("p-li/leads?limit=0", 422),
        ("p-li/leads?known=2026-01-01", 422),
        ("p-li/map?leads=yes", 422),
    ],
)
def test_what_cannot_be_asked_of_leads_is_refused(services: Services, path: str, status: int) -> None:
    with client_of(create_app(services)) as client:
        assert client.get(f"/v1/subjects/{path}").status_code == status


def test_a_map_has_leads_only_when_they_are_wanted_and_they_are_no_relationships() -> None:
    around = services_with(
        suspected(4, LeadKind.FAMILY, "p-li", "p-wang", LeadStep.SUBMIT, LeadStep.WITHDRAW),
        suspected(3, LeadKind.FAMILY, "p-li", "p-zhao", LeadStep.SUBMIT),
        suspected(2, LeadKind.NOMINEE, "p-li", FIRM),
    )
    with client_of(create_app(around)) as client:
        plain, with_leads = (client.get(f"/v1/subjects/{FIRM}/map?leads={one}").json() for one in ("false", "true"))

    assert (plain["leads"], [(one["id"], one["state"]) for one in with_leads["leads"]]) == (
        None, [("l-3", "submit"), ("l-2", "add")],
    )  # fmt: skip
    assert with_leads | {"leads": None} == plain


def test_a_lead_of_a_merged_key_is_drawn_at_the_person_and_none_between_two_keys_of_one() -> None:
    around = services_with(
        suspected(1, LeadKind.FAMILY, "p-old", "p-wang"),
        suspected(2, LeadKind.FAMILY, "p-li", "p-old"),
        *(suspected(seq, LeadKind.FAMILY, "p-li", "p-zhao") for seq in range(3, MOST_DRAWN + 2)),
    )
    li = replace(around.graph.subject("p-li"), merged=("p-old",))  # type: ignore[type-var]  # it is there

    found = leads_around(around, [li], TODAY)

    assert [one["id"] for one in found["leads"]] == ["l-1", *(f"l-{seq}" for seq in range(3, MOST_DRAWN + 1))]
    assert (found["leads"][0]["one"], found["leads"][0]["other"], found["leads_truncated"]) == ("p-li", "p-wang", True)


def test_every_kind_and_step_has_words() -> None:
    assert set(KIND_WORDS) == {one.value for one in LeadKind}
    assert set(STEP_WORDS) == {one.value for one in LeadStep}
