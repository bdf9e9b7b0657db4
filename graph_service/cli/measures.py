"""The command ``measures list``: the catalogue of measures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from graph_service.cli.door import Door, JsonOption, LangOption

if TYPE_CHECKING:
    from graph_service.cli.screen import Screen, Words

KindOption = Annotated[str | None, typer.Option("--kind", metavar="reward|punishment", help="Only this kind. 只列激励或惩戒。")]
FieldOption = Annotated[
    str | None,
    typer.Option("--field", metavar="administrative|market|social", help="Only this field. 只列行政性、市场性或社会性。"),
]


def list_measures(
    ctx: typer.Context,
    kind: KindOption = None,
    field: FieldOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """列出联合奖惩措施清单。List the catalogue of measures, who carries them out and which rule proposes them."""
    from graph_service.query import measures

    door = Door(ctx, as_json=as_json, lang=lang)
    found: Mapping[str, Any] = measures.list_measures(kind, field)
    if as_json:
        door.screen.json(found)
        return
    columns: tuple[Words, ...] = (
        ("措施", "measure"),
        ("段落", "paragraph"),
        ("类别", "kind"),
        ("约束", "binding"),
        ("前提", "needs"),
        ("实施部门", "carried out by"),
        ("提出规则", "proposed by"),
    )
    title = door.screen.words(("联合奖惩措施清单", "Catalogue of measures"))
    door.screen.table(title, columns, [_row(door.screen, one) for one in found["measures"]])
    door.screen.say(
        "* 按职能推定的部门：《北京市信用联合奖惩措施清单》未取得。",
        "* assigned by function: the municipal list of measures was not found.",
    )
    door.screen.say("† 所依条文未核对原文。", "† the law behind it was not checked against the original.")


def _row(screen: Screen, measure: Mapping[str, Any]) -> tuple[str, ...]:
    departments = [screen.words(one["name"]) + ("*" if one["verified"] == "M" else "") for one in measure["departments"]]
    return (
        f"{screen.words(measure['name'])} ({measure['code']})",
        measure["paragraph"],
        f"{screen.words(measure['field_words'])} {screen.words(measure['kind_words'])}",
        screen.words(measure["binding_words"]) + ("†" if _unchecked(measure["binding_note"]) else ""),
        screen.words(measure["needs_words"]) if measure["needs_words"] else "",
        "; ".join(departments),
        "; ".join(measure["proposed_by"]),
    )


def _unchecked(note: Mapping[str, Any] | None) -> bool:
    return note is not None and note["verified"] == "M"
