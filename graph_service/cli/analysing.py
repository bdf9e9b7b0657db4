"""The commands that analyse what is on record, with their examples: patterns, coverage."""

from __future__ import annotations

import typer

from graph_service.cli import coverage, patterns
from graph_service.cli.grouping import examples, group


def add_analysis(app: typer.Typer) -> None:
    """Add them to the root command."""
    found = group("规避模式与群组：线索及其依据。Patterns of evasion and groups: leads with their grounds.")
    found.command("list", epilog=examples("graph-service patterns list --lang en"))(patterns.list_patterns)
    found.command(
        "run",
        epilog=examples(
            "graph-service patterns run --on 2026-11-24",
            "graph-service patterns run representative-swapped shares-moved --json",
        ),
    )(patterns.run_patterns)
    app.add_typer(found, name="patterns")
    app.command(
        "coverage", epilog=examples("graph-service coverage --on 2026-11-24", "graph-service coverage --limit 1000 --json")
    )(coverage.coverage)
