"""Seeded draws of whole columns, for the registry of the benchmarks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

Columns = Mapping[str, pl.Series]


@dataclass(frozen=True)
class Chance:
    """Draws of whole columns."""

    random: np.random.Generator

    def flags(self, count: int, share: float) -> pl.Series:
        return pl.Series(self.random.random(count) < share, dtype=pl.Boolean)

    def sometimes(self, share: float, values: pl.Series) -> pl.Series:
        """Keep each value with this probability, else leave it empty."""
        keep = self.flags(len(values), share)
        return values.zip_with(keep, pl.Series([None], dtype=values.dtype).new_from_index(0, len(values)))

    def words(self, count: int, weights: Mapping[str, float]) -> pl.Series:
        share = np.array(list(weights.values()), dtype=float)
        drawn = self.random.choice(len(weights), size=count, p=share / share.sum())
        return pl.Series(list(weights)).gather(drawn)

    def days(self, count: int, first: date, last: date) -> pl.Series:
        offsets = self.random.integers(0, (last - first).days + 1, count)
        return pl.Series(np.datetime64(first) + offsets.astype("timedelta64[D]")).cast(pl.Date)

    def later(self, days: pl.Series, most: int) -> pl.Series:
        """Move each day on by 1 to ``most`` days."""
        return days + pl.Series(self.random.integers(1, most + 1, len(days)) * 86_400_000, dtype=pl.Duration("ms"))


def numbered(prefix: str, numbers: np.ndarray) -> pl.Series:
    """Return ids: a prefix and a number."""
    return pl.select(pl.concat_str(pl.lit(prefix), pl.Series(numbers).cast(pl.String))).to_series()


def only_where(values: pl.Series, wanted: pl.Series) -> pl.Series:
    """Leave every other value empty."""
    return values.zip_with(wanted, pl.Series([None], dtype=values.dtype).new_from_index(0, len(values)))
