"""The two passes over a table: the first checks every chunk and looks across them, the second gives what is left, chunk by chunk.

No chunk outlives its turn, and no clear text is put aside: reading and checking twice costs less than writing what was read.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from graph_service.loaders.cells import Reader
from graph_service.loaders.checking import ROW, CleanRow, Fault, Rejection, Sieve, Sifted
from graph_service.loaders.layout import DELETE, OPERATION
from graph_service.loaders.reading import Chunk
from graph_service.loaders.source import Surroundings
from graph_service.loaders.sources import Recognised
from graph_service.loaders.whole import Whole


class Passes:
    """Checks one table against what is known around it."""

    def __init__(
        self, table: Recognised, known: Surroundings, delete_nothing: Callable[[Sequence[CleanRow]], Sequence[int]]
    ) -> None:
        """Prepare; nothing is read yet.

        Args:
            table: what to read.
            known: what there is around it.
            delete_nothing: names those of some rows that take back what is not on record.
        """
        self._table = table
        self._known = known
        self._delete_nothing = delete_nothing
        self._whole = Whole(table.source.keeps)
        self._reader = Reader()
        self._only: Sieve | None = None
        self._settled: Sifted | None = None

    def first(self, checked: Callable[[int], None] = lambda _records: None) -> int:
        """Check every chunk, then look across them; return the number of records. ``checked`` is told those of each chunk."""
        read = 0
        with no_collection():
            for number, chunk in enumerate(self._table.sheet.chunks()):
                sieve = self._checked(chunk)
                self._whole.add(sieve)
                self._only = sieve if number == 0 else None
                read += len(chunk)
                checked(len(chunk))
            self._table.source.across(self._whole, self._known)
        return read

    def second(self) -> Iterator[Sifted]:
        """Check again and give what each chunk has come to, in order; a table of one chunk was kept. It may be asked for twice."""
        if self._only is not None:
            self._settled = self._settled or self._settle(self._only)
            yield self._settled
            return
        chunks = self._table.sheet.chunks()
        while (sifted := self._next(chunks)) is not None:
            yield sifted

    def _next(self, chunks: Iterator[Chunk]) -> Sifted | None:
        with no_collection():
            chunk = next(chunks, None)
            return None if chunk is None else self._settle(self._checked(chunk))

    def _settle(self, sieve: Sieve) -> Sifted:
        sifted = self._whole.settle(sieve)
        if self._table.source.partial:
            barred, code = [row[ROW] for row in sifted.rows if row[OPERATION] == DELETE], "delete-of-part"
        else:
            barred, code = list(self._delete_nothing(sifted.rows)), "not-on-record"
        return _without(sifted, sieve, frozenset(barred), code) if barred else sifted

    def _checked(self, chunk: Chunk) -> Sieve:
        sieve = Sieve(chunk, self._table.source.layout, self._table.match, self._reader)
        self._table.source.check(sieve, self._known)
        return sieve


def _without(sifted: Sifted, sieve: Sieve, barred: frozenset[int], code: str) -> Sifted:
    """Refuse rows that take back what they cannot."""
    faults = {row: (Fault(code, OPERATION, sieve.text(row, OPERATION)),) for row in barred}
    refused = (*sifted.rejections, *(Rejection(sieve.chunk.record(row), fault) for row, fault in faults.items()))
    return replace(
        sifted,
        rows=tuple(row for row in sifted.rows if row[ROW] not in barred),
        rejections=tuple(sorted(refused, key=lambda one: one.record.row)),
        warnings=tuple(one for one in sifted.warnings if one.row not in barred),
    )


@contextmanager
def no_collection() -> Iterator[None]:
    """Hold off the search for cycles: a chunk is a million small objects without any, and looking through them costs a third."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
