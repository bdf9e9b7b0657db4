"""Propagate events and keep what came out: read facts, apply rules, store run and outcomes under the version that was read."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from graph_service.errors import NotFoundError, StoreConflictError
from graph_service.model.facts import FactRows, Row
from graph_service.model.outcomes import Outcome, State
from graph_service.policy.schema import RuleBook
from graph_service.propagation.engine import propagate
from graph_service.propagation.facts import Facts
from graph_service.propagation.result import Result
from graph_service.store.ports import Run
from graph_service.workflow.services import Services

#: Events in one run: large enough for one join to serve many, small enough for one ledger transaction.
CHUNK = 500
ATTEMPTS = 5
#: Most outcomes that a report carries itself; all of them lie in the ledger.
SHOWN = 5000

Progress = Callable[[int, int], None]


@dataclass
class PropagationReport:
    """What one call did. ``reached`` and ``not_reached`` are subject ids; whoever any event reaches is not in ``not_reached``.

    Attributes:
        on: the day of evaluation.
        events: how many events were propagated.
        runs_stored / runs_unchanged: runs written, and runs whose inputs were those of the newest run on record.
        states: number of outcomes by state.
        reached: subjects with a measure in force or pending an authority's decision.
        in_review: subjects that nothing reaches yet, and that an officer must look at.
        not_reached: subjects considered and reached by nothing.
        outcomes: the outcomes themselves, at most ``SHOWN``.
    """

    on: date
    events: int = 0
    runs_stored: int = 0
    runs_unchanged: int = 0
    states: Counter[State] = field(default_factory=Counter)
    reached: set[str] = field(default_factory=set)
    in_review: set[str] = field(default_factory=set)
    not_reached: set[str] = field(default_factory=set)
    post_conflicts: list[dict[str, str]] = field(default_factory=list)
    relation_alerts: list[dict[str, object]] = field(default_factory=list)
    inquiries: list[dict[str, object]] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)

    def add(self, result: Result, outcomes: Sequence[Outcome], *, stored: bool) -> None:
        """Count one run in."""
        self.runs_stored += stored
        self.runs_unchanged += not stored
        self.states.update(outcome.state for outcome in outcomes)
        self.outcomes.extend(outcomes[: SHOWN - len(self.outcomes)])
        self.post_conflicts.extend(result.post_conflicts)
        self.relation_alerts.extend(result.relation_alerts)
        self.inquiries.extend(result.inquiries)
        for outcome in outcomes:
            self._place(outcome).add(outcome.subject)
        self.in_review -= self.reached
        self.not_reached -= self.reached | self.in_review

    def _place(self, outcome: Outcome) -> set[str]:
        if outcome.state in (State.IN_FORCE, State.PENDING_DECISION):
            return self.reached
        return self.in_review if outcome.state is State.NEEDS_REVIEW else self.not_reached


def propagate_events(
    services: Services, event_ids: Sequence[str] | None, on: date, progress: Progress | None = None
) -> PropagationReport:
    """Propagate the events as of ``on`` and store what came out; ``None`` means every event on record.

    The same facts, rules, events and day again store nothing. Each run names the graph version that all its facts were read at.

    Args:
        services: the ports.
        event_ids: events in any order; each is propagated once.
        on: the day of evaluation.
        progress: called with (events done, events in all) after each run.

    Raises:
        NotFoundError: an event is not on record; nothing of its chunk is stored.
        StoreConflictError: the graph kept changing while it was read; trying again helps.
        StoreUnavailableError: a store did not answer; trying again may help.
    """
    wanted = sorted(set(services.graph.event_ids() if event_ids is None else event_ids))
    rules = services.rules.enabled()
    report = PropagationReport(on)
    for first in range(0, len(wanted), CHUNK):
        chunk = wanted[first : first + CHUNK]
        _propagate_chunk(services, rules, chunk, report)
        report.events += len(chunk)
        if progress:
            progress(report.events, len(wanted))
    return report


def _propagate_chunk(services: Services, rules: RuleBook, events: list[str], report: PropagationReport) -> None:
    """Read, apply and store one chunk."""
    rows, version = facts_at_rest(services, events)
    result = propagate(Facts.from_rows(rows), rules, report.on)
    outcomes = result.outcomes()
    inputs = fingerprint(rows, rules, events, report.on)
    run = Run(f"run-{inputs[:26]}", report.on, rules.fingerprint, version, inputs, tuple(events), services.now())
    report.add(result, outcomes, stored=services.ledger.store_run(run, outcomes))


def facts_at_rest(services: Services, events: Sequence[str]) -> tuple[FactRows, int]:
    """Read the facts of some events and the version of the graph that all of them were read at.

    Raises:
        NotFoundError: an event is not on record.
        StoreConflictError: another writer changed the graph during every try.
    """
    for _ in range(ATTEMPTS):
        version = services.graph.graph_version()
        rows = services.graph.facts_for(events)
        _refuse_unknown(events, rows)
        if services.graph.graph_version() == version:
            return rows, version
        # Otherwise the rows may mix two states of the graph.
    raise StoreConflictError(
        f"The graph changed during each of {ATTEMPTS} tries to read {len(events)} events.",
        hint="Another load is running: wait for it, then run the same command again.",
    )


def _refuse_unknown(events: Sequence[str], rows: FactRows) -> None:
    missing = set(events) - {str(row["id"]) for row in rows.get("events", ())}
    if missing:
        raise NotFoundError(
            f"No event {min(missing)} is on record.", hint="`graph-service explain SUBJECT` lists a subject's events."
        )


def fingerprint(rows: FactRows, rules: RuleBook, events: Sequence[str], on: date) -> str:
    """Return the SHA-256 over the canonical facts, the rules, the events and the day: equal inputs, equal outcomes."""
    digest = hashlib.sha256()
    head = {"rules": rules.fingerprint, "only": [rule.id for rule in rules.rules], "events": list(events), "on": on.isoformat()}
    digest.update(json.dumps(head, sort_keys=True).encode())
    for table in sorted(rows):
        digest.update(f"\n#{table}".encode())
        for line in sorted(_canonical(row) for row in rows[table]):
            digest.update(b"\n" + line.encode())
    return digest.hexdigest()


def _canonical(row: Row) -> str:
    stated: Mapping[str, object] = {name: value for name, value in row.items() if value is not None}
    return json.dumps(stated, sort_keys=True, ensure_ascii=False, default=date_text)


def date_text(value: object) -> str:
    """Write a day as ISO text for JSON; anything else that JSON does not know is a fault of the caller."""
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is no plain value")
