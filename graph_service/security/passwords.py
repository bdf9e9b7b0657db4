"""Passwords and tokens. A password is kept as Argon2id with the library's parameters (RFC 9106, low memory); a token as SHA-256 of 256 random bits."""

from __future__ import annotations

import hashlib
import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from graph_service.errors import InputError

_SHORTEST = 12
_LONGEST = 200
_TOKEN_BYTES = 32
_PREFIX = "gs_"
_HASHER = PasswordHasher()


def hash_password(password: str, login: str) -> str:
    """Return the hash of a new password.

    Raises:
        InputError: it is shorter than 12 characters, holds the login, or repeats itself.
    """
    if not _SHORTEST <= len(password) <= _LONGEST:
        raise InputError("password", f"takes {_SHORTEST} to {_LONGEST} characters")
    if login in password.lower() or len(set(password)) < _SHORTEST // 2:
        raise InputError("password", "is too easy to guess: it holds the login, or few different characters")
    return _HASHER.hash(password)


def password_fits(kept: str | None, given: str) -> bool:
    """Say whether a password is the one kept; it takes as long for an account that has none, or is not there."""
    try:
        _HASHER.verify(kept or _decoy(), given[:_LONGEST])
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def new_token() -> str:
    """Return a new secret; it is shown once."""
    return _PREFIX + secrets.token_urlsafe(_TOKEN_BYTES)


def token_digest(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


@cache
def _decoy() -> str:
    return _HASHER.hash(secrets.token_urlsafe(_TOKEN_BYTES))
