"""``load --bulk``: a first load by the quickest way that the graph server has."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graph_service.cli.door import Door
from graph_service.errors import InputError

if TYPE_CHECKING:
    from graph_service.cli.screen import Words
    from graph_service.loaders.first_load import FirstLoaded
    from graph_service.loaders.jobs import Claim
    from graph_service.loaders.report import LoadReport
    from graph_service.store.staging.handover import FirstLoad, HandedOver

BulkOption = Annotated[
    bool,
    typer.Option(
        "--bulk", help="First load into an empty graph, through the server's own importer. 首次加载：经批量导入写入空图。"
    ),
]
FilesOption = Annotated[
    Path | None,
    typer.Option("--to", metavar="DIR", help="With --bulk: write the import files there, and stop. 只写出导入文件。"),
]
DropOption = Annotated[
    bool, typer.Option("--drop-old", help="With --bulk: delete the directory of the empty graph. 随后删除原空图目录。")
]
_STEPS: dict[str, Words] = {
    "write": ("写出导入文件…", "writing the import files …"),
    "import": ("neo4j-admin 导入…", "neo4j-admin imports …"),
    "copy": ("写入第二个引擎目录…", "writing into a second directory …"),
    "check": ("建立约束与索引并核对…", "making constraints and indexes, and checking …"),
}


@dataclass(frozen=True, slots=True)
class FilesAndOld:
    """Where to write the import files, if nothing else is wanted, and whether to delete the directory of the empty graph."""

    to: Path | None
    drop_old: bool


def refuse_beside_bulk(*, propagate: bool) -> None:
    """Refuse what needs a graph that other commands can see."""
    if propagate:
        raise InputError(
            "--propagate", "does not go with --bulk", hint="Run `graph-service propagate` when the graph is there."
        )


def refuse_without_bulk(to: Path | None, *, drop_old: bool) -> None:
    """Refuse options that say nothing without ``--bulk``."""
    if to or drop_old:
        raise InputError("--to" if to else "--drop-old", "goes with --bulk alone")


def load_bulk(
    door: Door, paths: Sequence[Path], claim: Claim, mapping: Path | None, wanted: FilesAndOld
) -> tuple[LoadReport, dict[str, object]]:
    """Carry a first load out; also return what became of the graph, as plain JSON data.

    Raises:
        InputError: somebody else runs the graph server, so that the files must be written for its importer (``--to``).
    """
    from graph_service.loaders.first_load import Said, load_first
    from graph_service.loaders.mapping import read_mapping

    to = wanted.to
    if not door.settings.runs_server and to is None:
        raise InputError(
            "--bulk",
            "the graph server is run by somebody else, so its importer cannot be called from here",
            hint="Add --to DIR: the files for its importer and the command are written there.",
        )
    if to is not None and to.exists():
        raise InputError(str(to), "exists already", hint="Name a new directory.")
    with door.services(job=True) as services, door.application.first_load(door.settings) as first:
        with door.screen.progress("加载", "loading") as moved:
            said = Said(claim, read_mapping(mapping) if mapping else None)
            loaded = load_first(services, first.staged, paths, said, moved)
        if to is not None:
            graph = _write(first, to.absolute(), door)
            loaded.finish()
        else:
            graph = _hand_over(first, loaded, door, drop_old=wanted.drop_old)
    if to is None:
        door.screen.say("编制名称索引…", "indexing the names …")
        with door.services(job=True) as services:
            services.graph.index_names()
    return loaded.report, graph


def _hand_over(first: FirstLoad, loaded: FirstLoaded, door: Door, *, drop_old: bool) -> dict[str, object]:
    handover = first.own_server()
    handed = handover.hand_over(first.staged, loaded.finish, lambda step: door.screen.say(*_STEPS[step]))
    if drop_old:
        handover.drop_former()
    return _tell(door, handed, drop_old=drop_old)


def _write(first: FirstLoad, to: Path, door: Door) -> dict[str, object]:
    options = first.write_files(to)
    command = shlex.join(["neo4j-admin", "database", "import", "full", *options, "--overwrite-destination=true", "neo4j"])
    digest = first.staged.exact_digest()
    door.screen.say(
        f"已写入 {to}（内含姓名等个人信息，导入后请删除）。停止图服务器后，在其主机上执行：",
        f"Written: {to} (it holds names of persons: delete it after the import). Stop the graph server and run on its machine:",
    )
    door.screen.say(command, command)
    door.screen.say(
        "再启动图服务器；graph-service rebuild --check 核对导入结果。",
        "Then start it again; graph-service rebuild --check compares what was imported.",
    )
    return {"files": str(to), "command": command, "digest": digest}


def _tell(door: Door, handed: HandedOver, *, drop_old: bool) -> dict[str, object]:
    door.screen.say(
        f"图在 {handed.directory}，与暂存图逐项一致，摘要 {handed.digest}。正在运行的 serve 须重新启动。",
        f"The graph lies in {handed.directory}, the same as was put together in every property; digest {handed.digest}. "
        "Restart a running `serve`.",
        style="green",
    )
    if not drop_old:
        door.screen.say(
            f"原空图仍在 {handed.former}，可以删除。", f"The empty graph is still in {handed.former}; it may be deleted."
        )
    former = None if drop_old else str(handed.former)
    return {"directory": str(handed.directory), "former": former, "digest": handed.digest}
