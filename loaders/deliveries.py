"""What each department delivered in a load: how many records, how late, and which columns were filled. No value of a person is among it.

Late is counted from the day that a record is about (its decision, listing, …) to the day on which its file was first received. Records that
said what was on record already are counted apart: they are neither late nor in time. A refused record counts for what it fills, not for its day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from graph_service.loaders.checking import ROW, CleanRow, Rejection
from graph_service.loaders.cleaning import NULLS
from graph_service.loaders.layout import Layout, Match

#: Titles that name who delivers, the first that a layout has counts.
DEPARTMENTS = tuple(
    "数据来源单位 处理机关 修复机关 回函单位 处罚机关 许可机关 列入机关 执行法院 决定机关 认定机关 登记机关 发证机关 发布机构".split()
)
#: Titles of the day that a record is about, the first that a layout has counts.
DAYS = tuple("处理日期 修复日期 处罚决定日期 许可决定日期 决定日期 列入日期 发布日期 认定日期 变更日期 开标日期".split())
#: Later than this is told as this.
MAX_DELAY = 400
#: So many departments of a load are told apart; a file that names more is no delivery of departments.
MAX_DEPARTMENTS = 200
_LONGEST = 60


@dataclass(slots=True)
class _Delivery:
    records: int = 0
    unchanged: int = 0
    refused: int = 0
    newest: date | None = None
    delays: Counter[int] = field(default_factory=Counter)
    filled: Counter[str] = field(default_factory=Counter)

    def take(self, other: _Delivery) -> None:
        """Add what another one counted."""
        self.records += other.records
        self.unchanged += other.unchanged
        self.refused += other.refused
        self.newest = max(filter(None, (self.newest, other.newest)), default=None)
        self.delays.update(other.delays)
        self.filled.update(other.filled)


class Deliveries:
    """Counts by department, while a load goes on."""

    def __init__(self, layout: Layout, match: Match, received: date) -> None:
        """Begin with nothing; ``received`` is the day on which the file was first loaded."""
        self._columns = tuple(column.name for column in layout.columns)
        self._positions = match.positions
        self._received = received
        self._department = next((name for name in DEPARTMENTS if name in self._columns), None)
        self._day = next((name for name in DAYS if name in self._columns), None)
        self._loaded: dict[str, _Delivery] = {}
        self._refused: dict[str, _Delivery] = {}

    def add(self, rows: Sequence[CleanRow], new: Collection[int]) -> None:
        """Count accepted rows; ``new`` are the numbers of those that brought something new."""
        for row in rows:
            name = str(row[self._department] or "") if self._department else ""
            one = self._loaded.setdefault(name, _Delivery())
            if row[ROW] not in new:
                one.unchanged += 1
                continue
            one.records += 1
            one.filled.update(column for column in self._columns if row[column] is not None)
            day = row[self._day] if self._day else None
            if isinstance(day, date):
                one.newest = max(day, one.newest or day)
                one.delays[min(max((self._received - day).days, 0), MAX_DELAY)] += 1

    def refuse(self, rejections: Sequence[Rejection]) -> None:
        """Count refused records by what stands in their cells; damaged ones, whose cells are uncertain, count as empty."""
        for rejection in rejections:
            cells = {} if rejection.record.damage else self._cells(rejection.record.cells)
            one = self._refused.setdefault(cells.get(self._department or "", ""), _Delivery())
            one.refused += 1
            one.filled.update(cells.keys())

    def _cells(self, cells: Sequence[str]) -> Mapping[str, str]:
        found = ((name, cells[at].strip()) for name, at in self._positions.items() if at < len(cells))
        return {name: text for name, text in found if text not in NULLS}

    def for_ledger(self) -> list[dict[str, object]]:
        """Return what the ledger keeps, by department; the empty name stands for records whose department nobody can tell.

        What a refused record has for a department may be anything, a person's name too: it counts only where an accepted one has it.
        """
        told = self._loaded if len(self._loaded) <= MAX_DEPARTMENTS else {}
        found = {name: one for name, one in told.items() if len(name) <= _LONGEST}
        rest = [one for name, one in self._loaded.items() if name not in found]
        for name, one in self._refused.items():
            if name in found:
                found[name].take(one)
            else:
                rest.append(one)
        if rest:
            unnamed = found.setdefault("", _Delivery())
            for one in rest:
                unnamed.take(one)
        return [_plain(name, found[name]) for name in sorted(found)]


def _plain(name: str, one: _Delivery) -> dict[str, object]:
    return {
        "department": name,
        "records": one.records,
        "unchanged": one.unchanged,
        "refused": one.refused,
        "newest": one.newest.isoformat() if one.newest else None,
        "delays": {str(days): count for days, count in sorted(one.delays.items())},
        "filled": dict(sorted(one.filled.items())),
    }
