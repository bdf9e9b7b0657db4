"""The load report as one HTML file: what it says, that nothing in it loads or runs, and that it can be read in both languages."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from graph_service.loaders.reasons import REASONS
from graph_service.loaders.report import FileReport, LoadReport, Refused, Took
from graph_service.web.load_report import SAMPLES, doubts_of, faults_of, write_load_report
from tests.browsing import Watched

HOSTILE = '</title><img src=x onerror="alert(1)">{{ 7 * 7 }}'
TOOK = Took(datetime(2026, 11, 24, 1, tzinfo=UTC), 2.0)


def refused(code: str, row: int, value: str = "?") -> Refused:
    reason = REASONS[code]
    return Refused(row, row + 1, "处罚决定日期", value, code, reason.text, reason.fix, reason.text_en)


def report(value: str = "?", name: str = "处罚.csv") -> LoadReport:
    first = FileReport(
        file=name, sheet="", source="penalties", title="行政处罚", load_id="load-1", encoding="gb18030",
        read=1200, loaded=1000, unchanged=150, rejected=50, reasons={"date-format": 45, "required": 15}, warnings={"uscc-doubtful": 3},
        refused=tuple(refused("date-format", row, value) for row in range(1, 11)), ignored_columns=("内部编号",),
        retired={"roles": 7, "holdings": 2}, settled={"load-0": {"settled": 3, "refused": 1}},
    )  # fmt: skip
    second = FileReport("甲.xlsx", "表1", "registry.persons", "主要人员", "load-2", "", 10, 0, 0, 10, reasons={"required": 10})
    return LoadReport((first, second), ("甲.xlsx[封面]",))


@pytest.fixture
def written(tmp_path: Path) -> Path:
    target = tmp_path / "report.html"
    write_load_report(report(HOSTILE, HOSTILE), target, TOOK)
    return target


def test_faults_are_told_by_kind_with_their_share_and_a_few_samples() -> None:
    told = faults_of(report())

    assert [(one.code, one.count, round(one.share, 1)) for one in told] == [("date-format", 45, 64.3), ("required", 25, 35.7)]
    assert [(file, one.row) for file, one in told[0].samples] == [("处罚.csv", row) for row in range(1, SAMPLES + 1)]
    assert (told[0].fix, told[1].samples) == ("写成 2024-03-05", ())


def test_doubts_have_their_own_words() -> None:
    (doubt,) = doubts_of(report())

    assert (doubt.text, doubt.text_en, doubt.count, doubt.share) == ("统一社会信用代码存疑", "a doubtful unified code", 3, 100)


def test_a_load_without_faults_says_so(tmp_path: Path) -> None:
    clean = FileReport("甲.csv", "", "registry.persons", "主要人员", "load-1", "utf-8", 1, 1, 0, 0)
    write_load_report(LoadReport((clean,)), tmp_path / "report.html", Took(TOOK.ended, 0.0))

    assert "没有隔离的行" in (tmp_path / "report.html").read_text("utf-8")


def test_no_tag_loads_or_runs_anything(written: Path) -> None:
    page = written.read_text("utf-8")

    assert not re.search(r"<(script|img|link|iframe)\b|https?:|url\(|\s(src|href)=", page.replace("&lt;img src=", ""))
    assert "{{" in page
    assert ">49<" not in page
    assert "default-src 'none'" in page


def test_the_counts_add_up_on_the_page_and_the_language_changes_without_a_script(watched: Watched, written: Path) -> None:
    page = watched.page
    page.goto(written.as_uri())

    numbers = {name: page.locator(f"#{name}").inner_text() for name in ("read", "loaded", "unchanged", "rejected")}
    expect(page.get_by_role("heading", name="加载报告")).to_be_visible()
    page.get_by_text("English", exact=True).click()
    expect(page.get_by_role("heading", name="Load report")).to_be_visible()
    expect(page.get_by_text("隔离原因")).to_be_hidden()

    assert "facts ended that the full file no longer states: 9" in page.locator("main").inner_text()
    assert "load-0: 3 rows settled, 1 refused again" in page.locator("main").inner_text()
    assert numbers == {"read": "1,210", "loaded": "1,000", "unchanged": "150", "rejected": "60"}
    assert page.locator("img").count() == 0
    assert watched.requests == [written.as_uri()]


@pytest.mark.parametrize("width", [1440, 800])
def test_nothing_sticks_out_of_the_page(watched: Watched, written: Path, width: int) -> None:
    watched.page.set_viewport_size({"width": width, "height": 900})
    watched.page.goto(written.as_uri())

    assert overflow(watched.page) == 0


def overflow(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
