"""What screening needs of the two stores: what the ledger says of subjects on a day, who they are, and the receipts of answers.

Every method may raise ``StoreUnavailableError`` (trying again may help).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from graph_service.store.act_ports import Position, Spoken


class OutcomesToday(Protocol):
    """Reads what the ledger says on a day, each event by the newest run that can speak for it."""

    def spoken_of(self, subjects: Sequence[str], on: date) -> tuple[Position, Sequence[Spoken]]:
        """Return what is said of these subjects, not affected included, and how far the ledger was at that very moment."""
        ...

    def spoken_on(self, on: date, rules: Collection[str]) -> tuple[Position, Sequence[Spoken]]:
        """Return the same of everybody, by these rules: what is open, and whatever is said where nobody has judged the day."""
        ...

    def spoken_in(self, events: Sequence[str], on: date) -> tuple[Position, Sequence[Spoken]]:
        """Return the same of everybody in these events, not affected included."""
        ...


@dataclass(frozen=True, slots=True)
class Praise:
    """An honour: its title, the days on which it holds (``end`` exclusive), and the fact that says so."""

    title: str
    start: date | None
    end: date | None
    fact: str


@dataclass(frozen=True, slots=True)
class Adverse:
    """An event against a subject: its days (of ``model.facts.EVENT_DAYS``, those on record)."""

    event: str
    kind: str
    days: Mapping[str, date]


@dataclass(frozen=True, slots=True)
class Screened:
    """Who a subject is, as far as screening asks.

    Attributes:
        keys: every key under which outcomes may speak of it; the first is the one under which it is known.
        names: its name, and every former one.
        registered: a register describes it; a mere mention does not make it known.
        honours / adverse: of the subject itself.
    """

    keys: tuple[str, ...]
    names: tuple[str, ...]
    registered: bool
    founded: date | None = None
    honours: tuple[Praise, ...] = ()
    adverse: tuple[Adverse, ...] = ()


class ScreeningGraph(Protocol):
    """Reads who subjects are, in one look."""

    def screened(self, ids: Sequence[str]) -> tuple[int, Mapping[str, Screened]]:
        """Return the version of the graph, and those of the subjects that it knows, by the id that was asked for."""
        ...


@dataclass(frozen=True, slots=True)
class ReceiptHead:
    """What a receipt says beside its answers.

    Attributes:
        id: opaque; named when the receipt is to be verified.
        kind: ``screening``, ``batch`` or ``statement``.
        user: who asked.
        entry / graph_version / rules: version of the data: the ledger's sequence, the graph, the rules' fingerprint.
        rows: how many answers belong to it.
    """

    id: str
    kind: str
    purpose: str
    on: date
    user: str
    recorded_at: datetime
    entry: int
    graph_version: int
    rules: str
    rows: int


@dataclass(frozen=True, slots=True)
class NewAnswer:
    """One answer before it is on record.

    Attributes:
        row: its number, from 1.
        question: what was asked, in clear; only a keyed digest of it is kept.
        verdict: ``hit``, ``none``, ``review`` or ``unverifiable``.
        content: the whole answer as canonical JSON.
        relies_on: what it rests on: keys of subjects, events, facts, measures.
    """

    row: int
    question: str
    verdict: str
    content: str
    relies_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of a receipt; ``query``: keyed digest of what was asked, for no id number and no name stands in clear."""

    row: int
    query: str
    verdict: str
    content: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt as it is kept: head, the digest over its answers, and the seal over both."""

    head: ReceiptHead
    digest: str
    key_version: int
    seal: str


class ReceiptLedger(Protocol):
    """Keeps receipts, append-only, under a seal of the instance's key."""

    def keep_receipt(self, head: ReceiptHead, answers: Sequence[NewAnswer]) -> Receipt:
        """Seal and store a receipt with its answers in one transaction; the same id again is returned as first stored."""
        ...

    def receipt(self, receipt_id: str) -> Receipt | None:
        """Return a receipt."""
        ...

    def answers(self, receipt_id: str, after: int, limit: int) -> Sequence[Answer]:
        """Return up to ``limit`` answers of a receipt behind a row, in order."""
        ...

    def digest_of(self, receipt: Receipt, question: str) -> str:
        """Return the keyed digest that a question has in a receipt."""
        ...

    def is_genuine(self, receipt: Receipt, answers: Iterable[Answer]) -> bool:
        """Say whether the seal is ours and the answers are those that it was put on."""
        ...

    def relying_on(self, ref: str, after: str, limit: int) -> Sequence[tuple[ReceiptHead, Answer]]:
        """Return up to ``limit`` receipts with an answer that rests on ``ref``, the oldest first, behind the one named ``after``."""
        ...
