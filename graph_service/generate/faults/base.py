"""What a fault is: a row that is right becomes one that is not, and with it the answer that a loader owes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal, Protocol

from graph_service.generate import layouts, publicity_layouts, sheet_layouts
from graph_service.generate.layouts import BY_ROW, Table
from graph_service.generate.lines import Block, Line, Said
from graph_service.generate.spelling import Cell

Answer = Literal["loaded", "unchanged", "refused"]
TEXT = frozenset({"csv"})
WORKBOOK = frozenset({"xlsx"})
EVERYWHERE = TEXT | WORKBOOK
ENTERPRISES, PERSONS, HOLDINGS, FINDINGS = (
    frozenset({table.file}) for table in (layouts.ENTERPRISES, layouts.PERSONS, layouts.HOLDINGS, layouts.FINDINGS)
)
PENALTIES, LICENCES = (
    frozenset(table.file for table in tables) for tables in (publicity_layouts.PENALTIES, publicity_layouts.LICENCES)
)
#: Tables of 双公示 that state the type of party, and those in which a firm or a person may be meant.
TYPED = frozenset({publicity_layouts.PENALTIES_2019.file, publicity_layouts.LICENCES_2019.file})
UNTYPED = frozenset(
    table.file
    for table in (*publicity_layouts.PENALTIES, *publicity_layouts.LICENCES)
    if "行政相对人类别" not in table.at and "法定代表人" in table.at
)
#: Findings and answers name decision and person by the same columns.
FINDINGS |= frozenset({sheet_layouts.ANSWERS.file})
CHANGES, FORMER_NAMES = (frozenset({table.file}) for table in (layouts.CHANGES, layouts.FORMER_NAMES))


@dataclass(slots=True)
class Scene:
    """Where a row stands: its table, the file's encoding, its block, and the rows of the same firm in this table."""

    random: Random
    table: Table
    encoding: str
    block: Block
    group: Sequence[Line] = ()

    def at(self, column: str) -> int:
        """Return the place of a column."""
        return self.table.at[column]


@dataclass(frozen=True, slots=True)
class Spoiled:
    """A row with a fault.

    Attributes:
        cells: as they are written.
        answer: what becomes of the row.
        says: why it is refused, or the doubts with which it is taken.
        sound: what it says once cleaned or corrected; ``None``: it is one row too many.
        is_extra: it stands behind the right row instead of replacing it.
        after_blank: a line without anything stands before it.
        all_say: all other rows of the firm in this table are refused too, and this is why.
    """

    cells: Sequence[Cell]
    answer: Answer
    says: tuple[Said, ...] = ()
    sound: Sequence[str] | None = None
    is_extra: bool = False
    after_blank: bool = False
    all_say: tuple[Said, ...] = ()


class Fault(Protocol):
    """One kind of fault. ``spans``: what is wrong with it may draw the lines behind it in, so two must stand well apart."""

    @property
    def name(self) -> str:
        """Name the fault for the truth file."""
        ...

    @property
    def spans(self) -> bool:
        """Say whether it may draw other lines in."""
        ...

    def belongs(self, table: Table, form: str) -> bool:
        """Say whether it can be in a table of this kind, in a file of this form."""
        ...

    def spoil(self, line: Line, scene: Scene) -> Spoiled | None:
        """Return the row with this fault, or ``None`` where the fault does not fit."""
        ...


Spelling = Callable[[str, Random], Cell | None]


def _is_shared(line: Line, at: int, scene: Scene) -> bool:
    """Say whether another row of the firm has the same cell: were one taken as written, the two would contradict each other."""
    return any(other is not line and other.cells[at] == line.cells[at] for other in scene.group)


@dataclass(frozen=True, slots=True)
class CellFault:
    """A fault of one cell that says something.

    Attributes:
        name: its name.
        kinds: kinds of columns in which it can be; a blank cell has no fault.
        spell: writes the cell; ``None`` where it does not fit.
        code: what the loader must say; empty: the cell is cleaned without a word.
        answer: what becomes of the row.
        becomes: what a taken cell amounts to: its plain spelling, what is written, or nothing.
        forms: forms of files in which it occurs.
    """

    name: str
    kinds: frozenset[str]
    spell: Spelling
    code: str = ""
    answer: Answer = "loaded"
    becomes: Literal["plain", "written", "nothing"] = "plain"
    forms: frozenset[str] = EVERYWHERE
    spans: bool = False

    def belongs(self, table: Table, form: str) -> bool:
        """Say whether there is a column of that kind; some rows have columns of other kinds than their table says."""
        return form in self.forms and not self.kinds.isdisjoint({*table.kinds, *BY_ROW})

    def spoil(self, line: Line, scene: Scene) -> Spoiled | None:
        """Spoil one of the cells that fit."""
        if self.answer == "refused" and line.steady:
            return None
        places = [at for at, kind in enumerate(line.kinds) if kind in self.kinds and line.cells[at]]
        if not places:
            return None
        at = scene.random.choice(places)
        written = self.spell(line.cells[at], scene.random)
        if written is None or written == line.cells[at] or (self.becomes == "written" and _is_shared(line, at, scene)):
            return None
        return self._spoiled(line, scene.table.names[at], at, written)

    def _spoiled(self, line: Line, column: str, at: int, written: Cell) -> Spoiled:
        cells: list[Cell] = list(line.cells)
        cells[at] = written
        sound = list(line.cells)
        if self.answer == "loaded" and self.becomes != "plain":
            sound[at] = str(written) if self.becomes == "written" else ""
        return Spoiled(cells, self.answer, (Said(self.code, column),) if self.code else (), sound)


@dataclass(frozen=True, slots=True)
class RowFault:
    """A fault of more than one cell, or of the record as a whole."""

    name: str
    make: Callable[[Line, Scene], Spoiled | None]
    forms: frozenset[str] = EVERYWHERE
    tables: frozenset[str] | None = None
    spans: bool = False

    def belongs(self, table: Table, form: str) -> bool:
        """Say whether it is a fault of this table and of this form of file."""
        return form in self.forms and (self.tables is None or table.file in self.tables)

    def spoil(self, line: Line, scene: Scene) -> Spoiled | None:
        """Spoil the row; nothing that rests on it may be lost."""
        spoiled = self.make(line, scene)
        takes_the_row = spoiled is not None and spoiled.answer == "refused" and not spoiled.is_extra
        return None if takes_the_row and line.steady else spoiled


def refused(name: str, kinds: str, code: str, spell: Spelling, forms: frozenset[str] = EVERYWHERE) -> CellFault:
    """Describe a cell that costs the row; ``kinds`` are separated by ``|``."""
    return CellFault(name, frozenset(kinds.split("|")), spell, code, "refused", forms=forms)


def cleaned(name: str, kinds: str, spell: Spelling, forms: frozenset[str] = EVERYWHERE) -> CellFault:
    """Describe a cell that means the same as its plain spelling."""
    return CellFault(name, frozenset(kinds.split("|")), spell, forms=forms)


def kept(name: str, kinds: str, spell: Spelling, code: str = "") -> CellFault:
    """Describe a cell that is taken as it is written, with a doubt where there is a code."""
    return CellFault(name, frozenset(kinds.split("|")), spell, code, becomes="written")


def dropped(name: str, kinds: str, spell: Spelling, code: str) -> CellFault:
    """Describe a cell that is taken for nothing, with a doubt."""
    return CellFault(name, frozenset(kinds.split("|")), spell, code, becomes="nothing")


def with_cells(line: Line, scene: Scene, **changes: Cell) -> list[Cell]:
    """Return the cells with some changed, by the names of their columns."""
    cells: list[Cell] = list(line.cells)
    for column, cell in changes.items():
        cells[scene.at(column)] = cell
    return cells


def refused_row(line: Line, scene: Scene, says: Said | tuple[Said, ...], **changes: Cell) -> Spoiled:
    """Return the row with some cells changed, for which it is refused."""
    return Spoiled(with_cells(line, scene, **changes), "refused", says if isinstance(says, tuple) else (says,), line.cells)


def taken_row(line: Line, scene: Scene, says: tuple[Said, ...], **changes: Cell) -> Spoiled:
    """Return the row with some cells changed, which is taken as it is written, with doubts."""
    cells = texts(with_cells(line, scene, **changes))
    return Spoiled(cells, "loaded", says, cells)


def without(scene: Scene, *columns: str) -> dict[str, Cell]:
    """Say that those of these columns which the table has are empty."""
    return dict.fromkeys((column for column in columns if column in scene.table.at), "")


def cell_of(line: Line, scene: Scene, column: str) -> str:
    """Return the cell of a column."""
    return line.cells[scene.at(column)]


def texts(cells: Sequence[Cell]) -> list[str]:
    """Return cells that are all texts as such."""
    return [str(cell) for cell in cells]
