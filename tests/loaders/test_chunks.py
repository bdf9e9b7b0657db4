"""A table in many small chunks gives exactly what it gives in one: the same facts, the same refusals, the same lines."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph_service.errors import ReadTimeoutError, SourceFileError
from graph_service.loaders import delimited, encodings, workbook
from graph_service.loaders.reading import get
from graph_service.loaders.report import LoadReport
from graph_service.loaders.run import load_paths
from tests.loaders.conftest import records, services_in
from tests.loaders.fakes import MemoryGraph
from tests.loaders.tables import FIRMS, PEOPLE, header, line, write_csv, write_xlsx

ODD = st.sampled_from(
    ["", "a,b", '"a,b"', 'a"b', '"a', 'b"', '"a""b"', "\x00", " ", "\t", "\r", "\r\n", "\n", "\ufffd", "\ue000", "x\u2028y"]
)


def told(report: LoadReport) -> list[dict[str, object]]:
    return [asdict(file) | {"load_id": ""} for file in report.files]


def loaded(home: Path, folder: Path) -> tuple[list[dict[str, object]], object]:
    services = services_in(home)
    report = load_paths(services, [folder])
    assert isinstance(services.graph, MemoryGraph)
    return told(report), services.graph.facts


def dirty(folder: Path) -> Path:
    folder.mkdir()
    twice = {"统一社会信用代码": FIRMS[2], "企业名称": "北京丙三有限公司"}
    write_csv(folder, "enterprise", {}, twice, {"企业名称": ""}, {}, twice | {"行业": "别的"})
    later = {"姓名": "钱乙", "证件号码": PEOPLE[1], "任职起始日期": "2020-01-01"}
    write_csv(
        folder, "person", {}, {"职务": "厨师"}, later, {"姓名": "赵 甲", "职务": "监事"}, {"姓名": "李丁", "职务": "董事"}, {}
    )
    over = {"股东名称": "钱乙", "股东证照号码": PEOPLE[1], "持股比例": "60%"}
    write_csv(folder, "holding", {}, {"持股比例": "?"}, over, {"企业统一社会信用代码": FIRMS[2]})
    write_csv(folder, "penalty", {}, {"处罚决定日期": "?"}, {"统一社会信用代码": FIRMS[1]}, {}, {"备注": "另"})
    off = {"移出日期": "2025-03-05"}
    write_csv(
        folder,
        "listing",
        {},
        {"名单名称": "?"},
        off,
        {"列名人员姓名": "钱乙", "列名人员证件号码": PEOPLE[1]},
        {"统一社会信用代码": FIRMS[1]},
    )
    write_csv(folder, "executee", {}, {"案号": "?"}, {"主体名称": "赵甲"}, off, {"发布日期": "2026-01-01"})
    write_csv(folder, "order", {}, {"主体名称": "钱乙", "关联类型": "实际控制人"}, {"立案日期": "2019-01-01"}, {})
    write_csv(folder, "sanction", {}, {"期限": "?"}, {"主体名称": "钱乙", "证件号码": PEOPLE[1]}, {"期限": "终身"})
    rows = [
        header("finding"),
        line("finding"),
        line("finding", {"姓名": ""}),
        line("finding"),
        line("finding", {"是否认定": "否"}),
    ]
    write_xlsx(folder / "finding.xlsx", {"认定": rows})
    return folder


@pytest.mark.parametrize("size", [1, 2, 3])
def test_small_chunks_give_what_one_chunk_gives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    folder = dirty(tmp_path / "in")
    in_one = loaded(tmp_path / "one", folder)
    for module in (delimited, workbook):
        monkeypatch.setattr(module, "CHUNK", size)

    in_many = loaded(tmp_path / "many", folder)

    assert in_many == in_one
    assert {code for file in in_one[0] for code in file["reasons"]} >= {  # type: ignore[attr-defined]  # a mapping
        "conflicting-duplicate", "second-legal-representative", "same-id-other-name", "shares-above-hundred", "required",
    }  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cells=st.lists(st.lists(ODD, min_size=1, max_size=4), max_size=8), tail=st.sampled_from(["", "\n", "\r\n"]))
def test_lines_are_split_the_same_many_at_once_and_one_by_one(
    tmp_path_factory: pytest.TempPathFactory, cells: list[list[str]], tail: str
) -> None:
    path = tmp_path_factory.mktemp("odd") / "odd.csv"
    path.write_text("a,b\n" + "\n".join(",".join(row) for row in cells) + tail, "utf-8", newline="")
    at_once = records(get(path)[0])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited, "_parse_all", lambda lines, delimiter: None)
        patch.setattr(delimited, "CHUNK", 1)
        one_by_one = records(get(path)[0])

    assert at_once == one_by_one
    assert [record.row for record in at_once] == list(range(1, len(at_once) + 1))


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-32"])
def test_a_character_on_the_edge_of_two_blocks_stays_whole(tmp_path: Path, codec: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph_service.loaders.encodings._BLOCK", 7)
    monkeypatch.setattr("graph_service.loaders.encodings._BATCH", 3)
    path = tmp_path / "a.csv"
    path.write_bytes("姓名,号\n䶮𠮷㐀,1\n赵甲钱乙孙丙,2\n".encode(codec))

    (sheet,) = get(path)

    assert [record.cells for record in records(sheet)] == [("䶮𠮷㐀", "1"), ("赵甲钱乙孙丙", "2")]


def test_a_file_without_line_ends_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encodings, "MAX_LINE_BYTES", 10)
    path = tmp_path / "a.csv"
    path.write_text("a,b\r" + "1" * 11, "utf-8", newline="")

    with pytest.raises(SourceFileError, match="a line of 11 bytes"):
        get(path)


def test_a_load_that_a_slow_read_of_the_register_broke_off_in_its_second_pass_is_gone_on_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    write_csv(
        folder, "penalty", *({"行政处罚决定书文号": f"京甲罚〔2020〕{number}号"} for number in range(6)), {"处罚决定日期": "?"}
    )
    for size in ("CHUNK", "MAX_LINES"):
        monkeypatch.setattr(delimited, size, 2)
    _, facts = loaded(tmp_path / "whole", folder)
    services = services_in(tmp_path / "broken off")
    graph = services.graph
    assert isinstance(graph, MemoryGraph)

    def slow(call: str) -> None:
        if call == "registered" and graph.facts["events"]:
            raise ReadTimeoutError("slow")

    graph.before_call = slow
    with pytest.raises(ReadTimeoutError):
        load_paths(services, [folder])
    assert 0 < len(graph.facts["events"]) < 6
    graph.before_call = lambda call: None

    report = load_paths(services, [folder])

    assert (report.read, report.loaded, report.unchanged, report.rejected) == (7, 6, 0, 1)
    assert graph.facts == facts
