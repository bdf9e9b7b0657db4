"""Command ``rules new``: begin a rule."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from graph_service.cli.door import Door, JsonOption, LangOption, today
from graph_service.cli.rules import CASES, CasesOption, PolicyOption
from graph_service.cli.screen import Words
from graph_service.errors import InputError

#: The rest of the recipe "Add a rule" of CONTRIBUTING.md.
_NEXT: tuple[Words, ...] = (
    ("在 documents.yaml 中找到或逐字加入条文", "find or add the paragraph in documents.yaml, verbatim"),
    ("先写用例，再按条文改写规则", "write the cases first, then rewrite the rule from the article"),
    (
        "运行 graph-service rules check，补齐缺少的反例",
        "run graph-service rules check, and add the negative cases that it misses",
    ),
    (
        "在 coverage.yaml 中答复该条，在 docs/reference.md 中列出规则",
        "answer for the paragraph in coverage.yaml, and name the rule in docs/reference.md",
    ),
    (
        "核对原文后启用，用 graph-service rules diff 看谁受影响，写入 CHANGELOG.md",
        "switch it on once its text was checked, see with graph-service rules diff whom it concerns, and say so in CHANGELOG.md",
    ),
)

IdArgument = Annotated[str, typer.Argument(metavar="ID", help="Id of the new rule, such as CN-FOOD-135-1. 新规则编号。")]
TitleOption = Annotated[str, typer.Option("--title", help="What it imposes, in a few words. 规则名称。")]


def new_rule(  # noqa: PLR0913  # every option of a command is a parameter
    ctx: typer.Context,
    rule_id: IdArgument,
    title: TitleOption,
    policy: PolicyOption = None,
    cases: CasesOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """新建规则骨架与用例文件（不启用、不覆盖）。Begin a rule: a file to fill, switched off, and its cases."""
    from graph_service.workflow.new_rule import write_rule

    door = Door(ctx, as_json=as_json, lang=lang)
    written = write_rule(rule_id, title, policy or _checkout(), cases or (CASES if CASES.is_dir() else None), today())
    if as_json:
        found = written.cases and str(written.cases)
        door.screen.json({"rule": str(written.rule), "cases": found, "next": [door.screen.words(step) for step in _NEXT]})
        return
    for path in (written.rule, written.cases):
        if path:
            door.screen.say(f"已写入 {path}", f"written: {path}")
    if not written.cases:
        door.screen.say("未写用例文件：用 --cases 指明其目录。", "No case file was written: name its directory with --cases.")
    for number, (chinese, english) in enumerate(_NEXT, start=1):
        door.screen.say(f"{number}. {chinese}", f"{number}. {english}")


def _checkout() -> Path:
    """Return the policy directory of the checkout that this program runs from.

    Raises:
        InputError: it is installed, or the directory cannot be written: rules belong into a directory of their own then.
    """
    from graph_service.policy.files import policy_directory

    root = Path(str(policy_directory(None)[0]))
    if (root.parents[2] / "pyproject.toml").is_file() and os.access(root / "rules", os.W_OK):
        return root
    raise InputError("--policy", "is needed outside of a checkout", hint="Copy the policy directory, and give the copy.")
