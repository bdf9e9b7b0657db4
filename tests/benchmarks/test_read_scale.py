"""The script that asks every question of a generated registry asks them all, and each is answered."""

from pathlib import Path

import pytest

from scripts.read_scale import MARK, measure, prepare, table, write

ENTERPRISES = 120


@pytest.mark.slow
def test_every_question_is_asked_and_answered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GRAPH_SERVICE_HOME", "GRAPH_SERVICE_ENGINE_HEAP"):
        monkeypatch.setenv(name, "")  # set by what is measured, and as before afterwards

    steps = prepare(tmp_path, ENTERPRISES, "embedded")
    indexed = (tmp_path / "instance" / "names" / "index.sqlite3").exists()
    rows = measure(tmp_path, ENTERPRISES, "embedded", asked=2)

    assert indexed, "a first load indexes the names"
    assert [row.question for row in steps] == ["generate", "load --bulk", "propagate"]
    assert [row for row in (*steps, *rows) if row.problem] == []
    assert [row.question for row in rows if not row.rows] == ["search: the first one"]
    text = table(rows, ENTERPRISES, "embedded")
    page = tmp_path / "scale.md"
    page.write_text("before\n" + "\n".join(MARK.format(server="embedded", end=end) for end in ("start", "end")) + "\nafter\n")
    write(page, text, "embedded")
    write(page, text, "embedded")
    assert page.read_text().count("| coverage |") == 1
    assert page.read_text().startswith("before\n")
    assert page.read_text().endswith("\nafter\n")
