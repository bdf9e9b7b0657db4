"""JSON: one object a line, or one array of objects that may run over lines. Keys are the columns, in the order in which they first appear.

A number keeps the digits that are written and is marked as a number, as in a workbook: where a number of digits was meant, whoever
wrote it may have lost some. What cannot be a cell (an object, a list, a key given twice) spoils its record, not the file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain

from graph_service.errors import SourceFileError
from graph_service.loaders.encodings import MAX_LINE_BYTES, Encoding, batches_of_lines, blocks_of_text, check_lines, encoding_of
from graph_service.loaders.inputs import Input
from graph_service.loaders.reading import CHUNK, MAX_COLUMNS, Chunk, ChunkBuilder, Sheet, checked_header

#: What stands between the elements of an array, or begins one.
_BETWEEN = re.compile(r"[^ \t\r\n\ufeff]")
#: What may stand before the first character: white space, byte order marks, and the zeros of wide encodings.
_NO_TEXT = b" \t\r\n\0\xef\xbb\xbf\xff\xfe"
_BLANK = " \t\r\n\ufeff"


class Number(str):
    """A number as it is written."""

    __slots__ = ()


class Pairs(list[tuple[str, object]]):
    """The keys and values of an object, as they stand: a key may be there twice."""


def _no_number(word: str) -> object:
    raise ValueError(f"{word} is not JSON")


_DECODER = json.JSONDecoder(
    object_pairs_hook=Pairs, parse_int=Number, parse_float=Number, parse_constant=_no_number, strict=False
)
#: Line, its object or what is wrong with it, and its text where it is no object.
Item = tuple[int, "Pairs | str", str]


def open_json(given: Input) -> tuple[Sheet]:
    """Open a file of JSON objects: one table.

    Raises:
        SourceFileError: no object in it, a spoiled or endless key list, an array that is broken off, or a line without end.
    """
    read, encoding = objects_of(given)
    titles: dict[str, None] = {}
    count = 0
    for _, found, _ in read():
        count += 1
        if isinstance(found, Pairs):
            titles.update(dict.fromkeys(key for key, _ in found))
            if len(titles) > MAX_COLUMNS:
                raise SourceFileError(given.name, f"more than {MAX_COLUMNS} keys", hint="Each record needs the same keys.")
    if not titles:
        raise SourceFileError(given.name, "no JSON object in it", hint="Write one object a line, or one array of objects.")
    if any(not key.strip() for key in titles):
        raise SourceFileError(given.name, "a key is empty", hint="Give it its title or remove it.")
    header = checked_header(given.name, list(titles))
    return (Sheet(given.name, "", header, count, partial(_chunks, read, tuple(titles)), encoding),)


def objects_of(given: Input) -> tuple[Callable[[], Iterator[Item]], str]:
    """Return what reads the objects of a file from its first on, anew with every call, and how the file is encoded.

    Raises:
        SourceFileError: a line without end; while reading, an array that is broken off.
    """
    with given.open() as data:
        is_array = data.read(4096).translate(None, _NO_TEXT).startswith(b"[")
        encoding = encoding_of(data, in_lines=not is_array)
    if not is_array:
        check_lines(given.name, encoding)
    return partial(_array if is_array else _lines, given, encoding), encoding.label


def _chunks(read: Callable[[], Iterator[Item]], titles: tuple[str, ...]) -> Iterator[Chunk]:
    builder = ChunkBuilder(len(titles))
    places = {title: at for at, title in enumerate(titles)}
    for line, found, text in read():
        if isinstance(found, str):
            builder.add_damaged(line, [text], "json-invalid", f"line {line}: {found}")
        else:
            _add(builder, line, found, places)
        if len(builder) >= CHUNK:
            yield builder.chunk()
    if len(builder):
        yield builder.chunk()


def _add(builder: ChunkBuilder, line: int, found: Pairs, places: dict[str, int]) -> None:
    cells = [""] * len(places)
    numeric = set()
    for key, value in found:
        at = places[key]
        cells[at] = _text(value)
        if isinstance(value, Number):
            numeric.add(at)
    nested = next((key for key, value in found if isinstance(value, list) and value), None)
    if len(found) > len({key for key, _ in found}):
        builder.add_damaged(line, cells, "json-key-twice", f"line {line}")
    elif nested is not None:
        builder.add_damaged(line, cells, "json-nested", f"line {line}: {_path(nested, dict(found)[nested])}")
    else:
        builder.add(line, cells, f"line {line}", frozenset(numeric))


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    try:
        return json.dumps(_plain(value), ensure_ascii=False) if value else ""
    except RecursionError:
        return "…"


def _plain(value: object) -> object:
    if isinstance(value, Pairs):
        return {key: _plain(inner) for key, inner in value}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value


def _path(path: str, value: object) -> str:
    """Name the first single value within a nested one: ``subDetails[0].amount``."""
    while isinstance(value, list) and value:
        if isinstance(value, Pairs):
            key, value = value[0]
            path = f"{path}.{key}"
        else:
            path, value = f"{path}[0]", value[0]
    return path


def _lines(given: Input, encoding: Encoding) -> Iterator[Item]:
    """Give what each line holds; blank ones are passed."""
    with given.open() as data:
        lines = chain.from_iterable(batches_of_lines(data, encoding))
        for number, line in enumerate(lines, start=1):
            if text := line.strip(_BLANK):
                found = _parsed(text)
                yield number, found, "" if isinstance(found, Pairs) else text


def _parsed(text: str) -> Pairs | str:
    try:
        found, end = _DECODER.raw_decode(text)
    except (ValueError, RecursionError) as error:
        return str(error)
    if end < len(text):
        return f"more behind the object, at character {end + 1}"
    return found if isinstance(found, Pairs) else "not an object"


def _array(given: Input, encoding: Encoding) -> Iterator[Item]:
    """Give what an array holds; of its text no more is held than one element needs."""
    text = _Text(given.name)
    with given.open() as data:
        for block in blocks_of_text(data, encoding):
            text.held += block
            if len(text.held) >= text.enough:
                yield from text.elements()
        text.enough = 0
        yield from text.elements()
    if not text.ended:
        raise text.broken("it is broken off")


class _Text:
    """The part of an array's text that is not yet read."""

    def __init__(self, name: str) -> None:
        self.held = ""
        self.enough = 0
        self.ended = False
        self._name = name
        self._line = 1
        self._begun = False

    def elements(self) -> Iterator[Item]:
        """Give the elements that are whole; where one is not, ask for twice the text before trying again."""
        at = passed = 0
        while (at := self._next(at)) >= 0:
            try:
                found, end = _DECODER.raw_decode(self.held, at)
            except (ValueError, RecursionError) as error:
                if len(self.held) - at > MAX_LINE_BYTES:
                    raise self.broken(str(error)) from error
                break
            self._line += self.held.count("\n", passed, at)
            passed = at
            yield self._line, found if isinstance(found, Pairs) else "not an object", self.held[at:end]
            at = end
        at = len(self.held) if at < 0 else at
        self._line += self.held.count("\n", passed, at)
        self.held = self.held[at:]
        self.enough = 2 * len(self.held)

    def _next(self, at: int) -> int:
        """Return where the next element begins; -1 where the text held has none."""
        for found in _BETWEEN.finditer(self.held, at):
            if self.ended:
                raise self.broken("there is more behind it")
            if found.group() == "[" and not self._begun:
                self._begun = True
            elif found.group() == "]" and self._begun:
                self.ended = True
            elif found.group() != "," or not self._begun:
                return found.start()
        return -1

    def broken(self, what: str) -> SourceFileError:
        """Build the error that names the line."""
        where = f"{self._name}:{self._line}"
        return SourceFileError(where, f"not a whole JSON array: {what}", hint="Export it anew, one object a line.")
