"""Writes and reads ``(:Measure)`` nodes: what the ledger says, shown in the graph. No fact, and no rise of the graph version.

One transaction a call: its own lock first, then hear what is to be shown, read what is there, and change what differs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from graph_service.model.facts import Row
from graph_service.store.graph.client import BoltClient, Record, Transaction
from graph_service.store.graph.rows import Properties, native
from graph_service.store.projection_ports import MeasureCount, Measures, ProjectionCounts

T = TypeVar("T")

_PIECE = 1_000
#: Only a measure with other ties than its columns name has this column: it is drawn anew. What else differs is set where it stands.
_TIES = "ties"


@dataclass(slots=True)
class _Plan:
    """Keys to remove, rows to create, rows to draw anew, rows whose columns are set anew, and how many stay as they are."""

    remove: list[str] = field(default_factory=list)
    create: list[Row] = field(default_factory=list)
    redraw: list[Row] = field(default_factory=list)
    change: list[Row] = field(default_factory=list)
    unchanged: int = 0


def show(client: BoltClient, events: Sequence[str], said: Callable[[], Measures]) -> ProjectionCounts:
    """Make the measures of these events exactly those that ``said`` returns (see ``MeasureProjection``)."""

    def work(transaction: Transaction) -> ProjectionCounts:
        transaction.run("write/lock_measures")
        plan = _plan(said(), _shown(transaction, events))
        drawn = _draw(transaction, plan)
        for rows in _pieces(plan.change):
            transaction.run("write/measures_update", rows=rows)
        redrawn = sum(row["key"] in drawn for row in plan.redraw)
        return ProjectionCounts(
            created=len(drawn) - redrawn,
            changed=len(plan.change) + redrawn,
            removed=len(plan.remove),
            unchanged=plan.unchanged,
            unplaced=len(plan.create) + len(plan.redraw) - len(drawn),
        )

    return client.write(work)


def _draw(transaction: Transaction, plan: _Plan) -> set[str]:
    """Take away what goes, draw what is new; return the keys of what could be drawn."""
    new = [*plan.create, *plan.redraw]
    # A key that is to be new may stand under another event, where somebody changed the node by hand.
    for keys in _pieces([*plan.remove, *(str(row["key"]) for row in new)]):
        transaction.run("write/measures_delete", keys=keys)
    return {str(record["key"]) for rows in _pieces(new) for record in transaction.run("write/measures_create", rows=rows)}


def measures_of(client: BoltClient, events: Sequence[str]) -> Measures:
    """Return the measures shown for these events, by key."""
    return client.read(lambda transaction: _shown(transaction, events))


def measures_shown(client: BoltClient) -> frozenset[MeasureCount]:
    """Return how many measures are shown, by event and run."""
    rows = client.read_one("read/measure_counts")
    return frozenset(MeasureCount(str(row["event"]), str(row["run"]), int(row["measures"])) for row in rows)


def _plan(said: Measures, shown: Measures) -> _Plan:
    plan = _Plan(remove=sorted(shown.keys() - said.keys()))
    for key, row in sorted(said.items()):
        before = shown.get(key)
        if before is None:
            plan.create.append(row)
        elif before == row:
            plan.unchanged += 1
        elif _TIES in before:
            plan.redraw.append(row)
        else:
            plan.change.append(row)
    return plan


def _shown(transaction: Transaction, events: Sequence[str]) -> Measures:
    rows = transaction.run("state/measures", events=sorted(events))
    return {str(row["stored"].get("key")): _row(row) for row in rows}


def _row(record: Record) -> Properties:
    stored: Mapping[str, object] = record["stored"]
    row = {name: native(value) for name, value in stored.items() if value is not None}
    tied, wanted = (record["events"], record["subjects"]), ([row.get("event")], [row.get("subject")])
    return row if tied == wanted else row | {_TIES: f"rests on {record['events']}, against {record['subjects']}"}


def _pieces(items: Sequence[T]) -> Iterator[list[T]]:
    return (list(items[first : first + _PIECE]) for first in range(0, len(items), _PIECE))
