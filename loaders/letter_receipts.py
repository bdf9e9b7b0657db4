"""Reads a sheet (回执) that came back with a letter: each row is one answer of the department; a row that is left empty is passed over."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from graph_service.errors import GraphServiceError, SourceFileError
from graph_service.loaders import cleaning
from graph_service.loaders.cleaning import UncleanError, is_null
from graph_service.loaders.layout import Column, Layout
from graph_service.loaders.reading import get
from graph_service.workflow.dossiers import Said, find_dossier
from graph_service.workflow.pushes import give_feedback
from graph_service.workflow.services import Services

_ANSWERS = {
    "签收": "receive", "执行": "apply", "部分执行": "apply_partly", "未执行": "not_apply", "不予采取": "decline", "确认解除": "confirm_lifting",
}  # fmt: skip
#: Where the free text of a row belongs, by its answer.
_SAID = {"apply_partly": "what_is_missing", "not_apply": "why_not", "decline": "why_not"}
LAYOUT = Layout(
    "回执",
    (
        Column("推送编号", str, needed=True),
        Column("办理结果", str, needed=True),
        Column("起始日期", str),
        Column("截止日期", str),
        Column("说明", str),
    ),
)


@dataclass(frozen=True, slots=True)
class RowTaken:
    """What became of one row: the push, the answer, and why it was refused (empty: it was taken; ``written``: by this call)."""

    row: int
    push: str
    answer: str
    written: bool = False
    refused: str = ""


def take_back(services: Services, path: Path, said: Said) -> list[RowTaken]:
    """Take the answers of a sheet, each row by itself; the same file again changes nothing.

    Raises:
        SourceFileError: it cannot be read, or has no such columns.
        StoreUnavailableError: a store did not answer; the same call again goes on.
    """
    file = hashlib.sha256(path.read_bytes() if path.is_file() else b"").hexdigest()
    return [_take(services, row, cells, Said(said.user, said.reason, key=f"{file}/{row}")) for row, cells in _rows(path)]


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    for sheet in get(path):
        positions = LAYOUT.match(sheet.header).positions
        if missing := [column.name for column in LAYOUT.columns if column.needed and column.name not in positions]:
            raise SourceFileError(
                path.name, f"no column {'、'.join(missing)}", hint="Fill in the sheet that came with the letter."
            )
        for chunk in sheet.chunks():
            columns = {title: chunk.columns[at].to_pylist() for title, at in positions.items()}
            for place, row in enumerate(chunk.rows.tolist()):
                cells = {title: cell.strip() for title, values in columns.items() if not is_null(cell := values[place] or "")}
                if "办理结果" in cells:
                    yield row, cells


def _take(services: Services, row: int, cells: dict[str, str], said: Said) -> RowTaken:
    number, answer = cells.get("推送编号", ""), cells["办理结果"]
    did = _ANSWERS.get(answer)
    if did is None:
        return RowTaken(row, number, answer, refused=f"办理结果 {answer!r}: one of {'、'.join(_ANSWERS)}")
    try:
        push = find_dossier(services, number, "push")
        _, written = give_feedback(
            services, push, did, _content(did, cells), Said(said.user, said.reason, push.said.department, key=said.key)
        )
    except UncleanError as error:
        return RowTaken(row, number, answer, refused=f"a day that cannot be read ({error.args[0]})")
    except GraphServiceError as error:
        if error.retryable:
            raise
        return RowTaken(row, number, answer, refused=str(error))
    return RowTaken(row, number, answer, written)


def _content(did: str, cells: dict[str, str]) -> dict[str, str]:
    """Lay out what a row says, in the words of ``pushes.FEEDBACK``."""
    first, until = (cleaning.day(cells[name]).isoformat() if name in cells else "" for name in ("起始日期", "截止日期"))
    days = {"lifted_on": first} if did == "confirm_lifting" else {"from_day": first, "until_day": until}
    return {**days, _SAID.get(did, "evidence"): cells.get("说明", "")}
