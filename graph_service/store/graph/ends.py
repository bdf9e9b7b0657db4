"""What facts hang on: the two ends of every link, stubs for what is only named, and the links that follow from a node's own columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from graph_service.errors import InputError
from graph_service.store.graph.client import Transaction
from graph_service.store.graph.rows import Properties

#: What a link that follows from a node's own column takes over from the node.
_FOLLOWING = ("fact_id", "load_id", "recorded_from")

#: The two ends of each link, as columns, from start to end; of an entry, the subject that it is linked to, if any.
ENDS: dict[str, tuple[str, ...]] = {
    "roles": ("person", "organization"),
    "holdings": ("holder", "organization"),
    "findings": ("event", "person"),
    "sanctions": ("event", "person"),
    "namings": ("event", "person"),
    "candidates": ("event", "person"),
    "participants": ("event", "organization"),
    "names": ("organization",),
    "licences": ("holder",),
    "honours": ("subject",),
    "references": (),
    "government_records": (),
}
_ANY = "subject"
_KINDS = {"person": "person", "organization": "organization", "holder": _ANY, "subject": _ANY, "parent": "organization",
          "client": "organization"}  # fmt: skip


def ensure_ends(transaction: Transaction, table: str, links: Iterable[Properties]) -> None:
    """Make sure that both ends of each link are there."""
    subjects: dict[str, str] = {}
    events: set[str] = set()
    for row in links:
        for column in ENDS[table]:
            if column == "event":
                events.add(str(row[column]))
            else:
                subjects[str(row[column])] = _KINDS[column]
    _ensure_subjects(transaction, subjects)
    _ensure_events(transaction, events)


def _ensure_subjects(transaction: Transaction, kinds: Mapping[str, str]) -> None:
    """Make a stub for each subject that a fact names and no source has described yet; its label is final."""
    if not kinds:
        return
    found = transaction.run("state/subjects_known", ids=sorted(kinds))
    known = {str(id_): bool(row["is_person"]) for row in found for id_ in row["ids"]}
    check_kinds(known, kinds)
    missing = [i for i in sorted(kinds) if i not in known]
    persons = [i for i in missing if kinds[i] == "person" or (kinds[i] == _ANY and i.startswith("p-"))]
    organizations = [i for i in missing if i not in set(persons)]
    for table, ids in (("persons", persons), ("organizations", organizations)):
        if ids:
            transaction.run(f"write/{table}_create", rows=[_stub(i) for i in ids])


def _ensure_events(transaction: Transaction, ids: set[str]) -> None:
    if not ids:
        return
    known = {id_ for row in transaction.run("state/events_known", ids=sorted(ids)) for id_ in row["ids"]}
    if ids - known:
        transaction.run("write/events_create", rows=[_stub(i) for i in sorted(ids - known)])


def _stub(key: str) -> Properties:
    return {"id": key, "stub": True}


def check_kinds(known: Mapping[str, bool], wanted: Mapping[str, str]) -> None:
    """Refuse a subject of the other kind (an organisation where a person is named, or the reverse).

    Raises:
        InputError: it names the subject.
    """
    for subject, is_person in known.items():
        kind = "person" if is_person else "organization"
        if wanted[subject] not in {kind, _ANY}:
            raise InputError(
                subject, f"is on record as {kind}, a source says {wanted[subject]}", hint="Correct one of the sources."
            )


def relink(transaction: Transaction, table: str, nodes: Sequence[Properties], changed: Sequence[str]) -> None:
    """Draw the links that follow from a node's own columns: a branch's parent, an event's subject and client."""
    if table == "persons":
        return
    columns = {
        "organizations": {"parent": "branches_link"},
        "events": {"subject": "events_link_subject", "client": "events_link_client"},
    }
    if changed:
        transaction.run("write/branches_unlink" if table == "organizations" else "write/events_unlink", ids=changed)
    for column, query in columns[table].items():
        linked = [row for row in nodes if row.get(column) is not None]
        _ensure_subjects(transaction, {str(row[column]): _KINDS[column] for row in linked})
        if linked:
            own, shared = apart([{name: row[name] for name in _FOLLOWING} for row in linked])
            ends = ({"start": row["id"], "end": row[column]} for row in linked)
            rows = [one | {"properties": properties} for one, properties in zip(ends, own, strict=True)]
            transaction.run(f"write/{query}", rows=rows, shared=shared)


def ends_of_link(table: str, row: Properties) -> Properties:
    """Return the ids of the two ends of a link (of the subject of an entry) under the names that the queries use."""
    return {name: row[column] for name, column in zip(("start", "end"), ENDS[table], strict=False)}


def filled(row: Properties) -> Properties:
    """Leave out what is empty. A node is written whole, in one go: put together from two parts it costs the embedded engine twice."""
    return {name: value for name, value in row.items() if value is not None}


def apart(rows: Sequence[Properties]) -> tuple[list[Properties], Properties]:
    """Take out what all rows have in common, and what is empty: packing values for the wire is half of the work of a load.

    For links: writing them in two parts costs neither server more.
    """
    first = rows[0]
    shared = {name: value for name, value in first.items() if value is not None and all(row.get(name) == value for row in rows)}
    return [{name: value for name, value in row.items() if value is not None and name not in shared} for row in rows], shared
