"""Commands about the rules themselves: ``rules list|show|check|diff|new``."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graph_service.cli.door import DayOption, Door, JsonOption, LangOption
from graph_service.cli.failures import FAILURE
from graph_service.cli.screen import Screen, Words

if TYPE_CHECKING:
    from graph_service.policy.findings import Finding
    from graph_service.query.rule_words import RuleWords
    from graph_service.query.sections import Section

#: Where a checkout keeps the cases of the rules.
CASES = Path("tests/rules/cases")
_SEVERITY_WORDS: dict[str, Words] = {
    "error": ("✗ 错误", "✗ error"),
    "warning": ("! 警告", "! warning"),
    "note": ("· 提示", "· note"),
}
_STYLES = {"error": "red", "warning": "yellow", "note": None}

RuleArgument = Annotated[str, typer.Argument(metavar="RULE", help="Id of a rule. 规则编号。")]
PolicyOption = Annotated[
    Path | None, typer.Option("--policy", metavar="DIR", help="Policy directory; default the shipped one. 规则目录，默认随包。")
]
CasesOption = Annotated[
    Path | None, typer.Option("--cases", metavar="DIR", help=f"Case files; default {CASES} if there. 用例目录。")
]


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


def check_rules(
    ctx: typer.Context,
    policy: PolicyOption = None,
    cases: CasesOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """检查规则：空档、重叠、失效的触发词、缺少的反例。Find gaps, overlaps, dead triggers, missing negative cases; exit 1 on errors."""
    from graph_service.query.check_policy import check_policy

    door = Door(ctx, as_json=as_json, lang=lang)
    found = check_policy(policy, cases or (CASES if CASES.is_dir() else None))
    counts = Counter(one.severity for one in found)
    if as_json:
        shaped = [asdict(one) | {"text": _both(one.text), "fix": _both(one.fix)} for one in found]
        door.screen.json({"errors": counts["error"], "warnings": counts["warning"], "findings": shaped})
    else:
        _show_findings(door.screen, found)
    if counts["error"]:
        raise typer.Exit(FAILURE)


def _both(words: Words) -> dict[str, str]:
    return dict(zip(("zh", "en"), words, strict=True))


def _show_findings(screen: Screen, found: list[Finding]) -> None:
    columns: tuple[Words, ...] = (
        ("程度", "severity"),
        ("对象", "about"),
        ("发现", "found"),
        ("怎么办", "what to do"),
        ("文件", "file"),
    )
    rows = [
        (screen.words(_SEVERITY_WORDS[one.severity]), one.about, screen.words(one.text), screen.words(one.fix), one.file)
        for one in found
    ]
    screen.table(screen.words(("规则检查", "Check of the rules")), columns, rows, [_STYLES[one.severity] for one in found])
    counts = Counter(one.severity for one in found)
    screen.say(
        f"错误 {counts['error']}，警告 {counts['warning']}，提示 {counts['note']}。",
        f"{counts['error']} errors, {counts['warning']} warnings, {counts['note']} notes.",
    )
