"""The pages without a browser: language, search, list, source row, errors, hostile names."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest

from graph_service.errors import StoreUnavailableError
from tests.web.fakes import FIRM, FORMER, fake_services
from tests.web.serving import browser_like


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with browser_like(fake_services()) as client:
        yield client


def test_the_start_page_names_a_subject_of_a_decision_and_is_never_empty(client: httpx.Client) -> None:
    page = client.get("/")

    assert page.status_code == 200
    assert f'href="/subjects/{FIRM}"' in page.text
    assert "京市监列〔2024〕第3号" in page.text


@pytest.mark.parametrize("typed", [FIRM, " 91110105 ma0fake17j ", "p-li"])
def test_a_search_by_code_or_key_leads_to_the_subject(client: httpx.Client, typed: str) -> None:
    answer = client.post("/search", data={"q": typed})

    assert answer.status_code == 303
    assert answer.headers["location"] in {f"/subjects/{FIRM}", "/subjects/p-li"}


def test_a_search_by_name_offers_every_subject_of_that_name_and_chooses_none(client: httpx.Client) -> None:
    answer = client.post("/search", data={"q": "张伟"})

    assert answer.status_code == 422
    assert 'href="/subjects/p-zhang"' in answer.text
    assert 'href="/subjects/p-namesake"' in answer.text


def test_a_search_by_a_former_name_says_that_it_is_one_and_until_when(client: httpx.Client) -> None:
    answer = client.post("/search", data={"q": FORMER})

    assert answer.status_code == 422
    assert f'href="/subjects/{FIRM}"' in answer.text
    assert f"曾用名：{FORMER} 至 2017-12-31" in answer.text


def test_the_list_shows_former_names_and_licences_and_marks_what_is_for_reference_only(client: httpx.Client) -> None:
    page = client.get(f"/subjects/{FIRM}/list", params={"on": "2026-11-23"}).text

    table = re.sub(r"<[^>]+>|\s+", " ", page.partition("曾用名、许可、荣誉与参考信息")[2].partition("</table>")[0])
    rows = re.sub(r" +", " ", table)
    assert f"曾用名 {FORMER} 2010-01-01 2017-12-31 来源" in rows
    assert "食品经营许可证 · JY1、有效 — — 来源" in rows
    assert "会员信用评级 · 某协会、AA 仅供参考，不作为惩戒依据 — — 来源" in rows


def test_a_search_that_finds_nothing_says_so_and_an_id_number_is_refused(client: httpx.Client) -> None:
    nothing, personal = (client.post("/search", data={"q": typed}) for typed in ("91110105MA0FAKE99X", "110101190001010014"))

    assert (nothing.status_code, personal.status_code) == (404, 422)
    assert "未找到该主体" in nothing.text
    assert "居民身份证" in personal.text
    assert "110101190001010014" not in personal.text


def test_the_language_of_the_address_is_remembered(client: httpx.Client) -> None:
    english = client.get("/", params={"lang": "en"})
    later = client.get(f"/subjects/{FIRM}/list")
    client.cookies.clear()

    assert "Newest decisions" in english.text
    assert 'lang="en"' in later.text.partition("<head>")[0]
    assert "samesite=strict" in english.headers["set-cookie"].lower()


def test_the_list_holds_what_the_map_holds(client: httpx.Client) -> None:
    page = client.get(f"/subjects/{FIRM}/list", params={"on": "2026-11-23"}).text

    for words in (
        "王建国",
        "持股 44.71 %",
        "2024-02-09",
        "2018-01-10",
        "任职资格冲突",
        "1101**********0014",
        "第一百三十五条第一款",
        "不满足",
    ):
        assert words in page


def test_a_source_page_says_the_fact_and_names_file_row_hash_load_and_time_in_china(client: httpx.Client) -> None:
    page = client.get("/sources/f-role-00").text

    for words in ("任职", "王建国", "北京天和食品有限公司", "法定代表人", "2018-01-05", "2024-02-09", "登记日期", "2018-01-10"):
        assert words in page
    for words in ("登记抽取_主要人员.csv", "第 2 行", "ab" * 32, "load-5f3a", "2026-11-23 17:30:00"):
        assert words in page


@pytest.mark.parametrize("path", ["/subjects/p-nobody", "/sources/f-none", "/nothing"])
def test_what_is_not_there_is_a_page_for_a_browser_and_a_problem_for_a_program(client: httpx.Client, path: str) -> None:
    page, problem = client.get(path), client.get(path, headers={"accept": "application/json"})

    assert (page.status_code, problem.status_code) == (404, 404)
    assert page.headers["content-type"].startswith("text/html")
    assert problem.headers["content-type"] == "application/problem+json"


def test_a_day_that_is_none_is_refused(client: httpx.Client) -> None:
    assert client.get(f"/subjects/{FIRM}", params={"on": "tomorrow"}).status_code == 422


def test_an_unanswering_store_is_said_on_the_page() -> None:
    with browser_like(fake_services(broken=StoreUnavailableError("The graph does not answer."))) as client:
        answer = client.get(f"/subjects/{FIRM}")

    assert answer.status_code == 503
    assert "The graph does not answer." in answer.text


def test_a_hostile_name_is_text_on_every_page() -> None:
    name = "\"><img src=x onerror=alert(1)></script><script>alert(2)</script>' href="
    with browser_like(fake_services({FIRM: name, "p-li": name})) as client:
        pages = [client.get(path).text for path in ("/", f"/subjects/{FIRM}", f"/subjects/{FIRM}/list", "/subjects/p-li")]

    for page in pages:
        assert "<img" not in page
        assert "<script>" not in page
        assert "&lt;img src=x" in page


def test_no_address_on_a_page_carries_a_name_or_an_id_number(client: httpx.Client) -> None:
    page = client.get(f"/subjects/{FIRM}/list").text
    addresses = re.findall(r'href="/subjects/([^"?/]+)', page)

    assert addresses
    assert not [one for one in addresses if not re.fullmatch(r"p-\w+|[0-9A-Z]{18}|reg%3A\d{15}", one)]
