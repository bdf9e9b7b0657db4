"""Command ``coverage``: how far decisions reach the persons whom the rules name (落实到人), and what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from graph_service.cli.door import DayOption, Door, JsonOption, LangOption, today

if TYPE_CHECKING:
    from graph_service.cli.screen import Screen, Words

LimitOption = Annotated[int, typer.Option("--limit", min=1, max=10_000, help="Most gaps shown. 最多列出几条缺口。")]
_TITLES: dict[str, Words] = {
    "role": ("按角色", "By role"),
    "department": ("按部门", "By department"),
    "area": ("按登记地", "By area"),
    "period": ("按年度", "By year"),
}
_COLUMNS: tuple[Words, ...] = (
    ("受惩戒企业", "enterprises"), ("全部落实", "all resolved"), ("全部确认", "all confirmed"),
    ("人数", "persons"), ("已落实", "resolved"), ("已确认", "confirmed"),
)  # fmt: skip


def coverage(
    ctx: typer.Context, on: DayOption = None, limit: LimitOption = 100, as_json: JsonOption = False, lang: LangOption = None
) -> None:
    """落实到人：受惩戒企业中条文所列人员是否全部落实、确认，及缺口原因。How far decisions reach the persons named, and what is missing."""
    from graph_service.query.coverage import CoverageQuestion
    from graph_service.query.coverage import coverage as covered

    door = Door(ctx, as_json=as_json, lang=lang)
    with door.services(job=True) as services, door.screen.progress("读取", "reading") as moved:
        found = covered(services, CoverageQuestion(on or today(), limit), moved)
    if as_json:
        door.screen.json(found)
        return
    _show(door.screen, found)


def _show(screen: Screen, found: dict[str, Any]) -> None:
    title = screen.words((f"落实到人 · {found['on']}", f"Coverage on {found['on']}"))
    screen.table(title, _COLUMNS, [_figures(found["total"])])
    for name, rows in found["by"].items():
        unknown = screen.words(("未载明", "not stated"))
        cells = [(row["value"] or unknown, *_figures(row)) for row in rows]
        screen.table(screen.words(_TITLES[name]), (("", ""), *_COLUMNS), cells)
    reasons = [(one["reason"], screen.words(one["words"]), one["count"]) for one in found["gap_counts"]]
    screen.table(screen.words(("缺口", "Gaps")), (("代码", "code"), ("原因", "reason"), ("数量", "count")), reasons)
    columns: tuple[Words, ...] = (
        ("企业", "enterprise"),
        ("事项", "event"),
        ("规则", "rule"),
        ("人员", "person"),
        ("原因", "reason"),
    )
    rows = [
        (_named(one["enterprise"]), one["event"], one["rule"], _named(one["person"]), screen.words(one["words"]))
        for one in found["gaps"]
    ]
    screen.table(screen.words(("缺口清单", "List of gaps")), columns, rows)
    if found["truncated"]:
        screen.say("还有更多未列出（--limit）。", "There is more than is shown (--limit).", style="yellow")


def _figures(row: dict[str, Any]) -> tuple[object, ...]:
    firms, persons = row["enterprises"], row["persons"]
    return (
        firms, f"{row['resolved']}/{firms}", f"{row['confirmed']}/{firms}",
        persons, f"{row['persons_resolved']}/{persons}", f"{row['persons_confirmed']}/{persons}",
    )  # fmt: skip


def _named(subject: Any) -> str:
    if subject is None:
        return ""
    return f"{subject['name']}\n{subject['id']}" if subject["name"] else str(subject["id"])
