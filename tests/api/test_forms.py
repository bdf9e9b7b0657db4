"""Answers in the form that ``Accept`` asks for."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from graph_service.api.forms import FORMS
from graph_service.query.exports import render
from tests.api.conftest import in_process
from tests.web.fakes import FIRM, fake_services

AROUND = f"/v1/subjects/{FIRM}/neighbourhood?on=2026-11-23"


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with in_process(fake_services()) as client:
        yield client


@pytest.mark.parametrize("media_type", FORMS)
def test_an_answer_comes_in_the_form_that_is_asked_for(client: httpx.Client, media_type: str) -> None:
    answer = client.get(AROUND, headers={"accept": f"{media_type}; q=0.9, */*"})

    assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, media_type)
    if media_type != "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":
        assert answer.content == render(client.get(AROUND).json(), FORMS[media_type])
    assert answer.headers["content-length"] == str(len(answer.content))
    assert answer.headers["cache-control"] == "no-store"


def test_each_form_has_its_own_version(client: httpx.Client) -> None:
    plain = client.get(AROUND).headers["etag"]
    table = client.get(AROUND, headers={"accept": "text/csv"}).headers["etag"]

    assert plain != table
    assert client.get(AROUND, headers={"accept": "text/csv", "if-none-match": table}).status_code == 304


def test_what_is_posted_is_answered_so_too(client: httpx.Client) -> None:
    body = {"subjects": ["p-sun", FIRM], "on": "2026-11-23"}

    answer = client.post("/v1/paths", json=body, headers={"accept": "application/graphml+xml"})

    (path,) = client.post("/v1/paths", json=body).json()["paths"]
    assert answer.text.count("<edge ") == len(path["steps"][0]["relationships"]) > 0


def test_a_form_that_cannot_hold_the_answer_is_refused_and_an_error_stays_one(client: httpx.Client) -> None:
    refused = client.get(f"/v1/subjects/{FIRM}", headers={"accept": "application/graphml+xml"})
    missing = client.get("/v1/subjects/nobody", headers={"accept": "text/csv"})

    assert [(one.status_code, one.headers["content-type"]) for one in (refused, missing)] == [
        (422, "application/problem+json"),
        (404, "application/problem+json"),
    ]
    assert refused.json()["where"] == "format"


def test_json_is_what_comes_without_a_wish(client: httpx.Client) -> None:
    for accept in ("*/*", "application/json", "text/html"):
        assert client.get(AROUND, headers={"accept": accept}).headers["content-type"] == "application/json"
