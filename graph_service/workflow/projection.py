"""Show in the graph what the ledger says, and compare the two (``docs/decisions/0019``). The ledger is written first, always.

A measure stands for one outcome that concerns somebody: in force, pending an authority's decision, or to be reviewed. It says what the
law says on the day of evaluation, and beside it what officers did about it.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

from graph_service.errors import GraphServiceError, StoreUnavailableError
from graph_service.model.acts import ActState, act_state
from graph_service.model.dossiers import DossierChoice
from graph_service.model.facts import Row
from graph_service.model.outcomes import Outcome
from graph_service.store.act_ports import ActLedger
from graph_service.store.dossier_ports import DossierLedger
from graph_service.store.history_ports import EventRun, OutcomeHistory
from graph_service.store.projection_ports import MeasureProjection, Measures, ProjectionCounts
from graph_service.workflow.services import Services

#: Events in one transaction of the graph.
BATCH = 100
_COPIED = (
    "event rule subject version measure force reason target role first_day last_day lifetime scope flag early_removal_from "
    "basis_at_decision"
).split()

Progress = Callable[[int, int], None]


class Projected(OutcomeHistory, ActLedger, DossierLedger, Protocol):
    """What the graph shows of the ledger."""


def measure_row(outcome: Outcome, entry: EventRun) -> Row:
    """Return the measure for an open outcome of a run: its columns and ``key``, ``run``, ``on``; what is empty is left out."""
    copied = {name: getattr(outcome, name) for name in _COPIED}
    said = {"key": measure_key(outcome), "run": entry.run, "on": entry.on, "state": outcome.state.value} | copied
    return {name: value for name, value in said.items() if value is not None} | {"articles": list(outcome.articles)}


def measure_key(outcome: Outcome) -> str:
    """Return the key of a measure: the same event, rule and subject are the same measure, whatever a later run says of it."""
    return key_of(outcome.event, outcome.rule, outcome.subject)


def key_of(event: str, rule: str, subject: str) -> str:
    """Return the key of the measure that a rule means for a subject in an event."""
    named = json.dumps([event, rule, subject], ensure_ascii=False)
    return hashlib.sha256(named.encode()).hexdigest()[:32]


def measures_said(ledger: Projected, events: Sequence[str]) -> Measures:
    """Return the measures that the newest runs of these events amount to, by key, each with what officers did about it."""
    entries = {entry.event: entry for entry in ledger.newest_runs(events)}
    outcomes = ledger.outcomes_in(list(entries.values()), open_only=True)
    done = _casework(ledger, events)
    rows = ({**measure_row(outcome, entries[outcome.event]), **done(outcome)} for outcome in outcomes)
    return {str(row["key"]): row for row in rows}


def _casework(ledger: Projected, events: Sequence[str]) -> Callable[[Outcome], Row]:
    """Return what tells of an outcome its act state, unless nothing was decided, and where its pushes stand."""
    acts = {(act.event, act.rule, act.subject): act for act in ledger.newest_acts(events)}
    pushes: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for push in ledger.dossiers(DossierChoice(kind="push", events=events)):
        named = (push.said.event, str(push.said.content["rule"]), push.said.subject)
        pushes[named].append(f"{push.said.department}:{push.state}")

    def told(outcome: Outcome) -> Row:
        named = (outcome.event, outcome.rule, outcome.subject)
        state = act_state(outcome, acts.get(named))
        decided = {} if state is ActState.OPEN else {"act_state": state.value}
        return decided | ({"pushes": sorted(pushes[named])} if named in pushes else {})

    return told


@dataclass(frozen=True, slots=True)
class Projection:
    """What was brought up to date: so many events, with what became of their measures.

    ``error``: why the graph does not show all that the ledger says; the ledger is right nevertheless.
    """

    events: int = 0
    counts: ProjectionCounts = field(default_factory=ProjectionCounts)
    error: GraphServiceError | None = None


def project_everything(services: Services, progress: Progress | None = None) -> Projection:
    """Make the graph show exactly what the ledger says, whatever it shows now; the same again changes nothing.

    Raises:
        StoreUnavailableError: a store did not answer; the same call again goes on.
        StoreConflictError: other writers kept the graph busy; trying again helps.
    """
    return project_events(services, _events_with_measures(services.graph, services.ledger), progress)


def project_events(services: Services, events: Sequence[str], progress: Progress | None = None) -> Projection:
    """Do the same for these events alone, each once, ``BATCH`` events a transaction."""
    wanted, counts, done = sorted(set(events)), ProjectionCounts(), 0
    for batch in _batches(wanted):
        # The ledger is asked inside the transaction: what another run has stored meanwhile must not be covered by what was there before.
        counts += services.graph.show_measures(batch, partial(measures_said, services.ledger, batch))
        done += len(batch)
        if progress:
            progress(done, len(wanted))
    return Projection(done, counts)


def bring_up_to_date(services: Services, events: Sequence[str], progress: Progress | None = None) -> Projection:
    """Show what runs just stored say. A failure is returned and not raised: whatever becomes of this, the runs are stored."""
    try:
        return project_events(services, events, progress)
    except GraphServiceError as error:
        behind = StoreUnavailableError(
            f"The outcomes are stored in the ledger, but the graph does not show all of them yet: {error.message}",
            hint="When the graph can be written again, run `graph-service project`.",
        )
        behind.__cause__ = error
        return Projection(error=behind)


@dataclass(frozen=True, slots=True)
class EventDifference:
    """How the graph differs from the ledger in one event.

    Attributes:
        missing / extra / changed: measures that the graph lacks, that the ledger does not name, that say something else.
        columns: in which columns the changed ones differ.
    """

    event: str
    missing: int
    extra: int
    changed: int
    columns: tuple[str, ...]


@dataclass
class Comparison:
    """How many events and measures of the ledger were compared, and the events that differ, in order."""

    events: int = 0
    measures: int = 0
    differing: list[EventDifference] = field(default_factory=list)


def compare_with_ledger(services: Services, progress: Progress | None = None) -> Comparison:
    """Compare what the graph shows with what the ledger says, measure by measure and column by column.

    Raises:
        StoreUnavailableError: a store did not answer; trying again may help.
    """
    found = Comparison()
    events = _events_with_measures(services.graph, services.ledger)
    for batch in _batches(events):
        measures, differing = _compare(services, batch)
        # A run that was stored and shown between the two reads is no difference: what differs is read once more.
        found.differing += _compare(services, [one.event for one in differing])[1] if differing else []
        found.measures += measures
        found.events += len(batch)
        if progress:
            progress(found.events, len(events))
    return found


def lagging_events(graph: MeasureProjection, ledger: OutcomeHistory) -> list[str]:
    """Return the events of which the graph shows another run, or another number of measures, than the ledger has; quick."""
    return sorted({one.event for one in graph.measures_shown() ^ ledger.open_outcomes()})


def _events_with_measures(graph: MeasureProjection, ledger: OutcomeHistory) -> list[str]:
    return sorted({one.event for one in graph.measures_shown() | ledger.open_outcomes()})


def _batches(events: Sequence[str]) -> Iterator[Sequence[str]]:
    return (events[first : first + BATCH] for first in range(0, len(events), BATCH))


def _compare(services: Services, events: Sequence[str]) -> tuple[int, list[EventDifference]]:
    said, shown = measures_said(services.ledger, events), services.graph.measures_of(events)
    differing: dict[str, list[tuple[Row, Row]]] = defaultdict(list)
    for key in said.keys() | shown.keys():
        one, other = said.get(key, {}), shown.get(key, {})
        if one != other:
            differing[str((one or other)["event"])].append((one, other))
    return len(said), [_difference(event, differing[event]) for event in sorted(differing)]


def _difference(event: str, pairs: Sequence[tuple[Row, Row]]) -> EventDifference:
    both = [(said, shown) for said, shown in pairs if said and shown]
    columns = {name for said, shown in both for name in said.keys() | shown.keys() if said.get(name) != shown.get(name)}
    missing, extra = (sum(not pair[side] for pair in pairs) for side in (1, 0))
    return EventDifference(event, missing, extra, len(both), tuple(sorted(columns)))
