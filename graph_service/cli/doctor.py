"""Command ``doctor``: is everything in order, and if not, what to do."""

from __future__ import annotations

import os
from dataclasses import asdict

import typer

from graph_service.cli.checks import Check, run_checks
from graph_service.cli.door import Door, JsonOption, LangOption, Root
from graph_service.cli.failures import FAILURE
from graph_service.cli.screen import Screen, Words

_VERDICTS: dict[str, Words] = {"ok": ("✓ 正常", "✓ ok"), "warn": ("! 注意", "! warn"), "fail": ("✗ 失败", "✗ fail")}
_STYLES = {"ok": None, "warn": "yellow", "fail": "red"}


def doctor(ctx: typer.Context, as_json: JsonOption = False, lang: LangOption = None) -> None:
    """检查版本、引擎、图结构、台账、投影、时钟、磁盘与密钥权限。Check everything and say what to do; exit 1 on a failure."""
    door = Door(ctx, as_json=as_json, lang=lang)
    root: Root = ctx.find_root().obj
    checks = list(run_checks(door.application))
    # Not by the settings: the doctor must speak even when they are refused.
    screen = Screen(root.lang or os.environ.get("GRAPH_SERVICE_LANG", "zh"), as_json)
    if as_json:
        screen.json([asdict(check) for check in checks])
    _show(screen, checks)
    if any(check.verdict == "fail" for check in checks):
        raise typer.Exit(FAILURE)


def _show(screen: Screen, checks: list[Check]) -> None:
    columns: tuple[Words, ...] = (("检查", "check"), ("结论", "verdict"), ("发现", "found"), ("怎么办", "what to do"))
    rows = [(one.name, screen.words(_VERDICTS[one.verdict]), one.found, one.advice) for one in checks]
    screen.table("graph-service doctor", columns, rows, [_STYLES[one.verdict] for one in checks])
