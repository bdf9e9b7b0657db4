"""Reads the facts that propagation of some events may ask for: the closure of ``scenarios`` in the columns of ``JUDGED_TABLES``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from graph_service.errors import StoreConflictError
from graph_service.model.facts import JUDGED_TABLES, FactRows, Row
from graph_service.store.graph.client import BoltClient, Record, Transaction
from graph_service.store.graph.folding import folded
from graph_service.store.graph.identities import Merged, merged_among
from graph_service.store.graph.rows import row_of

T = TypeVar("T")
CHUNK = 500
#: A moment after all others: what is believed then is what is believed now.
NOW = 2**53
_ATTEMPTS = 5
_STATED_IN_EVENTS = ("findings", "sanctions", "namings", "candidates", "participants")


def facts_for(client: BoltClient, event_ids: Sequence[str]) -> FactRows:
    """Return all facts that these events may need, from one version of the graph.

    Raises:
        StoreConflictError: writers kept changing the graph while it was read.
    """
    wanted = list(dict.fromkeys(event_ids))
    return _in_one_version(client, lambda transaction, gathered: gathered.add_events(transaction, wanted))


def facts_known(client: BoltClient, event_ids: Sequence[str], at: int, merged: Merged) -> FactRows:
    """Return what ``facts_for`` would have returned at a moment (milliseconds since 1970 UTC); events not on record then are left out.

    Args:
        client: the graph.
        event_ids: events of any time.
        at: the moment.
        merged: who was read otherwise than as stated then.

    Raises:
        StoreConflictError: writers kept changing the graph while it was read.
    """
    wanted = list(dict.fromkeys(event_ids))
    return _in_one_version(client, lambda transaction, gathered: gathered.add_events(transaction, wanted), Then(at, merged))


def facts_around(client: BoltClient, subject: str, others: Sequence[str]) -> FactRows:
    """Return what ``facts_for`` would for an event against ``subject`` that leads to ``others`` too; no event is among it.

    Raises:
        StoreConflictError: writers kept changing the graph while it was read.
    """
    return _in_one_version(client, lambda transaction, gathered: gathered.add_involved(transaction, subject, others))


def _in_one_version(client: BoltClient, start: _Start, then: Then | None = None) -> FactRows:
    return in_one_version(client, lambda transaction: _closure(transaction, start, then))


def in_one_version(client: BoltClient, gather: Callable[[Transaction], T]) -> T:
    """Return what ``gather`` reads while no writer comes in between: a traversal alone may see a graph that never was.

    Raises:
        StoreConflictError: writers kept changing the graph.
    """

    def work(transaction: Transaction) -> tuple[T, bool]:
        before = transaction.run("read/graph_version")
        return gather(transaction), transaction.run("read/graph_version") == before

    for _ in range(_ATTEMPTS):
        found, is_whole = client.read(work)
        if is_whole:
            return found
    raise StoreConflictError("The graph kept changing while it was read.", hint="Try again when the load is over.")


def _closure(transaction: Transaction, start: _Start, then: Then | None) -> FactRows:
    gathered = Gathered(then)
    involved = start(transaction, gathered)
    persons = gathered.add_organizations(transaction, involved)
    gathered.add_persons(transaction, gathered.add_merged(transaction, persons))
    gathered.add_subjects(transaction)
    return gathered.rows()


@dataclass(frozen=True, slots=True)
class Then:
    """A moment in recorded time, and who was read otherwise than as stated then."""

    at: int
    merged: Merged


class Gathered:
    """The facts found so far, each once, by fact id."""

    def __init__(self, then: Then | None = None) -> None:
        self._then = then
        self._at = then.at if then else NOW
        self._facts: dict[str, dict[str, Row]] = {table: {} for table in JUDGED_TABLES}
        self._subjects: set[str] = set()
        self._merged = Merged()

    def add_events(self, transaction: Transaction, ids: Sequence[str]) -> set[str]:
        """Add the events and what is stated in them; return the subjects that they lead to."""
        involved: set[str] = set()
        records = list(_in_chunks(transaction, "read/facts_of_events", ids, at=self._at))
        events = self._described(transaction, [record["event"] for record in records])
        for record in records:
            if record["event"]["id"] not in events:
                continue
            event = self._add("events", events[record["event"]["id"]])
            involved |= {str(event[column]) for column in ("subject", "client") if event[column] is not None}
            involved |= self._parents(transaction, event["subject"]) if self._then else set(record["parents"])
            for table in _STATED_IN_EVENTS:
                stated = [self._add(table, fact) for fact in record[table]]
                involved |= {str(row.get("person") or row.get("organization")) for row in stated}
        self._subjects |= involved
        return involved

    def _described(self, transaction: Transaction, nodes: Sequence[Record]) -> dict[str, Record]:
        return described(transaction, nodes, self._at)

    def _parents(self, transaction: Transaction, subject: object) -> set[str]:
        stored = [record["stored"] for record in transaction.run("read/subjects", ids=[subject] if subject else [])]
        return {str(node["parent"]) for node in self._described(transaction, stored).values() if node.get("parent")}

    def holdings(self, transaction: Transaction, query: str, ids: Sequence[str], **bounds: object) -> list[Row]:
        """Return the holdings that a query finds from these ids; nothing is added yet."""
        found = _in_chunks(transaction, query, ids, at=self._at, **bounds)
        return [row_of("holdings", record["fact"]) for record in found]

    def add_holdings(self, rows: Iterable[Row]) -> None:
        """Add holdings and the subjects that they name."""
        for row in rows:
            self._keep("holdings", row)
            self._subjects |= {str(row["holder"]), str(row["organization"])}

    def add_involved(self, transaction: Transaction, subject: str, others: Sequence[str]) -> set[str]:
        """Add what an event against ``subject`` would lead to: the subject, its company where it is a branch, and the others."""
        parents = {str(record["id"]) for record in transaction.run("read/parents", id=subject)}
        self._subjects |= {subject, *others, *parents}
        return set(self._subjects)

    def add_organizations(self, transaction: Transaction, ids: Iterable[str]) -> set[str]:
        """Add every office and holding in these organisations; return all subjects on record, whose own offices count too."""
        involved = set(ids)
        for record in _in_chunks(transaction, "read/facts_of_organizations", sorted(involved), at=self._at):
            involved |= {str(self._add("roles", fact)["person"]) for fact in record["roles"]}
            involved |= {str(self._add("holdings", fact)["holder"]) for fact in record["holdings"]}
        self._subjects |= involved
        return involved

    def add_merged(self, transaction: Transaction, ids: Iterable[str]) -> set[str]:
        """Add whoever is known under the same key as one of these, or as the masked subject of an event; return all of them."""
        events = {str(row["id"]) for row in self._facts["events"].values()}
        self._merged = self._then.merged if self._then else merged_among(transaction, events.union(ids))
        widened = self._merged.widened(events.union(ids)) - events
        self._subjects |= widened
        return widened

    def add_persons(self, transaction: Transaction, ids: Iterable[str]) -> None:
        """Add every other office of these persons."""
        for record in _in_chunks(transaction, "read/roles_of_persons", sorted(ids), at=self._at):
            self._subjects |= {str(self._add("roles", fact)["organization"]) for fact in record["roles"]}

    def add_subjects(self, transaction: Transaction) -> None:
        """Add the subjects themselves."""
        records = list(_in_chunks(transaction, "read/subjects", sorted(self._subjects)))
        described = self._described(transaction, [record["stored"] for record in records])
        for record in records:
            key = record["stored"]["id"]
            self._keep(*subject_row({**record, "stored": described.get(key, {"id": key})}))

    def _add(self, table: str, stored: Mapping[str, object]) -> Row:
        return self._keep(table, row_of(table, stored))

    def _keep(self, table: str, row: Row) -> Row:
        key = row["source"] or row.get("id")
        self._facts[table][str(key)] = row
        return row

    def rows(self) -> FactRows:
        """Return the rows of every table as they are read, in a fixed order."""
        return {
            table: folded(table, [found[key] for key in sorted(found)], self._merged) for table, found in self._facts.items()
        }


def described(transaction: Transaction, nodes: Sequence[Record], at: int) -> dict[str, Record]:
    """Return nodes as they are, or were at a moment, described, by id; what nobody had described is left out."""
    kept = {str(node["id"]): node for node in nodes if node.get("fact_id") and node["recorded_from"] <= at}
    if at != NOW:
        other = sorted({str(node["id"]) for node in nodes} - kept.keys())
        versions = (row["version"] for row in _in_chunks(transaction, "read/versions_at", other, at=at))
        kept |= {version["of"]: {**version, "id": version["of"]} for version in versions}
    return kept


#: Where a closure starts: adds what it starts from and returns the subjects involved.
_Start = Callable[[Transaction, Gathered], set[str]]


def subject_row(record: Record) -> tuple[str, Row]:
    """Return table and row of a subject; one that is only named so far stands with its id as its name."""
    stored = record["stored"]
    if record["is_person"]:
        return "persons", row_of("persons", {"name": stored["id"], "confirmed": False, **_said(stored)})
    return "organizations", row_of("organizations", {"name": stored["id"], "type": "unknown", **_said(stored)})


def _said(stored: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in stored.items() if value is not None}


def _in_chunks(transaction: Transaction, query: str, ids: Sequence[str], **more: object) -> Iterator[Record]:
    for first in range(0, len(ids), CHUNK):
        yield from transaction.run(query, ids=list(ids[first : first + CHUNK]), **more)
