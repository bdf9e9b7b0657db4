"""What a staged graph answers to the named queries of a load: the same as a server, from tables.

``tests/staging`` holds the graph that comes of it against the one that a server has after the same load.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import cast

from graph_service.model.facts import ENTRY_TABLES
from graph_service.store.graph.client import Record
from graph_service.store.graph.ends import ENDS
from graph_service.store.graph.rows import LINK_TABLES, NODE_TABLES, Properties
from graph_service.store.staging.database import StagedDatabase, among, listed
from graph_service.store.staging.register import REGISTER_ANSWERS
from graph_service.store.staging.tables import FOLLOWING, STAGED, TAKEN_OVER, quoted

Answer = Callable[..., Iterable[Record]]
_SUBJECTS = ("organizations", "persons")
_FACTS = (*LINK_TABLES, *ENTRY_TABLES)
#: Tables whose statements complete each other: what is held back stands too.
_SETTLED = ("roles", "holdings", "names")
_Rows = Sequence[Mapping[str, object]]


def _raise_guard(database: StagedDatabase) -> Iterable[Record]:
    database.version += 1
    return [{"version": database.version}]


def _version_now(database: StagedDatabase) -> Iterable[Record]:
    return [{"version": database.version}]


def _rebuilding(database: StagedDatabase) -> Iterable[Record]:
    return [{"marked": False, "holds_facts": any(database.select("SELECT 1 FROM sources LIMIT 1"))}]


def _source(database: StagedDatabase, source: Properties) -> Iterable[Record]:
    if not database.found("sources", "id", [source["id"]]):
        database.add("sources", [source])
    return ()


def _create_nodes(table: str, database: StagedDatabase, rows: _Rows) -> Iterable[Record]:
    database.add(table, rows)
    return ()


def _create_facts(table: str, database: StagedDatabase, rows: _Rows, shared: Properties) -> Iterable[Record]:
    database.add(table, ({**shared, **cast(Properties, row["properties"])} for row in rows))
    return ()


def _mark(table: str, database: StagedDatabase, rows: _Rows) -> Iterable[Record]:
    changes = [((row["anchor"], row["key"]), cast(Properties, row["properties"])) for row in rows]
    database.change(table, ("anchor", "live_key"), changes)
    return ()


def _update(tables: Sequence[str], database: StagedDatabase, rows: _Rows) -> Iterable[Record]:
    """Change nodes: of a subject only one of the two tables has the key, or only one has all that is to be changed."""
    changes = [((row["id"],), _without_source(cast(Properties, row["properties"]))) for row in rows]
    for table in tables:
        known = STAGED[table].kinds.keys()
        database.change(table, ("id",), [change for change in changes if change[1].keys() <= known])
    return ()


def _without_source(properties: Properties) -> Properties:
    """Leave out the one column of a fact table that no node has."""
    return {name: value for name, value in properties.items() if name != "source"}


def _archive(tables: Sequence[str], database: StagedDatabase, ids: Sequence[str], recorded_to: int) -> Iterable[Record]:
    for table in tables:
        database.add("versions", (_version(row, recorded_to) for row in database.found(table, "id", ids)))
    return ()


def _version(row: Properties, recorded_to: int) -> Properties:
    name = f"{row['fact_id']}/{row['recorded_from']}/{recorded_to}"
    return {**row, "of": row["id"], "id": name, "recorded_to": recorded_to}


def _create_versions(database: StagedDatabase, rows: _Rows) -> Iterable[Record]:
    database.add("versions", rows)
    return ()


def _lock(database: StagedDatabase, ids: Sequence[str]) -> Iterable[Record]:
    text = f"UPDATE organizations SET version = coalesce(version, 0) + 1 WHERE {among('id')}"  # noqa: S608  # our own names
    database.execute(text, (listed(ids),))
    return ()


def _nothing(_database: StagedDatabase, **_params: object) -> Iterable[Record]:
    """Do nothing: relationships that follow from columns of nodes are drawn, and names indexed, when the graph is whole."""
    return ()


def _subjects(database: StagedDatabase, ids: Sequence[str]) -> Iterable[Record]:
    return [{"stored": row, "is_person": table == "persons"} for table in _SUBJECTS for row in database.found(table, "id", ids)]


def _events(database: StagedDatabase, ids: Sequence[str]) -> Iterable[Record]:
    return [{"stored": row} for row in database.found("events", "id", ids)]


def _known_subjects(database: StagedDatabase, ids: Sequence[str], condition: str = "true") -> Iterable[Record]:
    for table in _SUBJECTS:
        text = f"SELECT id FROM {table} WHERE {among('id')} AND {condition}"  # noqa: S608  # our own names
        for (key,) in database.select(text, (listed(ids),)):
            yield {"id": key, "is_person": table == "persons"}


def _known_events(database: StagedDatabase, ids: Sequence[str], condition: str = "true") -> Iterable[Record]:
    text = f"SELECT id, kind, category FROM events WHERE {among('id')} AND {condition}"  # noqa: S608  # our own names
    for key, kind, category in database.select(text, (listed(ids),)):
        yield {"id": key, "kind": kind, "category": category}


def _subjects_together(database: StagedDatabase, ids: Sequence[str]) -> Iterable[Record]:
    known = list(_known_subjects(database, ids))
    return [{"is_person": is_person, "ids": [one["id"] for one in known if one["is_person"] is is_person]}
            for is_person in (False, True)]  # fmt: skip


def _events_together(database: StagedDatabase, ids: Sequence[str]) -> Iterable[Record]:
    return [{"ids": [one["id"] for one in _known_events(database, ids)]}]


def _standing(table: str, database: StagedDatabase, anchors: Sequence[str]) -> Iterable[Record]:
    stands = "live_key IS NOT NULL" if table in _SETTLED else "recorded_to IS NULL"
    return [{"fact": row} for row in database.found(table, "anchor", anchors, f"{stands} OR withdrawn IS NOT NULL")]


def _once_nodes(tables: Sequence[str], database: StagedDatabase, ids: Sequence[str]) -> Iterable[Record]:
    for table, column in (*((table, "id") for table in tables), ("versions", "of")):
        yield from ({"fact": row} for row in database.found(table, column, ids))


def _once_facts(table: str, database: StagedDatabase, anchors: Sequence[str], ids: Sequence[str]) -> Iterable[Record]:
    wanted = frozenset(ids)
    for row in database.found(table, "anchor", anchors):
        if row["fact_id"] in wanted or (table in _SETTLED and row["stated_id"] in wanted):
            yield {"fact": row}


def _named_subjects(database: StagedDatabase, ids: Sequence[str]) -> Iterable[Record]:
    """Find those to which anything believed leads; it is rarely asked, so the indexes for it are made when it is."""
    ends = [(table, column) for table in _FACTS for column in ENDS[table] if column != "event"]
    found: set[object] = set()
    for table, column in ends:
        found |= _values(database, table, column, ids, "recorded_to IS NULL")
    for table, column, _ in FOLLOWING:
        found |= _values(database, table, column, ids, "true")
    return [{"id": key} for key in found]


def _values(database: StagedDatabase, table: str, column: str, ids: Sequence[str], condition: str) -> set[object]:
    database.index(table, column)
    name = quoted(column)
    text = f"SELECT DISTINCT {name} FROM {quoted(table)} WHERE {among(name)} AND {condition}"  # noqa: S608  # our own names
    return {key for (key,) in database.select(text, (listed(ids),))}


def _keys(tables: Sequence[str], database: StagedDatabase) -> Iterable[Record]:
    for table in tables:
        column = "id" if STAGED[table].is_keyed else "anchor"
        for (key,) in database.select(f"SELECT {column} FROM {quoted(table)}"):  # noqa: S608  # our own names
            yield {"id": key}


def _digest_nodes(database: StagedDatabase) -> Iterator[Record]:
    for table in STAGED.values():
        if table.labels:
            for row in database.all_of(table.name):
                yield {"labels": list(table.labels), "properties": row}


def _digest_links(database: StagedDatabase) -> Iterator[Record]:
    for name in LINK_TABLES:
        start, end = ENDS[name]
        for row in database.all_of(name):
            yield {"kind": STAGED[name].type, "properties": row, "start": row[start], "end": row[end]}
    for name, columns in ((name, ENDS[name]) for name in ENTRY_TABLES if ENDS[name]):
        for row in database.all_of(name):
            yield {"kind": STAGED[name].type, "properties": {}, "start": row[columns[0]], "end": row.get("id")}
    for name, column, kind in FOLLOWING:
        for row in database.all_of(name, f"{column} IS NOT NULL"):
            properties = {taken: row[taken] for taken in TAKEN_OVER}
            yield {"kind": kind, "properties": properties, "start": row["id"], "end": row[column]}


ANSWERS: Mapping[str, Answer] = {
    "write/raise_guard": _raise_guard,
    "read/graph_version": _version_now,
    "read/rebuilding": _rebuilding,
    "write/source": _source,
    **{f"write/{table}_create": partial(_create_nodes, table) for table in NODE_TABLES},
    **{f"write/{table}_create": partial(_create_facts, table) for table in _FACTS},
    **{f"write/{table}_mark": partial(_mark, table) for table in _FACTS},
    "write/subjects_update": partial(_update, _SUBJECTS),
    "write/events_update": partial(_update, ("events",)),
    "write/subjects_archive": partial(_archive, _SUBJECTS),
    "write/events_archive": partial(_archive, ("events",)),
    "write/versions_create": _create_versions,
    "write/lock_organizations": _lock,
    "write/names_changed": _nothing,
    "write/branches_link": _nothing,
    "write/branches_unlink": _nothing,
    "write/events_link_subject": _nothing,
    "write/events_link_client": _nothing,
    "write/events_unlink": _nothing,
    "state/subjects": _subjects,
    "state/events": _events,
    "state/subjects_known": _subjects_together,
    "state/events_known": _events_together,
    **{f"state/{table}": partial(_standing, table) for table in _FACTS},
    "read/described_subjects": partial(_known_subjects, condition="fact_id IS NOT NULL"),
    "read/described_events": partial(_known_events, condition="fact_id IS NOT NULL"),
    "read/provenance_of_subjects": partial(_once_nodes, _SUBJECTS),
    "read/provenance_of_events": partial(_once_nodes, ("events",)),
    **{f"read/provenance_of_{table}": partial(_once_facts, table) for table in _FACTS},
    "read/named_subjects": _named_subjects,
    "read/subject_keys": partial(_keys, _SUBJECTS),
    "read/event_keys": partial(_keys, ("events",)),
    **{f"read/{table}_keys": partial(_keys, (table,)) for table in ENTRY_TABLES if table != "names"},
    "read/digest_nodes": _digest_nodes,
    "read/digest_links": _digest_links,
    **REGISTER_ANSWERS,
}
