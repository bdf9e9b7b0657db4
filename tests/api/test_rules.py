"""The rules under ``/v1/rules``: the list, one rule in words, the version of a day, and an id that nobody has."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from graph_service.api.app import create_app
from tests.web.fakes import fake_services, rules
from tests.web.serving import running


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with running(create_app(fake_services())) as address, httpx.Client(base_url=address, trust_env=False) as client:
        yield client


def test_the_rules_are_listed_with_their_articles(client: httpx.Client) -> None:
    answer = client.get("/v1/rules").json()

    assert answer["fingerprint"] == rules().fingerprint
    assert [row["id"] for row in answer["rules"]] == [rule.id for rule in rules().rules]
    assert {
        "id": "CN-FOOD-135-1",
        "title": "食品许可证被吊销的从业禁止",
        "enabled": True,
        "articles": ["食品安全法(2021) 第一百三十五条第一款"],
    } in answer["rules"]


def test_a_rule_is_said_in_both_languages_with_the_quotation(client: httpx.Client) -> None:
    answer = client.get("/v1/rules/CN-FOOD-135-1").json()

    (version,) = answer["versions"]
    term, *_ = (section for section in version["sections"] if section["heading"]["en"] == "Term")
    basis, *_ = (section for section in version["sections"] if section["heading"]["en"] == "Legal basis")
    assert (answer["id"], answer["enabled"], answer["on"]) == ("CN-FOOD-135-1", True, None)
    assert (version["name"], version["first_day"], version["last_day"]) == ("2015-10-01", "2015-10-01", None)
    assert [line["words"] for line in term["lines"]] == [
        {"zh": "自决定之日起，5 年", "en": "5 years, from the day of the decision"}
    ]
    assert basis["lines"][0]["quote"].startswith("被吊销许可证的食品生产经营者及其法定代表人")


@pytest.mark.parametrize(
    ("on", "versions"), [("2024-06-30", ["origin"]), ("2024-07-01", ["2024-07-01"]), (None, ["origin", "2024-07-01"])]
)
def test_with_a_day_only_the_version_of_that_day_is_said(client: httpx.Client, on: str | None, versions: list[str]) -> None:
    answer = client.get("/v1/rules/CN-CO-178-4", params={"on": on} if on else {}).json()

    assert (answer["on"], [version["name"] for version in answer["versions"]]) == (on, versions)


def test_an_unknown_rule_is_a_404_that_names_the_nearest(client: httpx.Client) -> None:
    answer = client.get("/v1/rules/cn-reg-12")

    assert (answer.status_code, answer.json()["type"]) == (404, "urn:graph-service:problem:not-found")
    assert answer.json()["hint"].startswith("Did you mean CN-REG-12-4")


def test_a_day_that_is_none_and_an_unknown_parameter_are_refused(client: httpx.Client) -> None:
    asked = [client.get("/v1/rules/CN-FOOD-135-1", params=params) for params in ({"on": "tomorrow"}, {"lang": "en"})]

    assert [answer.status_code for answer in asked] == [422, 422]
