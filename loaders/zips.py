"""Zip files, before anything in them is believed: sizes, names, methods. Nothing is ever unpacked to a disk."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import BinaryIO

from graph_service.errors import SourceFileError

#: Bytes of the directory of a zip: about ten thousand entries. A longer one is refused before an object is made of it.
MAX_DIRECTORY_BYTES = 1024 * 1024
#: An entry of more than ``_SMALL`` bytes that shrank more than this is a bomb; tables shrink to a fiftieth at most.
MAX_RATIO = 250
_SMALL = 32 * 1024 * 1024
_PIECE = 1024 * 1024
_ENCRYPTED = 0x1
_UTF_8 = 0x800
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)

#: Sees each piece of an entry while it is unpacked for the first time.
Look = Callable[[str, bytes], None]


class _Directory(io.BufferedReader):
    """Refuses to give a directory that is too long to be held: the library reads it in one go."""

    def read(self, size: int | None = -1, /) -> bytes:
        """Read, but never more than a directory may have."""
        if size is not None and size > MAX_DIRECTORY_BYTES:
            raise zipfile.BadZipFile(f"its directory has {size} bytes, at most {MAX_DIRECTORY_BYTES} are read")
        return super().read(size)


@contextmanager
def opened(name: str, source: BinaryIO) -> Iterator[zipfile.ZipFile]:
    """Open a zip; whatever is broken in it, now or while it is read, is told as a typed error.

    Raises:
        SourceFileError: not a sound zip, too many entries, or one of its entries is broken.
    """
    try:
        with zipfile.ZipFile(_Directory(_Raw(source))) as bundle:
            yield bundle
    except _BROKEN as error:
        raise SourceFileError(name, f"not a sound zip: {error}", hint="Save or pack it anew.") from error


class _Raw(io.RawIOBase):
    """A binary stream as the buffered reader above wants it."""

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__()
        self._stream = stream

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        return self._stream.tell()

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]  # a buffer, by the contract of RawIOBase
        piece = self._stream.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)


def checked_entries(name: str, bundle: zipfile.ZipFile, limit: int, look: Look | None = None) -> list[zipfile.ZipInfo]:
    """Return the entries that are files, once all of them were really unpacked and none is more than it says.

    Args:
        name: of the zip, for messages.
        bundle: opened by ``opened``.
        limit: bytes that all of them may unpack to.
        look: shown what each entry holds, piece by piece.

    Raises:
        SourceFileError: too large, encrypted, of an unusual method, a link, a name that leads elsewhere, or one that occurs twice.
    """
    entries = [entry for entry in bundle.infolist() if not entry.is_dir()]
    if sum(entry.file_size for entry in entries) > limit:
        raise _too_large(name, limit)
    seen: set[str] = set()
    for entry in entries:
        _check(name, entry)
        if entry.filename in seen:
            raise SourceFileError(name, f"{entry.filename!r} stands in it twice", hint="Pack it anew.")
        seen.add(entry.filename)
    for entry in entries:  # an entry never gives more bytes than it says: what it hides behind them fails its checksum here
        with bundle.open(entry) as stream:
            while piece := stream.read(_PIECE):
                if look:
                    look(entry.filename, piece)
    return entries


def _check(name: str, entry: zipfile.ZipInfo) -> None:
    where = f"{name}!{entry.filename}"
    path = PurePosixPath(entry.filename.replace("\\", "/"))
    if entry.flag_bits & _ENCRYPTED:
        raise SourceFileError(where, "protected by a password", hint="Pack it without one.")
    if path.is_absolute() or ".." in path.parts or ":" in "".join(path.parts[:1]) or not entry.orig_filename.isprintable():
        raise SourceFileError(repr(where), "a name that leads out of the zip, or cannot be shown", hint="Pack the files anew.")
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise SourceFileError(where, "a link, not a file", hint="Pack the file itself.")
    if entry.compress_type not in _METHODS:
        raise SourceFileError(where, "an unusual way of packing", hint="Pack it as an ordinary zip (deflate).")
    if entry.file_size > _SMALL and entry.file_size > MAX_RATIO * entry.compress_size:
        raise SourceFileError(
            where, f"unpacks to {entry.file_size} bytes, {MAX_RATIO} times its size", hint="Check its origin."
        )


def _too_large(name: str, limit: int) -> SourceFileError:
    return SourceFileError(name, f"unpacks to more than {limit} bytes", hint="Split it, or unpack it and load the files.")


def shown_name(entry: zipfile.ZipInfo) -> str:
    """Return the name of an entry in characters: UTF-8 where it says so or is so, else GB 18030, as Chinese systems pack."""
    if entry.flag_bits & _UTF_8:
        return entry.filename
    try:
        packed = entry.filename.encode("cp437")
    except UnicodeEncodeError:
        return entry.filename
    for codec in ("utf-8", "gb18030"):
        try:
            return packed.decode(codec)
        except UnicodeDecodeError:
            continue
    return entry.filename
