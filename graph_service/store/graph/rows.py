"""Fact rows and stored facts: keys, fact ids, and the conversion of values both ways. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from graph_service.errors import InputError
from graph_service.model.facts import JUDGED_TABLES, TABLES, Row, key_of
from graph_service.store.graph.json_text import json_writer
from graph_service.store.ports import Load

Properties = dict[str, object]

#: The node from which a fact is found again; few facts hang on it.
ANCHORS: dict[str, str] = {
    table: next(column for column in ("id", "event", "organization") if column in TABLES[table]) for table in TABLES
}
_KINDS = {table: {name: one.kind for name, one in columns.items() if name != "source"} for table, columns in TABLES.items()}
_REQUIRED = {table: [name for name, one in columns.items() if not one.optional] for table, columns in TABLES.items()}
NODE_TABLES = ("organizations", "persons", "events")
LINK_TABLES = ("roles", "holdings", "findings", "sanctions", "namings", "candidates", "participants")


@dataclass(frozen=True, slots=True)
class Stated:
    """One row as a source states it: its key, its anchor, its content (every column but ``source``), its row number and its rank."""

    table: str
    key: str
    anchor: str
    content: Properties
    row_number: int
    rank: str = ""

    @property
    def id(self) -> str:
        """The fact id of exactly this content."""
        return fact_id(self.table, self.anchor, self.key, self.content)


def state_rows(table: str, rows: Sequence[Row], numbers: Sequence[int], rank: Callable[[int], str]) -> list[Stated]:
    """Return the rows of one table in the order of their keys, each key once (of a key the row of the highest rank, then the last).

    Args:
        table: of ``TABLES``.
        rows: its rows.
        numbers: the source row of each.
        rank: gives the rank (``telling``) of a source row.

    Raises:
        InputError: a row lacks a required column or has one that the table does not know.
    """
    if len(rows) != len(numbers):
        raise InputError(table, f"{len(rows)} rows but {len(numbers)} row numbers")
    by_key: dict[str, Stated] = {}
    for index, (row, number) in enumerate(zip(rows, numbers, strict=True)):
        fact = _state(table, index, row, number, rank(number))
        before = by_key.get(fact.key)
        if before is None or before.rank <= fact.rank:
            by_key[fact.key] = fact
    return sorted(by_key.values(), key=lambda fact: (fact.anchor, fact.key))


def _state(table: str, index: int, row: Row, number: int, rank: str) -> Stated:
    unknown = row.keys() - TABLES[table].keys()
    if unknown:
        raise InputError(f"{table}[{index}].{min(unknown)}", "unknown column")
    content: Properties = {name: _stored(kind, row.get(name)) for name, kind in _KINDS[table].items()}
    for name in _REQUIRED[table]:
        if content[name] is None:
            raise InputError(f"{table}[{index}].{name}", "required, but empty")
    key = _digest([table, *key_of(table, content)])
    return Stated(table, key, str(content[ANCHORS[table]]), content, number, rank)


def _stored(kind: str, value: object) -> object:
    if value is None or (kind == "text" and type(value) is str):
        return value
    if value != value:  # a missing number arrives as NaN from data frames
        return None
    if kind == "real":
        return float(value)  # type: ignore[arg-type]  # checked by the loader; a text fails loudly here
    if kind == "whole":
        return int(value)  # type: ignore[call-overload]  # as above
    if kind == "flag":
        return bool(value)
    if isinstance(value, datetime):
        return value.date()
    return value


def fact_id(table: str, anchor: str, key: str, content: Mapping[str, object]) -> str:
    """Return the id of a fact: table, a hash over key and content, and the anchor from which it can be found without a search."""
    said = sorted((name, value) for name, value in content.items() if value is not None)
    return f"{table}:{_digest([key, said])}@{anchor}"


def split_fact_id(fact: str) -> tuple[str, str] | None:
    """Return table and anchor of a fact id, or ``None`` when it is not one of ours."""
    head, at, anchor = fact.partition("@")
    table = head.partition(":")[0]
    return (table, anchor) if at and table in TABLES else None


def _digest(value: object) -> str:
    return hashlib.sha256(_json(value).encode()).hexdigest()[:32]


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"a fact cannot hold {type(value).__name__}")


_json = json_writer(_plain)


def epoch_ms(moment: datetime) -> int:
    """Return the moment as whole milliseconds since 1970 UTC: zones do not survive storage on every server."""
    return round(moment.timestamp() * 1000)


def from_epoch_ms(value: int) -> datetime:
    """Return the aware UTC moment behind stored milliseconds."""
    return datetime.fromtimestamp(value / 1000, tz=UTC)


def provenance_of(load: Load, row_number: int) -> Properties:
    """Return the properties that say where a fact comes from and since when we know it."""
    return {
        "source_file": load.source_file,
        "source_hash": load.source_hash,
        "source_row": row_number,
        "load_id": load.id,
        "recorded_from": epoch_ms(load.recorded_at),
        "recorded_to": None,
    }


def content_of(table: str, stored: Mapping[str, object]) -> Properties:
    """Return the content columns of a stored fact, days as ``date``, what is not stored as ``None``."""
    return {name: native(stored.get(name)) for name in TABLES[table] if name != "source"}


def row_of(table: str, stored: Mapping[str, object]) -> Properties:
    """Return a stored fact as a row of its table in ``JUDGED_TABLES``; ``source`` is the fact id."""
    return {name: native(stored.get("fact_id" if name == "source" else name)) for name in JUDGED_TABLES[table]}


def native(value: object) -> object:
    """Return a stored value as Python has it: a day as ``date``, anything else as it is."""
    to_native = getattr(value, "to_native", None)
    return to_native() if to_native else value
