"""What use cases need of a store, in domain words. Adapters in ``store.graph`` and ``store.ledger`` satisfy these protocols.

Every method may raise ``StoreUnavailableError`` (trying again may help). Writes are idempotent: the same call twice is once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, Protocol

from graph_service.model.facts import FactRows, Row
from graph_service.model.intervals import CHINA
from graph_service.model.outcomes import Outcome
from graph_service.store.history_ports import Grounds
from graph_service.store.register_ports import FormerName, KnownEvent


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a fact comes from: source file (name and SHA-256), sheet row (1 = first data row), load, and when we learned it."""

    fact: str
    source_file: str
    source_hash: str
    source_row: int
    load_id: str
    recorded_from: datetime
    recorded_to: datetime | None = None


@dataclass(frozen=True, slots=True)
class StatedFact:
    """One fact as it is or was believed: its table (``model.facts.TABLES``), its columns without ``source``, and its provenance."""

    table: str
    content: Mapping[str, object]
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Load:
    """One load of one table. ``id`` is derived from the content and from what was said about it, so that the same again is the same load.

    Attributes:
        as_of: the day for which the file speaks; ``None``: the day on which it was received.
        scope: which part of its source it covers, in the user's words; files of one source and scope are a series.
        full: it says all that there is in its scope (``scope`` empty: in its source).
        newest_full: the full file of its series that speaks for the latest day: what that one passed over in silence is over.
    """

    id: str
    source: str
    source_file: str
    source_hash: str
    recorded_at: datetime
    as_of: date | None = None
    scope: str | None = None
    full: bool = False
    newest_full: Load | None = None

    @property
    def day(self) -> date:
        """The day for which it speaks."""
        return self.as_of or self.recorded_at.astimezone(CHINA).date()


@dataclass(frozen=True, slots=True)
class PutCounts:
    """How many facts a put created, found unchanged, and closed (a newer content for the same key).

    ``created_rows`` are the source rows of this put for which this very call created a fact. ``written_rows`` are those with a
    current fact that carries this load's id, whether this call or an earlier, interrupted try of the same load wrote it.
    Loaders tell loaded rows from unchanged ones by the two.
    """

    created: int
    unchanged: int
    closed: int
    created_rows: frozenset[int] = frozenset()
    written_rows: frozenset[int] = frozenset()

    def __add__(self, other: PutCounts) -> PutCounts:
        """Count two puts of one load together."""
        return PutCounts(
            self.created + other.created,
            self.unchanged + other.unchanged,
            self.closed + other.closed,
            self.created_rows | other.created_rows,
            self.written_rows | other.written_rows,
        )


@dataclass(frozen=True, slots=True)
class SubjectRecord:
    """A subject as the graph knows it. ``kind`` is ``organization`` or ``person``; persons carry no id number here.

    ``former_name`` is set where the subject was looked for by a name that it no longer has.
    ``merged``: other keys under which facts about this person are stated (``model.identities``). ``provenance``: of its description.
    """

    id: str
    kind: str
    name: str
    type: str | None = None
    uscc: str | None = None
    properties: Mapping[str, object] | None = None
    former_name: FormerName | None = None
    merged: tuple[str, ...] = ()
    provenance: Provenance | None = None

    @property
    def keys(self) -> frozenset[str]:
        """Every key under which facts or outcomes may speak of the subject."""
        return frozenset((self.id, *self.merged))


@dataclass(frozen=True, slots=True)
class Relationship:
    """One edge of the map with its valid time (``end`` exclusive), fact id, and origin; a branch is no fact of its own and has none."""

    fact: str
    type: str
    source: str
    target: str
    label: str
    start: date | None
    end: date | None
    properties: Mapping[str, object] | None = None
    provenance: Provenance | None = None


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """A bounded piece of the graph around one subject; ``hidden`` counts neighbours left out, by subject id."""

    centre: str
    subjects: tuple[SubjectRecord, ...]
    relationships: tuple[Relationship, ...]
    hidden: Mapping[str, int]
    truncated: bool


class FactSource(Protocol):
    """Reads facts for propagation."""

    def check_schema(self) -> None:
        """Raise ``SchemaError`` unless every migration, constraint and index is there."""
        ...

    def graph_version(self) -> int:
        """Return the number that every write of facts raises by one."""
        ...

    def event_ids(self) -> Sequence[str]:
        """Return the ids of all events on record, in order."""
        ...

    def known_events(self, event_ids: Iterable[str]) -> Mapping[str, KnownEvent]:
        """Return those of the ids that a source has described as events, with what they are."""
        ...

    def newest_events(self, limit: int) -> Sequence[str]:
        """Return up to ``limit`` events by the day of decision, listing, order or judgment, the newest first."""
        ...

    def facts_for(self, event_ids: Sequence[str]) -> FactRows:
        """Return every fact that propagation of these events may ask for, all current; persons under the keys by which they are known."""
        ...

    def facts_around(self, subject: str, others: Sequence[str]) -> FactRows:
        """Return what ``facts_for`` would for an event against ``subject`` that leads to ``others`` too, without any event."""
        ...

    def all_facts(self, version: int) -> Iterator[tuple[str, Sequence[Row]]]:
        """Give every current fact in pages of (table, rows), in bounded memory; events, and what hangs on them, in order of event.

        Raises ``StoreConflictError`` as soon as the graph is no longer at ``version``: what was given until then is no whole.
        """
        ...

    def provenance(self, fact_ids: Sequence[str]) -> Mapping[str, Provenance]:
        """Return where these facts come from, by fact id; unknown ids are left out."""
        ...

    def fact(self, fact_id: str) -> StatedFact | None:
        """Return one fact with what it says, a superseded one too; ``None`` when no such fact was ever on record."""
        ...


class SubjectReader(Protocol):
    """Reads subjects and their surroundings for people to look at."""

    def subject(self, subject_id: str) -> SubjectRecord | None:
        """Return the subject by its key (organisations: the unified code where there is one), under the key by which it is known now."""
        ...

    def known(self, subject_ids: Sequence[str]) -> frozenset[str]:
        """Return those of the ids that are on record as stated, so that a mere mention never overwrites what a register says."""
        ...

    def subjects_named(self, name: str, *, limit: int) -> Sequence[SubjectRecord]:
        """Return up to ``limit`` subjects with exactly this name, by id, then organisations that once had it.

        They are candidates for a person to choose from, never a match.
        """
        ...

    def neighbourhood(self, subject_id: str, *, limit: int) -> Neighbourhood:
        """Return up to ``limit`` subjects around one, most telling first, and the relationships among them."""
        ...

    def events_of(self, subject_id: str) -> Sequence[str]:
        """Return the events whose facts touch the subject: against it, naming it, or against a firm it holds an office in."""
        ...

    def events_touching(self, subject_ids: Sequence[str]) -> Sequence[str]:
        """Return the events that ``events_of`` gives for any of the subjects, each once, in order."""
        ...


@dataclass(frozen=True, slots=True)
class Run:
    """One propagation as the ledger keeps it: append-only, and reproducible from what it names.

    ``inputs`` is the SHA-256 over the canonical facts, the rule book's fingerprint, the event ids and the day.
    """

    id: str
    on: date
    rules: str
    graph_version: int
    inputs: str
    events: tuple[str, ...]
    recorded_at: datetime


class OutcomeLedger(Protocol):
    """Keeps runs and their outcomes, append-only."""

    def store_run(self, run: Run, outcomes: Sequence[Outcome], grounds: Mapping[str, Grounds] | None = None) -> bool:
        """Store all in one transaction; say ``False`` when a run with the same inputs is already there (nothing is written).

        ``grounds``: by event, what its outcomes rest on.
        """
        ...

    def latest_run(self, event: str, on: date) -> Run | None:
        """Return the newest run that covers the event on the day."""
        ...

    def outcomes_of(self, subject: str, on: date) -> Sequence[Outcome]:
        """Return the outcomes of a subject on the day, each from the newest run of its event, by event and rule."""
        ...

    def outcomes_of_event(self, event: str, on: date) -> Sequence[Outcome]:
        """Return the outcomes of an event on the day from its newest run, by rule and subject."""
        ...


class PersonIdentity(NamedTuple):
    """What a source says of a person: an id number (``id_type`` + ``id_number``), or only a name within one organisation.

    ``anchor`` is that organisation's id; it is used only when there is no id number, and never joins two organisations.
    """

    name: str
    id_type: str | None = None
    id_number: str | None = None
    anchor: str | None = None

    @property
    def masked_id(self) -> str | None:
        """A masked number beside the name: it makes nobody the same one, so equality does not see it."""
        return None


class IdentityLedger(Protocol):
    """Gives each person a random key and keeps the id number encrypted beside its keyed hash and the key version."""

    def person_keys(self, identities: Sequence[PersonIdentity]) -> Sequence[str]:
        """Return one key for each identity, in order, creating what is new; safe among concurrent writers."""
        ...

    def known_person_keys(self, identities: Sequence[PersonIdentity]) -> Sequence[str | None]:
        """Return the key of each identity, in order, ``None`` for one that nobody has named yet; nothing is created."""
        ...

    def id_number(self, person_key: str, *, reason: str) -> str | None:
        """Return the id number in clear and log the look with its reason; ``None`` when none is on record."""
        ...

    def masked_id(self, person_key: str) -> str | None:
        """Return the id number masked for display."""
        ...

    def masked_candidates(self, name: str, masked_id: str) -> Sequence[tuple[str, bool]]:
        """Return the persons of this name with an id number, each with whether the mask's visible characters agree."""
        ...
