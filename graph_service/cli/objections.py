"""Commands on objections: ``objection file|show|step|answer|uphold|dismiss``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from graph_service.cli.cases import DepartmentOption, KeyOption, ReasonOption, VersionOption, said_by
from graph_service.cli.door import Door, JsonOption, LangOption, parse_day, today
from graph_service.cli.dossier_tables import show_inbox, show_steps, told
from graph_service.cli.grouping import examples, group

if TYPE_CHECKING:
    from graph_service.model.dossiers import Dossier
    from graph_service.workflow.dossiers import Done
    from graph_service.workflow.services import Services


class Origin(StrEnum):
    """How an objection came, as ``workflow.objections`` names it; a start need not import it."""

    SUBJECT = "subject"
    WINDOW = "window"
    COMPLAINT = "complaint"
    FOUND = "found"


class Plain(StrEnum):
    """Steps on an objection that need a reason alone."""

    ACCEPT = "accept"
    REFUSE = "refuse"
    ASK = "ask"
    WITHDRAW = "withdraw"


SubjectArgument = Annotated[str, typer.Argument(metavar="SUBJECT", help="Unified code or key. 统一社会信用代码或主体编号。")]
EventOption = Annotated[str, typer.Option("--event", metavar="ID", help="The event on record. 事项编号。")]
ObjectionArgument = Annotated[str, typer.Argument(metavar="OBJECTION", help="Its number, such as o-3. 异议编号。")]
DocumentOption = Annotated[str, typer.Option("--document", metavar="NUMBER", help="Number of the decision. 决定文号。")]


def add_objections(app: typer.Typer) -> None:
    """Add the commands to the program."""
    objection = group("异议：提出、受理、核实、处理。Objections: filed, accepted, verified, decided.")
    filed = "graph-service objection file 91110101MA0FAKE09X --event ev-… --origin window --disputed 决定已被撤销 --department market_regulation --reason 申请人来访"
    objection.command("file", epilog=examples(filed))(file)
    objection.command("show", epilog=examples("graph-service objection show o-3 --json"))(show_objection)
    objection.command("step", epilog=examples("graph-service objection step o-3 accept --reason 材料齐全"))(step)
    objection.command("answer", epilog=examples("graph-service objection answer o-3 --finding 决定已撤销 --reason 经核实"))(
        answer
    )
    annulled = "graph-service objection uphold o-3 --annul --document 京甲异〔2026〕1号 --reason 经核实有误"
    corrected = (
        "graph-service objection uphold o-3 --day decision_date=2024-03-06 --document 京甲异〔2026〕2号 --reason 日期有误"
    )
    objection.command("uphold", epilog=examples(annulled, corrected))(uphold)
    dismissed = "graph-service objection dismiss o-3 --remedies 可依法申请行政复议或者提起行政诉讼 --reason 记录属实"
    objection.command("dismiss", epilog=examples(dismissed))(dismiss)
    app.add_typer(objection, name="objection")


def file(  # noqa: PLR0913  # every option of a command is a parameter
    ctx: typer.Context,
    subject: SubjectArgument,
    event: EventOption,
    origin: Annotated[Origin, typer.Option("--origin", help="How it came. 来源：本人、窗口代录、投诉、部门发现。")],
    disputed: Annotated[str, typer.Option("--disputed", help="What is wrong on record. 异议内容。")],
    department: DepartmentOption,
    reason: ReasonOption,
    evidence: Annotated[
        list[str] | None, typer.Option("--evidence", help="Documents, never informants. 证明材料，不得写举报人。")
    ] = None,
    key: KeyOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """提出异议：部门为信息提供单位。File an objection; the department is the one that provided the information."""
    from graph_service.workflow.objections import Filed, file_objection

    door, said = Door(ctx, as_json=as_json, lang=lang), said_by(reason, department, None, key)
    what = Filed(origin.value, disputed, tuple(evidence or ()))
    with door.services() as services:
        told(door.screen, services, *file_objection(services, door.subject(services, subject), event, what, said))


def show_objection(
    ctx: typer.Context, objection: ObjectionArgument, as_json: JsonOption = False, lang: LangOption = None
) -> None:
    """查看异议及每一步。Show an objection with every step."""
    show_dossier(Door(ctx, as_json=as_json, lang=lang), objection, "objection")


def step(  # noqa: PLR0913  # every option of a command is a parameter
    ctx: typer.Context,
    objection: ObjectionArgument,
    did: Annotated[Plain, typer.Argument(metavar="STEP", help=", ".join(Plain))],
    reason: ReasonOption,
    version: VersionOption = None,
    key: KeyOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """受理、不予受理、发核实函、撤回。Accept, refuse, ask the source, withdraw."""
    from graph_service.workflow.dossiers import take

    said = said_by(reason, "", version, key)
    take_step(
        Door(ctx, as_json=as_json, lang=lang),
        objection,
        "objection",
        lambda services, one: take(services, one, did.value, said),
    )


def answer(  # noqa: PLR0913  # every option of a command is a parameter
    ctx: typer.Context,
    objection: ObjectionArgument,
    finding: Annotated[str, typer.Option("--finding", help="What the source found. 核实结果。")],
    reason: ReasonOption,
    version: VersionOption = None,
    key: KeyOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """信息提供单位回函。What the source answers."""
    from graph_service.workflow.objections import answer_inquiry

    said = said_by(reason, "", version, key)
    take_step(
        Door(ctx, as_json=as_json, lang=lang),
        objection,
        "objection",
        lambda services, one: answer_inquiry(services, one, finding, said),
    )


def uphold(  # noqa: PLR0913  # every option of a command is a parameter
    ctx: typer.Context,
    objection: ObjectionArgument,
    document: DocumentOption,
    reason: ReasonOption,
    annul: Annotated[bool, typer.Option("--annul", help="The decision counts as never made. 撤销。")] = False,
    days: Annotated[
        list[str] | None, typer.Option("--day", metavar="NAME=DATE", help="A day that is right. 更正后的日期。")
    ] = None,
    on: Annotated[
        date | None, typer.Option("--on", parser=parse_day, metavar="DATE", help="Day of the decision. 处理日期。")
    ] = None,
    version: VersionOption = None,
    key: KeyOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """异议成立：撤销或更正，由其派生的一切随之变化。Uphold it: the record is corrected, and everything derived from it follows."""
    from graph_service.workflow.objections import ANNULLED, CORRECTED, Upheld
    from graph_service.workflow.objections import uphold as use_case
    from graph_service.workflow.services import today as present_day

    said = said_by(reason, "", version, key)
    result, corrected = ANNULLED if annul else CORRECTED, dict(map(_named_day, days or ()))

    def act(services: Services, one: Dossier) -> Done:
        return use_case(services, one, Upheld(result, document, on or present_day(services), corrected), said)

    take_step(Door(ctx, as_json=as_json, lang=lang), objection, "objection", act)


def dismiss(  # noqa: PLR0913  # every option of a command is a parameter
    ctx: typer.Context,
    objection: ObjectionArgument,
    remedies: Annotated[str, typer.Option("--remedies", help="What the subject can still do. 救济途径。")],
    reason: ReasonOption,
    version: VersionOption = None,
    key: KeyOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """异议不成立：说明理由，告知救济途径。Dismiss it, with reason and remedies."""
    from graph_service.workflow.objections import dismiss as use_case

    said = said_by(reason, "", version, key)
    take_step(
        Door(ctx, as_json=as_json, lang=lang),
        objection,
        "objection",
        lambda services, one: use_case(services, one, remedies, said),
    )


def _named_day(text: str) -> tuple[str, date]:
    name, _, day = text.partition("=")
    return name, parse_day(day)


def take_step(door: Door, number: str, kind: str, act: Callable[[Services, Dossier], Done]) -> None:
    """Take a step, and carry out at once what it decided on the record."""
    from graph_service.loaders.carrying_out import carry_out_decisions
    from graph_service.workflow.dossiers import find_dossier

    with door.services() as services:
        dossier, written = act(services, find_dossier(services, number, kind))
        if dossier.state in {"upheld", "granted"}:
            carry_out_decisions(services)
            dossier = find_dossier(services, number, kind)
        told(door.screen, services, dossier, written)


def show_dossier(door: Door, number: str, kind: str) -> None:
    """Show a dossier with every step."""
    from graph_service.query.dossiers import shape_dossier
    from graph_service.workflow.dossiers import find_dossier

    with door.services() as services:
        found: Any = shape_dossier(services, find_dossier(services, number, kind))
    if door.screen.as_json:
        door.screen.json(found)
    items: Sequence[Any] = [found]
    show_inbox(door.screen, {"items": items, "on": today().isoformat(), "after": None})
    show_steps(door.screen, found)
