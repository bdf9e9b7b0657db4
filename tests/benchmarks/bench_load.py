"""Rows loaded a second on each server: 8,000 rows in the real layouts, into an empty graph and ledger, then the same files again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from graph_service.loaders.run import load_paths
from graph_service.model.identifiers import credit_code_check_digit, organization_code_check_digit, resident_check_digit
from graph_service.workflow.services import Services
from tests.benchmarks.serving import opened
from tests.loaders.tables import write_csv
from tests.servers import GraphServer

FIRMS, OFFICERS = 1_000, 5
ROWS = FIRMS * (OFFICERS + 3)
ROUNDS = 3
_POSITIONS = ("法定代表人", "监事", "董事", "财务负责人", "总经理")


def firm_code(number: int) -> str:
    body = f"MA0FAKE{'0123456789'[number % 10]}"
    head = f"91{110101 + number // 10}{body}{organization_code_check_digit(body)}"
    return head + credit_code_check_digit(head)


def resident_id(number: int) -> str:
    born = date(1900, 1, 1) + timedelta(days=number // 999 % 365)
    body = f"110101{born:%Y%m%d}{number % 999 + 1:03d}"
    return body + resident_check_digit(body)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four tables: enterprises, their officers, one shareholder and one decision each."""
    folder = tmp_path_factory.mktemp("rows")
    firms = [(f"北京甲{number}食品有限公司", firm_code(number)) for number in range(FIRMS)]
    named = [{"企业名称": name, "企业统一社会信用代码": code} for name, code in firms]
    people = [[(f"赵{stem}", resident_id(n * OFFICERS + i)) for i, stem in enumerate("甲乙丙丁戊")] for n in range(FIRMS)]
    heads = [{"法定代表人": of_firm[0][0]} for of_firm in people]
    enterprises = ({"企业名称": name, "统一社会信用代码": code} for name, code in firms)
    write_csv(folder, "enterprise", *(firm | head for firm, head in zip(enterprises, heads, strict=True)))
    officers = (
        firm | {"姓名": name, "证件号码": number, "职务": position}
        for firm, of_firm in zip(named, people, strict=True)
        for (name, number), position in zip(of_firm, _POSITIONS, strict=True)
    )
    write_csv(folder, "person", *officers)
    holders = ({"股东名称": of_firm[0][0], "股东证照号码": of_firm[0][1]} for of_firm in people)
    write_csv(folder, "holding", *(firm | holder for firm, holder in zip(named, holders, strict=True)))
    decisions = (
        {"行政相对人名称": name, "统一社会信用代码": code, "行政处罚决定书文号": f"京甲市监罚〔2024〕{number}号"}
        | {"法定代表人": of_firm[0][0], "法定代表人证件号码": of_firm[0][1]}
        for number, ((name, code), of_firm) in enumerate(zip(firms, people, strict=True))
    )
    write_csv(folder, "penalty", *decisions)
    return folder


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def tell(benchmark: BenchmarkFixture) -> None:
    benchmark.extra_info.update({"rows": ROWS, "rows/s": round(ROWS / benchmark.stats.stats.median)})


def test_first_load(
    benchmark: BenchmarkFixture,
    graph_server: GraphServer,
    folder: Path,
    stack: ExitStack,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    def fresh() -> tuple[tuple[Services], dict[str, object]]:
        stack.close()
        return (stack.enter_context(opened(graph_server, tmp_path_factory.mktemp("load"))),), {}

    def load(services: Services) -> None:
        report = load_paths(services, [folder])
        assert (report.read, report.loaded, report.rejected) == (ROWS, ROWS, 0)

    benchmark.pedantic(load, setup=fresh, rounds=ROUNDS)

    tell(benchmark)


def test_second_load_of_unchanged_files(
    benchmark: BenchmarkFixture, graph_server: GraphServer, folder: Path, tmp_path: Path
) -> None:
    def load(services: Services) -> None:
        report = load_paths(services, [folder])
        assert (report.read, report.unchanged, report.rejected) == (ROWS, ROWS, 0)

    with opened(graph_server, tmp_path) as services:
        load_paths(services, [folder])
        benchmark.pedantic(load, args=(services,), rounds=ROUNDS)

    tell(benchmark)
