"""The tables of a staged graph: one for each label and each kind of relationship, with the properties that the server will hold.

Values lie in them as the import tool reads them: a day as ISO text, a flag as ``true`` or ``false``, a list as one text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from graph_service.errors import InputError
from graph_service.model.facts import ENTRY_TABLES, TABLES
from graph_service.store.graph.ends import ENDS
from graph_service.store.graph.rows import LINK_TABLES, NODE_TABLES, Properties

#: Between the parts of a list.
SEPARATOR = "\x1f"

_ORIGIN = {
    "fact_key": "text", "fact_id": "text", "source_file": "text", "source_hash": "text", "source_row": "whole", "load_id": "text",
    "recorded_from": "whole", "recorded_to": "whole", "tellings": "list", "withdrawn": "text",
}  # fmt: skip
_NODE = _ORIGIN | {"older": "list", "stub": "flag", "version": "whole"}
_LINK = _ORIGIN | {
    "live_key": "text", "stated_id": "text", "anchor": "text", "stated_from": "whole", "end_derived": "flag", "completed": "list",
}  # fmt: skip
_LABELS = {
    "organizations": ("Organization", "Subject"),
    "persons": ("Person", "Subject"),
    "events": ("Event",),
    "names": ("FormerName",),
    "licences": ("Licence",),
    "honours": ("Honour",),
    "references": ("Reference",),
    "government_records": ("GovernmentRecord",),
}
#: The relationship of a table of links; of a table of entries, the one by which a subject is tied to its entry.
_TYPES = {
    "roles": "HOLDS_ROLE",
    "holdings": "OWNS",
    "findings": "FINDING_ON",
    "sanctions": "SANCTIONS",
    "namings": "NAMES",
    "candidates": "MAY_BE",
    "participants": "HAS_PARTICIPANT",
    "names": "WAS_NAMED",
    "licences": "LICENSED_AS",
    "honours": "HONOURED_WITH",
}
_SQL = {"whole": "INTEGER"}


def _joined(parts: Sequence[str]) -> str:
    text = SEPARATOR.join(parts)
    if text.count(SEPARATOR) >= len(parts):
        raise InputError(repr(text), "holds a control character (U+001F)", hint="Leave it out of --scope.")
    return text


_ENCODE: Mapping[str, Callable[..., object]] = {
    "day": date.isoformat,
    "flag": lambda value: "true" if value else "false",
    "real": repr,
    "list": _joined,
}
_DECODE: Mapping[str, Callable[..., object]] = {
    "day": date.fromisoformat,
    "flag": "true".__eq__,
    "real": float,
    "list": lambda text: text.split(SEPARATOR),
}


@dataclass(frozen=True)
class StagedTable:
    """One table.

    Attributes:
        name: that of the fact table, or ``versions`` or ``sources``.
        kinds: the kind of each property: those of ``model.facts`` and ``list``, of texts.
        labels: of its nodes, in order; empty: its rows are relationships.
        type: of its relationships; of entries, the one that leads from a subject to the entry.
        ends: the columns that hold the keys of start and end; of entries, of the subject alone.
        indexed: the columns by which rows are looked for while the graph grows; ``id`` is the key of a node.
    """

    name: str
    kinds: Mapping[str, str]
    labels: tuple[str, ...] = ()
    type: str | None = None
    ends: tuple[str, ...] = ()
    indexed: tuple[str, ...] = ()
    is_keyed: bool = field(default=False)

    @property
    def columns(self) -> tuple[str, ...]:
        """The properties, in order."""
        return tuple(self.kinds)

    @property
    def definition(self) -> str:
        """The statement that makes the table."""
        kinds = (f"{quoted(name)} {_SQL.get(kind, 'TEXT')}" for name, kind in self.kinds.items())
        return f"CREATE TABLE {quoted(self.name)} (place INTEGER PRIMARY KEY, {', '.join(kinds)})"

    @cached_property
    def _encoders(self) -> tuple[tuple[str, Callable[..., object]], ...]:
        return tuple((name, _ENCODE[kind]) for name, kind in self.kinds.items() if kind in _ENCODE)

    @cached_property
    def _decoders(self) -> tuple[tuple[str, Callable[..., object]], ...]:
        return tuple((name, _DECODE[kind]) for name, kind in self.kinds.items() if kind in _DECODE)

    @cached_property
    def _blank(self) -> Properties:
        return dict.fromkeys(self.columns)

    def encoded(self, properties: Mapping[str, object]) -> Properties:
        """Return every column of a row, as it is stored.

        Raises:
            KeyError: a property that the table has no column for.
        """
        values = self.partly_encoded(self._blank | dict(properties))
        if len(values) > len(self.kinds):
            raise KeyError(f"{self.name} has no column {min(values.keys() - self.kinds.keys())}")
        return values

    def partly_encoded(self, properties: Properties) -> Properties:
        """Return some columns of a row, as they are stored; changes what it is given."""
        for name, encode in self._encoders:
            if (value := properties.get(name)) is not None:
                properties[name] = encode(value)
        return properties

    def decoded(self, values: tuple[object, ...]) -> Properties:
        """Return a stored row as the server would give it, ``None`` where it has no property."""
        row = dict(zip(self.columns, values, strict=True))
        for name, decode in self._decoders:
            if (value := row[name]) is not None:
                row[name] = decode(value)
        return row


def quoted(name: str) -> str:
    """Quote a name of ours for SQL: some are words of the language (``end``, ``references``)."""
    return f'"{name}"'


def _content(table: str) -> dict[str, str]:
    return {name: column.kind for name, column in TABLES[table].items() if name != "source"}


def _node_table(name: str) -> StagedTable:
    looked_for = ("name_key", "organization_code", "registration_number") if name == "organizations" else ()
    return StagedTable(name, {**_content(name), **_NODE}, _LABELS[name], indexed=looked_for, is_keyed=True)


def _fact_table(name: str) -> StagedTable:
    """Lay out the table of a kind of links or entries: each row is found from its anchor."""
    indexed = ("anchor", "name_key") if name == "names" else ("anchor",)
    return StagedTable(name, {**_content(name), **_LINK}, _LABELS.get(name, ()), _TYPES.get(name), ENDS[name], indexed)


def _versions() -> StagedTable:
    """Lay out the table of what nodes once were: whatever a node of any kind may hold."""
    kinds: dict[str, str] = {}
    for name in NODE_TABLES:
        kinds |= _content(name)
    return StagedTable("versions", kinds | _NODE | {"of": "text", "stated_id": "text"}, ("FactVersion",), indexed=("of",))


_SOURCE = {"id": "text", "kind": "text", "file": "text", "hash": "text", "recorded_at": "whole"}

STAGED: Mapping[str, StagedTable] = {
    **{name: _node_table(name) for name in NODE_TABLES},
    "versions": _versions(),
    "sources": StagedTable("sources", _SOURCE, ("Source",), is_keyed=True),
    **{name: _fact_table(name) for name in (*LINK_TABLES, *ENTRY_TABLES)},
}

#: Relationships that follow from a column of a node: table, column, type.
FOLLOWING = (
    ("organizations", "parent", "BRANCH_OF"),
    ("events", "subject", "AGAINST"),
    ("events", "client", "COMMISSIONED_BY"),
)
#: What such a relationship takes over from its node.
TAKEN_OVER = ("fact_id", "load_id", "recorded_from")
