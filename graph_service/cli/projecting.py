"""Command ``project``, and what other commands show of the projection: the measures in the graph, as the ledger says them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from graph_service.cli.door import Door, JsonOption, LangOption
from graph_service.cli.failures import FAILURE
from graph_service.cli.screen import Screen, Words

if TYPE_CHECKING:
    from graph_service.workflow.projection import Comparison, EventDifference, Projection
    from graph_service.workflow.propagate import PropagationReport
    from graph_service.workflow.services import Services

#: Differing events shown on the terminal; the JSON names all.
_SHOWN = 50
_BAR: Words = ("写入图", "showing in the graph")

CheckOption = Annotated[bool, typer.Option("--check", help="Only compare, change nothing. 只核对，不改动。")]


def project(ctx: typer.Context, check: CheckOption = False, as_json: JsonOption = False, lang: LangOption = None) -> None:
    """将台账的结论投影到图（措施节点），或核对二者。Show in the graph what the ledger says, or compare the two.

    图中的措施节点（:Measure）随时可以由台账重建；不一致时 --check 列出事项并以 1 退出。The measures in the graph can be redone at any
    time; --check names the events that differ and exits with 1.
    """
    door = Door(ctx, as_json=as_json, lang=lang)
    with door.services(job=True) as services:
        complete = _compare(door, services) if check else _project(door, services)
    if not complete:
        raise typer.Exit(FAILURE)


def _project(door: Door, services: Services) -> bool:
    from graph_service.workflow.projection import project_everything

    with door.screen.progress(*_BAR) as moved:
        done = project_everything(services, moved)
    if door.screen.as_json:
        door.screen.json(shape_projection(done))
    show_projection(door.screen, shape_projection(done))
    return not done.counts.unplaced


def _compare(door: Door, services: Services) -> bool:
    from graph_service.workflow.projection import compare_with_ledger

    with door.screen.progress("核对", "comparing") as moved:
        found = compare_with_ledger(services, moved)
    if door.screen.as_json:
        door.screen.json(asdict(found))
    _show_comparison(door.screen, found)
    return not found.differing


def _show_comparison(screen: Screen, found: Comparison) -> None:
    if not found.differing:
        screen.say(
            f"图与台账一致：事项 {found.events}，措施 {found.measures}。",
            f"Graph and ledger agree: {found.events} events, {found.measures} measures.",
        )
        return
    columns: tuple[Words, ...] = (
        ("事项", "event"),
        ("图中缺少", "missing"),
        ("图中多出", "extra"),
        ("内容不同", "changed"),
        ("不同的列", "columns"),
    )
    screen.table(
        screen.words(("图与台账不一致的事项", "Events in which graph and ledger differ")),
        columns,
        [_difference_row(one) for one in found.differing[:_SHOWN]],
    )
    if (more := len(found.differing) - _SHOWN) > 0:
        screen.say(f"另有 {more} 件，见 --json。", f"{more} more events: see --json.")
    screen.say(
        "台账为准：用 graph-service project 重建。", "The ledger is right: graph-service project redoes the graph's side."
    )


def _difference_row(one: EventDifference) -> Sequence[object]:
    return (one.event, one.missing, one.extra, one.changed, ", ".join(one.columns))


def show_what_was_stored(door: Door, services: Services, report: PropagationReport) -> None:
    """Show the runs of a report in the graph; a failure is kept in the report, for the ledger is right nevertheless."""
    from graph_service.workflow.projection import bring_up_to_date

    with door.screen.progress(*_BAR) as moved:
        report.projection = bring_up_to_date(services, report.propagated, moved)


def fail_if_behind(report: PropagationReport | None) -> None:
    """End the command with the error that kept the graph behind the ledger, once everything else has been shown.

    Raises:
        StoreUnavailableError: says that the ledger is right and what to do.
    """
    if report and report.projection and report.projection.error:
        raise report.projection.error


def shape_projection(done: Projection) -> dict[str, Any]:
    """Shape what was brought up to date as plain JSON data; ``error`` is ``None`` where all of it was."""
    return {"events": done.events, **asdict(done.counts), "error": done.error.message if done.error else None}


def show_projection(screen: Screen, done: Mapping[str, Any]) -> None:
    """Show how many measures were written; an error is shown at the end of the command."""
    if done["error"]:
        return
    screen.say(
        f"图中的措施：新增 {done['created']}，更新 {done['changed']}，移除 {done['removed']}，不变 {done['unchanged']}。",
        f"Measures in the graph: {done['created']} new, {done['changed']} changed, {done['removed']} removed, "
        f"{done['unchanged']} unchanged.",
    )
    if done["unplaced"]:
        screen.say(
            f"有 {done['unplaced']} 项无法显示：图中没有其事项或主体。请先用 graph-service load 重新加载文件，再运行 graph-service project。",
            f"{done['unplaced']} cannot be shown: the graph lacks their event or subject. Load the files again with "
            "graph-service load, then run graph-service project.",
            style="yellow",
        )
