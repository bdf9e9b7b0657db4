"""From bytes to text: byte order mark, strict UTF-8, strict GB18030, and only then line by line, with the bad lines named.

Which encoding a file has is decided on all its bytes, a block at a time; its text is then given in batches of lines.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from graph_service.errors import SourceFileError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
#: Code points that Python's gb18030 still returns where GB 18030-2005 and -2022 assign a real character (24 positions and U+1E3F).
_PUBLIC = {
    0xE78D: 0xFE10, 0xE78E: 0xFE12, 0xE78F: 0xFE11, 0xE790: 0xFE13, 0xE791: 0xFE14, 0xE792: 0xFE15, 0xE793: 0xFE16,
    0xE794: 0xFE17, 0xE795: 0xFE18, 0xE796: 0xFE19, 0xE7C7: 0x1E3F, 0xE816: 0x20087, 0xE817: 0x20089, 0xE818: 0x200CC,
    0xE81E: 0x9FB4, 0xE826: 0x9FB5, 0xE82B: 0x9FB6, 0xE82C: 0x9FB7, 0xE831: 0x215D7, 0xE832: 0x9FB8, 0xE83B: 0x2298F,
    0xE843: 0x9FB9, 0xE854: 0x9FBA, 0xE855: 0x241FE, 0xE864: 0x9FBB,
}  # fmt: skip
_PRIVATE_TO_PUBLIC = {chr(private): chr(public) for private, public in _PUBLIC.items()}
_PRIVATE = re.compile(f"[{''.join(_PRIVATE_TO_PUBLIC)}]")


#: A longer line is no record of a table: a file without line ends would have to be held in memory as a whole.
MAX_LINE_BYTES = 16 * 1024 * 1024
#: Encodings in which a line feed is never part of a longer character, so that a damaged line can be told from its neighbours.
_BY_LINE = frozenset({"utf-8", "gb18030"})
_BLOCK = 1 << 20
#: Characters a batch: what is decoded at once.
_BATCH = 4_000_000


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a text file is decoded.

    Attributes:
        codec: name of Python's codec.
        marked: length of the byte order mark in front.
        sound: every byte can be decoded; else undecodable ones stand as U+FFFD, so that their records can be named and refused.
        feeds: number of line feeds in the file.
        longest: bytes between two line ends, at most.
    """

    codec: str
    marked: int
    sound: bool
    feeds: int
    longest: int

    @property
    def label(self) -> str:
        """Name the encoding as reports do."""
        return "utf-8-sig" if self.codec == "utf-8" and self.marked else self.codec

    def spoiled(self, line: str) -> str:
        """Name the first byte of a line that cannot be decoded (1 = the first); empty where all of them can.

        All before it was decoded, so that encoding it again gives its length.
        """
        at = line.find("\ufffd")
        return "" if at < 0 else f"byte {len(line[:at].encode(self.codec, 'surrogatepass')) + 1}"


class _Trial:
    """Decodes a file in one codec until it fails."""

    def __init__(self, codec: str) -> None:
        self.codec = codec
        self.failed = False
        self._decoder = codecs.getincrementaldecoder(codec)("strict")

    def feed(self, block: bytes, *, final: bool) -> None:
        if not self.failed:
            try:
                self._decoder.decode(block, final)
            except UnicodeDecodeError:
                self.failed = True


def encoding_of(data: BinaryIO, *, in_lines: bool = True) -> Encoding:
    """Decide how a file is decoded, by reading all of it; if it is to be read in lines, only up to one that is too long.

    A mixture of encodings is read in the one of its header; lines in the other one come out with U+FFFD or not at all.
    """
    data.seek(0)
    start = data.read(4)
    mark, marked = next(((mark, codec) for mark, codec in _MARKS if start.startswith(mark)), (b"", ""))
    data.seek(0)
    header = data.readline(_BLOCK)
    trials = [_Trial(codec) for codec in ([marked] if marked else ["utf-8", "gb18030"])]
    feeds, longest = _try(data, len(mark), trials, MAX_LINE_BYTES if in_lines else None)
    sound = next((trial.codec for trial in trials if not trial.failed), None)
    codec = marked or _chosen(trials, header)
    return Encoding(codec, len(mark), codec == sound, feeds, longest)


def check_lines(name: str, encoding: Encoding) -> None:
    """Refuse a file with a line that is longer than any record.

    Raises:
        SourceFileError: it has one.
    """
    if encoding.longest > MAX_LINE_BYTES:
        raise SourceFileError(name, f"a line of {encoding.longest} bytes", hint="Each record needs its own line.")


def _try(data: BinaryIO, start: int, trials: list[_Trial], most: int | None) -> tuple[int, int]:
    """Feed the file to every trial; return its number of line feeds and the bytes of its longest line."""
    data.seek(start)
    feeds = longest = running = 0
    while block := data.read(_BLOCK):
        for trial in trials:
            trial.feed(block, final=False)
        pieces = block.replace(b"\r", b"\n").split(b"\n")
        feeds += block.count(b"\n")
        running += len(pieces[0])
        if len(pieces) > 1:
            longest = max(longest, running, *map(len, pieces[1:-1]))
            running = len(pieces[-1])
        if most is not None and max(longest, running) > most:
            break
    for trial in trials:
        trial.feed(b"", final=True)
    return feeds, max(longest, running)


def _chosen(trials: list[_Trial], header: bytes) -> str:
    utf_8, gb18030 = trials
    if not utf_8.failed:
        return "utf-8"
    if not header.isascii() and _decodes(header, "utf-8"):
        return "utf-8"
    return gb18030.codec


def _decodes(data: bytes, codec: str) -> bool:
    try:
        data.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def batches_of_lines(data: BinaryIO, encoding: Encoding) -> Iterator[list[str]]:
    """Give the text in lists of lines, each with its line end (LF, CR LF or CR), some millions of characters at once."""
    data.seek(encoding.marked)
    by_line = encoding.codec in _BY_LINE and not encoding.sound
    for lines in _by_line(data, encoding.codec) if by_line else _by_stream(data, encoding):
        yield _public(lines) if encoding.codec == "gb18030" else lines


def blocks_of_text(data: BinaryIO, encoding: Encoding) -> Iterator[str]:
    """Give the text in blocks, whatever its lines; bytes that cannot be decoded stand as U+FFFD."""
    data.seek(encoding.marked)
    stream = io.TextIOWrapper(data, encoding=encoding.codec, errors="replace", newline="")
    try:
        while block := stream.read(_BLOCK // 4):
            yield from _public([block]) if encoding.codec == "gb18030" else (block,)
    finally:
        if not data.closed:
            stream.detach()  # the file is its caller's to close


def _by_stream(data: BinaryIO, encoding: Encoding) -> Iterator[list[str]]:
    errors = "strict" if encoding.sound else "replace"
    stream = io.TextIOWrapper(data, encoding=encoding.codec, errors=errors, newline="")
    try:
        while lines := stream.readlines(_BATCH):
            yield lines
    finally:
        if not data.closed:
            stream.detach()  # the file is its caller's to close


def _by_line(data: BinaryIO, codec: str) -> Iterator[list[str]]:
    while lines := data.readlines(_BATCH):
        yield [text for line in lines for text in io.StringIO(line.decode(codec, "replace"), newline="")]


def _public(lines: list[str]) -> list[str]:
    """Put the characters that GB 18030 assigns where Python's codec still returns private ones."""
    if not _PRIVATE.search("".join(lines)):
        return lines
    return [_PRIVATE.sub(lambda found: _PRIVATE_TO_PUBLIC[found.group()], line) for line in lines]
