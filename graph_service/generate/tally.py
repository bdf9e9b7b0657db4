"""Counts what a loader must report for each file, and how many facts there are once every row is right."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from graph_service.generate.layouts import Table
from graph_service.generate.spoiling import Written

#: Kinds of columns that name a person.
_PEOPLE = ("person name", "list of names")
_DAYS_OF_YEAR, _ORDERS = 12 * 31, 1000


@dataclass(slots=True)
class FileTally:
    """What a load report must say of one file: ``rows`` = ``loaded`` + ``unchanged`` + ``rejected``."""

    name: str
    source: str
    rows: int = 0
    loaded: int = 0
    unchanged: int = 0
    rejected: int = 0
    dirty: int = 0
    reasons: dict[str, int] = field(default_factory=dict)
    warnings: dict[str, int] = field(default_factory=dict)

    def add(self, row: Written) -> None:
        """Count a row."""
        self.rows += 1
        self.dirty += bool(row.fault)
        self.loaded += row.answer == "loaded"
        self.unchanged += row.answer == "unchanged"
        self.rejected += row.answer == "refused"
        counts = self.reasons if row.answer == "refused" else self.warnings
        for said in row.says:
            counts[said.code] = counts.get(said.code, 0) + 1


class Facts:
    """Counts the facts of right rows. Persons are told apart by a bit for every number that can be, so memory stays bounded."""

    def __init__(self) -> None:
        """Begin without any."""
        self.counts: Counter[str] = Counter()
        self._numbers: dict[str, bytearray] = {}
        self._nameless: set[tuple[str, str]] = set()

    def add(self, table: Table, row: Written) -> None:
        """Count what a row says once it is cleaned or corrected."""
        if row.sound is None:
            return
        for fact, count in row.line.facts.items():
            self.counts[fact] += count
        for name, number in table.people:
            at = table.at[name]
            if row.line.kinds[at] in _PEOPLE and row.sound[at]:
                where = row.line.firm.name + row.line.firm.any_number if row.line.firm else ""
                self.counts["persons"] += self._is_new(row.sound[at], row.sound[table.at[number]] if number else "", where)

    def end_block(self) -> None:
        """Forget who is known by a name within one firm: firms do not reach over blocks."""
        self._nameless.clear()

    def _is_new(self, name: str, number: str, where: str) -> bool:
        if not number:
            before = len(self._nameless)
            self._nameless.add((where, name))
            return len(self._nameless) > before
        known = self._numbers.setdefault(number[:6], bytearray(_DAYS_OF_YEAR * _ORDERS // 8 + 1))
        place = ((int(number[10:12]) - 1) * 31 + int(number[12:14]) - 1) * _ORDERS + int(number[14:17])
        byte, bit = divmod(place, 8)
        is_new = not known[byte] >> bit & 1
        known[byte] |= 1 << bit
        return is_new
