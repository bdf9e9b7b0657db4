"""``ownership``: look-through of a scenario file, of one subject on record, or of the whole register."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from graph_service.cli.door import DayOption, Door, JsonOption, LangOption
from graph_service.cli.judging import read_document
from graph_service.errors import InputError

if TYPE_CHECKING:
    from graph_service.cli.screen import Screen, Words
    from graph_service.query.ownership import CascadeRequest

Json = dict[str, Any]

FileArgument = Annotated[
    str | None,
    typer.Argument(metavar="FILE.json", help="Scenario file, or - for stdin; only its holdings are read. 场景文件。"),
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
    on: DayOption = None,
    seeds: SeedsOption = None,
    threshold: ThresholdOption = 50.0,
    aggregate: AggregateOption = True,
    strict: StrictOption = False,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """股权与控制穿透：最终权益、路径乘积、控制、受益所有人。Look through ownership and control.

    一个场景文件，不用数据库。所得均为线索，不是认定。A scenario file, without a database. What is computed is a lead, no finding.
    """
    door = Door(ctx, as_json=as_json, lang=lang)
    if file is None:
        raise InputError("FILE.json", "is missing", hint="Give a scenario file; see `graph-service ownership --help`.")
    _of_file(door, file, _cascade(seeds, threshold, aggregate=aggregate, strict=strict), on)


def _cascade(seeds: Sequence[str] | None, threshold: float, *, aggregate: bool, strict: bool) -> CascadeRequest:
    from graph_service.query.ownership import CascadeRequest

    named = [seed.strip() for given in seeds or () for seed in given.replace("，", ",").split(",")]
    return CascadeRequest(tuple(filter(None, named)), threshold, aggregate=aggregate, inclusive=not strict)


def _of_file(door: Door, file: str, asked: CascadeRequest, on: Any) -> None:
    from graph_service.policy.loader import load_rulebook
    from graph_service.query.ownership import ownership_of_scenario

    found = ownership_of_scenario(read_document(file), load_rulebook(), asked, on)
    if door.screen.as_json:
        door.screen.json(found)
        return
    _show_owners(door.screen, found)
    if asked.seeds:
        rows = [(org, found["cascade_stakes"][org]) for org in found["cascade"]]
        rows += [(org, door.screen.words(("无法确定", "undetermined"))) for org in found["cascade_undetermined"]]
        door.screen.table(door.screen.words(("级联", "Cascade")), (("企业", "organisation"), ("合计持股 %", "stake %")), rows)
    show_warnings(door.screen, found["warnings"])


_OWNER_COLUMNS: tuple[Words, ...] = (
    ("企业", "organisation"),
    ("持有人", "holder"),
    ("最终权益 %", "integrated %"),
    ("路径乘积 %", "path product %"),
    ("线索", "leads"),
)
_LEADS: dict[str, Words] = {
    "controllers": ("疑似实际控制人", "actual controller (lead)"),
    "controlling_shareholders": ("控股股东", "controlling shareholder"),
    "beneficial_owners": ("受益所有人（估计）", "beneficial owner (estimate)"),
}


def _show_owners(screen: Screen, found: Json) -> None:
    rows = []
    for org, products in found["path_product"].items():
        owners = found["effective_ownership"][org]
        for holder in dict.fromkeys([*owners, *products]):
            leads = [screen.words(words) for name, words in _LEADS.items() if holder in found[name].get(org, ())]
            leads += [
                f"{screen.words(words)}?"
                for name, words in _LEADS.items()
                if holder in found["undetermined"][name].get(org, ())
            ]
            rows.append((org, holder, owners.get(holder), products.get(holder), "、".join(leads)))
        if found["unattributed"][org]:
            rows.append((org, screen.words(("未归属", "unattributed")), found["unattributed"][org], None, ""))
    title = screen.words((f"穿透 · {found['on']}（线索，非认定）", f"Look-through as of {found['on']} (leads, no findings)"))
    screen.table(title, _OWNER_COLUMNS, rows)


def show_warnings(screen: Screen, warnings: Sequence[Json]) -> None:
    """Show each warning with the organisations concerned, the first of them by name."""
    for one in warnings:
        concerned = "、".join(one["subjects"][:_NAMED]) + (
            f" … ({len(one['subjects'])})" if len(one["subjects"]) > _NAMED else ""
        )
        screen.say(f"注意：{one['words']['zh']} {concerned}", f"Note: {one['words']['en']} {concerned}", style="yellow")


_NAMED = 5
