"""Reads a list of subjects to be screened (CSV or workbook): who is asked about, row by row; nothing is loaded.

A row that cannot be read is a question that nobody can answer, never one left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from graph_service.errors import SourceFileError
from graph_service.loaders.cleaning import is_null
from graph_service.loaders.layout import Column, Layout
from graph_service.loaders.reading import Chunk, Sheet, get
from graph_service.workflow.screened import Question

_CODE, _NAME, _TYPE, _NUMBER = "统一社会信用代码", "名称", "证件类型", "证件号码"
LAYOUT = Layout(
    "信用核查名单",
    (
        Column(_CODE, str, is_id=True, aliases=("社会信用代码", "信用代码", "主体代码", "注册号", "工商注册号")),
        Column(_NAME, str, aliases=("主体名称", "企业名称", "姓名", "单位名称", "名称/姓名")),
        Column(_TYPE, str, aliases=("身份证件类型",)),
        Column(_NUMBER, str, is_id=True, aliases=("身份证号", "身份证号码", "身份证件号码", "公民身份号码")),
    ),
)
_FIELDS = {_CODE: "code", _NAME: "name", _TYPE: "id_type", _NUMBER: "id_number"}
_IDS = frozenset({_CODE, _NUMBER})


def questions_in(path: Path) -> Iterator[list[Question]]:
    """Give the questions of a file, piece by piece, in the order of its rows.

    Raises:
        SourceFileError: it cannot be read, holds several tables, or none with a column that names anybody.
    """
    sheets = get(path)
    if len(sheets) > 1:
        raise SourceFileError(path.name, f"{len(sheets)} tables", hint="Keep one: its rows are numbered as they are answered.")
    sheet = sheets[0]
    positions = LAYOUT.match(sheet.header).positions
    if not positions.keys() & {_CODE, _NAME, _NUMBER}:
        hint = f"Give one of these columns: {_CODE}, {_NUMBER}, {_NAME}."
        raise SourceFileError(path.name, "no column names anybody", hint=hint)
    return _questions(sheet, positions)


def _questions(sheet: Sheet, positions: dict[str, int]) -> Iterator[list[Question]]:
    for chunk in sheet.chunks():
        sound = _sound(chunk, positions)
        damaged = [Question(record.row, unreadable=True) for record in chunk.damaged]
        yield sorted([*sound, *damaged], key=lambda one: one.row)


def _sound(chunk: Chunk, positions: dict[str, int]) -> Iterator[Question]:
    columns = {_FIELDS[title]: chunk.columns[at].to_pylist() for title, at in positions.items()}
    spoiled = [chunk.numeric[at] for title, at in positions.items() if title in _IDS and at in chunk.numeric]
    for place, row in enumerate(chunk.rows.tolist()):
        # A number in a workbook's cell has lost digits: whom it named nobody knows.
        if any(flags[place] for flags in spoiled):
            yield Question(row, unreadable=True)
        else:
            yield _question(row, {name: cells[place] for name, cells in columns.items() if not is_null(cells[place])})


def _question(row: int, said: dict[str, str]) -> Question:
    return Question(row, said.get("code", ""), said.get("name", ""), said.get("id_type", ""), said.get("id_number", ""))
