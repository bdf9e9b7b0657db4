"""Files that mean harm, or are broken beyond use: one function a kind. Each writes its file and returns it."""

from __future__ import annotations

import io
import json
import os
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from tests.loaders.old_workbook import old_workbook

SHEET = "xl/worksheets/sheet1.xml"
Kind = Callable[[Path], Path]


def workbook(change: Callable[[dict[str, bytes]], None] = lambda parts: None) -> bytes:
    """A sound workbook of two columns whose parts were changed."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    sheet = book.add_worksheet("甲")
    for at in range(3):
        sheet.write_row(at, 0, [f"a{at}", f"b{at}"])
    book.close()
    with zipfile.ZipFile(made) as bundle:
        parts = {name: bundle.read(name) for name in bundle.namelist()}
    change(parts)
    return packed(parts)


def packed(parts: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, content in parts.items():
            bundle.writestr(name, content)
    return made.getvalue()


def replaced(part: str, *pairs: tuple[bytes, bytes]) -> Callable[[dict[str, bytes]], None]:
    def change(parts: dict[str, bytes]) -> None:
        for old, new in pairs:
            assert old in parts[part], (part, old)
            parts[part] = parts[part].replace(old, new, 1)

    return change


def sheet_of(cells: bytes) -> Callable[[dict[str, bytes]], None]:
    def change(parts: dict[str, bytes]) -> None:
        head, rest = parts[SHEET].split(b"<sheetData>")
        parts[SHEET] = head + b"<sheetData>" + cells + b"</sheetData>" + rest.split(b"</sheetData>")[1]

    return change


def written(name: str, content: Callable[[], bytes]) -> Kind:
    def write(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(content())
        return path

    return write


def sparse(name: str, start: bytes, size: int) -> Kind:
    """A file of so many bytes, nearly all of them zero and on no disk."""

    def write(folder: Path) -> Path:
        path = folder / name
        with path.open("wb") as file:
            file.write(start)
            file.truncate(size)
        return path

    return write


def link(folder: Path) -> Path:
    (folder / "real.csv").write_text("a,b\n1,2\n", "utf-8")
    (folder / "link.csv").symlink_to(folder / "real.csv")
    return folder / "link.csv"


def pipe(folder: Path) -> Path:
    os.mkfifo(folder / "pipe.csv")
    return folder / "pipe.csv"


def lying(data: bytes, true: int, told: int) -> bytes:
    """A zip whose directory and header give another size of an entry than it has."""
    return data.replace(struct.pack("<I", true), struct.pack("<I", told))


def small_workbook() -> bytes:
    long: dict[str, bytes] = {}
    data = workbook(lambda parts: long.update({SHEET: parts[SHEET] + b" " * 70_001}) or parts.update(long))  # type: ignore[func-returns-value]
    return lying(data, len(long[SHEET]), 10)


def encrypted(data: bytes) -> bytes:
    """A zip whose entries are marked as protected, in directory and header."""
    made = bytearray(data)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = made.find(mark)
        while at >= 0:
            made[at + offset] |= 1
            at = made.find(mark, at + 4)
    return bytes(made)


def linked_member() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as bundle:
        entry = zipfile.ZipInfo("a.csv")
        entry.external_attr = 0o120777 << 16
        bundle.writestr(entry, "/etc/passwd")
    return made.getvalue()


def many_entries(count: int) -> bytes:
    """An archive whose directory lists one empty entry again and again."""
    head = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 0, 0, 0, 0, 0, 0, 1, 0) + b"a"
    entry = struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, len(entry) * count, len(head), 0)
    return head + entry * count + end


def twice() -> bytes:
    data = packed({"a.csv": b"a,b\n1,2\n", "b.csv": b"a,b\n3,4\n"})
    return data.replace(b"b.csv", b"a.csv")


def many_sheets(parts: dict[str, bytes]) -> None:
    name = "xl/workbook.xml"
    one = b'<sheet name="\xe7\x94\xb2" sheetId="1" r:id="rId1"/>'
    assert one in parts[name]
    parts[name] = parts[name].replace(one, b"".join(one.replace(b"\xe7\x94\xb2", b"s%d" % at) for at in range(300_000)))


def one_sheet_many_times(parts: dict[str, bytes]) -> None:
    name = "xl/workbook.xml"
    one = b'<sheet name="\xe7\x94\xb2" sheetId="1" r:id="rId1"/>'
    parts[name] = parts[name].replace(one, one + one.replace(b"\xe7\x94\xb2", b"s"))


def laughs(parts: dict[str, bytes]) -> None:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    replaced(SHEET, (b"<worksheet", f'<!DOCTYPE a [<!ENTITY l0 "ha">{levels}]><worksheet'.encode()))(parts)


def long_shared_text(parts: dict[str, bytes]) -> None:
    parts["xl/sharedStrings.xml"] = parts["xl/sharedStrings.xml"].replace(b"<t>a0</t>", b"<t>" + b"x" * 1_000_000 + b"</t>")
    rows = (b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (at, at) for at in range(1, 20_001))
    sheet_of(b"".join(rows))(parts)


def protected_old_workbook() -> bytes:
    """One whose table of sheets is replaced by the record that says so."""
    data = old_workbook()
    at = data.index(struct.pack("<HH", 0x0042, 2))
    return data[:at] + struct.pack("<HH", 0x002F, 2) + data[at + 4 :]


def protected_workbook() -> bytes:
    """The container of the old kind in which a protected xlsx lies, as far as it is looked at."""
    name = "EncryptedPackage".encode("utf-16-le")
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + bytes(512) + name.ljust(64, b"\0") + bytes(960)


def parquet(table: pa.Table, **options: object) -> bytes:
    made = io.BytesIO()
    pq.write_table(table, made, **options)
    return made.getvalue()


def dictionary_bomb() -> bytes:
    text = pa.DictionaryArray.from_arrays(pa.array([0] * 20_000, pa.int32()), pa.array(["x" * 100_000]))
    return parquet(pa.table({"a": text, "b": text}), compression="zstd")


_CSV = b"a,b\n1,2\n"
_DEEP = b'[{"a":' + b"[" * 200_000 + b"]" * 200_000 + b"}]"
#: Kind → how its file is written, and a word of what is said of it.
KINDS: dict[str, tuple[Kind, str]] = {
    "a zip bomb": (written("a.zip", lambda: packed({"a.csv": b"0" * 40_000_000})), "times its size"),
    "a workbook bomb": (written("a.xlsx", lambda: workbook(lambda p: p.update({SHEET: b"<c/>" * 20_000_000}))), "times its size"),
    "a workbook that unpacks to more than is read": (
        written("a.xlsx", lambda: lying(packed({"a.xml": b"<c/>" * 9_999}), 39_996, 700_000_000)), "unpacks to more than"),
    "a zip that makes itself small": (written("a.zip", lambda: lying(packed({"a.csv": b"a,b\n" * 9_999}), 39_996, 10)), "not a sound zip"),
    "a workbook that makes itself small": (written("a.xlsx", small_workbook), "not a sound zip"),
    "a zip that makes itself large": (written("a.zip", lambda: lying(packed({"a.csv": b"a,b\n" * 9_999}), 39_996, 4_294_000_000)), "unpacks"),
    "a zip within a zip": (written("a.zip", lambda: packed({"b.zip": packed({"a.csv": _CSV})})), "a zip within a zip"),
    "a zip of a workbook bomb": (
        written("a.zip", lambda: packed({"b.xlsx": workbook(lambda p: p.update({SHEET: b"<c/>" * 20_000_000}))})), "times its size"),
    "a protected zip": (written("a.zip", lambda: encrypted(packed({"a.csv": _CSV}))), "password"),
    "a protected workbook": (written("a.xlsx", protected_workbook), "named .xlsx, but it is"),
    "a zip with a name that leads out": (written("a.zip", lambda: packed({"../../etc/a.csv": _CSV})), "leads out"),
    "a zip with an absolute name": (written("a.zip", lambda: packed({"/etc/a.csv": _CSV})), "leads out"),
    "a zip with a drive": (written("a.zip", lambda: packed({"C:\\a.csv": _CSV})), "leads out"),
    "a zip with a name that cannot be shown": (written("a.zip", lambda: packed({"a\x1b[2J.csv": _CSV})), "leads out"),
    "a zip with a link": (written("a.zip", linked_member), "a link"),
    "a zip with one name twice": (written("a.zip", twice), "twice"),
    "a zip of a million entries": (written("a.zip", lambda: many_entries(1_000_000)), "directory"),
    "a zip without a table": (written("a.zip", lambda: packed({"a.exe": b"MZ"})), "no table"),
    "an empty zip": (written("a.zip", lambda: packed({})), "no table"),
    "a zip broken off": (written("a.zip", lambda: packed({"a.csv": _CSV * 99})[:-30]), "not a sound zip"),
    "a link": (link, "a link or a device"),
    "a pipe": (pipe, "a link or a device"),
    "sixteen thousand columns of a workbook": (
        written("a.xlsx", lambda: workbook(sheet_of(b'<row r="1">' + b"<c><v>1</v></c>" * 16_384 + b"</row>"))), "columns"),
    "sixteen thousand columns of a text": (written("a.csv", lambda: b",".join(b"c%d" % at for at in range(16_384)) + b"\n"), "columns"),
    "sixteen thousand keys": (written("a.jsonl", lambda: json.dumps(dict.fromkeys(map(str, range(16_384)))).encode()), "keys"),
    "two cells far apart": (
        written("a.xlsx", lambda: workbook(sheet_of(b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'))),
        "scattered"),
    "two cells far apart in other words": (
        written("a.xlsx", lambda: workbook(sheet_of("<row\n><é:c\tr = 'A1'><v>1</v></é:c></row><row><c s='1' r='XFD1048576'><v>1</v></c></row>".encode()))),
        "scattered"),
    "a long text shared by many cells": (written("a.xlsx", lambda: workbook(long_shared_text)), "texts would fill"),
    "billion laughs": (written("a.xlsx", lambda: workbook(laughs)), "document type"),
    "an entity from outside": (
        written("a.xlsx", lambda: workbook(replaced("xl/sharedStrings.xml", (b"<sst", b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><sst')))),
        "document type"),
    "a part in UTF-16": (written("a.xlsx", lambda: workbook(lambda p: p.update({SHEET: p[SHEET].decode().encode("utf-16")}))), "not UTF-8"),
    "hundreds of thousands of sheets": (written("a.xlsx", lambda: workbook(many_sheets)), "sheets"),
    "one sheet under two names": (written("a.xlsx", lambda: workbook(one_sheet_many_times)), "sheets without a content of their own"),
    "a cell without end": (
        written("a.xlsx", lambda: workbook(sheet_of(b'<row r="1"><c t="inlineStr"><is><t>' + os.urandom(4_500_000).hex().encode()))), "a cell of more"),
    "a workbook broken off": (written("a.xlsx", lambda: workbook()[:2_000]), "not a sound zip"),
    "a sheet broken off": (written("a.xlsx", lambda: workbook(lambda p: p.update({SHEET: p[SHEET][:700]}))), "not a readable workbook"),
    "a zip that is no workbook": (written("a.xlsx", lambda: packed({"a.csv": _CSV})), "no workbook"),
    "an old workbook with the new ending": (written("a.xlsx", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5_000)), "named .xlsx, but"),
    "a new workbook with the old ending": (written("a.xls", workbook), "named .xls, but"),
    "an old workbook of nothing": (written("a.xls", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 5_000), "not a readable workbook"),
    "two cells of an old workbook far apart": (written("a.xls", lambda: old_workbook([["a"], *[[None]] * 65_534, [*[None] * 255, "b"]])), "scattered"),
    "a protected old workbook": (written("a.xls", protected_old_workbook), "password"),
    "a page with the ending of a workbook": (written("a.xls", lambda: b"<html><table><tr><td>a</td></tr></table></html>"), "a web page"),
    "a workbook with the ending of a text": (written("a.csv", workbook), "a workbook"),
    "a program": (written("a.csv", lambda: b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 99), "control character"),
    "nothing but zeros": (sparse("a.csv", b"", 200_000_000), "a line of"),
    "a line without end": (sparse("a.csv", b"a,b\n1,", 200_000_000), "a line of"),
    "more than is ever read": (sparse("a.csv", b"a,b\n", 5 * 1024**3), "at most"),
    "zeros in the titles": (written("a.csv", lambda: b"a\0,b\n1,2\n"), "control character"),
    "UTF-16 without its mark": (written("a.csv", lambda: "a,b\n1,2\n".encode("utf-16-le")), "control character"),
    "lists within lists": (written("a.json", lambda: _DEEP), "JSON"),
    "an array broken off": (written("a.json", lambda: b'[{"a":"1"},{"a":'), "broken off"),
    "two arrays": (written("a.json", lambda: b'[{"a":"1"}]\n[{"a":"2"}]'), "more behind"),
    "an array that is no JSON": (written("a.json", lambda: b'[{"a":"1"},' + b"x" * 100), "not a whole JSON array"),
    "no object at all": (written("a.jsonl", lambda: b"1\n2\n"), "no JSON object"),
    "a Parquet file broken off": (written("a.parquet", lambda: parquet(pa.table({"a": ["1"] * 999}))[:-99]), "not a readable Parquet"),
    "a Parquet file of lists": (written("a.parquet", lambda: parquet(pa.table({"a": [[{"b": 1}]], "c": ["1"]}))), "nested"),
    "a Parquet file of bytes": (written("a.parquet", lambda: parquet(pa.table({"a": [b"1"], "c": ["1"]}))), "no cell"),
    "a Parquet file of one long text": (written("a.parquet", dictionary_bomb), "bytes"),
    "a Parquet file of one huge column": (
        written("a.parquet", lambda: parquet(pa.table({"a": pa.array(range(17_000_000))}), row_group_size=17_000_000, use_dictionary=False)), "row group"),
}  # fmt: skip
