"""Command ``preview``: what would follow from a decision before it is issued."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from graph_service.cli.door import DayOption, Door, JsonOption, LangOption, parse_day, today
from graph_service.cli.screen import Screen, Words
from graph_service.errors import InputError

if TYPE_CHECKING:
    from graph_service.workflow.preview import PersonalSanction

Json = Mapping[str, Any]

#: Rows of each table on the terminal; the JSON has all.
_SHOWN = 60

SubjectArgument = Annotated[
    str, typer.Argument(metavar="SUBJECT", help="Against whom: unified code, registration number or key. 当事人。")
]
CategoryOption = Annotated[str, typer.Option("--category", metavar="C", help="What sets off rules. 事项类别。")]
KindOption = Annotated[
    str | None, typer.Option("--kind", metavar="KIND", help="penalty, listing, court or sanction. 事项种类。")
]
DecisionOption = Annotated[
    date | None,
    typer.Option("--decision-date", parser=parse_day, metavar="DATE", help="Default: the day of evaluation. 决定日。"),
]
ListingOption = Annotated[date | None, typer.Option("--listing-date", parser=parse_day, metavar="DATE", help="列入日。")]
OrderOption = Annotated[date | None, typer.Option("--order-date", parser=parse_day, metavar="DATE", help="法院限制令日。")]
ViolationOption = Annotated[
    str | None, typer.Option("--violation", metavar="FIRST..LAST", help="Days of the violation, both inside. 违法期间。")
]
FindingOption = Annotated[
    list[str] | None, typer.Option("--finding", metavar="PERSON:LIABILITY", help="Repeatable, such as p-…:direct. 责任认定。")
]
SanctionOption = Annotated[
    list[str] | None,
    typer.Option("--sanction", metavar="PERSON:YEARS", help="Repeatable; or PERSON:lifetime. 对个人的决定，年数或终身。"),
]
BasisOption = Annotated[str | None, typer.Option("--basis", metavar="TEXT", help="Law or central policy behind it. 上位依据。")]


def preview(  # noqa: PLR0913  # every option of a command is a parameter
    ctx: typer.Context,
    subject: SubjectArgument,
    category: CategoryOption,
    kind: KindOption = None,
    decision_date: DecisionOption = None,
    listing_date: ListingOption = None,
    order_date: OrderOption = None,
    violation: ViolationOption = None,
    finding: FindingOption = None,
    sanction: SanctionOption = None,
    basis: BasisOption = None,
    on: DayOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """决定作出之前，预览将涉及谁；不保存任何内容。What would follow from a decision; nothing is stored."""
    from graph_service.query.previews import shape_preview
    from graph_service.workflow.preview import Draft
    from graph_service.workflow.preview import preview as look_ahead

    door = Door(ctx, as_json=as_json, lang=lang)
    days = {"decision_date": decision_date, "listing_date": listing_date, "order_date": order_date}
    said = {
        "findings": [_pair("--finding", one) for one in finding or ()],
        "sanctions": [_sanction(one) for one in sanction or ()],
    }
    draft = Draft(subject, category, kind, **days, **said, violation=_violation(violation), basis=basis)  # type: ignore[arg-type]  # by name
    with door.services() as services:
        shaped = shape_preview(services, look_ahead(services, draft, today(), on))
    if as_json:
        door.screen.json(shaped)
    else:
        show_preview(door.screen, shaped)


def _pair(option: str, text: str) -> tuple[str, str]:
    person, colon, said = text.rpartition(":")
    if not (person and colon and said):
        raise InputError(option, f"{text!r} has no colon between person and what is said", hint="Write it as p-…:direct.")
    return person, said


def _sanction(text: str) -> PersonalSanction:
    from graph_service.workflow.preview import PersonalSanction

    person, term = _pair("--sanction", text)
    if term == "lifetime":
        return PersonalSanction(person, lifetime=True)
    if not (term.isascii() and term.isdigit() and int(term) > 0):
        raise InputError("--sanction", f"{term!r} is no number of years", hint="Write PERSON:YEARS or PERSON:lifetime.")
    return PersonalSanction(person, int(term))


def _violation(text: str | None) -> Any:
    from graph_service.workflow.preview import violation_of

    first, dots, last = (text or "..").partition("..")
    try:
        if dots:
            return violation_of(date.fromisoformat(first) if first else None, date.fromisoformat(last) if last else None)
    except ValueError:
        pass
    raise InputError("--violation", f"{text!r} is not a period", hint="Write it as 2024-01-01..2024-06-30.")


def show_preview(screen: Screen, found: Json) -> None:
    """Show the alarm first, then who would be touched, posts to be given up, licences, and the letter that would be due."""
    from graph_service.cli.tables import show_conflicts, show_people

    counts, subject = found["counts"], found["subject"]
    screen.say(
        f"预览（不保存）· {subject['name']} · {found['event']['category']} · 评价日 {found['on']}",
        f"preview (nothing is stored) · {subject['name']} · {found['event']['category']} · as of {found['on']}",
        style="bold",
    )
    if found["alarm"]:
        words = found["alarm"]["words"]
        screen.say(f"⚠ 数量异常: {words['zh']}", f"⚠ unusual volume: {words['en']}", style="bold red")
    screen.say(
        f"将涉及人员 {counts['persons']}、单位 {counts['firms']}；须变更职务 {counts['post_conflicts']} 项"
        f"（{counts['firms_to_change_posts']} 家单位）；执业 {counts['practices']} 项；须征询 {counts['inquiries']} 项。",
        f"{counts['persons']} persons and {counts['firms']} organisations would be touched; {counts['post_conflicts']} posts to give up "
        f"in {counts['firms_to_change_posts']} organisations; {counts['practices']} practices; {counts['inquiries']} inquiries.",
    )
    show_people(screen, [*found["persons"], *found["firms"]], found["names"], limit=_SHOWN)
    show_conflicts(screen, found["post_conflicts"], found["names"], _SHOWN)
    _show_offices(screen, ("执业资格与证照", "Practices and licences"), found["practices"])
    _show_offices(screen, ("责任认定征询", "Inquiries about liability"), found["inquiries"])


def _show_offices(screen: Screen, title: Words, rows: Sequence[Json]) -> None:
    if not rows:
        return
    columns: tuple[Words, ...] = (("人员", "person"), ("身份", "as"), ("单位", "organisation"), ("证照", "licence"))
    shown = [
        (
            f"{row.get('person_name') or row.get('name') or ''} ({row['person']})",
            screen.words(row["role_words"]),
            row.get("org_name"),
            row.get("licence"),
        )
        for row in rows[:_SHOWN]
    ]
    screen.table(screen.words(title), columns, shown)
