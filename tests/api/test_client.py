"""The typed client: a method for every operation, types that say what is answered, versions, pages, problems, and a real socket."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Literal, NotRequired, Union, get_args, get_origin, get_type_hints, is_typeddict

import httpx
import pytest

from graph_service.api.app import create_app
from graph_service.api.described import examples
from graph_service.client import (
    Client,
    ConflictError,
    NotOnRecordError,
    ProblemError,
    RefusedInputError,
    UnavailableError,
    UnreachableError,
    pages,
)
from graph_service.errors import InputError, StoreUnavailableError
from tests.api.asked import Operations
from tests.api.conftest import client_in_process
from tests.web.fakes import FIRM, fake_services
from tests.web.serving import running

DESCRIBED = Operations(create_app(fake_services()))
METHODS = [name for name in dir(Client) if not name.startswith("_") and name != "close"]
DAY = date(2026, 11, 23)


class Answering(httpx.BaseTransport):
    """Answers with what a function says, and keeps the requests."""

    def __init__(self, answer: Callable[[httpx.Request], httpx.Response]) -> None:
        self.answer = answer
        self.requests: list[httpx.Request] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        self.requests.append(request)
        return self.answer(request)


def example_of(request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, json=examples()[DESCRIBED.named(request.method, request.url.raw_path.decode())])


def called(method: str, folder: Path) -> tuple[str, set[str], Any]:
    """Call a method with what it must be given; its operation, the names of all that it takes, and its answer."""
    heard = Answering(example_of)
    function = getattr(Client("http://127.0.0.1", transport=heard), method)
    (folder / "list.csv").write_text("名称\n", "utf-8")
    hints, parameters = get_type_hints(function), inspect.signature(function).parameters
    given = {"file": folder / "list.csv", "scenario": {}, "subjects": ["a", "b"], "rows": [{"code": "a"}]}
    needed = [name for name, one in parameters.items() if one.default is one.empty and one.kind is not one.VAR_KEYWORD]
    answer = function(**{name: given.get(name, "a") for name in needed})
    options = get_type_hints(get_args(hints["asked"])[0]) if "asked" in parameters else {}
    (request,) = heard.requests
    return DESCRIBED.named(request.method, request.url.raw_path.decode()), set(parameters) - {"asked"} | set(options), answer


def unlike(value: Any, hint: Any, where: str = "") -> list[str]:
    """Name the places where a value is not of a type."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin is NotRequired:
        return unlike(value, inner[0], where)
    if is_typeddict(hint):
        return _unlike_record(value, hint, where)
    if origin is Union or type(hint).__name__ == "UnionType":
        found = [unlike(value, one, where) for one in inner]
        return [] if [] in found else max(found, key=len)
    if origin is Literal:
        return [] if value in inner else [where]
    if origin is list:
        return [p for one in value for p in unlike(one, inner[0], f"{where}[]")] if isinstance(value, list) else [where]
    if origin is dict:
        return (
            [p for one in value.values() for p in unlike(one, inner[1], f"{where}.*")] if isinstance(value, dict) else [where]
        )
    return [] if hint is Any or isinstance(value, (float, int) if hint is float else hint) else [where]


def _unlike_record(value: Any, hint: Any, where: str) -> list[str]:
    if not isinstance(value, dict):
        return [where]
    hints = get_type_hints(hint, include_extras=True)
    needed = {name for name, one in hints.items() if get_origin(one) is not NotRequired}
    wrong = [f"{where}.{name}" for name in (needed - value.keys()) | (value.keys() - hints.keys())]
    return wrong + [p for name in hints.keys() & value.keys() for p in unlike(value[name], hints[name], f"{where}.{name}")]


def test_there_is_one_method_for_each_operation_and_it_takes_what_may_be_given(tmp_path: Path) -> None:
    found = {method: called(method, tmp_path)[:2] for method in METHODS}

    assert sorted(operation for operation, _ in found.values()) == sorted(DESCRIBED.by_name)
    # A file and a scenario are bodies as they are, without a name in the description.
    assert {method: names - {"file", "scenario"} for method, (_, names) in found.items()} == {
        method: DESCRIBED.inputs(operation) for method, (operation, _) in found.items()
    }


@pytest.mark.parametrize("method", METHODS)
def test_the_type_of_an_answer_says_what_it_holds(method: str, tmp_path: Path) -> None:
    _, _, answer = called(method, tmp_path)

    assert unlike(answer, get_type_hints(getattr(Client, method))["return"]) == []


def test_a_type_that_says_something_else_is_seen() -> None:
    health = get_type_hints(Client.health)["return"]

    assert sorted(unlike({"status": 1, "more": 2}, health)) == [".more", ".status", ".version"]


@pytest.fixture
def client() -> Iterator[Client]:
    client, _ = client_in_process(fake_services())
    with client:
        yield client


def test_days_flags_and_lists_arrive_as_they_were_given(client: Client) -> None:
    around = client.neighbourhood(FIRM, on=DAY, former=True, kinds=["OWNS", "BRANCH_OF"], limit=2)
    paths = client.paths(["p-sun", FIRM], on=DAY, all=True)

    assert (around["on"], len(around["neighbours"])) == ("2026-11-23", 2)
    assert {tie["type"] for one in around["neighbours"] for tie in one["relationships"]} <= {"OWNS", "BRANCH_OF"}
    assert {one["from"] for one in paths["paths"]} == {"p-sun"}


def test_every_page_is_asked_for_and_nothing_is_told_twice(client: Client) -> None:
    whole = client.neighbourhood(FIRM, on=DAY, former=True, limit=200)
    paged = list(pages(client.neighbourhood, FIRM, on=DAY, former=True, limit=3))

    assert len(paged) > 2
    assert [one["subject"]["id"] for page in paged for one in page["neighbours"]] == [
        one["subject"]["id"] for one in whole["neighbours"]
    ]


def test_the_feed_is_read_to_its_present_end() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        after = int(request.url.params.get("after", "0"))
        return httpx.Response(200, json={"changes": [{"entry": after + 1}], "cursor": str(after + 1), "more": after < 2})

    found = [page["cursor"] for page in pages(Client(transport=Answering(answer)).changes, limit=1)]

    assert found == ["1", "2", "3"]


def test_an_answer_that_still_holds_is_not_sent_again() -> None:
    client, heard = client_in_process(fake_services())
    statuses: list[int] = []
    inner = heard.handle_request
    heard.handle_request = lambda request: _noted(inner(request), statuses)  # type: ignore[method-assign]  # a spy

    first = client.rules()
    first["rules"].clear()
    again = client.rules()
    client.rule("CN-FOOD-135-1")

    assert statuses == [200, 304, 200]
    assert len(again["rules"]) > 10


def _noted(answer: httpx.Response, statuses: list[int]) -> httpx.Response:
    statuses.append(answer.status_code)
    return answer


@pytest.mark.parametrize(("kept", "asked_again"), [(0, 0), (1, 0), (2, 1)])
def test_no_more_answers_are_kept_than_was_said(kept: int, asked_again: int) -> None:
    heard = Answering(lambda request: httpx.Response(200, json={}, headers={"ETag": f'"{request.url.path}"'}))
    client = Client(kept=kept, transport=heard)

    for subject in ("a", "b", "a"):
        client.subject(subject)

    assert sum("if-none-match" in request.headers for request in heard.requests) == asked_again


def test_a_merged_key_leads_to_the_other() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/v1/subjects/p-old":
            return httpx.Response(308, headers={"Location": "/v1/subjects/p-new"})
        return httpx.Response(200, json={"id": request.url.path.rpartition("/")[2]})

    assert Client(transport=Answering(answer)).subject("p-old")["id"] == "p-new"


def test_what_is_not_on_record_and_what_is_malformed_are_told_apart(client: Client) -> None:
    with pytest.raises(NotOnRecordError) as missing:
        client.subject("p-nobody/..")
    with pytest.raises(RefusedInputError) as malformed:
        client.search("x")
    with pytest.raises(RefusedInputError) as refused:
        client.screen("party")  # type: ignore[arg-type]  # a type checker refuses it too

    assert (missing.value.status, missing.value.code, missing.value.retryable) == (404, "not-found", False)
    assert [one["where"] for one in malformed.value.faults] == ["body.text"]
    assert (refused.value.code, refused.value.status) == ("bad-input", 422)
    assert "party" in str(refused.value)


def test_a_store_that_is_down_may_be_asked_again() -> None:
    client, _ = client_in_process(fake_services(broken=StoreUnavailableError("down")))

    with pytest.raises(UnavailableError) as down:
        client.subject(FIRM)
    with pytest.raises(UnavailableError) as unready:
        client.ready()

    assert (down.value.code, down.value.retryable) == ("store-unavailable", True)
    assert (unready.value.code, unready.value.retryable, set(unready.value.reasons)) == (
        "not-ready",
        True,
        {"graph", "ledger", "schema"},
    )


@pytest.mark.parametrize(
    ("answer", "kind", "code"),
    [
        (httpx.Response(409, json={"type": "urn:graph-service:problem:contradiction", "detail": "no"}), ConflictError, "contradiction"),
        (httpx.Response(502, text="<html>"), ProblemError, "error"),
        (httpx.Response(404, json=["?"]), NotOnRecordError, "error"),
    ],
)  # fmt: skip
def test_every_other_end_is_a_problem_too(answer: httpx.Response, kind: type[ProblemError], code: str) -> None:
    with pytest.raises(kind) as found:
        Client(transport=Answering(lambda _: answer)).undo("j-1", "why")

    assert (type(found.value), found.value.code, found.value.status) == (kind, code, answer.status_code)


def test_nobody_at_the_address_and_no_answer_in_time_are_said() -> None:
    def silent(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("", request=request)

    with pytest.raises(UnreachableError, match="ReadTimeout"):
        Client(transport=Answering(silent)).health()
    with pytest.raises(UnreachableError, match=r"127\.0\.0\.1:9"):
        Client("http://127.0.0.1:9", timeout=5).health()


def test_a_file_of_another_kind_or_none_is_refused_before_anything_is_sent(client: Client, tmp_path: Path) -> None:
    for name in ("list.pdf", "missing.csv"):
        with pytest.raises(InputError, match=name):
            client.screen_file("permit", tmp_path / name)


def test_a_file_arrives_as_it_is_with_its_kind_and_length(tmp_path: Path) -> None:
    (tmp_path / "LIST.XLSX").write_bytes(b"\x00\xff" * 5)
    heard = Answering(example_of)

    Client(transport=heard).screen_file("tender", tmp_path / "LIST.XLSX", on=DAY)

    (request,) = heard.requests
    assert (request.content, request.headers["content-length"]) == (b"\x00\xff" * 5, "10")
    assert request.headers["content-type"].endswith("spreadsheetml.sheet")
    assert dict(request.url.params) == {"purpose": "tender", "on": "2026-11-23"}


def test_over_a_real_socket() -> None:
    with running(create_app(fake_services())) as address, Client(address) as client:
        assert client.health()["status"] == "ok"
        assert client.profile(FIRM, on=DAY) == client.profile(FIRM, on=DAY)
        with pytest.raises(NotOnRecordError):
            client.outcomes("p-nobody")


def test_an_id_number_never_stands_in_an_address() -> None:
    heard = Answering(example_of)

    Client(transport=heard).screen("office", name="张三", id_number="11010119000101001X")

    (request,) = heard.requests
    assert "1900" not in str(request.url)
    assert json.loads(request.content)["id_number"] == "11010119000101001X"


def test_an_answer_is_plain_data(client: Client) -> None:
    assert isinstance(client.map(FIRM, on=DAY), Mapping)
