"""Integrated ownership: what each terminal owner holds in the end, directly and through others, cycles and self-holdings included.

``X = D + C·X``, hence ``X = (I - C)^-1·D`` (Brioschi, Buzzacchi and Colombo 1989), solved component by component in exact fractions.
A part of which no entry speaks goes to ``None`` where upper bounds are computed, and to nobody where lower bounds are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from graph_service.analysis.ownership.components import components
from graph_service.analysis.ownership.holdings import Bound, Holdings, fraction, refuse_too_many

#: Components of more organisations than this are solved in floating point and rounded to 10^-12.
EXACT = 40
_ROUNDED = 10**12

Owners = dict[str | None, Fraction]


@dataclass(slots=True)
class Integrated:
    """Shares (0-1) by organisation and terminal owner, and where there are none.

    Attributes:
        loops: components that hold each other and that nobody outside holds.
        overstated: components whose entries exceed the whole so far that the sum over ever longer cycles has no end.
        rounded: components that were too large for fractions.
    """

    shares: dict[str, Owners] = field(default_factory=dict)
    loops: list[tuple[str, ...]] = field(default_factory=list)
    overstated: list[tuple[str, ...]] = field(default_factory=list)
    rounded: list[tuple[str, ...]] = field(default_factory=list)


def integrated(holdings: Holdings, bound: Bound = "low") -> Integrated:
    """Compute lower or upper bounds; without open shares they are equal and exact.

    Raises:
        InputError: see ``refuse_too_many``.
    """
    found, pairs = Integrated(), 0
    for component in components(holdings.into):
        inner = frozenset(component)
        equations = {organization: _equation(holdings, organization, inner, found, bound) for organization in component}
        if _is_closed(holdings, inner, equations):
            found.loops.append(tuple(sorted(component)))
        for organization, owners in _solved(equations, found, bound).items():
            found.shares[organization] = {owner: share for owner, share in owners.items() if share}
            pairs += len(owners)
        refuse_too_many(pairs)
    return found


def upper_bounds(holdings: Holdings, low: Integrated) -> dict[str, Owners]:
    """Return what each owner may hold at most, also one of whom only unknown shares are on record.

    That is what the upper bounds of the entries give, with the part of which no entry speaks, and never more than the others leave.
    """
    high = integrated(holdings, "high")
    bounds: dict[str, Owners] = {}
    for organization, owners in high.shares.items():
        least = low.shares[organization]
        known = sum(least.values(), Fraction())
        anybody = owners.get(None, Fraction())
        bounds[organization] = {
            owner: max(
                least.get(owner, Fraction()),
                min(share + anybody, 1 - known + least.get(owner, Fraction())),
            )
            for owner, share in (owners | {owner: owners.get(owner, Fraction()) for owner in least}).items()
            if owner is not None
        }
    return bounds


@dataclass(slots=True)
class _Equation:
    """One organisation: what is held within its component, and what comes from outside."""

    inside: dict[str, Fraction]
    outside: Owners


def _is_closed(holdings: Holdings, component: frozenset[str], equations: Mapping[str, _Equation]) -> bool:
    """Say whether nobody outside holds anything: an entry whose share is unknown is somebody."""
    comes_in = any(equation.outside for equation in equations.values())
    return not comes_in and all(holdings.into[organization].keys() <= component for organization in component)


def _equation(holdings: Holdings, organization: str, component: frozenset[str], found: Integrated, bound: Bound) -> _Equation:
    inside: dict[str, Fraction] = {}
    outside: Owners = defaultdict(Fraction)
    for holder, share in holdings.into[organization].items():
        part = fraction(share.low if bound == "low" else share.high)
        if not part:
            continue
        if holder in component:
            inside[holder] = part
        elif holder in found.shares:
            for owner, theirs in found.shares[holder].items():
                outside[owner] += part * theirs
        else:
            outside[None if holder in holdings.cut else holder] += part
    if rest := holdings.unrecorded(organization):
        outside[None] += fraction(rest)
    if bound == "low":
        outside.pop(None, None)
    return _Equation(inside, outside)


def _solved(equations: dict[str, _Equation], found: Integrated, bound: Bound) -> Mapping[str, Owners]:
    names = tuple(sorted(equations))
    if not any(equation.inside for equation in equations.values()):
        return {name: equations[name].outside for name in names}
    owners = {owner for equation in equations.values() for owner in equation.outside}
    if not owners:
        return {name: {} for name in names}
    if len(names) > EXACT:
        found.rounded.append(names)
    solution = _in_floats(equations, names) if len(names) > EXACT else _eliminated(equations, names)
    if solution is None:
        found.overstated.append(names)
        return {name: dict.fromkeys(owners, Fraction(1)) if bound == "high" else {} for name in names}
    return solution


def _eliminated(equations: dict[str, _Equation], names: Sequence[str]) -> Mapping[str, Owners] | None:
    """Eliminate one organisation after the other. A pivot that is not positive means that the series over cycles diverges."""
    order: list[str] = []
    left = set(names)
    while left:
        name = min(left, key=lambda one: (len(equations[one].inside), one))
        equation = equations[name]
        pivot = 1 - equation.inside.pop(name, Fraction())
        if pivot <= 0:
            return None
        equation.inside = {holder: part / pivot for holder, part in equation.inside.items()}
        equation.outside = {owner: part / pivot for owner, part in equation.outside.items()}
        left.discard(name)
        order.append(name)
        for other in left:
            if (factor := equations[other].inside.pop(name, None)) is not None:
                _add(equations[other].inside, equation.inside, factor)
                _add(equations[other].outside, equation.outside, factor)
    solution: dict[str, Owners] = {}
    for name in reversed(order):
        owners = dict(equations[name].outside)
        for holder, part in equations[name].inside.items():
            _add(owners, solution[holder], part)
        solution[name] = owners
    return solution


def _add(to: dict, more: Mapping, factor: Fraction) -> None:  # type: ignore[type-arg]  # keys of two kinds
    for key, part in more.items():
        to[key] = to.get(key, Fraction()) + factor * part


def _in_floats(equations: Mapping[str, _Equation], names: Sequence[str]) -> Mapping[str, Owners] | None:
    import numpy as np

    place = {name: number for number, name in enumerate(names)}
    owners = sorted({owner for equation in equations.values() for owner in equation.outside}, key=str)
    column = {owner: number for number, owner in enumerate(owners)}
    within, outside = np.zeros((len(names), len(names))), np.zeros((len(names), len(owners)))
    for name, equation in equations.items():
        for holder, part in equation.inside.items():
            within[place[name], place[holder]] = float(part)
        for owner, part in equation.outside.items():
            outside[place[name], column[owner]] = float(part)
    if np.abs(np.linalg.eigvals(within)).max() >= 1 - 1 / _ROUNDED:
        return None
    solved = np.linalg.solve(np.eye(len(names)) - within, outside)
    return {
        name: {owner: Fraction(round(solved[place[name], column[owner]] * _ROUNDED), _ROUNDED) for owner in owners}
        for name in names
    }
