"""Commands about the rules themselves: ``rules list|show|check|diff|new``."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from graph_service.cli.door import DayOption, Door, JsonOption, LangOption

if TYPE_CHECKING:
    from graph_service.cli.screen import Screen
    from graph_service.query.rule_words import RuleWords
    from graph_service.query.sections import Section

RuleArgument = Annotated[str, typer.Argument(metavar="RULE", help="Id of a rule. 规则编号。")]


def list_rules(ctx: typer.Context, as_json: JsonOption = False, lang: LangOption = None) -> None:
    """列出规则。List the rules, which are live, and their legal basis."""
    from graph_service.policy.loader import load_rulebook
    from graph_service.query import rule_words

    door = Door(ctx, as_json=as_json, lang=lang)
    book = load_rulebook()
    rows = rule_words.list_rules(book)
    if as_json:
        door.screen.json({"fingerprint": book.fingerprint, "rules": [asdict(row) for row in rows]})
        return
    columns = (("规则", "rule"), ("名称", "title"), ("启用", "live"), ("条文", "article"))
    shown = [(row.id, row.title, "✓" if row.enabled else "", "; ".join(row.articles)) for row in rows]
    door.screen.table(door.screen.words(("规则", "Rules")), columns, shown)


def show_rule(
    ctx: typer.Context, rule: RuleArgument, on: DayOption = None, as_json: JsonOption = False, lang: LangOption = None
) -> None:
    """用法律人的话说明一条规则。One rule in words: whom it reaches, when, how long, on what ground."""
    from graph_service.policy.loader import load_rulebook
    from graph_service.query.rule_words import describe_rule, find_rule

    door = Door(ctx, as_json=as_json, lang=lang)
    book = load_rulebook()
    words = describe_rule(book, find_rule(book, rule), on)
    if as_json:
        door.screen.json(asdict(words) | {"on": on})
    else:
        _show(door.screen, words)


def _show(screen: Screen, rule: RuleWords) -> None:
    screen.say(f"{rule.id} {rule.title}", f"{rule.id} {rule.title}", style="bold")
    _show_sections(screen, rule.sections)
    for version in rule.versions:
        heading = screen.words(version.heading)
        screen.say(f"版本：{heading}", f"Version {heading}", style="bold")
        _show_sections(screen, version.sections)
    if not rule.versions:
        screen.say("该日没有有效的版本。", "No version is in force on that day.", style="yellow")


def _show_sections(screen: Screen, sections: tuple[Section, ...]) -> None:
    for section in sections:
        heading = screen.words(section.heading)
        screen.say(f"  {heading}", f"  {heading}", style="cyan")
        for line in section.lines:
            sentence = screen.words(line.words)
            screen.say(f"    {sentence}", f"    {sentence}")
            if line.quote:
                screen.say(f"      “{line.quote}”", f"      “{line.quote}”", style="italic")
