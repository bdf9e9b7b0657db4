"""Commands ``patterns list`` and ``patterns run``: leads to evasion and groups, with the facts behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from graph_service.cli.door import DayOption, Door, JsonOption, LangOption, today

if TYPE_CHECKING:
    from graph_service.cli.screen import Screen, Words

NamesArgument = Annotated[
    list[str] | None, typer.Argument(metavar="[NAME]...", help="Patterns by id, default all. 模式编号，默认全部。")
]
LimitOption = Annotated[
    int, typer.Option("--limit", min=1, max=10_000, help="Most alerts, and most groups, shown. 最多列出几条。")
]


def list_patterns(ctx: typer.Context, as_json: JsonOption = False, lang: LangOption = None) -> None:
    """列出规避模式与群组，及其阈值。List the patterns and their thresholds."""
    from graph_service.query.patterns import list_patterns as listed

    door, found = Door(ctx, as_json=as_json, lang=lang), listed()
    if as_json:
        door.screen.json(found)
        return
    patterns: Any = found["patterns"]
    columns: tuple[Words, ...] = (("编号", "id"), ("名称", "title"), ("查找什么", "finds"), ("阈值", "thresholds"))
    rows = [(one["id"], door.screen.words(one["title"]), door.screen.words(one["finds"]), _limits(one)) for one in patterns]
    door.screen.table(door.screen.words(("模式", "Patterns")), columns, rows)


def _limits(pattern: Any) -> str:
    return "\n".join(f"{name} = {versions[-1]['value']}" for name, versions in pattern["parameters"].items())


def run_patterns(  # noqa: PLR0913  # every option of a command is a parameter
    ctx: typer.Context,
    names: NamesArgument = None,
    on: DayOption = None,
    limit: LimitOption = 100,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """在全部在案事实中查找规避线索与群组；每个主体一条预警，附依据。所得均为线索，不是认定。Look for leads; one alert a subject."""
    from graph_service.query.patterns import PatternQuestion
    from graph_service.query.patterns import run_patterns as run

    door = Door(ctx, as_json=as_json, lang=lang)
    with door.services(job=True) as services, door.screen.progress("读取", "reading") as moved:
        found = run(services, PatternQuestion(on or today(), names or (), limit), moved)
    if as_json:
        door.screen.json(found)
        return
    _show(door.screen, found)


def _show(screen: Screen, found: dict[str, Any]) -> None:
    screen.say(found["notice"]["zh"], found["notice"]["en"], style="yellow")
    columns: tuple[Words, ...] = (("编号", "id"), ("名称", "title"), ("发现", "found"))
    rows = [(one["id"], screen.words(one["title"]), one["found"]) for one in found["patterns"]]
    screen.table(screen.words(("模式", "Patterns")), columns, rows)
    findings = [(alert["subject"], one) for alert in found["alerts"] for one in alert["findings"]]
    _show_findings(screen, ("预警（每个主体一条）", "Alerts, one a subject"), findings)
    _show_findings(screen, ("群组", "Groups"), [(one["subject"], one) for one in found["groups"]])
    if found["truncated"]:
        screen.say("还有更多未列出（--limit）。", "There is more than is shown (--limit).", style="yellow")


def _show_findings(screen: Screen, title: Words, findings: list[tuple[Any, Any]]) -> None:
    if findings:
        columns: tuple[Words, ...] = (("主体", "subject"), ("线索", "lead"), ("来源行", "source rows"))
        rows = [(_subject(subject), screen.words(one["words"]), _rows(one)) for subject, one in findings]
        screen.table(screen.words(title), columns, rows)


def _subject(subject: Any) -> str:
    return f"{subject['name']}\n{subject['id']}" if subject["name"] else str(subject["id"])


def _rows(finding: Any) -> str:
    lines = [f"{row['file']}:{row['row']}" for row in finding["rows"]]
    more = finding["fact_count"] - len(lines)
    return "\n".join([*lines, *([f"… +{more}"] if more > 0 else [])])
