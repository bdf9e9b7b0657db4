"""Facts in files are judged as facts in memory are, in pieces; a result is whole or absent."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from graph_service.bulk import judge as judging
from graph_service.bulk.engines import Engine, opened
from graph_service.bulk.folder import Folder, read_folder
from graph_service.bulk.judge import JudgedReport, judge
from graph_service.bulk.tables import FACT_SCHEMAS, FACTS, OUTCOME_SCHEMAS, OUTCOMES, outcome_of
from graph_service.errors import InputError
from graph_service.policy.loader import load_rulebook
from graph_service.propagation.engine import propagate
from graph_service.propagation.facts import Facts
from tests.bulk.conftest import Write, worlds

ON = date(2026, 11, 23)


def judged(facts: Path, out: Path) -> JudgedReport:
    folder = read_folder(facts, FACTS, FACT_SCHEMAS)
    with opened(Engine.POLARS, folder, "") as tables:
        return judge(folder, tables, load_rulebook(), (ON, out))


def rows_of(folder: Folder, table: str) -> list[dict[str, object]]:
    return [row for rows in folder.batches(table) for row in rows]


def test_facts_in_files_judged_in_pieces_say_what_all_facts_together_say(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judging, "CHUNK", 3)
    expected = propagate(Facts.from_rows(worlds(60)), load_rulebook(), ON)

    report = judged(write(worlds(60)), tmp_path / "out")

    found = read_folder(tmp_path / "out", OUTCOMES, OUTCOME_SCHEMAS)
    assert tuple(map(outcome_of, rows_of(found, "outcomes"))) == expected.outcomes()
    assert sorted(map(str, rows_of(found, "inquiries"))) == sorted(map(str, expected.inquiries))
    conflicts = sorted(tuple(sorted(row.items(), key=str)) for row in expected.post_conflicts)
    assert sorted(tuple(sorted(row.items(), key=str)) for row in rows_of(found, "post_conflicts")) == conflicts
    events = sorted(str(row["id"]) for row in worlds(60)["events"])
    assert [row["id"] for row in rows_of(found, "events")] == events
    assert (report.events, report.states.total()) == (len(events), found.rows["outcomes"])


def test_the_order_of_rows_makes_no_difference(write: Write, tmp_path: Path) -> None:
    backwards = {table: rows[::-1] for table, rows in worlds(20).items()}

    judged(write(worlds(20)), tmp_path / "one")
    judged(write(backwards), tmp_path / "other")

    one, other = ((tmp_path / name / "outcomes.parquet").read_bytes() for name in ("one", "other"))
    assert one == other


def test_a_result_that_is_there_is_not_written_over(write: Write, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()

    with pytest.raises(InputError, match="out: exists already"):
        judged(write(worlds(1)), tmp_path / "out")


def test_what_is_interrupted_leaves_nothing_behind(write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    facts = write(worlds(3))

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(judging, "outcome_row", interrupted)

    with pytest.raises(KeyboardInterrupt):
        judged(facts, tmp_path / "out")

    assert list(tmp_path.iterdir()) == [facts]


def changed(facts: Path, table: str, **columns: pa.Array | None) -> Path:
    """Write a table anew with other columns (``None``: without it), and its hash into the manifest."""
    path, manifest = facts / f"{table}.parquet", facts / "manifest.json"
    content = pq.read_table(path)
    for name, column in columns.items():
        if name in content.column_names:
            content = content.drop_columns([name])
        content = content if column is None else content.append_column(name, column)
    old = json.loads(manifest.read_text("utf-8"))
    pq.write_table(content, path)
    old["tables"][table]["files"][0]["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
    manifest.write_text(json.dumps(old), "utf-8")
    return facts


@pytest.mark.parametrize(
    ("columns", "place"),
    [
        ({"found": None}, "findings.parquet: found: the column is missing"),
        ({"fault": pa.array([True] * 2)}, "findings.parquet: fault: unknown column"),
        ({"found": pa.array(["yes"] * 2)}, "findings.parquet: found: is string, not bool"),
        ({"found": pa.array([None, True])}, "findings.parquet: found: a value is required in every row"),
    ],
)
def test_a_table_that_does_not_fit_is_refused_with_file_and_column(
    write: Write, tmp_path: Path, columns: dict[str, pa.Array | None], place: str
) -> None:
    event = {"id": "e", "kind": "penalty", "category": "penalty.other"}
    findings = [{"event": "e", "person": who, "liability": "direct", "found": True} for who in ("p", "q")]
    facts = changed(write({"events": [event], "findings": findings}), "findings", **columns)

    with pytest.raises(InputError, match=place):
        judged(facts, tmp_path / "out")

    assert not (tmp_path / "out").exists()


def test_a_file_that_was_changed_and_one_that_is_gone_are_refused(write: Write, tmp_path: Path) -> None:
    facts = write(worlds(1))
    with (facts / "roles.parquet").open("ab") as file:
        file.write(b"x")

    with pytest.raises(InputError, match=r"roles\.parquet: was changed"):
        judged(facts, tmp_path / "out")

    (facts / "roles.parquet").unlink()
    with pytest.raises(InputError, match=r"roles\.parquet: cannot be read"):
        judged(facts, tmp_path / "out")


def test_an_event_that_is_there_twice_is_refused(write: Write, tmp_path: Path) -> None:
    event = {"id": "e", "kind": "penalty", "category": "penalty.other"}

    with pytest.raises(InputError, match=r"events\.parquet: id: e is there twice"):
        judged(write({"events": [event, event]}), tmp_path / "out")


def test_a_directory_of_another_kind_is_refused(write: Write, tmp_path: Path) -> None:
    judged(write(worlds(1)), tmp_path / "out")

    with pytest.raises(InputError, match=r"is .'outcomes', 1., not .'facts', 1."):
        judged(tmp_path / "out", tmp_path / "again")
