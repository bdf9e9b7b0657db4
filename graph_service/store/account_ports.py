"""What use cases need of the ledger's accounts, tokens and log-ins. Every method may raise ``StoreUnavailableError``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from graph_service.model.accounts import Account, Token


@dataclass(frozen=True, slots=True)
class AccountStep:
    """What is done to an account: ``add``, ``change``, ``disable``, ``enable``, ``password``; by whom and why."""

    did: str
    user: str
    reason: str
    content: dict[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token or session before it is on record; ``digest`` is all of its secret that is kept."""

    kind: str
    account: int
    label: str
    digest: str
    scope: frozenset[str]
    expires_at: datetime
    user: str
    reason: str


class AccountLedger(Protocol):
    """Keeps accounts, tokens and log-ins, append-only, each change with its audit entry."""

    def has_accounts(self) -> bool:
        """Say whether there is any account."""
        ...

    def accounts(self, login: str | None = None) -> Sequence[Account]:
        """Return the accounts as they stand, in the order of their numbers; ``login``: that one alone."""
        ...

    def step_on_account(self, login: str, step: AccountStep) -> Account:
        """Add an account, or change one.

        Raises:
            ContradictionError: the login is taken. NotFoundError: no such account.
        """
        ...

    def add_token(self, token: NewToken) -> Token:
        """Record a token or session."""
        ...

    def end_token(self, seq: int, user: str, reason: str) -> bool:
        """Record that a token ends now; ``False``: it had ended.

        Raises:
            NotFoundError: no such token.
        """
        ...

    def tokens(self, account: int | None = None) -> Sequence[Token]:
        """Return the tokens and sessions, or those of one account."""
        ...

    def holder_of(self, digest: str) -> tuple[Account, Token] | None:
        """Return whose token this is; ``None``: nobody's."""
        ...

    def note_login(self, login: str, *, good: bool) -> None:
        """Record an attempt to log in."""
        ...

    def failures(self, login: str, since: datetime) -> int:
        """Count the attempts with this login that failed since a moment, behind the last good one."""
        ...
