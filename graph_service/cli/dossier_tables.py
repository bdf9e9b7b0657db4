"""How dossiers look on the terminal: the inbox, a case with its proposals and pushes, and every step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from graph_service.cli.screen import in_beijing

if TYPE_CHECKING:
    from graph_service.cli.screen import Screen, Words
    from graph_service.model.dossiers import Dossier
    from graph_service.workflow.services import Services

_LATE, _ALARM = "yellow", "bold red"
_DOSSIERS: tuple[Words, ...] = (
    ("编号", "id"), ("类别", "kind"), ("主体", "subject"), ("部门", "department"), ("状态", "state"), ("期限", "due"), ("下一步", "next"),
)  # fmt: skip


def told(screen: Screen, services: Services, dossier: Dossier, written: bool) -> None:  # as use cases return it
    """Show in the graph, and tell, where a dossier stands after a step; ``written``: by this call.

    Raises:
        StoreUnavailableError: the graph does not show it yet; the ledger is right.
    """
    from graph_service.query.dossiers import shape_dossier
    from graph_service.workflow.projection import bring_up_to_date

    found: Any = shape_dossier(services, dossier)
    error = bring_up_to_date(services, [dossier.said.event]).error
    if screen.as_json:
        screen.json({"dossier": found, "written": written})
    again = ("", "") if written else ("（此前已记录）", " (on record already)")
    due = (f"，期限 {found['due']}", f", due {found['due']}") if found["due"] else ("", "")
    state = found["state_words"]
    screen.say(f"{dossier.id} {state['zh']}{due[0]}{again[0]}", f"{dossier.id} {state['en']}{due[1]}{again[1]}", style="bold")
    if error:
        raise error


def show_inbox(screen: Screen, found: Mapping[str, Any]) -> None:
    """Show what waits, the overdue marked."""
    title = screen.words(("待办", "Inbox")) + f" · {found['on']}"
    _dossiers(screen, title, found["items"])
    if found["after"] is not None:
        screen.say(f"还有更多：--after {found['after']}", f"There is more: --after {found['after']}")


def show_case(screen: Screen, found: Mapping[str, Any]) -> None:
    """Show a case: where it stands, what is proposed, what was pushed, each step."""
    head = f"{found['id']} · {_subject(found)} · {found['event']} · {screen.words(found['state_words'])}"
    columns: tuple[Words, ...] = (
        ("规则", "rule"), ("主体", "subject"), ("措施", "measure"), ("法定状态", "legal state"), ("办理状态", "act state"), ("期限", "term"),
    )  # fmt: skip
    rows = [
        (
            *(one[name] for name in ("rule", "subject", "imposes")),
            screen.words(one["state_words"]),
            screen.words(one["act_state_words"]),
            f"{one['first_day'] or ''} – {one['last_day'] or ''}",
        )
        for one in found["proposals"]
    ]
    screen.table(head, columns, rows)
    if found["pushes"]:
        _dossiers(screen, screen.words(("推送", "Pushes")), found["pushes"])
    show_steps(screen, found)


def show_casework(screen: Screen, found: Sequence[Mapping[str, Any]]) -> None:
    """Show where the matters of a subject stand; nothing where there are none."""
    if not found:
        return
    columns: tuple[Words, ...] = (
        ("编号", "id"), ("类别", "kind"), ("部门", "department"), ("事项", "event"), ("规则", "rule"), ("状态", "state"), ("自", "since"),
    )  # fmt: skip
    rows = [
        (
            one["id"],
            screen.words(one["kind_words"]),
            screen.words(one["department_words"]),
            one["event"],
            one["rule"],
            screen.words(one["state_words"]),
            one["since"],
        )
        for one in found
    ]
    screen.table(screen.words(("办理", "Casework")), columns, rows)


def show_steps(screen: Screen, found: Mapping[str, Any]) -> None:
    """Show each step: when, who, what, why."""
    columns: tuple[Words, ...] = (("时间", "when"), ("经办人", "by"), ("办理", "did"), ("理由", "reason"), ("内容", "content"))
    rows = [
        (in_beijing(one["recorded_at"]), one["by"], screen.words(one["words"]), one["reason"], _content(one["content"]))
        for one in found["steps"]
    ]
    screen.table(f"{found['id']} · {screen.words(('办理过程', 'steps'))}", columns, rows)


def _dossiers(screen: Screen, title: str, items: Sequence[Mapping[str, Any]]) -> None:
    rows, styles = [], []
    for one in items:
        following = ", ".join(screen.words(step["words"]) for step in one["next"])
        state = screen.words(one["state_words"])
        due = one["due"] or ""
        rows.append(
            (
                one["id"],
                screen.words(one["kind_words"]),
                _subject(one),
                screen.words(one["department_words"]),
                state,
                due,
                following,
            )
        )
        styles.append(_ALARM if one["escalated"] or one["over_long"] else _LATE if one["overdue"] else None)
    screen.table(title, _DOSSIERS, rows, styles)


def _subject(found: Mapping[str, Any]) -> str:
    return str(found["subject"]["name"] or found["subject"]["id"])


def _content(content: Mapping[str, Any]) -> str:
    if "decisions" in content:
        return "; ".join(f"{one['kind']} {one['rule']}:{one['subject']}" for one in content["decisions"])
    return "; ".join(f"{name}={value}" for name, value in content.items())
