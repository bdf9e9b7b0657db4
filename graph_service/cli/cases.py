"""Commands on cases: ``inbox``, ``case open``, ``show``, ``prepare``, ``check``, ``return``, ``sign``, ``handover``, ``drop``, ``close``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from graph_service.cli.door import Door, JsonOption, LangOption, parse_day
from graph_service.cli.dossier_tables import show_case, show_inbox, told

if TYPE_CHECKING:
    from graph_service.model.dossiers import Dossier
    from graph_service.workflow.cases import Decision
    from graph_service.workflow.dossiers import Said
    from graph_service.workflow.services import Services

CaseArgument = Annotated[str, typer.Argument(metavar="CASE", help="Its number, such as c-12. 案件编号。")]
ReasonOption = Annotated[str, typer.Option("--reason", help="Why; recorded with your name. 理由，连同经办人留痕。")]
DepartmentOption = Annotated[
    str, typer.Option("--department", metavar="CODE", help="For which department you act. 代表哪个部门。")
]
KeyOption = Annotated[
    str | None, typer.Option("--key", help="The same key is the same act, however often it is sent. 幂等键，同键视为同一行为。")
]
VersionOption = Annotated[
    int | None,
    typer.Option(
        "--version", min=1, help="Steps that it had when you looked; refused if there are more. 查看时的版本，已变则拒绝。"
    ),
]
ConfirmOption = Annotated[
    list[str] | None,
    typer.Option(
        "--confirm",
        metavar="RULE[:SUBJECT]",
        help="Confirm; a rule alone: all of it in force. 确认；只写规则即其全部生效措施。",
    ),
]
RejectOption = Annotated[
    list[str] | None, typer.Option("--reject", metavar="RULE[:SUBJECT]", help="Do not take the measure. 不予采取。")
]
NarrowOption = Annotated[
    list[str] | None,
    typer.Option("--narrow", metavar="RULE:SUBJECT=DATE", help="Confirm until a day (inside). 缩短期限后确认，至该日止。"),
]


def inbox(  # noqa: PLR0913  # every option of a command is a parameter
    ctx: typer.Context,
    department: Annotated[
        str | None, typer.Option("--department", metavar="CODE", help="Only of this one. 只列该部门。")
    ] = None,
    kind: Annotated[str | None, typer.Option("--kind", metavar="KIND", help="case, push, … 只列该类。")] = None,
    after: Annotated[int, typer.Option("--after", min=0, help="Go on behind this number. 从该号之后续列。")] = 0,
    limit: Annotated[int, typer.Option("--limit", min=1, max=500, help="At most so many. 至多列出。")] = 50,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """待办：等待办理的案件、推送及其期限。What waits for somebody to act, with its term."""
    from graph_service.query.dossiers import InboxQuestion
    from graph_service.query.dossiers import inbox as listed

    door = Door(ctx, as_json=as_json, lang=lang)
    with door.services() as services:
        found: Any = listed(services, InboxQuestion(department, kind, after, limit))
    if as_json:
        door.screen.json(found)
    show_inbox(door.screen, found)


def open_(  # noqa: PLR0913  # every option of a command is a parameter
    ctx: typer.Context,
    subject: Annotated[str, typer.Argument(metavar="SUBJECT", help="Unified code or key. 统一社会信用代码或主体编号。")],
    event: Annotated[str, typer.Option("--event", metavar="ID", help="The event that proposes measures. 提出措施的事项编号。")],
    department: DepartmentOption,
    reason: ReasonOption,
    key: KeyOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """发起案件：对主体的一件事项。Open a case on a subject and the event that proposes measures."""
    from graph_service.workflow.cases import open_case

    door = Door(ctx, as_json=as_json, lang=lang)
    with door.services() as services:
        found = open_case(services, door.subject(services, subject), event, said_by(reason, department, None, key))
        told(door.screen, services, *found)


def show(ctx: typer.Context, case: CaseArgument, as_json: JsonOption = False, lang: LangOption = None) -> None:
    """查看案件：拟采取的措施、推送和每一步。Show a case: what is proposed, what was pushed, every step."""
    from graph_service.query.dossiers import shape_case
    from graph_service.workflow.dossiers import find_dossier

    door = Door(ctx, as_json=as_json, lang=lang)
    with door.services() as services:
        found: Any = shape_case(services, find_dossier(services, case, "case"))
    if as_json:
        door.screen.json(found)
    show_case(door.screen, found)


def prepare(  # noqa: PLR0913  # every option of a command is a parameter
    ctx: typer.Context,
    case: CaseArgument,
    reason: ReasonOption,
    confirm: ConfirmOption = None,
    reject: RejectOption = None,
    narrow: NarrowOption = None,
    version: VersionOption = None,
    key: KeyOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """经办：提出决定意见，交审核或签发。Propose decisions for those who check and sign."""
    from graph_service.workflow.cases import prepare as use_case

    said = said_by(reason, "", version, key)
    _step(
        Door(ctx, as_json=as_json, lang=lang),
        case,
        lambda services, found: use_case(services, found, decided(services, found, confirm, reject, narrow), said),
    )


def sign(  # noqa: PLR0913  # every option of a command is a parameter
    ctx: typer.Context,
    case: CaseArgument,
    reason: ReasonOption,
    confirm: ConfirmOption = None,
    reject: RejectOption = None,
    narrow: NarrowOption = None,
    version: VersionOption = None,
    key: KeyOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """签发：决定即时生效；有经办意见的，按该意见签发。Sign: the decisions count from now on; what was prepared is signed as it is."""
    from graph_service.workflow.cases import sign as use_case

    said = said_by(reason, "", version, key)
    _step(
        Door(ctx, as_json=as_json, lang=lang),
        case,
        lambda services, found: use_case(services, found, decided(services, found, confirm, reject, narrow), said),
    )


def check(  # noqa: PLR0913  # every option of a command is a parameter
    ctx: typer.Context,
    case: CaseArgument,
    reason: ReasonOption,
    version: VersionOption = None,
    key: KeyOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """审核：同意经办意见。Check what a colleague prepared."""
    _plain(Door(ctx, as_json=as_json, lang=lang), case, "check", said_by(reason, "", version, key))


def return_(  # noqa: PLR0913  # every option of a command is a parameter
    ctx: typer.Context,
    case: CaseArgument,
    reason: ReasonOption,
    version: VersionOption = None,
    key: KeyOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """退回：请经办人重新办理。Return what was prepared."""
    _plain(Door(ctx, as_json=as_json, lang=lang), case, "return", said_by(reason, "", version, key))


def drop(  # noqa: PLR0913  # every option of a command is a parameter
    ctx: typer.Context,
    case: CaseArgument,
    reason: ReasonOption,
    version: VersionOption = None,
    key: KeyOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """撤销尚未决定的案件。Drop a case on which nothing was decided."""
    _plain(Door(ctx, as_json=as_json, lang=lang), case, "drop", said_by(reason, "", version, key))


def hand_over(  # noqa: PLR0913  # every option of a command is a parameter
    ctx: typer.Context,
    case: CaseArgument,
    to: Annotated[str, typer.Option("--to", metavar="NAME", help="The colleague. 接办人。")],
    reason: ReasonOption,
    version: VersionOption = None,
    key: KeyOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """移交：由同事接办。Give a case to a colleague."""
    from graph_service.workflow.cases import hand_over as use_case

    said = said_by(reason, "", version, key)
    _step(Door(ctx, as_json=as_json, lang=lang), case, lambda services, found: use_case(services, found, to, said))


def close(  # noqa: PLR0913  # every option of a command is a parameter
    ctx: typer.Context,
    case: CaseArgument,
    reason: ReasonOption,
    version: VersionOption = None,
    key: KeyOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """办结：全部决定且全部解除后。Close a case once all is decided and lifted."""
    from graph_service.workflow.cases import close as use_case

    said = said_by(reason, "", version, key)
    _step(Door(ctx, as_json=as_json, lang=lang), case, lambda services, found: use_case(services, found, said))


def said_by(reason: str, department: str, version: int | None, key: str | None) -> Said:
    """Return who acts, and how."""
    from graph_service.security.acting import acting_user
    from graph_service.workflow.dossiers import Said

    return Said(acting_user(), reason, department, version, key)


def decided(
    services: Services, case: Dossier, confirm: list[str] | None, reject: list[str] | None, narrow: list[str] | None
) -> Sequence[Decision]:
    """Read the decisions of the options; a rule alone stands for all of it that is in force and undecided.

    Raises:
        InputError, BadParameter: see ``cases.alike``; or a decision is not written as it must be.
    """
    from graph_service.model.acts import ActKind
    from graph_service.workflow.cases import Decision, alike, proposals_in

    found = []
    for kind, texts in ((ActKind.CONFIRM, confirm), (ActKind.REJECT, reject)):
        for text in texts or ():
            rule, _, subject = text.partition(":")
            subjects = (
                [subject] if subject else [one.outcome.subject for one in alike(proposals_in(services, case.said.event), rule)]
            )
            found += [Decision(kind, rule, one) for one in subjects]
    return [*found, *(Decision(ActKind.NARROW, *_narrowed(text)) for text in narrow or ())]


def _narrowed(text: str) -> tuple[str, str, date]:
    named, _, day = text.rpartition("=")
    rule, _, subject = named.partition(":")
    if not (rule and subject):
        raise typer.BadParameter(f"{text!r}: write it as RULE:SUBJECT=2027-03-01")
    return rule, subject, parse_day(day)


def _plain(door: Door, case: str, did: str, said: Said) -> None:
    from graph_service.workflow.dossiers import take

    _step(door, case, lambda services, found: take(services, found, did, said))


def _step(door: Door, case: str, act: Callable[[Services, Dossier], tuple[Dossier, bool]]) -> None:
    from graph_service.workflow.dossiers import find_dossier

    with door.services() as services:
        told(door.screen, services, *act(services, find_dossier(services, case, "case")))
