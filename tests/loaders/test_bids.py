"""招标投标: the bidders for one lot, and the relations between them that the law sees."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from graph_service.loaders.run import load_paths
from graph_service.workflow.services import Services
from tests.loaders.fakes import MemoryGraph
from tests.loaders.judging import reached, result_of
from tests.loaders.tables import FIRMS, PEOPLE, write_csv
from tests.loaders.test_facts import loaded, picked

RIVAL = {"投标人名称": "北京乙二工程有限公司", "投标人统一社会信用代码": FIRMS[1], "投标结果": "中标"}
SOMEBODY = {"单位负责人": "钱乙", "单位负责人证件号码": PEOPLE[1]}


def alerts(graph: MemoryGraph) -> list[tuple[object, ...]]:
    return [(one["rule"], one["pair"], one["kind"], one["settled"]) for one in result_of(graph).relation_alerts]


def test_a_lot_is_an_event_with_its_bidders(services: Services, tmp_path: Path) -> None:
    graph = loaded(services, write_csv(tmp_path, "bid", {}, RIVAL | SOMEBODY))

    ((event, *said),) = picked(graph.rows("events"), "id", "kind", "category", "subject", "bid_date", "office", "document")
    assert said == ["bid", "bid.same_lot", None, date(2025, 5, 6), "北京市甲区城市管理委员会", "JZ2025-001 01"]
    assert picked(graph.rows("participants"), "event", "organization", "result") == [
        (event, FIRMS[0], "未中标"),
        (event, FIRMS[1], "中标"),
    ]


def test_who_heads_a_bidder_is_told_for_the_day_of_the_bid_alone(services: Services, tmp_path: Path) -> None:
    graph = loaded(services, write_csv(tmp_path, "bid", {}))

    assert picked(graph.rows("roles"), "organization", "role", "start", "end") == [
        (FIRMS[0], "principal_in_charge", date(2025, 5, 6), date(2025, 5, 7))
    ]


def test_the_same_head_of_two_bidders_for_one_lot_raises_an_alert_and_punishes_nobody(
    services: Services, tmp_path: Path
) -> None:
    graph = loaded(services, write_csv(tmp_path, "bid", {}, RIVAL))

    assert alerts(graph) == [("CN-GP-18-REL", [FIRMS[0], FIRMS[1]], "same_principal", True)]
    assert reached(graph) == set()


@pytest.mark.parametrize(
    "rival",
    [
        RIVAL | SOMEBODY,
        RIVAL | {"标段编号": "02"},
        RIVAL | {"招标人": "北京市乙区城市管理委员会"},
        RIVAL | {"单位负责人": "", "单位负责人证件类型": "", "单位负责人证件号码": ""},
    ],
    ids=["other head", "other lot", "other tenderer", "not told"],
)
def test_without_a_relation_or_for_another_lot_there_is_no_alert(
    services: Services, tmp_path: Path, rival: dict[str, str]
) -> None:
    assert alerts(loaded(services, write_csv(tmp_path, "bid", {}, rival))) == []


def test_one_name_in_two_bidders_is_no_relation(services: Services, tmp_path: Path) -> None:
    nameless = {"单位负责人证件类型": "", "单位负责人证件号码": ""}

    assert alerts(loaded(services, write_csv(tmp_path, "bid", nameless, RIVAL | nameless))) == []


def test_a_holder_and_its_firm_in_one_lot_raise_an_alert(services: Services, tmp_path: Path) -> None:
    holder = {
        "股东类型": "企业法人",
        "股东名称": RIVAL["投标人名称"],
        "股东证照类型": "营业执照",
        "股东证照号码": FIRMS[1],
        "持股比例": "60%",
    }
    paths = [write_csv(tmp_path, "holding", holder), write_csv(tmp_path, "bid", {}, RIVAL | SOMEBODY)]

    assert alerts(loaded(services, *paths)) == [("CN-GP-18-REL", [FIRMS[0], FIRMS[1]], "direct_holding", True)]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (({"标段编号": ""},), "required"),
        (({"项目编号": "某工程"},), "document-number"),
        (({"投标人统一社会信用代码": ""},), "organization-unknown"),
        (({"开标日期": "2030-01-01"},), "date-future"),
        (({}, RIVAL | {"开标日期": "2025-05-07"}), "conflicting-duplicate"),
        (({}, {"投标结果": "中标"}), "conflicting-duplicate"),
    ],
)
def test_what_cannot_be_understood_waits_with_its_reason(
    services: Services, tmp_path: Path, rows: tuple[dict[str, str], ...], code: str
) -> None:
    report = load_paths(services, [write_csv(tmp_path, "bid", *rows)])

    assert (report.rejected, report.files[0].reasons) == (1, {code: 1})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_dirty_file_counts_up_in_every_encoding(services: Services, tmp_path: Path, encoding: str) -> None:
    rows = [{}, {}, RIVAL | {"开标日期": "2025年5月6日"}, {"开标日期": "06/05/2025"}]
    report = load_paths(services, [write_csv(tmp_path, "bid", *rows, encoding=encoding)])

    assert (report.read, report.loaded, report.unchanged, report.rejected) == (4, 2, 1, 1)
