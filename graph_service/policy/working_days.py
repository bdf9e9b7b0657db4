"""Working days (工作日) as the official notices on public holidays fix them: one file a year, and no year is ever guessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path, PurePosixPath

from graph_service.errors import InputError
from graph_service.policy.files import read_folder
from graph_service.policy.yaml_tree import Entry, parse

FOLDER = "working_days"
_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Year:
    """One year: its days off from Monday to Friday, its worked days of a weekend, and the notices that say so."""

    off: frozenset[date]
    on: frozenset[date]
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """The calendar of those years whose notice is on record."""

    years: Mapping[int, Year]

    def is_worked(self, day: date) -> bool:
        """Say whether offices are open on a day.

        Raises:
            InputError: the notice for its year is not on record.
        """
        year = self.years.get(day.year)
        if year is None:
            known = f"{min(self.years)} to {max(self.years)}" if self.years else "no year"
            raise InputError(
                str(day),
                f"the official notice on the holidays of {day.year} is not on record ({known} are)",
                hint=f"Enter the notice as {FOLDER}/{day.year}.yaml in the home of this instance; no day is guessed.",
            )
        return day in year.on or (day.weekday() < _SATURDAY and day not in year.off)

    def after(self, day: date, count: int) -> date:
        """Return the ``count``-th working day after ``day``, which itself does not count (行政处罚法 85 counts such days).

        Raises:
            InputError: the notice for a year in between is not on record.
        """
        while count:
            day += _DAY
            count -= self.is_worked(day)
        return day


def load_working_days(home: Path | None = None, directory: Path | None = None) -> WorkingDays:
    """Load the years shipped with the package, and those that an instance entered under its ``home``, which go before.

    Raises:
        PolicyFileError: a file that is not named after its year, a day of another year, or one on the wrong kind of weekday.
    """
    found = dict(_shipped() if directory is None else _years(directory))
    if home is not None and (home / FOLDER).is_dir():
        found |= _years(home)
    return WorkingDays(found)


@cache
def _shipped() -> Mapping[int, Year]:
    """Read the years of the package once: every act asks for a term, and they do not change while the process lives."""
    return _years(None)


def _years(directory: Path | None) -> Mapping[int, Year]:
    label, contents = read_folder(directory, FOLDER)
    return {_year(label + path): _read(label + path, content) for path, content in contents.items()}


def _year(path: str) -> int:
    stem = PurePosixPath(path).stem
    return int(stem) if stem.isascii() and stem.isdigit() else 0


def _read(path: str, content: bytes) -> Year:
    root = parse(path, content)
    fields = root.fields("notices verified off on")
    year = _year(path)
    off = frozenset(_day(item, year, weekend=False) for item in fields["off"].items())
    worked = frozenset(_day(item, year, weekend=True) for item in fields["on"].items())
    fields["verified"].choice(("L", "S", "W", "M"), "verification")
    notices = fields["notices"].texts()
    if not notices:
        raise fields["notices"].fault("name the notice of the General Office of the State Council")
    return Year(off, worked, notices)


def _day(entry: Entry, year: int, *, weekend: bool) -> date:
    day = entry.day()
    if day.year != year:
        raise entry.fault(f"{day} is not in {year or 'the year of the name of the file'}")
    if (day.weekday() >= _SATURDAY) != weekend:
        raise entry.fault(f"{day} is {'no' if weekend else 'a'} day of a weekend: `off` lists weekdays, `on` worked weekends")
    return day
