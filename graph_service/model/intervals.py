"""Half-open intervals of days: the start belongs to it, the end does not. ``None`` is open."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta, timezone

#: Days of the law are days in China, wherever the machine stands; China has no daylight saving time. Moments are UTC.
CHINA = timezone(timedelta(hours=8))
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Interval:
    """The days from ``start`` (inside) to ``end`` (outside); ``None`` leaves that side open.

    Raises:
        ValueError: ``end`` lies before ``start``; an empty interval (``start == end``) is allowed.
    """

    start: date | None = None
    end: date | None = None

    def __post_init__(self) -> None:
        """Refuse an interval that runs backwards."""
        if self.start and self.end and self.end < self.start:
            raise ValueError(f"interval ends ({self.end}) before it starts ({self.start})")

    @classmethod
    def of_days(cls, first: date | None, last: date | None) -> Interval:
        """Build from the first and the last day *held*, both inside, as registers and scenarios write them."""
        return cls(first, last + _DAY if last and last < date.max else None)

    @property
    def last_day(self) -> date | None:
        """The last day inside, or ``None`` when open."""
        return self.end - _DAY if self.end else None

    def covers(self, day: date) -> bool:
        """Say whether ``day`` lies inside; the end day itself is outside."""
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)

    def overlaps(self, other: Interval) -> bool:
        """Say whether the two have at least one day in common."""
        starts_before_end = self.start is None or other.end is None or self.start < other.end
        ends_after_start = self.end is None or other.start is None or other.start < self.end
        return starts_before_end and ends_after_start and not (self._is_empty or other._is_empty)

    @property
    def _is_empty(self) -> bool:
        return self.start is not None and self.start == self.end


def months_later(day: date, months: int) -> date:
    """Return the same day so many months later; the month's last day where there is no such day (民法典202)."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
