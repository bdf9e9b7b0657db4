"""``load --propagate``, ``propagate --changed``, ``history`` and ``preview`` as a user runs them."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Command
from tests.e2e.test_retraction import COLUMNS, FINDING, FOOD_FIRM, SAMPLE

DAY = "2026-11-24"
DRAFT = ("preview", FOOD_FIRM, "--category", "food.licence_revoked", "--decision-date", "2026-11-20", "--on", DAY)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Command]:
    """A home with register, penalties and findings of the sample, not yet propagated."""
    command = Command(tmp_path_factory.mktemp("changes") / "home")
    names = ("登记信息.xlsx", "行政处罚_2019版_1.csv", "行政处罚_2019版_2.csv", "责任认定.xlsx")
    done = command.run("load", *(str(SAMPLE / name) for name in names))
    assert done.returncode == 0, done.stderr
    assert "graph-service propagate --changed" in done.stdout
    yield command
    command.run("engine", "stop")


@pytest.mark.slow
def test_a_correction_is_loaded_and_what_rested_on_it_ends(town: Command, tmp_path: Path) -> None:
    first = town.json("propagate", "--on", DAY)
    sheet = tmp_path / "责任认定_更正.csv"
    with sheet.open("w", encoding="utf-8", newline="") as target:
        csv.writer(target).writerows([COLUMNS, FINDING])

    loaded = town.json("load", str(sheet), "--propagate", "--on", DAY)["propagation"]
    again = town.json("propagate", "--changed", "--on", DAY)

    assert first["difference"]["counts"]["measures_added"] > 0
    assert (loaded["events"], [one["cause"] for one in loaded["causes"]]) == (1, ["facts"])
    assert loaded["difference"]["counts"]["measures_ended"] == 1
    assert (again["checked"], again["events"]) == (first["events"], 0)
    (freed,) = loaded["difference"]["changes"]
    record = town.json("history", "--event", freed["event"])["entries"]
    assert [entry["difference"]["counts"]["measures_ended"] for entry in record] == [1, 0]
    shown = town.run("history", freed["subject"])
    assert freed["why"]["zh"] in shown.stdout
    assert freed["name"] in shown.stdout


@pytest.mark.slow
def test_a_preview_is_shown_in_words_and_stores_nothing(town: Command) -> None:
    shown = town.run(*DRAFT)
    data = town.json(*DRAFT, "--violation", "2026-01-01..2026-06-30")

    assert shown.returncode == 0, shown.stderr
    assert all(words in shown.stdout for words in ("预览（不保存）", "将涉及人员", "法定代表人"))
    assert data["counts"]["persons"] > 0
    assert data["stored"] is False


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--finding", "p-nobody:direct"), "Known around the subject: p-"),
        (("--finding", "direct"), "p-…:direct"),
        (("--sanction", "p-nobody:ever"), "PERSON:lifetime"),
        (("--violation", "2024"), "2024-01-01..2024-06-30"),
        (("--kind", "fine"), "Known: court, listing, penalty, sanction."),
    ],
)
def test_a_draft_to_be_corrected_exits_with_two_and_says_how(town: Command, arguments: tuple[str, ...], words: str) -> None:
    done = town.run(*DRAFT, *arguments)

    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr


@pytest.mark.slow
def test_history_needs_either_a_subject_or_an_event(town: Command) -> None:
    assert [town.run("history", *more).returncode for more in ((), (FOOD_FIRM, "--event", "ev-x"))] == [2, 2]
