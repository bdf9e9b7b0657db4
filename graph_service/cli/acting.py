"""Commands of an officer on measures: ``measure confirm``, ``measure reject``, ``measure lift``, ``measure show``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from graph_service.cli.door import DayOption, Door, JsonOption, LangOption, parse_day, today
from graph_service.cli.screen import in_beijing

if TYPE_CHECKING:
    from graph_service.cli.screen import Screen, Words

EventArgument = Annotated[str, typer.Argument(metavar="EVENT", help="The event's id. 事项编号。")]
RuleArgument = Annotated[str, typer.Argument(metavar="RULE", help="The rule's id. 规则编号。")]
SubjectArgument = Annotated[str, typer.Argument(metavar="SUBJECT", help="Unified code or key. 统一社会信用代码或主体编号。")]
ReasonOption = Annotated[str, typer.Option("--reason", help="Why; recorded with your name. 理由，连同经办人留痕。")]
KeyOption = Annotated[
    str | None, typer.Option("--key", help="The same key is the same act, however often it is sent. 幂等键，同键视为同一行为。")
]
UntilOption = Annotated[
    date | None,
    typer.Option("--until", parser=parse_day, metavar="DATE", help="Shorten the term: its last day. 缩短期限，至该日止。"),
]


def confirm(  # noqa: PLR0913  # every option of a command is a parameter
    ctx: typer.Context,
    event: EventArgument,
    rule: RuleArgument,
    subject: SubjectArgument,
    reason: ReasonOption,
    until: UntilOption = None,
    key: KeyOption = None,
    on: DayOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """确认一项生效措施（可缩短期限，不可加重）。Confirm one measure that is in force; --until shortens its term."""
    kind = "narrow" if until else "confirm"
    _act(Door(ctx, as_json=as_json, lang=lang), kind, (event, rule, subject), (reason, key, until, on))


def reject(  # noqa: PLR0913  # every option of a command is a parameter
    ctx: typer.Context,
    event: EventArgument,
    rule: RuleArgument,
    subject: SubjectArgument,
    reason: ReasonOption,
    key: KeyOption = None,
    on: DayOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """对一项拟采取的措施不予采取。Reject one measure that was proposed."""
    _act(Door(ctx, as_json=as_json, lang=lang), "reject", (event, rule, subject), (reason, key, None, on))


def lift(  # noqa: PLR0913  # every option of a command is a parameter
    ctx: typer.Context,
    event: EventArgument,
    rule: RuleArgument,
    subject: SubjectArgument,
    reason: ReasonOption,
    key: KeyOption = None,
    on: DayOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """解除一项已确认的措施。Lift one measure that was confirmed."""
    _act(Door(ctx, as_json=as_json, lang=lang), "lift", (event, rule, subject), (reason, key, None, on))


def show(
    ctx: typer.Context, subject: SubjectArgument, on: DayOption = None, as_json: JsonOption = False, lang: LangOption = None
) -> None:
    """列出主体的措施：法定状态与办理状态并列。List a subject's measures, legal state and act state side by side, and every act."""
    from graph_service.query.acts import shape_standing
    from graph_service.workflow.acts import standing_of

    door = Door(ctx, as_json=as_json, lang=lang)
    with door.services() as services:
        found: Mapping[str, Any] = shape_standing(standing_of(services, door.subject(services, subject), on or today()))
    if as_json:
        door.screen.json(found)
    _show(door.screen, found)


def _act(door: Door, kind: str, named: tuple[str, str, str], said: tuple[str, str | None, date | None, date | None]) -> None:
    from graph_service.model.acts import ActKind, NewAct
    from graph_service.query.acts import shape_acted
    from graph_service.security.acting import acting_user
    from graph_service.workflow.acts import act_on, key_for
    from graph_service.workflow.projection import bring_up_to_date

    reason, key, until, on = said
    user, done = acting_user(), ActKind(kind)
    with door.services() as services:
        event, rule, subject = (*named[:2], door.subject(services, named[2]).id)
        key = key or key_for(services, done, (event, rule, subject), (user, reason), until)
        acted = act_on(services, NewAct(key, done, event, rule, subject, on or today(), user, reason, until))
        error = bring_up_to_date(services, [event]).error
    shaped: Mapping[str, Any] = shape_acted(acted)
    if door.screen.as_json:
        door.screen.json(shaped)
    words = shaped["act"]["words"]
    again = door.screen.words(("", "") if acted.written else ("（此前已记录）", " (on record already)"))
    door.screen.say(
        f"{acted.act.id} {words['zh']}：{rule} · {event} · {subject}{again}",
        f"{acted.act.id} {words['en']}: {rule} · {event} · {subject}{again}",
        style="bold",
    )
    if error:
        raise error


def _show(screen: Screen, found: Mapping[str, Any]) -> None:
    columns: tuple[Words, ...] = (
        ("措施", "measure"), ("规则", "rule"), ("事项", "event"), ("法定状态", "legal state"), ("办理状态", "act state"), ("期限", "term"),
    )  # fmt: skip
    rows = [
        (
            one["imposes"],
            one["rule"],
            one["event"],
            screen.words(one["state_words"]),
            screen.words(one["act_state_words"]) + (f" {one['act']}" if one["act"] else ""),
            f"{one['first_day'] or ''} – {one['last_day'] or ''}",
        )
        for one in found["measures"]
    ]
    screen.table(f"{found['subject']['name']} ({found['subject']['id']}) · {found['on']}", columns, rows)
    for act in found["acts"]:
        fallen = screen.words(("（依据已不存在）", " (its ground has fallen)")) if act["fallen"] else ""
        done = f"{act['id']} {in_beijing(act['recorded_at'])} {act['by']}"
        screen.say(
            f"{done} {act['words']['zh']} {act['rule']} · {act['event']}：{act['reason']}{fallen}",
            f"{done} {act['words']['en']} {act['rule']} · {act['event']}: {act['reason']}{fallen}",
        )
