"""Commands on credit repair: ``repair apply|show|supplement|grant|refuse|withdraw``."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from graph_service.cli.cases import DepartmentOption, KeyOption, ReasonOption, VersionOption, said_by
from graph_service.cli.door import Door, JsonOption, LangOption, parse_day
from graph_service.cli.dossier_tables import told
from graph_service.cli.grouping import examples, group
from graph_service.cli.objections import DocumentOption, EventOption, SubjectArgument, show_dossier, take_step

RepairArgument = Annotated[str, typer.Argument(metavar="REPAIR", help="Its number, such as r-4. 修复编号。")]
CorrectedOption = Annotated[
    date | None, typer.Option("--corrected-on", parser=parse_day, metavar="DATE", help="Day of correction. 改正日期。")
]
CorrectionOption = Annotated[str, typer.Option("--correction", help="The document that shows it. 改正的证明材料。")]
CommitmentOption = Annotated[str, typer.Option("--commitment", help="The commitment. 信用承诺书。")]
SupportingOption = Annotated[
    list[str] | None, typer.Option("--supporting", help="What only supports it: volunteer work, donations. 辅助材料。")
]


def add_repairs(app: typer.Typer) -> None:
    """Add the commands to the program."""
    repair = group("信用修复：申请、补充、准予、不予。Credit repair: applied for, supplemented, granted, refused.")
    applied = (
        "graph-service repair apply 91110101MA0FAKE09X --event ev-… --department market_regulation "
        "--corrected-on 2026-05-01 --correction 验收报告 --commitment 信用承诺书 --reason 已整改"
    )
    repair.command("apply", epilog=examples(applied))(apply)
    repair.command("show", epilog=examples("graph-service repair show r-4 --json"))(show_repair)
    repair.command(
        "supplement", epilog=examples("graph-service repair supplement r-4 --commitment 信用承诺书 --reason 补充材料")
    )(supplement)
    granted = "graph-service repair grant r-4 --severity serious --published-on 2025-11-01 --document 京甲修〔2026〕1号 --reason 符合条件"
    repair.command("grant", epilog=examples(granted))(grant)
    repair.command("refuse", epilog=examples("graph-service repair refuse r-4 --reason 尚未改正"))(refuse)
    repair.command("withdraw", epilog=examples("graph-service repair withdraw r-4 --reason 申请人撤回"))(withdraw)
    app.add_typer(repair, name="repair")


def apply(  # noqa: PLR0913  # every option of a command is a parameter
    ctx: typer.Context,
    subject: SubjectArgument,
    event: EventOption,
    department: DepartmentOption,
    reason: ReasonOption,
    corrected_on: CorrectedOption = None,
    correction: CorrectionOption = "",
    commitment: CommitmentOption = "",
    supporting: SupportingOption = None,
    key: KeyOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """申请信用修复：改正、承诺、最短公示期缺一不可。Apply for repair: correction, commitment and the shortest publication are all needed."""
    from graph_service.workflow.repairs import Application, apply_for_repair

    door, said = Door(ctx, as_json=as_json, lang=lang), said_by(reason, department, None, key)
    brought = Application(corrected_on, correction, commitment, tuple(supporting or ()))
    with door.services() as services:
        told(door.screen, services, *apply_for_repair(services, door.subject(services, subject), event, brought, said))


def show_repair(ctx: typer.Context, repair: RepairArgument, as_json: JsonOption = False, lang: LangOption = None) -> None:
    """查看修复申请及每一步。Show a repair with every step."""
    show_dossier(Door(ctx, as_json=as_json, lang=lang), repair, "repair")


def supplement(  # noqa: PLR0913  # every option of a command is a parameter
    ctx: typer.Context,
    repair: RepairArgument,
    reason: ReasonOption,
    corrected_on: CorrectedOption = None,
    correction: CorrectionOption = "",
    commitment: CommitmentOption = "",
    supporting: SupportingOption = None,
    version: VersionOption = None,
    key: KeyOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """补充材料。Add what was missing."""
    from graph_service.workflow.repairs import Application
    from graph_service.workflow.repairs import supplement as use_case

    said = said_by(reason, "", version, key)
    brought = Application(corrected_on, correction, commitment, tuple(supporting or ()))
    take_step(
        Door(ctx, as_json=as_json, lang=lang), repair, "repair", lambda services, one: use_case(services, one, brought, said)
    )


def grant(  # noqa: PLR0913  # every option of a command is a parameter
    ctx: typer.Context,
    repair: RepairArgument,
    severity: Annotated[str, typer.Option("--severity", help="minor, general or serious. 失信程度：轻微、一般、严重。")],
    published_on: Annotated[
        date, typer.Option("--published-on", parser=parse_day, metavar="DATE", help="First day of publication. 公示起日。")
    ],
    document: DocumentOption,
    reason: ReasonOption,
    version: VersionOption = None,
    key: KeyOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """准予修复：终止公示和共享，法定禁止期限不变。Grant it: publication and use end; a statutory ban keeps its term."""
    from graph_service.workflow.repairs import Granted
    from graph_service.workflow.repairs import grant as use_case

    said, granted = said_by(reason, "", version, key), Granted(severity, published_on, document)
    take_step(
        Door(ctx, as_json=as_json, lang=lang), repair, "repair", lambda services, one: use_case(services, one, granted, said)
    )


def refuse(  # noqa: PLR0913  # every option of a command is a parameter
    ctx: typer.Context,
    repair: RepairArgument,
    reason: ReasonOption,
    version: VersionOption = None,
    key: KeyOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """不予修复。Refuse it."""
    _plain(Door(ctx, as_json=as_json, lang=lang), repair, "refuse", (reason, version, key))


def withdraw(  # noqa: PLR0913  # every option of a command is a parameter
    ctx: typer.Context,
    repair: RepairArgument,
    reason: ReasonOption,
    version: VersionOption = None,
    key: KeyOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """撤回申请。Withdraw it."""
    _plain(Door(ctx, as_json=as_json, lang=lang), repair, "withdraw", (reason, version, key))


def _plain(door: Door, repair: str, did: str, said: tuple[str, int | None, str | None]) -> None:
    from graph_service.workflow.dossiers import take

    reason, version, key = said
    take_step(door, repair, "repair", lambda services, one: take(services, one, did, said_by(reason, "", version, key)))
