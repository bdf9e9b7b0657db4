"""Measure how ``propagate()`` grows: 10^4, 10^5 and 10^6 events over one registry of 10^7 offices, in chunks of events.

Each size runs in a process of its own, so that its peak memory is its own (Linux only). With ``--write`` the table goes into docs/scale.md.
A chunk is what a partition of a cluster would be: its events, the offices and holdings in the firms that they lead to, and what
is stated in them. Everything is invented and seeded.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import platform
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from time import perf_counter, process_time, strftime
from typing import Any

import narwhals as nw
import polars as pl

from graph_service.model.outcomes import State
from graph_service.policy.loader import load_rulebook
from graph_service.policy.schema import RuleBook
from graph_service.propagation.clauses import RANKED
from graph_service.propagation.compiled import compile_rules
from graph_service.propagation.conflicts import present_offices
from graph_service.propagation.engine import propagate
from graph_service.propagation.facts import Facts
from tests.benchmarks.registry import registry

PAGE = Path(__file__).resolve().parent.parent / "docs" / "scale.md"
START, END = "<!-- written by scripts/scaling.py: start -->", "<!-- written by scripts/scaling.py: end -->"
SIZES = (10_000, 100_000, 1_000_000)
ROLES, OFFICES_OF_A_FIRM = 10_000_000, 5.5
CHUNK = 50_000
ON = date(2026, 11, 24)
_GIB = 1024**3

Frames = dict[str, pl.DataFrame]


def chunks(frames: Frames, size: int) -> Iterator[Frames]:
    """Give the events in chunks, each with all rows that it needs and no others."""
    stated = [name for name, table in frames.items() if "event" in table.columns]
    for events in frames["events"].iter_slices(size):
        chunk = {name: frames[name].join(events.select(event="id"), on="event", how="semi") for name in stated}
        firms = _among(frames["organizations"], "id", events["subject"], events["client"])
        firms = _among(frames["organizations"], "id", firms["id"], firms["parent"])
        held = {name: _among(frames[name], "organization", firms["id"]) for name in ("roles", "holdings")}
        speaking = [table["person"] for table in (*chunk.values(), held["roles"]) if "person" in table.columns]
        people = _among(frames["persons"], "id", events["subject"], held["holdings"]["holder"], *speaking)
        holders = _among(frames["organizations"], "id", firms["id"], held["holdings"]["holder"])
        yield chunk | held | {"events": events, "organizations": holders, "persons": people}


def _among(table: pl.DataFrame, column: str, *keys: pl.Series) -> pl.DataFrame:
    wanted = pl.concat([key.rename(column) for key in keys]).drop_nulls().unique()
    return table.join(wanted.to_frame(), on=column, how="semi")


def second_pass(reached: nw.DataFrame[Any], chunk: Frames, frames: Frames, book: RuleBook) -> tuple[int, int]:
    """Find the offices of whoever is reached, wherever they lie; return how many offices were joined and how many are forbidden."""
    roles = _among(frames["roles"], "person", reached["subject"].to_native())
    organizations = _among(frames["organizations"], "id", roles["organization"], chunk["events"]["subject"])
    facts = Facts.from_frames(chunk | {"roles": roles, "organizations": organizations})
    found = present_offices(reached, facts, compile_rules(book), ON)
    return len(roles), sum(row["forbidden"] for row in found)


def measure(events: int, roles: int, size: int) -> dict[str, Any]:
    """Propagate so many events; return counts, seconds and the peak of this process's resident memory in bytes.

    Making the registry is not counted, in time or peak. The tables of a chunk are counted and dropped, as a job that stores its
    outcomes would drop them.
    """
    book, frames = load_rulebook().enabled(), registry(events, firms=int(roles / OFFICES_OF_A_FIRM))
    _forget_peak()
    found: Counter[str] = Counter()
    mark, cpu = perf_counter(), process_time()
    for chunk in chunks(frames, size):
        begun = perf_counter()
        result = propagate(Facts.from_frames(chunk), book, ON)
        reached = result.verdicts.filter(nw.col("state") == RANKED.index(State.IN_FORCE))
        judged = perf_counter()
        offices, forbidden = second_pass(reached, chunk, frames, book)
        done = perf_counter()
        found.update(candidates=len(result.clauses), verdicts=len(result.verdicts), reached=len(reached))
        found.update(offices=offices, forbidden=forbidden, chunk_roles=len(chunk["roles"]))
        found.update(cutting=begun - mark, judging=judged - begun, second=done - judged)  # type: ignore[call-overload]  # seconds
        mark = done
    sizes = {"events": events, "roles": len(frames["roles"]), "firms": len(frames["organizations"])}
    memory = {"registry": sum(table.estimated_size() for table in frames.values()), "peak": _peak()}
    return {**sizes, **found, **memory, "cpu": process_time() - cpu, "load": os.getloadavg()[0]}


def _forget_peak() -> None:
    """Let the kernel start the peak again (Linux)."""
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5", "ascii")


def _peak() -> int:
    status = Path("/proc/self/status").read_text("ascii")
    (kibibytes,) = (line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(kibibytes) * 1024


def in_a_process_of_its_own(events: int, arguments: argparse.Namespace) -> dict[str, Any]:
    """Run ``measure`` alone."""
    options = ["--one", str(events), "--roles", str(arguments.roles), "--chunk", str(arguments.chunk)]
    done = subprocess.run([sys.executable, "-m", "scripts.scaling", *options], stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    print(_row(found), file=sys.stderr)
    return found


def render(found: list[dict[str, Any]], chunk: int) -> str:
    """Render the table, with the machine and what else it did."""
    roles, firms, load = found[-1]["roles"], found[-1]["firms"], max(one["load"] for one in found)
    where = f"{strftime('%Y-%m-%d')}, Python {platform.python_version()}, Polars {pl.__version__}, {os.cpu_count()} cores"
    registry = f"{roles:,} offices in {firms:,} firms, every live rule, chunks of {chunk:,} events"
    head = "events|candidates|in force|cut the chunks|propagate|second pass|CPU time|candidates/s|registry|peak memory".split(
        "|"
    )
    lines = [
        *(START, ""),
        f"{where}; {registry}; load of the machine at the end of a run: up to {load:.1f}.",
        *("", f"| {' | '.join(head)} |", "|---" * len(head) + "|"),
        *(_row(one) for one in found),
        *("", END),
    ]
    return "\n".join(lines)


def _row(one: dict[str, Any]) -> str:
    rate = one["candidates"] / (one["cutting"] + one["judging"] + one["second"])
    counts = [f"{one[name]:,}" for name in ("events", "candidates", "reached")]
    seconds = [f"{one[name]:.1f} s" for name in ("cutting", "judging", "second", "cpu")]
    memory = [f"{one[name] / _GIB:.1f} GiB" for name in ("registry", "peak")]
    return f"| {' | '.join([*counts, *seconds, f'{rate:,.0f}', *memory])} |"


def write(table: str) -> None:
    """Put the table between the marks of docs/scale.md."""
    before, _, rest = PAGE.read_text("utf-8").partition(START)
    PAGE.write_text(before + table + rest.partition(END)[2], "utf-8")
    print(f"written: {PAGE.name}")


def main() -> int:
    """Measure every size, or one alone (``--one``), which is printed as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--one", type=int, help="measure this many events in this process and print JSON")
    parser.add_argument("--roles", type=int, default=ROLES, help="offices in the registry, about")
    parser.add_argument("--chunk", type=int, default=CHUNK, help="events at once")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="numbers of events")
    parser.add_argument("--write", action="store_true", help="write the table into docs/scale.md")
    arguments = parser.parse_args()
    if arguments.one:
        json.dump(measure(arguments.one, arguments.roles, arguments.chunk), sys.stdout)
        return 0
    table = render([in_a_process_of_its_own(events, arguments) for events in arguments.sizes], arguments.chunk)
    write(table) if arguments.write else print(table)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
