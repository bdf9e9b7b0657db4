"""Mapping files: how the columns of any other table become the fields of a source. What a mapping does not name is not read.

The values of a mapped table stay as they stand in the file: a mapping changes how they are read, so that the quarantine shows the
clerk the table that the sender knows. A value that a mapping cannot turn is refused like any other; nothing falls back to a guess.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

import pyarrow as pa

from graph_service.errors import SourceFileError
from graph_service.loaders.checking import Sieve
from graph_service.loaders.cleaning import UncleanError, display, fen_of_wan, fen_of_yuan, is_null
from graph_service.loaders.inputs import Input, file_input, unreadable
from graph_service.loaders.layout import Column, Layout, Match
from graph_service.loaders.reading import Chunk, Sheet, header_key
from graph_service.loaders.sources import SOURCES, Recognised
from graph_service.policy.yaml_tree import Entry, parse

_PLACES = {"YYYY": "year", "MM": "month", "DD": "day"}
_PATTERN = re.compile(r"(YYYY|MM|DD)([-/. 年月]?)(YYYY|MM|DD)([-/. 年月]?)(YYYY|MM|DD)([日]?)")
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = r"(?:[ T][0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)?"
_UNITS: Mapping[str, Callable[[str], object]] = {"元": fen_of_yuan, "万元": fen_of_wan}


@dataclass(frozen=True, slots=True)
class FieldMap:
    """One field: which column of the file fills it (or, without one, which constant), and how its texts are read."""

    field: str
    title: str
    constant: str
    read: Callable[[str], object]


@dataclass(frozen=True, slots=True)
class TableMap:
    """A mapping file that was checked. ``digest`` is the SHA-256 of its bytes: another mapping makes another load."""

    file: Input
    digest: str
    source: str
    sheet: str
    fields: tuple[FieldMap, ...]


def read_mapping(path: Path) -> TableMap:
    """Read and check a mapping file.

    Raises:
        SourceFileError: it cannot be read.
        PolicyFileError: it cannot be understood; names file, line and key.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise unreadable(path.name, error) from error
    root = parse(path.name, content)
    keys = root.fields("source columns", "sheet constants")
    kinds = {source.kind: source.layout for source in SOURCES}
    kind = keys["source"].choice(kinds, "source")
    fields = _Fields(kinds[kind])
    for title, entry in keys["columns"].mapping().items():
        fields.add_column(title, entry)
    if "constants" in keys and not keys["constants"].is_null:
        for name, entry in keys["constants"].mapping().items():
            fields.add_constant(name, entry)
    fields.check_needed(keys["columns"])
    sheet = keys["sheet"].text() if "sheet" in keys else ""
    return TableMap(file_input(path), hashlib.sha256(content).hexdigest(), kind, sheet, tuple(fields.found))


class _Fields:
    """The fields of a mapping, gathered entry by entry."""

    def __init__(self, layout: Layout) -> None:
        self.found: list[FieldMap] = []
        self._layout = layout
        self._columns = layout.by_title()

    def add_column(self, title: str, entry: Entry) -> None:
        if any(header_key(title) == header_key(known.title) for known in self.found if known.title):
            raise entry.fault(f"column {title!r} is mapped twice")
        if not isinstance(entry.value, dict):
            column = self._column(entry, entry.text())
            self.found.append(FieldMap(column.name, title, "", column.read))
            return
        keys = entry.fields("field", "date values unit")
        column = self._column(keys["field"], keys["field"].text())
        if len(keys) > 2:
            raise entry.fault("one of date, values, unit at most")
        self.found.append(FieldMap(column.name, title, "", _reader(column, keys)))

    def add_constant(self, name: str, entry: Entry) -> None:
        column = self._column(entry, name)
        if entry.is_null and column.filled:
            raise entry.fault(f"field {column.name!r} must say something in every row")
        if not entry.is_null:
            _check_value(column, entry)
        self.found.append(FieldMap(column.name, "", "" if entry.is_null else entry.text(), column.read))

    def _column(self, entry: Entry, name: str) -> Column:
        column = self._columns.get(header_key(name))
        if column is None:
            names = "、".join(one.name for one in self._layout.columns)
            raise entry.fault(f"unknown field {name!r} of {self._layout.title}; known: {names}")
        if any(known.field == column.name for known in self.found):
            raise entry.fault(f"field {column.name!r} is filled twice")
        return column

    def check_needed(self, where: Entry) -> None:
        filled = {known.field for known in self.found}
        if missing := self._layout.missing(filled):
            what = f"fields of {self._layout.title} are neither mapped nor constant: {'、'.join(missing)}"
            raise where.fault(f"{what}; under constants, ~ says that the table does not tell")


def _reader(column: Column, keys: Mapping[str, Entry]) -> Callable[[str], object]:
    if "date" in keys:
        if not is_day(column):
            raise keys["date"].fault(f"field {column.name!r} is no day")
        return partial(reading_days, day_pattern(keys["date"]), column.read)
    if "unit" in keys:
        if column.read is not fen_of_wan:
            raise keys["unit"].fault(f"field {column.name!r} is no amount")
        return _UNITS[keys["unit"].choice(_UNITS, "unit")]
    if "values" in keys:
        return partial(_by_table, _table(column, keys["values"]), column.read)
    return column.read


def _table(column: Column, values: Entry) -> dict[str, str | None]:
    for given, entry in values.mapping().items():
        if is_null(given):
            raise entry.fault(f"{given!r} says nothing and is never looked up")
        if not entry.is_null:
            _check_value(column, entry)
    return {given: None if entry.is_null else entry.text() for given, entry in values.mapping().items()}


def _check_value(column: Column, entry: Entry) -> None:
    try:
        column.read(entry.text())
    except UncleanError as error:
        raise entry.fault(f"{entry.text()!r} is no value of {column.name!r} ({error.code})") from error


def is_day(column: Column) -> bool:
    """Say whether a field holds days."""
    try:
        return isinstance(column.read("2024-03-05"), date)
    except UncleanError:
        return False


def day_pattern(entry: Entry) -> re.Pattern[str]:
    """Read a pattern of days.

    Raises:
        PolicyFileError: not one each of YYYY, MM and DD.
    """
    pattern = compiled_day(entry.text())
    if pattern is None:
        raise entry.fault(f"{entry.text()!r} is no pattern of days; write YYYY, MM and DD once each, such as DD/MM/YYYY")
    return pattern


def compiled_day(pattern: str) -> re.Pattern[str] | None:
    """Turn ``DD/MM/YYYY`` into an expression; ``None`` where it is no such pattern."""
    found = _PATTERN.fullmatch(pattern)
    if not found or {found[1], found[3], found[5]} != set(_PLACES):
        return None
    digits = "{1,2}" if found[2] and found[4] else "{2}"
    parts = [f"(?P<{_PLACES[found[at]]}>[0-9]{'{4}' if found[at] == 'YYYY' else digits})" for at in (1, 3, 5)]
    return re.compile(f"{parts[0]}{re.escape(found[2])}{parts[1]}{re.escape(found[4])}{parts[2]}{found[6]}{_TIME}")


def reading_days(pattern: re.Pattern[str], read: Callable[[str], object], text: str) -> object:
    """Read a day of the pattern, a day in ISO form (as a workbook's own days come), or words for *no end*."""
    shown = unicodedata.normalize("NFKC", text).strip()
    if found := pattern.fullmatch(shown):
        return read(f"{found['year']}-{found['month']:0>2}-{found['day']:0>2}")
    if any(char.isdigit() for char in shown) and not _ISO.fullmatch(shown):
        raise UncleanError("date-format")
    return read(text)


def _by_table(table: Mapping[str, str | None], read: Callable[[str], object], text: str) -> object:
    shown = display(text)
    if shown not in table:
        raise UncleanError("value-unmapped")
    value = table[shown]
    return None if value is None else read(value)


def mapped(sheets: Sequence[Sheet], mapping: TableMap) -> tuple[list[Recognised], list[str]]:
    """Read the tables of a file as the mapping says; the second list names the sheets that it leaves out.

    Raises:
        SourceFileError: no such sheet, or a column of the mapping is not there.
    """
    wanted = [sheet for sheet in sheets if mapping.sheet in ("", sheet.name)]
    if not wanted:
        names = "、".join(sheet.name for sheet in sheets)
        raise SourceFileError(sheets[0].file, f"no sheet {mapping.sheet!r}; there are: {names}", hint="Correct the mapping.")
    return [_recognised(sheet, mapping) for sheet in wanted], [sheet.where for sheet in sheets if sheet not in wanted]


def _recognised(sheet: Sheet, mapping: TableMap) -> Recognised:
    source = next(source for source in SOURCES if source.kind == mapping.source)
    places = {header_key(title): at for at, title in enumerate(sheet.header)}
    missing = [one.title for one in mapping.fields if one.title and header_key(one.title) not in places]
    if missing:
        hint = f"Correct the mapping, or name its sheet. The table has: {'、'.join(sheet.header)}."
        raise SourceFileError(sheet.where, f"columns of {mapping.file.name} are missing: {'、'.join(missing)}", hint=hint)
    constants = [one for one in mapping.fields if not one.title]
    positions = {one.field: places[header_key(one.title)] for one in mapping.fields if one.title}
    unknown = source.layout.match([title for at, title in enumerate(sheet.header) if at not in positions.values()])
    positions |= {one.field: len(sheet.header) + at for at, one in enumerate(constants)}
    readers = {one.field: one.read for one in mapping.fields}
    columns = tuple(replace(column, read=readers.get(column.name, column.read)) for column in source.layout.columns)
    ignored = (*(sheet.header[at] for at in unknown.positions.values()), *unknown.unknown)
    layout = replace(source.layout, columns=columns)
    return Recognised(with_constants(sheet, constants), replace(source, layout=layout), Match(positions, (), ignored))


def with_constants(sheet: Sheet, constants: Sequence[FieldMap]) -> Sheet:
    """Add a column for each constant behind those of the file."""

    def chunks() -> Iterator[Chunk]:
        for chunk in sheet.chunks():
            added = (pa.array([one.constant] * len(chunk.rows), pa.string()) for one in constants)
            yield replace(chunk, columns=(*chunk.columns, *added))

    return replace(sheet, chunks=chunks) if constants else sheet


@dataclass(frozen=True, slots=True)
class Trial:
    """How the first records of a table read by a mapping, cell by cell: what only whole rows or tables show is not tried."""

    where: str
    records: int
    ignored: tuple[str, ...]
    refused: Mapping[tuple[str, str], int]

    def as_rows(self) -> list[dict[str, str | int]]:
        """Return column, code of the reason and number of cells, the most frequent first."""
        ordered = sorted(self.refused.items(), key=lambda item: (-item[1], item[0]))
        return [{"column": column, "code": code, "cells": count} for (column, code), count in ordered]


def tried(table: Recognised) -> Trial:
    """Read the first records of a table."""
    chunk = next(table.sheet.chunks(), None)
    faults: Counter[tuple[str, str]] = Counter()
    if chunk is not None:
        for rejection in Sieve(chunk, table.source.layout, table.match).sifted().rejections:
            faults.update((fault.column, fault.code) for fault in rejection.faults)
    return Trial(table.sheet.where, 0 if chunk is None else len(chunk), table.match.unknown, faults)
