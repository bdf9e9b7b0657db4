"""The routes that look around: offices, profile, neighbourhood, paths."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest

from graph_service.api.app import create_app
from tests.api.test_api import client_of
from tests.query.test_search import RESIDENT_ID, SearchedGraph, SearchedLedger
from tests.web.fakes import FIRM, fake_services


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    services = replace(fake_services(), graph=SearchedGraph(), ledger=SearchedLedger())  # type: ignore[arg-type]  # fakes
    with client_of(create_app(services)) as client:
        yield client


def test_officers_of_a_day_carry_holder_and_source_row(client: httpx.Client) -> None:
    answer = client.get(f"/v1/subjects/{FIRM}/officers", params={"on": "2024-02-09"})

    first = answer.json()["offices"][0]
    assert (answer.status_code, first["person"]["name"], first["provenance"]["source_row"]) == (200, "王建国", 2)


def test_a_moment_without_a_zone_is_refused(client: httpx.Client) -> None:
    answer = client.get(f"/v1/subjects/{FIRM}/officers", params={"known": "2024-02-09T00:00:00"})

    assert (answer.status_code, answer.json()["errors"][0]["where"]) == (422, "query.known")


def test_a_profile_has_sections_and_a_timeline(client: httpx.Client) -> None:
    answer = client.get(f"/v1/subjects/{FIRM}/profile", params={"on": "2026-11-23"})

    found = answer.json()
    assert (answer.status_code, found["subject"]["id"], found["truncated"]) == (200, FIRM, False)
    assert len(found["timeline"]) > 20
    assert client.get("/v1/subjects/none/profile").status_code == 404


def test_a_neighbourhood_is_paged_by_its_own_cursor(client: httpx.Client) -> None:
    route = f"/v1/subjects/{FIRM}/neighbourhood"
    first = client.get(route, params={"on": "2026-11-23", "kinds": ["HOLDS_ROLE", "OWNS"], "former": "true", "limit": 4}).json()
    second = client.get(route, params={"on": "2026-11-23", "former": "true", "after": first["after"]}).json()

    keys = [{one["subject"]["id"] for one in page["neighbours"]} for page in (first, second)]
    assert (len(keys[0]), keys[0] & keys[1], first["truncated"]) == (4, set(), True)


@pytest.mark.parametrize("asked", [{"kinds": "LIKES"}, {"limit": 0}, {"limit": 201}, {"former": "perhaps"}, {"after": "x"}])
def test_a_neighbourhood_is_not_asked_for_loosely(client: httpx.Client, asked: dict[str, str]) -> None:
    assert client.get(f"/v1/subjects/{FIRM}/neighbourhood", params=asked).status_code == 422


def test_paths_are_asked_for_by_post_and_strictly(client: httpx.Client) -> None:
    body = {"subjects": ["p-sun", FIRM], "on": "2026-11-23", "all": True}

    found = client.post("/v1/paths", json=body).json()

    assert [path["length"] for path in found["paths"]] == [1, 2]
    for wrong in ({"longest": 7}, {"kinds": ["LIKES"]}, {"subjects": [FIRM]}, {"all": "yes"}, {"subjects": [FIRM, "王建国"]}):
        assert client.post("/v1/paths", json=body | wrong).status_code == 422


def test_an_id_number_is_sought_by_post_and_is_in_no_answer(client: httpx.Client) -> None:
    answer = client.post("/v1/search", json={"text": RESIDENT_ID})

    assert [(one["match"], one["subject"]["id"]) for one in answer.json()["hits"]] == [("id_number", "p-li")]
    assert RESIDENT_ID not in answer.text
    assert client.get("/v1/search", params={"text": RESIDENT_ID}).status_code == 405


def test_a_search_is_not_asked_for_loosely(client: httpx.Client) -> None:
    for wrong in (
        {"text": "天"},
        {"text": "天和", "limit": 101},
        {"text": "天和", "kinds": ["firm"]},
        {"text": "天和", "after": "x"},
    ):
        assert client.post("/v1/search", json=wrong).status_code == 422
