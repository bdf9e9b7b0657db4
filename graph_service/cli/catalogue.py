"""Commands of the 《公共信用信息目录》: ``catalogue check``, ``catalogue example``."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graph_service.cli.door import DayOption, Door, JsonOption, LangOption, today
from graph_service.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graph_service.cli.screen import Screen, Words
    from graph_service.workflow.catalogue import Catalogue, Delivered, Department, Rate

_NAME = "catalogue.yaml"
FileOption = Annotated[
    Path | None, typer.Option("--file", metavar="FILE.yaml", help="Catalogue; default catalogue.yaml of the home. 目录文件。")
]


def check(
    ctx: typer.Context,
    file: FileOption = None,
    on: DayOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """按目录核对各部门归集及时率、完整率与逾期未报事项。Who delivered what it owes, how much of it in time and complete, and what is overdue."""
    from graph_service.workflow.catalogue import check_catalogue

    door = Door(ctx, as_json=as_json, lang=lang)
    catalogue, day = _read(file or door.settings.home / _NAME), on or today()
    with door.services() as services:
        departments = check_catalogue(catalogue, services.ledger.loads(), day)
    if as_json:
        door.screen.json({"title": catalogue.title, "on": day, "departments": [_shaped(one) for one in departments]})
    _show(door.screen, catalogue, departments)


def example(ctx: typer.Context, lang: LangOption = None) -> None:
    """输出目录文件示例（虚构），供照样填写。Print an invented catalogue to begin with."""
    Door(ctx, lang=lang)
    typer.echo((files("graph_service") / "data" / "catalogue.example.yaml").read_text("utf-8"), nl=False)


def _read(path: Path) -> Catalogue:
    from graph_service.workflow.catalogue import read_catalogue

    try:
        content = path.read_bytes()
    except OSError as error:
        hint = f"Begin with graph-service catalogue example, and write it to {path}."
        raise InputError(str(path), f"cannot be read: {error.strerror}", hint=hint) from error
    return read_catalogue(path.name, content)


def _shaped(department: Department) -> dict[str, object]:
    return {
        "department": department.name,
        "timely": department.timely.share,
        "complete": department.complete.share,
        "overdue": [one.item.id for one in department.overdue],
        "items": [_item(one) for one in department.items],
    }


def _item(one: Delivered) -> dict[str, object]:
    return {
        "id": one.item.id,
        "name": one.item.name,
        "last": one.last,
        "due": one.due,
        "overdue_days": one.overdue,
        "loads": one.loads,
        "records": one.records,
        "timely": one.timely.share,
        "complete": one.complete.share,
    }


def _show(screen: Screen, catalogue: Catalogue, departments: Sequence[Department]) -> None:
    columns: tuple[Words, ...] = (
        ("部门", "department"), ("归集及时率", "in time"), ("完整率", "complete"), ("逾期事项", "overdue items"),
    )  # fmt: skip
    rows = [(one.name, _percent(one.timely), _percent(one.complete), len(one.overdue)) for one in departments]
    screen.table(catalogue.title, columns, rows, ["yellow" if one.overdue else None for one in departments])
    overdue = [(one, late) for one in departments for late in one.overdue]
    if overdue:
        titles: tuple[Words, ...] = (
            ("部门", "department"), ("事项", "item"), ("上次报送", "last delivery"), ("应报日", "due"), ("逾期天数", "days overdue"),
        )  # fmt: skip
        late = [
            (one.name, each.item.name, each.last or screen.words(("从未", "never")), each.due, each.overdue)
            for one, each in overdue
        ]
        screen.table(screen.words(("逾期未报", "Overdue")), titles, late)


def _percent(rate: Rate) -> str:
    return "–" if rate.share is None else f"{100 * rate.share:.1f}%"
