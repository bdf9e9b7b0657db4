"""A right row: every cell in its plainest spelling, and beside it what a loader must say of it all the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from zlib import crc32

from graph_service.generate.layouts import REGISTRATION_AS_CODE
from graph_service.generate.records import Firm, Office, Person, Town

#: Of a hundred, so many mentions of a person leave out the number, and so many firms are named elsewhere without their code.
_NUMBERLESS, _LOOSE = 12, 3


@dataclass(frozen=True, slots=True)
class Said:
    """What a loader must say of a row: a code, and the column under which it says so (empty: the row as a whole)."""

    code: str
    column: str = ""


@dataclass(slots=True)
class Line:
    """One right row.

    Attributes:
        cells: its cells in the order of the table's columns.
        kinds: of what kind each of its columns is.
        record: what it states.
        firm: the firm that it is about; ``None`` for a decision against a person.
        facts: how many facts of each table of ``model.facts`` it makes, persons left out.
        says: doubts that the loader must voice; such a row is not spoiled further.
        because: set where the row is refused for what became of a row in another table.
        steady: other rows rest on it: it must never be refused.
        delicate: it can be read beside its neighbours only: it must never be spoiled.
    """

    cells: list[str]
    kinds: tuple[str, ...]
    record: object
    firm: Firm | None
    facts: Mapping[str, int]
    says: tuple[Said, ...] = ()
    because: Said | None = None
    steady: bool = False
    delicate: bool = False

    @property
    def can_be_spoiled(self) -> bool:
        """Say whether anything may go wrong in it."""
        return not (self.says or self.because or self.delicate)


@dataclass
class Block:
    """One block while its rows are written.

    Attributes:
        town: its records.
        seed: what chance starts from.
        lost: records whose rows have been refused so far.
        misnamed: firms whose register entry names somebody else as legal representative than their list of officers.
    """

    town: Town
    seed: int
    lost: set[object] = field(default_factory=set)
    misnamed: set[Firm] = field(default_factory=set)

    @cached_property
    def twins(self) -> list[Firm]:
        """Return the firms that share their name with another one."""
        names = Counter(firm.name for firm in self.town.firms)
        return [firm for firm in self.town.firms if names[firm.name] > 1]

    @cached_property
    def offices(self) -> dict[str, list[Office]]:
        """Return the offices in each firm, by its name and number."""
        found: dict[str, list[Office]] = {}
        for office in self.town.offices:
            found.setdefault(_known_by(office.firm), []).append(office)
        return found

    def offices_in(self, firm: Firm) -> list[Office]:
        """Return the offices in a firm."""
        return self.offices.get(_known_by(firm), [])

    def is_loose(self, firm: Firm) -> bool:
        """Say whether other tables name the firm by something else than its code."""
        return bool(firm.code) and self.below_hundred(firm.code, 1) < _LOOSE and firm not in self.twins

    def document_of(self, person: Person, firm: Firm | None) -> tuple[str, str]:
        """Return type and number of a person's document; many extracts leave both out."""
        where = firm.name if firm else ""
        if self.below_hundred(person.number + where, 2) < _NUMBERLESS:
            return "", ""
        return person.document_type, person.number

    def below_hundred(self, text: str, salt: int) -> int:
        """Draw a number below a hundred for a text, always the same one."""
        return crc32(text.encode(), self.seed * 31 + salt & 0xFFFFFFFF) % 100


def _known_by(firm: Firm) -> str:
    return firm.name + firm.any_number


def kinds_by_code(kinds: tuple[str, ...], at: int, firm: Firm) -> tuple[str, ...]:
    """Return the kinds of a row whose column of unified codes, at this place, holds what number the firm has."""
    return kinds if firm.code else (*kinds[:at], REGISTRATION_AS_CODE, *kinds[at + 1 :])


def iso(day: date | None) -> str:
    """Write a day."""
    return day.isoformat() if day else ""


def decimal(amount: float | None) -> str:
    """Write an amount without superfluous zeros."""
    return f"{amount:.6f}".rstrip("0").rstrip(".") if amount is not None else ""
