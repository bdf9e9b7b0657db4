"""What use cases need to judge who is the same person: the acts in the ledger, their projection in the graph, and what to compare.

Every method may raise ``StoreUnavailableError`` (trying again may help). Writes are idempotent: the same call twice is once.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from graph_service.model.facts import Row
from graph_service.model.identities import Act, Judgement, KnownAs, Standing, Verdict


class IdAgreement(StrEnum):
    """What the document numbers of two persons, full or masked, say of their being one."""

    NOTHING = "nothing"
    COMPATIBLE = "compatible"
    INCOMPATIBLE = "incompatible"
    DIFFERENT = "different"


class JudgementLedger(Protocol):
    """Keeps judgements on identity, append-only, and compares id numbers without giving them out."""

    def judge(self, verdict: Verdict, one: str, other: str, act: Act) -> tuple[Judgement, bool]:
        """Record that two are, or are not, one; a judgement that stands already is returned with ``False``.

        Raises:
            InputError: no user, no reason, or the keys cannot be judged.
            NotFoundError: no such person is on record.
            ContradictionError: it contradicts a judgement that stands, or joins two id numbers of one kind.
        """
        ...

    def undo(self, seq: int, act: Act) -> tuple[Judgement, bool]:
        """Record that an earlier judgement holds no longer; one that was undone already is returned with ``False``.

        Raises:
            InputError: no user, no reason, or it is itself an undoing.
            NotFoundError: no such judgement is on record.
        """
        ...

    def judgements(self, until: datetime | None = None) -> Sequence[Judgement]:
        """Return the history as it was known at ``until`` (inside; ``None``: all of it), oldest first."""
        ...

    def last_judgement(self) -> int:
        """Return the number of the last judgement; 0 when there is none."""
        ...

    def known_as(self, standing: Standing, keys: Collection[str] | None = None) -> Mapping[str, KnownAs]:
        """Return who is read otherwise than as stated, by id; with ``keys`` of these alone and whoever is one with them.

        Of a group the key is that of the one with an id number, else of the one seen first.
        """
        ...

    def masks_seen(self, person_key: str) -> Sequence[str]:
        """Return the masked numbers beside which a person was named, showing no more than ``masked_id`` shows of a whole one."""
        ...

    def compare_ids(self, pairs: Sequence[tuple[Sequence[str], Sequence[str]]]) -> Sequence[IdAgreement]:
        """Compare the document numbers of two persons each, given all their keys; the most telling answer of each pair, in order."""
        ...


@dataclass(frozen=True, slots=True)
class Office:
    """One office as the candidates' page shows it; ``end`` exclusive."""

    fact: str
    firm: str
    firm_name: str
    role: str
    start: date | None
    end: date | None
    licence: str | None


@dataclass(frozen=True, slots=True)
class Ties:
    """What a person is tied to: offices, firms in which it holds shares (by id, with the name), licences, and all its keys."""

    id: str
    name: str
    confirmed: bool
    keys: tuple[str, ...]
    offices: tuple[Office, ...] = ()
    holdings: Mapping[str, str] = field(default_factory=dict)
    certificates: frozenset[str] = frozenset()

    @property
    def firms(self) -> frozenset[str]:
        """Every firm in which an office or a share is or was held."""
        return frozenset(office.firm for office in self.offices) | self.holdings.keys()

    @property
    def licences(self) -> frozenset[str]:
        """Numbers of licences to practise, as offices name them or as a register of licences does."""
        return self.certificates.union(office.licence for office in self.offices if office.licence)


class IdentityGraph(Protocol):
    """Reads through the projection of the groups, writes it, and finds whom to compare."""

    def projected(self) -> int:
        """Return the number of the last judgement that the projection shows; 0 when it shows none."""
        ...

    def project(self, since: int, until: int, changed: Sequence[KnownAs], gone: Sequence[str]) -> bool:
        """Bring the projection from one judgement to another; say ``False``, with nothing written, when it is not at ``since``."""
        ...

    def projection(self) -> Mapping[str, KnownAs]:
        """Return the whole projection, to be held against the ledger."""
        ...

    def known_as(self, ids: Sequence[str]) -> Mapping[str, str]:
        """Return the key under which each of these is known, where it is another one."""
        ...

    def events_reading(self, ids: Sequence[str]) -> Sequence[str]:
        """Return the events among whose facts (``facts_for``) one of these persons or masked subjects is, in order."""
        ...

    def unconfirmed_after(self, key: str, limit: int) -> Sequence[str]:
        """Return the next persons without a confirmed identity whose keys come after ``key``, in order."""
        ...

    def persons_in(self, organization: str, limit: int) -> Sequence[str]:
        """Return up to ``limit`` persons who hold or held an office or a share in an organisation, in order."""
        ...

    def bearers(self, names: Sequence[str], limit: int) -> Mapping[str, Sequence[str]]:
        """Return the persons of exactly each of these names, up to ``limit`` of each."""
        ...

    def namesakes_near(self, ids: Sequence[str], limit: int) -> Sequence[tuple[str, str]]:
        """Return pairs of a given person and one of the same name in a firm of its own or of a colleague, bounded by ``limit`` each."""
        ...

    def ties(self, ids: Sequence[str]) -> Mapping[str, Ties]:
        """Return what persons are tied to, by the key under which they are known; merged keys count together."""
        ...

    def officers(self, firms: Sequence[str], limit: int) -> Mapping[str, Mapping[str, str]]:
        """Return who holds or held an office in each firm, by the key under which they are known, with names; firms with more are left out."""
        ...

    def masked_after(self, event: str, limit: int) -> Sequence[str]:
        """Return the next events after one, in order, whose subject is masked and may be a person on record."""
        ...

    def masked_candidates(self, events: Sequence[str], persons: Sequence[str]) -> Sequence[tuple[Row, Row]]:
        """Return (event, candidate) for these events, and for whatever events these persons are candidates of, as they are read."""
        ...
