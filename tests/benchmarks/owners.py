"""A seeded register of owners, as frames: two holdings a firm, chains, rings, firms that hold each other or themselves, state bodies, open shares."""

from __future__ import annotations

import numpy as np
import polars as pl

from graph_service.analysis.ownership.register import COLUMNS
from tests.benchmarks.chance import numbered

#: How a firm is divided, in percent; two holders on average.
DIVISIONS = (
    (100.0,),
    (100.0,),
    (80.0, 20.0),
    (51.0, 49.0),
    (60.0, 40.0),
    (44.71, 35.29, 20.0),
    (33.34, 33.33, 33.33),
    (40.0, 30.0),
)
#: In every thousand firms: a chain, a ring of three, two that hold each other, two that nobody else holds, one that holds itself.
CHAIN, RING, PAIR, CLOSED, SELF = range(1, 9), range(10, 13), range(20, 22), range(30, 32), 40
BY_FIRM, UNKNOWN, STATE_BODIES = 0.15, 0.01, 0.001


def owners(firms: int, seed: int = 20170331) -> dict[str, pl.DataFrame]:
    """Return the frames that look-through reads."""
    random = np.random.default_rng(seed)
    division = random.integers(0, len(DIVISIONS), firms)
    counts = np.array([len(shares) for shares in DIVISIONS])[division]
    firm = np.repeat(np.arange(firms), counts)
    share = np.concatenate([np.array(DIVISIONS[number]) for number in division.tolist()]) / 100
    first = np.zeros(len(firm), dtype=bool)
    first[np.cumsum(counts) - counts] = True
    by_firm = first & (random.random(len(firm)) < BY_FIRM)
    holder = numbered("P", random.integers(0, firms * 6 // 5, len(firm)))
    above = random.integers(0, firms, len(firm))
    above = np.where(above == firm, (above + 1) % firms, above)
    for place, held_by in _prescribed().items():
        mine = first & (firm % 1000 == place)
        by_firm |= mine
        above = np.where(mine, np.minimum(firm - place + held_by, firms - 1), above)
    share = np.where(first & np.isin(firm % 1000, list(CLOSED)), 1.0, share)
    only = ~np.isin(firm % 1000, list(CLOSED)) | first
    known = pl.Series(random.random(len(firm)) >= UNKNOWN)
    nothing = pl.Series([None], dtype=pl.Float64).new_from_index(0, len(firm))
    holdings = pl.DataFrame(
        {
            "holder": numbered("E", above).zip_with(pl.Series(by_firm), holder),
            "organization": numbered("E", firm),
            "share": pl.Series(share).zip_with(known, nothing),
            **dict.fromkeys(("share_min", "share_max"), nothing),
            **dict.fromkeys(("start", "end"), pl.Series([None], dtype=pl.Date).new_from_index(0, len(firm))),
        }
    ).filter(pl.Series(only))
    state = pl.Series(random.random(firms) < STATE_BODIES)
    names = numbered("E", np.arange(firms))
    kinds = pl.Series(["government"]).new_from_index(0, firms).zip_with(state, pl.Series(["company"]).new_from_index(0, firms))
    organizations = pl.DataFrame({"id": names, "name": names, "type": kinds})
    return {"organizations": organizations.select(COLUMNS["organizations"]), "holdings": holdings.select(COLUMNS["holdings"])}


def _prescribed() -> dict[int, int]:
    """Return the place of the firm that holds the first part of each firm with a prescribed holder."""
    found = {place: place - 1 for place in CHAIN[1:]} | {SELF: SELF}
    for ring in (RING, PAIR, CLOSED):
        found |= {place: ring[number - 1] for number, place in enumerate(ring)}
    return found
