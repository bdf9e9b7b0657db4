"""Ask every question of the read side of a generated registry, on one graph server, and say how long each takes and how much it answers.

The registry is generated, loaded and propagated first, by the commands that a user would give; a ``--home`` that holds one already is read as it
is. With ``--write`` the table goes into docs/scale.md. Each question is asked of several subjects, spread over the registry.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from time import strftime

from graph_service.bootstrap import open_services
from graph_service.settings import Settings
from scripts import neo4j_server
from scripts.read_questions import ASKED, Questions, Registry, Row, Told, timed

PAGE = Path(__file__).resolve().parent.parent / "docs" / "scale.md"
MARK = "<!-- written by scripts/read_scale.py, {server}: {end} -->"
SERVERS = ("embedded", "neo4j")


def prepare(home: Path, enterprises: int, server: str) -> list[Row]:
    """Generate, load and propagate, unless the home holds a registry already; return how long each took."""
    if (home / "registry").exists():
        return []
    steps = [
        ("generate", ["generate", "--enterprises", str(enterprises), "--to", str(home / "registry")]),
        ("load --bulk", ["load", "--bulk", "--drop-old", str(home / "registry" / "tables")]),
        ("propagate", ["propagate"]),
    ]
    return [timed(name, [partial(_command, home, server, words)]) for name, words in steps]


def _command(home: Path, server: str, words: Sequence[str]) -> Told:
    command = [sys.executable, "-m", "graph_service", *words, "--json"]
    subprocess.run(command, env=os.environ | environment(home, server), stdout=subprocess.DEVNULL, check=True)
    return 0, False


def environment(home: Path, server: str) -> dict[str, str]:
    """Return the settings of the instance that is measured."""
    own = {"GRAPH_SERVICE_HOME": str(home / "instance"), "GRAPH_SERVICE_ENGINE_HEAP": "3g"}
    return own | ({"GRAPH_SERVICE_NEO4J_DIR": str(neo4j_server.resolve().parent)} if server == "neo4j" else {})


def measure(home: Path, enterprises: int, server: str, asked: int = ASKED) -> list[Row]:
    """Prepare, and ask everything."""
    rows = prepare(home, enterprises, server)
    os.environ.update(environment(home, server))
    try:
        with open_services(Settings.read()) as services, tempfile.TemporaryDirectory() as folder:
            for row in Questions(services, Registry(home / "registry" / "tables"), Path(folder), asked).rows():
                print(_line(row), file=sys.stderr, flush=True)
                rows.append(row)
    finally:
        subprocess.run([sys.executable, "-m", "graph_service", "engine", "stop"], stdout=subprocess.DEVNULL, check=False)
    return rows


def table(rows: Sequence[Row], enterprises: int, server: str) -> str:
    """Lay the lines out as Markdown."""
    machine = f"{os.cpu_count()} cores; load of the machine at the end: {os.getloadavg()[0]:.1f}"
    head = f"{strftime('%Y-%m-%d')}, {server}, {enterprises:,} enterprises, {machine}."
    titles = "| question | asked | first | usual | slowest | rows at most | cut |\n|---|---|---|---|---|---|---|"
    return "\n".join([head, "", titles, *map(_line, rows)])


def _line(row: Row) -> str:
    if row.problem:
        return f"| {row.question} | {row.asked} | | | | | {row.problem} |"
    times = " | ".join(
        f"{seconds:.3f} s" if seconds < 1 else f"{seconds:,.1f} s" for seconds in (row.first, row.usual, row.slowest)
    )
    return f"| {row.question} | {row.asked} | {times} | {row.rows:,} | {row.truncated or ''} |"


def write(page: Path, text: str, server: str) -> None:
    """Put a table between its marks."""
    start, end = (MARK.format(server=server, end=end) for end in ("start", "end"))
    before, _, rest = page.read_text("utf-8").partition(start)
    _, _, after = rest.partition(end)
    page.write_text(f"{before}{start}\n\n{text}\n\n{end}{after}", "utf-8")


def main() -> None:
    """Read the options, measure, print or write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--enterprises", type=int, default=100_000)
    parser.add_argument("--server", choices=SERVERS, default="embedded")
    parser.add_argument("--home", type=Path, help="kept afterwards; one that holds a registry already is read as it is")
    parser.add_argument("--write", action="store_true", help="put the table into docs/scale.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="read-scale-") as folder:
        home = options.home or Path(folder)
        home.mkdir(parents=True, exist_ok=True)
        text = table(measure(home, options.enterprises, options.server), options.enterprises, options.server)
    if options.write:
        write(PAGE, text, options.server)
    print(text)


if __name__ == "__main__":
    main()
