"""``ownership``: look-through of a scenario file, of one subject on record, or of the whole register."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from graph_service.cli.door import DayOption, Door, JsonOption, KnownOption, LangOption, today
from graph_service.cli.judging import read_document
from graph_service.errors import InputError

if TYPE_CHECKING:
    from graph_service.query.ownership import CascadeRequest

FileArgument = Annotated[
    str | None,
    typer.Argument(metavar="FILE.json", help="Scenario file, or - for stdin; only its holdings are read. 场景文件。"),
]
OfOption = Annotated[
    str | None,
    typer.Option("--of", metavar="SUBJECT", help="A subject on record: unified code, registration number or key. 在案主体。"),
]
LimitOption = Annotated[
    int, typer.Option("--limit", min=1, max=1000, help="Paths and holdings shown with --of. 显示的路径与持股数。")
]
SeedsOption = Annotated[
    list[str] | None,
    typer.Option("--seeds", metavar="ID", help="Where the cascade starts; repeatable, or with commas. 级联起点。"),
]
ThresholdOption = Annotated[
    float, typer.Option("--threshold", min=0, max=100, help="Percent from which the cascade goes on. 级联阈值（%）。")
]
AggregateOption = Annotated[
    bool, typer.Option("--aggregate/--no-aggregate", help="Add the stakes of different seeds. 是否合并计算各起点的持股。")
]
StrictOption = Annotated[
    bool, typer.Option("--strict/--inclusive", help="More than the threshold, or the threshold too. 超过，或含本数。")
]


def ownership(  # noqa: PLR0913  # every option of a command is a parameter
    ctx: typer.Context,
    file: FileArgument = None,
    of: OfOption = None,
    on: DayOption = None,
    known: KnownOption = None,
    limit: LimitOption = 100,
    seeds: SeedsOption = None,
    threshold: ThresholdOption = 50.0,
    aggregate: AggregateOption = True,
    strict: StrictOption = False,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """股权与控制穿透：最终权益、路径乘积、控制、受益所有人。Look through ownership and control.

    一个场景文件（不用数据库），或在案主体（--of）。所得均为线索，不是认定。A scenario file, without a database, or a subject on record. What is
    computed is a lead, no finding.
    """
    door = Door(ctx, as_json=as_json, lang=lang)
    if (file is None) == (of is None):
        raise InputError(
            "FILE.json", "give a scenario file, or --of SUBJECT, and not both", hint="See `graph-service ownership --help`."
        )
    if of is not None:
        _of_subject(door, of, on or today(), known, limit)
        return
    _of_file(door, file or "", _cascade(seeds, threshold, aggregate=aggregate, strict=strict), on)


def _cascade(seeds: Sequence[str] | None, threshold: float, *, aggregate: bool, strict: bool) -> CascadeRequest:
    from graph_service.query.ownership import CascadeRequest

    named = [seed.strip() for given in seeds or () for seed in given.replace("，", ",").split(",")]
    return CascadeRequest(tuple(filter(None, named)), threshold, aggregate=aggregate, inclusive=not strict)


def _of_file(door: Door, file: str, asked: CascadeRequest, on: date | None) -> None:
    from graph_service.policy.loader import load_rulebook
    from graph_service.query.ownership import ownership_of_scenario

    found = ownership_of_scenario(read_document(file), load_rulebook(), asked, on)
    if door.screen.as_json:
        door.screen.json(found)
        return
    from graph_service.cli.ownership_tables import show_owners, show_warnings

    show_owners(door.screen, found)
    if asked.seeds:
        rows = [(org, found["cascade_stakes"][org]) for org in found["cascade"]]
        rows += [(org, door.screen.words(("无法确定", "undetermined"))) for org in found["cascade_undetermined"]]
        door.screen.table(door.screen.words(("级联", "Cascade")), (("企业", "organisation"), ("合计持股 %", "stake %")), rows)
    show_warnings(door.screen, found["warnings"])


def _of_subject(door: Door, of: str, on: date, known: datetime | None, limit: int) -> None:
    from graph_service.cli.ownership_tables import show_subject
    from graph_service.query.subject_ownership import Asked, subject_ownership

    with door.services() as services:
        found = subject_ownership(services, door.subject(services, of), Asked(on, known, limit))
    if door.screen.as_json:
        door.screen.json(found)
    else:
        show_subject(door.screen, found)
