"""``quality``, ``catalogue`` and ``load --report`` as a user calls them."""

from __future__ import annotations

from pathlib import Path

from graph_service.analysis.quality import CHECKS
from tests.cli.conftest import Command
from tests.loaders.tables import AUTHORITY, write_csv


def test_a_delivery_is_loaded_reported_checked_and_held_against_the_catalogue(live: Command, tmp_path: Path) -> None:
    page, catalogue = tmp_path / "report.html", tmp_path / "catalogue.yaml"
    example = live.run("catalogue", "example").stdout
    catalogue.write_text(example.replace("某市甲区市场监督管理局（示例）", AUTHORITY), "utf-8")

    loaded = live.json("load", str(write_csv(tmp_path, "abnormal", {})), "--report", str(page))
    found = live.json("catalogue", "check", "--file", str(catalogue), "--on", "2099-01-01")
    doubts = live.json("quality", "--limit", "1")

    (department,) = found["departments"]
    assert loaded["loaded"] == 1
    assert "经营异常名录" in page.read_text("utf-8")
    assert {one["id"]: one["records"] for one in department["items"]} == {"penalties": 0, "abnormal-list": 1}
    assert (department["overdue"], department["complete"]) == (["penalties", "abnormal-list"], 1.0)
    assert [one["code"] for one in doubts["checks"]] == [check.code for check in CHECKS]


def test_without_a_catalogue_the_command_says_how_to_begin_one(cli: Command) -> None:
    done = cli.run("catalogue", "check", "--lang", "en")

    assert done.returncode == 2
    assert "graph-service catalogue example" in done.stderr
