"""What use cases need of what registers say beside the facts that are judged: numbers and names of organisations, and entries.

Every method may raise ``StoreUnavailableError`` (trying again may help).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple, Protocol

from graph_service.model.identities import AsKnown


class KnownEvent(NamedTuple):
    """What an event on record is: its kind (``model.facts.EVENT_KINDS``) and its trigger word."""

    kind: str
    category: str


@dataclass(frozen=True, slots=True)
class FormerName:
    """A name that an organisation once had, when (``end`` exclusive), and the fact id that says so."""

    name: str
    start: date | None
    end: date | None
    fact: str


@dataclass(frozen=True, slots=True)
class OrganizationKey:
    """What a file names an organisation by where it gives no unified code.

    Attributes:
        kind: which number it is; ``name`` is the comparison key of a name (``organizations.name_key``), ``lei`` the id of the entry for
            reference that says whose LEI it is.
        area: six digits GB/T 2260 of the registering organ, for a ``name`` that is sought in one area only.
    """

    kind: Literal["organization_code", "registration_number", "name", "lei"]
    value: str
    area: str | None = None


@dataclass(frozen=True, slots=True)
class OrganizationMatch:
    """One organisation that bears, or bore, the key that was asked for.

    Attributes:
        former: it bore the name from ``start`` until ``end`` (exclusive), as far as that is known, and has another one now.
    """

    id: str
    former: bool = False
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Representative:
    """One holder of the office of legal representative by name; ``end`` exclusive, an open side means that no day is known."""

    name: str
    start: date | None
    end: date | None

    def held_on(self, day: date) -> bool:
        """Say whether the office was held on the day; an open side counts as held."""
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)


@dataclass(frozen=True, slots=True)
class Registered:
    """What the register says of one organisation.

    Attributes:
        capital_fen: registered capital.
        representative: the legal representative whom it names beside the organisation itself, without days.
        representatives: everybody for whom that office is on record.
        founded: day of its foundation.
        closed: first day on which it is cancelled or its licence revoked.
        status: see ``model.facts.ORGANIZATION_STATUSES``.
        address: as it is stated.
    """

    capital_fen: int | None = None
    representative: str | None = None
    representatives: Sequence[Representative] = ()
    founded: date | None = None
    closed: date | None = None
    status: str | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry about a subject that is no relationship: ``table`` (of ``model.facts.ENTRY_TABLES``), fact id, columns."""

    subject: str
    table: str
    fact: str
    content: Mapping[str, object]


class RegisterReader(Protocol):
    """Finds organisations by what files call them, and reads the entries about subjects."""

    def organizations_found(
        self, keys: Sequence[OrganizationKey], *, besides: str | None = None
    ) -> Mapping[OrganizationKey, Sequence[OrganizationMatch]]:
        """Return for each key the organisations that bear it, then those that bore it; several: the key is ambiguous.

        Only organisations that a register has described count: what a decision or list names says nothing of who else is called so.
        Bounded: of very many for one key only some are returned, always more than one. One id may come several times, once for each
        period in which it bore the name. Former names of which the load ``besides`` tells are left out.
        """
        ...

    def registered(self, organization_ids: Sequence[str]) -> Mapping[str, Registered]:
        """Return what the register says of those of the organisations that are on record."""
        ...

    def entries_of(self, subject_ids: Sequence[str], *, limit: int, known: AsKnown | None = None) -> Sequence[Entry]:
        """Return what is believed now, or was at a moment: former names, licences, honours and entries for reference of these subjects.

        By subject and table, the newest first; at most ``limit`` of a subject's own and ``limit`` for reference. What nobody may look
        at yet (``model.facts.WITHHELD_TABLES``) is never among them.
        """
        ...

    def withheld_entries(self) -> int:
        """Return how many entries there are that nobody may look at yet."""
        ...
