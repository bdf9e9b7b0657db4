"""Organisations by their numbers and names, and the entries about subjects. Every query is bounded and starts at an index."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from graph_service.model.identities import AsKnown
from graph_service.store.graph.client import BoltClient, Record, Transaction
from graph_service.store.graph.identities import Merged
from graph_service.store.graph.links import merged_then, moment_of
from graph_service.store.graph.rows import content_of, native
from graph_service.store.register_ports import Entry, OrganizationKey, OrganizationMatch, Registered, Representative

_CHUNK = 500
_MANY = 5_000
_MOST_MATCHES = 20
#: Queries for each kind of key, with the parameters that they take beside the keys.
_QUERIES: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "organization_code": (("read/organizations_by_code", ()),),
    "registration_number": (("read/organizations_by_registration", ()),),
    "lei": (("read/organizations_by_lei", ()),),
    "name": (("read/organizations_by_name", ()), ("read/organizations_by_former_name", ("besides",))),
}
_TABLE_OF = {"FormerName": "names", "Licence": "licences", "Honour": "honours"}


def organizations_found(
    client: BoltClient, keys: Sequence[OrganizationKey], besides: str | None
) -> dict[OrganizationKey, tuple[OrganizationMatch, ...]]:
    """Return for each key the organisations that bear it now, by id, then those that bore it, by id and start."""
    found: dict[OrganizationKey, list[OrganizationMatch]] = {key: [] for key in keys}
    by_kind: dict[str, list[OrganizationKey]] = defaultdict(list)
    for key in found:
        by_kind[key.kind].append(key)
    for kind, asked in by_kind.items():
        for query, more in _QUERIES[kind]:
            for place, match in _matches(client, query, asked, dict.fromkeys(more, besides or "")):
                found[asked[place]].append(match)
    return {key: tuple(matches) for key, matches in found.items()}


def _matches(
    client: BoltClient, query: str, asked: Sequence[OrganizationKey], more: Mapping[str, str]
) -> Iterator[tuple[int, OrganizationMatch]]:
    rows = [{"place": place, "value": key.value, "area": key.area} for place, key in enumerate(asked)]
    for first in range(0, len(rows), _CHUNK):
        for row in client.read_one(query, keys=rows[first : first + _CHUNK], most=_MOST_MATCHES, **more):
            yield int(row["place"]), _match(row)


def _match(row: Record) -> OrganizationMatch:
    if "start" not in row:
        return OrganizationMatch(str(row["id"]))
    period = content_of("names", row)
    return OrganizationMatch(str(row["id"]), former=True, start=period["start"], end=period["end"])  # type: ignore[arg-type]  # days by TABLES


def registered(client: BoltClient, organization_ids: Sequence[str]) -> dict[str, Registered]:
    """Return capital, legal representatives, first and last day of those of the organisations that are on record."""
    found: dict[str, Registered] = {}
    for first in range(0, len(organization_ids), _MANY):
        for row in client.read_one("read/registered", ids=list(organization_ids[first : first + _MANY])):
            heads = tuple(_representative(one) for one in row["representatives"])
            founded, closed = native(row["founded"]), native(row["closed"])
            told = (row["capital_fen"], row["representative"], heads, founded, closed, row["status"], row["address"])
            found[str(row["id"])] = Registered(*told)  # type: ignore[arg-type]  # days by TABLES
    return found


def _representative(office: Record) -> Representative:
    return Representative(str(office["name"]), native(office["start"]), native(office["end"]))  # type: ignore[arg-type]  # days by TABLES


def entries_of(client: BoltClient, subject_ids: Sequence[str], limit: int, known: AsKnown | None) -> list[Entry]:
    """Return the entries about these subjects as believed now or at a moment, by subject and table, the newest first.

    What is stated about a person under merged keys stands under the key by which it is known.
    """
    found = client.read(lambda transaction: list(_entries(transaction, subject_ids, limit, known)))
    return sorted(found, key=lambda entry: (entry.subject, entry.table))


def _entries(transaction: Transaction, subject_ids: Sequence[str], limit: int, known: AsKnown | None) -> Iterator[Entry]:
    merged = merged_then(transaction, known, subject_ids)
    ids = sorted(merged.widened(subject_ids))
    asked: dict[str, object] = {"at": moment_of(known), "most": limit}
    for first in range(0, len(ids), _CHUNK):
        chunk = ids[first : first + _CHUNK]
        own = transaction.run("read/entries_of", ids=chunk, **asked)
        yield from (_entry(row, _TABLE_OF[row["label"]], merged) for row in own)
        listed = transaction.run("read/references_of", ids=chunk, **asked)
        yield from (_entry(row, "references", merged) for row in listed)


def _entry(row: Record, table: str, merged: Merged) -> Entry:
    return Entry(merged.of(str(row["subject"])), table, str(row["fact"]["fact_id"]), content_of(table, row["fact"]))


def withheld_entries(client: BoltClient) -> int:
    """Return how many records on authorities and civil servants are believed now."""
    return int(client.read_one("read/government_records_count")[0]["count"])
