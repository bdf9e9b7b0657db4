"""Subjects by parts of their names, through the index beside the graph, and events by document number."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain

from graph_service.store.graph.client import BoltClient, Record, Transaction
from graph_service.store.graph.records import former_name
from graph_service.store.names.index import Bearer, Edition, NameIndex
from graph_service.store.reading_ports import NameHit, NamePart, Place
from graph_service.store.register_ports import FormerName

_FIRST = Place(-1, "")


class NamesInGraph:
    """Satisfies ``NamesOnRecord``."""

    def __init__(self, client: BoltClient) -> None:
        """Read through this client."""
        self._client = client

    def edition(self) -> Edition:
        """Return which graph it is now."""
        (row,) = self._client.read_one("read/edition")
        return Edition(str(row["lineage"]), int(row["version"]))

    def all(self, take: Callable[[Iterable[Bearer]], None]) -> None:
        """Hand out every name that is believed, one by one."""

        def read(transaction: Transaction) -> None:
            names = map(_present, transaction.each("read/names"))
            take(chain(names, (_former(row, row) for row in _then(transaction, "read/former_names"))))

        self._client.read_everything(read)

    def changed_since(self, version: int) -> Sequence[str]:
        """Return the subjects of which a name may have changed since."""
        return sorted({key for row in self._client.read_one("read/names_changed", version=version) for key in row["subjects"]})

    def of(self, subjects: Sequence[str]) -> Iterator[Bearer]:
        """Give the names of these subjects that are believed."""
        ids = list(subjects)
        yield from map(_present, self._client.read_one("read/names_of", ids=ids))
        yield from (_former(row, row["former"]) for row in self._client.read_one("read/former_names_of", ids=ids))


def _then(transaction: Transaction, name: str) -> Iterator[Record]:
    """Run a query once what comes before it has been read: one server cannot interleave two results."""
    yield from transaction.each(name)


def _present(row: Record) -> Bearer:
    return Bearer(str(row["id"]), "person" if row["is_person"] else "organization", str(row["name"]))


def _former(row: Record, fact: Record) -> Bearer:
    return Bearer(str(row["id"]), "organization", str(fact["name"]), str(fact["fact_id"]))


def named_like(
    client: BoltClient, index: NameIndex, parts: Mapping[str, NamePart], after: Place | None, limit: int
) -> tuple[list[NameHit], Place | None]:
    """Return the next ``limit`` subjects, by rank and key, and where the next page goes on."""
    index.bring_up(NamesInGraph(client))
    found = index.found(parts, after or _FIRST, limit + 1)
    former = _former_names(client, [one.subject for _, one in found if one.former])
    hits = [NameHit(Place(one.rank, one.subject), kind, former.get(one.former or "")) for kind, one in found]
    hits.sort(key=lambda hit: hit.place)
    return hits[:limit], hits[limit - 1].place if len(hits) > limit else None


def _former_names(client: BoltClient, subjects: Sequence[str]) -> dict[str, FormerName]:
    """Return the former names of some subjects by the id of the fact."""
    rows = client.read_one("read/former_names_of", ids=sorted(subjects)) if subjects else ()
    return {fact.fact: fact for row in rows if (fact := former_name(row["former"]))}


def events_by_document(client: BoltClient, documents: Sequence[str], limit: int) -> list[Record]:
    """Return the events with one of these document numbers, in order."""
    return list(client.read_one("read/events_by_document", documents=list(documents), most=limit))
