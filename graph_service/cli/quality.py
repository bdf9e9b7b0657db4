"""Command ``quality``: what is doubtful about everything on record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from graph_service.cli.door import DayOption, Door, JsonOption, LangOption, today

if TYPE_CHECKING:
    from graph_service.cli.screen import Screen, Words
    from graph_service.query.quality import Checked, Finding

LimitOption = Annotated[
    int, typer.Option("--limit", min=1, max=10_000, help="Most findings shown of a check. 每项最多列出几条。")
]


def quality(
    ctx: typer.Context, on: DayOption = None, limit: LimitOption = 20, as_json: JsonOption = False, lang: LangOption = None
) -> None:
    """对全部在案事实作逻辑检查，列出疑点及来源行。Check everything on record; doubts come with the source rows that say so."""
    from graph_service.query.quality import quality as checked

    door = Door(ctx, as_json=as_json, lang=lang)
    with door.services(job=True) as services, door.screen.progress("检查", "checking") as moved:
        found = checked(services, on or today(), limit, moved)
    if as_json:
        door.screen.json(found)
    _show(door.screen, found["checks"])


def _show(screen: Screen, checks: list[Checked]) -> None:
    columns: tuple[Words, ...] = (("代码", "code"), ("检查", "check"), ("发现", "found"))
    rows = [(one["code"], screen.words(one["words"]), one["count"]) for one in checks]
    styles = ["yellow" if one["count"] else None for one in checks]
    screen.table(screen.words(("数据质量", "Quality of the data")), columns, rows, styles)
    for check in checks:
        if check["findings"]:
            _show_findings(screen, check)


def _show_findings(screen: Screen, check: Checked) -> None:
    shown, count, words = len(check["findings"]), check["count"], screen.words(check["words"])
    title = screen.words((f"{words}（{count} 条中的 {shown} 条）", f"{words} ({shown} of {count})"))
    columns: tuple[Words, ...] = (("主体", "subjects"), ("来源行", "source rows"))
    screen.table(title, columns, [(_subjects(one), _rows(one)) for one in check["findings"]])


def _subjects(finding: Finding) -> str:
    return "\n".join(f"{one['name']} {one['id']}" if one["name"] else one["id"] for one in finding["subjects"])


def _rows(finding: Finding) -> str:
    lines = [f"{row['file']}:{row['row']}" for row in finding["rows"]]
    more = finding["facts"] - len(lines)
    return "\n".join([*lines, *([f"… +{more}"] if more > 0 else [])])
