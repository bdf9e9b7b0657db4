"""Query plans that are built once and run again on other rows.

Writing the plan of ``propagate()`` costs more than running it on one case. Its shape depends only on the rules, the day and the
lengths of terms, so it is kept, with Polars' ``defer`` in the place of the tables. Tables of another library build their own plan.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from threading import Lock
from typing import Any

import narwhals as nw
import polars as pl

from graph_service.propagation.facts import Frame

Tables = Mapping[str, nw.DataFrame[Any]]
Build = Callable[[Mapping[str, Frame]], Frame]

_KEPT = 128
#: Polars would optimise the plan again for each run, which costs a third of the time of one case and gains nothing on a chunk.
_AS_WRITTEN = pl.QueryOptFlags.none()
_plans: OrderedDict[Hashable, _Plan] = OrderedDict()
_plans_lock = Lock()


def run_prepared(key: Hashable, build: Build, tables: Tables) -> nw.DataFrame[Any]:
    """Run the plan that ``build`` writes on ``tables`` (Polars), keeping it under ``key``.

    Two calls with one key must write the same plan; ``build`` must read nothing but the tables it is given and what ``key`` names.
    """
    with _plans_lock:
        plan = _plans.pop(key, None) or _Plan(build, tables)
        _plans[key] = plan
        while len(_plans) > _KEPT:
            _plans.popitem(last=False)
    return plan.run(tables)


class _Plan:
    """One plan over deferred tables; a lock keeps two threads from swapping each other's rows."""

    def __init__(self, build: Build, tables: Tables) -> None:
        self._lock = Lock()
        self._rows: dict[str, pl.DataFrame] = {}
        deferred = {name: self._deferred(name, table.to_native().schema) for name, table in tables.items()}
        self._plan: pl.LazyFrame = build(deferred).to_native()

    def _deferred(self, name: str, schema: pl.Schema) -> Frame:
        return nw.from_native(pl.defer(lambda: self._rows[name], schema=schema))

    def run(self, tables: Tables) -> nw.DataFrame[Any]:
        with self._lock:
            self._rows.update({name: table.to_native() for name, table in tables.items()})
            try:
                return nw.from_native(self._plan.collect(engine="in-memory", optimizations=_AS_WRITTEN))
            finally:
                self._rows.clear()
