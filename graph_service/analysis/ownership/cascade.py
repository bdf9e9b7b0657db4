"""The threshold cascade: from seeds down, each organisation in which those reached already hold enough. Stakes count whole, not in proportion.

The pattern of the 50 percent rule of OFAC (FAQ 398 to 401), where stakes of several seeds are added; without ``aggregate`` each seed stands alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from fractions import Fraction

from graph_service.analysis.ownership.holdings import WHOLE, Bound, Holdings
from graph_service.policy.ownership import Threshold


def cascade(
    holdings: Holdings, seeds: Collection[str], threshold: Threshold, *, aggregate: bool = True, bound: Bound = "low"
) -> dict[str, Fraction]:
    """Return the organisations reached, seeds left out, with the stake (0-1) that seeds and those reached hold in each in the end.

    Args:
        holdings: of the day.
        seeds: where to start.
        threshold: the stake that is enough; compared exactly.
        aggregate: add the stakes of different seeds. Otherwise: reached from one seed alone, the largest such stake.
        bound: as for ``control``.
    """
    starts: Iterable[Collection[str]] = [seeds] if aggregate else [[seed] for seed in seeds]
    reached: dict[str, Fraction] = {}
    for start in starts:
        for organization, stake in _reached_from(holdings, start, threshold, bound).items():
            reached[organization] = max(stake, reached.get(organization, stake))
    return {organization: stake for organization, stake in reached.items() if organization not in seeds}


def _reached_from(holdings: Holdings, start: Collection[str], threshold: Threshold, bound: Bound) -> dict[str, Fraction]:
    stakes: Counter[str] = Counter()
    reached, waiting = set(start), list(start)
    while waiting:
        holder = waiting.pop()
        for organization, share in holdings.held.get(holder, {}).items():
            amount = share.low if bound == "low" else share.high
            if not amount or organization == holder:
                continue
            stakes[organization] += amount
            spare = holdings.unrecorded(organization) if bound == "high" else 0
            if organization not in reached and threshold.reached(Fraction(stakes[organization] + spare, WHOLE)):
                reached.add(organization)
                waiting.append(organization)
    return {organization: Fraction(stakes[organization], WHOLE) for organization in reached.difference(start)}
