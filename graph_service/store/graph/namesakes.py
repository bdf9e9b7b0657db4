"""Finds persons who may be one: of the same name, and near each other. Every query is bounded. Nothing here is a fact."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from graph_service.model.facts import Row
from graph_service.store.graph.client import BoltClient, Record, Transaction
from graph_service.store.graph.facts_reader import facts_for, subject_row
from graph_service.store.graph.folding import folded
from graph_service.store.graph.identities import CHUNK, Merged, merged_among
from graph_service.store.graph.rows import content_of
from graph_service.store.identity_ports import Office, Ties


def unconfirmed_after(client: BoltClient, key: str, limit: int) -> list[str]:
    """Return the next persons after one whose identity rests on a name alone; merged ones under the key by which they are known."""
    return [str(row["id"]) for row in client.read_one("read/unconfirmed_after", id=key, most=limit)]


def persons_in(client: BoltClient, organization: str, limit: int) -> list[str]:
    """Return up to ``limit`` persons tied to an organisation by an office or a share."""
    return [str(row["id"]) for row in client.read_one("read/persons_in", id=organization, most=limit)]


def bearers(client: BoltClient, names: Sequence[str], limit: int) -> dict[str, list[str]]:
    """Return the persons of exactly each of these names, up to ``limit`` of each."""
    rows = (row for part in _chunks(names) for row in client.read_one("read/bearers", names=list(part), most=limit))
    return {str(row["name"]): sorted(map(str, row["ids"])) for row in rows}


def namesakes_near(client: BoltClient, ids: Sequence[str], limit: int) -> list[tuple[str, str]]:
    """Return pairs of a given person and one of the same name in a firm of its own or of a colleague, ``limit`` each at most."""
    queries = ("read/namesakes_near", "read/namesakes_of_colleagues")
    rows = (row for part in _chunks(ids) for query in queries for row in client.read_one(query, ids=list(part), most=limit))
    return sorted({(str(row["id"]), str(row["other"])) for row in rows})


def ties(client: BoltClient, ids: Sequence[str]) -> dict[str, Ties]:
    """Return what persons are tied to, by the key under which they are known; merged keys count together."""
    return client.read(lambda transaction: _ties(transaction, ids))


def _ties(transaction: Transaction, ids: Sequence[str]) -> dict[str, Ties]:
    merged = merged_among(transaction, ids)
    keys = sorted(merged.widened(ids))
    stated = [subject_row(row) for part in _chunks(keys) for row in transaction.run("read/subjects", ids=list(part))]
    persons = folded("persons", [row for table, row in stated if table == "persons"], merged)
    tied = {str(row["id"]): row for part in _chunks(keys) for row in transaction.run("read/ties_of_persons", ids=list(part))}
    return {str(row["id"]): _tied(row, [tied[key] for key in _keys(row, merged) if key in tied], merged) for row in persons}


def _keys(row: Row, merged: Merged) -> tuple[str, ...]:
    return (str(row["id"]), *merged.others(str(row["id"])))


def _tied(row: Row, found: Sequence[Record], merged: Merged) -> Ties:
    offices = {office.fact: office for one in found for office in map(_office, one["offices"])}
    holdings = {str(firm): str(name or firm) for one in found for firm, name in one["holdings"]}
    certificates = frozenset(str(number) for one in found for number in one["licences"])
    ordered = sorted(offices.values(), key=lambda office: (office.firm, office.role, str(office.start), office.fact))
    return Ties(
        str(row["id"]), str(row["name"]), bool(row["confirmed"]), _keys(row, merged), tuple(ordered), holdings, certificates
    )


def _office(stored: Sequence[object]) -> Office:
    firm, name, fact, role, start, end, licence = stored
    said = content_of("roles", {"start": start, "end": end})
    return Office(
        fact=str(fact), firm=str(firm), firm_name=str(name or firm), role=str(role),
        start=said["start"], end=said["end"], licence=str(licence) if licence else None,  # type: ignore[arg-type]  # days by TABLES
    )  # fmt: skip


def officers(client: BoltClient, firms: Sequence[str], limit: int) -> dict[str, dict[str, str]]:
    """Return who holds or held an office in each firm, by the key under which they are known; firms with more are left out."""
    rows = [row for part in _chunks(firms) for row in client.read_one("read/officers", ids=list(part), most=limit + 1)]
    small = {str(row["id"]): {str(key): str(name or key) for key, name in row["persons"]} for row in rows}
    small = {firm: found for firm, found in small.items() if len(found) <= limit}
    merged = client.read(lambda transaction: merged_among(transaction, {key for found in small.values() for key in found}))
    return {firm: {merged.of(key): name for key, name in found.items()} for firm, found in small.items()}


def masked_after(client: BoltClient, event: str, limit: int) -> list[str]:
    """Return the next events after one whose subject is masked and may be a person on record."""
    return [str(row["id"]) for row in client.read_one("read/masked_after", id=event, most=limit)]


def masked_candidates(client: BoltClient, events: Sequence[str], persons: Sequence[str]) -> list[tuple[Row, Row]]:
    """Return (event, candidate) for these events, and for the events of which these persons are candidates, as they are read."""
    merged = client.read(lambda transaction: merged_among(transaction, persons))
    wanted = sorted(merged.widened(persons))
    found = {str(row["id"]) for part in _chunks(wanted) for row in client.read_one("read/masked_for", ids=list(part))}
    facts = facts_for(client, sorted(found.union(events)))
    by_event: dict[str, list[Row]] = defaultdict(list)
    for row in facts["candidates"]:
        by_event[str(row["event"])].append(row)
    return [(event, row) for event in facts["events"] for row in by_event[str(event["id"])]]


def _chunks(items: Iterable[str]) -> Iterator[Sequence[str]]:
    given = sorted(set(items))
    return (given[first : first + CHUNK] for first in range(0, len(given), CHUNK))
