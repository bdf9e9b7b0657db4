"""The routes of screening: what they refuse, and that names and numbers never come in an address."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from graph_service.api import guard
from graph_service.api.app import create_app
from tests.ledger.samples import id_number
from tests.screening.conftest import FIRM, STRANGER, Confirm, Town, said
from tests.web.serving import running

CSV = {"content-type": "text/csv"}


@pytest.fixture
def client(town: Town) -> Iterator[httpx.Client]:
    with running(create_app(town.services)) as address, httpx.Client(base_url=address, trust_env=False, timeout=60) as client:
        yield client


def code_of(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].rpartition(":")[2]


def test_a_file_is_screened_and_its_answers_are_read_by_cursor(client: httpx.Client, town: Town, confirm: Confirm) -> None:
    town.tell(said())
    confirm()
    rows = f"统一社会信用代码,名称,证件号码\n{FIRM},天和食品,\n,测试1,{id_number(1)}\n,只有名称,\n{STRANGER},,\n"

    done: Any = client.post("/v1/screenings/file", params={"purpose": "tender"}, content=rows.encode(), headers=CSV).json()

    pages, after = [], 0
    while after is not None:
        page = client.get(f"/v1/screenings/{done['receipt']['id']}/answers", params={"after": after, "limit": 3}).json()
        pages.append([one["answer"] for one in page["answers"]])
        after = page["after"]
    assert done["counts"] == {"hit": 1, "none": 2, "review": 1}
    assert pages == [["yes", "no", "identity_needed"], ["no"]]
    assert not list(town.services.home.glob("tmp*"))


@pytest.mark.parametrize(
    ("headers", "body", "words"),
    [
        ({"content-type": "application/pdf"}, b"%PDF", "Content-Type"),
        (CSV, b"", "empty"),
        (CSV, "甲,乙\n1,2\n".encode(), "names anybody"),
        ({"content-type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}, b"PK\x03\x04", ""),
    ],
)
def test_what_is_no_list_is_the_callers_to_correct(
    client: httpx.Client, town: Town, headers: dict[str, str], body: bytes, words: str
) -> None:
    answer = client.post("/v1/screenings/file", params={"purpose": "tender"}, content=body, headers=headers)

    assert code_of(answer) == (422, "bad-input")
    assert words in answer.json()["detail"]
    assert not list(town.services.home.glob("tmp*"))


def test_a_file_beyond_the_limit_is_refused_and_other_routes_keep_theirs(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "MAX_FILE", 1_000)
    big = b"x" * 2_000

    refused = client.post("/v1/screenings/file", params={"purpose": "tender"}, content=big, headers=CSV)
    other = client.post("/v1/screenings", content=b" " * (guard.MAX_BODY + 1), headers={"content-type": "application/json"})

    assert (refused.status_code, other.status_code) == (413, 413)


@pytest.mark.parametrize(
    "body",
    [
        {"purpose": "tender", "code": FIRM, "view": "everything"},
        {"purpose": "tender", "code": FIRM, "surprise": 1},
        {"purpose": "tender", "code": 91},
        {"code": FIRM},
        {"purpose": "unknown", "code": FIRM},
        {"purpose": "tender", "code": FIRM, "on": "2999-01-01"},
    ],
)
def test_a_malformed_question_is_refused(client: httpx.Client, body: dict[str, object]) -> None:
    assert client.post("/v1/screenings", json=body).status_code == 422


def test_an_empty_batch_and_a_cursor_of_another_ledger_are_refused(client: httpx.Client) -> None:
    assert client.post("/v1/screenings/batch", json={"purpose": "tender", "rows": []}).status_code == 422
    for after in ("x", "999999", "-1"):
        assert code_of(client.get("/v1/changes", params={"after": after})) == (422, "bad-input")


def test_an_unknown_receipt_is_not_found(client: httpx.Client) -> None:
    assert code_of(client.get("/v1/receipts/r-x")) == (404, "not-found")
    assert code_of(client.get("/v1/screenings/r-x/answers")) == (404, "not-found")
    assert client.get("/v1/receipts", params={"relying_on": "ev-x"}).json()["receipts"] == []


def test_no_route_of_screening_takes_a_name_or_a_number_in_its_address(client: httpx.Client) -> None:
    paths = client.get("/v1/openapi.json").json()["paths"]
    asked = {
        parameter["name"]
        for path, methods in paths.items()
        if path.startswith(("/v1/screenings", "/v1/receipts", "/v1/changes"))
        for method in methods.values()
        for parameter in method.get("parameters", ())
    }

    assert asked == {"receipt_id", "after", "limit", "view", "relying_on", "purpose", "on"}
