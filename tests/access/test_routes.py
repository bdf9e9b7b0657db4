"""Every role × every route through the application: refused exactly where the table grants nothing, and open to nobody without a token."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from graph_service.api.access import OPEN, ROUTES
from graph_service.api.app import create_app
from graph_service.web.pages import install_pages
from graph_service.workflow.accounts import set_password
from tests.access.conftest import TABLE, Office
from tests.api.conftest import InProcess

_UNKNOWN = "The token or session is unknown, has ended or expired."


def routes(app: FastAPI) -> set[str]:
    """Every route of the application that a person or a program can ask for; later versions of FastAPI keep routers as they are."""
    kept = [one for route in app.routes for one in getattr(getattr(route, "original_router", None), "routes", [route])]
    return {
        f"{method} {one.path_format}" for one in kept if isinstance(one, APIRoute) for method in one.methods if method != "HEAD"
    }


@pytest.fixture(scope="module")
def app(office: Office) -> FastAPI:
    return create_app(office.services, install_pages)


@pytest.fixture(scope="module")
def client(app: FastAPI) -> Iterator[httpx.Client]:
    with httpx.Client(transport=InProcess(app), base_url="http://127.0.0.1") as client:
        yield client


def ask(client: httpx.Client, route: str, token: str | None) -> httpx.Response:
    method, path = route.split()
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return client.request(method, re.sub(r"\{\w+\}", "x-1", path), headers=headers)


def test_every_route_is_in_the_table_or_open_and_the_table_names_no_other(app: FastAPI) -> None:
    assert routes(app) - {f"GET {path}" for path in OPEN} - {f"POST {path}" for path in OPEN} == set(ROUTES)
    assert set(ROUTES.values()) <= TABLE.permissions.keys()


def test_a_route_that_is_forgotten_answers_nobody(office: Office) -> None:
    app = create_app(office.services)

    @app.get("/v1/forgotten")
    def forgotten() -> str:
        return "everything"

    with httpx.Client(transport=InProcess(app), base_url="http://127.0.0.1") as client:
        answers = {ask(client, "GET /v1/forgotten", token).status_code for token in office.tokens.values()}

    assert answers == {403}


@pytest.mark.parametrize("role", TABLE.roles)
def test_a_role_is_refused_exactly_where_the_table_grants_it_nothing(role: str, client: httpx.Client, office: Office) -> None:
    wrong = []
    for route, permission in ROUTES.items():
        answer = ask(client, route, office.tokens[f"{role}.here"])
        granted = TABLE.reach(role, permission) is not None
        if (answer.status_code == 403) == granted or answer.status_code == 401:
            wrong.append((route, permission, answer.status_code))
    assert wrong == []


def test_nobody_is_let_in_without_a_token_but_where_it_is_open(client: httpx.Client) -> None:
    answers = {route: ask(client, route, None) for route in ROUTES}

    assert {one.status_code for one in answers.values()} == {401}
    assert {one.headers["www-authenticate"] for one in answers.values()} == {"Bearer"}
    assert client.get("/v1/health").status_code == 200
    assert client.get("/static/app.css").status_code == 200


@pytest.mark.parametrize("token", ["", "gs_", "gs_" + "A" * 43, "gs_\u00e9"])
def test_a_made_up_token_is_refused_in_the_same_words(client: httpx.Client, token: str) -> None:
    headers = {"Authorization": b"Bearer " + token.encode("utf-8")}
    answer = client.get("/v1/inbox", headers=headers)

    assert (answer.status_code, answer.json()["detail"]) in {(401, _UNKNOWN), (401, "A token or a session is needed.")}


def test_a_browser_is_sent_to_log_in(client: httpx.Client) -> None:
    answer = client.get("/rules", headers={"Accept": "text/html"})

    assert (answer.status_code, answer.headers["location"]) == (303, "/login")


def test_each_look_at_persons_leaves_an_entry_before_it_is_shown_and_others_leave_none(
    client: httpx.Client, office: Office
) -> None:
    before = office.services.ledger.audit_head().seq
    headers = {"Authorization": f"Bearer {office.tokens['investigator.here']}", "X-Purpose": "case c-1"}

    client.get("/rules", headers=headers)
    client.get("/v1/subjects/p-9/profile", headers=headers)

    looks = office.services.ledger.audited(before, 10)
    assert [(one.act, one.user, one.what, one.reason) for one in looks] == [
        ("look.subject.read", "investigator.here", "p-9", "case c-1")
    ]


def test_one_logs_in_and_out_with_a_cookie_that_no_script_reads(office: Office, app: FastAPI) -> None:
    password = "correct horse 电池"
    set_password(office.services, "investigator.here", password, "首次")
    with httpx.Client(transport=InProcess(app), base_url="http://127.0.0.1") as browser:
        page = browser.get("/login")
        wrong = browser.post("/login", data={"login": "investigator.here", "password": "wrong"})
        right = browser.post("/login", data={"login": "investigator.here", "password": password})
        rules, forbidden = browser.get("/rules"), browser.get("/v1/inbox")
        out = browser.post("/logout")
        after = browser.get("/rules")

    cookie = right.headers["set-cookie"].lower()
    assert (page.status_code, "登录名" in page.text, "单机模式" in page.text) == (200, True, False)
    assert (wrong.status_code, "登录名或口令不符" in wrong.text, "set-cookie" in wrong.headers) == (401, True, False)
    assert (right.status_code, right.headers["location"]) == (303, "/")
    assert all(words in cookie for words in ("httponly", "samesite=strict", "path=/", "max-age=28800"))
    assert (rules.status_code, "investigator.here" in rules.text, forbidden.status_code) == (200, True, 403)
    assert (out.headers["location"], after.status_code) == ("/login", 401)
