"""JSON that is the same for the same value: what is sealed must not depend on how it was written."""

from __future__ import annotations

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
