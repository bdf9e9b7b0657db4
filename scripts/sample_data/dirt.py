"""Spells clean values as differently as real files do. Every spelling here is one that a loader can read without guessing."""

from __future__ import annotations

from datetime import date
from random import Random

from graph_service.generate import spelling
from graph_service.generate.spelling import Cell

Row = list[Cell]


class Dirt:
    """Chooses spellings by chance; the same seed chooses the same ones."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def once_in(self, count: int) -> bool:
        """Say yes once in so many times."""
        return self._random.randrange(count) == 0

    def nothing(self) -> str:
        """Return one of the ways to say nothing."""
        return self._random.choice(("", "", "", *spelling.NOTHING))

    def day(self, day: date | None) -> Cell:
        """Spell a day, mostly as ISO."""
        if day is None:
            return self.nothing()
        if not self.once_in(3):
            return day.isoformat()
        return self._random.choice(spelling.DAYS)(day)

    def last_day(self, day: date | None) -> Cell:
        """Spell the last day of something; no end is said in words of its own."""
        if day is None and self.once_in(6):
            return self._random.choice(spelling.OPEN_ENDED)
        return self.day(day)

    def name(self, name: str) -> str:
        """Spell a firm's name: other brackets, blanks, invisible characters."""
        if not self.once_in(8):
            return name
        return self._random.choice(spelling.NAMES)(name)

    def person(self, name: str) -> str:
        """Spell a person's name: blanks inside, another middle dot."""
        if "·" in name:
            return name.replace("·", self._random.choice(spelling.MIDDLE_DOTS))
        return f"{name[0]}　{name[1:]}" if name.isascii() is False and self.once_in(15) else name

    def code(self, code: str) -> str:
        """Spell a unified code: small letters, full width, groups."""
        if not code or not self.once_in(15):
            return code or self.nothing()
        return self._random.choice(spelling.CODES)(code)

    def resident_id(self, number: str) -> str:
        """Spell a resident id: a small x, or the 15 digits of before 1999."""
        if len(number) == 18 and self.once_in(25):
            return spelling.legacy_id(number)
        return number.lower() if number.endswith("X") and self.once_in(2) else number

    def document(self, number: str) -> str:
        """Spell a 文号 with one of the brackets in use."""
        return spelling.bracketed(number, self._random.choice(("〔〕", "〔〕", "〔〕", *spelling.BRACKETS)))

    def wan(self, amount: float | None) -> Cell:
        """Spell an amount in 万元."""
        if amount is None:
            return self.nothing()
        if self.once_in(3):
            return f"{amount:.6f}"
        return f"{amount:g}万元" if self.once_in(6) else (int(amount) if amount == int(amount) else amount)

    def percent(self, percent: float | None) -> str:
        """Spell a percentage, always so that it cannot be taken for a fraction."""
        if percent is None:
            return self.nothing()
        return f"{percent:g}" if percent > 1 and self.once_in(5) else f"{percent:g}%"

    def yes_no(self, value: bool) -> str:
        """Spell a yes or no."""
        return ("是" if value else "否") if not self.once_in(10) else ("Y" if value else "N")
