"""Tables of look-through that people read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from graph_service.cli.screen import Screen, Words
from graph_service.query.ownership import owner_rows

Json = Mapping[str, Any]

_OWNER_COLUMNS: tuple[Words, ...] = (
    ("企业", "organisation"),
    ("持有人", "holder"),
    ("最终权益 %", "integrated %"),
    ("路径乘积 %", "path product %"),
    ("线索", "leads"),
)
_LEADS: dict[str, Words] = {
    "actual_controller": ("疑似实际控制人", "actual controller (lead)"),
    "controlling_shareholder": ("控股股东", "controlling shareholder"),
    "beneficial_owner": ("受益所有人（估计）", "beneficial owner (estimate)"),
}


def show_scenario(screen: Screen, found: Json) -> None:
    """Show what ``query.ownership`` found in a scenario: a row for each holder, terminal owners first; and the cascade."""
    title = screen.words((f"穿透 · {found['on']}（线索，非认定）", f"Look-through as of {found['on']} (leads, no findings)"))
    screen.table(title, _OWNER_COLUMNS, [_owner(screen, row) for row in owner_rows(found)])
    if found["cascade_asked"]["seeds"]:
        rows = [(org, found["cascade_stakes"][org]) for org in found["cascade"]]
        rows += [(org, screen.words(("无法确定", "undetermined"))) for org in found["cascade_undetermined"]]
        screen.table(screen.words(("级联", "Cascade")), (("企业", "organisation"), ("合计持股 %", "stake %")), rows)
    show_warnings(screen, found["warnings"])


def _owner(screen: Screen, row: Json) -> tuple[object, ...]:
    holder = row["holder"] or screen.words(("未归属", "unattributed"))
    marks = {"yes": "", "undetermined": "?"}
    leads = [
        screen.words(words) + marks[answer]
        for wanted in marks
        for name, words in _LEADS.items()
        if (answer := row[name]) == wanted
    ]
    return (row["organization"], holder, row["percent"], row["path_product"], "、".join(leads))


def show_warnings(screen: Screen, warnings: Sequence[Json]) -> None:
    """Show each warning with the organisations concerned, the first of them by name."""
    for one in warnings:
        concerned = "、".join(one["subjects"][:_NAMED]) + (
            f" … ({len(one['subjects'])})" if len(one["subjects"]) > _NAMED else ""
        )
        screen.say(f"注意：{one['words']['zh']} {concerned}", f"Note: {one['words']['en']} {concerned}", style="yellow")


_NAMED = 5
_ANSWERS: Mapping[str, Words] = {"yes": ("是", "yes"), "no": ("", ""), "undetermined": ("无法确定", "undetermined")}


def show_subject(screen: Screen, found: Json) -> None:
    """Show what ``query.subject_ownership`` found: owners, paths with their steps, and what the subject holds."""
    subject, up = found["subject"], found["up"]
    title = f"{subject['name']} · {subject['id']} · {found['on']} · {screen.words(found['lead'])}"
    screen.say(title, title, style="bold")
    if up:
        _show_up(screen, up)
    _show_down(screen, found["down"])
    show_warnings(screen, found["warnings"])


def _show_up(screen: Screen, up: Json) -> None:
    columns: tuple[Words, ...] = (
        ("持有人", "holder"),
        ("最终权益 %", "integrated %"),
        ("至多 %", "at most %"),
        ("控制", "controls"),
        ("疑似实际控制人", "actual controller (lead)"),
        ("控股股东", "controlling shareholder"),
        ("受益所有人（估计）", "beneficial owner (estimate)"),
    )
    asked = ("controls", "actual_controller", "controlling_shareholder", "beneficial_owner")
    rows = [
        (_named(one), one["percent"], one["most_percent"], *(screen.words(_ANSWERS[one[name]]) for name in asked))
        for one in up["owners"]
    ]
    if up["unattributed"]:
        rows.append((screen.words(("未归属", "unattributed")), up["unattributed"], None, "", "", "", ""))
    screen.table(screen.words(("所有与控制", "Owners and controllers")), columns, rows)
    paths = [(path["percent"], " → ".join(_step(screen, step) for step in path["steps"])) for path in up["paths"]]
    screen.table(screen.words(("路径", "Paths")), (("乘积 %", "product %"), ("逐级", "step by step")), paths)
    if up["truncated"] or up["paths_truncated"]:
        screen.say("未全部列出。", "Not everything is shown.", style="yellow")


def _show_down(screen: Screen, down: Json) -> None:
    columns: tuple[Words, ...] = (
        ("企业", "organisation"),
        ("最终权益 %", "integrated %"),
        ("控制", "controls"),
        ("直接持股", "direct"),
    )
    rows = [
        (_named(one), one["percent"], screen.words(_ANSWERS[one["controls"]]), _entries(screen, one["direct"]))
        for one in down["held"]
    ]
    if rows:
        screen.table(screen.words(("持有的企业", "What it holds")), columns, rows)
    if down["truncated"]:
        screen.say(f"未全部列出，共 {down['total']} 家以上。", f"Not all are shown: {down['total']} or more.", style="yellow")


def _step(screen: Screen, step: Json) -> str:
    return f"{_named(step['holder'])} {_entries(screen, step)} {_named(step['organization'])}"


def _entries(screen: Screen, step: Json | None) -> str:
    return "；".join(screen.words(entry["words"]) for entry in step["entries"]) if step else ""


def _named(one: Json) -> str:
    return f"{one['name']}（{one['id']}）"
