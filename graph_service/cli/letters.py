"""Commands on letters to departments without an interface: ``push letter``, ``push readback``."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graph_service.cli.cases import ReasonOption, said_by
from graph_service.cli.door import Door, JsonOption, LangOption
from graph_service.cli.failures import BAD_INPUT

if TYPE_CHECKING:
    from graph_service.cli.screen import Words


def letter(  # noqa: PLR0913  # every option of a command is a parameter
    ctx: typer.Context,
    department: Annotated[str, typer.Argument(metavar="DEPARTMENT", help="To whom. 收函部门。")],
    number: Annotated[str, typer.Option("--number", help="Document number of the letter. 文号。")],
    to: Annotated[Path, typer.Option("--to", metavar="DIR", help="Folder for both files. 写入的目录。")],
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """出具告知函（Word）和回执（Excel），记为已送达。Write what waits for a department as a letter and a sheet, and record it as sent."""
    from graph_service.workflow.letters import compose, note_sent, waiting_for

    door = Door(ctx, as_json=as_json, lang=lang)
    to.mkdir(parents=True, exist_ok=True)
    with door.services() as services:
        messages = waiting_for(services, department)
        composed = compose(services, department, number, messages)
        paths = door.application.write_letter(composed, to)
        sent = note_sent(services, composed, messages)
    if as_json:
        door.screen.json({"letter": str(paths[0]), "sheet": str(paths[1]), "messages": sent})
    door.screen.say(f"已写入 {paths[0]} 和 {paths[1]}，{sent} 项。", f"written: {paths[0]} and {paths[1]}, {sent} lines.")


def read_back(
    ctx: typer.Context,
    sheet: Annotated[Path, typer.Argument(metavar="FILE", help="The sheet as it came back. 填写后的回执。")],
    reason: ReasonOption,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """读入回执：逐行记录办理结果，有误的行说明原因。Take the answers of a sheet, row by row; exit 2 where one was refused."""
    from graph_service.loaders.letter_receipts import take_back

    door = Door(ctx, as_json=as_json, lang=lang)
    with door.services() as services:
        taken = take_back(services, sheet, said_by(reason, "", None, None))
    if as_json:
        door.screen.json([asdict(one) for one in taken])
    columns: tuple[Words, ...] = (("行", "row"), ("推送", "push"), ("办理结果", "answer"), ("未记录的原因", "refused"))
    door.screen.table(sheet.name, columns, [(one.row, one.push, one.answer, one.refused) for one in taken])
    if any(one.refused for one in taken):
        raise typer.Exit(BAD_INPUT)
