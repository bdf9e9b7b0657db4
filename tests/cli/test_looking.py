"""What ``who`` and its neighbours show, on the hand-made graph, without a store."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from graph_service.model.leads import LeadKind
from graph_service.store.ports import Relationship
from tests.cli.conftest import Over
from tests.query.test_search import RESIDENT_ID, SearchedGraph, SearchedLedger
from tests.web.fakes import EVENT, FIRM, fake_services, services_with, suspected


class Shown(Over):
    """Runs a command on a hand-made graph."""

    def __init__(self) -> None:
        self.graph = SearchedGraph()
        super().__init__(lambda: replace(fake_services(), graph=self.graph, ledger=SearchedLedger()))  # type: ignore[arg-type]  # fakes


@pytest.fixture
def shown() -> Shown:
    return Shown()


def test_who_lists_offices_with_holder_term_and_source_row(shown: Shown) -> None:
    done = shown.run("who", FIRM, "--on", "2024-02-09")

    (row,) = [line for line in done.stdout.splitlines() if "法定代表人" in line]
    assert all(text in row for text in ("王建国", "1101**********0014", "2018-01-05 至 2024-02-09", "登记抽取_主要人员.csv #2"))
    assert "矛盾：" not in done.stdout


def test_who_shows_both_of_two_representatives_and_says_that_they_contradict(shown: Shown) -> None:
    other = Relationship("f-x", "HOLDS_ROLE", "p-sun", FIRM, "legal_representative", date(2020, 1, 1), None, {})
    shown.graph.edges = [*shown.graph.edges, other]

    done = shown.run("who", FIRM, "--on", "2024-02-09", "--lang", "en")
    found = shown.json("who", FIRM, "--on", "2024-02-09")

    rows = [line for line in done.stdout.splitlines() if "legal representative" in line and "contested" in line]
    assert [name for row in rows for name in ("孙浩然", "王建国") if name in row] == ["孙浩然", "王建国"]
    assert "Contradiction: several legal representatives on one day." in done.stdout
    assert [one["code"] for one in found["contradictions"]] == ["several_holders"]


def test_who_says_that_nobody_held_an_office_on_an_early_day(shown: Shown) -> None:
    assert "当日没有任职记录。" in shown.run("who", FIRM, "--on", "1950-01-01").stdout


def test_show_has_a_section_for_all_that_is_on_record_and_none_for_what_is_not(shown: Shown) -> None:
    done = shown.run("show", FIRM, "--on", "2026-11-23")

    titles = [line for line in done.stdout.splitlines() if line and line[0] not in " │┌└├┃┏┡━"]
    assert [title for title in titles if title in {"主要人员", "股东", "对外持股", "分支机构", "曾用名", "决定", "结论", "时间线"}] == [
        "主要人员", "股东", "对外持股", "分支机构", "曾用名", "决定", "结论", "时间线",
    ]  # fmt: skip
    assert "诚信典型（红名单）" not in done.stdout
    assert "持股 44.71 %" in done.stdout
    assert shown.json("show", FIRM)["subject"]["id"] == FIRM


def test_what_is_found_is_written_to_a_new_file_of_the_form_that_its_name_says(shown: Shown, tmp_path: Path) -> None:
    csv, graphml = tmp_path / "paths.csv", tmp_path / "paths.graphml"
    asked = ("paths", "91110105MA0FAKE68T", FIRM, "--on", "2026-11-23")

    done = shown.run(*asked, "--to", str(csv))

    assert f"已写入 {csv}" in done.stdout
    assert csv.read_bytes().startswith("\ufeffpath,step,from,to,".encode())
    assert shown.json(*asked, "--to", str(graphml)) == {"file": str(graphml)}
    assert graphml.read_text("utf-8").count("<edge ") == 2
    assert shown.run(*asked, "--to", str(csv)).exit_code == 2
    assert shown.run("who", FIRM, "--to", str(tmp_path / "offices.docx")).exit_code == 2


def test_paths_are_told_in_one_line_each_with_arrows_and_words(shown: Shown) -> None:
    state_body = "91110105MA0FAKE68T"

    done = shown.run("paths", state_body, FIRM, "p-li", "--on", "2026-11-23")

    assert (
        "  北京京西国有资产经营管理中心 —[持股 60 %]→ 北京盛泽投资控股（集团）有限责任公司 —[持股 44.71 %]→ 北京天和食品有限公司"
        in done.stdout
    )
    assert "北京天和食品有限公司 ←[法定代表人]— 李淑芬" in done.stdout
    assert shown.json("paths", state_body, FIRM, "--kind", "BRANCH_OF")["paths"] == []
    assert "未找到路径" in shown.run("paths", state_body, FIRM, "--kind", "BRANCH_OF").stdout
    assert shown.run("paths", state_body).exit_code != 0


def test_search_lists_names_as_candidates_and_numbers_as_matches(shown: Shown) -> None:
    names = shown.run("search", "张伟").stdout
    decision = shown.run("search", "京朝市监罚[2024]第17号", "--lang", "en").stdout

    rows = [line for line in names.splitlines() if "张伟" in line and "仅为候选" in line]
    assert [key for row in rows for key in ("p-namesake", "p-zhang") if key in row] == ["p-namesake", "p-zhang"]
    assert EVENT in decision
    assert "document number" in decision
    assert "未找到。" in shown.run("search", "没有这个名称").stdout
    assert "--after" in shown.run("search", "北京", "--limit", "1").stdout
    assert [one["match"] for one in shown.json("search", FIRM)["hits"]] == ["uscc"]


def test_an_id_number_is_not_taken_from_the_command_line(shown: Shown) -> None:
    done = shown.run("search", RESIDENT_ID)

    assert done.exit_code != 0
    assert RESIDENT_ID not in done.output


def test_an_exported_map_draws_leads_only_when_asked_and_the_list_names_them(tmp_path: Path) -> None:
    line = Over(lambda: services_with(suspected(7, LeadKind.FAMILY, "p-li", "p-zhao")))
    plain, drawn = tmp_path / "plain.html", tmp_path / "drawn.html"

    assert line.run("export", "map", FIRM, "--pyvis", str(plain)).exit_code == 0
    assert line.json("export", "map", FIRM, "--pyvis", str(drawn), "--leads") == {"written": str(drawn)}

    assert [LEAD in file.read_text("utf-8") for file in (plain, drawn)] == [False, True]
    assert "亲属（线索）" in line.run("lead", "list", "--of", "p-li").stdout
    assert line.run("export", "map", "p-nobody", "--pyvis", str(tmp_path / "none.html"), "--leads").exit_code == 2


#: 亲属（线索）, as the script of a drawn map writes it.
LEAD = r"\u4eb2\u5c5e\uff08\u7ebf\u7d22\uff09"
