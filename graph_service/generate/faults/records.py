"""What is wrong with a record as a whole: fields, quotes, bytes, characters, and rows that are no records."""

from __future__ import annotations

from collections.abc import Callable

from graph_service.generate.faults.base import TEXT, RowFault, Scene, Spoiled, with_cells
from graph_service.generate.lines import Line, Said
from graph_service.generate.spelling import NOTHING, Cell
from graph_service.generate.writing import Bare

#: What a loader says of a title that stands where a value belongs, by the kind of the column; other kinds take it for a text.
_TITLE_READ = {
    "unified code": "uscc-invalid",
    "registration number": "registration-number-invalid",
    "organisation code": "organization-code-invalid",
    "document type": "document-type-unknown",
    "day": "date-format",
    "past day": "date-format",
    "last day": "date-format",
    "money": "money-format",
    "share": "share-format",
    "yes or no": "not-yes-or-no",
    "state": "state-unknown",
    "position": "position-unknown",
    "holder type": "holder-type-unknown",
    "party type": "party-type-unknown",
    "liability": "liability-unknown",
    "status": "status-unknown",
    "status of 2016": "status-unknown",
    "profession": "profession-unknown",
    "practice state": "practice-state-unknown",
    "conclusion": "conclusion-unknown",
    "result": "result-unknown",
    "publisher": "publisher-unknown",
    "government subject": "government-subject-unknown",
    "文号": "document-number",
    "stated 文号": "document-number",
}
#: What a loader says of the word for totals in the first column, by table; others take it for a name.
_TOTALS_READ = {
    "企业基本信息": (Said("totals-row", "企业名称"),),
    "主要人员": (Said("totals-row", "企业名称"),),
    "股东及出资": (Said("totals-row", "企业名称"),),
    **dict.fromkeys(
        (f"{kind}_{layout}" for kind in ("行政处罚", "行政许可") for layout in ("2018版_法人", "2018版_自然人", "2019版")),
        (Said("totals-row", "行政相对人名称"),),
    ),
    "执业人员": (Said("totals-row", "姓名"),),
    "变更记录": (Said("totals-row", "企业名称"),),
    "曾用名": (Said("totals-row", "企业名称"),),
    "分支机构": (Said("totals-row", "企业名称"),),
    "责任认定": (Said("document-number", "行政处罚决定书文号"),),
    "行政处罚_2016版": (Said("document-number", "行政处罚决定书文号"),),
    "行政许可_2016版": (Said("document-number", "行政许可决定文书号"),),
    **dict.fromkeys(("责任认定", "责任认定征询函回函", "异议处理结果", "信用修复决定"), (Said("document-number", "决定文号"),)),
    "招标投标": (Said("document-number", "项目编号"),),
    **dict.fromkeys(("参考信息", "政务失信记录"), (Said("totals-row", "主体名称"),)),
}


def _lost(line: Line, cells: list[Cell], code: str) -> Spoiled:
    return Spoiled(cells, "refused", (Said(code),), line.cells)


def _surplus(line: Line, _scene: Scene) -> Spoiled:
    return _lost(line, [*line.cells, "多出的一列"], "surplus-fields")


def _short(line: Line, _scene: Scene) -> Spoiled:
    return _lost(line, list(line.cells[:-2]), "short-row")


def _unbalanced(line: Line, _scene: Scene) -> Spoiled:
    return _lost(line, [Bare(f'"{line.cells[0]}'), *line.cells[1:]], "unbalanced-quote")


def _other_encoding(line: Line, scene: Scene) -> Spoiled | None:
    """A row of another export; its bytes stand as lone surrogates, which the writer turns back."""
    if scene.encoding == "utf-16":
        return None
    other = "utf-8" if scene.encoding == "gb18030" else "gb18030"
    cells: list[Cell] = [cell.encode(other).decode("ascii", "surrogateescape") for cell in line.cells]
    return _lost(line, cells, "undecodable-bytes")


def _stray_byte(line: Line, scene: Scene) -> Spoiled | None:
    """A byte that belongs to no character; only where a character of ASCII is one byte."""
    return None if scene.encoding == "utf-16" else _with_character("\udcff", "undecodable-bytes")(line, scene)


def _with_character(char: str, code: str) -> Callable[[Line, Scene], Spoiled]:
    """Put a character into a cell that says something."""

    def make(line: Line, scene: Scene) -> Spoiled:
        at = scene.random.choice([at for at, cell in enumerate(line.cells) if cell])
        cells: list[Cell] = list(line.cells)
        cells[at] = f"{line.cells[at][:1]}{char}{line.cells[at][1:]}"
        return _lost(line, cells, code)

    return make


def _blank_before(line: Line, _scene: Scene) -> Spoiled:
    return Spoiled(line.cells, "loaded", (), line.cells, after_blank=True)


def _totals(_line: Line, scene: Scene) -> Spoiled:
    """The line of totals below a printed list."""
    cells: list[Cell] = ["合计", *[""] * (len(scene.table.columns) - 1)]
    says = tuple(Said("required", column.name) for column in scene.table.columns[1:] if column.filled)
    return Spoiled(cells, "refused", (*_TOTALS_READ.get(scene.table.file, ()), *says), is_extra=True)


def _titles(_line: Line, scene: Scene) -> Spoiled:
    """The titles once more, where two files were put together."""
    says = [Said(code, column.name) for column in scene.table.columns if (code := _TITLE_READ.get(column.kind))]
    return Spoiled(list(scene.table.titles), "refused", tuple(says), is_extra=True)


def _missing(*blanks: str) -> Callable[[Line, Scene], Spoiled]:
    """Leave a cell empty that must be filled, or write one of the words for nothing."""

    def make(line: Line, scene: Scene) -> Spoiled:
        column = scene.random.choice([column.name for column in scene.table.columns if column.filled])
        cells = with_cells(line, scene, **{column: scene.random.choice(blanks)})
        return Spoiled(cells, "refused", (Said("required", column),), line.cells)

    return make


def _nothing_in_words(line: Line, scene: Scene) -> Spoiled | None:
    """Write a word for nothing where nothing is said."""
    places = [at for at, cell in enumerate(line.cells) if not cell]
    if not places:
        return None
    cells: list[Cell] = list(line.cells)
    cells[scene.random.choice(places)] = scene.random.choice(NOTHING)
    return Spoiled(cells, "loaded", (), line.cells)


RECORD_FAULTS = (
    RowFault("a field too many", _surplus),
    RowFault("fields missing at the end", _short, TEXT),
    RowFault("quote that is not closed", _unbalanced, TEXT, spans=True),
    RowFault("byte that belongs to no character", _stray_byte, TEXT),
    RowFault("row in another encoding", _other_encoding, TEXT),
    RowFault("replacement character", _with_character("\ufffd", "undecodable-bytes")),
    RowFault("control character", _with_character("\x01", "control-character")),
    RowFault("vertical tab", _with_character("\x0b", "control-character")),
    RowFault("private-use character", _with_character("\ue000", "private-use-character")),
    RowFault("blank line", _blank_before),
    RowFault("line of totals", _totals),
    RowFault("titles once more", _titles),
    RowFault("nothing where something must stand", _missing("", "　")),
    RowFault("word for nothing where something must stand", _missing(*NOTHING)),
    RowFault("word for nothing where nothing is said", _nothing_in_words),
)
