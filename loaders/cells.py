"""Reads the cells of a table, column by column: equal texts are read once, plain ones many at once, the others by their reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from graph_service.loaders.cleaning import UncleanError, is_error_value, is_null
from graph_service.loaders.codes import Doubtful
from graph_service.loaders.layout import Column
from graph_service.loaders.plain import LOOKS, Flags, Objects, Texts

#: Texts of a column that are remembered for the chunks to come, and what each read as.
REMEMBERED = 20_000
#: For fewer different texts a look at all of them does not pay.
_FEW = 16


@dataclass(frozen=True, slots=True)
class Cells:
    """One column of a chunk as it was read.

    Attributes:
        different: each different text once, as it reads; ``None`` for what says nothing or was refused.
        places: which of them each cell is.
        odd: the refused and the doubtful ones among ``different``, by place.
    """

    different: Objects
    places: npt.NDArray[np.intp]
    odd: Mapping[int, UncleanError | Doubtful]

    @property
    def values(self) -> Objects:
        """Return the value of every cell."""
        return self.different[self.places]

    def odd_cells(self) -> Flags:
        """Say which cells were refused or are doubtful."""
        found = np.zeros(len(self.different), dtype=bool)
        found[list(self.odd)] = True
        return found[self.places]


@dataclass(slots=True)
class Reader:
    """Reads the columns of one table, chunk after chunk, and remembers what it read."""

    _memory: dict[str, dict[str, object]] = field(default_factory=dict)

    def read(self, column: Column, texts: pa.Array) -> Cells:
        """Read one column of a chunk."""
        encoded = texts.dictionary_encode()
        places = encoded.indices.to_numpy(zero_copy_only=False).astype(np.intp)
        given = Texts.of(encoded.dictionary)
        different, left = _looked_at(column, given)
        odd: dict[int, UncleanError | Doubtful] = {}
        memory = self._memory.setdefault(column.name, {})
        for at in left:
            value = _remembered(memory, column, given.objects[at])
            if isinstance(value, UncleanError | Doubtful):
                odd[at] = value
                value = value.value if isinstance(value, Doubtful) else None
            different[at] = value
        return Cells(different, places, odd)


def _looked_at(column: Column, given: Texts) -> tuple[Objects, Sequence[int]]:
    """Return the values of the plain texts, and the places of the others."""
    count = len(given.objects)
    look = LOOKS.get(column.read) if count > _FEW else None
    if look is None:
        return np.full(count, None, dtype=object), range(count)
    plain, values = look(given)
    different = values.copy()
    different[~plain] = None
    return different, np.flatnonzero(~plain).tolist()


def _remembered(memory: dict[str, object], column: Column, text: str) -> object:
    if text in memory:
        return memory[text]
    value = read_cell(column, text)
    if len(memory) < REMEMBERED:
        memory[text] = value
    return value


def read_cell(column: Column, text: str) -> object:
    """Read one text: ``None`` where it says nothing, the ``UncleanError`` itself where it is refused."""
    if is_null(text):
        return None
    if is_error_value(text):
        return UncleanError("excel-error")
    try:
        return column.read(text)
    except UncleanError as unclean:
        return unclean
