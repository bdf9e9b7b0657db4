"""Answers as files: CSV, xlsx, Parquet, JSON, and GraphML or a networkx graph of what links subjects.

A view is the answer of a use case. Each list in it is a table, a record nested in a row becomes columns (``subject.name``), and a list
nested in a row is kept as JSON text. Nothing is computed anew, so that a file says what the screen says; what is masked stays so.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from graph_service.errors import InputError
from graph_service.generate.writing import Book

if TYPE_CHECKING:
    import networkx as nx

View = Mapping[str, Any]
Cell = str | int | float | bool | None
Table = list[dict[str, Cell]]

#: The list that a file of one table holds, the first of these that the view has.
_MAIN = (
    "hits", "neighbours", "changes", "answers", "timeline", "owners", "steps", "offices", "candidates", "receipts", "leads", "alerts", "gaps",
)  # fmt: skip
#: Records whose lists are lists of the view: who owns a subject, and what it holds.
_PARTS = ("up", "down")
#: A spreadsheet would run a text that begins so.
_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_MOST_OF_A_NAME = 31


def tables(view: View) -> dict[str, Table]:
    """Return every list of records of a view as a table, by its name; the steps of all paths are one table."""
    whole = {**view, **{name: rows for part in _PARTS for name, rows in (view.get(part) or {}).items()}}
    found = {name: [_flat(row) for row in rows] for name, rows in whole.items() if _is_table(rows)}
    if "paths" in found:
        paths = enumerate(whole["paths"], start=1)
        found["steps"] = [
            {"path": number, "step": at, **_flat(step)}
            for number, path in paths
            for at, step in enumerate(path["steps"], start=1)
        ]
    return found


def graph(view: View) -> nx.MultiDiGraph[str]:
    """Return the subjects and relationships of a neighbourhood, a map or paths, keyed by subject and by fact.

    Raises:
        InputError: the view links nobody.
    """
    import networkx as nx

    edges = _relationships(view)
    if edges is None:
        raise InputError("format", "is for neighbourhoods, maps and paths", hint="Choose csv, xlsx, parquet or json.")
    made: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for subject in _subjects(view):
        made.add_node(subject["id"], **_stated(_flat(subject), "id"))
    for number, edge in enumerate(edges):
        made.add_edge(
            edge["source"], edge["target"], edge.get("fact") or f"tie-{number}", **_stated(_flat(edge), "source", "target")
        )
    return made


def render(view: View, form: str) -> bytes:
    """Return a view as the bytes of a file: ``csv``, ``xlsx``, ``parquet``, ``json`` or ``graphml``.

    Raises:
        InputError: there is no such form, or it cannot hold this view.
    """
    if form not in FORMS:
        raise InputError("format", f"must be one of {', '.join(FORMS)}")
    return FORMS[form](view)


def write(view: View, to: Path) -> None:
    """Write a view to a new file; its name says the form.

    Raises:
        InputError: the form is unknown, or the file is there.
    """
    data = render(view, to.suffix.removeprefix("."))
    try:
        with to.open("xb") as file:
            file.write(data)
    except OSError as error:
        raise InputError(
            str(to), f"cannot be written: {error.strerror}", hint="Name a new file in a folder that is there."
        ) from error


def _csv(view: View) -> bytes:
    rows = _main(view)
    names = _names(rows)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(names)
    writer.writerows([[_harmless(row.get(name)) for name in names] for row in rows])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _harmless(cell: Cell) -> Cell:
    """Put an apostrophe before a text that a spreadsheet would run."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_RUNS) else cell


def _xlsx(view: View) -> bytes:
    file = io.BytesIO()
    with Book(file) as book:
        for name, rows in (tables(view) or {"empty": []}).items():
            names = _names(rows)
            sheet = book.sheet(name[:_MOST_OF_A_NAME], names)
            for row in rows:
                sheet.write(["" if row.get(key) is None else cast("str", row[key]) for key in names])
    return file.getvalue()


def _parquet(view: View) -> bytes:
    import polars as pl

    file = io.BytesIO()
    pl.DataFrame(_main(view), infer_schema_length=None, strict=False).write_parquet(file)
    return file.getvalue()


def _json(view: View) -> bytes:
    return json.dumps(view, ensure_ascii=False, indent=1, default=str).encode() + b"\n"


def _graphml(view: View) -> bytes:
    import networkx as nx

    return "\n".join(nx.generate_graphml(graph(view))).encode() + b"\n"


FORMS: dict[str, Callable[[View], bytes]] = {
    "csv": _csv,
    "xlsx": _xlsx,
    "parquet": _parquet,
    "json": _json,
    "graphml": _graphml,
}


def _main(view: View) -> Table:
    found = tables(view)
    for name in _MAIN:
        if name in found:
            return found[name]
    raise InputError("format", "is for views with a list", hint="Choose json or xlsx.")


def _is_table(value: object) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str) and all(isinstance(row, Mapping) for row in value)


def _names(rows: Table) -> list[str]:
    return list(dict.fromkeys(name for row in rows for name in row))


def _flat(row: Mapping[str, Any], before: str = "") -> dict[str, Cell]:
    found: dict[str, Cell] = {}
    for name, value in row.items():
        if isinstance(value, Mapping):
            found |= _flat(value, f"{before}{name}.")
        elif isinstance(value, str | int | float | None):
            found[f"{before}{name}"] = value
        else:
            found[f"{before}{name}"] = json.dumps(value, ensure_ascii=False, default=str)
    return found


def _stated(row: Mapping[str, Cell], *without: str) -> dict[str, Any]:
    """Leave out what is null: GraphML has no word for it."""
    return {name: value for name, value in row.items() if value is not None and name not in without}


def _subjects(view: View) -> list[View]:
    subjects = view.get("subjects", [])
    listed = list(subjects.values() if isinstance(subjects, Mapping) else subjects)
    around = [view["subject"], *(one["subject"] for one in view["neighbours"])] if "neighbours" in view else []
    return [*listed, *around]


def _relationships(view: View) -> list[View] | None:
    if "neighbours" in view:
        return [tie for one in view["neighbours"] for tie in one["relationships"]]
    if "paths" in view:
        ties = [tie for path in view["paths"] for step in path["steps"] for tie in step["relationships"]]
        return list({(tie["fact"], tie["source"], tie["target"]): tie for tie in ties}.values())
    return list(view["relationships"]) if "relationships" in view else None
