"""Tables that people read: an explanation clause by clause, a propagation report, who is reached and who is not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from graph_service.cli.dossier_tables import show_casework
from graph_service.cli.screen import Screen, Words

Json = Mapping[str, Any]

_STYLES = {"punished": "red", "reached": "red", "pending": "yellow", "review": "yellow", "conflict": "magenta"}
_HOLDS: Mapping[bool, Words] = {True: ("✓ 成立", "✓ holds"), False: ("✗ 不成立", "✗ fails")}
_BASIS: Mapping[str, Words] = {
    "ledger": ("台账记录", "as stored in the ledger"),
    "computed": ("当日无台账记录，现场计算，未保存", "nothing is stored for this day: computed now, not stored"),
    "partly_computed": (
        "部分事项当日无台账记录，现场计算，未保存",
        "some events are not stored for this day: computed now, not stored",
    ),
}
_OUTCOME_COLUMNS: tuple[Words, ...] = (
    ("规则", "rule"),
    ("措施", "measure"),
    ("状态", "state"),
    ("身份", "as"),
    ("期限", "term"),
    ("条文", "article"),
    ("理由", "why"),
)


def show_explanation(screen: Screen, found: Json) -> None:
    """Show everything that ``query.explain.shape_explanation`` gives."""
    subject = found["subject"]
    known_by = " · ".join(text for text in (subject["id"], subject["masked_id"]) if text)
    screen.say(f"{subject['name']} · {known_by}", f"{subject['name']} · {known_by}", style="bold")
    basis = _BASIS[found["basis"]]
    screen.say(f"评价日 {found['on']} · {basis[0]}", f"as of {found['on']} · {basis[1]}")
    if not found["is_current"]:
        screen.say(
            "注意：事实在保存之后已有变化，请重新运行 propagate。",
            "Note: the facts have changed since this was stored; run propagate again.",
            style="yellow",
        )
    if not found["outcomes"] and not found["through"]:
        _say_why_nothing(screen, found)
    for outcome in found["outcomes"]:
        _show_outcome(screen, outcome, found)
    if found["through"]:
        _show_through(screen, found)
    show_conflicts(screen, found["post_conflicts"], found["names"])
    show_casework(screen, found["casework"])


def _say_why_nothing(screen: Screen, found: Json) -> None:
    """Tell a subject that no event concerns from one that was met and for which no rule came into question."""
    if found["events"]:
        number = len(found["events"])
        screen.say(
            f"与该主体有联系的事项有 {number} 件，其中没有需要就该主体判断的规则。",
            f"{number} events touch this subject; no rule comes into question for it in any of them.",
        )
    else:
        screen.say("没有任何事项涉及该主体。", "No event on record concerns this subject.")


def _show_outcome(screen: Screen, outcome: Json, found: Json) -> None:
    event = found["events"].get(outcome["event"], {})
    title = f"{outcome['rule']} {outcome['rule_title']}"
    screen.table(title, _OUTCOME_COLUMNS, [_outcome_row(screen, outcome)], [_STYLES.get(outcome["status"])])
    document = " ".join(filter(None, (event.get("office"), event.get("document") or outcome["event"])))
    decided = _place(event.get("source"))
    screen.say(f"  依据文书 {document}  {decided}", f"  decision {document}  {decided}")
    for source in outcome["sources"]:
        office = found["offices"].get(source["fact"])
        what = f" {screen.words(office['words'])}: {screen.words(office['days'])}" if office else ""
        screen.say(f"  事实来源 {_place(source)}{what}", f"  fact from {_place(source)}{what}")
    _show_clauses(screen, outcome["clauses"])


def _show_clauses(screen: Screen, clauses: Sequence[Json]) -> None:
    """Show the clauses that were tested, and count the others."""
    tested = [clause for clause in clauses if clause["holds"] is not None]
    columns: tuple[Words, ...] = (("条件", "clause"), ("结论", "verdict"))
    rows = [(screen.words(one["words"]), screen.words(_HOLDS[one["holds"]])) for one in tested]
    screen.table("", columns, rows, [None if clause["holds"] else "red" for clause in tested])
    left = len(clauses) - len(tested)
    if left:
        screen.say(f"  其余 {left} 项条件不适用，未检验。", f"  {left} other clauses do not apply and were not tested.")


def _outcome_row(screen: Screen, outcome: Json) -> tuple[str, ...]:
    return (
        outcome["rule"],
        outcome["measure_name"],
        screen.words(outcome["state_words"]),
        screen.words(outcome["role_words"]) if outcome["role_words"] else "",
        _term(screen, outcome),
        "; ".join(f"{one['instrument']} {one['article']}".strip() for one in outcome["articles"]),
        _why(screen, outcome),
    )


def _show_through(screen: Screen, found: Json) -> None:
    columns: tuple[Words, ...] = (("主体", "subject"), ("姓名/名称", "name"), *_OUTCOME_COLUMNS)
    ordered = sorted(found["through"], key=lambda one: one["status"] == "not_affected")
    rows = [(one["subject"], found["names"].get(one["subject"]), *_outcome_row(screen, one)) for one in ordered]
    title = screen.words(
        ("经由该单位涉及的人员：谁被及于，谁未被及于", "Through this organisation: who is reached and who is not")
    )
    screen.table(title, columns, rows, [_STYLES.get(one["status"]) for one in ordered])


def show_conflicts(
    screen: Screen, conflicts: Sequence[Mapping[str, str]], names: Mapping[str, str], limit: int | None = None
) -> None:
    """Show post conflicts: offices that a ban in force forbids. The organisation itself is not punished by them."""
    if not conflicts:
        return
    from graph_service.query.words import ROLE_WORDS, words

    columns: tuple[Words, ...] = (("人员", "person"), ("任职单位", "organisation"), ("职务", "office"), ("规则", "rule"))
    rows = [
        (_named(one["person"], names), _named(one["org"], names), screen.words(words(ROLE_WORDS, one["post"])), one["rule"])
        for one in conflicts[:limit]
    ]
    screen.table(screen.words(("任职资格冲突", "Post conflicts")), columns, rows, ["magenta"] * len(rows))
    if more := len(conflicts) - len(rows):
        screen.say(f"另有 {more} 项，见 --json。", f"{more} more: see --json.")


def show_report(screen: Screen, report: Json) -> None:
    """Show the counts of a propagation."""
    columns: tuple[Words, ...] = (("状态", "state"), ("数量", "outcomes"))
    rows = [(screen.words(state["words"]), state["count"]) for state in report["states"]]
    title = screen.words((f"责任人员范围 · 评价日 {report['on']}", f"Outcomes as of {report['on']}"))
    screen.table(title, columns, rows)
    stored, same, events = report["runs_stored"], report["runs_unchanged"], report["events"]
    screen.say(
        f"事项 {events}（检查 {report['checked']}）；新保存运行 {stored}，与已有记录相同 {same}。",
        f"{events} events ({report['checked']} looked at); {stored} runs stored, {same} the same as on record.",
    )
    for cause in report["causes"]:
        screen.say(f"  {cause['words']['zh']}: {cause['events']}", f"  {cause['words']['en']}: {cause['events']}")
    reached, review, free = report["reached"], report["in_review"], report["not_reached"]
    screen.say(
        f"被及于的主体 {reached}，待核查 {review}，考虑过但未被及于 {free}；任职资格冲突 {len(report['post_conflicts'])}。",
        f"{reached} subjects reached, {review} in review, {free} considered and not reached; "
        f"{len(report['post_conflicts'])} post conflicts.",
    )


def show_people(screen: Screen, outcomes: Sequence[Json], names: Mapping[str, str], *, limit: int) -> None:
    """Show who is reached and who is not, one row an outcome, each with its reason."""
    columns: tuple[Words, ...] = (
        ("姓名", "name"),
        ("状态", "state"),
        ("规则", "rule"),
        ("身份", "as"),
        ("期限", "term"),
        ("理由", "why"),
        ("来源", "source"),
    )
    shown = outcomes[:limit]
    rows = [
        (
            _named(one["subject"], names),
            screen.words(one["state_words"]),
            one["rule"],
            screen.words(one["role_words"]) if one["role_words"] else "",
            _term(screen, one),
            _why(screen, one),
            " ".join(_place(source) for source in one["sources"][:2]),
        )
        for one in shown
    ]
    title = screen.words(("谁被及于，谁未被及于（部分）", "Who is reached and who is not (some)"))
    screen.table(title, columns, rows, [_STYLES.get(one["status"]) for one in shown])


def _why(screen: Screen, outcome: Json) -> str:
    """Say why, and whatever else the outcome carries."""
    return "；".join([screen.words(outcome["why"]), *(screen.words(remark) for remark in outcome["remarks"])])


def _named(subject: str, names: Mapping[str, str]) -> str:
    return f"{names[subject]} ({subject})" if subject in names else subject


def _term(screen: Screen, outcome: Json) -> str:
    if not outcome["first_day"]:
        return ""
    if outcome["lifetime"]:
        return f"{outcome['first_day']} – {screen.words(('终身', 'lifetime'))}"
    return f"{outcome['first_day']} – {outcome['last_day'] or screen.words(('无固定期限', 'no fixed end'))}"


def _place(source: Json | None) -> str:
    return f"[{source['source_file']} #{source['source_row']}]" if source else ""
