"""Commands for tables of other layouts: ``map suggest``, ``map check``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graph_service.cli.door import Door, JsonOption, LangOption
from graph_service.errors import InputError

if TYPE_CHECKING:
    from graph_service.loaders.reading import Sheet

FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help="The table. 待映射的文件。")]
MapArgument = Annotated[Path, typer.Argument(metavar="MAPPING", help="The mapping file (YAML). 映射文件。")]
TableArgument = Annotated[Path | None, typer.Argument(metavar="FILE", help="A table to try it on. 试读的文件。")]
SourceOption = Annotated[str, typer.Option("--source", metavar="KIND", help="Source it is to become. 目标数据源。")]
SheetOption = Annotated[str, typer.Option("--sheet", metavar="NAME", help="Sheet of a workbook. 工作表。")]
ToOption = Annotated[Path | None, typer.Option("--to", metavar="FILE", help="Write the mapping there. 写入文件。")]


def suggest_mapping(  # noqa: PLR0913  # every option of a command is a parameter
    ctx: typer.Context,
    file: FileArgument,
    source: SourceOption = "",
    sheet: SheetOption = "",
    to: ToOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """为任意表格建议映射文件，逐列说明理由。Propose a mapping for a table, with a reason for each column."""
    from graph_service.loaders.mapping_suggest import suggest
    from graph_service.loaders.reading import get

    door = Door(ctx, as_json=as_json, lang=lang)
    table = _chosen(get(file), sheet)
    proposed = suggest(table, source)
    text = proposed.text(table.file, table.name)
    if to:
        if to.exists():
            raise InputError(str(to), "exists already", hint="Name another file.")
        to.write_text(text, "utf-8")
    if as_json:
        columns = [
            {"title": one.title, "field": one.field or None, "options": dict(one.options), "reason": one.reason}
            for one in proposed.proposals
        ]
        door.screen.json({"source": proposed.source, "columns": columns, "missing": list(proposed.missing), "mapping": text})
    elif to:
        door.screen.say(f"已写入 {to}；逐行核对后用 load --map 加载。", f"written: {to}; check every line, then load --map.")
    else:
        door.screen.say(text, text)


def _chosen(sheets: tuple[Sheet, ...], name: str) -> Sheet:
    found = [sheet for sheet in sheets if name in ("", sheet.name)]
    if len(found) != 1:
        names = "、".join(sheet.where for sheet in sheets)
        raise InputError("--sheet", f"{len(found)} tables of that name; there are: {names}", hint="Name one sheet.")
    return found[0]


def check_mapping(
    ctx: typer.Context,
    mapping: MapArgument,
    file: TableArgument = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """检查映射文件；给出表格时试读并列出不能读的值数。Check a mapping, and how the first records of a table read by it."""
    from graph_service.loaders.mapping import mapped, read_mapping, tried
    from graph_service.loaders.reading import get
    from graph_service.loaders.reasons import words_of

    door = Door(ctx, as_json=as_json, lang=lang)
    found = read_mapping(mapping)
    tables, _ = mapped(get(file), found) if file else ([], [])
    results = [tried(table) for table in tables]
    if as_json:
        shaped = [
            {"table": one.where, "records": one.records, "ignored": list(one.ignored), "refused": one.as_rows()}
            for one in results
        ]
        door.screen.json({"source": found.source, "fields": [one.field for one in found.fields], "tables": shaped})
        return
    door.screen.say(
        f"映射文件可用：{len(found.fields)} 个字段。", f"The mapping is sound: {len(found.fields)} fields.", style="green"
    )
    for one in results:
        ignored = "、".join(one.ignored) or "—"
        door.screen.say(
            f"{one.where}: 试读 {one.records} 行；不读取的列: {ignored}",
            f"{one.where}: {one.records} records; not read: {ignored}",
        )
        rows = [
            (row["column"], words_of(str(row["code"]), english=door.screen.lang == "en"), row["cells"]) for row in one.as_rows()
        ]
        if rows:
            door.screen.table("", (("列", "column"), ("原因", "reason"), ("次数", "times")), rows)
