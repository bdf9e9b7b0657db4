"""What every command starts from: the application, its settings, the screen, and the options that all commands share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from graph_service.cli.application import Application
from graph_service.cli.screen import Screen
from graph_service.model.intervals import CHINA

if TYPE_CHECKING:
    from graph_service.settings import Settings
    from graph_service.store.ports import SubjectRecord
    from graph_service.workflow.services import Services


class Language(StrEnum):
    """Languages of the output."""

    ZH = "zh"
    EN = "en"


def parse_day(text: str) -> date:
    """Read ``2026-11-24``.

    Raises:
        BadParameter: not an ISO date.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a day; write it as 2026-11-24") from None


def parse_moment(text: str) -> datetime:
    """Read ``2026-11-24`` (its end, in Beijing) or ``2026-11-24T10:30``.

    Raises:
        BadParameter: neither.
    """
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no moment; write it as 2026-11-24 or 2026-11-24T10:30") from None
    moment = found if "T" in text else found + timedelta(days=1, microseconds=-1)
    return moment if moment.tzinfo else moment.replace(tzinfo=CHINA)


JsonOption = Annotated[bool, typer.Option("--json", help="JSON on stdout, nothing else. 只输出 JSON。")]
LangOption = Annotated[Language | None, typer.Option("--lang", help="zh or en. 输出语言 (GRAPH_SERVICE_LANG).")]
ToOption = Annotated[
    Path | None,
    typer.Option(
        "--to", metavar="FILE", help="Write a new file: .csv, .xlsx, .parquet, .json or .graphml. 写入新文件，格式按扩展名。"
    ),
]
DayOption = Annotated[
    date | None,
    typer.Option(
        "--on", parser=parse_day, metavar="DATE", help="Day of evaluation, default today in Beijing. 评价日，默认北京今日。"
    ),
]

LimitOption = Annotated[int, typer.Option("--limit", min=1, max=1000, help="At most so many. 至多列出。")]
KnownOption = Annotated[
    datetime | None,
    typer.Option(
        "--known", parser=parse_moment, metavar="MOMENT", help="As it was known then, default now. 按当时所知，默认现在。"
    ),
]


def today() -> date:
    """Return the day that it is in China."""
    return datetime.now(CHINA).date()


@dataclass
class Root:
    """The object of the root command: the application, and the language once a command has named it."""

    application: Application
    lang: str | None = None


class Door:
    """One run of one command."""

    def __init__(self, ctx: typer.Context, *, as_json: bool = False, lang: Language | None = None) -> None:
        """Remember the language at once, so that even an error in the settings is shown in it."""
        self._root: Root = ctx.find_root().obj
        self._root.lang = lang.value if lang else None
        self.application: Application = self._root.application
        self._as_json = as_json
        self._path = ctx.command_path.partition(" ")[2]

    @cached_property
    def settings(self) -> Settings:
        """The settings, checked when first asked for."""
        settings = self.application.settings()
        self._root.lang = self._root.lang or settings.lang
        return settings

    @cached_property
    def screen(self) -> Screen:
        """Where to write to."""
        return Screen(self._root.lang or self.settings.lang, self._as_json)

    def subject(self, services: Services, text: str) -> SubjectRecord:
        """Find the subject that somebody means, and say so where it is known under another key than the one given.

        Raises:
            InputError, NotFoundError: see ``query.resolve``.
        """
        from graph_service.query.resolve import resolve_subject

        found = resolve_subject(services, text)
        if text.strip() in found.merged:
            self.screen.say(
                f"{text.strip()} 经认定与 {found.id} 为同一人，以下为 {found.id}。",
                f"{text.strip()} was confirmed to be the same person as {found.id}; what follows is {found.id}.",
                style="yellow",
            )
        return found

    def tell(self, found: Mapping[str, Any], to: Path | None, show: Callable[[Screen, Any], None]) -> None:
        """Write what was found to a file, or as JSON, or show it.

        Raises:
            InputError: see ``query.exports.write``.
        """
        if to is not None:
            from graph_service.query.exports import write

            write(found, to)
            if self._as_json:
                self.screen.json({"file": str(to)})
            self.screen.say(f"已写入 {to}", f"Written: {to}")
        elif self._as_json:
            self.screen.json(found)
        else:
            show(self.screen, found)

    @contextmanager
    def services(self, *, job: bool = False) -> Iterator[Services]:
        """Open the stores of the settings, for whoever may run this command.

        Args:
            job: it goes through much of the graph, so one read may take longer (``Settings.for_job``).

        Raises:
            ForbiddenError: see ``let_in``.
        """
        with self.application.services(self.settings.for_job() if job else self.settings) as services:
            self.let_in(services)
            yield services

    def let_in(self, services: Services) -> None:
        """Let the user act, once it is known who he is.

        Raises:
            ForbiddenError: he may not run this command.
        """
        from graph_service.cli.access import let_in

        let_in(services, self._path)
