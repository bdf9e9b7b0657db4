"""The pages of the rules, without a browser: the list, one rule in both languages, a day, an unknown id, a hostile text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest

from graph_service.policy.schema import Remark
from tests.web.fakes import FIRM, fake_services
from tests.web.serving import browser_like


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with browser_like(fake_services()) as client:
        yield client


def test_the_list_leads_to_every_rule_and_every_page_leads_to_the_list(client: httpx.Client) -> None:
    page = client.get("/rules").text

    for rule in fake_services().rules.rules:
        assert f'<a href="/rules/{rule.id}">{rule.id}</a>' in page
    assert '<a href="/rules">规则</a>' in client.get("/").text


def test_a_rule_is_said_in_chinese_first_and_in_english_when_asked(client: httpx.Client) -> None:
    chinese = client.get("/rules/CN-FOOD-135-1").text
    english = client.get("/rules/CN-FOOD-135-1", params={"lang": "en"}).text
    client.cookies.clear()

    for words in ("食品许可证被吊销的从业禁止", "自决定之日起，5 年", "L：已与法规原文核对", "2015-10-01 起"):
        assert words in chinese
    for words in ("5 years, from the day of the decision", "L: checked against the text of the law", "Version from 2015-10-01"):
        assert words in english
    assert '<blockquote lang="zh">被吊销许可证的食品生产经营者' in chinese


def test_an_outcome_leads_to_its_rule(client: httpx.Client) -> None:
    assert '<a href="/rules/CN-FOOD-135-1">' in client.get(f"/subjects/{FIRM}/list", params={"on": "2026-11-23"}).text


def test_a_day_shows_the_version_of_that_day_or_that_there_is_none(client: httpx.Client) -> None:
    old, before = (client.get(f"/rules/{rule}", params={"on": "2014-01-01"}).text for rule in ("CN-CO-178-4", "CN-FOOD-135-1"))

    assert "公司法(2018)" in old
    assert "公司法(2023)" not in old
    assert "该日没有有效的版本。" in before


def test_an_unknown_rule_and_a_day_that_is_none_are_pages_that_say_what_to_do(client: httpx.Client) -> None:
    unknown, no_day = client.get("/rules/CN-REG-12"), client.get("/rules/CN-FOOD-135-1", params={"on": "tomorrow"})

    assert (unknown.status_code, no_day.status_code) == (404, 422)
    assert "Did you mean CN-REG-12-4" in unknown.text


def test_a_hostile_text_in_a_rule_is_text_on_its_pages() -> None:
    services = fake_services()
    rule = services.rules.rules[0]
    version = replace(rule.versions[0], ambiguity=Remark("<script>alert(1)</script>", "<script>alert(1)</script>"))
    hostile = replace(rule, title='"><img src=x onerror=alert(1)>', versions=(version,))
    with browser_like(replace(services, rules=replace(services.rules, rules=(hostile,)))) as client:
        pages = [client.get(path).text for path in ("/rules", f"/rules/{rule.id}")]

    for page in pages:
        assert "<img" not in page
        assert "<script>" not in page
        assert "&lt;img src=x" in page
    assert "&lt;script&gt;alert(1)" in pages[1]
