"""Screening beside the least that it could be: the same look at the graph alone, that with one durable commit, and the bare join.

Requests go one after the other through the API, in turn with the bare endpoints, so that what the machine does besides falls on all alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from statistics import median
from time import perf_counter

import httpx
import polars as pl
import pytest
from fastapi import FastAPI
from pytest_benchmark.fixture import BenchmarkFixture
from sqlalchemy import text

from graph_service.api.app import create_app
from graph_service.loaders.run import load_paths
from graph_service.model.acts import ActKind, NewAct
from graph_service.workflow.freshness import Freshness
from graph_service.workflow.propagate import propagate_events
from graph_service.workflow.screened import Question
from graph_service.workflow.screening import Screener
from graph_service.workflow.screening_batch import said_frame, screen_batch, verdicts
from graph_service.workflow.services import Services, today
from tests.benchmarks.serving import opened
from tests.e2e.test_retraction import FOOD_FIRM, SAMPLE, the_food_decision
from tests.servers import GraphServer
from tests.web.serving import running

ROUNDS, EACH = 7, 60
ROWS, LISTED = 100_000, 50_000


@pytest.fixture(scope="module")
def town(graph_server: GraphServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    with opened(graph_server, tmp_path_factory.mktemp("screening")) as services:
        load_paths(services, sorted(path for path in SAMPLE.iterdir() if path.suffix in {".csv", ".xlsx"}))
        propagate_events(services, None, today(services))
        named = (str(the_food_decision(services)["id"]), "CN-FOOD-135-1", FOOD_FIRM)
        services.ledger.act(NewAct("c", ActKind.CONFIRM, *named, today(services), "officer", "属实"))
        yield services


def with_bare_endpoints(services: Services) -> FastAPI:
    """The application with two endpoints more: one that only looks at the graph, one that commits a row durably besides."""
    app = create_app(services)
    database = services.ledger.database  # type: ignore[attr-defined]  # the ledger in SQL
    with database.engine.begin() as connection:
        connection.execute(text("CREATE TABLE bare (text VARCHAR)"))

    @app.post("/v1/bare/read")
    def read(asked: dict[str, str]) -> dict[str, int]:
        return {"found": len(services.graph.screened([asked["code"]])[1])}

    @app.post("/v1/bare/commit")
    def commit(asked: dict[str, str]) -> dict[str, int]:
        found = len(services.graph.screened([asked["code"]])[1])
        database.write(lambda connection: connection.execute(text("INSERT INTO bare VALUES ('x')")))
        return {"found": found}

    return app


def asking(client: httpx.Client, path: str, body: dict[str, object]) -> Callable[[], float]:
    """Return what asks so many times and gives the requests of a second."""

    def ask() -> float:
        start = perf_counter()
        for _ in range(EACH):
            assert client.post(path, json=body).status_code == 200
        return EACH / (perf_counter() - start)

    return ask


def test_screening_one_subject_through_the_api(benchmark: BenchmarkFixture, town: Services) -> None:
    asked: dict[str, object] = {"purpose": "permit", "code": FOOD_FIRM}
    rates: dict[str, list[float]] = {"read": [], "commit": [], "screened": [], "kept": []}
    with running(with_bare_endpoints(town)) as address, httpx.Client(base_url=address, trust_env=False, timeout=60) as client:
        asks = {
            "read": asking(client, "/v1/bare/read", {"code": FOOD_FIRM}),
            "commit": asking(client, "/v1/bare/commit", {"code": FOOD_FIRM}),
            "screened": asking(client, "/v1/screenings", asked | {"receipt": False}),
            "kept": asking(client, "/v1/screenings", asked),
        }

        def turn() -> None:
            for name, ask in asks.items():
                rates[name].append(ask())

        turn()
        rates = {name: [] for name in rates}
        benchmark.pedantic(turn, rounds=ROUNDS)
    each = {name: median(found) for name, found in rates.items()}
    benchmark.extra_info |= {
        "requests/s": round(each["screened"]),
        "speed against the bare read": round(each["screened"] / each["read"], 2),
        "with receipt, requests/s": round(each["kept"]),
        "with receipt, speed against read and commit": round(each["kept"] / each["commit"], 2),
    }


def test_screening_a_frame_of_100000_rows(benchmark: BenchmarkFixture) -> None:
    """Questions and what is said of 50,000 keys, as frames; the bare join of the same two in turn."""
    said = said_frame({f"91110000MA0FAKE{key:05}": ("hit",) if key % 3 else ("review",) for key in range(LISTED)})
    keys = [f"91110000MA0FAKE{row * 7 % ROWS:05}" for row in range(ROWS)]
    questions = pl.DataFrame({"row": range(ROWS), "key": keys, "problem": [""] * ROWS})
    bare: list[float] = []

    def join() -> None:
        start = perf_counter()
        questions.join(said, on="key", how="left")
        bare.append(perf_counter() - start)

    def both() -> pl.DataFrame:
        return verdicts(questions, said, Freshness())

    found = benchmark.pedantic(both, setup=join, rounds=15, warmup_rounds=2)

    assert found["verdict"].value_counts().sort("verdict")["count"].to_list() == [33_333, 50_000, 16_667]
    benchmark.extra_info |= {
        "rows/s": round(ROWS / benchmark.stats.stats.median),
        "time against the bare join": round(benchmark.stats.stats.median / median(bare), 2),
    }


def test_screening_a_batch_with_its_receipt(benchmark: BenchmarkFixture, town: Services) -> None:
    """10,000 rows from questions to the stored receipt: codes checked, looked up in the graph, joined, sealed."""
    screener = Screener(town)
    occasion = screener.occasion("permit", None, "officer")
    questions = [Question(row, code=FOOD_FIRM if row % 100 == 0 else f"reg:{row}") for row in range(1, 10_001)]

    benchmark.pedantic(lambda: screen_batch(screener, [questions], occasion), rounds=3)

    benchmark.extra_info["rows/s"] = round(len(questions) / benchmark.stats.stats.median)
