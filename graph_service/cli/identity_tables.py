"""Tables that people read about identity: candidates, a judgement with what it changed, a person's keys, the history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from graph_service.cli.changes import show_difference
from graph_service.cli.screen import Screen, Words, in_beijing

Json = Mapping[str, Any]


def show_judged(screen: Screen, shaped: Json) -> None:
    """Show a judgement, under which key each is known now, and what that changed."""
    said = shaped["judgement"]
    state = ("已记录", "recorded") if shaped["written"] else ("此前已记录", "stood already")
    screen.say(
        f"{said['id']} {said['words']['zh']}：{said['one']} · {said['other']}（{state[0]}，{said['user']}）",
        f"{said['id']} {said['words']['en']}: {said['one']} · {said['other']} ({state[1]}, {said['user']})",
        style="bold",
    )
    for key, known in shaped["known_as"].items():
        if known != key:
            screen.say(f"  {key} 现归入 {known}", f"  {key} is known as {known}")
    if shaped["still_one_by"]:
        others = ", ".join(shaped["still_one_by"])
        screen.say(f"  仍因 {others} 视为同一人", f"  still one person by {others}", style="yellow")
    screen.say(
        f"评价日 {shaped['on']}：重新推算事项 {shaped['events']} 件。",
        f"As of {shaped['on']}: {shaped['events']} events propagated again.",
    )
    show_difference(screen, shaped["difference"])


def show_candidates(screen: Screen, shaped: Json) -> None:
    """Show whom somebody should compare, the likeliest first, with every point in words."""
    columns: tuple[Words, ...] = (("分值", "score"), ("主体", "one"), ("可能即为", "may be"), ("依据", "because"))
    rows = [
        (found["score"], _party(screen, found["one"]), _party(screen, found["other"]), _because(screen, found["features"]))
        for found in shaped["candidates"]
    ]
    screen.table(
        screen.words(("可能为同一人（线索，须经核对）", "Persons who may be one (leads, to be checked)")), columns, rows
    )
    screen.say(f"查看 {shaped['looked_at']} 人。", f"{shaped['looked_at']} looked at.")
    if shaped["after"]:
        again = f"graph-service identities candidates --after {shaped['after']}"
        screen.say(f"未完，继续: {again}", f"There may be more: {again}")


def _party(screen: Screen, party: Json) -> str:
    if party["kind"] == "masked_subject":
        event = party["event"]
        return f"{screen.words(event['words'])} {event['document'] or ''} ({party['id']})"
    firms = "、".join(dict.fromkeys(one["name"] for one in [*party["offices"], *party["holdings"]]))
    number = " ".join([party["masked_id"] or screen.words(("无证件号码", "no id number")), *party["masks_seen"]])
    return f"{party['name']} {number} ({party['id']})\n{firms}"


def _because(screen: Screen, features: list[Json]) -> str:
    return "\n".join(f"{screen.words(one['words'])} +{one['points']}" for one in features)


def show_identity(screen: Screen, found: Json) -> None:
    """Show the keys of one person."""
    screen.say(f"{found['id']} 归入 {found['known_as']}", f"{found['id']} is known as {found['known_as']}", style="bold")
    columns: tuple[Words, ...] = (("编号", "key"), ("证件号码", "id number"))
    rows = [(member["id"], member["masked_id"] or "–") for member in found["members"]]
    screen.table(screen.words(("视为同一人的编号", "Keys of the one person")), columns, rows)


def show_judgements(screen: Screen, judgements: Sequence[Json]) -> None:
    """Show judgements, newest first."""
    columns: tuple[Words, ...] = (
        ("编号", "no."),
        ("认定", "judgement"),
        ("对象", "about"),
        ("有效", "stands"),
        ("用户", "user"),
        ("理由", "reason"),
        ("依据", "evidence"),
        ("记录时间", "recorded"),
    )
    rows = [
        (
            said["id"],
            " ".join(filter(None, (screen.words(said["words"]), said["undoes"]))),
            f"{said['one']} · {said['other']}",
            "✓" if said["stands"] else "–",
            said["user"],
            said["reason"],
            ", ".join(screen.words(one["words"]) for one in said["evidence"]),
            in_beijing(said["recorded_at"]),
        )
        for said in judgements
    ]
    screen.table(screen.words(("身份认定", "Judgements on identity")), columns, rows)
