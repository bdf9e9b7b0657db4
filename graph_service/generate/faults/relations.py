"""Cells that are each right and do not go together: days, amounts, shares, offices."""

from __future__ import annotations

from datetime import date, timedelta

from graph_service.generate import publicity_layouts
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

_OF_LICENCE = ("有效期自", "有效期至")
_SPANS = {
    "主要人员": ("任职起始日期", "任职截止日期"),
    "股东及出资": ("持股起始日期", "持股截止日期"),
    "曾用名": ("使用起始日期", "使用截止日期"),
    **{table.file: _OF_LICENCE for table in publicity_layouts.LICENCES if _OF_LICENCE[0] in table.at},
}
#: In each table, two columns whose faults have nothing to do with each other: the column, the cell, the code.
_TWO = {
    "企业基本信息": (("成立日期", "不详", "date-format"), ("登记状态", "很好", "state-unknown")),
    "主要人员": (("任职起始日期", "不详", "date-format"), ("职务", "部门经理", "position-unknown")),
    "股东及出资": (("持股起始日期", "不详", "date-format"), ("持股比例", "一半", "share-format")),
    **{
        table.file: (("处罚决定日期", "不详", "date-format"), ("处罚依据", "", "required"))
        for table in publicity_layouts.PENALTIES
    },
    **{
        table.file: (("许可决定日期", "不详", "date-format"), ("当前状态", "撤消", "status-unknown"))
        for table in publicity_layouts.LICENCES
    },
    "责任认定": (("认定日期", "不详", "date-format"), ("责任类型", "有责任", "liability-unknown")),
    "责任认定征询函回函": (("认定日期", "不详", "date-format"), ("认定结论", "有责任", "conclusion-unknown")),
    "执业人员": (("执业起始日期", "不详", "date-format"), ("职业类别", "厨师", "profession-unknown")),
}


def _two_faults(line: Line, scene: Scene) -> Spoiled:
    two = _TWO[scene.table.file]
    says = tuple(Said(code, column) for column, _, code in two)
    return refused_row(line, scene, says, **{column: cell for column, cell, _ in two})


def _ends_first(line: Line, scene: Scene) -> Spoiled:
    first, last = _SPANS[scene.table.file]
    before = date.fromisoformat(cell_of(line, scene, first)) - timedelta(days=scene.random.randrange(1, 900))
    return refused_row(line, scene, Said("end-before-start", last), **{last: before.isoformat()})


def _decided_after(name: str, code: str, *columns: str) -> RowFault:
    """Let a decision come behind the end of something; of the columns the one that the table has says when that is."""

    def make(line: Line, scene: Scene) -> Spoiled | None:
        column = next((column for column in columns if column in scene.table.at), None)
        if column is None:
            return None
        before = date.fromisoformat(cell_of(line, scene, "处罚决定日期")) - timedelta(days=30)
        return refused_row(line, scene, Said(code, column), **{column: before.isoformat()})

    return RowFault(f"decision behind the end of its {name}", make, tables=PENALTIES)


def _in_the_future(line: Line, scene: Scene) -> Spoiled | None:
    day = next((column.name for column in scene.table.columns if column.kind == "past day"), None)
    if day is None:
        return None
    open_ended = {column.name: "2099/12/31" for column in scene.table.columns if column.kind == "last day"}
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


def _annulled_without_day(line: Line, scene: Scene) -> Spoiled:
    return refused_row(line, scene, Said("annulled-without-day", "当前状态"), 当前状态="撤销", 数据更新时间戳="")


def _over_since_nobody_knows(line: Line, scene: Scene) -> Spoiled:
    return refused_row(line, scene, Said("practice-over-without-day", "执业截止日期"), 状态="注销", 执业截止日期="")


def _corrected_and_taken_back(line: Line, scene: Scene) -> Spoiled:
    return refused_row(line, scene, Said("correction-mismatch", "处理结果"), 处理结果="撤销")


def _offices_not_stated(line: Line, scene: Scene) -> Spoiled:
    says = tuple(Said("office-not-stated", column) for column in ("变更前内容", "变更后内容"))
    return refused_row(line, scene, says, 变更事项="高级管理人员备案")


_WITH_SPANS = PERSONS | HOLDINGS | FORMER_NAMES
RELATION_FAULTS = (
    RowFault("two faults in one row", _two_faults, tables=frozenset(_TWO)),
    RowFault("end before the beginning", _ends_first, tables=frozenset(_SPANS)),
    _decided_after("validity", "decision-after-validity", "处罚有效期", "处罚截止期"),
    _decided_after("publication", "decision-after-publication", "公示截止期"),
    RowFault("annulment without a day", _annulled_without_day, tables=frozenset({publicity_layouts.PENALTIES_2016.file})),
    RowFault("day in the future", _in_the_future),
    RowFault("office or holding from a day in the future", _begins_in_the_future, tables=PERSONS | HOLDINGS),
    RowFault("registration that is over, since nobody knows when", _over_since_nobody_knows, tables=frozenset({"执业人员"})),
    RowFault("decision both corrected and taken back", _corrected_and_taken_back, tables=frozenset({"异议处理结果"})),
    RowFault("paid more than subscribed", _paid_more, tables=HOLDINGS),
    RowFault("branch of itself", _own_parent, tables=ENTERPRISES),
    RowFault("end of an office forgotten", _end_forgotten, tables=PERSONS),
    RowFault("share that differs from the capital", _differing_share, tables=HOLDINGS),
    RowFault("neither share nor capital", _no_share, tables=HOLDINGS),
    RowFault("share that must be computed", _share_to_compute, tables=HOLDINGS),
    RowFault("officers without their offices", _offices_not_stated, tables=CHANGES),
)
