"""API and pages of identities over real stores: leads, judgements, redirects, and what is refused at the door."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Page, expect

from graph_service.api.app import create_app
from graph_service.model.outcomes import State
from graph_service.security.acting import acting_user
from graph_service.web.pages import install_pages
from graph_service.workflow.identities import confirm
from tests.browsing import Watched
from tests.identity.conftest import ACT, DAY, DECISION, FIRM, FOOD, MASKED, World
from tests.ledger import samples
from tests.web.serving import running

HOSTILE = '"><script>alert(1)</script>'


@pytest.fixture
def address(world: World) -> Iterator[str]:
    with running(create_app(world.services, install_pages)) as served:
        yield served


@pytest.fixture
def client(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, trust_env=False, timeout=60) as client:
        yield client


@pytest.fixture
def body(world: World) -> dict[str, object]:
    return {"one": world.keys["named"], "other": world.keys["numbered"], "reason": "公安机关函复", "on": DAY.isoformat()}


class TestApi:
    def test_a_lead_is_confirmed_and_undone_and_each_answer_says_what_changed(
        self, client: httpx.Client, world: World, body: dict[str, object]
    ) -> None:
        leads = client.get("/v1/identities/candidates", params={"subject": world.keys["named"]}).json()
        done = client.post("/v1/identities/confirm", json=body | {"evidence": ["函号2026-12"]}).json()
        again = client.post("/v1/identities/confirm", json=body).json()
        card = client.get(f"/v1/identities/{world.keys['named']}").json()
        back = client.post("/v1/identities/undo", json={"judgement": "j-1", "reason": "有误", "on": DAY.isoformat()}).json()
        said = client.get("/v1/identities/judgements").json()["judgements"]

        assert [(one["score"], [feature["code"] for feature in one["features"]]) for one in leads["candidates"]] == [
            (45, ["same_name", "co_officer"])
        ]
        judgement = done["judgement"]
        assert (judgement["id"], judgement["user"], judgement["reason"]) == ("j-1", acting_user(), "公安机关函复")
        assert [one["text"] for one in judgement["evidence"]] == ["same_name", "co_officer", "函号2026-12"]
        assert (done["written"], done["events"], again["written"], again["events"]) == (True, 2, False, 0)
        assert done["difference"]["counts"]["measures_added"] == 1
        assert (card["known_as"], {one["id"] for one in card["members"]}) == (
            world.keys["numbered"], {world.keys["named"], world.keys["numbered"]},
        )  # fmt: skip
        assert (back["judgement"]["verdict"], back["difference"]["counts"]["reviews_added"]) == ("undo", 1)
        assert [(one["id"], one["stands"]) for one in said] == [("j-2", False), ("j-1", False)]

    def test_what_was_known_earlier_is_told_as_of_then(
        self, client: httpx.Client, body: dict[str, object], world: World
    ) -> None:
        before = world.services.now().isoformat()
        client.post("/v1/identities/confirm", json=body)

        then = client.get(f"/v1/identities/{body['one']}", params={"as_of": before}).json()

        assert (then["known_as"], then["judgements"]) == (body["one"], [])
        assert client.get(f"/v1/identities/{body['one']}", params={"as_of": "2026-01-01"}).status_code == 422

    @pytest.mark.parametrize(("path", "query"), [("", ""), ("/outcomes", "on=2026-11-24"), ("/map", "on=2026-11-24&limit=5")])
    def test_a_merged_key_redirects_for_good_to_the_one_by_which_the_person_is_known(
        self, client: httpx.Client, world: World, path: str, query: str
    ) -> None:
        named, numbered = world.keys["named"], world.keys["numbered"]
        confirm(world.services, named, numbered, ACT, DAY)

        answer = client.get(f"/v1/subjects/{named}{path}?{query}")
        there = client.get(answer.headers["location"])

        assert (answer.status_code, answer.json()["moved_to"]) == (308, numbered)
        assert answer.headers["location"] == f"/v1/subjects/{numbered}{path}" + (f"?{query}" if query else "")
        assert "no-store" in answer.headers["cache-control"]  # an undoing must not be outlived by a browser's memory
        assert (there.status_code, numbered in there.text) == (200, True)

    def test_a_contradiction_is_a_409_that_names_what_stands(
        self, client: httpx.Client, world: World, body: dict[str, object]
    ) -> None:
        client.post("/v1/identities/reject", json=body)

        answer = client.post("/v1/identities/confirm", json=body)

        assert (answer.status_code, answer.json()["type"]) == (409, "urn:graph-service:problem:contradiction")
        assert "j-1" in answer.json()["detail"]

    def test_two_id_numbers_need_an_override_that_is_recorded(self, client: httpx.Client, world: World) -> None:
        pair = {"one": world.keys["numbered"], "other": world.keys["namesake"], "reason": "双重户籍，派出所证明"}

        refused = client.post("/v1/identities/confirm", json=pair)
        done = client.post("/v1/identities/confirm", json=pair | {"overrides": True})

        assert (refused.status_code, done.json()["judgement"]["overrides"]) == (409, True)
        assert samples.id_number(1) not in refused.text + done.text

    @pytest.mark.parametrize(
        "change", [{"reason": ""}, {"reason": "  "}, {"user": "somebody"}, {"other": "p-none"}, {"one": MASKED}]
    )
    def test_what_is_no_judgement_is_refused(
        self, client: httpx.Client, world: World, body: dict[str, object], change: dict[str, str]
    ) -> None:
        answer = client.post("/v1/identities/confirm", json={**body, "other": world.keys["li"], **change})

        assert answer.status_code in {404, 422}
        assert world.ledger.judgements() == []

    @pytest.mark.parametrize(
        ("headers", "status"),
        [
            ({"sec-fetch-site": "cross-site", "origin": "https://elsewhere.example"}, 403),
            ({"sec-fetch-site": "same-site"}, 403),
            ({"origin": "https://elsewhere.example"}, 403),
            ({"origin": "null"}, 403),
            ({"sec-fetch-site": "same-origin", "origin": "null"}, 200),
            ({}, 200),
        ],
    )
    def test_a_form_of_another_site_cannot_judge(
        self, client: httpx.Client, world: World, body: dict[str, object], headers: dict[str, str], status: int
    ) -> None:
        answer = client.post("/v1/identities/confirm", json=body, headers=headers)

        assert (answer.status_code, len(world.ledger.judgements())) == (status, int(status == 200))


class TestPages:
    def test_the_page_shows_both_sides_masked_and_a_judgement_what_it_changed(self, client: httpx.Client, world: World) -> None:
        client.headers["accept"] = "text/html"
        named, numbered = world.keys["named"], world.keys["numbered"]

        leads = client.get("/identities", params={"subject": named}).text
        form = {"verdict": "same", "one": named, "other": numbered, "reason": HOSTILE, "evidence": ""}
        done = client.post("/identities", data=form).text
        after = client.get("/identities").text
        moved = client.get(f"/subjects/{named}/list?on=2026-11-24")
        subject = client.get(f"/subjects/{numbered}").text

        assert all(
            words in leads
            for words in ("张三：是否同一人", "无（按姓名和单位登记）", "110101********", "与同一批人员共事：李四")
        )
        assert all(words in done for words in ("认定为同一人", "新增措施", "核查终结", FOOD))
        assert HOSTILE not in done + after
        assert "姓名相同、共同同事" in after
        assert (moved.status_code, moved.headers["location"]) == (308, f"/subjects/{numbered}/list?on=2026-11-24")
        assert "合并编号 1 个" in subject
        assert samples.id_number(1) not in leads + done + after + subject

    def test_a_refused_judgement_is_a_page_that_says_why(self, client: httpx.Client, world: World) -> None:
        client.headers["accept"] = "text/html"
        form = {"verdict": "same", "one": world.keys["numbered"], "other": world.keys["namesake"], "reason": "x"}

        refused = client.post("/identities", data=form)
        nonsense = client.post("/identities", data=form | {"verdict": "perhaps"})

        assert (refused.status_code, nonsense.status_code) == (409, 422)
        assert "different id numbers" in refused.text

    def test_a_merged_key_that_is_searched_for_leads_to_the_person(self, client: httpx.Client, world: World) -> None:
        confirm(world.services, world.keys["named"], world.keys["numbered"], ACT, DAY)

        answer = client.post("/search", data={"q": world.keys["named"]})

        assert answer.headers["location"] == f"/subjects/{world.keys['numbered']}"


@pytest.mark.browser
class TestBrowser:
    def test_an_officer_confirms_by_keyboard_sees_what_changed_and_undoes_it(
        self,
        watched: Watched,
        address: str,
        world: World,
    ) -> None:
        page = watched.page
        page.goto(f"{address}/identities?subject={world.keys['named']}")
        expect(page.locator(".pair")).to_have_count(1)
        page.get_by_role("button", name="认定为同一人").click()
        assert page.url.endswith(world.keys["named"])  # without a reason nothing is sent

        page.get_by_label("理由").first.fill("公安机关函复，证件号码相同")
        page.get_by_label("理由").first.press("Tab")
        page.keyboard.type("函号2026-12")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")

        expect(page.get_by_role("heading", level=1)).to_contain_text("认定为同一人")
        expect(page.get_by_role("row").filter(has_text="新增措施").first).to_contain_text("CN-FOOD-135-1")
        _undo(page, address)
        expect(page.get_by_role("heading", level=1)).to_contain_text("撤销认定")
        assert world.state(DECISION, FOOD, "named") == [(State.NEEDS_REVIEW, "identity_confirmed")]

    def test_an_officer_rejects_in_english_and_the_lead_is_gone(
        self,
        watched: Watched,
        address: str,
        world: World,
    ) -> None:
        page = watched.page
        page.goto(f"{address}/identities?lang=en")
        leads = page.locator(".pair").count()
        row = page.locator(".pair").filter(has_text=world.keys["named"])
        row.get_by_label("Reason").fill("born in another year")

        row.get_by_role("button", name="Reject").click()

        expect(page.get_by_role("heading", level=1)).to_contain_text("judged not to be one person")
        page.goto(f"{address}/identities")
        expect(page.locator(".pair")).to_have_count(leads - 1)

    @pytest.mark.parametrize("width", [1280, 800])
    def test_a_narrow_window_does_not_scroll_sideways(self, watched: Watched, address: str, world: World, width: int) -> None:
        confirm(world.services, world.keys["named"], world.keys["numbered"], ACT, DAY)
        watched.page.set_viewport_size({"width": width, "height": 800})

        watched.page.goto(f"{address}/identities?lang=en")

        assert watched.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")

    def test_the_page_of_a_merged_key_opens_the_map_of_the_person(
        self,
        watched: Watched,
        address: str,
        world: World,
    ) -> None:
        confirm(world.services, world.keys["named"], world.keys["numbered"], ACT, DAY)

        watched.page.goto(f"{address}/subjects/{world.keys['named']}?on=2026-11-24")

        expect(watched.page.locator("#map")).to_have_attribute("data-state", "drawn")
        assert re.search(rf"/subjects/{world.keys['numbered']}\?on=2026-11-24$", watched.page.url)
        expect(watched.page.locator(f'[data-id="{FIRM}"]')).to_be_visible()


def _undo(page: Page, address: str) -> None:
    page.goto(f"{address}/identities")
    row = page.get_by_role("row").filter(has_text="j-1").first
    row.get_by_label("理由").fill("认定有误")
    row.get_by_role("button", name="撤销").click()
