"""Encryption and keyed hashes for personal data, under a version of the key ring.

AES-256-SIV (RFC 5297) with 16 random bytes as nonce: the same text never gives the same ciphertext twice, and a nonce used twice by
mischance would tell no more than that two texts are equal. The *context* says where a ciphertext belongs; one moved elsewhere does not open.
"""

from __future__ import annotations

import hmac
import secrets
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from graph_service.errors import SettingsError
from graph_service.security.keyring import Key

_NONCE_BYTES = 16
#: By so much a ciphertext is longer than its clear text.
SEALED_BYTES = 32
#: Setting a cipher up costs more than sealing a name with it; a process works with the versions of one key ring.
_cipher = lru_cache(maxsize=8)(AESSIV)


def encrypt(key: Key, data: bytes, *, context: str) -> bytes:
    """Encrypt and authenticate ``data`` for one place, named by ``context``; the result is 32 bytes longer."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + _cipher(key.encryption).encrypt(data, [context.encode(), nonce])


def decrypt(key: Key, blob: bytes, *, context: str) -> bytes:
    """Return what ``encrypt`` was given.

    Raises:
        SettingsError: another key, another context, or the bytes were changed.
    """
    nonce, body = blob[:_NONCE_BYTES], blob[_NONCE_BYTES:]
    try:
        return _cipher(key.encryption).decrypt(body, [context.encode(), nonce])
    except InvalidTag as error:
        raise SettingsError(
            f"data cannot be opened with key version {key.version}.",
            hint="The key is not the one it was written with, or the data was changed: compare keys and data with their backups.",
        ) from error


def keyed_hash(key: Key, text: str) -> str:
    """Return HMAC-SHA-256 of the text as 64 hex characters; equal texts are recognised, but not guessed without the key."""
    return hmac.digest(key.hashing, text.encode(), "sha256").hex()
