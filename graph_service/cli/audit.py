"""Commands on the audit chain: ``audit list``, ``audit head``, ``audit verify``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from graph_service.cli.door import Door, JsonOption, LangOption, LimitOption
from graph_service.cli.grouping import examples, group
from graph_service.cli.screen import in_beijing

if TYPE_CHECKING:
    from graph_service.cli.screen import Words


def add_audit(app: typer.Typer) -> None:
    """Add the commands to the program."""
    audit = group("留痕：谁在何时做了什么、看了什么。Who did and saw what, and when.")
    audit.command("list", epilog=examples("graph-service audit list", "graph-service audit list --after 1000 --json"))(entries)
    audit.command("head", epilog=examples("graph-service audit head --to head-2026-11-30.json"))(head)
    audit.command(
        "verify", epilog=examples("graph-service audit verify", "graph-service audit verify --head head-2026-11-30.json")
    )(verify)
    app.add_typer(audit, name="audit")


def entries(
    ctx: typer.Context,
    after: Annotated[int, typer.Option("--after", min=0, help="Go on behind this number. 从该序号之后续列。")] = 0,
    limit: LimitOption = 100,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """按序列出留痕。List the entries in their order."""
    from graph_service.query.audit import shape_entry

    door = Door(ctx, as_json=as_json, lang=lang)
    with door.services() as services:
        found: Any = [shape_entry(one) for one in services.ledger.audited(after, limit)]
    if as_json:
        door.screen.json({"entries": found})
        return
    columns: tuple[Words, ...] = (
        ("序号", "entry"), ("时间", "when"), ("操作", "act"), ("经办人", "by"), ("来源", "from"), ("对象", "what"), ("理由", "reason"),
    )  # fmt: skip
    names = ("act", "user", "origin", "what", "reason")
    rows = [(one["seq"], in_beijing(one["at"]), *(one[name] for name in names)) for one in found]
    door.screen.table(door.screen.words(("留痕", "Audit")), columns, rows)


def head(
    ctx: typer.Context,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FILE", help="Write a new file, to be kept elsewhere. 写入新文件，另行保存。")
    ] = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """给出链首；另行保存后可证明此前的留痕未被截去或重写。Give the end of the chain; kept elsewhere it proves what was before it."""
    from graph_service.query.audit import shape_head, write_head

    door = Door(ctx, as_json=as_json, lang=lang)
    with door.services() as services:
        found = services.ledger.audit_head()
    if to is not None:
        write_head(found, to)
    if as_json:
        door.screen.json(shape_head(found))
        return
    door.screen.say(f"第 {found.seq} 条，封印 {found.seal}", f"entry {found.seq}, seal {found.seal}", style="bold")


def verify(
    ctx: typer.Context,
    kept: Annotated[
        list[Path] | None, typer.Option("--head", metavar="FILE", help="A head that was kept elsewhere. 另行保存的链首。")
    ] = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """核验留痕：任何改动、缺失、调换都会被发现。Verify every entry and every row that it speaks of; exit 1 when anything does not fit."""
    from graph_service.query.audit import read_heads, shape_verified

    door = Door(ctx, as_json=as_json, lang=lang)
    heads = read_heads(kept or ())
    with door.services() as services:
        found: Any = shape_verified(services.ledger.verify_audit(heads))
    if as_json:
        door.screen.json(found)
    elif found["sound"]:
        door.screen.say(
            f"{found['entries']} 条留痕与 {found['rows']} 条台账内容一致。",
            f"{found['entries']} entries and {found['rows']} rows of the ledger agree.",
            style="bold",
        )
    else:
        columns: tuple[Words, ...] = (("记录", "entry"), ("问题", "what"), ("说明", "detail"))
        rows = [(one["entry"] or "", door.screen.words(one["words"]), one["detail"]) for one in found["breaks"]]
        door.screen.table(door.screen.words(("不符之处", "What does not fit")), columns, rows)
    if not found["sound"]:
        raise typer.Exit(1)
