"""Dated parameters: the numbers of the law, each value with its first day, unit and source. A rule only names them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from graph_service.policy.yaml_tree import Entry

UNITS = ("years", "months")
#: A duration says how it rounds: 29 February + 1 year ends on 28 February.
ROUNDINGS = ("corresponding_day_or_month_end",)


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A value from its first day (``None``: since before our records) until the next value."""

    first_day: date | None
    value: int
    source: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number of the law with its values in date order."""

    id: str
    title: str
    unit: str
    rounding: str
    values: tuple[DatedValue, ...]

    def values_within(self, first: date | None, end: date | None) -> tuple[int | None, ...]:
        """Return the different values in force between ``first`` and ``end`` (outside); ``None`` stands for days without one."""
        known: list[int | None] = []
        for index, dated in enumerate(self.values):
            follows = self.values[index + 1].first_day if index + 1 < len(self.values) else None
            begins_in_time = dated.first_day is None or end is None or dated.first_day < end
            ends_too_early = follows is not None and first is not None and follows <= first
            if begins_in_time and not ends_too_early and dated.value not in known:
                known.append(dated.value)
        starts = self.values[0].first_day
        has_gap = starts is not None and (first is None or first < starts)
        return (None, *known) if has_gap else tuple(known)


def read_parameter(root: Entry, file_id: str) -> Parameter:
    """Read one file of ``parameters/``.

    Raises:
        PolicyFileError: as the message says.
    """
    fields = root.fields("id title unit rounding values")
    if fields["id"].text() != file_id:
        raise fields["id"].fault(f"id {fields['id'].text()!r} must be the file's name, {file_id!r}")
    values = tuple(_dated_value(entry) for entry in fields["values"].items())
    check_date_order([(entry, value.first_day) for entry, value in zip(fields["values"].items(), values, strict=True)])
    if not values:
        raise fields["values"].fault("a parameter needs at least one value")
    return Parameter(
        id=file_id,
        title=fields["title"].text(),
        unit=fields["unit"].choice(UNITS, "unit"),
        rounding=fields["rounding"].choice(ROUNDINGS, "rounding"),
        values=values,
    )


def check_date_order(dated: list[tuple[Entry, date | None]]) -> None:
    """Refuse entries that are not in strict date order; only the first may have no day.

    Raises:
        PolicyFileError: at the first entry out of order.
    """
    for (_, earlier), (entry, later) in pairwise(dated):
        if later is None:
            raise entry.fault("only the first entry may leave `from` empty")
        if earlier is not None and later <= earlier:
            raise entry.fault(f"{later} does not come after {earlier}; put the entries in date order")


def first_day(entry: Entry) -> date | None:
    """Read a `from` that may be null."""
    return None if entry.is_null else entry.day()


def _dated_value(entry: Entry) -> DatedValue:
    fields = entry.fields("from value source")
    return DatedValue(first_day(fields["from"]), fields["value"].whole(), fields["source"].text())
