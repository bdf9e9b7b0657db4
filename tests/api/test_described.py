"""The description says what is so: an example of every answer, every error, and the versions of answers."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest

from graph_service.api import described
from graph_service.api.app import create_app
from graph_service.api.described import CODES, examples
from graph_service.api.problems import STATUS
from graph_service.errors import StoreUnavailableError
from tests.api.asked import Operations, answers
from tests.api.conftest import client_in_process, in_process
from tests.identity.conftest import ACT, DAY, FIRM, World
from tests.web.fakes import fake_services

DESCRIBED = Operations(create_app(fake_services()))
OPERATIONS = DESCRIBED.by_name


def trimmed(value: Any) -> Any:
    """Cut every list to its first item: enough to show the shape."""
    if isinstance(value, list):
        return [trimmed(one) for one in value[:1]]
    if isinstance(value, dict):
        return {key: trimmed(one) for key, one in value.items()}
    return value


def unlike(said: Any, real: Any, where: str = "") -> list[str]:
    """Name the places where an example is of another shape than an answer. What is empty or null in one says nothing of it."""
    if isinstance(said, dict) and isinstance(real, dict):
        if _by_id(said) or _by_id(real):
            return []
        names = [f"{where}.{key}" for key in said.keys() ^ real.keys()]
        return names + [place for key in said.keys() & real.keys() for place in unlike(said[key], real[key], f"{where}.{key}")]
    if isinstance(said, list) and isinstance(real, list):
        return unlike(said[0], real[0], f"{where}[]") if said and real else []
    return [where] if None not in (said, real) and _kind(said) is not _kind(real) else []


def _by_id(value: Mapping[str, Any]) -> bool:
    return any(not key.isidentifier() for key in value)


def _kind(value: Any) -> type:
    return float if isinstance(value, int) and not isinstance(value, bool) else type(value)


def test_every_operation_has_an_example_that_is_like_its_answer(town: World, tmp_path: Path) -> None:
    client, heard = client_in_process(town.services)
    real = {}
    for answer in answers(town, client, tmp_path):
        asked = heard.requests[-1]
        real[DESCRIBED.named(asked.method, asked.url.raw_path.decode())] = trimmed(answer)

    if os.environ.get("WRITE_EXAMPLES") == "1":
        described._EXAMPLES.write_text(json.dumps(real, ensure_ascii=False, indent=1) + "\n", "utf-8")
        examples.cache_clear()

    assert set(real) == set(examples()) == set(OPERATIONS)
    assert [place for operation, answer in real.items() for place in unlike(examples()[operation], answer, operation)] == []


def test_an_example_of_another_shape_is_seen() -> None:
    assert sorted(unlike({"a": 1, "b": [{"c": "x"}]}, {"a": "1", "b": [{"d": "x"}]})) == [".a", ".b[].c", ".b[].d"]


def test_an_answer_has_a_version_until_something_is_written(town: World, asking: httpx.Client) -> None:
    path = f"/v1/subjects/{FIRM}/profile"
    first = asking.get(path)
    again = asking.get(path, headers={"if-none-match": f'"other", W/{first.headers["etag"]}'})
    other = asking.get(path, params={"on": DAY.isoformat()}, headers={"if-none-match": first.headers["etag"]})
    town.put(2, {"organizations": [{"id": "91110105MA0FAKE418", "name": "新企业", "type": "company"}]})
    later = asking.get(path, headers={"if-none-match": first.headers["etag"]})

    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    assert "default-src 'none'" in again.headers["content-security-policy"]
    assert (other.status_code, later.status_code) == (200, 200)
    assert later.headers["etag"] != first.headers["etag"]


def test_what_an_officer_says_changes_the_version(town: World, asking: httpx.Client) -> None:
    before = asking.get("/v1/identities/judgements").headers["etag"]
    pair = {"one": town.keys["wang"], "other": town.keys["li"], "reason": ACT.reason, "on": DAY.isoformat()}
    assert asking.post("/v1/identities/reject", json=pair).status_code == 200

    assert asking.get("/v1/identities/judgements", headers={"if-none-match": before}).status_code == 200


def test_what_is_of_the_moment_has_no_version() -> None:
    with in_process(fake_services()) as client:
        assert [client.get(f"/v1/{path}").headers.get("etag") for path in ("health", "ready", "openapi.json", "nothing")] == [
            None
        ] * 4


def test_without_a_store_an_answer_of_the_rules_has_its_version_and_others_have_none() -> None:
    with in_process(fake_services(broken=StoreUnavailableError("down"))) as client:
        tag = client.get("/v1/rules").headers["etag"]

        assert client.get("/v1/rules", headers={"if-none-match": tag}).status_code == 304
        assert client.get("/v1/rules", headers={"if-none-match": "*"}).status_code == 200
        assert client.get(f"/v1/subjects/{FIRM}").status_code == 503


def test_every_error_that_is_described_is_a_problem_with_an_example() -> None:
    for operation in OPERATIONS.values():
        errors = {int(status): told for status, told in operation["responses"].items() if int(status) > 304}
        for status, told in errors.items():
            (content,) = told["content"].items()
            assert content[0] == "application/problem+json"
            assert content[1]["example"]["status"] == status
        assert {400, 413, 421, 500} <= set(errors)
    assert "HTTPValidationError" not in json.dumps(OPERATIONS)


def test_the_table_has_the_code_of_every_class_and_each_code_once_for_a_status() -> None:
    pairs = [(one.status, one.code) for one in CODES]

    assert {(status, kind.code) for kind, status in STATUS.items()} <= set(pairs)
    assert {one.code for one in CODES if one.retryable} == {"store-conflict", "store-unavailable", "not-ready"}


@pytest.mark.parametrize("path", ["/v1/nothing", "/v1/health"])
def test_what_the_framework_answers_is_in_the_table(path: str) -> None:
    with in_process(fake_services()) as client:
        answer = client.request("DELETE", path)

    assert (answer.status_code, answer.json()["type"].rpartition(":")[2]) in {(one.status, one.code) for one in CODES}
