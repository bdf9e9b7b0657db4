"""Cells that are each right and do not go together: days, amounts, shares, offices."""

from __future__ import annotations

from datetime import date, timedelta

from graph_service.generate.faults.base import (
    CHANGES,
    ENTERPRISES,
    FORMER_NAMES,
    HOLDINGS,
    PENALTIES,
    PERSONS,
    RowFault,
    Scene,
    Spoiled,
    cell_of,
    refused_row,
    taken_row,
)  # fmt: skip
from graph_service.generate.lines import Line, Said
from graph_service.generate.records import Office
from graph_service.generate.spelling import Cell

_SPANS = {"主要人员": ("任职起始日期", "任职截止日期"), "股东及出资": ("持股起始日期", "持股截止日期"),
          "曾用名": ("使用起始日期", "使用截止日期")}  # fmt: skip
#: In each table, two columns whose faults have nothing to do with each other: the column, the cell, the code.
_TWO = {
    "企业基本信息": (("成立日期", "不详", "date-format"), ("登记状态", "很好", "state-unknown")),
    "主要人员": (("任职起始日期", "不详", "date-format"), ("职务", "部门经理", "position-unknown")),
    "股东及出资": (("持股起始日期", "不详", "date-format"), ("持股比例", "一半", "share-format")),
    "行政处罚_2019版": (("处罚决定日期", "不详", "date-format"), ("违法事实", "", "required")),
    "责任认定": (("认定日期", "不详", "date-format"), ("责任类型", "有责任", "liability-unknown")),
}


def _two_faults(line: Line, scene: Scene) -> Spoiled:
    two = _TWO[scene.table.file]
    says = tuple(Said(code, column) for column, _, code in two)
    return refused_row(line, scene, says, **{column: cell for column, cell, _ in two})


def _ends_first(line: Line, scene: Scene) -> Spoiled:
    first, last = _SPANS[scene.table.file]
    before = date.fromisoformat(cell_of(line, scene, first)) - timedelta(days=scene.random.randrange(1, 900))
    return refused_row(line, scene, Said("end-before-start", last), **{last: before.isoformat()})


def _decided_after(column: str, code: str) -> RowFault:
    def make(line: Line, scene: Scene) -> Spoiled:
        before = date.fromisoformat(cell_of(line, scene, "处罚决定日期")) - timedelta(days=30)
        return refused_row(line, scene, Said(code, column), **{column: before.isoformat()})

    return RowFault(f"decision behind the end of its {column}", make, tables=PENALTIES)


def _in_the_future(line: Line, scene: Scene) -> Spoiled | None:
    day = next((column.name for column in scene.table.columns if column.kind == "past day"), None)
    if day is None:
        return None
    open_ended: dict[str, Cell] = {}
    if scene.table.file in PENALTIES:
        open_ended = {"处罚有效期": "2099/12/31", "公示截止期": ""}
    return refused_row(line, scene, Said("date-future", day), **{day: "2999-01-05"}, **open_ended)


def _begins_in_the_future(line: Line, scene: Scene) -> Spoiled:
    first, last = _SPANS[scene.table.file]
    return refused_row(line, scene, Said("date-future", first), **{first: "2999-01-05", last: ""})


def _paid_more(line: Line, scene: Scene) -> Spoiled | None:
    subscribed = cell_of(line, scene, "认缴出资额（万元）")
    if float(subscribed) == 0:
        return None
    said = Said("paid-above-subscribed", "实缴出资额（万元）")
    return refused_row(line, scene, said, **{"实缴出资额（万元）": f"{float(subscribed) * 2 + 1:.6f}"})


def _own_parent(line: Line, scene: Scene) -> Spoiled | None:
    column = "隶属企业统一社会信用代码"
    if not cell_of(line, scene, column):
        return None
    return refused_row(line, scene, Said("own-parent", column), **{column: cell_of(line, scene, "统一社会信用代码")})


def _end_forgotten(line: Line, scene: Scene) -> Spoiled | None:
    """Leave out when a former legal representative left, so that the firm seems to have two."""
    office = line.record
    if not isinstance(office, Office) or not office.is_representative or office.last is None:
        return None
    others = (one for one in scene.block.offices_in(office.firm) if one.is_representative and one.last is None)
    if not any(other.start > office.start and other not in scene.block.lost for other in others):
        return None
    column = "任职截止日期"
    return refused_row(line, scene, Said("second-legal-representative", column), **{column: ""})


def _differing_share(line: Line, scene: Scene) -> Spoiled | None:
    share = float(cell_of(line, scene, "持股比例").removesuffix("%"))
    if share < 10 or line.firm in scene.block.lost:
        return None
    return taken_row(line, scene, (Said("share-differs-from-capital", "持股比例"),), 持股比例=f"{share / 2:g}%")


def _no_share(line: Line, scene: Scene) -> Spoiled:
    changes: dict[str, Cell] = {"认缴出资额（万元）": "", "实缴出资额（万元）": "", "持股比例": ""}
    return taken_row(line, scene, (Said("share-unknown", "持股比例"),), **changes)


def _share_to_compute(line: Line, scene: Scene) -> Spoiled | None:
    if line.firm in scene.block.lost:
        return None
    return taken_row(line, scene, (Said("share-computed", "持股比例"),), 持股比例="")


def _offices_not_stated(line: Line, scene: Scene) -> Spoiled:
    says = tuple(Said("office-not-stated", column) for column in ("变更前内容", "变更后内容"))
    return refused_row(line, scene, says, 变更事项="高级管理人员备案")


_WITH_SPANS = PERSONS | HOLDINGS | FORMER_NAMES
RELATION_FAULTS = (
    RowFault("two faults in one row", _two_faults, tables=frozenset(_TWO)),
    RowFault("end before the beginning", _ends_first, tables=_WITH_SPANS),
    _decided_after("处罚有效期", "decision-after-validity"),
    _decided_after("公示截止期", "decision-after-publication"),
    RowFault("day in the future", _in_the_future),
    RowFault("office or holding from a day in the future", _begins_in_the_future, tables=PERSONS | HOLDINGS),
    RowFault("paid more than subscribed", _paid_more, tables=HOLDINGS),
    RowFault("branch of itself", _own_parent, tables=ENTERPRISES),
    RowFault("end of an office forgotten", _end_forgotten, tables=PERSONS),
    RowFault("share that differs from the capital", _differing_share, tables=HOLDINGS),
    RowFault("neither share nor capital", _no_share, tables=HOLDINGS),
    RowFault("share that must be computed", _share_to_compute, tables=HOLDINGS),
    RowFault("officers without their offices", _offices_not_stated, tables=CHANGES),
)
