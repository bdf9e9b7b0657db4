"""``ownership``: look-through of a scenario file, of one subject on record, or of the whole register."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graph_service.cli.door import DayOption, Door, JsonOption, KnownOption, LangOption, ToOption, today
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
RegistryOption = Annotated[bool, typer.Option("--registry", help="The whole register, into --out. 全部登记主体，写入 --out。")]
FactsOption = Annotated[
    Path | None,
    typer.Option("--facts", metavar="DIR", help="With --registry: tables of `export facts`, no database. 导出的事实表。"),
]
OutOption = Annotated[
    Path | None, typer.Option("--out", metavar="FILE.parquet", help="File to write; must not be there. 输出文件。")
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
    registry: RegistryOption = False,
    facts: FactsOption = None,
    out: OutOption = None,
    on: DayOption = None,
    known: KnownOption = None,
    limit: LimitOption = 100,
    seeds: SeedsOption = None,
    threshold: ThresholdOption = 50.0,
    aggregate: AggregateOption = True,
    strict: StrictOption = False,
    to: ToOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """股权与控制穿透：最终权益、路径乘积、控制、受益所有人。Look through ownership and control.

    一个场景文件（不用数据库）、在案主体（--of），或全部登记主体（--registry）。所得均为线索，不是认定。A scenario file, without a database; a
    subject on record; or the whole register. What is computed is a lead, no finding. --on：场景文件默认其自身的评价日 (of a file: its own day).
    """
    door = Door(ctx, as_json=as_json, lang=lang)
    if [file is not None, of is not None, registry].count(True) != 1:
        raise InputError("FILE.json", "give one of: a scenario file, --of SUBJECT, --registry", hint=_HELP)
    if registry != (out is not None) or (facts and not registry) or (to and registry):
        raise InputError("--out", "--registry needs --out, which only it takes, and --facts; the others take --to", hint=_HELP)
    if file is not None:
        _of_file(door, file, _cascade(seeds, threshold, aggregate=aggregate, strict=strict), on, to)
    elif of is not None:
        _of_subject(door, of, (on or today(), known, limit), to)
    elif out is not None:
        _of_register(door, facts, on or today(), out)


_HELP = "See `ownership --help`."


def _cascade(seeds: Sequence[str] | None, threshold: float, *, aggregate: bool, strict: bool) -> CascadeRequest:
    from graph_service.query.ownership import CascadeRequest

    named = [seed.strip() for given in seeds or () for seed in given.replace("，", ",").split(",")]
    return CascadeRequest(tuple(filter(None, named)), threshold, aggregate=aggregate, inclusive=not strict)


def _of_file(door: Door, file: str, asked: CascadeRequest, on: date | None, to: Path | None) -> None:
    from graph_service.cli.ownership_tables import show_scenario
    from graph_service.policy.loader import load_rulebook
    from graph_service.query.ownership import owner_rows, ownership_of_scenario

    found = ownership_of_scenario(read_document(file), load_rulebook(), asked, on)
    # A table is a list of rows; the answer itself has its shares by organisation and holder.
    door.tell(found if to is None or to.suffix == ".json" else {**found, "owners": owner_rows(found)}, to, show_scenario)


def _of_subject(door: Door, of: str, said: tuple[date, datetime | None, int], to: Path | None) -> None:
    from graph_service.cli.ownership_tables import show_subject
    from graph_service.query.subject_ownership import Asked, subject_ownership

    with door.services() as services:
        found = subject_ownership(services, door.subject(services, of), Asked(*said))
    door.tell(found, to, show_subject)


def _of_register(door: Door, facts: Path | None, on: date, out: Path) -> None:
    from graph_service.bulk.folder import read_folder
    from graph_service.bulk.ownership import frames_of_folder, frames_of_graph, look_through_register
    from graph_service.bulk.tables import FACT_SCHEMAS, FACTS
    from graph_service.policy.ownership import in_force, load_ownership_terms

    terms = load_ownership_terms()
    control = in_force(terms.control, on)
    if control is None:
        raise InputError("--on", f"control has no definition on {on}")
    if facts:
        frames = frames_of_folder(read_folder(facts, FACTS, FACT_SCHEMAS))
    else:
        with door.services() as services:
            frames = frames_of_graph(services.graph)
    report = look_through_register(frames, (control, terms.state_bodies), on, out)
    if door.screen.as_json:
        door.screen.json({"written": str(out), "on": on, **asdict(report)})
    columns = (("被持有的企业", "organisations held"), ("持股", "holdings"), ("行数", "rows"), ("无法穿透", "unsolved"))
    title = door.screen.words((f"已写入 {out}（线索，非认定）", f"Written: {out} (leads, no findings)"))
    door.screen.table(title, columns, [(report.organizations, report.holdings, report.rows, report.unsolved)])
