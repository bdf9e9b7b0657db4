"""A staged graph as files for ``neo4j-admin database import full``: one for each label and each kind of relationship."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from graph_service.store.graph.rows import LINK_TABLES, NODE_TABLES
from graph_service.store.staging.database import StagedDatabase
from graph_service.store.staging.tables import FOLLOWING, STAGED, TAKEN_OVER, StagedTable, quoted

_TYPES = {"day": ":date", "flag": ":boolean", "whole": ":long", "real": ":double", "list": ":string[]"}
_QUOTED = frozenset({"text", "list"})
#: A column of a file: its heading and the SQL of its cells.
_Column = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Part:
    """One file: ``option`` and ``group`` are what the import tool calls it by; ``breaks``: a cell of it holds a line break."""

    option: str
    group: str
    path: Path
    rows: int
    breaks: bool


def write_parts(database: StagedDatabase, folder: Path) -> list[Part]:
    """Write every table that has rows as a file of a new folder, all of it readable by its owner alone."""
    folder.mkdir(mode=0o700)
    parts: list[Part] = []
    for option, group, columns, source in _files(database):
        if any(database.select(f"SELECT 1 FROM {source} LIMIT 1")):  # noqa: S608  # our own names
            path = folder / f"{len(parts):02d}-{group.replace(':', '-')}.csv"
            parts.append(_write(database, option, group, columns, source, path))
    return parts


def import_options(parts: Sequence[Part]) -> list[str]:
    """Return the options of the import tool that name the files and how they are written."""
    breaks = "true" if any(part.breaks for part in parts) else "false"
    files = [f"--{part.option}={part.group}={part.path}" for part in parts]
    return [*files, "--array-delimiter=U+001F", f"--multiline-fields={breaks}", "--bad-tolerance=0", "--id-type=string"]


def _files(database: StagedDatabase) -> Iterator[tuple[str, str, list[_Column], str]]:
    for table in STAGED.values():
        if table.labels:
            yield "nodes", ":".join(table.labels), [*_key(table), *_properties(database, table)], quoted(table.name)
    for name in LINK_TABLES:
        table = STAGED[name]
        ends = _ends(_space(table.ends[0]), table.ends[0], _space(table.ends[1]), table.ends[1])
        yield "relationships", str(table.type), [*ends, *_properties(database, table)], quoted(name)
    for table in STAGED.values():
        if table.labels and table.type:
            yield "relationships", table.type, _ends("Subject", table.ends[0], table.name, "place"), quoted(table.name)
    for name, column, kind in FOLLOWING:
        space = "Event" if name == "events" else "Subject"
        taken = [_column(STAGED[name], taken) for taken in TAKEN_OVER]
        yield "relationships", kind, [*_ends(space, "id", "Subject", column), *taken], f"{name} WHERE {column} IS NOT NULL"


def _key(table: StagedTable) -> list[_Column]:
    """Return the column by which relationships name a node; of entries it is not kept."""
    if table.name in NODE_TABLES:
        return [(f"id:ID({table.labels[-1]})", _cell("id", "text"))]
    return [(f":ID({table.name})", "place")] if table.type else []


def _ends(start: str, start_column: str, end: str, end_column: str) -> list[_Column]:
    return [(f":START_ID({start})", _cell(start_column, "text")), (f":END_ID({end})", _cell(end_column, "text"))]


def _space(column: str) -> str:
    return "Event" if column == "event" else "Subject"


def _properties(database: StagedDatabase, table: StagedTable) -> list[_Column]:
    """Return the columns that hold anything, but for the key of a node."""
    names = [name for name in table.columns if not (name == "id" and table.name in NODE_TABLES)]
    counts = ", ".join(f"count({quoted(name)})" for name in names)
    (filled,) = database.select(f"SELECT {counts} FROM {quoted(table.name)}")  # noqa: S608  # our own names
    return [_column(table, name) for name, count in zip(names, filled, strict=True) if count]


def _column(table: StagedTable, name: str) -> _Column:
    kind = table.kinds[name]
    return name + _TYPES.get(kind, ""), _cell(name, kind)


def _cell(column: str, kind: str) -> str:
    """Return the SQL of a cell: nothing at all where there is no value, quotes around a text, be it empty."""
    name = quoted(column)
    return f"""coalesce('"' || replace({name}, '"', '""') || '"', '')""" if kind in _QUOTED else f"coalesce({name}, '')"


def _write(database: StagedDatabase, option: str, group: str, columns: list[_Column], source: str, path: Path) -> Part:  # noqa: PLR0913  # one file
    rows, breaks = 0, False
    cells = " || ',' || ".join(cell for _, cell in columns)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8", newline="") as file:
        file.write(",".join(heading for heading, _ in columns) + "\n")
        for (line,) in database.select(f"SELECT {cells} FROM {source}"):  # noqa: S608  # our own names
            text = str(line)
            breaks = breaks or "\n" in text or "\r" in text
            file.write(text + "\n")
            rows += 1
    return Part(option, group, path, rows, breaks)
