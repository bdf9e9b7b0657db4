"""Hits, a profile, and paths, as people read them on a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from graph_service.cli.screen import Screen, Words

Json = Mapping[str, Any]

_TIES: Mapping[str, Words] = {
    "offices": ("任职", "Offices held"),
    "officers": ("主要人员", "Officers"),
    "owners": ("股东", "Holders"),
    "holdings": ("对外持股", "Holdings"),
    "parents": ("所属公司", "Branch of"),
    "branches": ("分支机构", "Branches"),
}
_ENTRIES: Mapping[str, Words] = {
    "former_names": ("曾用名", "Former names"),
    "licences": ("许可、证书", "Licences and certificates"),
    "honours": ("诚信典型（红名单）", "Models of honesty (red list)"),
    "references": ("参考信息", "For reference only"),
}
_FORMER: Words = ("已结束", "former")


def show_profile(screen: Screen, found: Json) -> None:
    """Show everything that ``query.profile.profile`` gives; sections without a line are left out."""
    subject = found["subject"]
    known_by = " · ".join(text for text in (subject["id"], subject["masked_id"], screen.words(subject["type_words"])) if text)
    screen.say(f"{subject['name']} · {known_by}", f"{subject['name']} · {known_by}", style="bold")
    screen.say(f"评价日 {found['on']}", f"as of {found['on']}")
    for line in found["identity"]["said"]:
        screen.say(f"  {line['words']['zh']}：{line['value']['zh']}", f"  {line['words']['en']}: {line['value']['en']}")
    for section, title in _TIES.items():
        _show_ties(screen, title, found[section])
    for section, title in _ENTRIES.items():
        _show_entries(screen, title, found[section])
    _show_decisions(screen, found["decisions"])
    _show_outcomes(screen, found["outcomes"])
    _show_timeline(screen, found["timeline"])
    if found["truncated"]:
        screen.say("记录过多，未全部列出。", "There is more on record than is shown.", style="yellow")


def _show_ties(screen: Screen, title: Words, ties: list[Json]) -> None:
    columns: tuple[Words, ...] = (
        ("名称", "name"), ("主体", "subject"), ("关系", "tie"), ("期间", "held"), ("", ""), ("来源", "source"),
    )  # fmt: skip
    rows = [
        (
            (one["other"] or {}).get("name"),
            (one["other"] or {}).get("id"),
            screen.words(one["words"]),
            screen.words(one["days"]),
            screen.words(_FORMER) if one["former"] else "",
            place(one["provenance"]),
        )
        for one in ties
    ]
    _show(screen, title, columns, rows)


def _show_entries(screen: Screen, title: Words, entries: list[Json]) -> None:
    columns: tuple[Words, ...] = (("名称", "name"), ("内容", "content"), ("期间", "period"), ("", ""))
    rows = [
        (
            one["title"],
            screen.words(one["detail"]),
            screen.words(one["days"]) if one["start"] or one["end"] else "",
            screen.words(_FORMER) if one["former"] else "",
        )
        for one in entries
    ]
    _show(screen, title, columns, rows)


def _show_decisions(screen: Screen, decisions: list[Json]) -> None:
    columns: tuple[Words, ...] = (("事项", "event"), ("文书", "document"), ("机关", "authority"), ("日期", "day"), ("", ""))
    party: Words = ("当事主体", "party")
    rows = [
        (
            screen.words(one["words"]),
            one["document"] or one["id"],
            one["office"],
            next(iter(one["days"].values()), ""),
            screen.words(party) if one["against"] else "",
        )
        for one in decisions
    ]
    _show(screen, ("决定", "Decisions"), columns, rows)


def _show_outcomes(screen: Screen, outcomes: list[Json]) -> None:
    columns: tuple[Words, ...] = (("规则", "rule"), ("措施", "measure"), ("状态", "state"), ("理由", "why"))
    rows = [(one["rule"], one["measure_name"], screen.words(one["state_words"]), screen.words(one["why"])) for one in outcomes]
    _show(screen, ("结论", "Outcomes"), columns, rows)


def _show_timeline(screen: Screen, items: list[Json]) -> None:
    columns: tuple[Words, ...] = (("日期", "day"), ("事项", "what"), ("", ""))
    _show(screen, ("时间线", "Timeline"), columns, [(one["day"], screen.words(one["words"]), one["title"]) for one in items])


def _show(screen: Screen, title: Words, columns: tuple[Words, ...], rows: Sequence[tuple[object, ...]]) -> None:
    if rows:
        screen.table(screen.words(title), columns, rows)


_MATCHES: Mapping[str, Words] = {
    "key": ("主体编号", "key"),
    "uscc": ("统一社会信用代码", "unified code"),
    "id_number": ("证件号码", "id number"),
    "registration_number": ("注册号", "registration number"),
    "organization_code": ("组织机构代码", "organisation code"),
    "document": ("文号", "document number"),
    "name": ("名称（同名仅为候选）", "name (a candidate only)"),
    "former_name": ("曾用名（仅为候选）", "former name (a candidate only)"),
    "initials": ("拼音首字母（仅为候选）", "pinyin initials (a candidate only)"),
}


def show_hits(screen: Screen, found: Json) -> None:
    """Show what ``query.search.search`` gives."""
    columns: tuple[Words, ...] = (("名称", "name"), ("主体或事项", "key"), ("类型", "type"), ("依据", "found by"))
    rows = [_hit(screen, one) for one in found["hits"]]
    _show(screen, ("查找结果", "Found"), columns, rows)
    if not rows:
        screen.say("未找到。", "Nothing was found.")
    if found["truncated"]:
        screen.say(f"还有更多：--after {found['after']}", f"There is more: --after {found['after']}", style="yellow")


def _hit(screen: Screen, hit: Json) -> tuple[object, ...]:
    match = screen.words(_MATCHES[hit["match"]])
    if event := hit["event"]:
        return (event["document"], event["id"], screen.words(event["words"]), match)
    subject, former = hit["subject"], hit["former_name"]
    name = f"{subject['name']}（{former['name']}）" if former else subject["name"]
    return (name, subject["id"], screen.words(subject["type_words"]), match)


def show_paths(screen: Screen, found: Json) -> None:
    """Show what ``query.paths.find_paths`` gives: a line for each path, and what was left out."""
    names = {key: one["name"] for key, one in found["subjects"].items()}
    for pair in found["pairs"]:
        ends = f"{names.get(pair['from'], pair['from'])} – {names.get(pair['to'], pair['to'])}"
        if pair["distance"] is None:
            screen.say(f"{ends}：未找到路径。", f"{ends}: no path was found.", style="bold")
        else:
            screen.say(
                f"{ends}：{pair['paths']} 条路径，最短 {pair['distance']} 步",
                f"{ends}: {pair['paths']} paths, the shortest of {pair['distance']} steps",
                style="bold",
            )
        for path in found["paths"]:
            if (path["from"], path["to"]) == (pair["from"], pair["to"]):
                line = _line(screen, path, names)
                screen.say(line, line)
    if found["hubs"]:
        shown = [names.get(key, key) for key in found["hubs"]]
        screen.say(f"未穿过关系极多的主体：{'、'.join(shown)}", f"Not walked through, with very many ties: {', '.join(shown)}")
    if found["truncated"]:
        cut = ", ".join(found["cut"])
        screen.say(f"结果不完整（{cut}）。", f"The answer is not complete ({cut}).", style="yellow")


def _line(screen: Screen, path: Json, names: Mapping[str, str]) -> str:
    """Write a path in one line; an arrow points as the tie does, where all ties of a step point one way."""
    shown = [f"  {names.get(path['from'], path['from'])}"]
    for step in path["steps"]:
        forward = {one["type"] != "SAME_ADDRESS" and one["source"] == step["from"] for one in step["relationships"]}
        backward = {one["type"] != "SAME_ADDRESS" and one["target"] == step["from"] for one in step["relationships"]}
        left, right = ("—", "→") if forward == {True} else ("←", "—") if backward == {True} else ("—", "—")
        shown.append(f"{left}[{screen.words(step['title'])}]{right} {names.get(step['to'], step['to'])}")
    return " ".join(shown)


def place(source: Json | None) -> str:
    """Name a source row: file and number."""
    return f"{source['source_file']} #{source['source_row']}" if source else ""
