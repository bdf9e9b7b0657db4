"""What use cases need of the audit chain: one sealed entry for every act and every look at personal data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody is about to see what is not shown otherwise.

    Attributes:
        act: what kind of look, as ``look.quarantine``.
        user: who.
        what: which file or record, by its id.
        reason: why.
    """

    act: str
    user: str
    what: str
    reason: str


@dataclass(frozen=True, slots=True)
class Audited:
    """One entry of the chain.

    Attributes:
        seq: its place, from 1 without a gap.
        at: when.
        act: what was done, as ``act.confirm``; ``audit.begin`` is the first entry.
        user: who did it.
        origin: from where: the command line, or the address of a client.
        what: the subject or record concerned, by its id.
        reason: why, or for what purpose.
    """

    seq: int
    at: datetime
    act: str
    user: str
    origin: str
    what: str
    reason: str


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain at some time. Kept elsewhere, it proves that nothing before it was cut off or written anew.

    Attributes:
        seq: number of the last entry; 0: there is none.
        seal: its seal, 64 hex characters.
    """

    seq: int
    seal: str


@dataclass(frozen=True, slots=True)
class Break:
    """Something that does not fit. ``seq``: the entry at which it shows; 0 for what no entry speaks of."""

    seq: int
    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Verified:
    """What a verification found. ``rows``: how many rows of the ledger the entries were held against."""

    head: Head
    rows: int
    breaks: Sequence[Break] = field(default_factory=tuple)


class AuditLedger(Protocol):
    """Keeps the chain. It is written by every act of the ledger in the act's own transaction; if that fails, so does the act."""

    def note_look(self, look: Look) -> None:
        """Record a look, before anything is shown.

        Raises:
            InputError: no user, or no reason.
            StoreUnavailableError: it could not be written; nothing may be shown.
        """
        ...

    def audit_head(self) -> Head:
        """Return the end of the chain."""
        ...

    def audited(self, after: int, limit: int) -> Sequence[Audited]:
        """Return up to ``limit`` entries behind a number, in order."""
        ...

    def verify_audit(self, heads: Sequence[Head] = ()) -> Verified:
        """Read the whole chain and every row that it speaks of; ``heads``: ends of the chain that were kept elsewhere."""
        ...
