"""Column layouts: recognised by their titles or field codes, whatever the width, brackets and order of the columns."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass

from graph_service.loaders.cleaning import UncleanError, day, name_key
from graph_service.loaders.reading import header_key

#: Columns that the quarantine puts in front of the original ones; ignored when a corrected file comes back.
QUARANTINE_COLUMNS = (
    "隔离文件",
    "隔离工作表",
    "隔离行号",
    "隔离行位",
    "隔离列",
    "隔离值",
    "隔离原因代码",
    "隔离原因",
    "更正办法",
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a layout.

    Attributes:
        name: its title.
        read: turns the text of a cell into its value, or raises ``UncleanError``; never called for a cell that says nothing.
        code: its field code (``CF_WSH``), where the source has them.
        needed: the file must have the column.
        beside: the file must have the column if it has that other one: who tells when something began tells when it ended.
        filled: every row must fill it.
        is_id: a number in a workbook's cell has lost digits or leading zeros, so the row is refused.
        aliases: other titles and codes met in the field.
    """

    name: str
    read: Callable[[str], object]
    code: str = ""
    needed: bool = False
    filled: bool = False
    is_id: bool = False
    aliases: tuple[str, ...] = ()
    beside: str = ""


#: What a row of a delta does to its fact, and the day for which a row speaks: columns that any table may have.
OPERATION, UPDATED = "操作", "数据更新时间戳"
ADD, MODIFY, DELETE = "add", "modify", "delete"
_OPERATIONS = {
    "ADD": ADD, "A": ADD, "INSERT": ADD, "新增": ADD, "增加": ADD,
    "MOD": MODIFY, "M": MODIFY, "UPDATE": MODIFY, "修改": MODIFY, "变更": MODIFY, "更新": MODIFY,
    "DEL": DELETE, "D": DELETE, "DELETE": DELETE, "删除": DELETE,
}  # fmt: skip


def _operation(text: str) -> str:
    try:
        return _OPERATIONS[name_key(text).upper()]
    except KeyError:
        raise UncleanError("operation-unknown") from None


COMMON = (
    Column(OPERATION, _operation, aliases=("变更类型", "操作类型", "op", "operation")),
    Column(UPDATED, day, aliases=("数据更新时间", "更新时间戳")),
)


@dataclass(frozen=True, slots=True)
class Match:
    """How well a header fits a layout: position of each column found, needed columns missing, titles that are no column."""

    positions: dict[str, int]
    missing: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def fits(self) -> bool:
        """Say whether every needed column is there."""
        return not self.missing


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of one kind of table, in their usual order."""

    title: str
    columns: tuple[Column, ...]

    @property
    def all_columns(self) -> tuple[Column, ...]:
        """Its own columns and those that any table may have."""
        own = {column.name for column in self.columns}
        return (*self.columns, *(column for column in COMMON if column.name not in own))

    def match(self, header: Sequence[str]) -> Match:
        """Find the columns of this layout in a header."""
        known = {key: column.name for key, column in self.by_title().items()}
        extra = {header_key(title) for title in QUARANTINE_COLUMNS}
        positions: dict[str, int] = {}
        unknown: list[str] = []
        for at, title in enumerate(header):
            key = header_key(title)
            if (name := known.get(key)) and name not in positions:
                positions[name] = at
            elif key not in extra:
                unknown.append(title)
        return Match(positions, self.missing(positions), tuple(unknown))

    def missing(self, there: Container[str]) -> tuple[str, ...]:
        """Name the columns that a table with these must have and has not."""
        return tuple(
            column.name for column in self.columns if column.name not in there and (column.needed or column.beside in there)
        )

    def by_title(self) -> dict[str, Column]:
        """Return the columns by what their titles have in common with other spellings (``header_key``)."""
        columns = (*COMMON, *self.columns)  # what a layout itself calls so comes first
        return {header_key(title): column for column in columns for title in titles_of(column)}


def titles_of(column: Column) -> tuple[str, ...]:
    """A bracketed part of a title is often left out or stands alone: both are accepted when the column lists them as aliases."""
    return tuple(title for title in (column.name, column.code, *column.aliases) if title)
