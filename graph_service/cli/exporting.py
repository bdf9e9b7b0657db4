"""Exports in foreign standards: ``export bods`` and ``export ftm``."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graph_service.cli.door import Door, JsonOption, LangOption, parse_day, today

if TYPE_CHECKING:
    from graph_service.bulk.statements import Standard

FileOption = Annotated[Path, typer.Option("--out", metavar="FILE", help="File to write; must not be there. 输出文件。")]
HeldOption = Annotated[
    date | None,
    typer.Option(
        "--on",
        parser=parse_day,
        metavar="DATE",
        help="Only what is held on that day; default: all, past ones too. 只导出该日有效的。",
    ),
]


def export_bods(
    ctx: typer.Context, out: FileOption, on: HeldOption = None, as_json: JsonOption = False, lang: LangOption = None
) -> None:
    """按 BODS 0.4 导出主体、持股与部分职务，不含证件号码。Export as BODS 0.4, without id numbers."""
    from graph_service.bulk.bods import statement

    _export(Door(ctx, as_json=as_json, lang=lang), statement, out, on)


def export_ftm(
    ctx: typer.Context, out: FileOption, on: HeldOption = None, as_json: JsonOption = False, lang: LangOption = None
) -> None:
    """按 FollowTheMoney 导出主体、持股与职务，不含证件号码。Export as FollowTheMoney, without id numbers."""
    from graph_service.bulk.ftm import statement

    _export(Door(ctx, as_json=as_json, lang=lang), statement, out, on)


def _export(door: Door, standard: Standard, out: Path, on: date | None) -> None:
    from graph_service.bulk.statements import export_statements

    with door.services() as services:
        done = export_statements(services.graph, standard, out, on=on or today(), only_held=on is not None)
    counts = {"written": dict(sorted(done.written.items())), "left_out": dict(sorted(done.left_out.items()))}
    if door.screen.as_json:
        door.screen.json({"file": str(out), "graph_version": done.graph_version, **counts})
    rows = [(name, done.written[name], done.left_out[name]) for name in sorted(done.written | done.left_out)]
    columns = (("表", "table"), ("已写入", "written"), ("该标准无对应项", "no word for it"))
    door.screen.table(door.screen.words((f"已写入 {out}", f"Written: {out}")), columns, rows)
