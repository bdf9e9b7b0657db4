"""What the scaling curve is measured on gives the same verdicts as the whole, and the table says what was measured."""

import polars as pl
from polars.testing import assert_frame_equal

from graph_service.policy.loader import load_rulebook
from graph_service.propagation.engine import propagate
from graph_service.propagation.facts import Facts
from scripts.scaling import ON, chunks, measure, render
from tests.benchmarks.registry import registry

KEY = ["event", "rule", "subject"]


def verdicts(frames: dict[str, pl.DataFrame]) -> pl.DataFrame:
    return propagate(Facts.from_frames(frames), load_rulebook().enabled(), ON).verdicts.to_native()


def test_chunks_of_events_give_the_verdicts_of_the_whole():
    frames = registry(1_000)

    in_chunks = pl.concat([verdicts(chunk) for chunk in chunks(frames, 300)])

    assert_frame_equal(in_chunks.sort(KEY), verdicts(frames))


def test_the_chunk_size_does_not_change_what_is_counted():
    in_four, in_one = measure(400, roles=2_000, size=100), measure(400, roles=2_000, size=400)

    counted = ("events", "roles", "firms", "candidates", "verdicts", "reached", "forbidden")
    assert [in_four[name] for name in counted] == [in_one[name] for name in counted]
    assert min(in_one[name] for name in counted) > 0


def test_the_table_has_a_line_for_each_size():
    times = dict.fromkeys(("cutting", "judging", "second"), 0.5) | {"cpu": 2.0, "load": 0.25}
    one = {"events": 10_000, "roles": 1_000, "firms": 200, "candidates": 300_000, "reached": 40} | times
    one |= {"registry": 2**30, "peak": 3 * 2**30}

    table = render([one], 500).splitlines()

    assert "1,000 offices in 200 firms, every live rule, chunks of 500 events; load" in table[2]
    assert table[6] == "| 10,000 | 300,000 | 40 | 0.5 s | 0.5 s | 0.5 s | 2.0 s | 200,000 | 1.0 GiB | 3.0 GiB |"
