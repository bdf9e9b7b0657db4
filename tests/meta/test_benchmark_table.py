"""The table of docs/benchmarks.md is written from what pytest-benchmark reports."""

from scripts.write_benchmarks import duration, render

RESULTS = {
    "datetime": "2026-11-24T01:02:03",
    "machine_info": {"python_version": "3.11.7", "cpu": {"count": 2, "brand_raw": "Some CPU"}},
    "commit_info": {"id": "0123456789abcdef", "dirty": False},
    "benchmarks": [
        {
            "name": "test_one_event_to_stored_outcomes[embedded]",
            "fullname": "tests/benchmarks/bench_event.py::test_one_event_to_stored_outcomes[embedded]",
            "extra_info": {"outcomes": 12345, "graph read": "9.1 ms"},
            "stats": {"median": 0.0312, "min": 0.03, "rounds": 20},
        }
    ],
}


def test_a_benchmark_becomes_one_line_under_machine_and_commit() -> None:
    lines = render(RESULTS).splitlines()

    assert "2026-11-24, commit `0123456789`, Python 3.11.7, 2 cores of Some CPU." in lines
    assert (
        lines[-1] == "| one event to stored outcomes (embedded) | 31.2 ms | 30 ms | 20 | outcomes 12,345; graph read 9.1 ms |"
    )


def test_durations_are_written_in_the_unit_that_fits() -> None:
    assert [duration(seconds) for seconds in (2.5, 0.0025, 2.5e-6, 2.5e-8)] == ["2.5 s", "2.5 ms", "2.5 µs", "25 ns"]
