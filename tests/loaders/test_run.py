"""Loading twice, being cut off, correcting and loading again: always the same facts, and counts that add up."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph_service.errors import InputError, NotFoundError, SettingsError, StoreUnavailableError
from graph_service.loaders.archive import open_original
from graph_service.loaders.quarantine import open_quarantine, quarantined
from graph_service.loaders.reading import get
from graph_service.loaders.run import load_paths
from graph_service.workflow.services import Services
from tests.loaders.conftest import records, services_in
from tests.loaders.fakes import CutOff, MemoryGraph, MemoryLedger
from tests.loaders.tables import FIRMS, PEOPLE, header, line, write_csv, write_xlsx


def memory(services: Services) -> tuple[MemoryGraph, MemoryLedger]:
    graph, ledger = services.graph, services.ledger
    assert isinstance(graph, MemoryGraph)
    assert isinstance(ledger, MemoryLedger)
    return graph, ledger


def content(services: Services) -> dict[str, dict[tuple[object, ...], dict[str, object]]]:
    graph, _ = memory(services)
    return {table: {key: fact.content for key, fact in facts.items()} for table, facts in graph.facts.items()}


def sample(folder: Path) -> Path:
    folder.mkdir()
    write_csv(folder, "enterprise", {}, {"统一社会信用代码": FIRMS[1], "企业名称": "北京乙二有限公司"}, encoding="gb18030")
    write_csv(folder, "person", {}, {"姓名": "钱乙", "证件号码": PEOPLE[1], "职务": "监事"}, {"职务": "厨师"})
    write_csv(folder, "holding", {}, {"股东名称": "钱乙", "股东证照号码": PEOPLE[1], "持股比例": "10%"})
    write_csv(folder, "penalty", {}, {"统一社会信用代码": FIRMS[2]}, {"处罚决定日期": "?"}, {}, encoding="utf-8-sig")
    write_csv(folder, "finding", {}, {"决定机关": "别的机关"})
    return folder


def test_counts_of_a_mixed_folder(services: Services, tmp_path: Path) -> None:
    report = load_paths(services, [sample(tmp_path / "in")])

    found = [(file.source, file.read, file.loaded, file.unchanged, file.rejected) for file in report.files]
    assert found == [
        ("registry.enterprises", 2, 2, 0, 0),
        ("registry.persons", 3, 2, 0, 1),
        ("registry.shareholders", 2, 2, 0, 0),
        ("penalty_2019", 4, 2, 1, 1),
        ("findings", 2, 1, 0, 1),
    ]


def test_loading_twice_changes_nothing(services: Services, tmp_path: Path) -> None:
    folder = sample(tmp_path / "in")
    load_paths(services, [folder])
    graph, ledger = memory(services)
    before = (content(services), graph.version, list(ledger.reports), quarantined(services))

    again = load_paths(services, [folder])

    assert (again.loaded, again.unchanged, again.rejected) == (0, 10, 3)
    assert (content(services), graph.version, list(ledger.reports), quarantined(services)) == before


def test_the_same_rows_in_another_file_are_unchanged(services: Services, tmp_path: Path) -> None:
    first = write_csv(tmp_path, "penalty", {}, name="a.csv")
    second = write_csv(tmp_path, "penalty", {}, {"统一社会信用代码": FIRMS[2]}, name="b.csv", encoding="gb18030")
    load_paths(services, [first])

    report = load_paths(services, [second])

    assert (report.loaded, report.unchanged) == (1, 1)


def test_a_load_cut_off_at_any_store_call_and_repeated_is_as_one_undisturbed(tmp_path: Path) -> None:
    folder = sample(tmp_path / "in")
    undisturbed = services_in(tmp_path / "whole")
    load_paths(undisturbed, [folder])
    cuts = 0
    while True:
        services = services_in(tmp_path / f"cut-{cuts}")
        graph, ledger = memory(services)
        graph.before_call = ledger.before_call = CutOff(cuts)
        try:
            load_paths(services, [folder])
            break
        except StoreUnavailableError:
            graph.before_call = ledger.before_call = lambda name: None
        load_paths(services, [folder])
        assert content(services) == content(undisturbed)
        assert ledger.reports == memory(undisturbed)[1].reports
        assert quarantined(services) == quarantined(undisturbed)
        cuts += 1
    assert cuts > 15


def test_a_planted_fault_of_the_cut_off_test_is_seen(tmp_path: Path) -> None:
    folder = sample(tmp_path / "in")
    whole, partial = services_in(tmp_path / "whole"), services_in(tmp_path / "part")
    load_paths(whole, [folder])

    load_paths(partial, [folder / "enterprise.csv", folder / "person.csv"])

    assert content(partial) != content(whole)


def test_a_corrected_quarantine_file_gives_the_facts_of_a_clean_load(tmp_path: Path) -> None:
    right = ({}, {"统一社会信用代码": FIRMS[1]}, {"统一社会信用代码": FIRMS[2]}, {"统一社会信用代码": FIRMS[3]})
    wrong = ({}, {"统一社会信用代码": FIRMS[1], "处罚决定日期": "?"}, {"统一社会信用代码": FIRMS[2]}, {"统一社会信用代码": "?"})
    clean, dirty = services_in(tmp_path / "clean"), services_in(tmp_path / "dirty")
    load_paths(clean, [write_csv(tmp_path, "penalty", *right, name="right.csv")])
    report = load_paths(dirty, [write_csv(tmp_path, "penalty", *wrong, name="wrong.csv")])

    opened = open_quarantine(dirty, report.files[0].load_id, tmp_path / "rows.xlsx", "更正")
    (sheet,) = get(opened)
    rows = [dict(zip(sheet.header, record.cells, strict=True)) for record in records(sheet)]
    rows[0]["处罚决定日期"], rows[1]["统一社会信用代码"] = "2024-03-05", FIRMS[3]
    cells = [list(sheet.header), *(list(row.values()) for row in rows)]
    again = load_paths(dirty, [write_xlsx(tmp_path / "corrected.xlsx", {"隔离": cells})])

    assert (again.loaded, again.rejected, again.files[0].ignored_columns) == (2, 0, ())
    assert content(dirty) == content(clean)


def test_a_quarantined_row_tells_place_reason_and_fix(services: Services, tmp_path: Path) -> None:
    report = load_paths(services, [write_csv(tmp_path, "penalty", {}, {"处罚决定日期": "?"})])

    opened = open_quarantine(services, report.files[0].load_id, tmp_path, "更正")
    (sheet,) = get(opened)

    row = dict(zip(sheet.header, records(sheet)[0].cells, strict=True))
    assert [row[name] for name in sheet.header[:9]] == [
        "penalty.csv", "", "2", "第3行", "处罚决定日期", "?", "date-format", "日期格式无法识别", "写成 2024-03-05",
    ]  # fmt: skip
    assert row["统一社会信用代码"] == FIRMS[0]


def test_a_cell_that_looks_like_a_formula_stays_text(services: Services, tmp_path: Path) -> None:
    report = load_paths(services, [write_csv(tmp_path, "penalty", {"处罚决定日期": "=1+1", "备注": "=HYPERLINK(1)"})])

    (sheet,) = get(open_quarantine(services, report.files[0].load_id, tmp_path, "更正"))

    assert records(sheet)[0].cells[-1] == "=HYPERLINK(1)"


def test_a_text_too_long_for_a_workbook_is_quarantined_as_csv(services: Services, tmp_path: Path) -> None:
    report = load_paths(services, [write_csv(tmp_path, "penalty", {"违法事实": "事" * 40_000})])

    opened = open_quarantine(services, report.files[0].load_id, tmp_path, "更正")

    assert opened.suffix == ".csv"
    assert "事" * 40_000 in records(get(opened)[0])[0].cells


def test_quarantine_and_archive_are_encrypted(services: Services, tmp_path: Path) -> None:
    load_paths(services, [write_csv(tmp_path, "penalty", {}, {"处罚决定日期": "?"})])

    sealed = [path for part in ("archive", "quarantine") for path in (services.home / part).iterdir()]

    assert len(sealed) == 2
    for path in sealed:
        assert PEOPLE[0].encode() not in path.read_bytes()
        assert not path.read_bytes().startswith(b"PK")
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_every_look_is_logged_with_its_reason(services: Services, tmp_path: Path) -> None:
    path = write_csv(tmp_path, "penalty", {"处罚决定日期": "?"})
    load_id = load_paths(services, [path]).files[0].load_id
    digest = services.ledger.loads()[0][0].source_hash

    open_quarantine(services, load_id, tmp_path / "rows.xlsx", "更正日期")
    original = open_original(services, digest, tmp_path / "original.csv", "核对")

    assert isinstance(services.ledger, MemoryLedger)
    assert [(look.what, look.reason) for look in services.ledger.looks] == [
        (f"quarantine:{load_id}", "更正日期"),
        (f"archive:{digest}", "核对"),
    ]
    assert original.read_bytes() == path.read_bytes()


def test_without_a_reason_nothing_is_shown(services: Services, tmp_path: Path) -> None:
    load_id = load_paths(services, [write_csv(tmp_path, "penalty", {"处罚决定日期": "?"})]).files[0].load_id

    with pytest.raises(InputError, match="needs a reason"):
        open_quarantine(services, load_id, tmp_path / "rows.xlsx", "  ")

    assert not (tmp_path / "rows.xlsx").exists()


def test_a_load_without_refused_rows_has_no_quarantine(services: Services, tmp_path: Path) -> None:
    load_id = load_paths(services, [write_csv(tmp_path, "penalty", {})]).files[0].load_id

    with pytest.raises(NotFoundError):
        open_quarantine(services, load_id, tmp_path / "rows.xlsx", "更正")


def test_one_sealed_file_cannot_stand_in_for_another(services: Services, tmp_path: Path) -> None:
    first = load_paths(services, [write_csv(tmp_path, "penalty", {"处罚决定日期": "?"}, name="a.csv")]).files[0].load_id
    other = load_paths(services, [write_csv(tmp_path, "penalty", {"处罚决定日期": "!"}, name="b.csv")]).files[0].load_id
    folder = services.home / "quarantine"
    (folder / f"{first}.xlsx.sealed").replace(folder / f"{other}.xlsx.sealed")

    with pytest.raises(SettingsError):
        open_quarantine(services, other, tmp_path / "rows.xlsx", "更正")


def test_a_finding_that_waited_is_loaded_once_its_decision_is_there(services: Services, tmp_path: Path) -> None:
    finding, penalty = write_csv(tmp_path, "finding", {}), write_csv(tmp_path, "penalty", {})
    waiting = load_paths(services, [finding])

    report = load_paths(services, [penalty, finding])

    assert (waiting.rejected, report.files[1].loaded, report.files[1].quarantined) == (1, 1, False)
    assert quarantined(services) == []


def test_progress_counts_every_record_once(services: Services, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []

    load_paths(services, [sample(tmp_path / "in")], progress=lambda done, total: seen.append((done, total)))

    assert seen[-1] == (13, 13)
    done = [records for records, _ in seen]
    assert done == sorted(done)


def test_progress_moves_while_a_table_is_only_checked(services: Services, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    graph, _ = memory(services)
    graph.before_call = CutOff(0)

    with pytest.raises(StoreUnavailableError):
        load_paths(services, [write_csv(tmp_path, "honour", {}, {}, {}, {})], progress=lambda *moved: seen.append(moved))

    assert seen[0][0] == 2


DIRT = st.sampled_from(
    ["", "无", "?", "2024-03-05", "2099/12/31", "45356", "9.111E+17", '"', "赵甲", "\x00", "=1", "44.71%", *FIRMS, *PEOPLE]
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=st.sampled_from(["penalty", "enterprise", "person", "holding", "finding"]),
    edits=st.lists(st.dictionaries(st.integers(0, 9), DIRT, max_size=4), min_size=1, max_size=6),
    tail=st.sampled_from(["", 'x,"y\n', "1,2,3\n", "\n\n", '"a\nb"\n', "," * 40 + "\n"]),
)
def test_counts_add_up_on_any_dirt(
    tmp_path_factory: pytest.TempPathFactory, kind: str, edits: list[dict[int, str]], tail: str
) -> None:
    folder = tmp_path_factory.mktemp("dirt")
    rows = [",".join(edit.get(at, cell) for at, cell in enumerate(line(kind))) for edit in edits]
    path = folder / "dirty.csv"
    path.write_text(",".join(header(kind)) + "\n" + "\n".join(rows) + "\n" + tail, "utf-8")
    services = services_in(folder / "home")

    first = load_paths(services, [path])
    before = content(services)
    again = load_paths(services, [path])

    assert first.read >= (
        1 if any('"' in cell for edit in edits for cell in edit.values()) else len(edits)
    )  # a quote joins lines
    assert first.read == first.loaded + first.unchanged + first.rejected
    assert (again.read, again.loaded, again.rejected) == (first.read, 0, first.rejected)
    assert content(services) == before
