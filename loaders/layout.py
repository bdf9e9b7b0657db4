"""Column layouts: recognised by their titles or field codes, whatever the width, brackets and order of the columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

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
        missing = tuple(column.name for column in self.columns if column.needed and column.name not in positions)
        return Match(positions, missing, tuple(unknown))

    def by_title(self) -> dict[str, Column]:
        """Return the columns by what their titles have in common with other spellings (``header_key``)."""
        return {header_key(title): column for column in self.columns for title in titles_of(column)}


def titles_of(column: Column) -> tuple[str, ...]:
    """A bracketed part of a title is often left out or stands alone: both are accepted when the column lists them as aliases."""
    return tuple(title for title in (column.name, column.code, *column.aliases) if title)
