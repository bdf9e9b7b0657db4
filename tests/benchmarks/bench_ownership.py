"""Look-through of a whole register beside networkx, and of one subject: in process, and from the graph through the use case."""

from __future__ import annotations

from pathlib import Path
from random import Random
from statistics import median, quantiles
from time import perf_counter, process_time

import polars as pl
from pytest_benchmark.fixture import BenchmarkFixture

from graph_service.analysis.ownership.holdings import holdings_on
from graph_service.analysis.ownership.look_through import look_through
from graph_service.analysis.ownership.paths import paths_above
from graph_service.analysis.ownership.register import register_on
from graph_service.analysis.ownership.register_control import control_pairs
from graph_service.analysis.ownership.register_integrated import integrated_shares
from graph_service.generate.run import TABLES, Plan, generate
from graph_service.loaders.run import load_paths
from graph_service.policy.loader import load_rulebook
from graph_service.policy.ownership import load_ownership_terms
from graph_service.query.ownership import day_terms
from graph_service.query.subject_ownership import Asked, subject_ownership
from tests.analysis.ownership.worlds import DAY
from tests.benchmarks import by_networkx
from tests.benchmarks.owners import owners
from tests.benchmarks.serving import opened
from tests.servers import GraphServer

FIRMS, SAMPLE = 1_000_000, 200_000
SUBJECTS = 2_000


def p99(seconds: list[float]) -> str:
    """Return the 99th percentile."""
    return f"{quantiles(seconds, n=100)[98] * 1000:.1f} ms"


def test_a_whole_register_is_looked_through(benchmark: BenchmarkFixture) -> None:
    terms = load_ownership_terms()
    busy: list[float] = []

    def ours(frames: dict[str, pl.DataFrame]) -> tuple[int, int, float]:
        start = process_time()
        register = register_on(frames, DAY, terms.state_bodies)
        holders, _ = control_pairs(register, terms.control[0])
        solved = integrated_shares(register)
        busy.append(process_time() - start)
        return len(register.holder), len(holders), float(solved.share.sum())

    holdings, pairs, _ = benchmark.pedantic(ours, args=(owners(FIRMS),), rounds=3)

    part, processor = owners(SAMPLE), median(busy)
    start = process_time()
    graph = by_networkx.built(part)
    their_pairs = by_networkx.controlled(graph)
    their_sum = sum(sum(found.values()) for found in by_networkx.integrated(graph).values())
    theirs = process_time() - start
    _, our_pairs, our_sum = ours(part)
    assert their_pairs == our_pairs
    assert abs(their_sum - our_sum) < 1e-6 * our_sum
    extrapolated = theirs * FIRMS / SAMPLE
    benchmark.extra_info.update(
        {
            "enterprises": FIRMS,
            "holdings": holdings,
            "pairs of control": pairs,
            "processor time": f"{processor:.1f} s",
            f"of networkx on {SAMPLE:,} enterprises": f"{theirs:.1f} s",
            "extrapolated in proportion": f"{extrapolated:.0f} s",
            "ratio of processor times": round(extrapolated / processor, 1),
        }
    )


def test_one_subject_of_a_register_in_process(benchmark: BenchmarkFixture) -> None:
    frames, terms = owners(SAMPLE // 2), load_ownership_terms()
    rows = {table: frame.to_dicts() for table, frame in frames.items()}
    whole = holdings_on(rows, DAY, terms.state_bodies)
    day = day_terms(load_rulebook(), terms, DAY)
    random, seconds, busy = Random(1), [], []

    def one() -> None:
        subject = f"E{random.randrange(SAMPLE // 2)}"
        start, began = perf_counter(), process_time()
        above = whole.above([subject])
        look_through(above, day)
        paths_above(above, subject, 100)
        seconds.append(perf_counter() - start)
        busy.append(process_time() - began)

    benchmark.pedantic(one, rounds=SUBJECTS)
    benchmark.extra_info.update({"enterprises": SAMPLE // 2, "p99": p99(seconds), "processor p99": p99(busy)})


def test_one_subject_from_the_graph(benchmark: BenchmarkFixture, graph_server: GraphServer, tmp_path: Path) -> None:
    generate(Plan(enterprises=1_350, seed=20170331), tmp_path / "registry")
    random, seconds, busy = Random(1), [], []
    with opened(graph_server, tmp_path / "home") as services:
        load_paths(services, [tmp_path / "registry" / TABLES])
        pages = services.graph.all_facts(services.graph.graph_version())
        held = sorted({str(row["organization"]) for table, rows in pages if table == "holdings" for row in rows})

        def one() -> None:
            subject = services.graph.subject(random.choice(held))
            assert subject is not None
            start, began = perf_counter(), process_time()
            subject_ownership(services, subject, Asked(DAY))
            seconds.append(perf_counter() - start)
            busy.append(process_time() - began)

        benchmark.pedantic(one, rounds=SUBJECTS // 4)
    benchmark.extra_info.update({"enterprises": 1_350, "p99": p99(seconds), "processor p99": p99(busy)})
