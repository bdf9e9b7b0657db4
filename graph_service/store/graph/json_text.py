"""JSON texts of many small values, to be hashed."""

from __future__ import annotations

from collections.abc import Callable
from json.encoder import c_make_encoder, encode_basestring  # type: ignore[attr-defined]  # not among the stubs


def json_writer(
    default: Callable[[object], object], *, sort_keys: bool = False, separators: tuple[str, str] = (",", ":")
) -> Callable[[object], str]:
    """Return ``json.dumps`` with these options and ``ensure_ascii=False``, its encoder built once.

    ``json`` builds one with every call, which takes longer than writing the key of a row. A value that contains itself is not noticed.
    """
    between_items, after_keys = separators
    encode = c_make_encoder(None, default, encode_basestring, None, after_keys, between_items, sort_keys, False, True)
    return lambda value: "".join(encode(value, 0))
