"""What there is to load: the tables of files and folders, each with what the user says about it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from graph_service.errors import InputError, SourceFileError
from graph_service.loaders.reading import SUFFIXES, get
from graph_service.loaders.sources import SOURCES, Recognised, recognised_or_refused
from graph_service.model.intervals import CHINA
from graph_service.store.ports import Load


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
    def said(self) -> str:
        """What of it makes the same content another load; empty when nothing was said."""
        parts = (
            f"as of {self.as_of}" if self.as_of else "",
            f"scope {self.scope}" if self.scope else "",
            "full" if self.full else "",
        )
        return "".join(f"\x1f{part}" for part in parts if part)

    def refuse_future(self, now: datetime) -> None:
        """Refuse a day that has not come.

        Raises:
            InputError: a file cannot speak for it.
        """
        if self.as_of and self.as_of > now.astimezone(CHINA).date():
            raise InputError("--as-of", f"{self.as_of} has not come yet", hint="Give the day for which the file speaks.")


@dataclass(frozen=True, slots=True)
class Job:
    """One table of one file."""

    path: Path
    digest: str
    source_name: str
    found: Recognised
    claim: Claim = Claim()

    @property
    def load_id(self) -> str:
        """The id of its load: the same content, and the same said about it, is the same load."""
        named = f"{self.source_name}\x1f{self.digest}{self.claim.said}"
        return "load-" + hashlib.sha256(named.encode()).hexdigest()[:32]

    @property
    def order(self) -> tuple[int, str, str]:
        """Where it stands among the tables of a command."""
        return SOURCES.index(self.found.source), self.path.name, self.digest

    def load(self, now: datetime) -> Load:
        """Return its load as it begins now."""
        said = self.claim
        return Load(
            self.load_id, self.source_name, self.path.name, self.digest, now, as_of=said.as_of, scope=said.scope, full=said.full
        )


def jobs_in(paths: Sequence[Path], claim: Claim) -> tuple[list[Job], list[str]]:
    """Find the tables of files and folders, in no order; the second list names sheets that are no tables of ours.

    Raises:
        SourceFileError: a file cannot be read or is of no known layout.
    """
    jobs: list[Job] = []
    ignored: list[str] = []
    for path in _files(paths):
        digest = _digest(path)
        found, others = recognised_or_refused(get(path))
        ignored.extend(others)
        taken: set[str] = set()
        for table in found:
            kind = table.source.kind
            jobs.append(Job(path, digest, f"{kind}#{table.sheet.name}" if kind in taken else kind, table, claim))
            taken.add(kind)
    return jobs, ignored


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            inside = sorted(file for file in path.rglob("*") if file.suffix.lower() in _IN_FOLDERS and not _is_hidden(file))
            if not inside:
                raise SourceFileError(str(path), "holds no csv, xlsx or xls file")
            yield from inside
        elif path.exists():
            yield path
        else:
            raise SourceFileError(str(path), "no such file or directory")


#: In a folder a text file may be anything (a read-me); as a table it must be named.
_IN_FOLDERS = frozenset(SUFFIXES) - {".txt"}


def _is_hidden(file: Path) -> bool:
    """Editors leave lock files (~$…) and hidden ones beside the real file."""
    return file.name.startswith((".", "~$"))


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as data:
            return hashlib.file_digest(data, "sha256").hexdigest()
    except OSError as error:
        raise SourceFileError(path.name, f"cannot be read: {error.strerror}", hint="Check path and permissions.") from error
