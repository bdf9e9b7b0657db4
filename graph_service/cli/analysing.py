"""The commands that analyse what is on record, with their examples: patterns, coverage, leads."""

from __future__ import annotations

import typer

from graph_service.cli import coverage, leads, patterns
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
    lead = group("线索关系：代持、一致行动、亲属、同一电话；规则从不读取。Leads between subjects; no rule ever reads them.")
    example = "graph-service lead add nominee p-… p-… --source 询问笔录2026-31 --reason 出资款来自对方账户 --from 2024-01-01"
    lead.command("add", epilog=examples(example))(leads.add)
    lead.command("list", epilog=examples("graph-service lead list --of 91110101MA0FAKE09X"))(leads.list_leads)
    lead.command("withdraw", epilog=examples("graph-service lead withdraw l-3 --reason 经核实不属实"))(leads.withdraw)
    lead.command("submit", epilog=examples("graph-service lead submit l-3 --reason 请核查实际控制人"))(leads.submit)
    app.add_typer(lead, name="lead")
