"""Propagate events and keep what came out: read facts, apply rules, store run and outcomes under the version that was read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from graph_service.errors import NotFoundError, StoreConflictError
from graph_service.model.facts import FactRows, Row
from graph_service.model.outcomes import Outcome, State
from graph_service.policy.schema import RuleBook
from graph_service.propagation.engine import propagate
from graph_service.propagation.facts import Facts
from graph_service.propagation.result import Result
from graph_service.store.act_ports import Check
from graph_service.store.history_ports import EventRun, Grounds
from graph_service.store.ports import Run
from graph_service.workflow.differences import Change, Difference, Kind, Seen, What, compare
from graph_service.workflow.grounds import FactsByEvent, fingerprint, grounds_of, stale_events
from graph_service.workflow.projection import Projection
from graph_service.workflow.services import Services

#: Events in one run: large enough for one join to serve many, small enough for one ledger transaction.
CHUNK = 500
ATTEMPTS = 5
#: Most outcomes, and most changes, that a report carries itself; all of them lie in the ledger.
SHOWN = 5000

Progress = Callable[[int, int], None]


@dataclass
class PropagationReport:
    """What one call did. ``reached`` and ``not_reached`` are subject ids; whoever any event reaches is not in ``not_reached``.

    Attributes:
        on: the day of evaluation.
        checked: how many events were looked at.
        propagated: the events that were propagated, all of them unless only changed ones were wanted.
        causes: why events were propagated, where only changed ones were wanted (``grounds.CAUSES``; one event may have several).
        runs_stored / runs_unchanged: runs written, and runs whose inputs were those of the newest run on record.
        states: number of outcomes by state.
        reached: subjects with a measure in force or pending an authority's decision.
        in_review: subjects that nothing reaches yet, and that an officer must look at.
        not_reached: subjects considered and reached by nothing.
        outcomes: the outcomes themselves, at most ``SHOWN``.
        projection: what was then shown in the graph (``projection.bring_up_to_date``); ``None`` where nobody did.
        differences: number of changes against the newest earlier run of each event, by kind; ``unchanged``: measures and reviews
            that stayed. ``changes``: the changes themselves, at most ``SHOWN``. ``names``: of the subjects in them, where known.
    """

    on: date
    checked: int = 0
    propagated: list[str] = field(default_factory=list)
    causes: Counter[str] = field(default_factory=Counter)
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
    differences: Counter[tuple[Kind, What]] = field(default_factory=Counter)
    unchanged: int = 0
    changes: list[Change] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    projection: Projection | None = None

    @property
    def events(self) -> int:
        """How many events were propagated."""
        return len(self.propagated)

    def add(self, outcomes: Sequence[Outcome], *, stored: bool) -> None:
        """Count the outcomes of one run in."""
        self.runs_stored += stored
        self.runs_unchanged += not stored
        self.states.update(outcome.state for outcome in outcomes)
        self.outcomes.extend(outcomes[: SHOWN - len(self.outcomes)])
        for outcome in outcomes:
            self._place(outcome).add(outcome.subject)
        self.in_review -= self.reached
        self.not_reached -= self.reached | self.in_review

    def add_second_pass(self, result: Result) -> None:
        """Count in what a result says beside its outcomes."""
        self.post_conflicts.extend(result.post_conflicts)
        self.relation_alerts.extend(result.relation_alerts)
        self.inquiries.extend(result.inquiries)

    def add_difference(self, difference: Difference, names: Mapping[str, str]) -> None:
        """Count in what one run changed."""
        self.differences.update(difference.counts)
        self.unchanged += difference.unchanged
        fresh = difference.changes[: SHOWN - len(self.changes)]
        self.changes.extend(fresh)
        self.names.update({one.subject: names[one.subject] for one in fresh if one.subject in names})

    def _place(self, outcome: Outcome) -> set[str]:
        if outcome.state in (State.IN_FORCE, State.PENDING_DECISION):
            return self.reached
        return self.in_review if outcome.state is State.NEEDS_REVIEW else self.not_reached


def propagate_events(
    services: Services,
    event_ids: Sequence[str] | None,
    on: date,
    progress: Progress | None = None,
    *,
    only_changed: bool = False,
) -> PropagationReport:
    """Propagate the events as of ``on`` and store what came out; ``None`` means every event on record.

    With ``None`` an event that its source has taken back lets go of everybody whom it still reaches.

    The same facts, rules, events and day again store nothing. Each run names the graph version that all its facts were read at.

    Args:
        services: the ports.
        event_ids: events in any order; each is propagated once.
        on: the day of evaluation.
        progress: called with (events done, events in all) after each run.
        only_changed: leave out events whose newest run, of whatever day, already says what propagating them would say.

    Raises:
        NotFoundError: an event is not on record; nothing of its chunk is stored.
        StoreConflictError: the graph kept changing while it was read; trying again helps.
        StoreUnavailableError: a store did not answer; trying again may help.
    """
    versions = {services.graph.graph_version()} if event_ids is None else set()
    wanted = sorted(set(services.graph.event_ids() if event_ids is None else event_ids))
    rules = services.rules.enabled()
    report = PropagationReport(on)
    for first in range(0, len(wanted), CHUNK):
        chunk = wanted[first : first + CHUNK]
        versions.add(_propagate_chunk(services, rules, chunk, report, only_changed=only_changed))
        report.checked += len(chunk)
        if progress:
            progress(report.checked, len(wanted))
    if event_ids is None:
        versions.add(_let_go(services, rules, set(wanted), report))
        note_checked(services, versions, rules, on)
    return report


def note_checked(services: Services, versions: Collection[int], rules: RuleBook, on: date) -> None:
    """Record that every event was propagated, if all was read at one version of the graph: screening answers from there alone."""
    if len(versions) == 1:
        (version,) = versions
        services.ledger.note_check(Check(version, rules.fingerprint, on, services.now()))


def _let_go(services: Services, rules: RuleBook, on_record: set[str], report: PropagationReport) -> int:
    """Store that nothing follows any longer from events that are not on record: deleted, or passed over by a full file.

    Returns the version of the graph.
    """
    gone = sorted({one.event for one in services.ledger.open_outcomes()} - on_record)
    version = services.graph.graph_version()
    for first in range(0, len(gone), CHUNK):
        events = gone[first : first + CHUNK]
        newest = {entry.event: entry for entry in services.ledger.newest_runs(events)}
        judged = Judged(events, {}, rules, fingerprint({}, rules, events, report.on), (), {})
        keep(services, judged, version, newest, report)
        report.checked += len(events)
    return version


def _propagate_chunk(
    services: Services, rules: RuleBook, events: list[str], report: PropagationReport, *, only_changed: bool
) -> int:
    """Read, apply and store one chunk; return the version of the graph that it was read at."""
    rows, version = facts_at_rest(services, events)
    facts = FactsByEvent(rows)
    newest = {entry.event: entry for entry in services.ledger.newest_runs(events)}
    stale = stale_events(newest, facts, rules, report.on) if only_changed else {}
    concerned = list(stale) if only_changed else events
    if not concerned:
        return version
    report.causes.update(cause for causes in stale.values() for cause in causes)
    kept = facts.only(concerned)
    result = propagate(Facts.from_rows(kept), rules, report.on)
    inputs = fingerprint(kept, rules, concerned, report.on)
    judged = Judged(
        concerned, facts.events, rules, inputs, result.outcomes(), grounds_of(facts, rules, result, concerned), facts.names
    )
    keep(services, judged, version, newest, report)
    report.add_second_pass(result)
    return version


def facts_at_rest(services: Services, events: Sequence[str]) -> tuple[FactRows, int]:
    """Read the facts of some events and the version of the graph that all of them were read at.

    Raises:
        NotFoundError: an event is not on record.
        StoreConflictError: another writer changed the graph during every try.
    """
    for _ in range(ATTEMPTS):
        version = services.graph.graph_version()
        rows = services.graph.facts_for(events)
        _refuse_unknown(events, {str(row["id"]) for row in rows.get("events", ())})
        if services.graph.graph_version() == version:
            return rows, version
        # Otherwise the rows may mix two states of the graph.
    raise StoreConflictError(
        f"The graph changed during each of {ATTEMPTS} tries to read {len(events)} events.",
        hint="Another load is running: wait for it, then run the same command again.",
    )


@dataclass(frozen=True, slots=True)
class Judged:
    """A run before it is stored: its events with their own rows, the rules, the fingerprint of its inputs, and what came out."""

    events: Sequence[str]
    rows: Mapping[str, Row]
    rules: RuleBook
    inputs: str
    outcomes: Sequence[Outcome]
    grounds: Mapping[str, Grounds]
    names: Mapping[str, str] = field(default_factory=dict)


def keep(services: Services, judged: Judged, version: int, newest: Mapping[str, EventRun], report: PropagationReport) -> None:
    """Store a run with what it rests on, and report what it changes against the newest run before it."""
    run_id = f"run-{judged.inputs[:26]}"
    before = _open_before(services, judged, [newest[event] for event in judged.events if event in newest], run_id)
    run = Run(run_id, report.on, judged.rules.fingerprint, version, judged.inputs, tuple(judged.events), services.now())
    stored = services.ledger.store_run(run, judged.outcomes, judged.grounds)
    report.propagated.extend(judged.events)
    report.add(judged.outcomes, stored=stored)
    seen = Seen(report.on, judged.rows, judged.rules)
    report.add_difference(compare(before, judged.outcomes, seen), judged.names)


def _open_before(services: Services, judged: Judged, newest: list[EventRun], run_id: str) -> list[Outcome]:
    """Return what the newest runs said; where that is this very run, its outcomes need not be read."""
    same = {entry.event for entry in newest if entry.run == run_id}
    others = [entry for entry in newest if entry.event not in same]
    read = services.ledger.outcomes_in(others, open_only=True) if others else ()
    return [*read, *(one for one in judged.outcomes if one.event in same)]


def _refuse_unknown(events: Sequence[str], known: set[str]) -> None:
    missing = set(events) - known
    if missing:
        raise NotFoundError(
            f"No event {min(missing)} is on record.", hint="`graph-service explain SUBJECT` lists a subject's events."
        )
