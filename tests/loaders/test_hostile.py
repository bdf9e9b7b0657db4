"""No file, however broken or hostile, does more than be refused with advice, within two seconds of a processor and 300 MiB."""

from __future__ import annotations

import io
import json
import os
import random
import subprocess
import sys
import zipfile
from pathlib import Path
from time import process_time

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph_service.errors import SourceFileError
from graph_service.loaders.inputs import SUFFIXES
from graph_service.loaders.reading import get
from tests.loaders.hostile import KINDS, SHEET, packed, parquet
from tests.loaders.tables import csv_bytes, write_xlsx
from tests.tiers import FULL, report

EXAMPLES = 3_000 if FULL else 100


@pytest.fixture(scope="module")
def answers() -> dict[str, str]:
    environment = os.environ | {"ARROW_DEFAULT_MEMORY_POOL": "system"}  # the others set memory aside beyond what they use
    told = subprocess.run(
        [sys.executable, "-m", "tests.loaders.limited"], capture_output=True, check=True, env=environment, timeout=150
    )
    return dict(json.loads(told.stdout))


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_a_hostile_file_is_refused_with_advice(answers: dict[str, str], kind: str) -> None:
    assert answers[kind].startswith("refused: ")
    assert KINDS[kind][1] in answers[kind]


@pytest.mark.slow
def test_the_limits_are_real(answers: dict[str, str]) -> None:
    assert len(KINDS) >= 25
    assert answers["(control) takes too much memory"].startswith("MemoryError")
    assert answers["(control) takes too long"] == "killed by signal 9"


def outcome(path: Path) -> int | str:
    """How many records were read, or in which typed words the file was refused; anything else is an error of the test."""
    try:
        return sum(len(chunk) for sheet in get(path) for chunk in sheet.chunks())
    except SourceFileError as error:
        return error.message


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.binary(max_size=400),
    suffix=st.sampled_from(SUFFIXES),
    start=st.sampled_from([b"", b"PK\x03\x04", b"PAR1", b"[{", b"a,b\n"]),
)
def test_arbitrary_bytes_are_read_or_refused(tmp_path: Path, data: bytes, suffix: str, start: bytes) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(start + data)

    assert isinstance(outcome(path), int | str)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """One sound file of each kind that is more than text."""
    import pyarrow as pa

    from tests.loaders.old_workbook import old_workbook

    book = write_xlsx(tmp_path_factory.mktemp("sound") / "a.xlsx", {"甲": [["a", "b"], ["1", 2.5], ["x", "y"]]}).read_bytes()
    return {
        ".xlsx": book,
        ".xls": old_workbook(),
        ".parquet": parquet(pa.table({"a": ["1", None], "b": [1.5, 2]})),
        ".zip": packed({"a.csv": csv_bytes("penalty", {}), "b.xlsx": book}),
        ".jsonl": '{"a":"赵","b":1}\n{"b":[{"c":null}]}\n'.encode(),
        ".json": '[{"a":"赵","b":1},\n{"b":{}}]'.encode(),
        ".csv": csv_bytes("penalty", {}, encoding="gb18030"),
    }


CHANGES = st.lists(st.tuples(st.integers(0, 2**20), st.binary(min_size=1, max_size=4)), min_size=1, max_size=6)


def changed(data: bytes, changes: list[tuple[int, bytes]]) -> bytes:
    made = bytearray(data)
    for at, piece in changes:
        place = at % len(made)
        made[place : place + len(piece)] = piece
    return bytes(made)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    suffix=st.sampled_from([".xlsx", ".xls", ".parquet", ".zip", ".jsonl", ".json", ".csv"]),
    changes=CHANGES,
    cut=st.one_of(st.none(), st.integers(0, 2**20)),
)
def test_mutated_files_are_read_or_refused(
    tmp_path: Path, sound: dict[str, bytes], suffix: str, changes: list[tuple[int, bytes]], cut: int | None
) -> None:
    data = changed(sound[suffix], changes)
    path = tmp_path / f"a{suffix}"
    path.write_bytes(data if cut is None else data[: cut % len(data)])

    assert isinstance(outcome(path), int | str)


WORDS = [
    b'r="A2"',
    b"<c ",
    b"</c>",
    b"<v>",
    b"999999999",
    b'"',
    b"<row ",
    b't="s"',
    b't="e"',
    b"&#0;",
    b"\xff",
    b"<si>",
    b"XFD",
]


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    part=st.sampled_from([SHEET, "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels"]),
    changes=st.lists(st.tuples(st.integers(0, 2**20), st.sampled_from(WORDS)), min_size=1, max_size=4),
)
def test_a_workbook_with_a_mutated_part_is_read_or_refused(
    tmp_path: Path, sound: dict[str, bytes], part: str, changes: list[tuple[int, bytes]]
) -> None:
    with zipfile.ZipFile(io.BytesIO(sound[".xlsx"])) as bundle:
        parts = {name: bundle.read(name) for name in bundle.namelist()}
    parts[part] = changed(parts[part], changes)
    path = tmp_path / "a.xlsx"
    path.write_bytes(packed(parts))

    assert isinstance(outcome(path), int | str)


BIG = 50_000_000 if FULL else 500_000


@pytest.mark.slow
@pytest.mark.timeout(1200 if FULL else 400)
def test_a_large_sound_workbook_is_read_in_good_time(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Fifty megabytes within ten seconds of a processor, in a full run; chance makes its cells as long packed as unpacked."""
    chance, rows = random.Random(1), BIG // 100
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["a", "b"])
    for at in range(1, rows):
        sheet.write_row(at, 0, [chance.randbytes(45).hex(), chance.randbytes(45).hex()])
    book.close()

    begun = process_time()
    read = outcome(path)
    taken = process_time() - begun

    report(capsys, f"a workbook of {path.stat().st_size:,} bytes was read in {taken:.1f} s of a processor")
    assert read == rows - 1
    assert path.stat().st_size > BIG * 0.9
    if FULL:
        assert taken <= 10
