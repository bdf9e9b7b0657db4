"""Rows that stand beside the right one: the same again, the same thing said otherwise, the same number for somebody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from graph_service.generate import publicity_layouts, spelling
from graph_service.generate.faults.base import RowFault, Scene, Spoiled, texts, with_cells
from graph_service.generate.layouts import CODE, FIRM_NAME
from graph_service.generate.lines import Line, Said
from graph_service.generate.names import SURNAMES
from graph_service.generate.records import Holding
from graph_service.generate.spelling import Cell

#: In each table, a column that is no part of what a row is about, and another text for it.
_OTHERWISE = {
    "企业基本信息": ("住所", "北京市甲区另一街2号"),
    "主要人员": ("登记日期", "2025-12-30"),
    "股东及出资": ("实缴出资额（万元）", "0"),
    **{table.file: ("处罚内容", "另一内容") for table in publicity_layouts.PENALTIES},
    publicity_layouts.PENALTIES_2016.file: ("处罚结果", "另一结果"),
    **{table.file: ("许可内容", "另一内容") for table in publicity_layouts.LICENCES},
    "责任认定": ("认定文书文号", "京另责认〔2024〕1号"),
    "责任认定征询函回函": ("认定文书文号", "京另函〔2024〕1号"),
    "执业人员": ("发证机关", "北京市乙区另一机关"),
    "异议处理结果": ("处理文号", "京另异议〔2024〕1号"),
    "信用修复决定": ("修复决定文号", "京另修复〔2024〕1号"),
    "招标投标": ("投标结果", "否决"),
    "参考信息": ("等级", "D"),
    "政务失信记录": ("失信事实", "另一事实"),
}
#: In each table, what else differs in a row about somebody else, so that the number alone is wrong.
_SOMEBODY_ELSE: dict[str, dict[str, Cell]] = {
    "主要人员": {"职务": "员工", "执业证书": ""},
    "股东及出资": {"认缴出资额（万元）": "", "实缴出资额（万元）": "", "持股比例": "0%"},
    "责任认定": {},
    "责任认定征询函回函": {},
}
#: In each table of 双公示 that is about persons too, what another decision has another of.
_ANOTHER_DECISION = {
    table.file: tuple(name for name in ("行政处罚决定书文号", "行政许可决定文书号", "许可编号") if name in table.at)
    for table in (*publicity_layouts.PENALTIES, *publicity_layouts.LICENCES)
    if table.people[0][1] == "证件号码"
}


def _extra(cells: list[Cell], *says: Said) -> Spoiled:
    return Spoiled(cells, "refused", says, is_extra=True)


def _again(line: Line, _scene: Scene) -> Spoiled:
    return Spoiled(line.cells, "unchanged", is_extra=True)


def _again_spelt_otherwise(kind: str, spell: Callable[[str], str]) -> RowFault:
    """Write the same row once more, with its first cell of this kind in another spelling."""

    def make(line: Line, _scene: Scene) -> Spoiled | None:
        at = next((at for at, stated in enumerate(line.kinds) if stated == kind and line.cells[at]), None)
        if at is None:
            return None
        cells: list[Cell] = list(line.cells)
        cells[at] = spell(line.cells[at])
        return Spoiled(cells, "unchanged", is_extra=True)

    return RowFault(f"the same row again, its {kind} spelt otherwise", make)


def _otherwise(line: Line, scene: Scene) -> Spoiled | None:
    column, text = _OTHERWISE[scene.table.file]
    if line.cells[scene.at(column)] == text:
        return None
    return _extra(with_cells(line, scene, **{column: text}), Said("conflicting-duplicate"))


def _same_number(line: Line, scene: Scene) -> Spoiled | None:
    """Give somebody else, who does something else, the number of this person."""
    name, number = _person_of(line, scene)
    if not number:
        return None
    other = f"{'赵' if line.cells[scene.at(name)][0] != '赵' else SURNAMES[1]}错号"
    changes: dict[str, Cell] = {name: other} | _SOMEBODY_ELSE.get(scene.table.file, {})
    for column in _ANOTHER_DECISION.get(scene.table.file, ()):
        changes[column] = f"{line.cells[scene.at(column)]}之三"
    return _extra(with_cells(line, scene, **changes), Said("same-id-other-name", number))


def _person_of(line: Line, scene: Scene) -> tuple[str, str]:
    """Return the columns of name and number of the person whom the row is about; no number where it gives none."""
    name, number = scene.table.people[0] if scene.table.people else ("", "")
    is_person = bool(name) and line.kinds[scene.at(name)] == "person name"
    return name, number if is_person and line.cells[scene.at(number)] else ""


def _own_holder(line: Line, scene: Scene) -> Spoiled | None:
    """Let the firm hold itself."""
    if line.firm is None or not line.firm.code or not line.cells[scene.at("企业统一社会信用代码")]:
        return None
    cells = with_cells(
        line, scene, 股东名称=line.firm.name, 股东类型="企业法人", 股东证照类型="营业执照", 股东证照号码=line.firm.code
    )
    return _extra(cells, Said("own-shareholder", "股东名称"))


def _above_the_whole(line: Line, scene: Scene) -> Spoiled | None:
    """Let one more person hold all of a firm: nobody can say which of its rows is wrong, so all are refused."""
    held = [one.record for one in scene.group if one.can_be_spoiled and one.cells[scene.at("持股比例")]]
    holdings = [one for one in held if isinstance(one, Holding) and one.percent]
    if line.firm is None or len(holdings) < len(scene.group) or scene.group[-1] is not line:
        return None
    first = min(holding.start for holding in holdings) - timedelta(days=1)
    cells = with_cells(
        line, scene, 股东名称="赵多占", 股东类型="自然人股东", 股东证照类型="", 股东证照号码="", 持股比例="100%",
        持股起始日期=date.isoformat(first), 持股截止日期="", **{"认缴出资额（万元）": "", "实缴出资额（万元）": ""},
    )  # fmt: skip
    said = (Said("shares-above-hundred", "持股比例"),)
    return Spoiled(texts(cells), "refused", said, is_extra=True, all_say=said)


_REGISTER_OF_HOLDERS = frozenset({"股东及出资"})
REPETITION_FAULTS = (
    RowFault("the same row again", _again),
    _again_spelt_otherwise(CODE, spelling.wide),
    _again_spelt_otherwise("document number", spelling.wide),
    _again_spelt_otherwise(FIRM_NAME, lambda name: f"{name[:2]} {name[2:]}"),
    _again_spelt_otherwise("stated 文号", lambda document: spelling.bracketed(document, "[]")),
    RowFault("the same thing said otherwise", _otherwise, tables=frozenset(_OTHERWISE)),
    RowFault("number of somebody else", _same_number, tables=frozenset(_SOMEBODY_ELSE) | frozenset(_ANOTHER_DECISION)),
    RowFault("firm that holds itself", _own_holder, tables=_REGISTER_OF_HOLDERS),
    RowFault("shares above the whole", _above_the_whole, tables=_REGISTER_OF_HOLDERS),
)
