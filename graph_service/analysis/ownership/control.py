"""Control by votes: whoever casts more than half, with the votes of everything controlled already. The least fixpoint.

51 % of 51 % of 51 % is 13.27 % of the equity and all of the control. One that starts from nothing cannot control itself around a ring.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from graph_service.analysis.ownership.holdings import WHOLE, Bound, Holdings
from graph_service.policy.ownership import Threshold

#: (holder, organisation) whose shares carry no vote.
Uncast = frozenset[tuple[str, str]]
NO_VOTES_LOST: Uncast = frozenset()
Enough = Callable[[str, int], bool]


@dataclass(frozen=True, slots=True)
class Control:
    """What each holder controls, and the votes (in units) that it casts where it does not, or did not need more to control."""

    controlled: Mapping[str, frozenset[str]]
    votes: Mapping[str, Mapping[str, int]]

    def pairs(self) -> set[tuple[str, str]]:
        """Return (controller, organisation); nobody controls itself."""
        return {(holder, organization) for holder, firms in self.controlled.items() for organization in firms}


def control(
    holdings: Holdings,
    threshold: Threshold,
    *,
    bound: Bound = "low",
    uncast: Uncast = NO_VOTES_LOST,
    listed: Mapping[str, Threshold] | None = None,
) -> Control:
    """Compute the least fixpoint; compared exactly.

    Args:
        holdings: of the day.
        threshold: which part of the votes controls.
        bound: ``low``: what is certain. ``high``: what cannot be excluded, the part of which no entry speaks included.
        uncast: shares without a vote.
        listed: organisations for which another threshold holds.
    """
    votes = _votes(holdings, bound, uncast)
    enough = _enough(holdings, threshold, bound, listed or {})
    found = {holder: _controlled_by(holder, votes, enough) for holder in votes}
    return Control(
        {holder: firms for holder, (firms, _) in found.items() if firms}, {h: cast for h, (_, cast) in found.items()}
    )


def uncast_in_listed(holdings: Holdings, threshold: Threshold) -> Uncast:
    """Return the shares that firms controlled by a listed one hold in that listed one (公司法141)."""
    if not holdings.listed:
        return NO_VOTES_LOST
    controlled = control(holdings, threshold).controlled
    return frozenset(
        (firm, listed)
        for listed in holdings.listed & holdings.into.keys()
        for firm in controlled.get(listed, ())
        if firm in holdings.into[listed]
    )


def _votes(holdings: Holdings, bound: Bound, uncast: Uncast) -> dict[str, list[tuple[str, int]]]:
    return {
        holder: [
            (organization, amount)
            for organization, share in firms.items()
            if (amount := share.low if bound == "low" else share.high) and (holder, organization) not in uncast
        ]
        for holder, firms in holdings.held.items()
    }


def _enough(holdings: Holdings, threshold: Threshold, bound: Bound, others: Mapping[str, Threshold]) -> Enough:
    def enough(organization: str, amount: int) -> bool:
        spare = holdings.unrecorded(organization) if bound == "high" else 0
        return others.get(organization, threshold).reached(Fraction(amount + spare, WHOLE))

    return enough


def _controlled_by(
    holder: str, votes: Mapping[str, list[tuple[str, int]]], enough: Enough
) -> tuple[frozenset[str], Mapping[str, int]]:
    cast: Counter[str] = Counter()
    controlled: set[str] = set()
    waiting = [holder]
    while waiting:
        for organization, amount in votes.get(waiting.pop(), ()):
            cast[organization] += amount
            if organization != holder and organization not in controlled and enough(organization, cast[organization]):
                controlled.add(organization)
                waiting.append(organization)
    return frozenset(controlled), cast
