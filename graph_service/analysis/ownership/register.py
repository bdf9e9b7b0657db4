"""The holdings of one day in a whole register, as arrays: subjects are numbers, shares whole units as in ``holdings``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from graph_service.analysis.frames import holds_on
from graph_service.analysis.ownership.holdings import WHOLE
from graph_service.policy.ownership import StateBodies

Whole = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
#: What is read of each table.
COLUMNS = {
    "organizations": ("id", "name", "type"),
    "holdings": ("holder", "organization", "share", "share_min", "share_max", "start", "end"),
}


@dataclass(frozen=True, slots=True)
class Register:
    """Holdings, each pair of subjects once, in order of holder and organisation.

    Attributes:
        ids: the id of each number.
        holder, organization: numbers. low, high: bounds of the share.
    """

    ids: pl.Series
    holder: Whole
    organization: Whole
    low: Whole
    high: Whole

    @property
    def size(self) -> int:
        """How many subjects hold or are held."""
        return len(self.ids)

    def owned(self) -> Flags:
        """Say of each subject whether anything is held in it."""
        found = np.zeros(self.size, dtype=bool)
        found[self.organization] = True
        return found

    def unrecorded(self) -> Whole:
        """Return for each subject the part of which no entry speaks."""
        stated = np.bincount(self.organization, weights=self.high.astype(float), minlength=self.size)
        return np.maximum(0, WHOLE - stated.astype(np.int64))


def register_on(facts: Mapping[str, pl.DataFrame], on: date, state: StateBodies) -> Register:
    """Take the holdings of a day from frames of ``organizations`` and ``holdings``; nothing is held in a state body."""
    bodies = facts["organizations"].filter(
        pl.col("type").is_in(sorted(state.types))
        | pl.any_horizontal(*(pl.col("name").str.ends_with(end) for end in state.names_ending)).fill_null(value=False)
    )
    held = facts["holdings"].filter(holds_on(on), ~pl.col("organization").is_in(bodies["id"].implode()))
    ids, numbers = _numbered(pl.concat([held["holder"], held["organization"]]))
    pairs = numbers[: len(held)] * len(ids) + numbers[len(held) :]
    bounds = held.select(_bounds())
    pair, low, high = _summed(pairs, bounds["low"].to_numpy(), bounds["high"].to_numpy())
    holder, organization = np.divmod(pair, max(len(ids), 1))
    return Register(ids, holder, organization, low, _narrowed(organization, low, high, len(ids)))


def _numbered(texts: pl.Series) -> tuple[pl.Series, Whole]:
    """Return the different texts in order, and for each given one its place there."""
    encoded = texts.rechunk().to_arrow().dictionary_encode()
    found = pl.Series("id", encoded.dictionary, dtype=pl.String)
    order = found.arg_sort().to_numpy()
    places = np.empty(len(order), dtype=np.int64)
    places[order] = np.arange(len(order))
    return found.gather(order), places[encoded.indices.to_numpy()]


def _summed(keys: Whole, *values: Whole) -> tuple[Whole, ...]:
    """Add up the values of equal keys; the keys come in order."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    first = np.flatnonzero(np.diff(ordered, prepend=ordered[:1] - 1))
    return ordered[first], *(np.add.reduceat(each[order], first) if len(first) else each for each in values)


def _bounds() -> list[pl.Expr]:
    share, least, most = (_units(name) for name in ("share", "share_min", "share_max"))
    contradicting = (least > most).fill_null(value=False)
    low = pl.when(contradicting).then(None).otherwise(least)
    high = pl.when(contradicting).then(None).otherwise(most)
    return [pl.coalesce(share, low, 0).alias("low"), pl.coalesce(share, high, WHOLE).alias("high")]


def _units(name: str) -> pl.Expr:
    return (pl.col(name) * WHOLE).round().cast(pl.Int64)


def _narrowed(organization: Whole, low: Whole, high: Whole, size: int) -> Whole:
    """Let no upper bound exceed what the others leave of the whole (as ``holdings`` does)."""
    order = np.argsort(organization, kind="stable")
    starts = np.searchsorted(organization[order], np.arange(size + 1))
    sums = np.concatenate([[0], np.cumsum(low[order])])
    least = sums[starts[1:]] - sums[starts[:-1]]
    left = np.maximum(low, np.minimum(high, WHOLE - least[organization] + low))
    return np.where(low == high, high, left)


def as_sparse(rows: Whole, columns: Whole, values: npt.NDArray[Any], shape: tuple[int, int]) -> Any:
    """Build a sparse matrix."""
    from scipy.sparse import csr_array

    return csr_array((values, (rows, columns)), shape=shape)
