"""The same text and the same digest for the same value: what is sealed or sent twice must not depend on how it was written."""

from __future__ import annotations

import hashlib
import json
from datetime import date


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no JSON for {type(value).__name__}")


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)


def dumps(value: object) -> str:
    """Write a value with sorted keys and without spaces; days as ISO text."""
    return _ENCODER.encode(value)


def key_of_words(*said: object) -> str:
    """Return the idempotency key of a command that was given none: the same words are the same command."""
    return hashlib.sha256("\x1f".join(map(str, said)).encode()).hexdigest()
