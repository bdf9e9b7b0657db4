"""Reads what patterns look at: every current fact, what the register says beside it, and what the newest runs said."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date

import polars as pl

from graph_service.analysis.frames import Frames, joined, narrow
from graph_service.analysis.patterns.world import COLUMNS, World
from graph_service.errors import InputError
from graph_service.policy.ownership import load_ownership_terms
from graph_service.propagation.compiled import compile_rules
from graph_service.query import whole_graph
from graph_service.workflow.services import Ledger, Services

Progress = Callable[[int, int], None]
_REGISTERED = ("founded", "closed", "status", "address")
#: Events whose outcomes are asked of the ledger at once.
_CHUNK = 5000


@dataclass(frozen=True, slots=True)
class Read:
    """A world, the version of the graph that it was read from, and what its subjects and events are called."""

    world: World
    version: int
    names: Mapping[str, str]


def read_world(services: Services, on: date, *, most: int | None = None, progress: Progress | None = None) -> Read:
    """Read everything on record, and what the newest runs say; parameters and errors: see ``read_frames``."""
    facts, version = read_frames(services, most=most, progress=progress)
    said = joined(COLUMNS, {"outcomes": _outcomes(services.ledger, facts["events"]["id"].to_list())})
    facts = {**facts, "outcomes": said["outcomes"]}
    return Read(World(facts, compile_rules(services.rules.enabled()), load_ownership_terms(), on), version, _names(facts))


def read_frames(services: Services, *, most: int | None = None, progress: Progress | None = None) -> tuple[Frames, int]:
    """Read every current fact, a page at a time, and the version of the graph.

    Args:
        services: whose graph is read.
        most: refuse a graph with more facts than this.
        progress: called with the facts read, twice: how many there are is not known before.

    Raises:
        InputError: there are more facts than ``most``.
        StoreConflictError: the graph was changed meanwhile; trying again helps.
    """
    done = 0

    def told(_table: str, read: int) -> None:
        nonlocal done
        done += read
        if most is not None and done > most:
            hint = "Ask on the command line, which has no bound."
            raise InputError("graph", f"more than {most} facts are on record, too many for one request", hint=hint)
        if progress:
            progress(done, done)

    version = services.graph.graph_version()
    return whole_graph.read_frames(services.graph, version, COLUMNS, _REGISTERED, told), version


def _outcomes(ledger: Ledger, events: Sequence[str]) -> Iterator[pl.DataFrame]:
    for first in range(0, len(events), _CHUNK):
        entries = ledger.newest_runs(events[first : first + _CHUNK])
        yield narrow(COLUMNS, "outcomes", [asdict(one) for one in ledger.outcomes_in(entries, open_only=True)])


def _names(facts: Frames) -> dict[str, str]:
    documents = facts["events"].filter(pl.col("document").is_not_null()).select("id", "document").iter_rows()
    named = (facts[table].select("id", "name").iter_rows() for table in ("organizations", "persons"))
    return {key: name for rows in (*named, documents) for key, name in rows}
