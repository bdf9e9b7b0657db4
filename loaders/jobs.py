"""What there is to load: the tables of files, of folders, and of zips, each with what the user says about it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from graph_service.errors import InputError, SourceFileError
from graph_service.loaders.inputs import SUFFIXES, Input, inputs_of, unreadable
from graph_service.loaders.mapping import TableMap, mapped
from graph_service.loaders.reading import tables_of
from graph_service.loaders.sources import SOURCES, Recognised, recognised_or_refused
from graph_service.model.intervals import CHINA
from graph_service.store.ports import Load

_ORDER = {source.kind: at for at, source in enumerate(SOURCES)}


@dataclass(frozen=True, slots=True)
class Claim:
    """What the user says about files.

    Attributes:
        as_of: the day for which they speak; ``None``: the day on which they are received.
        scope: which part of their source they cover, such as a registrar; files of one source and scope are a series.
        full: they say all that there is in their scope; without a scope, all that there is of their source.
        sure: an unusual volume has been looked at.
    """

    as_of: date | None = None
    scope: str | None = None
    full: bool = False
    sure: bool = False

    @property
    def said(self) -> tuple[str, ...]:
        """What of it makes the same content another load; empty when nothing was said."""
        parts = (
            f"as of {self.as_of}" if self.as_of else "",
            f"scope {self.scope}" if self.scope else "",
            "full" if self.full else "",
        )
        return tuple(part for part in parts if part)

    def refuse_future(self, now: datetime) -> None:
        """Refuse a day that has not come.

        Raises:
            InputError: a file cannot speak for it.
        """
        if self.as_of and self.as_of > now.astimezone(CHINA).date():
            raise InputError("--as-of", f"{self.as_of} has not come yet", hint="Give the day for which the file speaks.")


@dataclass(frozen=True, slots=True)
class Job:
    """One table of one file or member of a zip. ``digest`` is the SHA-256 of that file's or member's bytes."""

    given: Input
    digest: str
    source_name: str
    found: Recognised
    claim: Claim = Claim()
    mapping: TableMap | None = None

    @property
    def load_id(self) -> str:
        """The id of its load: the same content under the same mapping, and the same said about it, is the same load."""
        parts = (self.source_name, self.digest, *([self.mapping.digest] if self.mapping else []), *self.claim.said)
        return "load-" + hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]

    @property
    def order(self) -> tuple[int, str, str]:
        """Where it stands among the tables of a command."""
        return _ORDER[self.found.source.kind], self.given.name, self.digest

    @property
    def originals(self) -> tuple[tuple[Input, str], ...]:
        """What must be archived so that it can be loaded again, with its digests."""
        table = (self.given, self.digest)
        return (table, (self.mapping.file, self.mapping.digest)) if self.mapping else (table,)

    def load(self, now: datetime) -> Load:
        """Return its load as it is recorded when it has never been tried."""
        said = self.claim
        return Load(
            self.load_id,
            self.source_name,
            self.given.name,
            self.digest,
            now,
            as_of=said.as_of,
            scope=said.scope,
            full=said.full,
        )


def jobs_in(paths: Sequence[Path], claim: Claim, mapping: TableMap | None = None) -> tuple[list[Job], list[str]]:
    """Find the tables of files and folders, in no order; the second list names sheets and members that are no tables of ours.

    Raises:
        SourceFileError: a file cannot be read or trusted, or is of no known layout.
    """
    jobs: list[Job] = []
    ignored: list[str] = []
    for path in _files(paths):
        inputs, no_tables = inputs_of(path)
        ignored.extend(no_tables)
        for given in inputs:
            found, others = jobs_of(given, claim, mapping)
            jobs.extend(found)
            ignored.extend(others)
    return jobs, ignored


def jobs_of(given: Input, claim: Claim, mapping: TableMap | None = None) -> tuple[list[Job], list[str]]:
    """Find the tables of one file or member; the second list names sheets that are no tables of ours.

    Raises:
        SourceFileError: it cannot be read or trusted, or is of no known layout.
    """
    jobs: list[Job] = []
    digest = _digest(given)
    sheets = tables_of(given)
    found, others = mapped(sheets, mapping) if mapping else recognised_or_refused(sheets)
    taken: set[str] = set()
    for table in found:
        kind = table.source.kind
        jobs.append(Job(given, digest, f"{kind}#{table.sheet.name}" if kind in taken else kind, table, claim, mapping))
        taken.add(kind)
    return jobs, list(others)


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            inside = sorted(file for file in path.rglob("*") if file.suffix.lower() in _IN_FOLDERS and not _is_hidden(file))
            if not inside:
                raise SourceFileError(str(path), f"holds no file of {', '.join(sorted(_IN_FOLDERS))}")
            yield from inside
        elif path.exists():
            yield path
        else:
            raise SourceFileError(str(path), "no such file or directory")


#: In a folder a text file may be anything (a read-me), a JSON file too (a scenario); as a table it must be named.
_IN_FOLDERS = frozenset(SUFFIXES) - {".txt", ".json"}


def _is_hidden(file: Path) -> bool:
    """Editors leave lock files (~$…) and hidden ones beside the real file."""
    return file.name.startswith((".", "~$"))


def _digest(given: Input) -> str:
    try:
        with given.open() as data:
            return hashlib.file_digest(data, "sha256").hexdigest()  # type: ignore[arg-type]  # reads into a buffer, as members do
    except OSError as error:
        raise unreadable(given.name, error) from error
