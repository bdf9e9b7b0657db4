"""Cells that are each right and do not go together: days, numbers and names, firms and decisions that nobody knows."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from graph_service.generate.faults.base import RowFault, Scene, Spoiled, with_cells
from graph_service.generate.lines import Line, Said
from graph_service.generate.names import CYCLE, SURNAMES
from graph_service.generate.records import Firm, Office, Penalty
from graph_service.generate.spelling import Cell
from graph_service.model.identifiers import organization_code_check_digit

_ENTERPRISES, _PERSONS, _HOLDINGS = frozenset({"企业基本信息"}), frozenset({"主要人员"}), frozenset({"股东及出资"})
_PENALTIES, _FINDINGS = frozenset({"行政处罚_2019版"}), frozenset({"责任认定"})
_SPANS = {"主要人员": ("任职起始日期", "任职截止日期"), "股东及出资": ("持股起始日期", "持股截止日期")}
_CODE = "企业统一社会信用代码"
#: In each table, two columns whose faults have nothing to do with each other: the column, the cell, the code.
_TWO = {
    "企业基本信息": (("成立日期", "不详", "date-format"), ("登记状态", "很好", "state-unknown")),
    "主要人员": (("任职起始日期", "不详", "date-format"), ("职务", "部门经理", "position-unknown")),
    "股东及出资": (("持股起始日期", "不详", "date-format"), ("持股比例", "一半", "share-format")),
    "行政处罚_2019版": (("处罚决定日期", "不详", "date-format"), ("违法事实", "", "required")),
    "责任认定": (("认定日期", "不详", "date-format"), ("责任类型", "有责任", "liability-unknown")),
}


def _refused(line: Line, scene: Scene, said: Said | tuple[Said, ...], **changes: Cell) -> Spoiled:
    says = said if isinstance(said, tuple) else (said,)
    return Spoiled(with_cells(line, scene, **changes), "refused", says, line.cells)


def _taken(line: Line, scene: Scene, says: tuple[Said, ...], **changes: Cell) -> Spoiled:
    """Take the row as it is written, with doubts."""
    cells = [str(cell) for cell in with_cells(line, scene, **changes)]
    return Spoiled(cells, "loaded", says, cells)


def _cell(line: Line, scene: Scene, column: str) -> str:
    return line.cells[scene.at(column)]


def _two_faults(line: Line, scene: Scene) -> Spoiled:
    two = _TWO[scene.table.file]
    says = tuple(Said(code, column) for column, _, code in two)
    return _refused(line, scene, says, **{column: cell for column, cell, _ in two})


def _ends_first(line: Line, scene: Scene) -> Spoiled:
    first, last = _SPANS[scene.table.file]
    before = date.fromisoformat(_cell(line, scene, first)) - timedelta(days=scene.random.randrange(1, 900))
    return _refused(line, scene, Said("end-before-start", last), **{last: before.isoformat()})


def _decided_after(column: str, code: str) -> RowFault:
    def make(line: Line, scene: Scene) -> Spoiled:
        before = date.fromisoformat(_cell(line, scene, "处罚决定日期")) - timedelta(days=30)
        return _refused(line, scene, Said(code, column), **{column: before.isoformat()})

    return RowFault(f"decision behind the end of its {column}", make, tables=_PENALTIES)


def _in_the_future(line: Line, scene: Scene) -> Spoiled | None:
    day = next((column.name for column in scene.table.columns if column.kind == "past day"), None)
    if day is None:
        return None
    open_ended: dict[str, Cell] = {}
    if scene.table.file in _PENALTIES:
        open_ended = {"处罚有效期": "2099/12/31", "公示截止期": ""}
    return _refused(line, scene, Said("date-future", day), **{day: "2999-01-05"}, **open_ended)


def _begins_in_the_future(line: Line, scene: Scene) -> Spoiled:
    first, last = _SPANS[scene.table.file]
    return _refused(line, scene, Said("date-future", first), **{first: "2999-01-05", last: ""})


def _paid_more(line: Line, scene: Scene) -> Spoiled | None:
    subscribed = _cell(line, scene, "认缴出资额（万元）")
    if float(subscribed) == 0:
        return None
    said = Said("paid-above-subscribed", "实缴出资额（万元）")
    return _refused(line, scene, said, **{"实缴出资额（万元）": f"{float(subscribed) * 2 + 1:.6f}"})


def _own_parent(line: Line, scene: Scene) -> Spoiled | None:
    column = "隶属企业统一社会信用代码"
    if not _cell(line, scene, column):
        return None
    return _refused(line, scene, Said("own-parent", column), **{column: _cell(line, scene, "统一社会信用代码")})


def _end_forgotten(line: Line, scene: Scene) -> Spoiled | None:
    """Leave out when a former legal representative left, so that the firm seems to have two."""
    office = line.record
    if not isinstance(office, Office) or not office.is_representative or office.last is None:
        return None
    others = (one for one in scene.block.offices_in(office.firm) if one.is_representative and one.last is None)
    if not any(other.start > office.start and other not in scene.block.lost for other in others):
        return None
    column = "任职截止日期"
    return _refused(line, scene, Said("second-legal-representative", column), **{column: ""})


def _is_named_enough(line: Line, scene: Scene) -> bool:
    """Say whether the name alone finds the firm: its row in the register was accepted, and no other firm has the name."""
    firm, block = line.firm, scene.block
    return firm is not None and bool(firm.any_number) and firm not in block.lost and firm not in block.twins


def _without_code(line: Line, scene: Scene) -> Spoiled | None:
    column = "当事人统一社会信用代码" if scene.table.file in _FINDINGS else _CODE
    if not _is_named_enough(line, scene):
        return None
    return Spoiled(with_cells(line, scene, **{column: ""}), "loaded", (), line.cells)


def _placeholder_for_code(line: Line, scene: Scene) -> Spoiled | None:
    column = "当事人统一社会信用代码" if scene.table.file in _FINDINGS else _CODE
    if not _is_named_enough(line, scene):
        return None
    zeros = with_cells(line, scene, **{column: "0" * 18})
    return Spoiled(zeros, "loaded", (Said("placeholder-code", column),), line.cells)


def _party_by_name(line: Line, scene: Scene) -> Spoiled | None:
    if line.firm is None or not line.firm.code or not _is_named_enough(line, scene):
        return None
    said = Said("joined-by-name", "行政相对人名称")
    return _taken(line, scene, (said,), 统一社会信用代码="", 工商注册号="", 组织机构代码="")


def _unknown_firm(line: Line, scene: Scene) -> Spoiled:
    name = f"北京查无此企{scene.random.randrange(10**6)}有限公司"
    said = Said("organization-unknown", _CODE)
    return _refused(line, scene, said, **{"企业名称": name, _CODE: ""})


def _ambiguous_firm(line: Line, scene: Scene) -> Spoiled | None:
    if not scene.block.twins:
        return None
    said = Said("organization-ambiguous", _CODE)
    return _refused(line, scene, said, **{"企业名称": scene.block.twins[0].name, _CODE: ""})


def _unknown_decision(line: Line, scene: Scene) -> Spoiled:
    said = Said("event-not-on-record", "行政处罚决定书文号")
    return _refused(line, scene, said, 行政处罚决定书文号=f"京处罚〔2024〕无{scene.random.randrange(10**6)}号")


def _unknown_authority(line: Line, scene: Scene) -> Spoiled:
    return _refused(line, scene, Said("event-not-on-record", "行政处罚决定书文号"), 处罚机关="别的机关")


def _nobody_punished(line: Line, scene: Scene) -> Spoiled | None:
    if not isinstance(line.record, Penalty) or line.firm is not None:
        return None
    return _refused(line, scene, Said("required-for-person", "证件号码"), 证件号码="")


def _stranger(line: Line, random: Random) -> str:
    return f"{random.choice([name for name in SURNAMES if name not in ''.join(line.cells)] or ['赵'])}代{random.choice(CYCLE)}"


def _other_representative(line: Line, scene: Scene) -> Spoiled | None:
    """Name somebody as legal representative whom the register does not know for that day."""
    penalty = line.record
    if not isinstance(penalty, Penalty) or line.firm is None or not _cell(line, scene, "法定代表人"):
        return None
    offices = scene.block.offices_in(line.firm)
    held = [one for one in offices if one.is_representative and one.held_on(penalty.decided) and one not in scene.block.lost]
    if not held:
        return None
    said = Said("representative-differs", "法定代表人")
    changes: dict[str, Cell] = {"法定代表人证件类型": "", "法定代表人证件号码": ""}
    return _taken(line, scene, (said,), 法定代表人=_stranger(line, scene.random), **changes)


def _other_head(line: Line, scene: Scene) -> Spoiled | None:
    """Let the register name somebody else than its own list of officers: the doubt is voiced there."""
    firm = line.record
    if not isinstance(firm, Firm) or not any(
        one.is_representative and one.last is None for one in scene.block.offices_in(firm)
    ):
        return None
    scene.block.misnamed.add(firm)
    return _taken(line, scene, (), 法定代表人=_stranger(line, scene.random))


def _differing_share(line: Line, scene: Scene) -> Spoiled | None:
    share = float(_cell(line, scene, "持股比例").removesuffix("%"))
    if share < 10 or line.firm in scene.block.lost:
        return None
    return _taken(line, scene, (Said("share-differs-from-capital", "持股比例"),), 持股比例=f"{share / 2:g}%")


def _no_share(line: Line, scene: Scene) -> Spoiled:
    changes: dict[str, Cell] = {"认缴出资额（万元）": "", "实缴出资额（万元）": "", "持股比例": ""}
    return _taken(line, scene, (Said("share-unknown", "持股比例"),), **changes)


def _share_to_compute(line: Line, scene: Scene) -> Spoiled | None:
    if line.firm in scene.block.lost:
        return None
    return _taken(line, scene, (Said("share-computed", "持股比例"),), 持股比例="")


def _swapped_name_and_number(line: Line, scene: Scene) -> Spoiled | None:
    name, number = scene.table.people[0]
    if not _cell(line, scene, number):
        return None
    swapped = {name: _cell(line, scene, number), number: _cell(line, scene, name)}
    return _refused(line, scene, Said("not-a-name", name), **swapped)


def _swapped_name_and_code(line: Line, scene: Scene) -> Spoiled | None:
    columns = {"企业基本信息": ("企业名称", "统一社会信用代码"), "行政处罚_2019版": ("行政相对人名称", "统一社会信用代码")}
    name, code = columns.get(scene.table.file, ("企业名称", _CODE))
    firm = line.firm
    if firm is None or not firm.code or len(firm.name) in (15, 18):
        return None
    return _refused(line, scene, Said("uscc-invalid", code), **{name: firm.code, code: firm.name})


def _type_left_out(line: Line, scene: Scene) -> Spoiled | None:
    kind, number = ("股东证照类型", "股东证照号码") if scene.table.file in _HOLDINGS else ("证件类型", "证件号码")
    if not _cell(line, scene, number).startswith("11") or _cell(line, scene, kind) != "居民身份证":
        return None
    return Spoiled(with_cells(line, scene, **{kind: ""}), "loaded", (), line.cells)


def _number_without_type(line: Line, scene: Scene) -> Spoiled:
    return _refused(line, scene, Said("id-without-type", "证件号码"), 证件类型="", 证件号码="E12345678")


def _number_of_other_type(line: Line, scene: Scene) -> Spoiled | None:
    if not _cell(line, scene, "证件号码").startswith("11"):
        return None
    return _refused(line, scene, Said("id-invalid", "证件号码"), 证件类型="护照")


def _placeholder_beside_code(line: Line, scene: Scene) -> Spoiled | None:
    column = "注册号" if scene.table.file in _ENTERPRISES else "工商注册号"
    if line.firm is None or not line.firm.code:
        return None
    written = with_cells(line, scene, **{column: "0" * 15})
    sound = [str(cell) for cell in with_cells(line, scene, **{column: ""})]
    return Spoiled(written, "loaded", (Said("placeholder-code", column),), sound)


def _organization_code(*, is_right: bool) -> RowFault:
    def make(line: Line, scene: Scene) -> Spoiled | None:
        if line.firm is None or not line.firm.code:
            return None
        body, digit = line.firm.code[8:16], organization_code_check_digit(line.firm.code[8:16])
        if is_right:
            return _taken(line, scene, (), 组织机构代码=f"{body}-{digit}")
        wrong = "1" if digit != "1" else "2"
        return _refused(line, scene, Said("organization-code-invalid", "组织机构代码"), 组织机构代码=f"{body}-{wrong}")

    return RowFault(
        "organisation code with a dash" if is_right else "organisation code with a wrong digit", make, tables=_PENALTIES
    )


_WITH_SPANS = _PERSONS | _HOLDINGS
RELATION_FAULTS = (
    RowFault("two faults in one row", _two_faults, tables=frozenset(_TWO)),
    RowFault("end before the beginning", _ends_first, tables=_WITH_SPANS),
    _decided_after("处罚有效期", "decision-after-validity"),
    _decided_after("公示截止期", "decision-after-publication"),
    RowFault("day in the future", _in_the_future),
    RowFault("office or holding from a day in the future", _begins_in_the_future, tables=_WITH_SPANS),
    RowFault("paid more than subscribed", _paid_more, tables=_HOLDINGS),
    RowFault("branch of itself", _own_parent, tables=_ENTERPRISES),
    RowFault("end of an office forgotten", _end_forgotten, tables=_PERSONS),
    RowFault("code left out, name known", _without_code, tables=_WITH_SPANS | _FINDINGS),
    RowFault("placeholder for a code, name known", _placeholder_for_code, tables=_WITH_SPANS | _FINDINGS),
    RowFault("party known by its name only", _party_by_name, tables=_PENALTIES),
    RowFault("firm that nobody knows", _unknown_firm, tables=_WITH_SPANS),
    RowFault("name of two firms", _ambiguous_firm, tables=_WITH_SPANS),
    RowFault("decision that nobody knows", _unknown_decision, tables=_FINDINGS),
    RowFault("decision of another authority", _unknown_authority, tables=_FINDINGS),
    RowFault("person punished without a number", _nobody_punished, tables=_PENALTIES),
    RowFault("representative whom the register does not know", _other_representative, tables=_PENALTIES),
    RowFault("representative other than the list of officers", _other_head, tables=_ENTERPRISES),
    RowFault("share that differs from the capital", _differing_share, tables=_HOLDINGS),
    RowFault("neither share nor capital", _no_share, tables=_HOLDINGS),
    RowFault("share that must be computed", _share_to_compute, tables=_HOLDINGS),
    RowFault("name and number swapped", _swapped_name_and_number, tables=_PERSONS | _FINDINGS),
    RowFault("name and code swapped", _swapped_name_and_code, tables=_ENTERPRISES | _WITH_SPANS | _PENALTIES),
    RowFault("document type left out", _type_left_out, tables=_WITH_SPANS | _FINDINGS),
    RowFault("number without its type", _number_without_type, tables=_PERSONS | _FINDINGS),
    RowFault("number of another type", _number_of_other_type, tables=_PERSONS | _FINDINGS),
    RowFault("placeholder beside a code", _placeholder_beside_code, tables=_ENTERPRISES | _PENALTIES),
    _organization_code(is_right=True),
    _organization_code(is_right=False),
)
