"""The pyvis file by its text: nothing loads, scripts are named by hash, encoding and replacing are safe."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

import pytest

from graph_service.model.leads import LeadKind
from graph_service.query.subject_map import subject_map
from graph_service.web.pyvis_export import export_pyvis
from tests.web.fakes import FIRM, TODAY, fake_services, services_with, suspected


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    target = tmp_path_factory.mktemp("pyvis") / "map.html"
    export_pyvis(subject_map(fake_services({FIRM: "</title><script>href</script>"}), FIRM, TODAY), target)
    return target.read_bytes().decode("utf-8")


def test_no_tag_loads_anything(page: str) -> None:
    markup = re.sub(r"<script\b[^>]*>.*?</script>", "", page, flags=re.DOTALL)

    assert not re.search(r"\b(src|href)\s*=|https?:|<h1|<select|\son\w+=", markup)


def test_the_policy_names_each_script_and_nothing_else(page: str) -> None:
    scripts = re.findall(r"<script\b[^>]*>(.*?)</script>", page, flags=re.DOTALL)
    hashes = {base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts}
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)

    assert policy is not None
    allowed = policy[1].partition("script-src ")[2].partition(";")[0].split()
    assert {f"'sha256-{one}'" for one in hashes} == set(allowed)
    assert "default-src 'none'" in policy[1]


def test_states_stand_in_the_labels_and_not_in_colour_alone(page: str) -> None:
    assert "[\\u8d23]" in page
    assert "[\\u5ba1]" in page


def test_leads_are_drawn_only_when_asked_for_and_say_that_they_are_leads(page: str, tmp_path: Path) -> None:
    leads = (suspected(1, LeadKind.FAMILY, "p-li", "p-zhao"), suspected(2, LeadKind.FAMILY, "p-li", "p-elsewhere"))

    export_pyvis(subject_map(services_with(*leads), FIRM, TODAY, leads=True), tmp_path / "map.html")

    drawn = (tmp_path / "map.html").read_text("utf-8")
    word = r"\u4eb2\u5c5e\uff08\u7ebf\u7d22\uff09"  # 亲属（线索）
    assert (page.count(f'"label": "{word}"'), drawn.count(f'"label": "{word}"')) == (0, 1)
    assert "p-elsewhere" not in drawn


def test_a_name_in_the_title_is_escaped(page: str) -> None:
    assert "<title>&lt;/title&gt;" in page


def test_a_failed_write_leaves_the_old_file_and_no_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "map.html"
    target.write_text("old", encoding="utf-8")

    def full(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="disk full"):
        export_pyvis(subject_map(fake_services(), FIRM, TODAY), target)

    assert [path.read_text(encoding="utf-8") for path in tmp_path.iterdir()] == ["old"]
