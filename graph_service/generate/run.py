"""Writes a registry: all tables side by side, block after block, and the truth about every row that is wrong.

Memory does not grow with the number of enterprises. The truth file has one JSON object a line: one for every row with a fault, then one
for every file, then one for the whole. ``docs/reference.md`` says what they hold.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO

from graph_service.errors import InputError
from graph_service.generate.faults import FAULTS
from graph_service.generate.faults.base import Fault
from graph_service.generate.lines import Block
from graph_service.generate.numbers import MOST_FIRMS, MOST_PERSONS
from graph_service.generate.people import PERSONS_PER_FIRM
from graph_service.generate.sources import SOURCES, Source
from graph_service.generate.spoiling import Dirt, Spoiling, Written
from graph_service.generate.tally import Facts, FileTally
from graph_service.generate.world import World
from graph_service.generate.writing import ENCODINGS, FORMATS, TableWriter, open_table

#: A file ends behind the block in which it reaches so many rows; the next one goes on.
ROWS_OF_A_FILE = 500_000
TABLES, TRUTH = "tables", "truth.jsonl"
MOST_ENTERPRISES = min(MOST_FIRMS, MOST_PERSONS // PERSONS_PER_FIRM)
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to write.

    Attributes:
        enterprises: how many; at most ``MOST_ENTERPRISES``.
        seed: what chance starts from; the registry itself does not depend on the other fields but the first.
        dirty: share of rows with a fault, from 0 up to 1.
        form: one of ``writing.FORMATS``.
        encoding: one of ``writing.ENCODINGS``, of text files.
        faults: the kinds of faults to choose from.

    Raises:
        InputError: a field does not fit; names the option of the command.
    """

    enterprises: int
    seed: int
    dirty: float = 0.0
    form: str = "csv"
    encoding: str = "utf-8"
    faults: Sequence[Fault] = field(default=FAULTS, repr=False)

    def __post_init__(self) -> None:
        """Refuse what cannot be written."""
        if not 0 < self.enterprises <= MOST_ENTERPRISES:
            raise InputError("--enterprises", f"must be from 1 to {MOST_ENTERPRISES}")
        if not 0 <= self.dirty < 1:
            raise InputError("--dirty", "is a share of the rows: from 0 up to, but not including, 1")
        for option, value, known in (("--format", self.form, FORMATS), ("--encoding", self.encoding, ENCODINGS)):
            if value not in known:
                raise InputError(option, f"{value!r} is not known", hint=f"One of: {', '.join(known)}.")


@dataclass(frozen=True, slots=True)
class Generated:
    """What was written: for every file what a load report must say, and how many facts there are once every row is right."""

    files: tuple[FileTally, ...]
    facts: dict[str, int]

    @property
    def rows(self) -> int:
        """Return how many rows there are in all."""
        return sum(file.rows for file in self.files)

    @property
    def dirty(self) -> int:
        """Return how many of them have a fault."""
        return sum(file.dirty for file in self.files)


@dataclass
class _Output:
    """The files of one table, one after the other."""

    source: Source
    plan: Plan
    folder: Path
    spoiling: Spoiling
    files: list[FileTally] = field(default_factory=list)
    _writer: TableWriter | None = None

    def write(self, row: Written) -> tuple[str, int]:
        """Write a row; return the file's name and the number of the row in it, from 1 on."""
        writer = self._writer or self._opened()
        if row.after_blank:
            writer.leave_blank()
        if row.fault:
            writer.write(row.cells)
        else:
            writer.write_texts(row.line.cells)
        file = self.files[-1]
        file.add(row)
        return file.name, file.rows

    def _opened(self) -> TableWriter:
        table, number = self.source.table, len(self.files) + 1
        name = f"{table.file}{f'_{number}' if number > 1 else ''}.{self.plan.form}"
        self.files.append(FileTally(name, table.source))
        self._writer = open_table(self.folder / name, table.titles, self.plan.encoding)
        return self._writer

    def end_block(self) -> None:
        """Go on in another file where this one is long enough."""
        if self.files and self.files[-1].rows >= ROWS_OF_A_FILE:
            self.close()

    def close(self) -> None:
        """Close the present file."""
        if self._writer:
            self._writer.close()
            self._writer = None


def generate(plan: Plan, folder: Path, progress: Progress | None = None) -> Generated:
    """Write the tables of a registry to ``folder/tables`` and the truth about them to ``folder/truth.jsonl``.

    Args:
        plan: what to write.
        folder: is made; if it is there it must be empty.
        progress: called with the enterprises done and all enterprises.

    Raises:
        InputError: the folder holds something.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError("--to", f"{folder} is there and not empty", hint="Name a directory that is not there yet.")
    tables = folder / TABLES
    tables.mkdir(parents=True)
    dirt = Dirt(plan.seed, plan.dirty, plan.form, plan.encoding, plan.faults)
    outputs = [_Output(source, plan, tables, Spoiling(source.table, dirt)) for source in SOURCES]
    facts = Facts()
    with ExitStack() as stack:
        for output in outputs:
            stack.callback(output.close)
        truth = stack.enter_context((folder / TRUTH).open("w", encoding="utf-8", newline="\n"))
        _write_blocks(plan, outputs, facts, truth, progress)
        generated = Generated(tuple(file for output in outputs for file in output.files), dict(sorted(facts.counts.items())))
        for line in _summary(plan, generated):
            truth.write(line)
    return generated


def _write_blocks(plan: Plan, outputs: list[_Output], facts: Facts, truth: IO[str], progress: Progress | None) -> None:
    done = 0
    for number, town in enumerate(World(plan.seed, plan.enterprises).blocks()):
        block = Block(town, plan.seed)
        for output in outputs:
            table = output.source.table
            for row in output.spoiling.written(block, number, output.source.rows(block)):
                place = output.write(row)
                facts.add(table, row)
                if row.fault:
                    truth.write(_truth(place, row))
            output.end_block()
        facts.end_block()
        done += len(town.firms)
        if progress:
            progress(done, plan.enterprises)


def _truth(place: tuple[str, int], row: Written) -> str:
    """Write what is wrong with a row, what a loader must answer, and what the row ought to say."""
    file, number = place
    said = {
        "file": file,
        "row": number,
        "fault": row.fault,
        "answer": row.answer,
        "says": [asdict(said) for said in row.says],
        "extra": row.is_extra,
        "sound": row.sound,
    }
    return json.dumps(said, ensure_ascii=False) + "\n"


def _summary(plan: Plan, generated: Generated) -> Iterator[str]:
    for file in generated.files:
        yield json.dumps({"report": asdict(file)}, ensure_ascii=False) + "\n"
    asked = {name: getattr(plan, name) for name in ("enterprises", "seed", "dirty", "form", "encoding")}
    whole = {"plan": asked, "rows": generated.rows, "dirty": generated.dirty, "facts": generated.facts}
    yield json.dumps({"whole": whole}, ensure_ascii=False) + "\n"
