"""Commands and tables about change: what a run added and ended, ``history``, and the feed ``changes``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from graph_service.cli.door import Door, JsonOption, KnownOption, LangOption, ToOption
from graph_service.cli.screen import Screen, Words, in_beijing
from graph_service.errors import InputError

if TYPE_CHECKING:
    from graph_service.workflow.services import Services

Json = Mapping[str, Any]

#: Changes of each kind shown on the terminal; the JSON has more, the ledger all.
_SHOWN = 20
_KINDS: Mapping[str, Words] = {
    "run": ("推算", "propagation"), "load": ("入库", "load"), "act": ("办理", "act"), "judgement": ("身份认定", "judgement on identity"),
}  # fmt: skip
_STYLES = {"measure_added": "red", "measure_ended": "green", "review_added": "yellow"}

SubjectArgument = Annotated[
    str | None, typer.Argument(metavar="SUBJECT", help="Unified code, registration number or key. 统一社会信用代码等。")
]
EventOption = Annotated[str | None, typer.Option("--event", metavar="ID", help="The record of this event. 该事项的记录。")]


def history(  # noqa: PLR0913  # every option of a command is a parameter
    ctx: typer.Context,
    subject: SubjectArgument = None,
    event: EventOption = None,
    known: KnownOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """列出历次推算的变化：何时得知、依何规则、谁新增、谁解除。The record of a subject or an event, run by run."""
    door = Door(ctx, as_json=as_json, lang=lang)
    with door.services() as services:
        found = _history(door, services, (subject, event), known)
    if as_json:
        door.screen.json(found)
        return
    for entry in found["entries"]:
        door.screen.say(
            f"{in_beijing(entry['recorded_at'])} · 评价日 {entry['on']} · 事项 {entry['event']} · 规则集 {entry['rules'][:12]} · {entry['run']}",
            f"{in_beijing(entry['recorded_at'])} · as of {entry['on']} · event {entry['event']} · rules {entry['rules'][:12]} · {entry['run']}",
            style="bold",
        )
        show_difference(door.screen, entry["difference"])


def _history(door: Door, services: Services, of: tuple[str | None, str | None], known: datetime | None) -> Json:
    from graph_service.query.history import history_of_event, history_of_subject

    subject, event = of
    if event and not subject:
        return history_of_event(services, event, known)
    if subject and not event:
        return history_of_subject(services, door.subject(services, subject), known)
    raise InputError("history", "give either a subject or an event", hint="graph-service history SUBJECT, or --event ID.")


def show_difference(screen: Screen, difference: Json) -> None:
    """Show what was added, ended and changed, each with why and since when; nothing more than the counts where nothing changed."""
    counts = difference["counts"]
    screen.say(
        f"  新增措施 {counts['measures_added']}，终止 {counts['measures_ended']}，变更 {counts['measures_changed']}；"
        f"转入核查 {counts['reviews_added']}，核查终结 {counts['reviews_ended']}，变更 {counts['reviews_changed']}；"
        f"不变 {counts['unchanged']}。",
        f"  measures: {counts['measures_added']} added, {counts['measures_ended']} ended, {counts['measures_changed']} changed; "
        f"reviews: {counts['reviews_added']} opened, {counts['reviews_ended']} closed, {counts['reviews_changed']} changed; "
        f"{counts['unchanged']} unchanged.",
    )
    shown: list[Json] = []
    for kind in ("added", "ended", "changed"):
        shown += [change for change in difference["changes"] if change["kind"] == kind][:_SHOWN]
    if shown:
        _show_changes(screen, shown)
    if more := sum(counts.values()) - counts["unchanged"] - len(shown):
        screen.say(f"  另有 {more} 项变化，见 --json。", f"  {more} more changes: see --json.")


def _show_changes(screen: Screen, changes: list[Json]) -> None:
    columns: tuple[Words, ...] = (
        ("变化", "change"),
        ("主体", "subject"),
        ("规则", "rule"),
        ("自何日", "since"),
        ("理由", "why"),
        ("事项", "event"),
    )
    rows = [
        (
            screen.words(change["words"]),
            f"{change['name']} ({change['subject']})" if change["name"] else change["subject"],
            change["rule"],
            _since(screen, change),
            screen.words(change["why"]),
            change["event"],
        )
        for change in changes
    ]
    screen.table("", columns, rows, [_STYLES.get(f"{change['what']}_{change['kind']}") for change in changes])


def _since(screen: Screen, change: Json) -> str:
    day = str(change["since"] or "")
    return screen.words((f"自始 {day}", f"from the start {day}")).strip() if change["from_start"] else day


def changes(  # noqa: PLR0913  # every option of a command is a parameter
    ctx: typer.Context,
    after: Annotated[str, typer.Option("--after", metavar="CURSOR", help="Cursor of an earlier answer. 上次返回的游标。")] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, max=500, help="Entries looked at. 一次查看的条目数。")] = 100,
    to: ToOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """变更订阅：游标之后新增、终止、更正与办理的事项，每条只给一次。What changed behind a cursor, each once."""
    from graph_service.query.feed import changes_after

    door = Door(ctx, as_json=as_json, lang=lang)
    with door.services() as services:
        found = changes_after(services, after, limit)
    door.tell(found, to, _show_feed)


def _show_feed(screen: Screen, found: Json) -> None:
    columns: tuple[Words, ...] = (("序号", "entry"), ("类别", "kind"), ("时间", "when"), ("内容", "what"))
    rows = [
        (one["entry"], screen.words(_KINDS[one["kind"]]), in_beijing(one["recorded_at"]), _change_words(screen, one))
        for one in found["changes"]
    ]
    screen.table("", columns, rows)
    screen.say(f"游标 {found['cursor']}", f"cursor {found['cursor']}")


def _change_words(screen: Screen, one: Mapping[str, Any]) -> str:
    if one["kind"] == "run":
        return "; ".join(f"{screen.words(each['words'])} {each['rule']} {each['subject']}" for each in one["changes"][:_SHOWN])
    if one["kind"] == "load":
        counts = one["counts"]
        return screen.words(
            (
                f"{one['source']}：读取 {counts['read']}，新增 {counts['loaded']}，未变 {counts['unchanged']}，拒绝 {counts['rejected']}（{one['load']}）",
                (
                    f"{one['source']}: {counts['read']} read, {counts['loaded']} loaded, {counts['unchanged']} unchanged,"
                    f" {counts['rejected']} rejected ({one['load']})"
                ),
            )
        )
    named = ("act", "did", "rule", "subject") if one["kind"] == "act" else ("judgement", "verdict", "one", "other")
    return " ".join(str(one[name]) for name in named)
