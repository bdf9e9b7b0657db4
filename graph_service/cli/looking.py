"""Commands that look subjects up: ``search``, ``show``, ``who`` and ``paths``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from graph_service.cli.door import DayOption, Door, JsonOption, KnownOption, LangOption, ToOption, today
from graph_service.cli.profiles import place, show_hits, show_paths, show_profile
from graph_service.cli.screen import in_beijing

if TYPE_CHECKING:
    from graph_service.cli.screen import Screen, Words

Json = Mapping[str, Any]

OrganizationArgument = Annotated[
    str, typer.Argument(metavar="ORG", help="Unified code, registration number or key. 统一社会信用代码等。")
]


TextArgument = Annotated[
    str, typer.Argument(metavar="TEXT", help="Name, part of one, number, document number. 名称、代码或文号。")
]
TypeOption = Annotated[
    list[str] | None,
    typer.Option("--type", metavar="organization|person|event", help="Only these; repeatable. 只查该类。"),
]
AfterOption = Annotated[str, typer.Option("--after", help="`after` of an earlier answer. 上一页的 after。")]
LimitOption = Annotated[int, typer.Option("--limit", min=1, max=100, help="Hits of a page. 每页条数。")]


def search(  # noqa: PLR0913  # every option of a command is a parameter
    ctx: typer.Context,
    text: TextArgument,
    kinds: TypeOption = None,
    after: AfterOption = "",
    limit: LimitOption = 20,
    to: ToOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """查找主体和决定：名称（含曾用名、部分名称）、代码或文号；证件号码请勿写入命令。Find subjects and decisions; no id numbers here."""
    from graph_service.query.resolve import refuse_personal_number
    from graph_service.query.search import KINDS, SearchQuestion
    from graph_service.query.search import search as find

    door = Door(ctx, as_json=as_json, lang=lang)
    refuse_personal_number(text)
    with door.services() as services:
        found = find(services, SearchQuestion(text, kinds or KINDS, after, limit))
    door.tell(found, to, show_hits)


SubjectArgument = Annotated[
    str, typer.Argument(metavar="SUBJECT", help="Unified code, registration number or key. 统一社会信用代码等。")
]


def show(  # noqa: PLR0913  # every option of a command is a parameter
    ctx: typer.Context,
    subject: SubjectArgument,
    on: DayOption = None,
    known: KnownOption = None,
    to: ToOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """主体档案：身份、任职、持股、许可、决定、结论及时间线。Everything on record about one subject, with a timeline."""
    from graph_service.query.profile import profile

    door = Door(ctx, as_json=as_json, lang=lang)
    with door.services() as services:
        found = profile(services, door.subject(services, subject).id, on or today(), known)
    door.tell(found, to, show_profile)


SubjectsArgument = Annotated[
    list[str], typer.Argument(metavar="SUBJECT…", help="Two to ten: code, registration number or key. 二至十个主体。")
]
KindOption = Annotated[
    list[str] | None,
    typer.Option(
        "--kind",
        metavar="HOLDS_ROLE|OWNS|BRANCH_OF|SAME_ADDRESS",
        help="Only this kind of tie; repeatable. 只用该类关系。",
    ),
]
FormerOption = Annotated[bool, typer.Option("--former", help="Ties that ended, too. 包括已结束的关系。")]
LongestOption = Annotated[int, typer.Option("--longest", min=1, max=6, help="Most steps of a path. 路径最多步数。")]
AllOption = Annotated[bool, typer.Option("--all", help="All simple paths, not only the shortest. 全部简单路径。")]
HubsOption = Annotated[
    bool, typer.Option("--through-hubs", help="Through subjects with very many ties, too. 可经过关系极多的主体。")
]


def paths(  # noqa: PLR0913  # every option of a command is a parameter
    ctx: typer.Context,
    subjects: SubjectsArgument,
    kind: KindOption = None,
    former: FormerOption = False,
    longest: LongestOption = 4,
    every: AllOption = False,
    through_hubs: HubsOption = False,
    on: DayOption = None,
    known: KnownOption = None,
    to: ToOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """关联路径查询：若干主体之间如何关联，逐步说明。How subjects are linked, step by step in words."""
    from graph_service.query.paths import PATH_KINDS, PathQuestion, find_paths

    door = Door(ctx, as_json=as_json, lang=lang)
    asked = PathQuestion(subjects, on or today(), known, kind or PATH_KINDS, former, longest, every, through_hubs)
    with door.services() as services:
        found = find_paths(services, asked)
    door.tell(found, to, show_paths)


def who(  # noqa: PLR0913  # every option of a command is a parameter
    ctx: typer.Context,
    organization: OrganizationArgument,
    on: DayOption = None,
    known: KnownOption = None,
    to: ToOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """某日由谁任职：职务、来源行、入库时间；相互矛盾的记载并列。Who held which office on a day, and which source row says so."""
    from graph_service.query.officers import officers

    door = Door(ctx, as_json=as_json, lang=lang)
    with door.services() as services:
        found = officers(services, door.subject(services, organization).id, on or today(), known)
    door.tell(found, to, _show_officers)


def _show_officers(screen: Screen, found: Json) -> None:
    name = found["subject"]["name"]
    columns: tuple[Words, ...] = (
        ("职务", "office"), ("姓名", "name"), ("主体", "subject"), ("证件", "document"), ("任期", "held"), ("来源", "source"),
        ("入库时间", "recorded"), ("矛盾", "contested"),
    )  # fmt: skip
    rows = [_office(screen, one) for one in found["offices"]]
    styles = ["yellow" if one["contested"] else None for one in found["offices"]]
    title = screen.words((f"{name} · {found['on']} 任职情况", f"Offices in {name} on {found['on']}"))
    screen.table(title, columns, rows, styles)
    if not rows:
        screen.say("当日没有任职记录。", "No office is on record for this day.")
    for one in found["contradictions"]:
        screen.say(f"矛盾：{one['words']['zh']}。", f"Contradiction: {one['words']['en']}.", style="yellow")
    if (beside := found["named_beside"]) and found["contradictions"]:
        screen.say(f"企业基本信息所载法定代表人：{beside['name']}。", f"The register names beside the firm: {beside['name']}.")
    if found["truncated"]:
        screen.say("任职记录过多，未全部列出。", "There are more offices than are listed.", style="yellow")


def _office(screen: Screen, office: Json) -> tuple[object, ...]:
    person, source = office["person"] or {}, office["provenance"] or {}
    return (
        screen.words(office["words"]),
        person.get("name"),
        office["source"],
        person.get("masked_id"),
        screen.words(office["days"]),
        place(office["provenance"]),
        in_beijing(source.get("recorded_from")),
        screen.words(("矛盾", "contested")) if office["contested"] else "",
    )
