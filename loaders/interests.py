"""Interests in an organisation, as BODS words them: which are holdings, which are offices, and which no table of ours holds."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from graph_service.loaders import cleaning
from graph_service.loaders.cleaning import UncleanError
from graph_service.loaders.foreign import day
from graph_service.loaders.organizations import roles_of

#: Types of interest that are offices, with the office where ``details`` does not say which; without one ``details`` must.
_OFFICES = {
    "boardMember": ("director",), "boardChair": ("director",), "seniorManagingOfficial": ("senior_manager",),
    "otherInfluenceOrControl": (), "office": (),
}  # fmt: skip
#: English titles of offices, as they stand in many files; whole words only, as in ``organizations.roles_of``.
_ENGLISH = {
    "director": "director", "board member": "director", "chairman": "director", "executive director": "director",
    "supervisor": "supervisor", "general manager": "general_manager", "ceo": "general_manager",
    "chief executive officer": "general_manager", "senior manager": "senior_manager", "cfo": "senior_manager",
    "legal representative": "legal_representative", "actual controller": "actual_controller",
}  # fmt: skip
_BOUNDS = ("exact", "minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum")
_MAX_INTERESTS = 200


@dataclass(frozen=True, slots=True)
class Interest:
    """One holding, or one office (``role`` is set). Shares are 0 to 1; a range has no ``share``; ``end`` is exclusive."""

    role: str | None
    title: str | None
    share: float | None
    share_min: float | None
    share_max: float | None
    start: date | None
    end: date | None
    may_be_indirect: bool


def read_interests(text: str, *, holder_is_person: bool) -> tuple[tuple[Interest, ...], bool]:
    """Read a list of interests; the second value says that some are kept by no table (votes, rights, indirect holdings).

    Raises:
        UncleanError: not such a list; a day, a share or a title that cannot be read; nothing that a table keeps.
    """
    stated = _list(text)
    found = [one for interest in stated for one in _of(interest, holder_is_person=holder_is_person)]
    if not found:
        raise UncleanError("interest-not-kept")
    left = any(not list(_of(interest, holder_is_person=holder_is_person)) for interest in stated)
    return tuple(found), left


def _list(text: str) -> list[Mapping[str, Any]]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise UncleanError("interest-format") from None
    if not isinstance(found, list) or len(found) > _MAX_INTERESTS or not all(isinstance(one, dict) for one in found):
        raise UncleanError("interest-format")
    return found


def _of(interest: Mapping[str, Any], *, holder_is_person: bool) -> Iterator[Interest]:
    start, end = _day(interest.get("startDate")), _day(interest.get("endDate"))
    if start and end and end < start:
        raise UncleanError("end-before-start")
    kind, level = str(interest.get("type")), interest.get("directOrIndirect")
    if kind == "shareholding" and level != "indirect":
        share, least, most = _share(interest.get("share"))
        yield Interest(None, None, share, least, most, start, end, may_be_indirect=level != "direct")
    elif kind in _OFFICES and holder_is_person:
        details = interest.get("details")
        title = cleaning.display(details) if isinstance(details, str) else None
        for role in _roles(kind, details):
            yield Interest(role, title, None, None, None, start, end, may_be_indirect=False)


def _roles(kind: str, details: object) -> tuple[str, ...]:
    """Take what ``details`` says, else what the type says; an influence that is no office is kept by no table."""
    if isinstance(details, str) and details.strip():
        if english := _ENGLISH.get(details.strip().casefold()):
            return (english,)
        try:
            return roles_of(details)
        except UncleanError:
            if kind == "office":
                raise
    if kind == "office" and not details:
        raise UncleanError("position-unknown")
    return _OFFICES[kind]


def _day(value: object) -> date | None:
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise UncleanError("date-format")
    return day(value)


def _share(stated: object) -> tuple[float | None, float | None, float | None]:
    """Read percentages as shares: exact, least, most. Bounds that are equal are exact; an open bound is kept as if it were closed."""
    if stated is None:
        return None, None, None
    if not isinstance(stated, Mapping):
        raise UncleanError("share-format")
    if text := stated.get("text"):
        return _percentage(text)
    exact, low, above, high, below = (_percent(stated.get(name)) for name in _BOUNDS)
    least, most = (low if low is not None else above), (high if high is not None else below)
    if exact is None and least is not None and least == most:
        exact = least
    if exact is not None:
        return exact, None, None
    if least is not None and most is not None and most < least:
        raise UncleanError("share-range")
    return None, least, most


def _percentage(text: object) -> tuple[float | None, float | None, float | None]:
    """Read ``44.71``, ``44.71%`` or ``25%-50%``, percentages all of them."""
    if not isinstance(text, str):
        raise UncleanError("share-format")
    parts = [part.strip().removesuffix("%").strip() for part in text.split("-")]
    if len(parts) == 1:
        return _percent(parts[0]), None, None
    if len(parts) != 2:
        raise UncleanError("share-format")
    return _share({"minimum": parts[0], "maximum": parts[1]})


def _percent(value: object) -> float | None:
    if value is None or value == "":
        return None
    try:
        percent = Decimal(str(value))
    except InvalidOperation:
        raise UncleanError("share-format") from None
    if not percent.is_finite() or isinstance(value, bool):
        raise UncleanError("share-format")
    if not 0 <= percent <= 100:
        raise UncleanError("share-range")
    return float(percent / 100)
