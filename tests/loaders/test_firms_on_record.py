"""Firms that a table names without a unified code are found in what earlier commands put on record, not only in the same command."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from graph_service.loaders.report import FileReport
from graph_service.loaders.run import load_paths
from graph_service.workflow.services import Services
from tests.loaders.fakes import MemoryGraph
from tests.loaders.tables import FIRMS, PEOPLE, REGISTRATION, write_csv

NAME = "北京甲一食品有限公司"
NAMELESS = {"统一社会信用代码": "", "工商注册号": "", "处罚机关统一社会信用代码": "11110105000000000X"}


def load(services: Services, *paths: Path) -> FileReport:
    """Load by a command of its own; return the last report."""
    return load_paths(services, paths).files[-1]


def graph(services: Services) -> MemoryGraph:
    assert isinstance(services.graph, MemoryGraph)
    return services.graph


@pytest.mark.parametrize("number", ["", REGISTRATION], ids=["name", "registration number"])
def test_an_officer_is_appointed_in_the_firm_that_an_earlier_command_registered(
    services: Services, tmp_path: Path, number: str
) -> None:
    load(services, write_csv(tmp_path, "enterprise", {"注册号": REGISTRATION}))

    load(services, write_csv(tmp_path, "person", {"企业统一社会信用代码": number}))

    assert [row["organization"] for row in graph(services).rows("roles")] == [FIRMS[0]]


def test_a_name_that_only_a_decision_mentions_identifies_no_firm(services: Services, tmp_path: Path) -> None:
    load(services, write_csv(tmp_path, "penalty", {}))

    report = load(services, write_csv(tmp_path, "person", {"企业统一社会信用代码": ""}))

    assert report.reasons == {"organization-unknown": 1}


def test_rows_refused_for_want_of_the_register_are_taken_once_it_is_there(services: Services, tmp_path: Path) -> None:
    officers = write_csv(tmp_path, "person", {"企业统一社会信用代码": ""})
    first = load(services, officers)
    load(services, write_csv(tmp_path, "enterprise", {}))

    again = load(services, officers)

    assert (first.rejected, again.rejected, again.loaded) == (1, 0, 1)


def test_a_decision_is_held_against_the_representative_on_record(services: Services, tmp_path: Path) -> None:
    load(services, write_csv(tmp_path, "enterprise", {}))
    load(services, write_csv(tmp_path, "person", {"姓名": "钱乙", "证件号码": PEOPLE[1], "职务": "法定代表人"}))

    report = load(services, write_csv(tmp_path, "penalty", {"法定代表人": "赵甲"}))

    assert report.warnings == {"representative-differs": 1}


def test_shares_are_computed_from_the_capital_on_record(services: Services, tmp_path: Path) -> None:
    load(services, write_csv(tmp_path, "enterprise", {"注册资本（万元）": "200"}))

    load(services, write_csv(tmp_path, "holding", {"持股比例": "", "认缴出资额（万元）": "50", "实缴出资额（万元）": ""}))

    assert [row["share"] for row in graph(services).rows("holdings")] == [0.25]


def test_a_former_name_finds_the_firm_as_long_as_nobody_else_is_called_so(services: Services, tmp_path: Path) -> None:
    load(services, write_csv(tmp_path, "enterprise", {"企业名称": "北京新名食品有限公司"}))
    former = {"organization": FIRMS[0], "name": NAME, "name_key": NAME, "start": None, "end": date(2024, 6, 1)}
    begun = next(iter(services.ledger.loads()))[0]
    services.graph.put(begun, {"names": [former]}, {"names": [1]})

    load(services, write_csv(tmp_path, "person", {"企业统一社会信用代码": ""}))
    load(services, write_csv(tmp_path, "enterprise", {"统一社会信用代码": FIRMS[1]}, name="namesake.csv"))
    second = load(
        services,
        write_csv(tmp_path, "person", {"企业统一社会信用代码": "", "姓名": "钱乙", "证件号码": PEOPLE[1]}, name="later.csv"),
    )

    assert [row["organization"] for row in graph(services).rows("roles")] == [FIRMS[0]]
    assert second.reasons == {"organization-ambiguous": 1}
