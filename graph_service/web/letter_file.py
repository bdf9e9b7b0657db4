"""A letter (告知函) as a Word document, and the sheet (回执) that comes back with it, as an Excel workbook that a clerk fills in."""

from __future__ import annotations

import io
from pathlib import Path

import xlsxwriter  # type: ignore[import-untyped]
from docx import Document
from docx.document import Document as Written
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.run import Run

from graph_service.errors import InputError
from graph_service.security.keyring import write_atomically
from graph_service.workflow.dossiers import departments
from graph_service.workflow.letters import Letter, LetterLine

#: Titles of the sheet that comes back; ``loaders.letter_receipts`` reads them.
SHEET = ("消息编号", "推送编号", "主体", "证件或代码", "措施", "期限起", "期限止", "办理结果", "起始日期", "截止日期", "说明")
ANSWERS = ("签收", "执行", "部分执行", "未执行", "不予采取", "确认解除")
_FILLED_IN = 4
_WIDTHS = (10, 10, 28, 22, 24, 12, 12, 12, 12, 12, 40)
_TITLE, _BODY = "宋体", "仿宋"
_KINDS = {"measure": "措施推送", "lifting": "措施解除", "reminder": "催办", "inquiry": "核实函"}
_BINDINGS = {"mandatory": "强制性措施", "recommended": "推荐性措施"}


def write_letter(letter: Letter, folder: Path) -> tuple[Path, Path]:
    """Write both files into a folder, each whole or not at all; return their paths.

    Raises:
        InputError: a file of the name is there, or the folder cannot be written to.
    """
    stem = f"{letter.department}-{letter.on}-{letter.lines[0].message}"
    paths = folder / f"告知函-{stem}.docx", folder / f"回执-{stem}.xlsx"
    for path in paths:
        if path.exists():
            raise InputError(str(path), "exists already", hint="Name another folder.")
    try:
        for path, content in zip(paths, (_document(letter), _sheet(letter)), strict=True):
            write_atomically(path, [content])
    except OSError as error:
        raise InputError(str(folder), f"cannot be written to: {error.strerror}") from error
    return paths


def _document(letter: Letter) -> bytes:
    document = Document()
    office = departments()[letter.department].name
    _paragraph(document, "信用联合惩戒措施告知函", size=22, centred=True, font=_TITLE)
    _paragraph(document, letter.number, centred=True)
    _paragraph(document, f"{office}：")
    _paragraph(
        document,
        "    现将下列经确认的措施或其解除告知你单位。请在回执中逐项填写办理结果，于所列期限前退回。推荐性措施可以不予采取，应当说明理由。"
        "措施以本函所列主体、条文和期限为限，不得扩大。",
    )
    for number, line in enumerate(letter.lines, start=1):
        _paragraph(
            document, f"{number}. {_KINDS.get(line.kind, line.kind)}：{line.name}（{line.masked or '无证件号码'}）", bold=True
        )
        for words in _words(line):
            _paragraph(document, f"    {words}")
    _paragraph(document, f"{letter.on.year}年{letter.on.month}月{letter.on.day}日", right=True)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _words(line: LetterLine) -> list[str]:
    said = [f"编号：{line.push}（{line.message}）", f"措施：{line.measure}（{_BINDINGS.get(line.binding, line.binding)}）"]
    said += [f"依据：{'；'.join(line.articles)}"] if line.articles else []
    said += [f"期限：{line.first_day or '——'} 至 {line.last_day or '长期'}"]
    said += [f"事由：{line.why}"] if line.why else []
    return [*said, f"请于 {line.due} 前办理。"] if line.due else said


def _paragraph(  # noqa: PLR0913  # how one paragraph looks
    document: Written,
    text: str,
    *,
    size: int = 16,
    centred: bool = False,
    right: bool = False,
    bold: bool = False,
    font: str = _BODY,
) -> None:
    paragraph = document.add_paragraph()
    run: Run = paragraph.add_run(text)
    run.font.size, run.font.name, run.bold = Pt(size), font, bold
    # Without this attribute Word sets Han characters in a font of its own choice.
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)  # the library has no name for it
    if centred or right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if centred else WD_ALIGN_PARAGRAPH.RIGHT


def _sheet(letter: Letter) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    sheet = book.add_worksheet("回执")
    head, cell = (
        book.add_format({"bold": True, "bg_color": "#DDE5EC", "border": 1}),
        book.add_format({"border": 1, "text_wrap": True}),
    )
    open_cell = book.add_format({"border": 1, "text_wrap": True, "bg_color": "#FFF9E5", "num_format": "@"})
    for at, (title, width) in enumerate(zip(SHEET, _WIDTHS, strict=True)):
        sheet.set_column(at, at, width)
        sheet.write_string(0, at, title, head)
    for row, line in enumerate(letter.lines, start=1):
        told = (line.message, line.push, line.name, line.masked, line.measure, line.first_day, line.last_day)
        for at, text in enumerate(told):
            sheet.write_string(row, at, text, cell)
        for at in range(len(told), len(SHEET)):
            sheet.write_blank(row, at, None, open_cell)
    sheet.data_validation(
        1, len(SHEET) - _FILLED_IN, len(letter.lines), len(SHEET) - _FILLED_IN, {"validate": "list", "source": list(ANSWERS)}
    )
    sheet.freeze_panes(1, 0)
    book.close()
    return out.getvalue()
