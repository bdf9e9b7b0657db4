"""The holdings of one day: who holds how much of which organisation, as exact bounds.

A share is a whole number of ten-thousand-millionths (``WHOLE``), so that sums are exact and three times a sixth of a half is not a float's
idea of it. An exact share has equal bounds. A range keeps its bounds. An unknown share lies between nothing and what the other entries leave:
it is never taken as nothing or as all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Literal, NamedTuple

from graph_service.errors import InputError
from graph_service.model.facts import FactRows, Row
from graph_service.policy.ownership import StateBodies

#: 100 % in units of a share: a hundred-millionth of a percent is the least difference that is seen.
WHOLE = 10**10
#: Most pairs of organisation and holder, in between or in the end, that are computed one by one.
MOST_PAIRS = 100_000
Bound = Literal["low", "high"]


class Share(NamedTuple):
    """Bounds of a share, in units of ``WHOLE``."""

    low: int
    high: int

    @property
    def exact(self) -> bool:
        """Whether the source leaves nothing open."""
        return self.low == self.high


@dataclass(frozen=True)
class Holdings:
    """Everything that look-through reads.

    Attributes:
        into: organisation → holder → share; nothing is held in a state body here.
        rows: (holder, organisation) → the rows that say so.
        persons: who is known to be a natural person. organizations: what is known to be none.
        state: state bodies, where chains stop. listed: on a stock exchange. state_owned: marked so by the register.
        above_state: state bodies in which holdings are on record, which were left aside.
        cut: organisations above which more is on record than was read: no owners, and nobody knows whose.
    """

    into: Mapping[str, Mapping[str, Share]]
    rows: Mapping[tuple[str, str], Sequence[Row]] = field(default_factory=dict)
    persons: frozenset[str] = frozenset()
    organizations: frozenset[str] = frozenset()
    state: frozenset[str] = frozenset()
    listed: frozenset[str] = frozenset()
    state_owned: frozenset[str] = frozenset()
    above_state: frozenset[str] = frozenset()
    cut: frozenset[str] = frozenset()

    @cached_property
    def held(self) -> Mapping[str, Mapping[str, Share]]:
        """Holder → organisation → share."""
        found: dict[str, dict[str, Share]] = defaultdict(dict)
        for organization, holders in self.into.items():
            for holder, share in holders.items():
                found[holder][organization] = share
        return found

    @cached_property
    def terminal(self) -> frozenset[str]:
        """Holders in whom nothing is held on record: natural persons, state bodies, and organisations without an owner on record."""
        return frozenset(holder for holder in self.held if holder not in self.into) - self.cut

    def stated(self, organization: str, bound: Bound) -> int:
        """Return what the entries of an organisation add up to."""
        shares = self.into.get(organization, {}).values()
        return sum(share.low if bound == "low" else share.high for share in shares)

    def unrecorded(self, organization: str) -> int:
        """Return the part of which no entry speaks, not even one whose share is unknown."""
        return max(0, WHOLE - self.stated(organization, "high"))

    def above(self, organizations: Iterable[str]) -> Holdings:
        """Keep what lies above these organisations, themselves included."""
        seen, waiting = set(), list(organizations)
        while waiting:
            if (one := waiting.pop()) not in seen:
                seen.add(one)
                waiting += self.into.get(one, ())
        kept = {organization: self.into[organization] for organization in sorted(seen) if organization in self.into}
        return replace(self, into=kept)

    def below(self, subject: str) -> Holdings:
        """Take a subject for an owner: what is held in itself is left aside."""
        return replace(self, into={org: holders for org, holders in self.into.items() if org != subject})


def refuse_too_many(pairs: int) -> None:
    """Refuse what would not end in reasonable time: a chain of n firms has n² / 2 pairs.

    Raises:
        InputError: more pairs of organisation and holder follow than ``MOST_PAIRS``.
    """
    if pairs > MOST_PAIRS:
        message = f"more than {MOST_PAIRS:,} pairs of organisation and holder follow from these holdings"
        raise InputError("graph.holdings", message, hint="Leave holdings out, or load them and use `ownership --registry`.")


def units(share: float) -> int:
    """Return a share (0-1) in units of ``WHOLE``; rounding to them takes away what a binary fraction adds."""
    return round(share * WHOLE)


def fraction(amount: int) -> Fraction:
    """Return units of ``WHOLE`` as a share (0-1)."""
    return Fraction(amount, WHOLE)


def percent(share: Fraction) -> float:
    """Return a share (0-1) as a percentage, rounded to ten decimals."""
    return round(float(share * 100), 10)


def holdings_on(facts: FactRows, on: date, state: StateBodies) -> Holdings:
    """Take the holdings of a day from fact rows (``organizations``, ``persons``, ``holdings``); entries of one holder are added.

    Ids that no row describes are allowed: their kind is not known.
    """
    organizations = facts.get("organizations", ())
    bodies = frozenset(str(row["id"]) for row in organizations if _is_state(row, state))
    stated: dict[str, dict[str, list[Share]]] = defaultdict(lambda: defaultdict(list))
    rows: dict[tuple[str, str], list[Row]] = defaultdict(list)
    above: set[str] = set()
    for row in facts.get("holdings", ()):
        holder, organization = str(row["holder"]), str(row["organization"])
        if not _is_held(row, on):
            continue
        if organization in bodies:
            above.add(organization)
            continue
        stated[organization][holder].append(_bounds(row))
        rows[holder, organization].append(row)
    return Holdings(
        into={organization: _narrowed(holders) for organization, holders in stated.items()},
        rows=dict(rows),
        persons=frozenset(str(row["id"]) for row in facts.get("persons", ())),
        organizations=frozenset(str(row["id"]) for row in organizations),
        state=bodies,
        listed=_flagged(organizations, "listed"),
        state_owned=_flagged(organizations, "state_owned"),
        above_state=frozenset(above),
    )


def _is_held(row: Row, on: date) -> bool:
    start, end = row.get("start"), row.get("end")
    return not (isinstance(start, date) and start > on) and not (isinstance(end, date) and end <= on)


def _is_state(row: Row, state: StateBodies) -> bool:
    return row.get("type") in state.types or str(row.get("name") or "").endswith(state.names_ending)


def _flagged(rows: Sequence[Row], column: str) -> frozenset[str]:
    return frozenset(str(row["id"]) for row in rows if row.get(column) is True)


def _bounds(row: Row) -> Share:
    """Read the share of a row; bounds that contradict each other leave it open."""
    if isinstance(share := row.get("share"), int | float):
        return Share(units(share), units(share))
    low, high = (units(float(value)) if isinstance(value := row.get(name), int | float) else None for name in _RANGE)
    if low is not None and high is not None and low > high:
        return Share(0, WHOLE)
    return Share(low or 0, WHOLE if high is None else high)


_RANGE = ("share_min", "share_max")


def _narrowed(holders: Mapping[str, Sequence[Share]]) -> dict[str, Share]:
    """Add up the entries of each holder and let no upper bound exceed what the others leave of the whole."""
    added = {
        holder: Share(sum(share.low for share in shares), sum(share.high for share in shares))
        for holder, shares in holders.items()
    }
    least = sum(share.low for share in added.values())
    return {
        holder: share if share.exact else Share(share.low, max(share.low, min(share.high, WHOLE - least + share.low)))
        for holder, share in added.items()
    }
