"""The pages in a real browser: the map draws, opens by mouse and by keyboard, explains, and leads to the source row."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from playwright.sync_api import Page, expect

from graph_service.model.leads import LeadKind, LeadStep
from graph_service.query.subject_map import subject_map
from graph_service.web.pyvis_export import export_pyvis
from graph_service.workflow.services import Services
from tests.browsing import Watched
from tests.web.fakes import FIRM, TODAY, fake_services, services_with, suspected

pytestmark = pytest.mark.browser
HOSTILE = "\"><img src=x onerror=alert(1)></script><script>alert(2)</script> <a href='javascript:alert(3)'>x</a>"
BOXES = """() => [...document.querySelectorAll('.subjects .subject')].map((one) => [one.dataset.id, one.getAttribute('transform')])"""
OVERLAPS = """() => {
  const boxes = [...document.querySelectorAll('.subjects .subject')].map((one) => one.querySelector('.name').getBoundingClientRect());
  let count = 0;
  boxes.forEach((a, i) => boxes.slice(i + 1).forEach((b) => {
    if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 2) count += 1;
  }));
  return count;
}"""


@pytest.fixture(scope="module")
def address(serve_pages: Callable[[Services], str]) -> str:
    return serve_pages(fake_services())


def opened(page: Page, url: str) -> Page:
    page.goto(url)
    expect(page.locator("#map")).to_have_attribute("data-state", "drawn")
    return page


def test_the_map_draws_every_subject_with_its_state_told_without_colour(watched: Watched, address: str) -> None:
    page = opened(watched.page, f"{address}/subjects/{FIRM}?on=2026-11-23")

    expect(page.locator(".subjects .subject")).to_have_count(18)
    for subject, ring, mark in [
        (FIRM, "punished", "罚"),
        ("p-zhang", "reached", "责"),
        ("p-li", "pending", "待"),
        ("p-wang", "review", "审"),
    ]:
        drawn = page.locator(f'[data-id="{subject}"]')
        assert f"ring-{ring}" in (drawn.get_attribute("class") or "")
        assert mark in drawn.locator(".badge").all_text_contents()
    assert "冲" in page.locator('[data-id="p-zhang"] .badge').all_text_contents()
    assert page.locator('[data-id="p-zhou"] .badge.licensed').text_content() == "证"
    assert page.locator("#map .pill").text_content() == "+14"
    assert page.evaluate(OVERLAPS) == 0


def test_a_licence_in_force_is_a_badge_and_the_panel_tells_of_it_and_marks_what_is_for_reference_only(
    watched: Watched, address: str
) -> None:
    page = opened(watched.page, f"{address}/subjects/{FIRM}?on=2026-11-23")

    page.locator(f'[data-id="{FIRM}"] .body').click()

    assert page.locator(f'[data-id="{FIRM}"] .badge.licensed').text_content() == "证"
    assert page.locator('[data-id="p-li"] .badge.licensed').count() == 0
    panel = page.locator("#panel")
    expect(panel.locator("li.former", has_text="曾用名")).to_contain_text("2010-01-01 至 2017-12-31")
    expect(panel.locator("li", has_text="食品经营许可证")).to_contain_text("JY1、有效")
    expect(panel.locator("li", has_text="会员信用评级")).to_contain_text("仅供参考，不作为惩戒依据")


LEADS = (
    suspected(1, LeadKind.NOMINEE, "p-wang", "p-sun"),
    suspected(2, LeadKind.FAMILY, "p-li", "p-zhao", LeadStep.SUBMIT),
    suspected(3, LeadKind.FAMILY, "p-li", "p-elsewhere"),
)


def test_leads_are_drawn_apart_only_when_asked_for(watched: Watched, serve_pages: Callable[[Services], str]) -> None:
    page = opened(watched.page, f"{serve_pages(services_with(*LEADS))}/subjects/{FIRM}?on=2026-11-23")
    switch, lines = page.get_by_role("button", name="线索", exact=True), page.locator("#map > svg .line.lead")
    panel = page.locator("#panel")
    before, counted = page.evaluate(BOXES), panel.locator("p.quiet").first.text_content()
    expect(lines).to_have_count(0)
    expect(page.locator(".legend")).to_contain_text("线索（未经认定）")

    switch.click()

    expect(lines).to_have_count(2)
    expect(switch).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#map-status")).to_have_text("另绘 2 条线索（未经认定），不计入关系")
    labels = page.locator(".line-label.lead").all_text_contents()
    assert sorted(labels) == ["亲属（线索），已提交经办人", "代持（线索）"]
    assert [line.get_attribute("marker-end") for line in lines.all()] == ["url(#arrow-lead)", None]
    assert (page.evaluate(BOXES), panel.locator("p.quiet").first.text_content()) == (before, counted)

    page.locator('[data-id="p-li"] .body').click()
    expect(panel.locator(".leads li")).to_have_count(2)
    expect(panel.locator(".leads")).to_contain_text("l-2 · 笔录2026-31")
    switch.click()
    expect(lines).to_have_count(0)
    expect(panel.locator(".leads")).to_have_count(0)


def test_the_panel_first_says_who_is_reached(watched: Watched, address: str) -> None:
    page = opened(watched.page, f"{address}/subjects/{FIRM}?on=2026-11-23")

    expect(page.locator("#panel h2")).to_have_text("责任人员范围")
    expect(page.locator("#panel .group").first).to_contain_text("北京天和食品有限公司")


def test_a_click_opens_the_clause_table_and_the_way_leads_to_the_source_row(watched: Watched, address: str) -> None:
    page = opened(watched.page, f"{address}/subjects/{FIRM}?on=2026-11-23")

    page.locator('[data-id="p-wang"] .body').click()

    first = page.locator("#panel .outcome").first
    expect(first.locator("tr.fails")).to_contain_text("在规则所定日任职")
    expect(first.locator("blockquote")).to_contain_text("法定代表人")
    expect(first.locator(".sources")).to_contain_text("法定代表人（2018-01-05 至 2024-02-09；2018-01-10 登记）")
    first.get_by_role("link", name="登记抽取_主要人员.csv · 第 2 行").click()
    expect(page.locator("main")).to_contain_text("ab" * 32)


def test_why_not_is_shown_for_somebody_who_is_not_reached(watched: Watched, address: str) -> None:
    page = opened(watched.page, f"{address}/subjects/{FIRM}?on=2026-11-23")

    page.locator('[data-id="p-zhao"] .body').click()

    first = page.locator("#panel .outcome").first
    expect(first.locator(".why")).to_contain_text("为什么不")
    expect(first.locator("tr.fails")).to_contain_text("属于条文所列角色")


def test_the_keyboard_alone_moves_opens_and_returns(watched: Watched, address: str) -> None:
    page = opened(watched.page, f"{address}/subjects/{FIRM}?on=2026-11-23")
    stops = page.locator('.subjects .subject[tabindex="0"]')
    expect(stops).to_have_count(1)

    stops.focus()
    page.keyboard.press("ArrowUp")
    reached = page.evaluate("document.activeElement.dataset.id")
    page.keyboard.press("Enter")
    expect(page.locator("#panel h2")).to_be_focused()
    name = page.locator("#panel h2").text_content()
    page.keyboard.press("Escape")

    assert reached != FIRM
    assert name in (page.locator(f'[data-id="{reached}"]').get_attribute("aria-label") or "")
    assert page.evaluate("document.activeElement.dataset.id") == reached
    expect(stops).to_have_count(1)


def test_the_language_changes_and_stays(watched: Watched, address: str) -> None:
    page = opened(watched.page, f"{address}/subjects/{FIRM}?on=2026-11-23")

    page.get_by_role("link", name="English").click()
    expect(page.locator("#map")).to_have_attribute("data-state", "drawn")
    expect(page.locator("#panel h2")).to_have_text("Who is reached")
    page.locator("#on").fill("2024-03-14")
    page.get_by_role("button", name="Show", exact=True).click()

    expect(page.locator("#panel h2")).to_have_text("Who is reached")
    assert "on=2024-03-14" in page.url
    expect(page.locator(".subjects .ring")).to_have_count(0)


def test_the_layout_is_the_same_each_time_and_an_expansion_moves_nobody(watched: Watched, address: str) -> None:
    url = f"{address}/subjects/{FIRM}?on=2026-11-23"
    first = opened(watched.page, url).evaluate(BOXES)
    second = opened(watched.page, url).evaluate(BOXES)
    watched.page.locator("#map .pill").click()
    expect(watched.page.locator("#map-status")).not_to_be_empty()

    assert first == second
    assert dict(watched.page.evaluate(BOXES)) == dict(first)


def test_an_expansion_adds_subjects_around_pinned_ones(watched: Watched, address: str) -> None:
    script = f"""async () => {{
      const {{ buildScene, mergeMaps }} = await import('/static/map/scene.js');
      const {{ layout }} = await import('/static/map/layout.js');
      const whole = await (await fetch('/v1/subjects/{FIRM}/map?on=2026-11-23')).json();
      const few = await (await fetch('/v1/subjects/{FIRM}/map?on=2026-11-23&limit=8')).json();
      const before = layout(buildScene(few, 'zh'));
      const merged = mergeMaps(few, whole);
      const after = layout(buildScene(merged, 'zh'), before);
      return {{ added: merged.subjects.length - few.subjects.length,
               moved: [...before].filter(([id, at]) => after.get(id).x !== at.x || after.get(id).y !== at.y).length }};
    }}"""
    page = opened(watched.page, f"{address}/subjects/{FIRM}")

    assert page.evaluate(script) == {"added": 10, "moved": 0}


def saved(watched: Watched, address: str, action: str) -> bytes:
    page = opened(watched.page, f"{address}/subjects/{FIRM}?on=2026-11-23")
    with page.expect_download() as download:
        page.locator(f'[data-action="{action}"]').click()
    assert download.value.suggested_filename == f"{FIRM}.{action}"
    return Path(download.value.path()).read_bytes()


def test_the_picture_can_be_saved_as_well_formed_svg_with_its_style(watched: Watched, address: str) -> None:
    root = ET.fromstring(saved(watched, address, "svg"))  # noqa: S314 - our own page made it

    assert root.tag.endswith("svg")
    assert ".subject" in "".join(root[0].itertext())


def test_the_picture_can_be_saved_as_png(watched: Watched, address: str) -> None:
    assert saved(watched, address, "png").startswith(b"\x89PNG")


def test_the_list_sorts_by_its_heads(watched: Watched, address: str) -> None:
    page = watched.page
    page.goto(f"{address}/subjects/{FIRM}/list?on=2026-11-23")
    head = page.get_by_role("columnheader", name="状态").first

    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    expect(page.locator("table").first.locator("tbody tr").first).to_contain_text("惩戒生效")


def test_the_search_field_leads_to_the_map(watched: Watched, address: str) -> None:
    watched.page.goto(address)

    watched.page.get_by_role("textbox").fill(FIRM)
    watched.page.get_by_role("button", name="查询").click()

    expect(watched.page.locator("#map")).to_have_attribute("data-state", "drawn")


def test_the_interface_description_draws_offline(watched: Watched, address: str) -> None:
    described = watched.page.request.get(f"{address}/v1/openapi.json").json()["paths"]

    watched.page.goto(f"{address}/v1/docs")

    assert len(described) > 30
    expect(watched.page.locator(".opblock")).to_have_count(sum(map(len, described.values())))


@pytest.mark.parametrize("width", [1280, 800])
def test_narrow_windows_do_not_scroll_sideways(watched: Watched, address: str, width: int) -> None:
    watched.page.set_viewport_size({"width": width, "height": 800})
    page = opened(watched.page, f"{address}/subjects/{FIRM}?on=2026-11-23&lang=en")

    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize("path", ["/rules", "/rules/CN-COURT-CONSUMPTION"])
def test_the_rules_fit_a_narrow_window(watched: Watched, address: str, path: str) -> None:
    watched.page.set_viewport_size({"width": 800, "height": 800})
    watched.page.goto(f"{address}{path}?lang=en")

    expect(watched.page.get_by_role("heading", level=1)).to_be_visible()
    assert watched.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_without_scripts_the_page_leads_to_the_list(browser: object, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)  # type: ignore[attr-defined]  # playwright's browser
    page = context.new_page()
    page.goto(f"{address}/subjects/{FIRM}?on=2026-11-23")
    page.locator("#map-status a").click()

    expect(page.locator("table").first).to_contain_text("王建国")
    context.close()


def test_hostile_names_are_drawn_as_text(watched: Watched, serve_pages: Callable[[Services], str]) -> None:
    hostile = serve_pages(fake_services({FIRM: HOSTILE, "p-wang": HOSTILE, "p-li": HOSTILE}))
    page = opened(watched.page, f"{hostile}/subjects/{FIRM}?on=2026-11-23")

    page.locator('[data-id="p-wang"] .body').click()
    expect(page.locator("#panel h2")).to_have_text(HOSTILE)
    page.goto(f"{hostile}/subjects/{FIRM}/list")

    assert page.locator("img").count() == 0


def test_the_pyvis_file_draws_offline_and_runs_no_name(watched: Watched, tmp_path: Path) -> None:
    target = tmp_path / "map.html"
    drawn = subject_map(fake_services({FIRM: HOSTILE, "p-wang": HOSTILE}), FIRM, TODAY)

    export_pyvis(drawn, target)
    watched.page.goto(target.as_uri())
    canvas = watched.page.locator("canvas")
    expect(canvas).to_be_visible()
    where = watched.page.evaluate(f"network.canvasToDOM(network.getPosition('{FIRM}'))")
    canvas.hover(position=where)
    expect(watched.page.locator(".vis-tooltip")).to_contain_text("<img src=x")

    assert watched.page.locator("img").count() == 0
    assert watched.page.evaluate("nodes.length") == 18
    assert watched.requests == [target.as_uri()]
