"""Commands on what was told: ``receipts``, ``receipt verify``, ``statement``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from graph_service.cli.door import DayOption, Door, JsonOption, LangOption, LimitOption, today
from graph_service.cli.screen import in_beijing
from graph_service.errors import InputError

if TYPE_CHECKING:
    from graph_service.cli.screen import Words


def receipts(  # noqa: PLR0913  # every option of a command is a parameter
    ctx: typer.Context,
    relying_on: Annotated[
        str, typer.Option("--relying-on", metavar="ID", help="Event, subject, measure or fact. 事项、主体、措施或事实编号。")
    ],
    after: Annotated[str, typer.Option("--after", metavar="RECEIPT", help="Go on behind this one. 从该回执之后续列。")] = "",
    limit: LimitOption = 100,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """倒查召回：列出依据过某事项、主体、措施或事实的核查回执。List the receipts whose answers rest on something."""
    from graph_service.query.screenings import shape_relying
    from graph_service.workflow import receipts as use_case

    door = Door(ctx, as_json=as_json, lang=lang)
    with door.services() as services:
        found: list[Any] = list(shape_relying(use_case.relying_on(services, relying_on, after, limit)))
    if as_json:
        door.screen.json({"relying_on": relying_on, "receipts": found})
    columns: tuple[Words, ...] = (
        ("回执", "receipt"), ("用途", "purpose"), ("日期", "on"), ("核查人", "by"), ("时间", "when"), ("行", "row"),
    )  # fmt: skip
    rows = [
        (*(one[name] for name in ("id", "purpose", "on", "by")), in_beijing(one["recorded_at"]), one["row"]) for one in found
    ]
    door.screen.table(door.screen.words(("依据该项的回执", "Receipts that rest on it")), columns, rows)


def statement(  # noqa: PLR0913  # every option of a command is a parameter
    ctx: typer.Context,
    subject: Annotated[str, typer.Argument(metavar="SUBJECT", help="Unified code or key. 统一社会信用代码或主体编号。")],
    event: Annotated[str, typer.Option("--event", metavar="ID", help="The event. 事项编号。")],
    to: Annotated[Path, typer.Option("--to", metavar="FILE", help="FILE.html or FILE.json. 写出的文件。")],
    on: DayOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """出具未涉及说明：经核查未及于该主体，依何条款、截至何日，附核验码。State, verifiably, that an event does not reach a subject."""
    from graph_service.security.acting import acting_user
    from graph_service.workflow.statement import issue_statement

    if to.suffix not in {".html", ".json"}:
        raise InputError("--to", "must end in .html or .json")
    door = Door(ctx, as_json=as_json, lang=lang)
    with door.services() as services:
        document = issue_statement(services, door.subject(services, subject), event, on or today(), acting_user())
    door.application.write_statement(document, to)
    if as_json:
        door.screen.json({"file": str(to), "receipt": document["receipt"]})
    door.screen.say(
        f"已写入 {to}；核验：graph-service receipt verify {to}", f"written: {to}; to verify: graph-service receipt verify {to}"
    )


def receipt_verify(
    ctx: typer.Context,
    of: Annotated[
        str, typer.Argument(metavar="RECEIPT|FILE", help="A receipt's id, or a statement's file. 回执编号或说明文件。")
    ],
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """核验回执或说明：是否本系统出具、是否被改动。Verify a receipt or a statement; exit 1 when it is not genuine."""
    from graph_service.query.screenings import shape_receipt
    from graph_service.workflow.receipts import verify, verify_document

    door = Door(ctx, as_json=as_json, lang=lang)
    path = Path(of)
    document = door.application.read_statement(path) if path.suffix in {".html", ".json"} else None
    with door.services() as services:
        found = verify_document(services, document) if document is not None else verify(services, of)
    if as_json:
        door.screen.json(shape_receipt(found.receipt) | {"genuine": found.genuine})
    head = found.receipt.head
    words = (
        ("属实，未被改动", "genuine")
        if found.genuine
        else ("不符：内容或核验码与留存不一致", "NOT genuine: it differs from what is kept")
    )
    door.screen.say(
        f"{head.id}（{head.purpose}，{head.on}，{head.user}）{words[0]}",
        f"{head.id} ({head.purpose}, {head.on}, {head.user}): {words[1]}",
        style="bold",
    )
    if not found.genuine:
        raise typer.Exit(1)
