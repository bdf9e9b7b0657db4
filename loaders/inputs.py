"""What can be read: a file, or a member of a zip. The readers open either anew for each pass and do not ask which it is."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from graph_service.errors import SourceFileError
from graph_service.loaders import zips

TEXTS = (".csv", ".tsv", ".txt")
JSONS = (".jsonl", ".ndjson", ".json")
WORKBOOKS = (".xlsx", ".xls")
TABLES = (*TEXTS, *JSONS, *WORKBOOKS, ".parquet")
SUFFIXES = (*TABLES, ".zip")
#: A larger file is refused before it is opened, and a zip that unpacks to more: no register extract that we know of comes near.
MAX_FILE_BYTES = 4 * 1024**3
_HIDDEN = (".", "~$", "__MACOSX")

#: How a file of each content begins, and what people call it.
_CONTENTS = (
    (b"PK\x03\x04", "zip", "a workbook (.xlsx) or a zip"),
    (b"PK\x05\x06", "zip", "an empty zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole", "a workbook of the old kind (.xls) or a protected one"),
    (b"PAR1", "parquet", "a Parquet file"),
    (b"PARE", "other", "a protected Parquet file"),
    (b"%PDF", "other", "a PDF"),
    (b"\x1f\x8b", "other", "a gzip file"),
    (b"Rar!", "other", "a RAR archive"),
    (b"7z\xbc\xaf", "other", "a 7z archive"),
    (b"<", "page", "a web page or XML"),
)
_OWED = {".xlsx": "zip", ".zip": "zip", ".xls": "ole", ".parquet": "parquet"}


@dataclass(frozen=True, slots=True)
class Input:
    """Something that can be read from its first byte on, any number of times.

    Attributes:
        name: as reports name it: that of the file, or ``archive.zip!folder/member.csv``.
        open: opens it; seekable.
        path: where the file itself lies; ``None`` for a member of a zip.
    """

    name: str
    open: Callable[[], BinaryIO]
    path: Path | None = None

    @property
    def suffix(self) -> str:
        """The ending that says what it is, in small letters."""
        return PurePosixPath(self.name).suffix.lower()


def file_input(path: Path) -> Input:
    """Return a file as it is, whatever it holds."""
    return Input(path.name, partial(_open_file, path), path)


def inputs_of(path: Path) -> tuple[tuple[Input, ...], tuple[str, ...]]:
    """Return what is to be read of a file: itself, or the tables in a zip; the second list names members that are no tables.

    Raises:
        SourceFileError: an unknown kind of file, not what its name says, too large, or a zip that cannot be trusted.
    """
    try:
        return _inputs_of(path)
    except OSError as error:
        raise unreadable(path.name, error) from error


def unreadable(name: str, error: OSError) -> SourceFileError:
    """Build the error for a file that the system does not give."""
    return SourceFileError(name, f"cannot be read: {error.strerror or error}", hint="Check path and permissions.")


def _inputs_of(path: Path) -> tuple[tuple[Input, ...], tuple[str, ...]]:
    given = file_input(path)
    if given.suffix not in SUFFIXES:
        raise SourceFileError(path.name, f"unknown kind of file {given.suffix!r}", hint=f"Give one of {', '.join(SUFFIXES)}.")
    if path.is_symlink() or not path.is_file():
        raise SourceFileError(path.name, "a link or a device, not a file", hint="Give the file itself.")
    size = path.stat().st_size
    if size > MAX_FILE_BYTES:
        raise SourceFileError(path.name, f"{size} bytes; at most {MAX_FILE_BYTES} are read", hint="Split the file.")
    check_content(given)
    return _members(given, path) if given.suffix == ".zip" else ((given,), ())


def check_content(given: Input) -> None:
    """Hold the first bytes against the ending of the name.

    Raises:
        SourceFileError: it is something else than its name says.
    """
    with given.open() as data:
        start = data.read(512)
    found, words = next(((kind, words) for mark, kind, words in _CONTENTS if start.lstrip().startswith(mark)), ("", "text"))
    owed = _OWED.get(given.suffix, "")
    if found == owed or (found == "page" and not owed):
        return
    if not start and not owed:
        return  # an empty text is told by its reader
    raise SourceFileError(
        given.name,
        f"named {given.suffix}, but it is {words if start else 'empty'}",
        hint="Give it the ending of what it is, or open it in its program and save it, without a password, as .xlsx or .csv.",
    )


def _members(given: Input, path: Path) -> tuple[tuple[Input, ...], tuple[str, ...]]:
    found: list[Input] = []
    others: list[str] = []
    with given.open() as data, zips.opened(given.name, data) as bundle:
        for entry in zips.checked_entries(given.name, bundle, MAX_FILE_BYTES):
            shown = zips.shown_name(entry)
            if any(part.startswith(_HIDDEN) for part in PurePosixPath(shown).parts):
                continue
            member = Input(f"{given.name}!{shown}", partial(_open_member, path, entry))
            if member.suffix == ".zip":
                raise SourceFileError(member.name, "a zip within a zip", hint="Unpack the outer one and load what it holds.")
            if member.suffix in TABLES:
                check_content(member)
                found.append(member)
            else:
                others.append(member.name)
    if not found:
        raise SourceFileError(given.name, "holds no table", hint=f"Pack files of {', '.join(TABLES)}.")
    return tuple(found), tuple(others)


def _open_file(path: Path) -> BinaryIO:
    return path.open("rb")


def _open_member(path: Path, entry: zipfile.ZipInfo) -> BinaryIO:
    """Open one member; the zip behind it closes with it."""
    with zipfile.ZipFile(path) as bundle:
        return bundle.open(entry)  # type: ignore[return-value]  # a readable, seekable stream of bytes
