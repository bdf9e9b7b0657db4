"""Commands on pushes: ``push send``, ``push show``, ``feedback``, and ``work``, which does what the service does by itself."""

from __future__ import annotations

import time
from dataclasses import asdict
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from graph_service.cli.cases import CaseArgument, KeyOption, ReasonOption, VersionOption, said_by
from graph_service.cli.door import Door, JsonOption, LangOption, parse_day, today
from graph_service.cli.dossier_tables import show_inbox, show_steps, told

if TYPE_CHECKING:
    from graph_service.workflow.rounds import Round


class Answer(StrEnum):
    """What a department answers, as ``workflow.pushes`` names it; a start need not import it."""

    RECEIVE = "receive"
    APPLY = "apply"
    APPLY_PARTLY = "apply_partly"
    NOT_APPLY = "not_apply"
    DECLINE = "decline"
    CONFIRM_LIFTING = "confirm_lifting"


PushArgument = Annotated[str, typer.Argument(metavar="PUSH", help="Its number, such as p-2. 推送编号。")]
ActingOption = Annotated[
    str,
    typer.Option(
        "--department", metavar="CODE", help="For which department you act; default: whose push it is. 代表哪个部门。"
    ),
]


def send(  # noqa: PLR0913  # every option of a command is a parameter
    ctx: typer.Context,
    case: CaseArgument,
    reason: ReasonOption,
    to: Annotated[
        list[str] | None, typer.Option("--to", metavar="CODE", help="Besides those of the catalogue. 清单之外的部门。")
    ] = None,
    key: KeyOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """推送案件中已确认的措施：清单所列部门，及另行指定的部门。Push what is confirmed in a case to the departments that carry it out."""
    from graph_service.query.dossiers import shape_dossier
    from graph_service.workflow.dossiers import find_dossier
    from graph_service.workflow.projection import bring_up_to_date
    from graph_service.workflow.pushes import push_case

    door = Door(ctx, as_json=as_json, lang=lang)
    with door.services() as services:
        found, written = push_case(services, find_dossier(services, case, "case"), to or [], said_by(reason, "", None, key))
        shaped: list[Any] = [shape_dossier(services, one) for one in found]
        error = bring_up_to_date(services, [found[0].said.event]).error
    if as_json:
        door.screen.json({"pushes": shaped, "written": written})
    show_inbox(door.screen, {"items": shaped, "on": today().isoformat(), "after": None})
    if error:
        raise error


def show(ctx: typer.Context, push: PushArgument, as_json: JsonOption = False, lang: LangOption = None) -> None:
    """查看一件推送及每一步。Show a push with every step."""
    from graph_service.query.dossiers import shape_dossier
    from graph_service.workflow.dossiers import find_dossier

    door = Door(ctx, as_json=as_json, lang=lang)
    with door.services() as services:
        found: Any = shape_dossier(services, find_dossier(services, push, "push"))
    if as_json:
        door.screen.json(found)
    show_inbox(door.screen, {"items": [found], "on": today().isoformat(), "after": None})
    show_steps(door.screen, found)


def feedback(  # noqa: PLR0913  # every option of a command is a parameter
    ctx: typer.Context,
    push: PushArgument,
    did: Annotated[Answer, typer.Argument(metavar="ANSWER", help=", ".join(Answer))],
    reason: ReasonOption,
    first: Annotated[
        date | None, typer.Option("--from", parser=parse_day, metavar="DATE", help="First day. 执行起日。")
    ] = None,
    until: Annotated[
        date | None, typer.Option("--until", parser=parse_day, metavar="DATE", help="Last day. 执行止日（含）。")
    ] = None,
    lifted_on: Annotated[date | None, typer.Option("--lifted-on", parser=parse_day, metavar="DATE", help="解除之日。")] = None,
    why: Annotated[str, typer.Option("--why", help="Why not. 未执行或不予采取的理由。")] = "",
    missing: Annotated[str, typer.Option("--missing", help="What is not applied. 尚未执行的部分。")] = "",
    evidence: Annotated[str, typer.Option("--evidence", help="The document that shows it. 佐证材料。")] = "",
    department: ActingOption = "",
    version: VersionOption = None,
    key: KeyOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """执行反馈：签收、执行、部分执行、未执行、不予采取、确认解除。What the department answers."""
    from graph_service.workflow.dossiers import find_dossier
    from graph_service.workflow.pushes import give_feedback

    days = {"from_day": first, "until_day": until, "lifted_on": lifted_on}
    content = {name: day.isoformat() for name, day in days.items() if day} | {
        "why_not": why,
        "what_is_missing": missing,
        "evidence": evidence,
    }
    door = Door(ctx, as_json=as_json, lang=lang)
    with door.services() as services:
        found = find_dossier(services, push, "push")
        said = said_by(reason, department or found.said.department, version, key)
        told(door.screen, services, *give_feedback(services, found, did.value, content, said))


def work(
    ctx: typer.Context,
    every: Annotated[
        int, typer.Option("--every", min=1, metavar="SECONDS", help="Seconds between two rounds. 两轮间隔秒数。")
    ] = 60,
    once: Annotated[bool, typer.Option("--once", help="One round, then end. 只做一轮。")] = False,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """自动办理：推算变化、通知解除、催办、投递，直到中断。Judge what changed, notify, remind and deliver, until interrupted."""
    from graph_service.loaders.carrying_out import carry_out_decisions
    from graph_service.workflow.rounds import one_round

    door = Door(ctx, as_json=as_json, lang=lang)
    with door.services() as services, door.application.sender() as sender:
        while True:
            _tell(door, one_round(services, sender, carry_out_decisions))
            if once:
                return
            time.sleep(every)


def _tell(door: Door, done: Round) -> None:
    if door.screen.as_json:
        door.screen.json(asdict(done))
    sent = done.delivery
    door.screen.say(
        f"推算事项 {done.judged}，更正记录 {len(done.carried_out)}，通知解除 {len(done.lifted)}，催办 {len(done.reminded)}；"
        f"送达 {sent.delivered}，未成 {sent.failed}，被拒 {sent.refused}，待送 {sent.waiting}。",
        f"Events judged {done.judged}, records corrected {len(done.carried_out)}, liftings notified {len(done.lifted)}, reminders {len(done.reminded)}; "
        f"delivered {sent.delivered}, failed {sent.failed}, refused {sent.refused}, waiting {sent.waiting}.",
    )
