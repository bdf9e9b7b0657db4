"""The graph store: facts in, facts out, over Bolt. The same code serves the embedded engine and Neo4j."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from types import TracebackType
from typing import Self

from graph_service.model.facts import FactRows, Row
from graph_service.model.identities import AsKnown, KnownAs
from graph_service.store.graph import (
    digest,
    facts_pages,
    facts_reader,
    history,
    maps,
    measures,
    migrate,
    owning,
    register,
    screening,
    writer,
)
from graph_service.store.graph.client import BoltClient, Connection
from graph_service.store.graph.identities import merged_of
from graph_service.store.graph.identity_store import IdentityGraphPart
from graph_service.store.graph.reading_store import ReadingPart
from graph_service.store.graph.rebuilding import RebuildingPart
from graph_service.store.graph.rows import epoch_ms
from graph_service.store.graph.succession import LEGAL_REPRESENTATIVE
from graph_service.store.graph.taking_back import TakingBackPart
from graph_service.store.load_ports import Days
from graph_service.store.names.index import NameIndex
from graph_service.store.ownership_ports import HoldingsAround, Reach, Then
from graph_service.store.ports import Load, Neighbourhood, Provenance, PutCounts, StatedFact, SubjectRecord
from graph_service.store.projection_ports import MeasureCount, Measures, ProjectionCounts
from graph_service.store.register_ports import Entry, KnownEvent, OrganizationKey, OrganizationMatch, Registered
from graph_service.store.screening_ports import Screened


class BoltGraphStore(TakingBackPart, RebuildingPart, IdentityGraphPart, ReadingPart):
    """Satisfies ``GraphStore``, by itself and by its parts.

    Safe among threads.
    """

    def __init__(self, connection: Connection, names: NameIndex | None = None) -> None:
        """Prepare a connection; nothing is sent yet. ``names`` finds parts of names; without one they are kept in memory."""
        self._client = BoltClient(connection)
        self._names = names or NameIndex()

    def __enter__(self) -> Self:
        """Give itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close every connection."""
        self.close()

    def close(self) -> None:
        """Close every connection."""
        self._client.close()
        self._names.close()

    def migrate(self) -> tuple[str, ...]:
        """Apply missing migrations; return the ids of those applied now."""
        return migrate.migrate(self._client)

    def check_schema(self) -> None:
        """Raise ``SchemaError`` naming what is missing; a service refuses to start without it."""
        migrate.check_schema(self._client)

    def put(self, load: Load, rows: FactRows, row_numbers: Mapping[str, Sequence[int]], days: Days | None = None) -> PutCounts:
        """Write the rows of one load (see ``writer.put``)."""
        return writer.put(self._client, writer.Given(load, rows, row_numbers, days or {}))

    def change_legal_representative(self, load: Load, organization: str, person: str, day: date) -> PutCounts:
        """Make ``person`` the legal representative from ``day`` on; whoever held the office until then ends on that day."""
        row = {"person": person, "organization": organization, "role": LEGAL_REPRESENTATIVE, "start": day}
        return self.put(load, {"roles": [row]}, {"roles": [1]})

    def graph_version(self) -> int:
        """Return the number that every write of facts raises."""
        return int(self._client.read_one("read/graph_version")[0]["version"])

    def event_ids(self) -> Sequence[str]:
        """Return the ids of all events on record, in order."""
        return [str(row["id"]) for row in self._client.read_one("read/event_ids")]

    def known_events(self, event_ids: Iterable[str]) -> Mapping[str, KnownEvent]:
        """Return those of the ids that a source has described as events."""
        return maps.known_events(self._client, event_ids)

    def newest_events(self, limit: int) -> Sequence[str]:
        """Return up to ``limit`` events, the newest first."""
        return [str(row["id"]) for row in self._client.read_one("read/newest_events", most=limit)]

    def facts_for(self, event_ids: Sequence[str]) -> FactRows:
        """Return all facts that these events may need, from one version of the graph (see ``facts_reader``)."""
        return facts_reader.facts_for(self._client, event_ids)

    def facts_known(self, event_ids: Sequence[str], known: datetime, merged: Sequence[KnownAs]) -> FactRows:
        """Return the facts that these events might have needed, as they were known at a moment (see ``facts_reader``)."""
        return facts_reader.facts_known(self._client, event_ids, epoch_ms(known), merged_of(merged))

    def facts_around(self, subject: str, others: Sequence[str]) -> FactRows:
        """Return what ``facts_for`` would for an event against ``subject`` that leads to ``others`` too (see ``facts_reader``)."""
        return facts_reader.facts_around(self._client, subject, others)

    def holdings_around(self, subject: str, reach: Reach, then: Then | None = None) -> HoldingsAround:
        """Return the holdings above or below a subject (see ``owning``)."""
        return owning.holdings_around(self._client, subject, reach, then)

    def all_facts(self, version: int) -> Iterator[tuple[str, Sequence[Row]]]:
        """Give every current fact in pages while the graph stays at ``version`` (see ``facts_pages``)."""
        return facts_pages.all_facts(self._client, version)

    def provenance(self, fact_ids: Sequence[str]) -> Mapping[str, Provenance]:
        """Return where these facts come from; unknown ids are left out."""
        return history.provenance(self._client, fact_ids)

    def fact(self, fact_id: str) -> StatedFact | None:
        """Return one fact with what it says, or ``None``."""
        return history.fact(self._client, fact_id)

    def subject(self, subject_id: str) -> SubjectRecord | None:
        """Return one subject, or ``None``."""
        return maps.subject(self._client, subject_id)

    def known(self, subject_ids: Sequence[str]) -> frozenset[str]:
        """Return those of the ids that a source has described."""
        return maps.known(self._client, subject_ids)

    def subjects_named(self, name: str, *, limit: int) -> Sequence[SubjectRecord]:
        """Return up to ``limit`` subjects of exactly this name, by id; then organisations that once had it."""
        return maps.subjects_named(self._client, name, limit)

    def neighbourhood(self, subject_id: str, *, limit: int) -> Neighbourhood:
        """Return up to ``limit`` subjects around one, and the relationships among them."""
        return maps.neighbourhood(self._client, subject_id, limit)

    def events_of(self, subject_id: str) -> Sequence[str]:
        """Return the ids of the events that touch a subject, in order."""
        return maps.events_of(self._client, [subject_id])

    def events_touching(self, subject_ids: Sequence[str]) -> Sequence[str]:
        """Return the ids of the events that touch any of the subjects, in order."""
        return maps.events_of(self._client, subject_ids)

    def organizations_found(
        self, keys: Sequence[OrganizationKey], *, besides: str | None = None
    ) -> Mapping[OrganizationKey, Sequence[OrganizationMatch]]:
        """Return for each key the organisations that bear it, then those that bore it."""
        return register.organizations_found(self._client, keys, besides)

    def registered(self, organization_ids: Sequence[str]) -> Mapping[str, Registered]:
        """Return what the register says of those of the organisations that are on record."""
        return register.registered(self._client, organization_ids)

    def entries_of(self, subject_ids: Sequence[str], *, limit: int, known: AsKnown | None = None) -> Sequence[Entry]:
        """Return former names, licences, honours and entries for reference of these subjects, the newest first."""
        return register.entries_of(self._client, subject_ids, limit, known)

    def screened(self, ids: Sequence[str]) -> tuple[int, Mapping[str, Screened]]:
        """Return the version of the graph, and who these subjects are, where it knows them."""
        return screening.screened(self._client, ids)

    def withheld_entries(self) -> int:
        """Return how many entries there are that nobody may look at yet."""
        return register.withheld_entries(self._client)

    def show_measures(self, events: Sequence[str], said: Callable[[], Measures]) -> ProjectionCounts:
        """Make the measures of these events exactly those that ``said`` returns (see ``MeasureProjection``)."""
        return measures.show(self._client, events, said)

    def measures_of(self, events: Sequence[str]) -> Measures:
        """Return the measures shown for these events, by key."""
        return measures.measures_of(self._client, events)

    def measures_shown(self) -> frozenset[MeasureCount]:
        """Return how many measures are shown, by event and run."""
        return measures.measures_shown(self._client)

    def graph_digest(self, canonical_persons: Mapping[str, str]) -> str:
        """Return a number that is equal for two graphs that say the same (see ``digest``)."""
        return digest.graph_digest(self._client, canonical_persons)
