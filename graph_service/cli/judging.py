"""Commands that judge: ``propagate``, ``explain``, ``evaluate``."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from graph_service.cli.bulk import Directories, EngineName, judge_facts, load_judged, show_judged
from graph_service.cli.door import DayOption, Door, JsonOption, KnownOption, LangOption, today
from graph_service.cli.projecting import fail_if_behind, shape_projection, show_projection, show_what_was_stored
from graph_service.errors import InputError

if TYPE_CHECKING:
    from graph_service.policy.schema import RuleBook
    from graph_service.workflow.propagate import PropagationReport
    from graph_service.workflow.services import Services

EventOption = Annotated[
    list[str] | None, typer.Option("--event", metavar="ID", help="Only this event; repeatable. 只处理该事项。")
]
ChangedOption = Annotated[
    bool, typer.Option("--changed", help="Only events whose stored outcomes are out of date. 只推算结论已过时的事项。")
]
FactsOption = Annotated[
    Path | None, typer.Option("--facts", metavar="DIR", help="Judge the tables of `export facts`. 推算导出的事实表。")
]
EngineOption = Annotated[EngineName, typer.Option("--engine", help="Runs --facts on. 推算所用引擎。")]
OutcomesOption = Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Where --facts writes. 输出目录。")]
FromOption = Annotated[
    Path | None, typer.Option("--from", metavar="DIR", help="Load what --facts wrote into the ledger. 将结果载入台账。")
]
ScenarioArgument = Annotated[
    str, typer.Argument(metavar="SCENARIO.json", help="Scenario file, or - for stdin. 场景文件，- 为标准输入。")
]
SubjectArgument = Annotated[
    str, typer.Argument(metavar="SUBJECT", help="Unified code, registration number or key. 统一社会信用代码等。")
]
RulesOption = Annotated[
    list[str] | None, typer.Option("--rules", metavar="ID", help="Only this rule; repeatable. 只用该规则。")
]


def propagate(  # noqa: PLR0913  # every option of a command is a parameter
    ctx: typer.Context,
    on: DayOption = None,
    event: EventOption = None,
    changed: ChangedOption = False,
    facts: FactsOption = None,
    engine: EngineOption = EngineName.POLARS,
    out: OutcomesOption = None,
    outcomes: FromOption = None,
    rules: RulesOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """推算责任人员范围，存入台账，并在图中显示。Propagate events, store the outcomes, and show them in the graph.

    --facts：不用数据库，推算导出的事实表，结果写入 --out；--from：将该结果载入台账。With --facts no database is used: exported
    fact tables are judged into --out, which --from loads into the ledger.
    """
    from graph_service.policy.loader import load_rulebook

    door = Door(ctx, as_json=as_json, lang=lang)
    where = Directories(facts, engine, out, outcomes)
    where.refuse_nonsense(of_graph=bool(event) or changed, rules=bool(rules), on=on is not None)
    if facts:
        show_judged(door, judge_facts(door, where, on or today(), _restricted(load_rulebook(), rules or []).enabled()), out)
        return
    with door.services(job=True) as services:
        if outcomes:
            report = load_judged(door, services, outcomes)
            show_what_was_stored(door, services, report)
        else:
            report = propagate_now(door, services, event or None, on or today(), only_changed=changed)
    if as_json:
        door.screen.json(shape_report(report))
    show_propagation(door, report)
    fail_if_behind(report)


def propagate_now(
    door: Door, services: Services, events: list[str] | None, on: date, *, only_changed: bool
) -> PropagationReport:
    """Propagate with a bar that moves, then show in the graph what was stored."""
    from graph_service.workflow.propagate import propagate_events

    with door.screen.progress("推算", "propagating") as moved:
        report = propagate_events(services, events, on, moved, only_changed=only_changed)
    show_what_was_stored(door, services, report)
    return report


def show_propagation(door: Door, report: PropagationReport) -> None:
    """Show counts, what changed, and post conflicts."""
    from graph_service.cli.changes import show_difference
    from graph_service.cli.tables import show_conflicts, show_report

    shaped = shape_report(report)
    show_report(door.screen, shaped)
    show_difference(door.screen, shaped["difference"])
    show_conflicts(door.screen, report.post_conflicts, {})
    if shaped["projection"]:
        show_projection(door.screen, shaped["projection"])


def shape_report(report: PropagationReport) -> dict[str, Any]:
    """Shape a propagation report as plain JSON data."""
    from graph_service.model.outcomes import State
    from graph_service.query.differences import CAUSE_WORDS, shape_difference
    from graph_service.query.words import STATE_WORDS, words

    return {
        "on": report.on.isoformat(),
        "checked": report.checked,
        "events": report.events,
        "causes": [
            {"cause": cause, "words": words(CAUSE_WORDS, cause), "events": report.causes[cause]}
            for cause in CAUSE_WORDS
            if report.causes[cause]
        ],
        "runs_stored": report.runs_stored,
        "runs_unchanged": report.runs_unchanged,
        "states": [
            {"state": state.value, "words": words(STATE_WORDS, state.value), "count": report.states[state]} for state in State
        ],
        "reached": len(report.reached),
        "in_review": len(report.in_review),
        "not_reached": len(report.not_reached),
        "post_conflicts": report.post_conflicts,
        "relation_alerts": report.relation_alerts,
        "inquiries": report.inquiries,
        "difference": shape_difference(report.differences, report.unchanged, report.changes, report.names),
        "projection": shape_projection(report.projection) if report.projection else None,
    }


def explain(  # noqa: PLR0913  # every option of a command is a parameter
    ctx: typer.Context,
    subject: SubjectArgument,
    on: DayOption = None,
    known: KnownOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """说明某主体为何被及于、为何未被及于。Explain why a subject is reached, and why not."""
    from graph_service.cli.tables import show_explanation
    from graph_service.query.explain import explain_subject, shape_explanation

    door = Door(ctx, as_json=as_json, lang=lang)
    with door.services() as services:
        found = explain_subject(services, door.subject(services, subject), on or today(), known)
        shaped = shape_explanation(services, found)
    if as_json:
        door.screen.json(shaped)
    else:
        show_explanation(door.screen, shaped)


def evaluate(
    ctx: typer.Context,
    scenario: ScenarioArgument,
    rules: RulesOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """评估一个场景文件，不用数据库，输出 JSON。Evaluate a scenario; no database; always JSON."""
    from graph_service.policy.loader import load_rulebook
    from graph_service.query.scenario import evaluate_scenario

    door = Door(ctx, as_json=as_json, lang=lang)
    document = read_document(scenario)
    door.screen.json(evaluate_scenario(document, _restricted(load_rulebook(), rules or [])))


def read_document(scenario: str) -> bytes:
    """Read a scenario file, or stdin for ``-``.

    Raises:
        InputError: it cannot be read.
    """
    if scenario == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(scenario).read_bytes()
    except OSError as error:
        raise InputError(scenario, error.strerror or "cannot be read", hint="Give the path of a scenario file.") from None


def _restricted(book: RuleBook, rules: list[str]) -> RuleBook:
    """Keep only the rules named; naming a rule switches it on, which is how a rule is tried before it goes live."""
    if not rules:
        return book
    known = {rule.id for rule in book.rules}
    for rule in rules:
        if rule not in known:
            raise InputError("--rules", f"unknown rule {rule!r}", hint=f"Known: {', '.join(sorted(known))}.")
    kept = book.only(frozenset(rules))
    return replace(kept, rules=tuple(replace(rule, enabled=True) for rule in kept.rules))
