"""Commands on who is the same person: ``identities candidates|confirm|reject|undo|show|check``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from graph_service.cli.door import DayOption, Door, JsonOption, LangOption, parse_moment, today
from graph_service.cli.failures import FAILURE
from graph_service.cli.identity_tables import show_candidates, show_identity, show_judged, show_judgements
from graph_service.cli.projecting import fail_if_behind

if TYPE_CHECKING:
    from graph_service.model.identities import Act
    from graph_service.query.candidates import Found
    from graph_service.workflow.identities import Judged
    from graph_service.workflow.services import Services

OneArgument = Annotated[
    str, typer.Argument(metavar="ONE", help="Key of a person, or id of an event with a masked subject. 人员编号或事项编号。")
]
OtherArgument = Annotated[str, typer.Argument(metavar="OTHER", help="Key of a person. 人员编号。")]
KeyArgument = Annotated[
    str | None, typer.Argument(metavar="KEY", help="Key of a person or id of an event; none: the newest judgements. 编号。")
]
JudgementArgument = Annotated[str, typer.Argument(metavar="JUDGEMENT", help="As `identities show` lists it: j-12. 认定编号。")]
SubjectArgument = Annotated[
    str | None, typer.Argument(metavar="SUBJECT", help="Only for this person, or for a firm's persons. 只看该主体。")
]
ReasonOption = Annotated[
    str, typer.Option("--reason", help="Why; it is recorded with your user name. 理由，将与用户名一并记录。")
]
EvidenceOption = Annotated[
    list[str] | None, typer.Option("--evidence", help="What was looked at, such as a file number; repeatable. 所查材料。")
]
OverrideOption = Annotated[
    bool, typer.Option("--override", help="Although the documents differ, for the reason given. 虽证件不符仍认定，须说明理由。")
]
LimitOption = Annotated[int, typer.Option("--limit", min=1, max=1000, help="About so many. 大约条数。")]
AfterOption = Annotated[str, typer.Option("--after", help="Go on from where an earlier answer ended. 从上次结束处继续。")]
AsOfOption = Annotated[
    datetime | None,
    typer.Option("--as-of", parser=parse_moment, metavar="MOMENT", help="As it was known then. 按当时所知。"),
]
RedoOption = Annotated[bool, typer.Option("--redo", help="Make it anew from the ledger. 按台账重做。")]


def candidates(  # noqa: PLR0913  # every option of a command is a parameter
    ctx: typer.Context,
    subject: SubjectArgument = None,
    limit: LimitOption = 20,
    after: AfterOption = "",
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """列出可能为同一人的人员，附逐项依据；不作任何认定。List persons who may be one, and why; nothing is decided."""
    from graph_service.query.identities import shape_found

    door = Door(ctx, as_json=as_json, lang=lang)
    with door.services() as services:
        shaped = shape_found(services, _found(door, services, subject, (after, limit)))
    if as_json:
        door.screen.json(shaped)
        return
    show_candidates(door.screen, shaped)


def _found(door: Door, services: Services, subject: str | None, span: tuple[str, int]) -> Found:
    from graph_service.query.candidates import candidates_of, find_candidates

    if subject:
        return candidates_of(services, door.subject(services, subject))
    return find_candidates(services, *span)


def confirm(  # noqa: PLR0913  # every option of a command is a parameter
    ctx: typer.Context,
    one: OneArgument,
    other: OtherArgument,
    reason: ReasonOption,
    evidence: EvidenceOption = None,
    override: OverrideOption = False,
    on: DayOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """认定二者为同一人，并重新推算有关事项。Confirm that two are one person, and propagate the events concerned."""
    from graph_service.workflow.identities import confirm as judge

    _carry_out(
        Door(ctx, as_json=as_json, lang=lang),
        lambda services: judge(services, one, other, _act(reason, evidence, override=override), on or today()),
    )


def reject(  # noqa: PLR0913  # every option of a command is a parameter
    ctx: typer.Context,
    one: OneArgument,
    other: OtherArgument,
    reason: ReasonOption,
    evidence: EvidenceOption = None,
    on: DayOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """认定二者不是同一人。Say that two are not one person."""
    from graph_service.workflow.identities import reject as judge

    _carry_out(
        Door(ctx, as_json=as_json, lang=lang),
        lambda services: judge(services, one, other, _act(reason, evidence), on or today()),
    )


def undo(  # noqa: PLR0913  # every option of a command is a parameter
    ctx: typer.Context,
    judgement: JudgementArgument,
    reason: ReasonOption,
    evidence: EvidenceOption = None,
    on: DayOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """撤销一项认定，并重新推算有关事项。Undo a judgement, and propagate the events concerned."""
    from graph_service.workflow.identities import undo as take_back

    _carry_out(
        Door(ctx, as_json=as_json, lang=lang),
        lambda services: take_back(services, judgement, _act(reason, evidence), on or today()),
    )


def show(
    ctx: typer.Context,
    key: KeyArgument = None,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """列出某人的全部编号与有关认定；不给编号则列出最近的认定。Show a person's keys and who judged so, or the newest judgements."""
    from graph_service.query.identities import describe_identity, list_judgements

    door = Door(ctx, as_json=as_json, lang=lang)
    with door.services() as services:
        found = describe_identity(services, key, as_of) if key else {"judgements": list_judgements(services, as_of)}
    if as_json:
        door.screen.json(found)
        return
    if key:
        show_identity(door.screen, found)
    show_judgements(door.screen, found["judgements"])  # type: ignore[arg-type]  # a list of mappings


def check(ctx: typer.Context, redo: RedoOption = False, as_json: JsonOption = False, lang: LangOption = None) -> None:
    """核对图中身份投影与台账是否一致。Hold the graph's projection of identities against the ledger; exit 1 where they differ."""
    from graph_service.workflow import identities

    door = Door(ctx, as_json=as_json, lang=lang)
    with door.services() as services:
        if redo:
            identities.redo(services)
        different = sorted(identities.differences(services))
    if as_json:
        door.screen.json({"different": different, "redone": redo})
    if different:
        door.screen.say(
            f"有 {len(different)} 个编号与台账不符：用 --redo 按台账重做。",
            f"{len(different)} keys differ from the ledger: --redo makes them anew.",
            style="red",
        )
        raise typer.Exit(FAILURE)
    door.screen.say("图中身份投影与台账一致。", "The projection of identities agrees with the ledger.")


def _act(reason: str, evidence: list[str] | None, *, override: bool = False) -> Act:
    from graph_service.model.identities import Act
    from graph_service.security.acting import acting_user

    return Act(acting_user(), reason, tuple(evidence or ()), override)


def _carry_out(door: Door, judge: Callable[[Services], Judged]) -> None:
    """Judge, and show what the judgement did; fail where the graph does not show all of it yet."""
    from graph_service.query.identities import shape_judged

    with door.services() as services:
        done = judge(services)
        shaped = shape_judged(services, done)
    if door.screen.as_json:
        door.screen.json(shaped)
    else:
        show_judged(door.screen, shaped)
    fail_if_behind(done.replayed)
