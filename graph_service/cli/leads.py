"""Commands on lead edges: ``lead add``, ``lead list``, ``lead withdraw``, ``lead submit``."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from graph_service.cli.door import Door, JsonOption, LangOption, parse_day

if TYPE_CHECKING:
    from graph_service.cli.screen import Words
    from graph_service.model.leads import Lead


class Kind(StrEnum):
    """Kinds of leads, as ``model.leads`` names them; a start need not import it."""

    NOMINEE = "nominee"
    ACTING_IN_CONCERT = "acting_in_concert"
    FAMILY = "family"
    SAME_PHONE = "same_phone"


KindArgument = Annotated[
    Kind, typer.Argument(metavar="KIND", help="nominee 代持, acting_in_concert 一致行动, family 亲属, same_phone 同一电话.")
]
OneArgument = Annotated[
    str, typer.Argument(metavar="ONE", help="Unified code or key; of a nominee: who holds. 主体（代持人）。")
]
OtherArgument = Annotated[
    str, typer.Argument(metavar="OTHER", help="Unified code or key; of a nominee: for whom. 主体（被代持人）。")
]
SourceOption = Annotated[
    str, typer.Option("--source", help="The document that says so, never an informant. 依据的材料，不得写举报人。")
]
ReasonOption = Annotated[str, typer.Option("--reason", help="Why; recorded with your name. 理由，连同经办人留痕。")]
FromOption = Annotated[date | None, typer.Option("--from", parser=parse_day, metavar="DATE", help="First day. 起日。")]
UntilOption = Annotated[
    date | None,
    typer.Option("--until", parser=parse_day, metavar="DATE", help="First day on which it holds no more. 止日（不含）。"),
]
KeyOption = Annotated[
    str | None, typer.Option("--key", help="The same key is the same lead, however often it is sent. 幂等键。")
]
LeadArgument = Annotated[str, typer.Argument(metavar="LEAD", help="Its number, such as l-12. 线索编号。")]


def add(  # noqa: PLR0913  # every option of a command is a parameter
    ctx: typer.Context,
    kind: KindArgument,
    one: OneArgument,
    other: OtherArgument,
    source: SourceOption,
    reason: ReasonOption,
    start: FromOption = None,
    until: UntilOption = None,
    key: KeyOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """录入一条线索关系；规则从不读取。Enter a lead between two subjects; no rule ever reads it."""
    from graph_service.model.leads import LeadKind, NewLead
    from graph_service.security.acting import acting_user
    from graph_service.workflow.canonical import key_of_words
    from graph_service.workflow.leads import add_lead

    door, user = Door(ctx, as_json=as_json, lang=lang), acting_user()
    with door.services() as services:
        ends = (door.subject(services, one).id, door.subject(services, other).id)
        key = key or key_of_words(kind, *ends, source, reason, user, start, until)
        lead = NewLead(key, LeadKind(kind), *ends, source, reason, user, start, until)
        found, written = add_lead(services, lead)
    _told(door, found, written=written)


def list_leads(
    ctx: typer.Context,
    of: Annotated[str | None, typer.Option("--of", metavar="SUBJECT", help="Only those of a subject. 只列某主体的。")] = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """列出线索关系及其办理。List leads, newest first, withdrawn ones too."""
    from graph_service.query.leads import list_leads as listed

    door = Door(ctx, as_json=as_json, lang=lang)
    with door.services() as services:
        found: Any = listed(services, door.subject(services, of) if of else None)
    if as_json:
        door.screen.json(found)
        return
    columns: tuple[Words, ...] = (("编号", "id"), ("线索", "lead"), ("主体", "subjects"), ("依据", "source"), ("状态", "state"))
    words = door.screen.words
    rows = [
        (one["id"], words(one["words"]), f"{one['one']}\n{one['other']}", one["source"], words(one["state_words"]))
        for one in found["leads"]
    ]
    door.screen.table(words(("线索关系（非登记事实）", "Leads, no facts of a register")), columns, rows)


def withdraw(
    ctx: typer.Context, lead: LeadArgument, reason: ReasonOption, as_json: JsonOption = False, lang: LangOption = None
) -> None:
    """撤回一条线索。Withdraw a lead; it stays on record."""
    _step(Door(ctx, as_json=as_json, lang=lang), lead, "withdraw", reason)


def submit(
    ctx: typer.Context, lead: LeadArgument, reason: ReasonOption, as_json: JsonOption = False, lang: LangOption = None
) -> None:
    """提交经办人核查。Mark a lead for an officer to look into."""
    _step(Door(ctx, as_json=as_json, lang=lang), lead, "submit", reason)


def _step(door: Door, lead: str, step: str, reason: str) -> None:
    from graph_service.model.leads import LeadStep
    from graph_service.security.acting import acting_user
    from graph_service.workflow.leads import step_on_lead

    with door.services() as services:
        found, written = step_on_lead(services, lead, LeadStep(step), acting_user(), reason)
    _told(door, found, written=written)


def _told(door: Door, lead: Lead, *, written: bool) -> None:
    from graph_service.query.leads import shape_lead

    found: Any = shape_lead(lead)
    if door.screen.as_json:
        door.screen.json({"lead": found, "written": written})
    again = ("", "") if written else ("（此前已记录）", " (on record already)")
    door.screen.say(
        f"{found['id']} {found['words']['zh']}：{found['one']} · {found['other']}，{found['state_words']['zh']}{again[0]}",
        f"{found['id']} {found['words']['en']}: {found['one']} · {found['other']}, {found['state_words']['en']}{again[1]}",
        style="bold",
    )
