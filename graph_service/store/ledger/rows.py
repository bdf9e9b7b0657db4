"""Values to rows and back, without loss."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import RowMapping

from graph_service.model.outcomes import Clause, Outcome, State
from graph_service.store.history_ports import EventRun, Grounds
from graph_service.store.ports import Load, Run

Item = TypeVar("Item")
Values = dict[str, Any]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
#: Built once: ``json.dumps`` with options builds one for every call, which shows at 10⁵ outcomes.
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_PLAIN = (
    "event rule version subject measure force reason why why_en target role first_day last_day lifetime scope flag early_removal_from"
    " basis_at_decision"
).split()


def to_moment(when: datetime) -> int:
    """Return whole microseconds since 1970 UTC.

    Raises:
        ValueError: ``when`` carries no time zone, so nobody knows which moment it means.
    """
    if when.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return (when - _EPOCH) // _MICROSECOND


def from_moment(microseconds: int) -> datetime:
    """Return the moment as an aware UTC time."""
    return _EPOCH + microseconds * _MICROSECOND


def chunks(items: Sequence[Item], size: int = 1000) -> Iterator[Sequence[Item]]:
    """Cut into pieces that fit the databases' limit of parameters."""
    return (items[start : start + size] for start in range(0, len(items), size))


def dumps(value: object) -> str:
    """Write JSON that is the same for the same value."""
    return _ENCODER.encode(value)


def outcome_row(outcome: Outcome) -> Values:
    """Lay an outcome out in columns; clauses and lists become JSON."""
    row: Values = {name: getattr(outcome, name) for name in _PLAIN}
    row["state"] = outcome.state.value
    row["articles"] = dumps(outcome.articles)
    row["sources"] = dumps(outcome.sources)
    row["clauses"] = dumps([[clause.name, clause.holds, clause.facts] for clause in outcome.clauses])
    return row


def outcome_of(row: RowMapping) -> Outcome:
    """Build the outcome that ``outcome_row`` was given."""
    clauses = (Clause(name, holds, tuple(facts)) for name, holds, facts in json.loads(row["clauses"]))
    return Outcome(
        **{name: row[name] for name in _PLAIN},
        state=State(row["state"]),
        articles=tuple(json.loads(row["articles"])),
        sources=tuple(json.loads(row["sources"])),
        clauses=tuple(clauses),
    )


def run_row(run: Run) -> Values:
    """Lay a run out in columns."""
    return {
        "id": run.id,
        "on_day": run.on,
        "rules": run.rules,
        "graph_version": run.graph_version,
        "inputs": run.inputs,
        "events": dumps(run.events),
        "recorded_at": to_moment(run.recorded_at),
    }


def run_of(row: RowMapping) -> Run:
    """Build the run that ``run_row`` was given."""
    events = tuple(json.loads(row["events"]))
    when = from_moment(row["recorded_at"])
    return Run(row["id"], row["on_day"], row["rules"], row["graph_version"], row["inputs"], events, when)


def grounds_row(grounds: Grounds | None) -> Values:
    """Lay out what an event's outcomes rest on; all empty when it was not told."""
    names = ("facts", "rules", "same_from", "same_until")
    return {name: getattr(grounds, name) if grounds else None for name in names}


def event_run_of(row: RowMapping) -> EventRun:
    """Build an entry from the joined columns of ``run_event`` and ``run`` (named ``run_…``)."""
    kept = row["facts"] is not None
    grounds = Grounds(row["facts"], row["rules"], row["same_from"], row["same_until"]) if kept else None
    when = from_moment(row["run_recorded_at"] if row["recorded_at"] is None else row["recorded_at"])
    return EventRun(row["event"], row["run_id"], row["on_day"], row["run_rules"], row["run_graph_version"], when, grounds)


def load_row(load: Load) -> Values:
    """Lay a load out in columns."""
    return {
        "id": load.id,
        "source": load.source,
        "source_file": load.source_file,
        "source_hash": load.source_hash,
        "recorded_at": to_moment(load.recorded_at),
        "as_of": load.as_of,
        "scope": load.scope,
        "is_full": load.full or None,
    }


def load_of(row: RowMapping) -> Load:
    """Build the load that ``load_row`` was given."""
    return Load(
        row["id"],
        row["source"],
        row["source_file"],
        row["source_hash"],
        from_moment(row["recorded_at"]),
        as_of=row["as_of"],
        scope=row["scope"],
        full=bool(row["is_full"]),
    )
