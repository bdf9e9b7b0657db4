"""The command ``rebuild``: the graph anew, from archive and ledger."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graph_service.cli.door import Door, JsonOption, LangOption
from graph_service.cli.failures import FAILURE
from graph_service.errors import InputError

if TYPE_CHECKING:
    from graph_service.workflow.services import GraphStore, Services

IntoOption = Annotated[
    Path | None,
    typer.Option("--into", metavar="HOME", help="Build on the embedded engine of another home. 在另一目录的内置引擎中重建。"),
]
CheckOption = Annotated[bool, typer.Option("--check", help="Build aside, compare, throw away. 另行重建，比对后丢弃。")]


def rebuild(
    ctx: typer.Context,
    into: IntoOption = None,
    check: CheckOption = False,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """依归档文件和台账重建关系图，并与现有图比对。Build the graph anew from archive and ledger, and compare it with the present one.

    不带选项时重建到空图中；中断后重新运行即可。Without an option the graph of the settings is built, which must be empty; when it was
    broken off, the same command again does it.
    """
    from graph_service.loaders.rebuild import rebuild as build

    door = Door(ctx, as_json=as_json, lang=lang)
    with (
        door.application.services_to_rebuild(door.settings.for_job()) as services,
        _target(door, services, into, check=check) as target,
    ):
        door.let_in(services)
        aside = target is not services.graph
        with door.screen.progress("重建", "building") as moved:
            built = build(services, target, moved)
        present = services.graph.exact_digest() if aside else None
    same = None if present is None else present == built.digest
    if as_json:
        door.screen.json(
            {"attempts": built.attempts, "files": built.files, "digest": built.digest, "present": present, "same": same}
        )
    door.screen.say(
        f"已重建：{built.files} 个文件，{built.attempts} 次加载；摘要 {built.digest}。",
        f"built: {built.files} files, {built.attempts} loads; digest {built.digest}.",
    )
    if same:
        door.screen.say("与现有图一致。", "It is identical with the present graph.", style="green")
    if same is False:
        door.screen.say(
            f"与现有图不一致：现有图摘要 {present}。", f"It differs from the present graph: {present}.", style="red"
        )
        raise typer.Exit(FAILURE)


@contextmanager
def _target(door: Door, services: Services, into: Path | None, *, check: bool) -> Iterator[GraphStore]:
    """Choose where to build: the graph of the settings, another home, or one that is thrown away."""
    if into and check:
        raise InputError("rebuild", "--into keeps what --check throws away", hint="Give one of the two.")
    if into and into.resolve() == door.settings.home.resolve():
        raise InputError(str(into), "is the present home", hint="Name another directory.")
    if not into and not check:
        yield services.graph
        return
    home = into or Path(tempfile.mkdtemp(prefix="rebuild-", dir=door.settings.home))
    try:
        with door.application.second_graph(home) as graph:
            yield graph
    finally:
        if check:
            shutil.rmtree(home, ignore_errors=True)
