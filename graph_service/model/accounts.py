"""Accounts: who may log in, with which roles, of which department and district. Pure; no secret is ever printed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime

from graph_service.errors import InputError

_LOGIN = re.compile(r"[a-z][a-z0-9._-]{1,39}")
_DISTRICT = re.compile(r"\d{6}")


@dataclass(frozen=True, slots=True)
class Profile:
    """What an account is for.

    Attributes:
        name: for people. ``department``: code of the catalogue; ``district``: six digits GB/T 2260, empty: the municipality.
    """

    name: str
    department: str
    district: str
    roles: frozenset[str]

    def __post_init__(self) -> None:
        """Refuse an account without a name, and what is no district."""
        if not self.name.strip():
            raise InputError("name", "an account needs one")
        if self.district and not _DISTRICT.fullmatch(self.district):
            raise InputError("district", "is six digits (GB/T 2260), or empty for the municipality")


@dataclass(frozen=True, slots=True)
class Account:
    """An account as it stands. ``password``: its Argon2id hash; ``None``: it logs in with tokens alone."""

    seq: int
    login: str
    profile: Profile
    disabled: bool
    version: int
    recorded_at: datetime
    password: str | None = field(default=None, repr=False)

    @property
    def id(self) -> str:
        """The number under which people name it."""
        return f"u-{self.seq}"


@dataclass(frozen=True, slots=True)
class Token:
    """A token or session of an account: only the SHA-256 of its 256 random bits is on record.

    Attributes:
        kind: ``token`` (a program's) or ``session`` (a browser's).
        scope: permissions that it is limited to; empty: all of the account.
    """

    seq: int
    kind: str
    account: int
    label: str
    scope: frozenset[str]
    expires_at: datetime
    ended: bool
    recorded_at: datetime

    @property
    def id(self) -> str:
        """The number under which people name it."""
        return f"t-{self.seq}"


def check_login(login: str) -> str:
    """Return a login.

    Raises:
        InputError: it is none: a letter, then letters, digits, dots, dashes.
    """
    plain = login.strip()
    if not _LOGIN.fullmatch(plain):
        raise InputError("login", f"{plain!r} is none", hint="2 to 40 small letters, digits, dots or dashes, a letter first.")
    return plain
