"""What a person or a program reads: words in the chosen language, tables, JSON. Data goes to stdout, progress to stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from graph_service.model.intervals import CHINA

if TYPE_CHECKING:
    from rich.console import Console

#: Width where the output is not a terminal: wide enough that a row of a table is one line.
_PIPE_WIDTH = 200

Words = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Screen:
    """Where a command writes to.

    Attributes:
        lang: ``zh`` or ``en``.
        as_json: whether the answer is JSON; then nothing else is written to stdout.
    """

    lang: str
    as_json: bool

    def words(self, words: Words | Mapping[str, str]) -> str:
        """Choose the language of a pair (Chinese, English) or of ``{"zh": …, "en": …}``."""
        if isinstance(words, tuple):
            return words[1] if self.lang == "en" else words[0]
        return words["en" if self.lang == "en" else "zh"]

    def json(self, data: object) -> None:
        """Write the answer as JSON, at once: a command that goes on working is read through a pipe, which Python would fill first."""
        sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2, default=_plain_value) + "\n")
        sys.stdout.flush()

    def say(self, chinese: str, english: str, *, style: str | None = None) -> None:
        """Write one line for people, broken only where a terminal asks for it; silent when the answer is JSON."""
        if not self.as_json:
            text, whole = printable(self.words((chinese, english))), not sys.stdout.isatty()
            self._console().print(text, style=style, markup=False, highlight=False, soft_wrap=whole)

    def table(
        self, title: str, columns: Sequence[Words], rows: Iterable[Sequence[object]], styles: Sequence[str | None] = ()
    ) -> None:
        """Write a table for people; ``styles`` gives the style of each row. Cells are never read as markup."""
        if self.as_json:
            return
        from rich.table import Table
        from rich.text import Text

        table = Table(header_style="bold")
        for column in columns:
            table.add_column(self.words(column), overflow="fold")
        chosen = list(styles)
        for number, row in enumerate(rows):
            style = chosen[number] if number < len(chosen) else None
            table.add_row(*(Text(printable("" if cell is None else str(cell))) for cell in row), style=style)
        console = self._console()
        if title:
            console.print(printable(title), style="bold", markup=False, highlight=False)
        console.print(table)

    @contextmanager
    def progress(self, chinese: str, english: str) -> Iterator[Callable[[int, int], None]]:
        """Give a function (done, in all) that moves a bar with the time left and the rate on the error stream; without a terminal nothing is drawn."""
        if self.as_json or not sys.stderr.isatty():
            yield _unseen
            return
        from rich.console import Console
        from rich.progress import MofNCompleteColumn, Progress, TextColumn

        columns = (*Progress.get_default_columns(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"))
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(self.words((chinese, english)), total=None, rate="")

            def moved(done: int, total: int) -> None:
                speed = bar.tasks[0].finished_speed or bar.tasks[0].speed
                bar.update(task, completed=done, total=total, rate=f"{speed:,.0f}/s" if speed else "")

            yield moved

    def _console(self) -> Console:
        from rich.console import Console

        return Console(file=sys.stdout, width=None if sys.stdout.isatty() else _PIPE_WIDTH, soft_wrap=False)


def printable(text: str) -> str:
    """Replace what could steer a terminal: texts of source files are shown, never obeyed."""
    return "".join(char if char.isprintable() or char == "\n" else "\N{REPLACEMENT CHARACTER}" for char in text)


def in_beijing(moment: str | None) -> str:
    """Show a recorded moment (ISO, with its zone) by the clock that the days are meant by."""
    if not moment:
        return ""
    return datetime.fromisoformat(moment).astimezone(CHINA).isoformat(sep=" ", timespec="seconds").removesuffix("+08:00")


def _unseen(_done: int, _total: int) -> None:
    """Draw nothing."""


def _plain_value(value: object) -> object:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, set | frozenset):
        return sorted(value)
    return str(value)
