"""A workbook of one sheet whose cells are all text, written row by row in bounded memory.

A library that writes row by row puts the rows in clear into a temporary file first; what is written here is personal data that must
not lie on a disk.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import cache
from xml.sax.saxutils import escape

_SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_FONT = '<font>{}<sz val="11"/><name val="Calibri"/></font>'
#: Styles by number: 0 general, 1 text, 2 text in bold.
_STYLES = (
    f'<styleSheet xmlns="{_SPREADSHEET}"><fonts count="2">{_FONT.format("")}{_FONT.format("<b/>")}</fonts>'
    '<fills count="1"><fill><patternFill patternType="none"/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf/>'
    '<xf numFmtId="49" fontId="0" applyNumberFormat="1"/><xf numFmtId="49" fontId="1" applyNumberFormat="1" applyFont="1"/>'
    "</cellXfs></styleSheet>"
)
_TEXT, _TITLE = 1, 2


def text_workbook(sheet: str, header: Sequence[str], rows: Iterable[Sequence[str]], created: datetime) -> Iterator[bytes]:
    """Give the bytes of a workbook (xlsx) piece by piece; the same rows and the same moment give the same bytes.

    Args:
        sheet: name of the sheet.
        header: titles, in bold, in a first row that stays in view.
        rows: cells without control characters, each row of the width of the header.
        created: what the parts of the file are dated with.
    """
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, content in _frame(sheet).items():
            bundle.writestr(_dated(name, created), _XML + content)
        with bundle.open(_dated("xl/worksheets/sheet1.xml", created), "w") as target:
            target.write((_XML + _head(len(header))).encode())
            target.write(_row(1, header, _TITLE).encode())
            for number, cells in enumerate(rows, start=2):
                target.write(_row(number, cells, _TEXT).encode())
                yield sink.taken()
            target.write(b"</sheetData></worksheet>")
    yield sink.taken()


class _Sink(io.RawIOBase):
    """Takes what a zip writes, in order, and hands it on."""

    def __init__(self) -> None:
        super().__init__()
        self._held: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        piece = bytes(data)  # type: ignore[call-overload]  # a buffer, by the contract of RawIOBase
        self._held.append(piece)
        return len(piece)

    def taken(self) -> bytes:
        pieces, self._held = self._held, []
        return b"".join(pieces)


def _dated(name: str, created: datetime) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, created.timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _frame(sheet: str) -> dict[str, str]:
    """Return every part but the sheet itself."""
    name = escape(sheet, {'"': "&quot;"})
    return {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_PACKAGE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_PACKAGE}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_PACKAGE}.styles+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_SPREADSHEET}" xmlns:r="{_OFFICE}">'
        f'<sheets><sheet name="{name}" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_RELATIONS}">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": _STYLES,
    }


def _head(width: int) -> str:
    return (
        f'<worksheet xmlns="{_SPREADSHEET}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f'<cols><col min="1" max="{width}" width="18" style="{_TEXT}" customWidth="1"/></cols><sheetData>'
    )


def _row(number: int, cells: Sequence[str], style: int) -> str:
    filled = "".join(
        f'<c r="{_letters(at)}{number}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{escape(cell)}</t></is></c>'
        for at, cell in enumerate(cells)
        if cell
    )
    return f'<row r="{number}">{filled}</row>'


@cache
def _letters(at: int) -> str:
    """Name a column: A, B, ..., Z, AA, ..."""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
