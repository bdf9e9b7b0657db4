"""The third step of every source, ``across``: what only the whole table shows, on the few columns that the source keeps of each chunk.

A ``Whole`` holds no clear text that its source does not ask for: what a row says and what it is about are kept as fingerprints.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from graph_service.loaders.checking import KEYS, ROW, Fault, Sieve, Sifted, Warned
from graph_service.loaders.fingerprints import Fingerprints, Words, spelling
from graph_service.loaders.layout import DELETE, OPERATION
from graph_service.store.ports import PersonIdentity

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Keeps:
    """What a source keeps of each chunk for ``across``; the ``keys`` of a row are always kept.

    Attributes:
        columns: texts, days, numbers and flags, as they are.
        persons: columns of identities (other values in them do not count).
    """

    columns: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()


@dataclass(slots=True)
class Whole:
    """All sound rows of one table in the middle of ``across``."""

    keeps: Keeps
    _tables: list[pa.Table] = field(default_factory=list)
    _said: list[tuple[Rows, Words]] = field(default_factory=list)
    _keys: list[tuple[Rows, Fingerprints]] = field(default_factory=list)
    _persons: dict[str, list[tuple[Rows, Fingerprints, pa.Array]]] = field(default_factory=dict)
    _refused: dict[int, list[Fault]] = field(default_factory=dict)
    _repeats: set[int] = field(default_factory=set)
    _warnings: dict[int, list[Warned]] = field(default_factory=dict)
    _renamed: dict[str, dict[int, str]] = field(default_factory=dict)
    _frame: pd.DataFrame | None = None

    def add(self, sieve: Sieve) -> None:
        """Keep what the sound rows of a checked chunk say."""
        sound = sieve.sound(OPERATION, KEYS, *self.keeps.columns, *self.keeps.persons)
        rows = sound.index.to_numpy(dtype=np.int64)
        standing = sound[sound[OPERATION] != DELETE]  # what takes a fact back is held against nothing
        stated = standing.index.to_numpy(dtype=np.int64)
        kept = {name: pa.array(standing[name].tolist()) for name in self.keeps.columns}
        self._tables.append(pa.table({ROW: stated, **kept}))
        self._said.append((rows, sieve.said()[np.searchsorted(sieve.chunk.rows, rows)]))
        about = sound[KEYS].tolist()
        numbers = np.repeat(rows, [len(keys or ()) for keys in about])
        self._keys.append((numbers, Fingerprints.of([key for keys in about for key in keys or ()])))
        for column in self.keeps.persons:
            self._persons.setdefault(column, []).append(_named(stated, standing[column].tolist()))

    @property
    def frame(self) -> pd.DataFrame:
        """The kept columns of the rows without a fault so far, indexed by row number; Arrow types, so that an empty cell is ``NA``."""
        if self._frame is None:
            self._frame = (
                _together(self._tables, (ROW, *self.keeps.columns)).to_pandas(types_mapper=pd.ArrowDtype).set_index(ROW)
            )
        gone = [*self._refused, *self._repeats]
        return self._frame[~self._frame.index.isin(gone)] if gone else self._frame

    def rows(self, *columns: str) -> Iterator[tuple[int, tuple[Any, ...]]]:
        """Give number and cells of each row without a fault whose first one of ``columns`` is filled; an empty cell is ``None``."""
        frame = self.frame
        frame = frame[frame[columns[0]].notna()]
        cells = (pa.array(frame[name].array).to_pylist() for name in columns)
        return zip(frame.index.tolist(), zip(*cells, strict=True), strict=True)

    def refuse(self, row: int, code: str, column: str = "", detail: str = "") -> None:
        """Note a fault."""
        self._refused.setdefault(row, []).append(Fault(code, column, detail=detail))

    def warn(self, row: int, code: str, column: str = "") -> None:
        """Note a doubt; the row is taken."""
        self._warnings.setdefault(row, []).append(Warned(row, code, column))

    def give_way(self, rows: Iterable[int]) -> None:
        """Leave out rows of which another row of the table says all and more; they count as repeats."""
        self._repeats.update(rows)

    def single_out(self) -> None:
        """Keep the first of equal rows (the others are repeats) and refuse a later row that says something else about the same thing.

        Several keys of a row are several things: a row that shares any of them with an earlier row is about the same.
        """
        rows, keys = self._sound_keys()
        numbers, _ = keys.numbered()
        shared = np.flatnonzero(np.bincount(numbers)[numbers] > 1) if len(numbers) else np.array([], dtype=np.intp)
        concerned = np.isin(rows, rows[shared])
        about: dict[int, list[int]] = {}
        for row, key in zip(rows[concerned].tolist(), numbers[concerned].tolist(), strict=True):
            about.setdefault(row, []).append(key)
        said = self._said_by(list(about))
        first: dict[int, int] = {}
        for row, things in about.items():
            earlier = next((first[key] for key in things if key in first), None)
            if earlier is None:
                first.update(dict.fromkeys(things, row))
            elif said[earlier] == said[row]:
                self._repeats.add(row)
            else:
                self.refuse(row, "conflicting-duplicate", detail=f"row {earlier}")

    def _sound_keys(self) -> tuple[Rows, Fingerprints]:
        rows = np.concatenate([rows for rows, _ in self._keys]) if self._keys else np.array([], dtype=np.int64)
        keys = Fingerprints.joined([keys for _, keys in self._keys])
        here = np.flatnonzero(~np.isin(rows, [*self._refused, *self._repeats]))
        return rows[here], keys.take(here)

    def _said_by(self, rows: Sequence[int]) -> dict[int, int]:
        if not rows:
            return {}
        all_rows = np.concatenate([numbers for numbers, _ in self._said])
        said = np.concatenate([words for _, words in self._said])[np.searchsorted(all_rows, np.array(rows, dtype=np.int64))]
        return dict(zip(rows, said.tolist(), strict=True))

    def one_name_an_identity(self, identities: str, column: str) -> None:
        """Give each person the spelling of the name that came first; refuse another name for the same document number."""
        parts = self._persons.get(identities, [])
        rows = np.concatenate([rows for rows, _, _ in parts]) if parts else np.array([], dtype=np.int64)
        here = np.flatnonzero(~np.isin(rows, [*self._refused, *self._repeats]))
        if not len(here):
            return
        numbers, first = Fingerprints.joined([who for _, who, _ in parts]).take(here).numbered()
        names = pa.chunked_array([names for _, _, names in parts]).combine_chunks().dictionary_encode()
        places = names.indices.to_numpy(zero_copy_only=False)[here]
        known = places[first][numbers]
        renamed = self._renamed.setdefault(identities, {})
        for at in np.flatnonzero(known != places).tolist():
            row, right = int(rows[here[at]]), names.dictionary[int(known[at])].as_py()
            if spelling(right) == spelling(names.dictionary[int(places[at])].as_py()):
                renamed[row] = right
            else:
                self.refuse(row, "same-id-other-name", column)

    def settle(self, sieve: Sieve) -> Sifted:
        """Close the check of a chunk: leave out what was refused here, put the names that were settled."""
        present = set(sieve.chunk.rows.tolist())
        sieve.refuse_all({row: faults for row, faults in self._refused.items() if row in present})
        for column, names in self._renamed.items():
            sieve.rename(column, {row: name for row, name in names.items() if row in present})
        warnings = [warned for row, some in self._warnings.items() if row in present for warned in some]
        return sieve.sifted(self._repeats & present, warnings)


def _together(tables: Sequence[pa.Table], columns: Sequence[str]) -> pa.Table:
    """Put tables below each other; a column without a single value is one of numbers."""
    if not tables:
        return pa.table({name: pa.array([], pa.float64()) for name in columns})
    table = pa.concat_tables(tables, promote_options="permissive")
    numbers = pa.schema(pa.field(one.name, pa.float64() if pa.types.is_null(one.type) else one.type) for one in table.schema)
    return table.cast(numbers)


def _named(rows: Rows, values: Sequence[object]) -> tuple[Rows, Fingerprints, pa.Array]:
    named = [(row, value) for row, value in zip(rows.tolist(), values, strict=True) if isinstance(value, PersonIdentity)]
    who = Fingerprints.of([identity for _, identity in named])
    names = pa.array([identity.name for _, identity in named], pa.string())
    return np.array([row for row, _ in named], dtype=np.int64), who, names
