"""When somebody held an office or a share, or a firm bore a name, out of what lists and records of changes say together. Pure.

A list (主要人员) says that something was so, often without days. A record of a change (变更记录) says that it was entered on a day, or
struck off. Each completes the other: what a list leaves empty is filled from the changes, and of a change only those days stand that no
list covers. The result is a function of the whole set of statements: the order in which they arrive makes no difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date


@dataclass(frozen=True, slots=True)
class Held:
    """Since when (inside), until when (outside) and since which day on the register; ``None``: not known, or still so."""

    start: date | None
    end: date | None
    registered_on: date | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement about one thing, as its source makes it; ``change`` is one of ``model.facts.CHANGES``, empty for a list."""

    key: str
    said: Held
    change: str | None = None
    changed_on: date | None = None


@dataclass(frozen=True, slots=True)
class _Spell:
    """A spell on the register. ``entered``: the start is an entry; else it is not known and ``held.start`` only bounds it."""

    key: str
    held: Held
    entered: bool


def settled(statements: Sequence[Statement]) -> dict[str, Held | None]:
    """Return by key what each statement comes to, ``None`` for one that says nothing beyond the others.

    Args:
        statements: all that there are about one thing: person, firm and office; holder and firm; firm and name.
    """
    spells = _spells([one for one in statements if one.change])
    lists = {one.key: _completed(one.said, spells) for one in statements if not one.change}
    found: dict[str, Held | None] = {one.key: None for one in statements} | lists
    for spell in spells:
        found[spell.key] = _left_over(spell, list(lists.values()))
    return found


def _spells(changes: Iterable[Statement]) -> list[_Spell]:
    """Put entries and strikings-off in line; of several entries without a striking-off between them the first counts.

    Who is struck off without having been entered had been there since before; at the earliest since the last striking-off.
    """
    spells: list[_Spell] = []
    entered: Statement | None = None
    for one in sorted(changes, key=lambda one: (one.changed_on or date.min, one.change != "ended", one.key)):
        day = one.changed_on
        if one.change == "began":
            entered = entered or one
        elif entered:
            spells.append(_Spell(entered.key, Held(entered.changed_on, day, entered.changed_on), entered=True))
            entered = None
        elif not spells or spells[-1].held.end != day:
            spells.append(_Spell(one.key, Held(spells[-1].held.end if spells else None, day), entered=False))
    if entered:
        spells.append(_Spell(entered.key, Held(entered.changed_on, None, entered.changed_on), entered=True))
    return spells


def _completed(said: Held, spells: Sequence[_Spell]) -> Held:
    """Fill what a list leaves empty. Without any day of its own it means the last spell on the register."""
    held = said
    if said.start is None:
        near = [one for one in spells if said.end is None or one.held.start is None or one.held.start < said.end]
        if near:
            last = near[-1].held
            held = replace(held, start=last.start, end=said.end or last.end)
    elif said.end is None:
        ends = (one.held.end for one in spells if one.held.end and one.held.end > said.start)
        held = replace(held, end=min(ends, default=None))
    if held.registered_on is None and held.start is not None:
        entries = (one.held.registered_on for one in spells if one.held.registered_on)
        inside = (day for day in entries if held.start <= day and (held.end is None or day < held.end))
        held = replace(held, registered_on=min(inside, default=None))
    return held


def _left_over(spell: _Spell, lists: Sequence[Held]) -> Held | None:
    """Return the part of a spell that no list covers; a side that is not known adds nothing to a list that covers the known day."""
    start, end = spell.held.start or date.min, spell.held.end or date.max
    covered = sorted((one.start or date.min, one.end or date.max) for one in lists)
    for first, after in covered:
        if first <= start < after and spell.entered:
            start = after if spell.held.end else end
    for first, after in reversed(covered):
        if first < end <= after:
            end = first if spell.entered else start
    if start >= end:
        return None
    return replace(spell.held, start=None if start == date.min else start, end=None if end == date.max else end)
