"""What there is to load: the tables of files, of folders, and of zips."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from graph_service.errors import SourceFileError
from graph_service.loaders.inputs import SUFFIXES, Input, inputs_of, unreadable
from graph_service.loaders.mapping import TableMap, mapped
from graph_service.loaders.reading import tables_of
from graph_service.loaders.sources import SOURCES, Recognised, recognised_or_refused

_ORDER = {source.kind: at for at, source in enumerate(SOURCES)}


@dataclass(frozen=True, slots=True)
class Job:
    """One table of one file or member of a zip. ``digest`` is the SHA-256 of that file's or member's bytes."""

    given: Input
    digest: str
    source_name: str
    found: Recognised
    mapping: TableMap | None = None

    @property
    def load_id(self) -> str:
        """The id of its load: the same content under the same mapping is the same load."""
        parts = (self.source_name, self.digest, *([self.mapping.digest] if self.mapping else []))
        return "load-" + hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]

    @property
    def order(self) -> tuple[int, str, str]:
        """Where it stands among the tables of a command."""
        return _ORDER[self.found.source.kind], self.given.name, self.digest


def jobs_in(paths: Sequence[Path], mapping: TableMap | None = None) -> tuple[list[Job], list[str]]:
    """Find the tables of files and folders, in no order; the second list names sheets and members that are no tables of ours.

    Raises:
        SourceFileError: a file cannot be read, cannot be trusted, or is of no known layout.
    """
    jobs: list[Job] = []
    ignored: list[str] = []
    for path in _files(paths):
        inputs, no_tables = inputs_of(path)
        ignored.extend(no_tables)
        for given in inputs:
            digest = _digest(given)
            sheets = tables_of(given)
            found, others = mapped(sheets, mapping) if mapping else recognised_or_refused(sheets)
            ignored.extend(others)
            taken: set[str] = set()
            for table in found:
                kind = table.source.kind
                name = f"{kind}#{table.sheet.name}" if kind in taken else kind
                jobs.append(Job(given, digest, name, table, mapping))
                taken.add(kind)
    return jobs, ignored


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
