"""Stored subjects as records: one of each, under the key by which it is known. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from graph_service.store.graph.client import Record
from graph_service.store.graph.history import origin
from graph_service.store.graph.identities import Merged
from graph_service.store.graph.rows import content_of
from graph_service.store.ports import SubjectRecord
from graph_service.store.register_ports import FormerName

_MARKS = frozenset(
    "id name uscc type fact_id fact_key live_key stated_id stated_from source_file source_hash source_row load_id "
    "recorded_from recorded_to anchor version stub end_derived completed".split()
)


def records_of(found: Sequence[Record], merged: Merged) -> list[SubjectRecord]:
    """Make one record of each subject; a merged person is described as under its own key, else as under the least of the others."""
    groups: dict[str, list[Record]] = defaultdict(list)
    for row in found:
        groups[merged.of(row["stored"]["id"])].append(row)
    return [record_of(key, rows, merged.others(key)) for key, rows in groups.items()]


def record_of(key: str, rows: Sequence[Record], others: tuple[str, ...]) -> SubjectRecord:
    """Make one record of all that is stored of a subject under its own key and the ``others``."""
    chosen = min(rows, key=lambda row: (row["stored"].get("fact_id") is None, row["stored"]["id"] != key, row["stored"]["id"]))
    stored, is_a_person = chosen["stored"], chosen["is_person"]
    properties = {name: value for name, value in stored.items() if name not in _MARKS and value is not None}
    return SubjectRecord(
        id=key,
        kind="person" if is_a_person else "organization",
        name=stored.get("name") or stored["id"],
        type=stored.get("type"),
        uscc=stored.get("uscc"),
        properties=properties | ({"confirmed": True} if others else {}),
        merged=others,
        former_name=former_name(chosen.get("former")),
        provenance=origin(stored) if stored.get("source_file") else None,
    )


def former_name(stored: Record | None) -> FormerName | None:
    """Return the former name that was stored, if any."""
    if stored is None:
        return None
    said = content_of("names", stored)
    return FormerName(str(said["name"]), said["start"], said["end"], str(stored["fact_id"]))  # type: ignore[arg-type]  # days by TABLES
