"""The command ``generate``: a synthetic registry in the layouts that the loaders read."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graph_service.cli.door import Door, JsonOption, LangOption

if TYPE_CHECKING:
    from graph_service.cli.screen import Screen
    from graph_service.generate.run import Generated

EnterprisesOption = Annotated[int, typer.Option("--enterprises", metavar="N", help="How many. 企业数。")]
SeedOption = Annotated[int, typer.Option("--seed", help="The same seed gives the same files. 随机种子，相同则文件相同。")]
DirtyOption = Annotated[
    float, typer.Option("--dirty", metavar="SHARE", help="Share of rows with a fault, 0 to 1. 有问题的行所占比例。")
]
ToOption = Annotated[Path, typer.Option("--to", metavar="DIR", help="Folder to write; empty or not there. 输出目录。")]
FormatOption = Annotated[str, typer.Option("--format", help="csv or xlsx. 文件格式。")]
EncodingOption = Annotated[str, typer.Option("--encoding", help="Of csv: utf-8, utf-8-sig, gb18030 or utf-16. csv 的编码。")]


def generate(  # noqa: PLR0913  # every option of a command is a parameter
    ctx: typer.Context,
    enterprises: EnterprisesOption,
    to: ToOption,
    seed: SeedOption = 1,
    dirty: DirtyOption = 0.0,
    form: FormatOption = "csv",
    encoding: EncodingOption = "utf-8",
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """生成虚构的登记与处罚数据，并逐行写明问题与应有的答复。Write a synthetic registry, and what must be answered to each bad row."""
    from graph_service.generate.run import TABLES, TRUTH, Plan
    from graph_service.generate.run import generate as write

    door = Door(ctx, as_json=as_json, lang=lang)
    plan = Plan(enterprises, seed, dirty, form, encoding)
    with door.screen.progress("生成", "generating") as moved:
        generated = write(plan, to, moved)
    if as_json:
        files = [asdict(file) for file in generated.files]
        door.screen.json({"tables": str(to / TABLES), "truth": str(to / TRUTH), "facts": generated.facts, "files": files})
    _show(door.screen, generated)
    door.screen.say(
        f"已写入 {to}；用 graph-service load {to / TABLES} 加载，并与 {TRUTH} 对照。",
        f"Written: {to}. graph-service load {to / TABLES} loads it; compare with {TRUTH}.",
    )


def _show(screen: Screen, generated: Generated) -> None:
    columns = (
        ("文件", "file"),
        ("行数", "rows"),
        ("有问题", "with a fault"),
        ("应入库", "to load"),
        ("重复", "repeated"),
        ("应隔离", "to reject"),
    )
    rows = [(file.name, file.rows, file.dirty, file.loaded, file.unchanged, file.rejected) for file in generated.files]
    screen.table(screen.words(("生成", "Generated")), columns, rows)
