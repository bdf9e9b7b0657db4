"""Working days: as the notices fix them, to the day, and never guessed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from graph_service.errors import InputError, PolicyFileError
from graph_service.policy.working_days import load_working_days

DAYS = load_working_days()
GOOD = "notices: [invented]\nverified: M\noff: [2031-01-01]\n'on': [2031-01-04]\n"


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 11, 23), True),
        (date(2026, 11, 28), False),
        (date(2026, 10, 1), False),
        (date(2026, 10, 10), True),
        (date(2026, 2, 14), True),
        (date(2020, 1, 31), False),
        (date(2024, 2, 29), True),
    ],
    ids=[
        "a Monday",
        "a Saturday",
        "a holiday",
        "a worked Saturday",
        "before the spring festival",
        "extended in 2020",
        "leap day",
    ],
)
def test_a_day_is_worked_as_the_notice_says(day: date, worked: bool) -> None:  # a parameter of the test
    assert DAYS.is_worked(day) is worked


@pytest.mark.parametrize(
    ("day", "count", "last"),
    [
        (date(2026, 11, 24), 7, date(2026, 12, 3)),
        (date(2026, 9, 30), 1, date(2026, 10, 8)),
        (date(2026, 9, 30), 3, date(2026, 10, 10)),
        (date(2025, 12, 31), 1, date(2026, 1, 4)),
        (date(2026, 11, 28), 1, date(2026, 11, 30)),
        (date(2026, 11, 24), 0, date(2026, 11, 24)),
    ],
)
def test_the_day_itself_does_not_count(day: date, count: int, last: date) -> None:
    assert DAYS.after(day, count) == last


def test_a_year_without_a_notice_is_refused_and_not_guessed() -> None:
    for day in (date(2016, 12, 30), date(2031, 1, 2)):
        with pytest.raises(InputError, match=f"holidays of {day.year} is not on record"):
            DAYS.is_worked(day)
    with pytest.raises(InputError, match="2027"):
        DAYS.after(date(2026, 12, 31), 1)


def test_an_instance_enters_a_notice_in_its_home(tmp_path: Path) -> None:
    (tmp_path / "working_days").mkdir()
    (tmp_path / "working_days" / "2031.yaml").write_text(GOOD, "utf-8")

    found = load_working_days(tmp_path)

    assert [found.is_worked(date(2031, 1, day)) for day in (1, 2, 4, 5)] == [False, True, True, False]
    assert found.is_worked(date(2026, 11, 23))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("2031-01-01", "2030-01-01", "is not in 2031"),
        ("off: [2031-01-01]", "off: [2031-01-04]", "a day of a weekend"),
        ("[2031-01-04]", "[2031-01-02]", "no day of a weekend"),
        ("[invented]", "[]", "name the notice"),
        ("verified: M", "verified: X", "unknown verification"),
        ("'on'", "worked", "unknown key"),
    ],
)
def test_a_notice_that_makes_no_sense_is_refused(tmp_path: Path, old: str, new: str, words: str) -> None:
    (tmp_path / "working_days").mkdir()
    (tmp_path / "working_days" / "2031.yaml").write_text(GOOD.replace(old, new), "utf-8")

    with pytest.raises(PolicyFileError, match=words):
        load_working_days(tmp_path)
