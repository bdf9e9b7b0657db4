"""Turn the JSON of pytest-benchmark into the table of docs/benchmarks.md."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

PAGE = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"
MARK = "<!-- written by scripts/write_benchmarks.py; do not edit below -->"
_UNITS = ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs"), (0.0, "ns"))


def duration(seconds: float) -> str:
    """Write a duration with three digits and the unit that fits it."""
    least, unit = next((least, unit) for least, unit in _UNITS if seconds >= least)
    return f"{seconds / (least or 1e-9):.3g} {unit}"


def row(benchmark: dict[str, Any]) -> str:
    """Build the line of one benchmark; what a test put into ``extra_info`` stands in the last column."""
    stats = benchmark["stats"]
    extra = "; ".join(
        f"{name} {value:,}" if isinstance(value, int) else f"{name} {value}" for name, value in benchmark["extra_info"].items()
    )
    title = benchmark["name"].removeprefix("test_").replace("_", " ").replace("[", " (").replace("]", ")")
    return f"| {title} | {duration(stats['median'])} | {duration(stats['min'])} | {stats['rounds']} | {extra} |"


def render(results: dict[str, Any]) -> str:
    """Render machine, commit and table."""
    machine, commit = results["machine_info"], results["commit_info"]
    cpu = machine.get("cpu", {})
    where = f"{cpu.get('count', '?')} cores of {cpu.get('brand_raw', machine.get('machine', 'an unknown machine'))}"
    dirty = " with uncommitted changes" if commit.get("dirty") else ""
    lines = [
        MARK,
        "",
        f"{results['datetime'][:10]}, commit `{str(commit.get('id'))[:10]}`{dirty}, Python {machine['python_version']}, {where}.",
        "",
        "| what | median | best | rounds | figures |",
        "|---|---|---|---|---|",
        *[row(benchmark) for benchmark in sorted(results["benchmarks"], key=lambda one: str(one["fullname"]))],
    ]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Write the table from the file that is named."""
    if len(sys.argv) != 2:
        print("usage: write_benchmarks.py RESULTS.json", file=sys.stderr)
        return 2
    results = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    before = PAGE.read_text("utf-8").partition(MARK)[0]
    PAGE.write_text(before + render(results), "utf-8")
    print(f"written: {PAGE.name}, {len(results['benchmarks'])} benchmarks")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
