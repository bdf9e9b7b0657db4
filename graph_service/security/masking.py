"""How personal data is shown, and whether a masked number in a source may be that of a known person."""

from __future__ import annotations

from typing import Literal

from graph_service.model.identifiers import masked, normalized

MaskStyle = Literal["standard", "court"]

_HIDDEN = "*×●○■□"
_RESIDENT_LENGTH = 18
_LEGACY_LENGTH = 15
#: So many characters must be visible in both numbers before their agreeing tells anything: a region alone is shared by a million.
_TELLING = 8


def mask_id(number: str, style: MaskStyle = "standard") -> str:
    """Hide a personal number. Of 18 characters ``standard`` shows the first 6 and last 4, ``court`` (as courts publish) 10 and 4.

    Shorter numbers show one character in front and two behind in either style: more would give them away.
    """
    if style == "court" and len(number) == _RESIDENT_LENGTH:
        return f"{number[:10]}****{number[-4:]}"
    return masked(number)


def mask_name(name: str) -> str:
    """Hide all but the first character (张三 → 张*); a name of one character is hidden whole."""
    shown = name.strip()
    return shown[:1] + "*" * (len(shown) - 1) if len(shown) > 1 else "*" * len(shown)


def masks_agree(one: str, other: str) -> bool | None:
    """Say whether two resident id numbers, each full or masked, may be one number.

    ``None``: too few characters are visible in both to tell, or one is not written out at its full length (a shortened mask, another
    kind of document). ``False`` settles that they are two; ``True`` settles nothing.
    """
    left, right = _in_full_length(one), _in_full_length(other)
    if len(left) != _RESIDENT_LENGTH or len(right) != _RESIDENT_LENGTH:
        return None
    seen = [(a, b) for a, b in zip(left, right, strict=True) if a not in _HIDDEN and b not in _HIDDEN]
    if any(a != b for a, b in seen):
        return False
    return True if len(seen) >= _TELLING else None


def _in_full_length(number: str) -> str:
    """Write 15 characters as the 18 of today: the century is that of the old form, the check character is unknown."""
    plain = normalized(number)
    return f"{plain[:6]}19{plain[6:]}*" if len(plain) == _LEGACY_LENGTH else plain


def mask_is_compatible(visible: str, number: str) -> bool:
    """Say whether a masked number may be this full one: same length, and every visible character equal.

    A mask of 15 characters is also held against the 15-digit form that an 18-digit number of the 1900s had before. Full-width
    characters, spaces and the signs ``*×●○■□`` are understood. ``True`` rules nobody in: it only does not rule them out.
    """
    mask, full = normalized(visible), normalized(number)
    if len(mask) == _LEGACY_LENGTH and len(full) == _RESIDENT_LENGTH and full[6:8] == "19":
        full = full[:6] + full[8:17]
    return len(mask) == len(full) and all(shown in _HIDDEN or shown == real for shown, real in zip(mask, full, strict=True))
