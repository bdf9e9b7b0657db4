"""Writes organisations, persons, holdings and offices of the graph as statements of a foreign standard, one JSON object a line.

The graph is read twice, a page at a time: parties first, then what names them, as the standards ask. A file is there as a whole or not at
all. No id number is in it, for none is in the graph; a person goes under the random key.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TextIO

from graph_service.errors import InputError
from graph_service.model.facts import KEYS, Row
from graph_service.model.intervals import Interval
from graph_service.workflow.services import GraphStore

Statement = Mapping[str, object]
_PARTIES = ("organizations", "persons")
_LINKS = ("roles", "holdings")
#: Words a row of a table: given are the source that states it (file and row) and the day for which it speaks. ``None``: no word for it.
Standard = Callable[[str, Row, str, date], Statement | None]


@dataclass(frozen=True, slots=True)
class Written:
    """What an export wrote: statements by table, and rows for which the standard has no word, by table and role."""

    graph_version: int
    written: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)


def export_statements(graph: GraphStore, standard: Standard, out: Path, *, on: date, only_held: bool) -> Written:
    """Write every current fact that the standard has a word for, of one version of the graph, ordered by key.

    Args:
        graph: the store.
        standard: which words.
        out: a file that is not there yet.
        on: the day for which the statements speak.
        only_held: leave out offices and holdings that are not held on ``on``.

    Raises:
        InputError: ``out`` is there already, or cannot be made.
        StoreConflictError: the graph was changed meanwhile; trying again helps.
        StoreUnavailableError: the store did not answer; trying again may help.
    """
    done = Written(graph.graph_version())
    with _whole_file(out) as file:
        for tables in (_PARTIES, _LINKS):
            for table, row, source in _rows(graph, done.graph_version, tables):
                if only_held and table in _LINKS and not Interval(row["start"], row["end"]).covers(on):  # type: ignore[arg-type]  # days by TABLES
                    continue
                statement = standard(table, row, source, on)
                if statement is None:
                    done.left_out[f"{table}.{row['role']}" if table == "roles" else table] += 1
                else:
                    file.write(json.dumps(statement, ensure_ascii=False) + "\n")
                    done.written[table] += 1
    return done


def _rows(graph: GraphStore, version: int, tables: Sequence[str]) -> Iterator[tuple[str, Row, str]]:
    """Give the rows of some tables, a page after the other, each page in the order of the keys, with what states each row."""
    for table, rows in graph.all_facts(version):
        if table in tables:
            stated = graph.provenance([str(row["source"]) for row in rows if row["source"]])
            for row in sorted(rows, key=lambda row: [str(row[column] or "") for column in KEYS[table]]):
                origin = stated.get(str(row["source"]))
                yield table, row, f"{origin.source_file}#{origin.source_row}" if origin else ""


@contextmanager
def _whole_file(target: Path) -> Iterator[TextIO]:
    """Give a file that appears under its name once everything is written."""
    if target.exists():
        raise InputError(str(target), "exists already", hint="Name a file that is not there yet.")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".partial", dir=target.parent)
    except OSError as error:
        raise InputError(str(target), f"cannot be made: {error.strerror}", hint="Name a place that you can write to.") from None
    part = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.rename(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
