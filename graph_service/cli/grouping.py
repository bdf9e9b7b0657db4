"""Groups of commands, and the examples below their help."""

from __future__ import annotations

import typer


def examples(*lines: str) -> str:
    """Lay out examples so that they are not wrapped."""
    return "\b\n示例 Examples:\n" + "\n".join(f"  {line}" for line in lines)


def group(text: str) -> typer.Typer:
    """Make a group of commands."""
    return typer.Typer(help=text, no_args_is_help=True, rich_markup_mode=None)
