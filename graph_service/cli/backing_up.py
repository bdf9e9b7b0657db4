"""The commands ``backup`` and ``restore``: a whole instance as one directory, and back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graph_service.cli.door import Door, JsonOption, LangOption
from graph_service.cli.failures import FAILURE
from graph_service.cli.screen import Words

if TYPE_CHECKING:
    from graph_service.backup.manifest import Manifest

ToArgument = Annotated[Path, typer.Argument(metavar="TO", help="A directory that is not there yet. 尚不存在的目录。")]
FromArgument = Annotated[Path, typer.Argument(metavar="FROM", help="A backup. 备份目录。")]
WithKeysOption = Annotated[
    bool, typer.Option("--with-keys", help="The keys too: whoever holds it can read everything. 连同密钥，持有者可读全部内容。")
]
KeysOption = Annotated[
    Path | None, typer.Option("--keys", metavar="DIR", help="The keys, kept apart from the backup. 另行保管的密钥目录。")
]
CheckOption = Annotated[bool, typer.Option("--check", help="Read and check everything, write nothing. 只检查，不写入。")]

_PG_DUMP = 'pg_dump --format=custom --file=ledger.dump "$GRAPH_SERVICE_LEDGER_URL"'
_PG_RESTORE = 'pg_restore --clean --if-exists --dbname="$GRAPH_SERVICE_LEDGER_URL" ledger.dump'
_BAR = "备份", "backing up"


def backup(
    ctx: typer.Context, to: ToArgument, with_keys: WithKeysOption = False, as_json: JsonOption = False, lang: LangOption = None
) -> None:
    """备份整个实例：关系图、台账、归档、隔离区。Back up a whole instance while it runs: graph, ledger, archive, quarantine.

    密钥须另行保管（或用 --with-keys）。Keep the keys apart (or use --with-keys): without them nobody can read archive, quarantine and
    id numbers.
    """
    from graph_service.backup.taking import back_up

    door = Door(ctx, as_json=as_json, lang=lang)
    with door.application.instance(door.settings) as instance, door.screen.progress(*_BAR) as moved:
        made = back_up(instance, to, with_keys=with_keys, now=datetime.now(UTC), progress=moved)
    _show(door, made, ("已备份", "backed up"), to, _left_to_do(made, _PG_DUMP, has_graph=made.has_graph))
    if not made.has_keys:
        door.screen.say(
            f"！密钥不在备份中。没有 {door.settings.path('keys')} ，归档、隔离区和证件号码谁也读不出来。请另行妥善保管该目录。",
            f"! The keys are not in the backup. Without {door.settings.path('keys')} nobody can read archive, quarantine and id numbers. "
            "Keep that directory safe, apart from the backup.",
            style="bold red",
        )


def restore(  # noqa: PLR0913  # every option of a command is a parameter
    ctx: typer.Context,
    source: FromArgument,
    keys: KeysOption = None,
    check: CheckOption = False,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """将备份恢复到空目录，逐字节核对。Restore a backup into an empty home, and hold it against the backup.

    损坏、不全或不属于备份的文件会被指名拒绝。A damaged, missing or foreign file is refused by its name, before anything is written.
    """
    from graph_service.backup.restoring import check as check_backup

    door = Door(ctx, as_json=as_json, lang=lang)
    if check:
        with door.screen.progress("检查", "checking") as moved:
            checked = check_backup(source, keys, moved)
        _show(door, checked, ("备份完好", "the backup is sound"), source, [])
        return
    with door.screen.progress("恢复", "restoring") as moved:
        made = door.application.restore(door.settings, source, keys, moved)
    digests = door.application.digests(door.settings, made)
    wanted = made.graph_digest if digests[0] else None, made.ledger_digest
    same = digests == wanted
    left = _left_to_do(made, _PG_RESTORE, has_graph=made.has_graph and door.settings.is_embedded)
    _show(door, made, ("已恢复", "restored"), door.settings.home, left, same=same)
    if not (made.has_keys or keys):
        door.screen.say(
            f"！备份中没有密钥。请将密钥放入 {door.settings.path('keys')} 后再使用。",
            f"! There were no keys in the backup. Put them into {door.settings.path('keys')} before anything else.",
            style="bold red",
        )
    if not same:
        door.screen.say(
            f"与备份不一致：{digests}，应为 {wanted}。请勿使用该目录。",
            f"It differs from the backup: {digests}, not {wanted}. Do not use it.",
            style="red",
        )
        raise typer.Exit(FAILURE)


def _left_to_do(made: Manifest, ledger: str, *, has_graph: bool) -> list[Words]:
    """Say what belongs to the instance and is neither in the backup nor, where it was restored, in its place."""
    left: list[Words] = []
    if not made.has_ledger:
        left.append(
            (f"台账不在备份中，请在无加载运行时执行：{ledger}", f"The ledger is not in it; while no load runs, run: {ledger}")
        )
    if not has_graph:
        left.append(
            (
                f"关系图不在备份中：恢复后对空图运行 graph-service rebuild，摘要应为 {made.graph_digest or '未记录'}。",
                f"The graph is not in it: after restoring, run graph-service rebuild (digest: {made.graph_digest or 'not known'}).",
            )
        )
    return left


def _show(  # noqa: PLR0913  # what is shown
    door: Door, made: Manifest, done: Words, where: Path, left: list[Words], *, same: bool | None = None
) -> None:
    screen = door.screen
    if screen.as_json:
        screen.json(
            {
                "path": str(where),
                "made": made.made,
                "version": made.version,
                "files": len(made.files),
                "bytes": made.bytes,
                "graph": made.has_graph,
                "ledger": made.has_ledger,
                "keys": made.has_keys,
                "graph_digest": made.graph_digest,
                "ledger_digest": made.ledger_digest,
                "same": same,
                "left_to_do": [screen.words(words) for words in left],
            }
        )
    size = f"{made.bytes / 2**20:.1f} MiB"
    screen.say(
        f"{done[0]}：{where}，{len(made.files)} 个文件，{size}。", f"{done[1]}: {where}, {len(made.files)} files, {size}."
    )
    if same:
        screen.say("关系图、台账与备份一致。", "Graph and ledger are those of the backup.", style="green")
    for words in left:
        screen.say(*words, style="yellow")
