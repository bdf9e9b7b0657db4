"""Paths of holdings: products over simple paths, and the paths above one organisation, step by step."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from heapq import heappop, heappush
from itertools import count, pairwise

from graph_service.analysis.ownership.components import components
from graph_service.analysis.ownership.holdings import WHOLE, Holdings, fraction, refuse_too_many

#: Most steps of simple paths that are walked within one component of organisations that hold each other.
MOST_STEPS = 100_000
#: A search for paths looks at so many times the paths that it may return.
_LOOKED_AT = 50

Products = dict[str, dict[str, Fraction]]


@dataclass(slots=True)
class PathProducts:
    """Sums of products over simple paths by organisation and holder (0-1), holders between included.

    ``cut``: organisations in whose component not every path was walked; their sums are lower bounds.
    """

    sums: Products = field(default_factory=dict)
    cut: list[str] = field(default_factory=list)


def path_products(holdings: Holdings, most_steps: int = MOST_STEPS) -> PathProducts:
    """Add the products of known shares along every simple path to every organisation; a share of which only a range is known counts as its least.

    No simple path leaves a component and comes back, so paths are walked one by one within components alone, and summed up outside.

    Raises:
        InputError: see ``refuse_too_many``.
    """
    found, pairs = PathProducts(), 0
    for component in components(holdings.into):
        inner, left = frozenset(component), most_steps
        for organization in component:
            sums: dict[str, Fraction] = defaultdict(Fraction)
            for entry, product in _paths_within(holdings, organization, inner):
                if (left := left - 1) < 0:
                    found.cut.append(organization)
                    break
                if entry != organization:
                    sums[entry] += product
                _add_from_outside(sums, holdings, found.sums, (entry, product, inner))
            found.sums[organization] = {holder: share for holder, share in sums.items() if share}
            pairs += len(sums)
        refuse_too_many(pairs)
    return found


def _add_from_outside(
    sums: dict[str, Fraction], holdings: Holdings, above: Products, path: tuple[str, Fraction, frozenset[str]]
) -> None:
    entry, product, inner = path
    for holder, share in holdings.into[entry].items():
        if holder in inner or not share.low:
            continue
        part = product * fraction(share.low)
        sums[holder] += part
        for owner, theirs in above.get(holder, {}).items():
            sums[owner] += part * theirs


def _paths_within(holdings: Holdings, organization: str, inner: frozenset[str]) -> Iterator[tuple[str, Fraction]]:
    """Give where each simple path down to the organisation begins within its component, and its product; the empty path first."""
    yield organization, Fraction(1)
    on_path = {organization: None}
    walk = [(Fraction(1), iter(holdings.into[organization].items()))]
    while walk:
        product, holders = walk[-1]
        for holder, share in holders:
            if holder in inner and holder not in on_path and share.low:
                on_path[holder] = None
                longer = product * fraction(share.low)
                walk.append((longer, iter(holdings.into[holder].items())))
                yield holder, longer
                break
        else:
            walk.pop()
            on_path.popitem()


@dataclass(frozen=True, slots=True)
class Path:
    """One simple path: from the owner at its top down to the organisation asked for.

    Attributes:
        subjects: the owner first.
        share: product of the shares (0-1); of a share that is open, the least. ``exact``: none was.
        loop: whoever stands at the top is itself held, by subjects of this very path alone.
    """

    subjects: tuple[str, ...]
    share: Fraction
    exact: bool
    loop: bool = False


def paths_above(holdings: Holdings, organization: str, most: int) -> tuple[list[Path], bool]:
    """Return up to ``most`` paths from terminal owners, the largest product first (an open share counts as its upper bound there).

    The flag says whether there are, or may be, more.
    """
    found: list[Path] = []
    ties = count()
    waiting: list[tuple[float, int, tuple[str, ...]]] = [(-1.0, next(ties), (organization,))]
    looked_at = 0
    while waiting:
        if len(found) == most or looked_at == most * _LOOKED_AT:
            return found, True
        looked_at += 1
        size, _, path = heappop(waiting)
        holders = holdings.into.get(path[-1], {})
        further = {holder: share for holder, share in holders.items() if holder not in path}
        for holder, share in sorted(further.items()):
            heappush(waiting, (size * share.high / WHOLE, next(ties), (*path, holder)))
        if not further and len(path) > 1:
            found.append(_path(holdings, path, loop=bool(holders)))
    return found, False


def _path(holdings: Holdings, upwards: tuple[str, ...], *, loop: bool) -> Path:
    steps = [holdings.into[below][above] for below, above in pairwise(upwards)]
    product, exact = Fraction(1), True
    for share in steps:
        product *= fraction(share.low)
        exact &= share.exact
    return Path(tuple(reversed(upwards)), product, exact, loop)
