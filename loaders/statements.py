"""JSON of two foreign standards, BODS 0.4 and FollowTheMoney: one file of records of many kinds becomes up to four tables.

A relationship names its parties by the ids of other records. They are looked up while the file is read, so that each row says for itself
who is meant, also when it comes back from the quarantine. Every record stands in exactly one table; what no table of ours holds
stands in the last one, which refuses it by its kind. Fields that nobody reads become columns of their own, so that reports name them.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from graph_service.errors import SourceFileError
from graph_service.loaders import bods, ftm, json_lines
from graph_service.loaders.foreign import LAYOUTS, OTHERS, Flat, Json, Parties
from graph_service.loaders.inputs import Input
from graph_service.loaders.json_lines import Item, Pairs
from graph_service.loaders.reading import CHUNK, MAX_COLUMNS, Chunk, ChunkBuilder, Sheet

Flatten = Callable[[Json, Parties], Flat]
#: Parties of a file are held in memory, some hundred bytes each, for the relationships behind them.
MAX_PARTIES = 2_000_000


def open_json(given: Input) -> tuple[Sheet, ...]:
    """Open a file of JSON objects: the tables of a foreign standard, else one table whose columns are the keys.

    Raises:
        SourceFileError: as ``json_lines.open_json``; another version of BODS; more parties than can be held.
    """
    read, encoding = json_lines.objects_of(given)
    flatten = _standard(given.name, read)
    if flatten is None:
        return json_lines.open_json(given)
    contents = _Contents(given.name, read, flatten)
    contents.look_through()
    return tuple(
        Sheet(given.name, layout, contents.header(layout), count, partial(contents.chunks, layout), encoding)
        for layout in LAYOUTS
        if (count := contents.counts[layout])
    )


def _standard(name: str, read: Callable[[], Iterator[Item]]) -> Flatten | None:
    """Tell the standard by the keys of the first object."""
    first = next((found for _, found, _ in read() if isinstance(found, Pairs)), Pairs())
    keys = {key for key, _ in first}
    if {"statementID", "statementType"} <= keys:
        raise SourceFileError(name, "BODS of a version before 0.4", hint="Ask for a file of version 0.4 or convert it.")
    if {"statementId", "recordType"} <= keys:
        return bods.flatten
    return ftm.flatten if {"id", "schema", "properties"} <= keys else None


@dataclass(slots=True)
class _Contents:
    """What a file holds: how many records of each table, which parties, which fields that no column takes."""

    name: str
    read: Callable[[], Iterator[Item]]
    flatten: Flatten
    counts: Counter[str] = field(default_factory=Counter)
    _parties: Parties = field(default_factory=Parties)
    _unread: dict[str, dict[str, None]] = field(default_factory=lambda: {layout: {} for layout in LAYOUTS})

    def look_through(self) -> None:
        """Read the file once, for its parties and its fields."""
        for _, flat in self._records():
            self.counts[flat.layout] += 1
            self._unread[flat.layout].update(dict.fromkeys(flat.unread))
            if flat.party:
                self._parties.add(*flat.party)
                if len(self._parties) > MAX_PARTIES:
                    raise SourceFileError(self.name, f"more than {MAX_PARTIES} parties", hint="Split the file by company.")

    def header(self, layout: str) -> tuple[str, ...]:
        """Return the titles of a table: its own columns, then the fields that none of them takes."""
        titles = tuple(column.name for column in LAYOUTS[layout].columns)
        return titles + tuple(self._unread[layout])[: MAX_COLUMNS - len(titles)]

    def chunks(self, layout: str) -> Iterator[Chunk]:
        """Read one table from its first record on."""
        titles = self.header(layout)
        builder = ChunkBuilder(len(titles))
        for line, flat in self._records():
            if flat.layout != layout:
                continue
            if flat.damage:
                builder.add_damaged(line, ["", *flat.cells.values()], flat.damage, f"line {line}")
            else:
                cells = {**flat.unread, **flat.cells}
                numeric = frozenset(at for at, title in enumerate(titles) if title in flat.numbers)
                builder.add(line, [cells.get(title, "") for title in titles], f"line {line}", numeric)
            if len(builder) >= CHUNK:
                yield builder.chunk()
        if len(builder):
            yield builder.chunk()

    def _records(self) -> Iterator[tuple[int, Flat]]:
        for line, found, text in self.read():
            if isinstance(found, str):
                yield line, Flat(OTHERS, {"记录": text}, damage="json-invalid")
                continue
            record, twice = _plain(found)
            if twice:
                yield line, Flat(OTHERS, {"记录": json.dumps(record, ensure_ascii=False)}, damage="json-key-twice")
            else:
                yield line, self.flatten(record, self._parties)


def _plain(value: list[Any]) -> tuple[Any, bool]:
    """Turn what the decoder gives into plain objects and lists; the second value says that an object has a key twice."""
    is_object = isinstance(value, Pairs)
    named = value if is_object else enumerate(value)
    made: dict[Any, object] = {}
    twice = False
    for key, one in named:
        if isinstance(one, list):
            made[key], inside = _plain(one)
            twice |= inside
        else:
            made[key] = one
    return (made, twice or len(made) < len(value)) if is_object else (list(made.values()), twice)
