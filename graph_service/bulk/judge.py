"""Propagates a directory of facts without a graph, and writes the outcomes as a directory of their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from itertools import pairwise
from pathlib import Path

import narwhals as nw

from graph_service import __version__
from graph_service.bulk.closure import Rows, Tables, facts_of
from graph_service.bulk.engines import Opened
from graph_service.bulk.folder import Folder, Writer, written_whole
from graph_service.bulk.tables import OUTCOME_SCHEMAS, OUTCOMES, outcome_row
from graph_service.errors import InputError
from graph_service.model.facts import JUDGED_TABLES
from graph_service.model.outcomes import Outcome, State
from graph_service.policy.schema import RuleBook
from graph_service.propagation.engine import propagate
from graph_service.propagation.facts import Facts, collected, moved
from graph_service.propagation.result import Result
from graph_service.workflow.grounds import FactsByEvent, fingerprint, grounds_of
from graph_service.workflow.propagate import CHUNK

Progress = Callable[[int, int], None]
_Said = tuple[Result, Sequence[Outcome]]


@dataclass(slots=True)
class JudgedReport:
    """How many events were judged, and how many outcomes there are by state."""

    on: date
    events: int = 0
    states: Counter[State] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class _Judging:
    """One call of ``judge``."""

    facts: Folder
    opened: Opened
    rules: RuleBook
    on: date
    writer: Writer


def judge(
    facts: Folder, opened: Opened, rules: RuleBook, target: tuple[date, Path], progress: Progress | None = None
) -> JudgedReport:
    """Apply the rules to every event of the directory, some runs of ``workflow.propagate`` at a time: memory is bounded by those.

    Equal facts, rules and day give equal files, on either engine.

    Args:
        facts: the directory.
        opened: its tables, on the engine that judges.
        rules: the rules to apply; the caller leaves out those that are not switched on.
        target: the day of evaluation, and the directory to write, which is there as a whole or not at all.
        progress: called with the events done and all events.

    Raises:
        InputError: the target is there already, an event is there twice, or a required value is missing.
    """
    on, out = target
    events = _event_ids(facts, opened.tables)
    report, step = JudgedReport(on), opened.runs_at_once * CHUNK
    with written_whole(out, OUTCOME_SCHEMAS, _about(facts, rules, on)) as writer:
        judging = _Judging(facts, opened, rules, on, writer)
        for first in range(0, len(events), step):
            _judge_some(judging, events[first : first + step], report)
            if progress:
                progress(report.events, len(events))
    return report


def _about(facts: Folder, rules: RuleBook, on: date) -> Mapping[str, object]:
    return {
        "kind": OUTCOMES,
        "version": __version__,
        "facts": facts.digest,
        "graph_version": facts.about.get("graph_version"),
        "on": on.isoformat(),
        "rules": rules.fingerprint,
        "rule_ids": sorted(rule.id for rule in rules.rules),
    }


def _event_ids(facts: Folder, tables: Tables) -> list[str]:
    ids = sorted(collected(tables["events"].select("id").drop_nulls())["id"].to_list())
    if len(ids) != facts.rows["events"]:
        raise InputError(f"{facts.files['events'][0]}: id", f"{facts.rows['events']} rows, but {len(ids)} ids")
    if twice := next((one for one, following in pairwise(ids) if one == following), None):
        raise InputError(f"{facts.files['events'][0]}: id", f"{twice} is there twice")
    return ids


def _judge_some(judging: _Judging, events: Sequence[str], report: JudgedReport) -> None:
    tables = facts_of(judging.opened.tables, events)
    _refuse_gaps(judging.facts, tables)
    home = judging.opened.tables["events"]
    beside = {name: moved(table.lazy(), home).to_native() for name, table in tables.items()}
    result = propagate(Facts.from_frames(beside), judging.rules, judging.on)
    outcomes = result.outcomes()
    judging.writer.add("outcomes", map(outcome_row, outcomes))
    judging.writer.add("post_conflicts", result.post_conflicts)
    judging.writer.add("relation_alerts", result.relation_alerts)
    judging.writer.add("inquiries", result.inquiries)
    judging.writer.add("events", _events(judging, tables, (result, outcomes), events))
    report.events += len(events)
    report.states.update(outcome.state for outcome in outcomes)


def _events(judging: _Judging, tables: Rows, said: _Said, events: Sequence[str]) -> Iterator[dict[str, object]]:
    """Give the events, each with the run that ``workflow.propagate`` would put it in and the fingerprint that it would have."""
    result, outcomes = said
    facts = FactsByEvent({name: list(table.iter_rows(named=True)) for name, table in tables.items()})
    grounds = grounds_of(facts, judging.rules, result, events)
    counts = Counter(outcome.event for outcome in outcomes)
    for first in range(0, len(events), CHUNK):
        chunk = events[first : first + CHUNK]
        run = fingerprint(facts.only(chunk), judging.rules, chunk, judging.on)
        for event in chunk:
            days = {name: facts.events[event][name] for name in ("performed_date", "removed_date")}
            yield {"id": event, "run": run, "outcomes": counts[event], **asdict(grounds[event]), **days}


def _refuse_gaps(facts: Folder, tables: Rows) -> None:
    for name, columns in JUDGED_TABLES.items():
        required = [column for column, spec in columns.items() if not spec.optional]
        gaps = tables[name].select(nw.col(*required).null_count())
        for column in required:
            if gaps[column][0]:
                raise InputError(f"{facts.files[name][0]}: {column}", "a value is required in every row")
