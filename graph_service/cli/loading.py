"""Commands that bring facts in: ``load``, ``quarantine list|open``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated

import typer

from graph_service.cli.door import DayOption, Door, JsonOption, LangOption, parse_day, today
from graph_service.cli.first_loading import (
    BulkOption,
    DropOption,
    FilesAndOld,
    FilesOption,
    load_bulk,
    refuse_beside_bulk,
    refuse_without_bulk,
)
from graph_service.cli.screen import Screen, Words

if TYPE_CHECKING:
    from graph_service.loaders.jobs import Claim
    from graph_service.loaders.report import LoadReport
    from graph_service.workflow.propagate import PropagationReport
    from graph_service.workflow.services import Services

#: Refused cells shown on the terminal; the report as JSON has more, the quarantine has all.
_SHOWN = 12

PathsArgument = Annotated[list[Path], typer.Argument(metavar="PATH…", help="Files or folders. 文件或目录。")]
MapOption = Annotated[
    Path | None, typer.Option("--map", metavar="MAPPING", help="Read the tables by this mapping file. 按映射文件读取。")
]
PropagateOption = Annotated[bool, typer.Option("--propagate", help="Then propagate the events concerned. 随后推算有关事项。")]
ReportOption = Annotated[
    Path | None,
    typer.Option("--report", metavar="FILE.html", help="Write what was done as one HTML file. 将加载报告写成单个网页文件。"),
]
AsOfOption = Annotated[
    date | None,
    typer.Option(
        "--as-of",
        parser=parse_day,
        metavar="DATE",
        help="Day for which the files speak, default that of receipt. 文件所载状况的日期。",
    ),
]
ScopeOption = Annotated[
    str | None,
    typer.Option("--scope", metavar="NAME", help="Which part of its source a file covers. 文件覆盖的范围，如登记机关。"),
]
FullOption = Annotated[
    bool,
    typer.Option(
        "--full", help="The files say all there is in their scope; what they pass over ends. 全量文件：未载明的即终止。"
    ),
]
YesOption = Annotated[bool, typer.Option("--yes", help="An unusual volume has been looked at. 已核对异常变动量，继续。")]
LoadArgument = Annotated[str, typer.Argument(metavar="LOAD", help="Load id, as `quarantine list` shows it. 批次号。")]
ReasonOption = Annotated[str, typer.Option("--reason", help="Why; it is logged. 打开的理由，将被记录。")]
ToOption = Annotated[Path, typer.Option("--to", metavar="FILE", help="File or folder to write in clear. 明文写到何处。")]


def load(  # noqa: PLR0913  # every option of a command is a parameter
    ctx: typer.Context,
    paths: PathsArgument,
    mapping: MapOption = None,
    propagate: PropagateOption = False,
    on: DayOption = None,
    as_of: AsOfOption = None,
    scope: ScopeOption = None,
    full: FullOption = False,
    yes: YesOption = False,
    report_to: ReportOption = None,
    bulk: BulkOption = False,
    to: FilesOption = None,
    drop_old: DropOption = False,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """加载处罚、登记、责任认定文件；问题行进入隔离区。Load files; bad rows go to the quarantine."""
    from graph_service.cli.judging import propagate_now
    from graph_service.cli.projecting import fail_if_behind
    from graph_service.loaders.jobs import Claim
    from graph_service.loaders.report import Took

    door = Door(ctx, as_json=as_json, lang=lang)
    began, claim, graph, again = perf_counter(), Claim(as_of, scope, full, yes), None, None
    if bulk:
        refuse_beside_bulk(propagate=propagate)
        report, graph = load_bulk(door, paths, claim, mapping, FilesAndOld(to, drop_old))
    else:
        refuse_without_bulk(to, drop_old=drop_old)
        with door.services(job=True) as services:
            with door.screen.progress("加载", "loading") as moved:
                report = load_into(services, paths, moved, claim, mapping)
            again = propagate_now(door, services, None, on or today(), only_changed=True) if propagate else None
    if report_to:
        door.application.write_load_report(report, report_to, Took(datetime.now(UTC), perf_counter() - began))
    _show(door, report, graph, again)
    fail_if_behind(again)


def _show(door: Door, report: LoadReport, graph: Mapping[str, object] | None, again: PropagationReport | None) -> None:
    from graph_service.cli.judging import shape_report, show_propagation

    if door.screen.as_json:
        more = {"propagation": shape_report(again)} if again else {"graph": graph} if graph else {}
        door.screen.json(shape_loads(report) | more)
    show_loads(door.screen, report)
    show_rejected(door.screen, report)
    if again:
        show_propagation(door, again)
    elif "files" not in (graph or {}) and any(file.facts_created or file.facts_closed for file in report.files):
        door.screen.say(
            "事实有变化：用 graph-service propagate --changed 只更新有关事项。",
            "Facts changed: graph-service propagate --changed brings the events concerned up to date.",
        )


def load_into(
    services: Services,
    paths: Sequence[Path],
    moved: Callable[[int, int], None],
    claim: Claim | None = None,
    mapping: Path | None = None,
) -> LoadReport:
    """Load files and folders, with what the user says about them, by a mapping file if one is given."""
    from graph_service.loaders.mapping import read_mapping
    from graph_service.loaders.run import load_paths

    table_map = read_mapping(mapping) if mapping else None
    return load_paths(services, paths, progress=moved, claim=claim, mapping=table_map)


def shape_loads(report: LoadReport) -> dict[str, object]:
    """Shape a load report as plain JSON data; values of refused cells are masked."""
    counts = {"read": report.read, "loaded": report.loaded, "unchanged": report.unchanged, "rejected": report.rejected}
    return counts | {"files": [asdict(file) for file in report.files], "ignored_sheets": list(report.ignored_sheets)}


def show_loads(screen: Screen, report: LoadReport) -> None:
    """Show one line a table of a file: read = loaded + unchanged + rejected."""
    columns: tuple[Words, ...] = (
        ("文件", "file"),
        ("类别", "kind"),
        ("读取", "read"),
        ("新入库", "loaded"),
        ("未变化", "unchanged"),
        ("隔离", "rejected"),
        ("批次", "load"),
    )
    rows: list[tuple[object, ...]] = [
        (_place(one.file, one.sheet), one.title, one.read, one.loaded, one.unchanged, one.rejected, one.load_id)
        for one in report.files
    ]
    total = screen.words(("合计", "total"))
    rows.append((total, "", report.read, report.loaded, report.unchanged, report.rejected, ""))
    screen.table(screen.words(("加载", "Loaded")), columns, rows, [None] * len(report.files) + ["bold"])
    for one in report.files:
        if one.retired is not None:
            screen.say(
                f"{_place(one.file, one.sheet)}：全量文件未载明而终止的事实 {sum(one.retired.values())} 条 {_by_table(screen, one.retired)}",
                f"{_place(one.file, one.sheet)}: {sum(one.retired.values())} facts ended that the full file no longer states "
                f"{_by_table(screen, one.retired)}",
            )
    for load, counts in ((load, counts) for one in report.files for load, counts in one.settled.items()):
        screen.say(
            f"更正批次 {load}：{counts['settled']} 行已解决，{counts['refused']} 行仍被隔离",
            f"corrections of {load}: {counts['settled']} rows settled, {counts['refused']} refused again",
        )
    for sheet in report.ignored_sheets:
        screen.say(f"未识别、已跳过的工作表: {sheet}", f"sheet of no known layout, skipped: {sheet}")


def _by_table(screen: Screen, counts: Mapping[str, int]) -> str:
    from graph_service.query.fact_words import TABLE_WORDS

    return "; ".join(f"{screen.words(TABLE_WORDS[table])} × {count}" for table, count in counts.items() if count)


def show_rejected(screen: Screen, report: LoadReport) -> None:
    """Show a sample of the refused cells with the reason and what to do; values are masked."""
    refused = [(file.file, one) for file in report.files for one in file.refused]
    if not refused:
        return
    columns: tuple[Words, ...] = (
        ("文件", "file"),
        ("行", "row"),
        ("列", "column"),
        ("值（已脱敏）", "value (masked)"),
        ("原因", "reason"),
        ("更正办法", "what to do"),
    )
    rows = [
        (file, one.row, one.column, one.value, screen.words((one.text, one.text_en)), one.fix)
        for file, one in islice(refused, _SHOWN)
    ]
    screen.table(screen.words(("隔离的行（部分）", "Rows in quarantine (some)")), columns, rows)
    screen.say(
        f"共 {report.rejected} 行；用 graph-service quarantine open 批次 --reason 理由 --to 文件 取出更正后重新加载。",
        f"{report.rejected} rows in all; graph-service quarantine open LOAD --reason … --to FILE writes them out to be corrected.",
    )


def _place(file: str, sheet: str) -> str:
    return f"{file}[{sheet}]" if sheet else file


def quarantine_list(ctx: typer.Context, as_json: JsonOption = False, lang: LangOption = None) -> None:
    """列出隔离的批次、行数与原因。List the loads with quarantined rows, how many, and why."""
    from graph_service.loaders.quarantine import quarantined

    door = Door(ctx, as_json=as_json, lang=lang)
    with door.services() as services:
        held = frozenset(quarantined(services))
        loads = [(load, report or {}) for load, report in services.ledger.loads() if load.id in held]
    rows = [
        {
            "load": load.id,
            "file": load.source_file,
            "source": load.source,
            "rejected": report.get("rejected"),
            "reasons": report.get("reasons", {}),
            "recorded_at": load.recorded_at,
        }
        for load, report in loads
    ]
    if as_json:
        door.screen.json(rows)
        return
    columns: tuple[Words, ...] = (("批次", "load"), ("文件", "file"), ("行数", "rows"), ("原因", "reasons"))
    shown = [(row["load"], row["file"], row["rejected"], _counted(door.screen, row["reasons"])) for row in rows]
    door.screen.table(door.screen.words(("隔离区", "Quarantine")), columns, shown)


def _counted(screen: Screen, reasons: object) -> str:
    from graph_service.loaders.reasons import REASONS

    counts = reasons.items() if isinstance(reasons, dict) else ()
    known = ((REASONS.get(code), code, count) for code, count in counts)
    return "; ".join(f"{screen.words((one.text, one.text_en)) if one else code} × {count}" for one, code, count in known)


def quarantine_open(  # noqa: PLR0913  # every option of a command is a parameter
    ctx: typer.Context,
    load_id: LoadArgument,
    reason: ReasonOption,
    to: ToOption,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """将隔离行明文写出以便更正（留痕）。Write quarantined rows in clear, to be corrected; the look is logged."""
    from graph_service.loaders.quarantine import open_quarantine

    door = Door(ctx, as_json=as_json, lang=lang)
    with door.services() as services:
        written = open_quarantine(services, load_id, to, reason)
    if as_json:
        door.screen.json({"written": str(written)})
    door.screen.say(
        f"已写入 {written}；更正后用 graph-service load 重新加载，然后删除该文件。",
        f"written: {written}; correct it, load it with graph-service load, then delete it.",
    )
