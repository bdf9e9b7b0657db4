"""What use cases need to look around in the graph: relationships of any day, as they were known at any moment.

Every method may raise ``StoreUnavailableError`` (trying again may help).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, Protocol, TypeVar

from graph_service.model.facts import Row
from graph_service.model.identities import AsKnown
from graph_service.store.ports import Provenance, Relationship, SubjectRecord
from graph_service.store.register_ports import FormerName

T = TypeVar("T")

#: Kinds of relationships between subjects, the most telling first.
RELATION_KINDS = ("HOLDS_ROLE", "OWNS", "BRANCH_OF")
#: Whoever has more relationships than this is a hub: it is named and counted, and no walk leads through it unless asked to.
HUB = 200


@dataclass(frozen=True, slots=True)
class LinkFilter:
    """Which relationships count.

    Attributes:
        kinds: of ``RELATION_KINDS``.
        on: held on this day, a side without a day counting as open; ``None``: on any day.
        former: those that ended by ``on`` too.
        known: as known at that moment; ``None``: now.
    """

    kinds: Sequence[str] = RELATION_KINDS
    on: date | None = None
    former: bool = False
    known: AsKnown | None = None


@dataclass(frozen=True, slots=True)
class Links:
    """Relationships of some subjects, each once, and those of the subjects that have more than were asked for.

    ``others``: the subjects at the other ends as far as they were read on the way, by id; the rest ``subjects_known`` tells.
    """

    relationships: tuple[Relationship, ...]
    more: frozenset[str] = frozenset()
    others: Mapping[str, SubjectRecord] = field(default_factory=dict)


class Place(NamedTuple):
    """Where a page of neighbours goes on: behind this one. ``rank`` is that of its most telling kind of relationship."""

    rank: int
    key: str


@dataclass(frozen=True, slots=True)
class Neighbour:
    """One neighbour with what ties it; ``neighbours`` counts its own, up to one more than ``HUB``."""

    subject: SubjectRecord
    relationships: tuple[Relationship, ...]
    neighbours: int


@dataclass(frozen=True, slots=True)
class NeighbourPage:
    """Some neighbours, by kind of relationship and key, and where the next page goes on (``None``: there is none)."""

    neighbours: tuple[Neighbour, ...]
    after: Place | None


@dataclass(frozen=True, slots=True)
class LinkGroup:
    """How many neighbours one kind of relationship leads to. ``outward``: it starts at the subject; ``role``: only of offices."""

    kind: str
    role: str | None
    outward: bool
    neighbours: int

    @property
    def name(self) -> str:
        """Name it: ``HOLDS_ROLE/director/out``."""
        return f"{self.kind}/{self.role or ''}/{'out' if self.outward else 'in'}"


@dataclass(frozen=True, slots=True)
class PageStart:
    """Which page of neighbours.

    Attributes:
        after: behind which neighbour it begins; ``None``: at the first.
        folded: names of the groups that are left out.
        group: name of the only group that counts; empty: all of them.
    """

    after: Place | None = None
    folded: Sequence[str] = ()
    group: str = ""


@dataclass(frozen=True, slots=True)
class EventsAbout:
    """Events that touch a subject, as propagation reads them, by id, and where each comes from, by fact.

    ``version`` is that of the graph; 0 where there is no event.
    """

    version: int
    rows: Sequence[Row]
    provenance: Mapping[str, Provenance]


class LinkReader(Protocol):
    """Reads subjects and their relationships of any day and moment."""

    def at_once(self, work: Callable[[], T]) -> T:
        """Run ``work``, whose reads of the graph then cost fewer round trips; it may be called more than once and writes nothing."""
        ...

    def subjects_known(self, subject_ids: Sequence[str], known: AsKnown | None) -> Mapping[str, SubjectRecord]:
        """Return those of the subjects that are on record, by the key asked for, described as they were known at the moment."""
        ...

    def links_of(self, subject_ids: Sequence[str], chosen: LinkFilter, *, limit: int, described: bool = False) -> Links:
        """Return up to ``limit`` relationships of each stated key, open ones and offices first, with where they come from.

        ``described``: the subjects at the other ends are wanted too.

        Of a branch that had another company then, the present company does not tell.
        """
        ...

    def events_about(self, subject_id: str, *, limit: int) -> EventsAbout:
        """Return up to ``limit`` events that touch a subject, of which nothing is stated under another key."""
        ...

    def neighbours(self, subject: SubjectRecord, chosen: LinkFilter, page: PageStart, *, limit: int) -> NeighbourPage:
        """Return the next ``limit`` neighbours or fewer, each with its ties of the groups that count."""
        ...

    def link_groups(self, subject: SubjectRecord, chosen: LinkFilter, *, limit: int) -> Sequence[LinkGroup]:
        """Count the neighbours by what ties them, the largest groups first; of very many relationships ``limit`` are looked at."""
        ...

    def at_same_address(self, subject_ids: Sequence[str], *, limit: int) -> Links:
        """Return for each organisation up to ``limit`` others that state the very same address now, as relationships without a fact."""
        ...


#: From this rank on a hit was found by initials.
INITIALS_RANK = 6


class NamePart(NamedTuple):
    """What is sought: a part of a name's key, the whole key, which ranks first, and initials (empty: the text is none)."""

    part: str
    whole: str
    initials: str = ""


@dataclass(frozen=True, slots=True)
class NameHit:
    """A subject whose name has the part.

    Ranks: 0 the name is the whole, 1 it begins with the part, 2 and 3 the same of a former name, 4 and 5 name or former name has it, 6 and 7
    the initials of either begin with those sought, or have them.
    """

    place: Place
    kind: str
    former_name: FormerName | None = None


class SubjectSearch(Protocol):
    """Finds subjects by parts of their names, and events by document number."""

    def named_like(
        self, parts: Mapping[str, NamePart], *, after: Place | None, limit: int
    ) -> tuple[Sequence[NameHit], Place | None]:
        """Return the next ``limit`` subjects of these kinds under the keys of their names, by rank and key, and where it goes on.

        Names are shared: whoever is found is a candidate, never a match.
        """
        ...

    def index_names(self) -> None:
        """Bring the index of names up to the graph as it is; else whoever searches next waits for it, minutes after a first load."""
        ...

    def events_by_document(self, documents: Sequence[str], *, limit: int) -> Sequence[Row]:
        """Return id, kind, category, subject, document and office of the events with one of these document numbers, as written."""
        ...


class MaskedIds(Protocol):
    """Gives out id numbers masked for display."""

    def masked_ids(self, person_keys: Sequence[str]) -> Mapping[str, str]:
        """Return the masked id numbers of these persons by key; whoever has none on record is left out."""
        ...
