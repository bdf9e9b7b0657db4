"""Commands around the stores: ``serve``, ``engine status|start|stop``, ``export map``."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from graph_service.cli.application import EngineState
from graph_service.cli.door import DayOption, Door, JsonOption, LangOption, today
from graph_service.cli.failures import OK
from graph_service.errors import SettingsError

if TYPE_CHECKING:
    from graph_service.settings import Settings
    from graph_service.workflow.services import Services

PortOption = Annotated[
    int | None, typer.Option("--port", min=0, max=65535, help="0 takes a free port. 端口，0 为任意空闲端口。")
]
LeadsOption = Annotated[bool, typer.Option("--leads", help="Draw leads too, apart: no facts. 另绘线索（未经认定）。")]
PyvisOption = Annotated[Path, typer.Option("--pyvis", metavar="FILE.html", help="File to write. 输出文件。")]
SubjectArgument = Annotated[
    str, typer.Argument(metavar="SUBJECT", help="Unified code, registration number or key. 统一社会信用代码等。")
]


def serve(ctx: typer.Context, port: PortOption = None, as_json: JsonOption = False, lang: LangOption = None) -> None:
    """在本机提供接口与页面。Serve API and page on 127.0.0.1 until interrupted."""
    door = Door(ctx, as_json=as_json, lang=lang)
    settings = door.settings if port is None else door.settings.model_copy(update={"port": port})
    with ended_by_sigterm(), door.application.services(settings) as services:
        serve_until_stopped(door, services, settings)


def serve_until_stopped(door: Door, services: Services, settings: Settings, done: Mapping[str, object] | None = None) -> None:
    """Serve, and announce the address once it can be opened; as JSON together with what was ``done`` before."""

    def ready(address: str) -> None:
        if door.screen.as_json:
            door.screen.json({**(done or {}), "address": address})
        door.screen.say(
            f"\n  ➜ 已就绪: {address}\n    按 Ctrl-C 结束\n",
            f"\n  ➜ Ready: {address}\n    Ctrl-C ends it\n",
            style="bold green",
        )

    door.application.serve(services, settings, ready)


@contextmanager
def ended_by_sigterm() -> Iterator[None]:
    """Take SIGTERM as the ordinary end of a service: close the stores, exit 0."""

    def stop(_number: int, _frame: Any) -> None:
        raise SystemExit(OK)

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def engine_status(ctx: typer.Context, as_json: JsonOption = False, lang: LangOption = None) -> None:
    """查看内置图引擎。Show the embedded engine, and the demo's."""
    door = Door(ctx, as_json=as_json, lang=lang)
    _show_states(door, [door.application.engine_state(one) for one in _homes(door)])


def engine_start(ctx: typer.Context, as_json: JsonOption = False, lang: LangOption = None) -> None:
    """启动内置图引擎。Start the embedded engine, or find it running."""
    door = Door(ctx, as_json=as_json, lang=lang)
    if not door.settings.runs_server:
        raise SettingsError(
            "GRAPH_SERVICE_GRAPH_URI names a graph server, so the embedded engine is not used.",
            hint="Unset GRAPH_SERVICE_GRAPH_URI to use the embedded engine.",
        )
    _show_states(door, [door.application.start_engine(door.settings)])


def engine_stop(ctx: typer.Context, as_json: JsonOption = False, lang: LangOption = None) -> None:
    """停止内置图引擎，包括演示用的引擎。Stop the embedded engine of this home and that of its demo."""
    door = Door(ctx, as_json=as_json, lang=lang)
    stopped = [(one.home, door.application.stop_engine(one)) for one in _homes(door)]
    if as_json:
        door.screen.json([{"home": str(home), "stopped": was_running} for home, was_running in stopped])
    for home, was_running in stopped:
        if was_running:
            door.screen.say(f"已停止: {home}", f"stopped: {home}")
    if not any(was_running for _, was_running in stopped):
        door.screen.say("没有运行中的引擎。", "No engine was running.")


def _homes(door: Door) -> list[Settings]:
    """The home, and the demo's inside it where there has been a demo."""
    demo = door.settings.for_demo()
    own = [door.settings] if door.settings.runs_server else []
    return [*own, demo] if demo.home.exists() else own


def _show_states(door: Door, states: list[EngineState]) -> None:
    if door.screen.as_json:
        door.screen.json([asdict(state) for state in states])
    columns = (("目录", "home"), ("运行", "running"), ("地址", "address"), ("进程", "pid"), ("说明", "detail"))
    rows = [(one.home, "✓" if one.running else "–", one.address, one.pid, one.detail) for one in states]
    door.screen.table(door.screen.words(("内置图引擎", "Embedded engine")), columns, rows)


def export_map(  # noqa: PLR0913  # every option of a command is a parameter
    ctx: typer.Context,
    subject: SubjectArgument,
    pyvis: PyvisOption,
    on: DayOption = None,
    leads: LeadsOption = False,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """将主体关系图导出为单个离线 HTML 文件。Export the map of a subject as one offline HTML file."""
    from graph_service.query.subject_map import DEFAULT_LIMIT, subject_map

    door = Door(ctx, as_json=as_json, lang=lang)
    with door.services() as services:
        found = door.subject(services, subject)
        drawn = subject_map(services, found.id, on or today(), DEFAULT_LIMIT, leads=leads)
    door.application.export_pyvis(drawn, pyvis)
    if as_json:
        door.screen.json({"written": str(pyvis)})
    door.screen.say(f"已写入 {pyvis}", f"written: {pyvis}")
