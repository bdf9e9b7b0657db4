"""The part of the graph store that looks around: relationships of any day, as known at any moment."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from graph_service.model.facts import Row
from graph_service.model.identities import AsKnown
from graph_service.store.graph import links, neighbours, search
from graph_service.store.graph.client import BoltClient
from graph_service.store.names.index import NameIndex
from graph_service.store.ports import SubjectRecord
from graph_service.store.reading_ports import (
    EventsAbout,
    LinkFilter,
    LinkGroup,
    Links,
    NameHit,
    NamePart,
    NeighbourPage,
    PageStart,
    Place,
)

T = TypeVar("T")


class ReadingPart:
    """Satisfies ``LinkReader`` and ``SubjectSearch``."""

    _client: BoltClient
    _names: NameIndex

    def at_once(self, work: Callable[[], T]) -> T:
        """Run reads of one use case in one transaction (see ``BoltClient``)."""
        return self._client.at_once(work)

    def subjects_known(self, subject_ids: Sequence[str], known: AsKnown | None) -> Mapping[str, SubjectRecord]:
        """Return those of the subjects that are on record, as they were known at the moment, by the key asked for."""
        return neighbours.subjects_known(self._client, subject_ids, known)

    def links_of(self, subject_ids: Sequence[str], chosen: LinkFilter, *, limit: int, described: bool = False) -> Links:
        """Return up to ``limit`` relationships of each stated key (see ``links``)."""
        return links.links_of(self._client, subject_ids, chosen, limit, described=described)

    def events_about(self, subject_id: str, *, limit: int) -> EventsAbout:
        """Return up to ``limit`` events that touch a subject (see ``links``)."""
        return links.events_about(self._client, subject_id, limit)

    def neighbours(self, subject: SubjectRecord, chosen: LinkFilter, page: PageStart, *, limit: int) -> NeighbourPage:
        """Return the next neighbours of a subject (see ``neighbours``)."""
        return neighbours.neighbours(self._client, subject, chosen, page, limit)

    def link_groups(self, subject: SubjectRecord, chosen: LinkFilter, *, limit: int) -> Sequence[LinkGroup]:
        """Count the neighbours of a subject by what ties them."""
        return neighbours.link_groups(self._client, subject, chosen, limit)

    def at_same_address(self, subject_ids: Sequence[str], *, limit: int) -> Links:
        """Return who states the very same address as these now."""
        return links.at_same_address(self._client, subject_ids, limit)

    def named_like(
        self, parts: Mapping[str, NamePart], *, after: Place | None, limit: int
    ) -> tuple[Sequence[NameHit], Place | None]:
        """Return the next subjects whose names have a part (see ``search``)."""
        return search.named_like(self._client, self._names, parts, after, limit)

    def index_names(self) -> None:
        """Bring the index of names up to the graph as it is."""
        self._names.bring_up(search.NamesInGraph(self._client))

    def events_by_document(self, documents: Sequence[str], *, limit: int) -> Sequence[Row]:
        """Return the events with one of these document numbers."""
        return search.events_by_document(self._client, documents, limit)
