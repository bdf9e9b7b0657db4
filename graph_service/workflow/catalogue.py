"""《公共信用信息目录》: which department owes which item how often, and how well it delivers, by the journal of loads. Pure.

归集及时率 is the share of delivered records that came within the days allowed, counted from the day that each is about. 完整率 is the share of
required cells that are filled, in delivered and in refused records. Where nothing was delivered a rate is ``None``, not 0 and not 1.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from graph_service.model.intervals import CHINA
from graph_service.policy.yaml_tree import Entry, parse
from graph_service.store.ports import Load

Journal = Sequence[tuple[Load, Mapping[str, object] | None]]


@dataclass(frozen=True, slots=True)
class Item:
    """One item that one department owes.

    Attributes:
        source: kind of table by which it is delivered (``penalty_2019``), as `load --json` tells it.
        since: first day on which it is owed.
        every_days: longest time between two deliveries.
        within_days: longest time from the day of a record to its delivery; ``None``: not asked of this item.
        required: columns that every record must fill.
    """

    id: str
    name: str
    department: str
    source: str
    since: date
    every_days: int
    within_days: int | None
    required: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The items of a catalogue, in its order."""

    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Rate:
    """So many of so many."""

    reached: int = 0
    of: int = 0

    def __add__(self, other: Rate) -> Rate:
        """Put two together."""
        return Rate(self.reached + other.reached, self.of + other.of)

    @property
    def share(self) -> float | None:
        """The share, 0–1; ``None`` of nothing."""
        return self.reached / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class Delivered:
    """How one item was delivered.

    Attributes:
        last: day of the last delivery; ``None``: never.
        due: last day for the next delivery.
        overdue: days since then on the day of the check; 0: none.
        loads: deliveries.
        records: records delivered.
    """

    item: Item
    last: date | None
    due: date
    overdue: int
    loads: int
    records: int
    timely: Rate
    complete: Rate


@dataclass(frozen=True, slots=True)
class Department:
    """How one department delivers all that it owes."""

    name: str
    items: tuple[Delivered, ...]

    @property
    def timely(self) -> Rate:
        """归集及时率 of all its records."""
        return sum((one.timely for one in self.items), Rate())

    @property
    def complete(self) -> Rate:
        """完整率 of all its records."""
        return sum((one.complete for one in self.items), Rate())

    @property
    def overdue(self) -> tuple[Delivered, ...]:
        """Its items that should have come, the longest overdue first."""
        return tuple(sorted((one for one in self.items if one.overdue), key=lambda one: -one.overdue))


def read_catalogue(name: str, content: bytes) -> Catalogue:
    """Read a catalogue.

    Raises:
        PolicyFileError: file and line of what is wrong; an id that occurs twice, too.
    """
    top = parse(name, content).fields("title items")
    items: dict[str, Item] = {}
    for entry in top["items"].items():
        item = _item(entry)
        if item.id in items:
            raise entry.fault(f"item {item.id!r} is listed twice")
        items[item.id] = item
    return Catalogue(top["title"].text(), tuple(items.values()))


def _item(entry: Entry) -> Item:
    fields = entry.fields("id name department source since every_days", "within_days required")
    every = fields["every_days"].whole()
    if every == 0:
        raise fields["every_days"].fault("a delivery is owed every day at most: write 1 or more")
    return Item(
        fields["id"].text(),
        fields["name"].text(),
        fields["department"].text(),
        fields["source"].text(),
        fields["since"].day(),
        every,
        fields["within_days"].whole() if "within_days" in fields else None,
        fields["required"].texts() if "required" in fields else (),
    )


def check_catalogue(catalogue: Catalogue, journal: Journal, on: date) -> tuple[Department, ...]:
    """Hold the loads on record, up to and with a day, against a catalogue; departments in the catalogue's order."""
    received = [(_day(load), load, report) for load, report in journal if report is not None and _day(load) <= on]
    found: dict[str, list[Delivered]] = {}
    for item in catalogue.items:
        found.setdefault(item.department, []).append(_delivered(item, received, on))
    return tuple(Department(name, tuple(items)) for name, items in found.items())


def _delivered(item: Item, received: Iterable[tuple[date, Load, Mapping[str, object]]], on: date) -> Delivered:
    told = [
        (day, part)
        for day, load, report in received
        if day >= item.since and load.source.partition("#")[0] == item.source
        for part in _parts_of(item, report)
    ]
    last = max((day for day, _ in told), default=None)
    due = (last or item.since) + timedelta(days=item.every_days)
    return Delivered(
        item,
        last,
        due,
        max((on - due).days, 0),
        len(told),
        sum(int(part["records"]) for _, part in told),
        sum((_timely(item, part) for _, part in told), Rate()),
        sum((_complete(item, part) for _, part in told), Rate()),
    )


def _parts_of(item: Item, report: Mapping[str, object]) -> Sequence[Mapping[str, Any]]:
    """What a load tells of the department; a table that names none is that of whoever owes its kind.

    Reports of older versions tell nothing.
    """
    parts = report.get("deliveries")
    if not isinstance(parts, list):
        return ()
    named = any(part["department"] for part in parts)
    return [part for part in parts if not named or _folded(part["department"]) == _folded(item.department)]


def _timely(item: Item, part: Mapping[str, Any]) -> Rate:
    if item.within_days is None:
        return Rate()
    within = sum(count for days, count in part["delays"].items() if int(days) <= item.within_days)
    return Rate(within, sum(part["delays"].values()))


def _complete(item: Item, part: Mapping[str, Any]) -> Rate:
    filled = sum(int(part["filled"].get(column, 0)) for column in item.required)
    return Rate(filled, len(item.required) * (int(part["records"]) + int(part["refused"])))


def _day(load: Load) -> date:
    return load.recorded_at.astimezone(CHINA).date()


def _folded(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split())
