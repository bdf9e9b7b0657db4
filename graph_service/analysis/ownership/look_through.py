"""Who owns and who controls each organisation, under the definitions of a day: certain, or left open by what is on record.

Everything computed here is a link or a lead (疑似), never a finding, and reaches nobody in law.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from itertools import combinations, islice

from graph_service.analysis.ownership.control import NO_VOTES_LOST, Control, control, uncast_in_listed
from graph_service.analysis.ownership.holdings import Holdings, fraction
from graph_service.analysis.ownership.integrated import Integrated, Owners, integrated, upper_bounds
from graph_service.analysis.ownership.paths import PathProducts, path_products
from graph_service.policy.ownership import ActualController, OwnershipTerms, Threshold, in_force

ByOrganization = dict[str, list[str]]
#: Organisation → owner → ``equity``, ``votes``, ``control``.
Grounds = dict[str, dict[str, list[str]]]
#: Most pairs of close links that are told.
MOST_LINKS = 10_000


@dataclass(frozen=True, slots=True)
class Terms:
    """The definitions of one day; ``None`` where the day has none."""

    control: Threshold
    controlling_shareholder: Threshold
    actual_controller: ActualController
    listed_control: Threshold | None
    beneficial_owner: Threshold | None
    close_links: Threshold | None
    votes_are_lost: bool


def terms_of(terms: OwnershipTerms, controlling: tuple[Threshold, ...], on: date) -> Terms:
    """Choose the definitions in force on the day.

    Raises:
        ValueError: control, 控股股东 or 实际控制人 has no definition on the day; the first of each leaves its day empty.
    """
    general, majority, actual = (in_force(terms.control, on), in_force(controlling, on), in_force(terms.actual_controller, on))
    if general is None or majority is None or actual is None:
        raise ValueError(f"no definition of control on {on}")
    return Terms(
        general,
        majority,
        actual,
        in_force(terms.listed_control, on),
        in_force(terms.beneficial_owner, on),
        in_force(terms.close_links, on),
        votes_are_lost=in_force(terms.uncast_votes, on) is not None,
    )


@dataclass(slots=True)
class Answer:
    """Ids by organisation: those of whom it is certain, and those of whom what is on record leaves it open."""

    certain: ByOrganization = field(default_factory=dict)
    open: ByOrganization = field(default_factory=dict)

    def put(self, organization: str, certain: Iterable[str], possible: Iterable[str]) -> None:
        """Set the answer of one organisation."""
        sure = sorted(set(certain))
        self.certain[organization] = sure
        if unsure := sorted(set(possible).difference(sure)):
            self.open[organization] = unsure


@dataclass(frozen=True, slots=True)
class LookThrough:
    """Every measure for the organisations in which something is held.

    Attributes:
        upper: the most that each terminal owner may hold. unattributed: the part (0-1) of which no terminal owner is known.
        control: at more than half, whoever the organisation is. state: state bodies that own or control, with their share.
        grounds: organisation → beneficial owner → why (``equity``, ``votes``, ``control``).
        close_links: pairs of organisations, with ``holding`` or ``common_holder``.
    """

    terms: Terms
    holdings: Holdings
    integrated: Integrated
    upper: Mapping[str, Owners]
    products: PathProducts
    control: Control
    open_control: set[tuple[str, str]]
    controllers: Answer
    controlling_shareholders: Answer
    beneficial_owners: Answer
    grounds: Grounds
    close_links: list[tuple[str, str, str]]

    def unattributed(self, organization: str) -> Fraction:
        """Return the part of an organisation of which no terminal owner is known."""
        known = sum(self.integrated.shares[organization].values(), Fraction())
        return max(Fraction(), 1 - known)

    def state_share(self, organization: str) -> Fraction:
        """Return what state bodies hold in the end."""
        owners = self.integrated.shares[organization]
        return sum((share for owner, share in owners.items() if owner in self.holdings.state), Fraction())

    def state_controllers(self, organization: str) -> list[str]:
        """Return the state bodies that control the organisation."""
        return sorted(body for body in self.holdings.state if organization in self.control.controlled.get(body, ()))


def look_through(holdings: Holdings, terms: Terms) -> LookThrough:
    """Compute every measure; see the modules of each for what it means."""
    low, products = integrated(holdings), path_products(holdings)
    upper = upper_bounds(holdings, low)
    uncast = uncast_in_listed(holdings, terms.control) if terms.votes_are_lost else NO_VOTES_LOST
    certain = control(holdings, terms.control, uncast=uncast)
    possible = control(holdings, terms.control, bound="high", uncast=uncast)
    ultimate = _with_listed(holdings, terms, certain, uncast=uncast)
    grounds = _grounds(holdings, terms.beneficial_owner, low, certain)
    return LookThrough(
        terms,
        holdings,
        low,
        upper,
        products,
        certain,
        possible.pairs() - certain.pairs(),
        _controllers(holdings, terms.actual_controller, ultimate, possible),
        _controlling_shareholders(holdings, terms.controlling_shareholder),
        _beneficial_owners(holdings, terms.beneficial_owner, grounds, upper, possible),
        {org: found for org, found in grounds.items() if found},
        close_links(products, holdings, terms.close_links),
    )


def _with_listed(holdings: Holdings, terms: Terms, general: Control, *, uncast: frozenset[tuple[str, str]]) -> Control:
    """Apply the threshold of listed firms to those that nobody holds by more than half."""
    held_by_half = {firm for firms in general.controlled.values() for firm in firms}
    widely_held = (holdings.listed & holdings.into.keys()) - held_by_half
    if not widely_held or terms.listed_control is None:
        return general
    return control(holdings, terms.control, uncast=uncast, listed=dict.fromkeys(widely_held, terms.listed_control))


@dataclass(slots=True)
class _Casting:
    """What terminal owners cast in one organisation: their votes, and which of them control it."""

    votes: dict[str, int] = field(default_factory=dict)
    controllers: list[str] = field(default_factory=list)


def _casting(holdings: Holdings, found: Control) -> dict[str, _Casting]:
    by_organization = {organization: _Casting() for organization in holdings.into}
    for owner in holdings.terminal:
        for organization, votes in found.votes.get(owner, {}).items():
            by_organization[organization].votes[owner] = votes
        for organization in found.controlled.get(owner, ()):
            by_organization[organization].controllers.append(owner)
    return by_organization


def _controllers(holdings: Holdings, definition: ActualController, certain: Control, possible: Control) -> Answer:
    """Name the terminal owners that control; a shareholder only where the definition of the day allows it."""
    answer, sure, maybe = Answer(), _casting(holdings, certain), _casting(holdings, possible)
    for organization, holders in holdings.into.items():
        excluded = frozenset() if definition.shareholders else holders.keys()
        answer.put(
            organization,
            (owner for owner in sure[organization].controllers if owner not in excluded),
            (owner for owner in maybe[organization].controllers if owner not in excluded),
        )
    return answer


def _controlling_shareholders(holdings: Holdings, threshold: Threshold) -> Answer:
    answer = Answer()
    for organization, holders in holdings.into.items():
        certain = [holder for holder, share in holders.items() if threshold.reached(fraction(share.low))]
        possible = [holder for holder, share in holders.items() if threshold.reached(fraction(share.high))]
        answer.put(organization, certain, possible)
    return answer


def _grounds(holdings: Holdings, threshold: Threshold | None, low: Integrated, certain: Control) -> Grounds:
    """Return why each owner that is no organisation and no state body would be a beneficial owner."""
    if threshold is None:
        return {}
    found: dict[str, dict[str, list[str]]] = {}
    for organization, casting in _casting(holdings, certain).items():
        found[organization] = {}
        equity = {owner: share for owner, share in low.shares[organization].items() if owner is not None}
        for owner in (equity.keys() | casting.votes.keys()) - holdings.organizations - holdings.state:
            tested = {
                "equity": threshold.reached(equity.get(owner, Fraction())),
                "votes": threshold.reached(fraction(casting.votes.get(owner, 0))),
                "control": owner in casting.controllers,
            }
            if grounds := [name for name, holds in tested.items() if holds]:
                found[organization][owner] = grounds
    return found


def _beneficial_owners(
    holdings: Holdings, threshold: Threshold | None, grounds: Grounds, upper: Mapping[str, Owners], possible: Control
) -> Answer:
    """Name natural persons; of whom it is not known whether they are one, it is open."""
    answer = Answer()
    if threshold is None:
        return answer
    nobodys = holdings.organizations | holdings.state
    for organization, casting in _casting(holdings, possible).items():
        by_share = {owner for owner, share in upper[organization].items() if owner is not None and threshold.reached(share)}
        by_votes = {owner for owner, votes in casting.votes.items() if threshold.reached(fraction(votes))}
        possibly = (by_share | by_votes | set(casting.controllers) | grounds[organization].keys()) - nobodys
        answer.put(organization, grounds[organization].keys() & holdings.persons, possibly)
    return answer


def close_links(products: PathProducts, holdings: Holdings, threshold: Threshold | None) -> list[tuple[str, str, str]]:
    """Return pairs of organisations of which one holds enough of the other along paths, or of which a third holds enough of both.

    At most ``MOST_LINKS``; natural persons and state bodies are no organisation to be linked with, but may be the third.
    """
    if threshold is None:
        return []
    enough = [
        (holder, organization)
        for organization, holders in products.sums.items()
        for holder, share in holders.items()
        if threshold.reached(share)
    ]
    others = holdings.persons | holdings.state
    links = {(min(pair), max(pair)): "holding" for pair in enough if pair[0] not in others}
    for pair in islice(_held_by_one(enough), MOST_LINKS):
        links.setdefault(pair, "common_holder")
    return sorted((one, other, how) for (one, other), how in links.items())[:MOST_LINKS]


def _held_by_one(enough: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    firms: dict[str, list[str]] = {}
    for holder, organization in enough:
        firms.setdefault(holder, []).append(organization)
    for held in firms.values():
        yield from combinations(sorted(held), 2)
