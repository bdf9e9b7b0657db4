"""Chooses which rows go wrong, and how. Kinds of faults take turns, so that the rare ones come up in small registries too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from graph_service.generate.faults import FAULTS
from graph_service.generate.faults.base import Answer, Fault, Scene, Spoiled
from graph_service.generate.layouts import Table
from graph_service.generate.lines import Block, Line, Said
from graph_service.generate.spelling import Cell

#: What is written in the truth for a row that is refused because its decision was.
CONSEQUENCE = "decision was refused"
#: Faults that may draw other lines in stand so many rows apart: a loader looks for the end of a quotation over 200 lines.
_APART = 250


@dataclass(frozen=True, slots=True)
class Written:
    """One row as it goes into a file; without a ``fault`` it is right. The other fields are those of ``Spoiled`` and ``Line``."""

    line: Line
    cells: Sequence[Cell]
    answer: Answer
    says: tuple[Said, ...]
    sound: Sequence[str] | None
    fault: str = ""
    is_extra: bool = False
    after_blank: bool = False


@dataclass(frozen=True, slots=True)
class Dirt:
    """How dirty a set of files is: seed, share of rows that go wrong, form and encoding of the files, kinds of faults to choose from."""

    seed: int
    share: float
    form: str
    encoding: str
    faults: Sequence[Fault] = FAULTS


class Spoiling:
    """Spoils the rows of one table, block after block."""

    def __init__(self, table: Table, dirt: Dirt) -> None:
        """Lay out which kinds of faults can be in the table; chance says who begins."""
        self._table, self._dirt = table, dirt
        self._turns = [fault for fault in dirt.faults if fault.belongs(table, dirt.form)]
        self._random_for("turns").shuffle(self._turns)
        self._since_span = _APART

    def _random_for(self, purpose: str) -> Random:
        return Random(f"{self._dirt.seed}/{self._table.file}/{purpose}")  # noqa: S311  # chance that can be repeated, nothing secret

    def written(self, block: Block, number: int, lines: Iterator[Line]) -> Iterator[Written]:
        """Yield the rows of one block; records whose rows are refused are added to what the block has lost."""
        scene = Scene(self._random_for(str(number)), self._table, self._dirt.encoding, block)
        for group in _groups(lines):
            scene.group = group
            yield from self._group(group, scene)

    def _group(self, group: list[Line], scene: Scene) -> Iterator[Written]:
        chosen: list[tuple[str, Spoiled] | None] = []
        all_say: tuple[Said, ...] = ()
        for line in group:
            found = self._chosen(line, scene) if not all_say and scene.random.random() < self._dirt.share else None
            if found and found[1].all_say and any(chosen):
                found = None
            if found:
                all_say = found[1].all_say
                if found[1].answer == "refused" and not found[1].is_extra:
                    scene.block.lost.add(line.record)
            elif line.because:
                scene.block.lost.add(line.record)
            chosen.append(found)
        self._since_span += len(group)
        for line, found in zip(group, chosen, strict=True):
            yield from _rows(line, found, all_say)

    def _chosen(self, line: Line, scene: Scene) -> tuple[str, Spoiled] | None:
        """Return the next kind of fault that fits, which then waits until all others have had their turn."""
        if not line.can_be_spoiled:
            return None
        for at, fault in enumerate(self._turns):
            if fault.spans and self._since_span < _APART:
                continue
            if spoiled := fault.spoil(line, scene):
                self._turns.append(self._turns.pop(at))
                if fault.spans:
                    self._since_span = 0
                return fault.name, spoiled
        return None


def _groups(lines: Iterator[Line]) -> Iterator[list[Line]]:
    """Put the rows of one firm together."""
    group: list[Line] = []
    for line in lines:
        if group and (line.firm is None or line.firm is not group[-1].firm):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _rows(line: Line, found: tuple[str, Spoiled] | None, all_say: tuple[Said, ...]) -> Iterator[Written]:
    """Yield what a line becomes: one row, or the right one and a superfluous one behind it."""
    if found is None or found[1].is_extra:
        if all_say:
            yield Written(line, line.cells, "refused", all_say, line.cells, "row of a firm with shares above the whole")
        elif line.because:
            yield Written(line, line.cells, "refused", (line.because,), line.cells, CONSEQUENCE)
        else:
            yield Written(line, line.cells, "loaded", line.says, line.cells)
        if found is None:
            return
    name, spoiled = found
    yield Written(line, spoiled.cells, spoiled.answer, spoiled.says, spoiled.sound, name, spoiled.is_extra, spoiled.after_blank)
