"""双公示 of every generation: which layout a table has, whom a row is about, and what becomes of it, in each form of file."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest

from graph_service.loaders import licences, penalties
from graph_service.loaders.layout import Layout
from graph_service.loaders.run import load_paths
from graph_service.workflow.services import Services
from tests.loaders.fakes import MemoryGraph
from tests.loaders.tables import FIRMS, PEOPLE, REGISTRATION, header, line, write_csv, write_xlsx
from tests.loaders.test_facts import loaded, picked

SOURCES = {
    "penalty_2016": "penalty_2016",
    "penalty_2018": "penalty_2018.organizations",
    "penalty_2018_person": "penalty_2018.persons",
    "penalty": "penalty_2019",
    "licence_2016": "licence_2016",
    "licence_2018": "licence_2018.organizations",
    "licence_2018_person": "licence_2018.persons",
    "licence_2019": "licence_2019",
}
LAYOUTS: Mapping[str, Layout] = {
    "penalty_2016": penalties.LAYOUT_2016,
    "penalty_2018": penalties.LAYOUT_2018,
    "penalty_2018_person": penalties.LAYOUT_2018_PERSONS,
    "penalty": penalties.LAYOUT_2019,
    "licence_2016": licences.LAYOUT_2016,
    "licence_2018": licences.LAYOUT_2018,
    "licence_2018_person": licences.LAYOUT_2018_PERSONS,
    "licence_2019": licences.LAYOUT_2019,
}
ORGANIZATION_CODE = FIRMS[0][8:17]
UNTYPED = ["penalty_2016", "penalty_2018", "licence_2016", "licence_2018"]
NOBODY = {"统一社会信用代码": "", "法定代表人": ""}
MASK = f"{PEOPLE[2][:10]}****{PEOPLE[2][-4:]}"


def written(folder: Path, kind: str, form: str, *rows: Mapping[str, str]) -> Path:
    """A table of this kind: a workbook, or a text file in an encoding."""
    if form == "xlsx":
        return write_xlsx(folder / f"{kind}.xlsx", {"双公示": [header(kind), *(line(kind, row) for row in rows)]})
    return write_csv(folder, kind, *rows, encoding=form)


def retitled(folder: Path, kind: str, titles: Mapping[str, str], row: Mapping[str, str]) -> Path:
    """The same row below other titles."""
    path = folder / f"{kind}-retitled.csv"
    with path.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerows([[titles.get(name, name) for name in header(kind)], line(kind, row)])
    return path


def reasons(services: Services, *paths: Path) -> Sequence[tuple[str, str]]:
    return [(one.code, one.column) for one in load_paths(services, paths).files[-1].refused]


@pytest.mark.parametrize("form", ["utf-8-sig", "gb18030", "xlsx"])
@pytest.mark.parametrize("kind", SOURCES)
def test_a_dirty_table_of_every_layout_counts_up_in_every_form(
    services: Services, tmp_path: Path, kind: str, form: str
) -> None:
    day, document = ("处罚决定日期", "行政处罚决定书文号") if kind[0] == "p" else ("许可决定日期", "行政许可决定文书号")
    other = {document: "京甲〔2024〕2号"} | ({} if kind[0] == "p" or kind.endswith("2016") else {"许可编号": "2"})
    path = written(tmp_path, kind, form, {}, {}, other | {day: "2024年3月6日"}, {day: "2024-02-30"})

    (file,) = load_paths(services, [path]).files

    assert (file.source, file.loaded, file.unchanged, file.rejected) == (SOURCES[kind], 2, 1, 1)
    assert (file.reasons, file.ignored_columns) == ({"date-invalid": 1}, ())
    assert {(one.row, one.column) for one in file.refused} == {(4, day)}


@pytest.mark.parametrize("kind", SOURCES)
def test_field_codes_serve_as_titles(services: Services, tmp_path: Path, kind: str) -> None:
    codes = {column.name: column.code for column in LAYOUTS[kind].columns}

    (file,) = load_paths(services, [retitled(tmp_path, kind, codes, {})]).files

    assert all(codes.values())
    assert (file.source, file.loaded, file.ignored_columns) == (SOURCES[kind], 1, ())


@pytest.mark.parametrize(
    ("kind", "titles"),
    [
        ("penalty_2016", {"工商注册号": "行政相对人代码_3(工商登记码)", "组织机构代码": "行政相对人代码_2(组织机构代码)",
                          "证件号码": "行政相对人代码_5(居民身份证号)", "法定代表人": "法定代表人姓名"}),
        ("penalty_2018", {"法定代表人证件号码": "法定代表人身份证号", "工商注册号": "行政相对人代码_2(工商注册号)",
                          "组织机构代码": "行政相对人代码_3(组织机构代码)"}),
        ("licence_2016", {"行政许可决定文书号": "行政许可决定书文号", "有效期至": "许可截止期", "证件号码": "居民身份证号"}),
        ("licence_2018", {"法定代表人证件号码": "XK_FR_SFZH", "法定代表人": "XK_FDDB"}),
    ],
)  # fmt: skip
def test_the_published_titles_are_understood(services: Services, tmp_path: Path, kind: str, titles: dict[str, str]) -> None:
    (file,) = load_paths(services, [retitled(tmp_path, kind, titles, {})]).files

    assert (file.source, file.loaded, file.ignored_columns) == (SOURCES[kind], 1, ())


#: The bare numbers, whose meaning the generation decides.
BARE = {
    "penalty_2016": {"组织机构代码": "行政相对人代码_2", "工商注册号": "行政相对人代码_3"},
    "penalty_2018": {"工商注册号": "行政相对人代码_2", "组织机构代码": "行政相对人代码_3"},
}
BARE |= {"penalty": BARE["penalty_2018"], "licence_2016": BARE["penalty_2016"], "licence_2019": BARE["penalty_2018"]}


@pytest.mark.parametrize("number", [{"组织机构代码": ORGANIZATION_CODE}, {"工商注册号": REGISTRATION}], ids=["code", "number"])
@pytest.mark.parametrize("kind", BARE)
def test_the_same_firm_is_found_by_either_number_in_every_generation(
    services: Services, tmp_path: Path, kind: str, number: dict[str, str]
) -> None:
    firm = write_csv(tmp_path, "enterprise", {"注册号": REGISTRATION})

    graph = loaded(services, firm, retitled(tmp_path, kind, BARE[kind], {"统一社会信用代码": ""} | number))

    table, column = ("licences", "holder") if kind.startswith("licence") else ("events", "subject")
    assert picked(graph.rows(table), column) == [(FIRMS[0],)]


@pytest.mark.parametrize(("kind", "other"), [("penalty_2016", "penalty"), ("penalty", "penalty_2016")])
def test_numbers_under_the_titles_of_another_generation_are_refused_and_named(
    services: Services, tmp_path: Path, kind: str, other: str
) -> None:
    path = retitled(tmp_path, kind, BARE[other], {"组织机构代码": ORGANIZATION_CODE, "工商注册号": REGISTRATION})

    assert sorted(reasons(services, path)) == [("number-of-other-kind", "工商注册号"), ("number-of-other-kind", "组织机构代码")]


def test_a_title_that_spells_its_meaning_is_believed_whatever_its_number(services: Services, tmp_path: Path) -> None:
    titles = {"工商注册号": "行政相对人代码_3(工商注册号)", "组织机构代码": "行政相对人代码_2(组织机构代码)"}
    said = {"组织机构代码": ORGANIZATION_CODE, "工商注册号": REGISTRATION}

    (file,) = load_paths(services, [retitled(tmp_path, "penalty_2018", titles, said)]).files

    assert (file.loaded, file.ignored_columns) == (1, ())


@pytest.mark.parametrize("kind", UNTYPED)
@pytest.mark.parametrize(
    ("said", "is_person"),
    [
        ({}, False),
        ({"统一社会信用代码": "", "组织机构代码": ORGANIZATION_CODE, "证件号码": PEOPLE[2]}, False),
        ({"统一社会信用代码": ""}, False),
        (NOBODY | {"行政相对人名称": "孙丙", "证件号码": PEOPLE[2], "法定代表人证件号码": ""}, True),
    ],
)
def test_which_columns_are_filled_says_who_the_party_is(
    services: Services, tmp_path: Path, kind: str, said: dict[str, str], is_person: bool
) -> None:
    said = {name: cell for name, cell in said.items() if name in header(kind)}
    graph = loaded(services, write_csv(tmp_path, kind, said))

    assert (len(graph.rows("organizations")), "孙丙" in {row["name"] for row in graph.rows("persons")}) == (
        int(not is_person),
        is_person,
    )


@pytest.mark.parametrize("kind", UNTYPED)
@pytest.mark.parametrize("said", [NOBODY, {"统一社会信用代码": "", "证件号码": PEOPLE[0]}], ids=["nothing", "either"])
def test_a_party_that_may_be_firm_or_person_is_refused(
    services: Services, tmp_path: Path, kind: str, said: dict[str, str]
) -> None:
    assert reasons(services, write_csv(tmp_path, kind, said)) == [("party-type-unclear", "行政相对人名称")]


@pytest.mark.parametrize(
    ("kind", "said", "code", "column"),
    [
        ("penalty_2016", {"统一社会信用代码": FIRMS[0][:17] + "0"}, "uscc-check-digit", "统一社会信用代码"),
        ("penalty_2016", NOBODY | {"行政相对人名称": "孙丙", "证件号码": "110101190001010031"}, "id-check-digit", "证件号码"),
        ("penalty_2016", {"处罚结果": "无"}, "required", "处罚结果"),
        ("penalty_2016", {"处罚截止期": "2024-03-04"}, "decision-after-validity", "处罚截止期"),
        ("penalty_2016", {"公示截止期": "2024-03-04"}, "decision-after-publication", "公示截止期"),
        ("penalty_2016", {"处罚决定日期": "2026-11-25", "处罚截止期": ""}, "date-future", "处罚决定日期"),
        ("penalty_2016", {"数据更新时间戳": "2026-11-25"}, "date-future", "数据更新时间戳"),
        ("penalty_2016", {"当前状态": "撤消"}, "status-unknown", "当前状态"),
        ("penalty_2016", {"当前状态": "1", "数据更新时间戳": ""}, "annulled-without-day", "当前状态"),
        ("penalty_2016", {"当前状态": "撤销", "数据更新时间戳": "去年"}, "annulled-without-day", "当前状态"),
        ("penalty_2018", {"处罚有效期": "2024-03-04"}, "decision-after-validity", "处罚有效期"),
        ("penalty_2018", {"法定代表人": "赵*"}, "masked-name", "法定代表人"),
        ("penalty_2018_person", {"证件号码": ""}, "required", "证件号码"),
        ("penalty_2018_person", {"证件号码": "110101190001010031"}, "id-check-digit", "证件号码"),
        ("penalty_2018_person", {"证件类型": "", "证件号码": "E12345678"}, "id-without-type", "证件号码"),
        ("penalty_2018_person", {"行政相对人名称": "孙某"}, "masked-name", "行政相对人名称"),
        ("penalty_2018_person", {"行政相对人名称": "孙某", "证件号码": MASK}, "masked-name", "行政相对人名称"),
        ("licence_2016", {"当前状态": "9"}, "status-unknown", "当前状态"),
        ("licence_2018", {"当前状态": "1"}, "status-unknown", "当前状态"),
        ("licence_2018", {"当前状态": "拟注销"}, "status-unknown", "当前状态"),
        ("licence_2018", {"有效期至": "2024-03-09"}, "end-before-start", "有效期至"),
        ("licence_2018", {"许可决定日期": "2026-11-25"}, "date-future", "许可决定日期"),
        ("licence_2018", {"行政许可决定文书号": "", "许可编号": "无"}, "required", "行政许可决定文书号"),
        ("licence_2018", {"许可机关": ""}, "required", "许可机关"),
        ("licence_2019", {"行政相对人类别": "其他"}, "party-type-unknown", "行政相对人类别"),
        ("licence_2018_person", {"证件号码": MASK}, "masked-id", "证件号码"),
    ],
)
def test_what_cannot_be_understood_waits_with_its_reason(
    services: Services, tmp_path: Path, kind: str, said: dict[str, str], code: str, column: str
) -> None:
    assert reasons(services, write_csv(tmp_path, kind, {}, said)) == [(code, column)]


def test_an_id_of_the_representative_needs_no_type_where_the_title_says_it(services: Services, tmp_path: Path) -> None:
    titles = {"法定代表人证件号码": "法定代表人身份证号", "法定代表人证件类型": "另一列"}
    right, wrong = retitled(tmp_path, "penalty_2018", titles, {}), {"法定代表人证件号码": "110101190001010011"}
    graph = loaded(services, right)

    assert picked(graph.rows("persons"), "name", "confirmed") == [("赵甲", True)]
    assert reasons(services, retitled(tmp_path, "penalty_2018", titles, wrong)) == [("id-check-digit", "法定代表人证件号码")]


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("penalty_2016", NOBODY | {"行政相对人名称": "孙丙", "证件号码": MASK}),
        ("penalty_2018_person", {"证件号码": MASK}),
        (
            "penalty",
            NOBODY | {"行政相对人名称": "孙丙", "行政相对人类别": "自然人", "证件号码": MASK, "法定代表人证件号码": ""},
        ),
    ],
)
def test_behind_a_masked_number_there_are_only_candidates(
    services: Services, tmp_path: Path, kind: str, said: dict[str, str]
) -> None:
    other = {"姓名": "孙丙", "证件号码": PEOPLE[3], "职务": "监事"}
    known = write_csv(tmp_path, "person", {"姓名": "孙丙", "证件号码": PEOPLE[2], "职务": "董事"}, other)

    graph = loaded(services, known, write_csv(tmp_path, kind, said))

    keys = {row["person"]: row["role"] for row in graph.rows("roles")}
    assert picked(graph.rows("events"), "subject") == [(None,)]
    assert {(keys[row["person"]], row["compatible"]) for row in graph.rows("candidates")} == {
        ("director", True),
        ("supervisor", False),
    }


def test_a_masked_person_and_the_same_name_with_a_number_are_two_events(services: Services, tmp_path: Path) -> None:
    graph = loaded(services, write_csv(tmp_path, "penalty_2018_person", {}, {"证件号码": MASK}))

    assert [bool(row["subject"]) for row in graph.rows("events")] == [True, False]


@pytest.mark.parametrize("first", ["penalty_2016", "penalty_2018", "penalty"])
@pytest.mark.parametrize("later", ["penalty_2016", "penalty_2018", "penalty"])
def test_one_decision_in_files_of_two_generations_is_one_event(
    services: Services, tmp_path: Path, first: str, later: str
) -> None:
    paths = [write_csv(tmp_path, kind, {}, name=f"{at}.csv") for at, kind in enumerate((first, later))]
    before = picked(loaded(services, paths[0]).rows("events"), "id", "subject", "category", "reason", "decision_date")

    again = load_paths(services, [paths[1]])

    assert isinstance(services.graph, MemoryGraph)
    assert picked(services.graph.rows("events"), "id", "subject", "category", "reason", "decision_date") == before
    assert (again.unchanged, again.files[0].facts_closed) == (1, 0)


def test_of_files_loaded_together_the_later_layout_says_more_of_a_decision(services: Services, tmp_path: Path) -> None:
    newer = {"处罚类别": "吊销许可证", "处罚内容": "吊销食品经营许可证", "暂扣或吊销证照名称及编号": "食品经营许可证"}
    older = {"处罚类别1": "暂扣或者吊销许可证", "处罚结果": "见决定书"}
    graph = loaded(services, write_csv(tmp_path, "penalty", newer), write_csv(tmp_path, "penalty_2016", older))

    assert picked(graph.rows("events"), "category") == [("food.licence_revoked",)]


def test_one_decision_against_two_persons_is_two_events(services: Services, tmp_path: Path) -> None:
    graph = loaded(services, write_csv(tmp_path, "penalty_2018_person", {}, {"行政相对人名称": "钱乙", "证件号码": PEOPLE[1]}))

    assert len({row["subject"] for row in graph.rows("events")}) == 2


def test_a_finding_reaches_a_decision_of_any_layout(services: Services, tmp_path: Path) -> None:
    graph = loaded(services, write_csv(tmp_path, "penalty_2016", {}), write_csv(tmp_path, "finding", {}))

    assert picked(graph.rows("findings"), "event") == picked(graph.rows("events"), "id")


@pytest.mark.parametrize(
    ("state", "annulled", "warned"),
    [
        ("", None, {}),
        ("正常", None, {}),
        ("2", None, {"status-unsettled": 1}),
        ("异议", None, {"status-unsettled": 1}),
        ("1", date(2024, 6, 1), {"annulled-day-from-timestamp": 1}),
        ("撤销", date(2024, 6, 1), {"annulled-day-from-timestamp": 1}),
    ],
)
def test_a_decision_of_2016_may_say_that_it_was_annulled(
    services: Services, tmp_path: Path, state: str, annulled: date | None, warned: dict[str, int]
) -> None:
    report = load_paths(services, [write_csv(tmp_path, "penalty_2016", {"当前状态": state})])

    assert isinstance(services.graph, MemoryGraph)
    assert picked(services.graph.rows("events"), "annulled_date") == [(annulled,)]
    assert report.files[0].warnings == warned


@pytest.mark.parametrize("first", [0, 1])
def test_of_two_rows_on_one_decision_the_one_that_says_that_it_was_annulled_counts(
    services: Services, tmp_path: Path, first: int
) -> None:
    rows = [{}, {"当前状态": "撤销"}][:: -1 if first else 1]

    report = load_paths(services, [write_csv(tmp_path, "penalty_2016", *rows)])

    assert isinstance(services.graph, MemoryGraph)
    assert picked(services.graph.rows("events"), "annulled_date") == [(date(2024, 6, 1),)]
    assert (report.loaded, report.unchanged, report.rejected) == (1, 1, 0)


def test_a_day_of_change_that_nothing_rests_on_is_only_doubted(services: Services, tmp_path: Path) -> None:
    report = load_paths(services, [write_csv(tmp_path, "penalty_2016", {"数据更新时间戳": "去年"})])

    assert (report.loaded, report.files[0].warnings) == (1, {"date-format": 1})


def test_another_representative_than_the_registers_is_doubted_in_every_layout(services: Services, tmp_path: Path) -> None:
    write_csv(tmp_path, "person", {"姓名": "钱乙", "证件号码": PEOPLE[1]})
    for kind in ("penalty_2016", "penalty_2018", "licence_2016", "licence_2019"):
        write_csv(tmp_path, kind, {})

    report = load_paths(services, [tmp_path])

    assert [file.warnings for file in report.files[1:]] == [{"representative-differs": 1}] * 4


LICENCE = ("holder", "name", "number", "category", "content", "start", "end", "state")


@pytest.mark.parametrize(
    ("kind", "kept"),
    [
        ("licence_2016", (FIRMS[0], "食品经营许可", None, "普通", "热食类食品制售", date(2024, 3, 5), date(2029, 3, 10), "valid")),
        ("licence_2018", (FIRMS[0], "食品经营许可证", "JY11101050000001", "普通", "热食类食品制售", date(2024, 3, 10), date(2029, 3, 10),
                          "valid")),
        ("licence_2019", (FIRMS[0], "食品经营许可证", "JY11101050000001", "普通", "热食类食品制售", date(2024, 3, 10), date(2029, 3, 10),
                          "valid")),
    ],
)  # fmt: skip
def test_a_licence_is_kept_and_is_no_event(services: Services, tmp_path: Path, kind: str, kept: tuple[object, ...]) -> None:
    graph = loaded(services, write_csv(tmp_path, kind, {}))

    assert picked(graph.rows("licences"), *LICENCE) == [kept]
    assert (graph.rows("events"), graph.rows("roles")) == ([], [])


def test_a_licence_of_a_natural_person_is_held_by_that_person(services: Services, tmp_path: Path) -> None:
    graph = loaded(services, write_csv(tmp_path, "licence_2018_person", {"许可证书名称": "导游证", "有效期至": "2099/12/31"}))

    ((holder, end),) = picked(graph.rows("licences"), "holder", "end")
    assert (picked(graph.rows("persons"), "id", "name", "confirmed"), end) == ([(holder, "孙丙", True)], None)
    assert PEOPLE[2] not in repr(graph.facts)


@pytest.mark.parametrize(
    ("said", "state"),
    [("正常", "valid"), ("变更", "valid"), ("已延续", "valid"), ("撤销", "annulled"), ("已依法撤销", "annulled"), ("撤回", "cancelled"),
     ("注销", "cancelled"), ("吊销", "revoked"), ("暂扣", "suspended"), ("期满", "expired"), ("无效", "invalid"), ("", None)],
)  # fmt: skip
def test_a_status_is_read_in_words(services: Services, tmp_path: Path, said: str, state: str | None) -> None:
    graph = loaded(services, write_csv(tmp_path, "licence_2018", {"当前状态": said}))

    assert picked(graph.rows("licences"), "state") == [(state,)]


@pytest.mark.parametrize(
    ("kind", "said", "state"),
    [("licence_2016", "1", "annulled"), ("licence_2016", "3", "valid"), ("licence_2018", "异议", "valid")],
)
def test_digits_are_read_in_the_layout_of_2016_alone_and_objections_are_doubted(
    services: Services, tmp_path: Path, kind: str, said: str, state: str
) -> None:
    report = load_paths(services, [write_csv(tmp_path, kind, {"当前状态": said})])

    assert isinstance(services.graph, MemoryGraph)
    assert picked(services.graph.rows("licences"), "state") == [(state,)]
    assert report.files[0].warnings == ({} if state == "annulled" else {"status-unsettled": 1})


@pytest.mark.parametrize("together", [True, False])
def test_the_newest_decision_on_a_licence_counts(services: Services, tmp_path: Path, together: bool) -> None:
    cancelled = {"行政许可决定文书号": "京甲市监销〔2026〕1号", "许可决定日期": "2026-01-05", "当前状态": "注销"}
    files = [(cancelled, {})] if together else [({},), (cancelled,)]

    for at, rows in enumerate(files):
        report = load_paths(services, [write_csv(tmp_path, "licence_2018", *rows, name=f"{at}.csv")])

    assert isinstance(services.graph, MemoryGraph)
    assert picked(services.graph.rows("licences"), "state", "start") == [("cancelled", date(2024, 3, 10))]
    assert (report.read, report.rejected) == (2 if together else 1, 0)


def test_two_rows_of_one_day_that_differ_on_a_licence_are_a_conflict(services: Services, tmp_path: Path) -> None:
    assert reasons(services, write_csv(tmp_path, "licence_2018", {}, {"许可内容": "冷食类"})) == [("conflicting-duplicate", "")]


def test_licences_of_one_decision_are_told_apart_by_number_and_holder(services: Services, tmp_path: Path) -> None:
    rows = {}, {"许可编号": "JY11101050000002"}, {"统一社会信用代码": FIRMS[1]}
    graph = loaded(services, write_csv(tmp_path, "licence_2018", *rows))

    assert sorted(picked(graph.rows("licences"), "holder", "number")) == [
        (FIRMS[0], "JY11101050000001"),
        (FIRMS[0], "JY11101050000002"),
        (FIRMS[1], "JY11101050000001"),
    ]


@pytest.mark.parametrize(
    ("said", "start"),
    [({"有效期自": ""}, date(2024, 3, 5)), ({"有效期自": "", "有效期至": "2024-03-04", "当前状态": "注销"}, None)],
)
def test_a_licence_without_a_first_day_begins_with_its_decision_unless_that_came_behind_its_end(
    services: Services, tmp_path: Path, said: dict[str, str], start: date | None
) -> None:
    graph = loaded(services, write_csv(tmp_path, "licence_2018", said))

    assert picked(graph.rows("licences"), "start") == [(start,)]


def test_a_licence_of_2018_and_of_2019_is_one(services: Services, tmp_path: Path) -> None:
    older, newer = (write_csv(tmp_path, kind, {}) for kind in ("licence_2018", "licence_2019"))
    loaded(services, older)

    report = load_paths(services, [newer])

    assert (report.unchanged, report.files[0].facts_closed) == (1, 0)


def test_an_id_number_for_a_licence_number_or_in_a_text_is_left_out(services: Services, tmp_path: Path) -> None:
    said = {"许可编号": PEOPLE[2], "许可内容": f"准予孙丙（{PEOPLE[2]}）导游服务，编号{FIRMS[0]}"}
    licence = write_csv(tmp_path, "licence_2018_person", said)
    penalty = write_csv(tmp_path, "penalty_2016", {"处罚事由": f"雇用{PEOPLE[3]}无证经营"})

    report = load_paths(services, [licence, penalty])

    assert isinstance(services.graph, MemoryGraph)
    assert [file.warnings for file in report.files] == [{"id-in-text": 1}, {"id-in-text": 2}]
    assert picked(services.graph.rows("licences"), "number", "content") == [
        (None, f"准予孙丙（［证件号码］）导游服务，编号{FIRMS[0]}")
    ]
    assert picked(services.graph.rows("events"), "reason") == [("雇用［证件号码］无证经营",)]
