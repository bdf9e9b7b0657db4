"""Exit codes, and how an error looks on the terminal: one block that says what happened and what to do."""

from __future__ import annotations

import os
import sys
from typing import Any

import typer
from typer.core import TyperGroup

from graph_service.errors import (
    ContradictionError,
    EngineError,
    GraphServiceError,
    InputError,
    NotFoundError,
    ReadTimeoutError,
    SettingsError,
    StoreConflictError,
    StoreUnavailableError,
    UnusualVolumeError,
)

OK, FAILURE, BAD_INPUT, UNAVAILABLE, INTERRUPTED, TERMINATED = 0, 1, 2, 3, 130, 143

_CODES: tuple[tuple[type[GraphServiceError], int], ...] = (
    (InputError, BAD_INPUT),
    (NotFoundError, BAD_INPUT),
    (ContradictionError, BAD_INPUT),
    (UnusualVolumeError, BAD_INPUT),
    (SettingsError, BAD_INPUT),
    (StoreUnavailableError, UNAVAILABLE),
    (ReadTimeoutError, UNAVAILABLE),
    (StoreConflictError, UNAVAILABLE),
    (EngineError, UNAVAILABLE),
)


def exit_code(error: GraphServiceError) -> int:
    """Choose the exit code: 1 failure, 2 input to correct, 3 a store that cannot be reached now."""
    return next((code for kind, code in _CODES if isinstance(error, kind)), FAILURE)


def show_error(error: GraphServiceError, lang: str) -> None:
    """Write the error as one block to the error stream; the data stream stays empty."""
    head, advice, again = (
        ("Error", "What to do", "Trying again may help.") if lang == "en" else ("错误", "怎么办", "稍后重试可能有用。")
    )
    lines = [f"{head} [{error.code}]: {error.message}"]
    if error.hint:
        lines.append(f"  {advice}: {error.hint}")
    if error.retryable:
        lines.append(f"  {again}")
    sys.stderr.write("\n".join(lines) + "\n")


class GuardedGroup(TyperGroup):
    """The root command: turns our errors and Ctrl-C into exit codes. A fault of the program itself keeps its traceback."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command.

        Raises:
            Exit: the command failed; the error has been shown.
        """
        try:
            return super().invoke(ctx)
        except GraphServiceError as error:
            show_error(error, getattr(ctx.obj, "lang", None) or os.environ.get("GRAPH_SERVICE_LANG", "zh"))
            raise typer.Exit(exit_code(error)) from None
        except KeyboardInterrupt:
            sys.stderr.write("\n")
            raise typer.Exit(INTERRUPTED) from None
