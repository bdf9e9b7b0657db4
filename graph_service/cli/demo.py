"""Command ``demo``: sample data, loaded, propagated, summed up and served, in a home of its own."""

from __future__ import annotations

import socket
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Annotated, Any

import typer

from graph_service.cli.door import DayOption, Door, JsonOption, LangOption, today
from graph_service.cli.judging import propagate_now, shape_report
from graph_service.cli.loading import load_into, shape_loads, show_loads, show_rejected
from graph_service.cli.projecting import fail_if_behind
from graph_service.cli.running import ended_by_sigterm, serve_until_stopped
from graph_service.cli.tables import show_conflicts, show_people, show_report
from graph_service.errors import EngineError

if TYPE_CHECKING:
    from graph_service.settings import Settings
    from graph_service.workflow.propagate import PropagationReport
    from graph_service.workflow.services import Services

#: People shown of each kind; all of them are in the ledger and on the page.
_SHOWN = 15
_OF_A_REASON = {"in_force": _SHOWN, "pending_decision": _SHOWN, "needs_review": 5, "not_affected": 3}

OnceOption = Annotated[bool, typer.Option("--once", help="Do not serve; end after the summary. 只做一遍，不启动服务。")]


def demo(
    ctx: typer.Context, once: OnceOption = False, on: DayOption = None, as_json: JsonOption = False, lang: LangOption = None
) -> None:
    """用自带样例走一遍：加载、推算、汇总、服务。Run the sample through: load, propagate, sum up, serve.

    使用独立目录，不触碰真实数据；结束时停止演示引擎。It has a home of its own and stops its engine at the end.
    """
    door = Door(ctx, as_json=as_json, lang=lang)
    settings = door.settings.for_demo()
    with ended_by_sigterm(), _alone(settings), _engine_stopped_at_the_end(door, settings):
        door.screen.say("正在启动图引擎…", "starting the graph engine …", style="dim")
        with door.application.services(settings) as services:
            done = _run_sample(door, services, on or today())
            if not once:
                serve_until_stopped(door, services, _on_a_free_port(settings), done)
            elif as_json:
                door.screen.json(done)


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """Keep a second demo from stopping the engine under the first."""
    import filelock

    settings.create_home()
    lock = filelock.FileLock(settings.home / "demo.lock", timeout=0, mode=0o600)
    try:
        lock.acquire()
    except filelock.Timeout:
        raise EngineError("A demo is already running on this home.", hint="Open its address, or end it with Ctrl-C.") from None
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _engine_stopped_at_the_end(door: Door, settings: Settings) -> Iterator[None]:
    try:
        yield
    finally:
        door.application.stop_engine(settings)


def _on_a_free_port(settings: Settings) -> Settings:
    """Take another port where a program holds the usual one: a demo must not fail for that."""
    with socket.socket() as probe:
        taken = probe.connect_ex((settings.host, settings.port)) == 0
    return settings.model_copy(update={"port": 0}) if taken else settings


def _run_sample(door: Door, services: Services, on: date) -> dict[str, object]:
    """Load and propagate, show what came out, and return it as plain JSON data."""
    with as_file(files("graph_service") / "data" / "sample") as folder, door.screen.progress("加载", "loading") as moved:
        # The folder beside the files holds the same register once more, as text.
        sample = sorted(path for path in folder.iterdir() if path.suffix in {".csv", ".xlsx"})
        loads = load_into(services, sample, moved)
    report = propagate_now(door, services, None, on, only_changed=False)
    fail_if_behind(report)
    if not door.screen.as_json:
        show_loads(door.screen, loads)
        show_rejected(door.screen, loads)
        show_report(door.screen, shape_report(report))
        _show_people(door, services, report)
        _show_conflicts(door, services, report)
        _show_next_step(door, services, report)
    return {"loads": shape_loads(loads), "propagation": shape_report(report)}


def _show_people(door: Door, services: Services, report: PropagationReport) -> None:
    """Show some who are reached and some who are not, each with the reason; persons before organisations."""
    from graph_service.query.verdicts import shape_outcomes

    chosen = [
        *_some(report, report.reached, ("in_force", "pending_decision")),
        *_some(report, report.in_review, ("needs_review",)),
        *_some(report, report.not_reached, ("not_affected",)),
    ]
    shaped = shape_outcomes(services, chosen)
    show_people(door.screen, shaped, _names(services, [str(one["subject"]) for one in shaped]), limit=3 * _SHOWN)


def _some(report: PropagationReport, subjects: set[str], states: Sequence[str]) -> list[Any]:
    """Choose one outcome each for up to ``_SHOWN`` persons, of every reason a few."""
    found: dict[str, Any] = {}
    reasons: Counter[str] = Counter()
    for outcome in report.outcomes:
        fits = outcome.subject.startswith("p-") and outcome.subject in subjects and outcome.state in states
        if fits and outcome.subject not in found and reasons[outcome.reason] < _OF_A_REASON[outcome.state]:
            found[outcome.subject] = outcome
            reasons[outcome.reason] += 1
    return list(found.values())[:_SHOWN]


def _names(services: Services, subjects: Sequence[str]) -> dict[str, str]:
    found = {subject: services.graph.subject(subject) for subject in subjects}
    return {subject: record.name for subject, record in found.items() if record}


def _show_conflicts(door: Door, services: Services, report: PropagationReport) -> None:
    named = sorted({one[key] for one in report.post_conflicts[:_SHOWN] for key in ("person", "org")})
    show_conflicts(door.screen, report.post_conflicts, _names(services, named), limit=_SHOWN)


def _show_next_step(door: Door, services: Services, report: PropagationReport) -> None:
    """Name a command to go on with: the explanation of somebody who is reached."""
    someone = min((one for one in report.reached if one.startswith("p-")), default=None)
    if someone:
        # As it was called: after ``make demo`` the command is in no PATH.
        program = sys.argv[0] if sys.argv[0].endswith("graph-service") else "graph-service"
        command = f"GRAPH_SERVICE_HOME={services.home} {program} explain {someone} --on {report.on}"
        door.screen.say(f"逐条说明，例如: {command}", f"Every clause, for example: {command}")
