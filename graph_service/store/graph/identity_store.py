"""The part of the graph store that serves judgements on identity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from graph_service.model.facts import Row
from graph_service.model.identities import KnownAs
from graph_service.store.graph import identities, maps, namesakes
from graph_service.store.graph.client import BoltClient
from graph_service.store.identity_ports import Ties


class IdentityGraphPart:
    """Satisfies ``IdentityGraph``."""

    _client: BoltClient

    def projected(self) -> int:
        """Return the number of the last judgement that the projection shows; 0 when it shows none."""
        return identities.projected(self._client)

    def project(self, since: int, until: int, changed: Sequence[KnownAs], gone: Sequence[str]) -> bool:
        """Bring the projection from one judgement to another (see ``identities.project``)."""
        return identities.project(self._client, (since, until), changed, gone)

    def projection(self) -> Mapping[str, KnownAs]:
        """Return the whole projection."""
        return identities.projection(self._client)

    def known_as(self, ids: Sequence[str]) -> Mapping[str, str]:
        """Return the key under which each of these is known, where it is another one."""
        return identities.known_elsewhere(self._client, ids)

    def events_reading(self, ids: Sequence[str]) -> Sequence[str]:
        """Return the events among whose facts one of these persons or masked subjects is, in order."""
        return maps.events_reading(self._client, ids)

    def unconfirmed_after(self, key: str, limit: int) -> Sequence[str]:
        """Return the next persons without a confirmed identity, in order."""
        return namesakes.unconfirmed_after(self._client, key, limit)

    def persons_in(self, organization: str, limit: int) -> Sequence[str]:
        """Return up to ``limit`` persons tied to an organisation."""
        return namesakes.persons_in(self._client, organization, limit)

    def bearers(self, names: Sequence[str], limit: int) -> Mapping[str, Sequence[str]]:
        """Return the persons of exactly each of these names, up to ``limit`` of each."""
        return namesakes.bearers(self._client, names, limit)

    def namesakes_near(self, ids: Sequence[str], limit: int) -> Sequence[tuple[str, str]]:
        """Return pairs of a given person and one of the same name near it, bounded."""
        return namesakes.namesakes_near(self._client, ids, limit)

    def ties(self, ids: Sequence[str]) -> Mapping[str, Ties]:
        """Return what persons are tied to, by the key under which they are known."""
        return namesakes.ties(self._client, ids)

    def officers(self, firms: Sequence[str], limit: int) -> Mapping[str, Mapping[str, str]]:
        """Return who holds or held an office in each firm, with names; firms with more than ``limit`` are left out."""
        return namesakes.officers(self._client, firms, limit)

    def masked_after(self, event: str, limit: int) -> Sequence[str]:
        """Return the next events whose subject is masked and may be a person on record."""
        return namesakes.masked_after(self._client, event, limit)

    def masked_candidates(self, events: Sequence[str], persons: Sequence[str]) -> Sequence[tuple[Row, Row]]:
        """Return (event, candidate) for these events and for the events of which these persons are candidates."""
        return namesakes.masked_candidates(self._client, events, persons)
