"""From bytes to text: byte order mark, strict UTF-8, strict GB18030, and only then line by line, with the bad lines named."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text with the encoding found; undecodable bytes stand as U+FFFD, so that their records can be named and refused."""

    text: str
    encoding: str


def _strict(data: bytes, codec: str) -> str | None:
    try:
        text = data.decode(codec)
    except UnicodeDecodeError:
        return None
    return _PRIVATE.sub(lambda found: _PRIVATE_TO_PUBLIC[found.group()], text) if codec == "gb18030" else text


def _line_by_line(data: bytes, codec: str) -> str:
    """Decode what can be decoded. A line feed is never part of a longer character, neither in UTF-8 nor in GB18030."""
    lines = data.split(b"\n")
    return "\n".join(text if (text := _strict(line, codec)) is not None else line.decode(codec, "replace") for line in lines)


def decode(data: bytes) -> Decoded:
    """Decode a text file.

    A mixture of encodings is read in the one of its header; lines in the other one come out with U+FFFD or not at all.
    """
    for mark, codec in _MARKS:
        if data.startswith(mark):
            body = data[len(mark) :]
            text = _strict(body, codec)
            label = "utf-8-sig" if codec == "utf-8" else codec
            return Decoded(text if text is not None else _marked_but_damaged(body, codec), label)
    if (text := _strict(data, "utf-8")) is not None:
        return Decoded(text, "utf-8")
    header = data.partition(b"\n")[0]
    if not header.isascii() and _strict(header, "utf-8") is not None:
        return Decoded(_line_by_line(data, "utf-8"), "utf-8")
    if (text := _strict(data, "gb18030")) is not None:
        return Decoded(text, "gb18030")
    return Decoded(_line_by_line(data, "gb18030"), "gb18030")


def _marked_but_damaged(body: bytes, codec: str) -> str:
    """Only in the byte-wise encodings can a damaged line be told from its neighbours."""
    return _line_by_line(body, codec) if codec in {"utf-8", "gb18030"} else body.decode(codec, "replace")
